"""No bound is above the best of all ways, and each is as near as it says."""

from __future__ import annotations

import itertools
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.core.problems import TeamsProblem
from convive.matching.teams import classes, columns
from convive.matching.teams.classes import ClassBound
from convive.matching.teams.columns import first_columns
from convive.matching.teams.compositions import compositions
from convive.matching.teams.levels import level_bound, without_company
from convive.matching.teams.pool import pool_of
from convive.matching.teams.score import lifted, score, step
from convive.matching.teams.solving import Bound


@given(st.data(), st.booleans())
@settings(max_examples=120)
def test_no_bound_is_above_the_best_of_all_ways(tried: SimpleNamespace, data: st.DataObject, allow_lone: bool):
    asked: TeamsProblem = data.draw(tried.problems())
    best = tried.best(asked, asked.team_sizes, allow_lone=allow_lone)
    if best is None:
        return
    pool = pool_of(asked)
    if not allow_lone and (pool.only_one or without_company(pool, asked.team_sizes)):
        return
    levels = level_bound(pool, asked.team_sizes, allow_lone=allow_lone)
    kinds = ClassBound(pool, asked.team_sizes, allow_lone=allow_lone)
    assert levels <= best
    assert kinds.value <= best + Fraction(1, 10**9)
    closed = kinds.closed(float(best) + 0.01)
    assert closed <= float(best) + 1e-5
    assert Bound(pool, asked.team_sizes, allow_lone=allow_lone).up_to(best) <= best


@given(
    st.integers(1, 9),
    st.sampled_from([(3, 3), (4, 3, 3), (5, 4), (2, 2, 2, 3), (3, 1, 4)]),
    st.integers(1, 9),
    st.booleans(),
)
def test_a_level_is_rounded_as_well_as_all_ways_to_share_it_out(
    tried: SimpleNamespace, people: int, sizes: tuple[int, ...], part: int, guarded: bool
):
    people = min(people, sum(sizes) - 1)
    asked = tried.problem(["x"] * people + ["y"] * (sum(sizes) - people), sizes, protected="x" if guarded else "")
    pool = pool_of(asked)
    share = Fraction(people, sum(sizes))
    ways = [
        sum(((c - s * share) ** 2 for c, s in zip(way, sizes, strict=True)), Fraction(0))
        for way in itertools.product(*(range(s + 1) for s in sizes))
        if sum(way) == people and not (guarded and people > 1 and 1 in way)
    ]
    rest = [
        sum(((c - s * (1 - share)) ** 2 for c, s in zip(way, sizes, strict=True)), Fraction(0))
        for way in itertools.product(*(range(s + 1) for s in sizes))
        if sum(way) == sum(sizes) - people
    ]
    if not ways:
        assert without_company(pool, sizes) == [0]
    else:
        assert without_company(pool, sizes) == []
        assert level_bound(pool, sizes, allow_lone=False) == min(ways) + min(rest)


def test_what_one_team_can_look_like_lifts_the_bound_of_single_levels(tried: SimpleNamespace):
    asked = tried.problem(list("xxyyyzzzz"), (5, 4), protected="xy")
    pool, best = pool_of(asked), tried.best(asked, (5, 4))
    kinds = ClassBound(pool, (5, 4), allow_lone=False)
    assert level_bound(pool, (5, 4), allow_lone=False) < best
    assert kinds.value < float(best) - 1
    assert kinds.closed(float(best) + 0.1) == pytest.approx(float(best), abs=1e-5)
    assert kinds.closed(float(best) - 0.1) > float(best) - 0.01
    assert Bound(pool, (5, 4), allow_lone=False).up_to(best) == best


def test_who_sits_in_the_larger_team_lifts_the_bound_where_nobody_is_guarded(tried: SimpleNamespace):
    # In the larger team every attribute wants the level that most have, and nobody has both.
    asked = tried.problem(["xq", "xq", "xq", "yp", "yp", "yp", "zr"], (4, 3))
    pool = pool_of(asked)
    best = tried.best(asked, (4, 3), allow_lone=True)
    kinds = ClassBound(pool, (4, 3), allow_lone=True)
    assert level_bound(pool, (4, 3), allow_lone=True) <= Fraction(kinds.value) + Fraction(1, 10**6)
    assert Bound(pool, (4, 3), allow_lone=True).up_to(best) == best


def test_the_bound_holds_where_the_solver_gives_no_prices(tried: SimpleNamespace, monkeypatch: pytest.MonkeyPatch):
    asked = tried.problem(list("xxxyyy"), (3, 3), protected="x")
    pool, best = pool_of(asked), tried.best(asked, (3, 3))
    monkeypatch.setattr("scipy.optimize.linprog", lambda *_, **__: SimpleNamespace(x=None))
    without_prices = ClassBound(pool, (3, 3), allow_lone=False)
    assert without_prices.value <= best


