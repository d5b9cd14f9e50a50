"""Each part by itself: bounds, days and weeks, gates, amounts."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from convive.playbooks.parts import Cap, Cohort, Figure, Gate, GroupSize, Money, Role, Stage

GATE = {"id": "a-gate", "title": "A gate", "before": "meet", "why": "So that it fits"}
STAGE = {"id": "a", "order": 1, "title": "A", "what": "It", "week": 1, "checklist": ["Done"]}
SESSION = {
    "id": "s", "title": "S", "what": "It", "week": 0, "weekday": "Monday", "where": "Here", "count": "tally only",
}  # fmt: skip


@pytest.mark.parametrize(
    ("bounds", "passing", "failing"),
    [
        ({"exactly": 2}, [2], [0, 1, 3]),
        ({"at_most": 30}, [0, 30], [31]),
        ({"at_least": 5}, [5, 500], [4]),
        ({"at_least": 12, "at_most": 15}, [12, 15], [11, 16]),
    ],
)
def test_a_gate_passes_within_its_bounds(bounds: dict[str, int], passing: list[int], failing: list[int]) -> None:
    gate = Gate.model_validate({**GATE, "counts": "people", **bounds})
    assert all(gate.passes(number) for number in passing)
    assert not any(gate.passes(number) for number in failing)


def test_a_yes_passes_when_everybody_has_said_it() -> None:
    gate = Gate.model_validate({**GATE, "counts": "yes", "who": ["head", "panel"]})
    assert [gate.passes(number) for number in (0, 1, 2)] == [False, False, True]


@pytest.mark.parametrize(
    "more",
    [
        {"counts": "people"},
        {"counts": "people", "exactly": 2, "at_most": 3},
        {"counts": "yes"},
        {"counts": "yes", "who": ["head"], "at_least": 1},
        {"counts": "applause", "exactly": 1},
    ],
)
def test_a_gate_that_says_nothing_or_two_things_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Gate.model_validate({**GATE, **more})


def test_a_stage_lasts_weeks_or_days_and_not_both() -> None:
    assert Stage.model_validate({**STAGE, "weeks": 2}).lasts == timedelta(weeks=2)
    short = Stage.model_validate({**STAGE, "day": 3, "days": 1})
    assert (short.begins, short.lasts) == (timedelta(days=10), timedelta(days=1))
    for wrong in ({}, {"weeks": 1, "days": 1}):
        with pytest.raises(ValidationError, match="weeks or a number of days"):
            Stage.model_validate({**STAGE, **wrong})
    with pytest.raises(ValidationError, match="so it has no sessions"):
        Stage.model_validate({**STAGE, "days": 1, "sessions": [SESSION]})


@pytest.mark.parametrize(("weeks", "days", "fits"), [(1, 1, True), (1, 2, False), (2, 5, True), (2, 9, False)])
def test_a_stay_of_several_days_fits_whatever_the_day_of_the_start(weeks: int, days: int, fits: bool) -> None:
    raw = {**STAGE, "weeks": weeks, "sessions": [{**SESSION, "days": days}]}
    if fits:
        assert Stage.model_validate(raw).sessions[0].days == days
    else:
        with pytest.raises(ValidationError, match="is over"):
            Stage.model_validate(raw)


@pytest.mark.parametrize(
    ("part", "raw"),
    [
        (Role, {"id": "a", "title": "A", "min": 3, "max": 2, "what": "It"}),
        (Cohort, {"id": "a", "title": "A", "min": 3, "max": 2, "mixed": "As it comes"}),
        (GroupSize, {"min": 3, "max": 2}),
    ],
)
def test_at_least_three_and_at_most_two_cannot_be(part: Any, raw: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="at least 3 and at most 2"):
        part.model_validate(raw)


@pytest.mark.parametrize(("number", "basis"), [(5, ""), ("not stated", "source"), (-1, "source"), (2.5, "source")])
def test_a_figure_says_whose_it_is(number: object, basis: str) -> None:
    with pytest.raises(ValidationError):
        Figure.model_validate({"number": number, "basis": basis, "why": "Nobody says"})


def test_money_is_whole_pounds_with_a_unit_and_a_cap_is_more_than_nothing() -> None:
    assert Money.model_validate({"heading": "A", "pounds": 0, "per": "week", "source": "e1"}).pounds == 0
    for wrong in ({"pounds": True, "per": "week"}, {"pounds": 1}, {"pounds": "not stated", "per": "week"}):
        with pytest.raises(ValidationError):
            Money.model_validate({"heading": "A", "source": "e1", **wrong})
    with pytest.raises(ValidationError):
        Cap.model_validate({"pounds": 0, "partners": 2, "source": "e1", "note": "None"})
