"""Six rules, one at a time, and the funnel they make."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convive.core.problems import RULES, PlacementProblem
from convive.matching.placement import eligibility, place
from convive.matching.placement.arrays import arrays
from convive.matching.placement.eligibility import eligible, named, would_open

Listing = Callable[..., PlacementProblem]


@pytest.mark.parametrize("name", ["p3_120", "p3_600"])
@pytest.mark.parametrize("places_only", [True, False])
def test_reasons_are_those_of_the_stored_list(
    name: str, places_only: bool, instance: Callable[[str], PlacementProblem], shared_data: Path
) -> None:
    """Exactly who has no class, and exactly the single rules that would open one, in the order of the rules."""
    wanted = pl.read_csv(
        shared_data / "matching" / name / "expected_no_eligible_class.csv", infer_schema=False
    ).with_columns(pl.last().fill_null(""))
    got = place(instance(name), places_only=places_only).unassigned.filter(reason="no_eligible_class")
    assert got.select("id", pl.col("would_open").list.join("|")).rows() == wanted.sort("learner_id").rows()


ONE_RULE = {
    "level": {"level": "E3"},
    "literacy": {"literate": 0},
    "women_only": {"women_only": 1},
    "time": {"slots": "5|6"},
    "childcare": {"needs_childcare": 1},
    "distance": {"max_km": 0.9},
}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_alone_keeps_somebody_out_and_is_named(rule: str, listing: Listing) -> None:
    answer = place(listing([ONE_RULE[rule]], [{}]), places_only=True)
    row = answer.unassigned.row(0, named=True)
    assert (row["reason"], row["would_open"]) == ("no_eligible_class", [rule])
    at = RULES.index(rule)
    assert list(row["funnel"].values()) == [1] * at + [0] * (len(RULES) - at)


def test_a_women_only_class_takes_women(listing: Listing) -> None:
    answer = place(listing([{"female": 0}, {"women_only": 1}], [{"women_only": 1}]), places_only=True)
    assert answer.assignments["learner_id"].to_list() == ["L1"]
    assert answer.unassigned["would_open"].to_list() == [["women_only"]]


@pytest.mark.parametrize(
    ("learner", "klass", "fits"),
    [
        ({"speaking": "E3"}, {"skill": "speaking"}, False),  # the skill counts before the overall level
        ({"level": "L2", "speaking": "E1"}, {"skill": "speaking"}, True),
        ({"level": None, "speaking": "E1"}, {"skill": "speaking"}, True),
        ({"writing": "E3"}, {"skill": "speaking"}, True),  # this skill is not known: the overall level stands
        ({"speaking": "E3"}, {}, True),  # a class of everything asks for the overall level
        ({"level": None, "speaking": "E1"}, {}, False),  # a level that is not known is found out first
        ({"level": None}, {"level_min": "PreEntry", "level_max": "L2"}, True),  # no level can be the wrong one
    ],
)
def test_the_level_is_that_of_the_skill_where_it_is_known(
    learner: dict[str, Any], klass: dict[str, Any], fits: bool, listing: Listing
) -> None:
    answer = place(listing([learner], [klass]), places_only=True)
    assert (answer.assignments.height == 1) is fits
    if not fits:
        assert answer.unassigned["would_open"].to_list() == [["level"]]


@pytest.mark.parametrize(("said", "placed"), [(None, 1), ("not asked", 1), ("yes", 1), ("no", 0)])
def test_only_whoever_said_no_is_left_out(said: str | None, placed: int, listing: Listing) -> None:
    """Not asked is not a no; the funnel still shows which classes there would be."""
    answer = place(listing([{"open_to_me": said}], [{}]), places_only=True)
    assert answer.totals["placed"] == placed
    if not placed:
        row = answer.unassigned.row(0, named=True)
        assert (row["reason"], row["would_open"], row["funnel"]["distance"]) == ("not_open_to_me", [], 1)


@pytest.mark.parametrize("slots", [None, "", " "])
def test_somebody_without_a_slot_has_no_time(slots: str | None, listing: Listing) -> None:
    assert place(listing([{"slots": slots}], [{}]), places_only=True).unassigned["would_open"].to_list() == [["time"]]


def test_three_kilometres_are_within_three_kilometres(listing: Listing) -> None:
    """1.8 and 2.4 make a little more than 3 in floating point."""
    learners = [{"x_km": 2.77, "y_km": -0.71, "max_km": 3.0}]
    classes = [{"venue_x_km": 2.77 - 1.8, "venue_y_km": -0.71 - 2.4}]
    assert place(listing(learners, classes), places_only=True).totals["placed"] == 1


choices = st.fixed_dictionaries(
    {
        "level": st.sampled_from(["PreEntry", "E1", "L1", None]),
        "reading": st.sampled_from(["E1", "L2", None]),
        "literate": st.integers(0, 1),
        "female": st.integers(0, 1),
        "women_only": st.integers(0, 1),
        "needs_childcare": st.integers(0, 1),
        "x_km": st.sampled_from([0.0, 2.0, 4.0]),
        "slots": st.sampled_from(["0", "1", "0|1", None]),
    }
)
offers = st.fixed_dictionaries(
    {
        "level_min": st.sampled_from(["PreEntry", "E1"]),
        "level_max": st.sampled_from(["E1", "E2", "L2"]),
        "skill": st.sampled_from(["reading", None]),
        "takes_non_literate": st.integers(0, 1),
        "women_only": st.integers(0, 1),
        "slot": st.integers(0, 1),
        "creche_places": st.integers(0, 2),
        "venue_x_km": st.sampled_from([0.0, 2.0, 4.0]),
    }
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(learners=st.lists(choices, min_size=1, max_size=6), classes=st.lists(offers, min_size=1, max_size=6))
def test_pairs_funnel_and_single_rules_are_those_of_a_reading_line_by_line(
    learners: list[dict[str, Any]], classes: list[dict[str, Any]], listing: Listing, broken: Any
) -> None:
    problem = listing(learners, classes)
    board = arrays(problem)
    found = eligible(board)
    table = [[broken(who, where) for where in problem.classes.to_dicts()] for who in problem.learners.to_dicts()]
    assert set(zip(found.learner.tolist(), found.klass.tolist(), strict=True)) == {
        (i, j) for i, line in enumerate(table) for j, rules in enumerate(line) if not rules
    }
    left = [[sum(not set(rules) & set(RULES[: k + 1]) for rules in line) for k in range(len(RULES))] for line in table]
    assert found.funnel.tolist() == left
    single = [[rule for rule in RULES if [rule] in line] for line in table]
    assert named(would_open(board, np.arange(len(table)))).to_list() == single


def test_long_lists_are_read_in_parts_with_the_same_result(
    instance: Callable[[str], PlacementProblem], monkeypatch: pytest.MonkeyPatch
) -> None:
    board = arrays(instance("p3_120"))
    whole, rules = eligible(board), would_open(board, np.arange(120)).tolist()
    monkeypatch.setattr(eligibility, "_CELLS", 100)
    parts = eligible(board)
    for name in ("learner", "klass", "km", "funnel"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name))
    assert would_open(board, np.arange(120)).tolist() == rules
    assert any(rules)
