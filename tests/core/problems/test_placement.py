"""What cannot stand in a waiting list, a list of classes or a list of trainees, with the row."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.core.problems import PlacementProblem, PlacementWeights
from convive.core.problems.placement import slot_marks

LEARNERS = pl.DataFrame(
    {
        "row": [2, 3],
        "learner_id": ["L1", "L2"],
        "level": ["E1", None],
        "literate": 1,
        "female": 1,
        "women_only": 0,
        "needs_childcare": 0,
        "x_km": 0.0,
        "y_km": 0.0,
        "max_km": 2.0,
        "wait_weeks": 3,
        "slots": ["0|14", ""],
    }
)
CLASSES = pl.DataFrame(
    {
        "row": [2, 3],
        "class_id": ["K1", "K2"],
        "level_min": "E1",
        "level_max": "E2",
        "takes_non_literate": 0,
        "women_only": 0,
        "slot": 4,
        "capacity": 9,
        "creche_places": 0,
        "venue_x_km": 1.0,
        "venue_y_km": 0.0,
    }
)
TRAINEES = pl.DataFrame(
    {"row": [2, 3], "trainee_id": ["T1", "T2"], "female": 1, "min_sessions": 6, "max_sessions": 12, "slots": "1|2"}
)


def test_what_may_be_unknown_is_null() -> None:
    problem = PlacementProblem(LEARNERS, CLASSES, TRAINEES)
    assert problem.learners["open_to_me"].to_list() == [None, None]
    assert problem.classes.select("skill", "reason", "sessions", "min_size").row(0) == (None,) * 4


def second(frame: pl.DataFrame, column: str, value: Any) -> pl.DataFrame:
    """The frame with one cell of its second record changed."""
    cell = pl.lit(value)
    kept = pl.col(column).cast(pl.String) if isinstance(value, str) else pl.col(column)
    return frame.with_columns(pl.when(pl.col("row") == 3).then(cell).otherwise(kept).alias(column))


REFUSED: list[tuple[str, str, Any, str]] = [
    ("learners", "slots", "0|15", "slot"),
    ("learners", "slots", "-1", "slot"),
    ("learners", "slots", "Monday", "slot"),
    ("learners", "slots", "1|2.5", "slot"),
    ("learners", "learner_id", "L1", "twice"),
    ("learners", "level", "E9", "one-of"),
    ("learners", "open_to_me", "maybe", "one-of"),
    ("learners", "wait_weeks", -1, "min"),
    ("learners", "wait_weeks", "long", "number"),
    ("learners", "max_km", -0.5, "min"),
    ("learners", "literate", 2, "max"),
    ("classes", "class_id", "K1", "twice"),
    ("classes", "level_min", "L2", "levels"),
    ("classes", "slot", 15, "max"),
    ("classes", "slot", "noon", "number"),
    ("classes", "capacity", -1, "min"),
    ("classes", "creche_places", None, "nullability"),
    ("trainees", "slots", "99", "slot"),
    ("trainees", "trainee_id", "T1", "twice"),
    ("trainees", "min_sessions", -6, "min"),
]


@pytest.mark.parametrize(("which", "column", "value", "rule"), REFUSED)
def test_what_cannot_stand_there_is_refused_with_its_row(which: str, column: str, value: Any, rule: str) -> None:
    frames = {"learners": LEARNERS.with_columns(open_to_me=pl.lit("yes")), "classes": CLASSES, "trainees": TRAINEES}
    frames[which] = second(frames[which], column, value)
    with pytest.raises(RefusedInput) as caught:
        PlacementProblem(**frames)
    said = caught.value
    assert (said.file, said.row, said.column, said.rule) == (f"{which}.csv", 3, column, rule)


@pytest.mark.parametrize(
    "wrong",
    [{"place": -1}, {"week": -1}, {"km": float("nan")}, {"shortfall": -300}, {"wait_cap": -1}, {"place": 10**7}],
)
def test_a_weight_is_a_number_from_nothing_to_a_million(wrong: dict[str, Any]) -> None:
    with pytest.raises(RefusedInput, match="cannot be a weight"):
        PlacementWeights(**wrong)


def test_slots_are_marked_and_none_where_there_is_none() -> None:
    marks = slot_marks(pl.DataFrame({"row": [2, 3, 4], "slots": [" 0 | 14", None, ""]}), "learners.csv")
    assert [line.nonzero()[0].tolist() for line in marks] == [[0, 14], [], []]
