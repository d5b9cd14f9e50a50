"""The programme of the full model: what is not whole is sought again, what is cut short is still an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.optimize

from convive.core.errors import ConviveError
from convive.core.problems import PlacementProblem
from convive.matching.placement import place
from convive.matching.placement.answer import Terms
from convive.matching.placement.arrays import arrays
from convive.matching.placement.opening import Settled, open_classes
from convive.matching.placement.pairs import Conditions, pairs
from convive.matching.placement.placing import answer

Listing = Callable[..., PlacementProblem]
Read = Callable[[str], PlacementProblem]


def spoiled(times: int) -> Callable[..., Any]:
    """A solver whose first answers are not whole."""
    real, calls = scipy.optimize.milp, 0

    def milp(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        got = real(*given, **named)
        if calls <= times:
            got.x[0] = 0.4
        return got

    return milp


def test_an_answer_that_is_not_whole_is_sought_again_with_the_same_classes(
    instance: Read, monkeypatch: pytest.MonkeyPatch, check: Callable[..., list[str]]
) -> None:
    monkeypatch.setattr(scipy.optimize, "milp", spoiled(1))
    got = place(instance("p3_600"))
    assert check(got, full=True) == []
    assert (got.quality.value, got.quality.status) == (353001, "optimal")


def test_never_whole_is_a_fault_and_no_answer(instance: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scipy.optimize, "milp", spoiled(2))
    with pytest.raises(ConviveError, match="no whole answer"):
        place(instance("p3_600"))


def test_without_time_nothing_runs_and_that_is_an_answer(instance: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver found nothing: every trainee goes without, and the bound is all points there are."""
    real = scipy.optimize.milp

    def milp(*given: Any, **named: Any) -> Any:
        got = real(*given, **named)
        got.x, got.status, got.mip_dual_bound = None, 1, None
        return got

    monkeypatch.setattr(scipy.optimize, "milp", milp)
    got = place(instance("p3_120"))
    assert (got.totals["placed"], got.totals["sessions_missing"], got.quality.status) == (0, 138, "gap")
    pinned = place(instance("p3_120"), places_only=True).assignments.row(0)[:2]
    with pytest.raises(ConviveError, match="No answer was found in the time given"):
        answer(instance("p3_120"), Terms(conditions=Conditions(pins=(pinned,))))


def test_an_earlier_aim_is_kept(instance: Read) -> None:
    """The shortest ways among the answers that place as many as can be."""
    board = arrays(instance("p3_120"))
    found = pairs(board)
    one, way = np.ones(len(found), np.int64), np.rint(10 * found.km).astype(np.int64)
    got = open_classes(board, found, -way, 0, settled=Settled(one, 32))
    assert got.chosen.sum() == 32
    assert open_classes(board, found, -way, 0).chosen.sum() == 0
    assert got.value == got.bound


def test_sessions_of_a_kind_are_dealt_out_to_its_classes(listing: Listing) -> None:
    """Two classes of one slot and one of another, three trainees: each class has all its sessions."""
    classes = [{"sessions": 5}, {"sessions": 7}, {"sessions": 4, "slot": 1}]
    trainees = [
        {"slots": "0", "max_sessions": 6},
        {"slots": "0|1", "max_sessions": 6},
        {"slots": "0", "max_sessions": 4},
    ]
    got = place(listing([{}] * 5, classes, trainees))
    assert got.classes["sessions"].to_list() == [5, 7, 4]
    assert got.trainees["sessions"].to_list() == [6, 6, 4]
