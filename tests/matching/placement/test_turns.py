"""One aim after another: numbers that keep the aims apart, and the way round when they might not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from convive.core.problems import PlacementProblem
from convive.matching.placement import place, turns
from convive.matching.placement.arrays import arrays
from convive.matching.placement.pairs import pairs
from convive.matching.placement.places import seat

Read = Callable[[str], PlacementProblem]


def test_where_the_steps_do_not_settle_it_the_first_aim_is_kept_as_a_row(
    instance: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = place(instance("p3_600"), objective="lexicographic").totals
    monkeypatch.setattr(turns, "_STEPS", ())
    other = place(instance("p3_600"), objective="lexicographic").totals
    assert [usual[name] for name in ("placed", "weeks")] == [other[name] for name in ("placed", "weeks")]
    # Ways are told apart to 100 m each.
    assert abs(usual["km"] - other["km"]) < 0.05 * usual["placed"]


def test_steps_that_are_too_small_are_noticed(instance: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a step of nothing the ways alone would decide, and nobody would be placed."""
    monkeypatch.setattr(turns, "_STEPS", (0,))
    assert place(instance("p3_600"), objective="lexicographic").totals["placed"] == 309


def test_sessions_missing_are_as_few_as_the_classes_allow(instance: Read) -> None:
    """More could be placed in turn, and sessions are given to as many trainees as can have them."""
    answer = place(instance("p3_120"), objective="lexicographic")
    again = place(
        PlacementProblem(
            answer.problem.learners,
            answer.problem.classes.filter(answer.classes.sort("class_id")["opened"]),
            answer.problem.trainees,
        )
    )
    assert again.totals["sessions_missing"] <= answer.totals["sessions_missing"] == 84


def test_on_a_list_too_long_for_metres_ways_are_told_apart_more_coarsely(
    instance: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = arrays(instance("p3_600"))
    found = pairs(board)
    fine = seat(board, found, turns.as_one_number(board, found)).chosen
    monkeypatch.setattr(turns, "_MOST", 2**40)
    points = turns.as_one_number(board, found)
    coarse = seat(board, found, points).chosen
    assert int(np.abs(points).max()) * board.learners.height < 2**40
    assert fine.sum() == coarse.sum()
    assert found.weeks[fine].sum() == found.weeks[coarse].sum()
    assert found.km[fine].sum() <= found.km[coarse].sum()
