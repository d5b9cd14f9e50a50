"""Rules that contradict one another are named, and as few of them as do."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convive.core.errors import RefusedInput
from convive.matching.teams import start
from convive.matching.teams.conflicts import blocks, check_relations
from convive.matching.teams.pool import pool_of
from convive.matching.teams.start import first_teams, one_place, return_home, to_blame

NAMES = "abcdefg"
PAIRS = list(itertools.combinations(NAMES, 2))


def test_the_shortest_chain_is_named():
    together = [("a", "b"), ("b", "c"), ("c", "d"), ("a", "x"), ("x", "d")]
    with pytest.raises(RefusedInput, match="a with x, x with d, but a apart from d"):
        check_relations(together, [("a", "d"), ("b", "d")][:1], (9,))


def test_blocks_are_those_joined_directly_or_through_others():
    assert blocks([("a", "b"), ("c", "b"), ("x", "y")]) == [["a", "b", "c"], ["x", "y"]]


def test_people_all_apart_from_one_another_are_found_among_many(tried: SimpleNamespace):
    many = [(f"p{k}", f"p{k + 1}") for k in range(50)] + list(itertools.combinations("abcd", 2))
    check_relations([], many, (9, 9, 9, 9))
    with pytest.raises(RefusedInput, match="there are 3 teams: a, b, c, d"):
        check_relations([], many, (9, 9, 9))


@given(
    st.lists(st.sampled_from(PAIRS), max_size=5, unique=True),
    st.lists(st.sampled_from(PAIRS), max_size=6, unique=True),
    st.sampled_from([(4, 3), (3, 2, 2), (5, 2)]),
)
def test_rules_are_refused_exactly_when_no_way_keeps_them(
    tried: SimpleNamespace, together: list[tuple[str, str]], apart: list[tuple[str, str]], sizes: tuple[int, ...]
):
    asked = tried.problem(list("xyxyxyx"), sizes, together=together, apart=apart)
    possible = tried.best(asked, sizes, allow_lone=True) is not None
    try:
        check_relations(together, apart, sizes)
    except RefusedInput:
        assert not possible
        return
    pool = pool_of(asked)
    team = first_teams(pool, one_place(sizes), np.random.default_rng(0))
    assert (team is not None) == possible
    joined, parted = to_blame(together, apart, sizes)
    if possible:
        assert (joined, parted) == ([], [])
        return
    # Those to blame cannot be kept, and could without any one of them.
    some = [*(("together", pair) for pair in joined), *(("apart", pair) for pair in parted)]
    for without in [None, *some]:
        left = [rule for rule in some if rule != without]
        mini = tried.problem(
            list("xyxyxyx"), sizes,
            together=[pair for kind, pair in left if kind == "together"],
            apart=[pair for kind, pair in left if kind == "apart"],
        )  # fmt: skip
        assert (tried.best(mini, sizes, allow_lone=True) is None) == (without is None)


def test_where_dealing_fails_the_programme_finds_the_teams(tried: SimpleNamespace, monkeypatch: pytest.MonkeyPatch):
    asked = tried.problem(list("xyxyxyx"), (4, 3), together=[("a", "b"), ("c", "d")], apart=[("a", "c"), ("e", "f")])
    monkeypatch.setattr(start, "_TRIES", 0)
    team = first_teams(pool_of(asked), one_place((4, 3)), np.random.default_rng(0))
    assert team is not None
    teams = [[name for name, at in zip(NAMES, team, strict=True) if at == t] for t in (0, 1)]
    assert tried.broken(asked, teams) == []


def test_more_rules_than_can_be_tried_are_refused(tried: SimpleNamespace, monkeypatch: pytest.MonkeyPatch):
    asked = tried.problem(list("xyxyxyx"), (4, 3), apart=[("a", "c")])
    monkeypatch.setattr(start, "_TRIES", 0)
    monkeypatch.setattr(start, "_LARGEST_MODEL", 1)
    with pytest.raises(RefusedInput, match="very many rules"):
        first_teams(pool_of(asked), one_place((4, 3)), np.random.default_rng(0))


def test_people_return_to_their_team_as_far_as_the_rules_allow(tried: SimpleNamespace):
    asked = tried.problem(list("xyxyxyx"), (4, 3), apart=[("a", "b")])
    home = np.array([0, 0, 0, 0, 1, 1, -1], np.int32)
    team = return_home(pool_of(asked), one_place((4, 3)), home, np.random.default_rng(0))
    assert team is not None
    assert team[0] != team[1]
    assert np.bincount(team).tolist() == [4, 3]
    assert (team == home)[home >= 0].sum() >= 5
