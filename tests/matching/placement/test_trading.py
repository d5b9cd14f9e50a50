"""What each weight on a missing session gives: every corner, and nothing between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import polars as pl

from convive.core.problems import PlacementProblem
from convive.matching.placement import place

Listing = Callable[..., PlacementProblem]


def at(problem: PlacementProblem, weight: int) -> int:
    return place(replace(problem, weights=replace(problem.weights, shortfall=weight))).quality.value


def test_on_the_stored_list_every_weight_gives_what_the_curve_says(
    instance: Callable[[str], PlacementProblem],
) -> None:
    problem = instance("p3_120")
    curve = place(problem).trade_off()
    assert curve["sessions_missing"].to_list() == sorted(curve["sessions_missing"], reverse=True)
    for weight in (1, 50, 150, 299, 300, 301, 500, 1000, 5000):
        best = curve["learner_points"] - weight * curve["sessions_missing"]
        assert at(problem, weight) == best.max()
        rows = curve.filter(
            (pl.col("from_weight") <= weight) & (pl.col("to_weight").is_null() | (pl.col("to_weight") >= weight))
        )
        assert (rows["learner_points"] - weight * rows["sessions_missing"]).to_list() == [best.max()] * rows.height
    # The stored optimum is one of the corners.
    assert curve.filter(placed=32, sessions_missing=70, learner_points=15912 + 300 * 70).height == 1


def test_the_rows_meet(instance: Callable[[str], PlacementProblem]) -> None:
    curve = place(instance("p3_120")).trade_off()
    assert curve["from_weight"][0] == 0
    assert curve["to_weight"][-1] is None
    assert all(left["to_weight"] == right["from_weight"] for left, right in pairwise(curve.to_dicts()))


def test_a_search_that_is_ended_says_what_it_does_not_know(instance: Callable[[str], PlacementProblem]) -> None:
    """Two solutions give the ends; where one gives way to the other was not looked for."""
    curve = place(instance("p3_120")).trade_off(most=2)
    assert curve.height == 2
    assert curve.select("from_weight", "to_weight").rows() == [(0.0, None), (None, None)]


def test_without_trainees_there_is_nothing_to_trade(listing: Listing) -> None:
    assert place(listing([{}], [{}])).trade_off().rows() == [(0.0, None, 1, 0, 1090, 1)]


def test_a_class_for_its_sessions_alone_comes_with_the_weight(listing: Listing) -> None:
    """A learner far away is placed once six sessions are worth more than the way."""
    problem = listing([{"x_km": 301.0, "max_km": 400.0}], [{"sessions": 6}], [{"min_sessions": 6}])
    assert place(problem).trade_off().rows() == [(0.0, 1900 / 6, 0, 6, 0, 0), (1900 / 6, None, 1, 0, -1900, 1)]


def test_each_policy_has_its_price(instance: Callable[[str], PlacementProblem]) -> None:
    """Thirty-two of thirty-nine: least sizes keep seven out, whatever a missing session weighs."""
    answer = place(instance("p3_120"))
    prices = answer.policy_prices()
    assert prices.row(0) == (None, 32, 70, 36912, 6)
    placed = dict(prices.select("without", "placed").iter_rows())
    assert all(placed[policy] >= 32 for policy in ("min_size", "trainees", "female_trainees_only"))
    assert placed["min_size"] > placed["trainees"] == 32
    for policy in ("min_size", "trainees"):
        row = prices.filter(without=policy).row(0, named=True)
        assert row["learner_points"] == answer.what_if(without=policy).after.assignments["value"].sum()