@given(st.data())
@settings(max_examples=40)
def test_attributes_that_leave_the_plan_are_bounded_beside_it(tried: SimpleNamespace, data: st.DataObject):
    asked: TeamsProblem = data.draw(tried.problems(rules=False))
    best = tried.best(asked, asked.team_sizes, allow_lone=True)
    pool = pool_of(asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(classes, "_MOST_KINDS", 3)
        kinds = ClassBound(pool, asked.team_sizes, allow_lone=True)
    assert kinds.value <= best + Fraction(1, 10**9)
    assert kinds.value >= float(level_bound(pool, asked.team_sizes, allow_lone=True)) - 1e-6
    assert kinds.closed(float(best) + 0.01) <= float(best) + 1e-5


def test_some_attributes_are_the_same_people(tried: SimpleNamespace):
    pool = pool_of(tried.problem(["xq", "yq", "xp", "yr"], (2, 2), protected="x", weights=(1.0, 3.0)))
    first, second = pool.only([0]), pool.only([1])
    assert (first.names, second.names) == (pool.names[:2], pool.names[2:])
    assert (first.weights, second.weights) == (pool.weights[:1], pool.weights[1:])
    assert second.level.ravel().tolist() == [1, 1, 0, 2]
    assert (first.guarded.tolist(), second.guarded.tolist()) == ([True, False], [False] * 3)


@given(st.integers(2, 4), st.integers(2, 5), st.integers(0, 99))
def test_compositions_are_those_that_counting_finds(levels: int, size: int, seed: int):
    rng = np.random.default_rng(seed)
    share = rng.dirichlet(np.ones(levels))
    people = rng.integers(1, 6, levels)
    guarded = rng.random(levels) < 0.5
    price = rng.normal(size=levels)
    those = compositions(1.5, share, people, guarded, size)
    ways = [
        way
        for way in itertools.product(*(range(min(size, n) + 1) for n in people))
        if sum(way) == size and not any(c == 1 and g for c, g in zip(way, guarded, strict=True))
    ]
    cost = {way: sum(1.5 * (c - size * p) ** 2 for c, p in zip(way, share, strict=True)) for way in ways}
    paid = {way: cost[way] + float(np.dot(way, price)) for way in ways}
    assert those.number() == len(ways)
    if not ways:
        assert those.least(price) == np.inf
        return
    assert those.least(price) == pytest.approx(min(paid.values()))
    assert paid[those.cheapest(price)] == pytest.approx(min(paid.values()))
    everything = those.within(price, np.inf, 10_000)
    assert everything is not None
    assert sorted(map(tuple, everything.tolist())) == sorted(ways)
    assert those.costs(everything).tolist() == pytest.approx([cost[tuple(row)] for row in everything.tolist()])
    margin = sorted(paid.values())[len(ways) // 2] + 1e-9
    few = those.within(price, margin, 10_000)
    assert few is not None
    assert len(few) == sum(value <= margin for value in paid.values())
    assert those.within(price, np.inf, len(ways) - 1) is None


def test_generated_compositions_give_the_same_bound_as_all_of_them(
    tried: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
):
    rng = np.random.default_rng(2)
    people = ["".join((rng.choice(list("uvwxyz"), p=[0.05, 0.1, 0.1, 0.15, 0.2, 0.4]), rng.choice(list("pq"))))
              for _ in range(61)]  # fmt: skip
    asked = tried.problem(people, (13, 12, 12, 12, 12), protected="uvwx")
    pool = pool_of(asked)
    whole = ClassBound(pool, asked.team_sizes, allow_lone=False).value
    monkeypatch.setattr(columns, "_MOST", 500)
    few = ClassBound(pool, asked.team_sizes, allow_lone=False).value
    assert few == pytest.approx(whole, abs=1e-6)
    at = np.flatnonzero(pool.attribute == 0)
    shapes = [compositions(1.0, pool.share[at], pool.count[at], pool.guarded[at], s) for s in (12, 13)]
    assert all(len(those) <= 500 for those in first_columns(shapes, np.array([4, 1]), pool.count[at]))


@given(st.data())
@settings(max_examples=60)
def test_scores_lie_on_their_steps_and_are_those_of_the_rule(tried: SimpleNamespace, data: st.DataObject):
    asked = data.draw(tried.problems(rules=False))
    pool, sizes = pool_of(asked), asked.team_sizes
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    seats = np.repeat(np.arange(len(sizes)), sizes)
    one, other = (rng.permutation(seats) for _ in range(2))
    values = [score(pool, team, sizes).value for team in (one, other)]
    teams = [[pool.ids[x] for x in np.flatnonzero(one == t)] for t in range(len(sizes))]
    assert values[0] == tried.scored(asked, teams)
    assert (values[0] - values[1]) % step(pool, sizes) == 0
    low = data.draw(st.fractions(0, 1)) * values[0]
    up = lifted(low, values[0], step(pool, sizes))
    assert low <= up <= values[0]
    assert (values[0] - up) % step(pool, sizes) == 0


def test_steps_are_two_where_all_teams_have_one_size(tried: SimpleNamespace):
    assert step(pool_of(tried.problem(list("xxyyyy"), (3, 3))), (3, 3)) == 2
    # One larger team: 2 · (2/7 − 5/7 …) moves by multiples of 2/7.
    assert step(pool_of(tried.problem(list("xxyyyyy"), (4, 3))), (4, 3)) == Fraction(2, 7)


def test_a_bound_above_the_score_is_cut_down_to_it():
    assert lifted(Fraction(9), Fraction(8), Fraction(2)) == 8


def test_rows_of_the_pool_are_by_id_and_levels_by_name():
    frame = pl.DataFrame({"person_id": ["b", "a"], "k": ["y", "x"]})
    pool = pool_of(TeamsProblem(frame, {"k": 1.0}))
    assert (pool.ids, pool.names, pool.level.ravel().tolist()) == (["a", "b"], (("k", "x"), ("k", "y")), [0, 1])
