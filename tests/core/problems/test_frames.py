"""What every list of a matching problem is asked, and the digest by which an answer knows its problem."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.core.problems import LinkingProblem, MentoringProblem, PlacementProblem, TeamsProblem

SCHOOLS = pl.DataFrame(
    {
        "row": [2, 3],
        "school_id": ["S1", "S2"],
        "x_km": ["0", "1.5"],
        "y_km": ["0", "2"],
        "eth_a": ["0.2", "0.9"],
        "eth_b": ["0.8", "0.1"],
    }
)
CLASSES = pl.DataFrame(
    {"row": [2, 3], "class_id": ["C1", "C2"], "school_id": ["S1", "S2"], "year": ["4", ""]}
).with_columns(pl.col("year").replace("", None))
LEARNER = {
    "row": [2],
    "learner_id": ["L1"],
    "level": ["E1"],
    "literate": ["1"],
    "female": ["0"],
    "women_only": ["0"],
    "needs_childcare": ["0"],
    "x_km": ["0"],
    "y_km": ["0"],
    "max_km": ["2"],
    "wait_weeks": ["3"],
}


def test_text_becomes_numbers_and_what_may_be_unknown_is_null():
    """A spreadsheet's cells are text; the year of a class may be unknown, its size may not even be asked for."""
    problem = LinkingProblem(SCHOOLS, CLASSES)
    assert problem.schools["y_km"].to_list() == [0.0, 2.0]
    assert problem.schools["eth_a"].to_list() == [0.2, 0.9]
    assert problem.classes["year"].to_list() == [4, None]
    assert problem.classes["size"].to_list() == [None, None]
    assert problem.mixes == {"eth_": ["eth_a", "eth_b"]}


def test_the_digest_is_of_the_content_not_of_its_order():
    """A sorted spreadsheet is the same problem; one changed cell is another."""
    whole = LinkingProblem(SCHOOLS, CLASSES)
    turned = LinkingProblem(
        SCHOOLS.reverse().with_columns(row=pl.lit(9)).select(reversed(SCHOOLS.columns)), CLASSES.reverse()
    )
    other = LinkingProblem(SCHOOLS.with_columns(eth_a=pl.Series(["0.3", "0.9"])), CLASSES)
    assert whole.digest == turned.digest
    assert whole.digest != other.digest


REFUSED = [
    ("column", "schools.csv", None, "x_km", lambda: LinkingProblem(SCHOOLS.drop("x_km"), CLASSES)),
    ("twice", "schools.csv", 2, "school_id", lambda: LinkingProblem(pl.concat([SCHOOLS, SCHOOLS.head(1)]), CLASSES)),
    (
        "number",
        "schools.csv",
        3,
        "x_km",
        lambda: LinkingProblem(SCHOOLS.with_columns(x_km=pl.Series(["0", "east"])), CLASSES),
    ),
    (
        "share",
        "schools.csv",
        3,
        "eth_a",
        lambda: LinkingProblem(SCHOOLS.with_columns(eth_a=pl.Series(["0", "90"])), CLASSES),
    ),
    (
        "min",
        "classes.csv",
        2,
        "size",
        lambda: LinkingProblem(SCHOOLS, CLASSES.with_columns(size=pl.Series(["0", "30"]))),
    ),
    (
        "known",
        "classes.csv",
        3,
        "school_id",
        lambda: LinkingProblem(SCHOOLS, CLASSES.with_columns(school_id=pl.Series(["S1", "S3"]))),
    ),
    (
        "known",
        "vetoes.csv",
        2,
        "school_b",
        lambda: LinkingProblem(SCHOOLS, CLASSES, vetoes=_pair("school", "S1", "S9")),
    ),
    ("itself", "pins.csv", 2, "class_b", lambda: LinkingProblem(SCHOOLS, CLASSES, pins=_pair("class", "C1", "C1"))),
    (
        "one-of",
        "learners.csv",
        2,
        "level",
        lambda: PlacementProblem(pl.DataFrame(LEARNER | {"level": ["E9"]}), _no_classes()),
    ),
    (
        "column",
        "participants.csv",
        None,
        "gender",
        lambda: TeamsProblem(pl.DataFrame({"person_id": ["P"]}), {"gender": 1}),
    ),
    (
        "known",
        "edges.csv",
        5,
        "mentor",
        lambda: MentoringProblem(
            _edges(), pl.DataFrame({"mentor": ["N"], "capacity": [1]}), pl.DataFrame({"mentee": ["M"]})
        ),
    ),
]


def _pair(kind: str, a: str, b: str) -> pl.DataFrame:
    return pl.DataFrame({"row": [2], f"{kind}_a": [a], f"{kind}_b": [b]})


def _no_classes() -> pl.DataFrame:
    from convive.core.problems.placement import EnglishClasses

    return EnglishClasses.create_empty()


def _edges() -> pl.DataFrame:
    return pl.DataFrame({"row": [5], "mentee": ["M"], "mentor": ["N2"], "score": [1], "weight": [1]})


@pytest.mark.parametrize(("rule", "file", "row", "column", "make"), REFUSED)
def test_what_cannot_be_used_is_refused_with_its_place(rule: str, file: str, row: int | None, column: str, make: Any):
    """Each refusal names the file, the row, the column and the rule."""
    with pytest.raises(RefusedInput) as refused:
        make()
    assert (refused.value.rule, refused.value.file, refused.value.row, refused.value.column) == (
        rule,
        file,
        row,
        column,
    )
