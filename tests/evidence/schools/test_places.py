"""Places in schools: the sum, the bands at both ends, whose schools, and who holds the figure otherwise."""

from __future__ import annotations

import polars as pl
import pytest

from convive.evidence.schools.places import school_places, school_places_full

HERE = "X09000001"
INDEPENDENT = "Independent school"
PRIMARY = "State-funded primary"
THERE = "X09000100"


def register(rows) -> dict[str, pl.LazyFrame]:
    """(unit, phase, authority, places, pupils)"""
    schools = pl.DataFrame(
        [(i, unit, f"School {unit}", phase, at, None) for i, (unit, phase, at, _, _) in enumerate(rows)],
        schema=["row", "unit", "name", "phase", "authority", "postcode"],
        schema_overrides={"postcode": pl.String},
        orient="row",
    )
    capacity = pl.DataFrame(
        [(i, unit, places, pupils) for i, (unit, _, _, places, pupils) in enumerate(rows)],
        schema={"row": pl.Int64, "unit": pl.String, "places": pl.Int64, "pupils": pl.Int64},
        orient="row",
    )
    return {"school-places.schools": schools.lazy(), "school-places.capacity": capacity.lazy()}


ROWS = [
    ("1", PRIMARY, HERE, 100, 120),
    ("2", PRIMARY, HERE, 100, 100),
    ("3", PRIMARY, HERE, 200, 160),
    ("4", PRIMARY, HERE, 200, 100),
    ("5", PRIMARY, THERE, 900, 900),
    ("6", INDEPENDENT, HERE, 900, 100),
    ("7", PRIMARY, HERE, None, 100),
    ("8", PRIMARY, HERE, 20, 4),
]


def test_pupils_for_every_place() -> None:
    assert school_places_full(95, 100).value == pytest.approx(0.95)
    assert school_places_full(95, 0).status == "not computable"


def test_only_the_places_state_funded_schools_with_both_numbers_count(make_town) -> None:
    found = school_places(make_town(tables=register(ROWS)).inputs())
    assert (found.topic.numerator, found.topic.denominator) == (484, 620)
    assert found.topic.value == pytest.approx(484 / 620, abs=1e-6)
    assert [(line.id, line.count) for line in found.topic.lines] == [
        ("over", 1),
        ("full", 1),
        ("room", 1),
        ("empty", 2),
    ]
    assert "620" not in found.figure.words


def test_a_school_of_fewer_than_ten_pupils_is_named_without_them(make_town) -> None:
    rows = school_places(make_town(tables=register(ROWS)).inputs()).sheets[0].rows
    small = next(row for row in rows if row[0].value == "School 8")
    assert [cell.value for cell in small] == ["School 8", PRIMARY, 20, None, None, ""]


def test_pupils_that_a_register_does_not_give_are_those_of_the_school_census(make_town, make_school) -> None:
    town = make_town([make_school("1", (20, 20, 20, 20, 30))], tables=register([("1", PRIMARY, HERE, 100, None)]))
    found = school_places(town.inputs())
    assert found.topic.numerator == 110
    assert found.topic.kinds == ("school-places", "schools-spc")


def test_without_a_file_the_team_that_holds_it_is_named(make_town) -> None:
    found = school_places(make_town().inputs())
    assert (found.topic.status, found.topic.value, found.sheets) == ("cannot say", None, ())
    assert "school place planning team" in found.topic.reason


def test_a_file_of_another_place_says_nothing(make_town) -> None:
    town = make_town(tables=register([("5", PRIMARY, THERE, 900, 900)]))
    assert school_places(town.inputs()).topic.status == "cannot say"
