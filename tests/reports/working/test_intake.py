"""Schools, to read: every school on one line, both ends by one rule, what "around" decides, residents by age only."""

from __future__ import annotations

import re

import polars as pl

from convive.core.words import forbidden
from convive.evidence.intake import Intake, Residents, compare
from convive.reports.working.document import Source, Working, html
from convive.reports.working.intake import document

MIXES = [(80, 20), (50, 50), (40, 60), (5, 95), (60, 40)]


def compared(residents: Residents | None = None, points: float = 15.0) -> Intake:
    units = [f"s{i}" for i in range(len(MIXES))]
    other = {"phase": "State-funded primary", "authority": "X08000001", "ward": "w", "postcode": None, "pupils": 100}
    named = [other | {"unit": u, "name": f"School {u}", "unrecorded": 0, "counted": True} for u in units]
    schools = pl.DataFrame(named)
    rows = [(u, g, n) for u, mix in zip(units, MIXES, strict=True) for g, n in zip("xy", mix, strict=True)]
    pupils = pl.DataFrame(rows, schema=["unit", "group", "count"], orient="row")
    return compare(schools, pupils, around="ward", residents=residents, points=points)


def made(found: Intake, others: tuple[tuple[str, Intake], ...] = (), **fields: object) -> Working:
    labels = {"x": "Green", "y": "Blue"}
    given = {"place": "Brackenford", "when": "January 2023", "group": "x", "label": "Green", "labels": labels}
    return document(found, others, source=Source("schools.csv", "i.csv"), **(given | fields))  # type: ignore[arg-type]


def test_the_finding_is_both_shares_by_the_rule_of_points() -> None:
    said = made(compared()).heading.striptags()
    assert said == "Beside the schools around them, 20 in 100 schools have fewer Green pupils and 40 in 100 have more"


def test_both_ends_hold_the_interval_and_the_line_names_only_two() -> None:
    found = made(compared())
    strip, ends = found.blocks[0].drawings[0][1], found.blocks[1].ends
    assert strip.count('font-weight="700"') == 2
    assert ends is not None
    assert ends["high"][0].name == "School s0"
    assert re.search(r"4 schools of its ward: 39; difference \+\d+ to \+\d+ points", ends["high"][0].sub)
    assert ends["low"][-1].name == "School s3"
    assert ends["between"] == "One school between"


def test_each_meaning_of_around_is_a_row_and_every_group_too() -> None:
    found = made(compared(), (("beside", compared(points=60.0)),))
    meanings = found.blocks[2]
    assert [row.label for row in meanings.rows] == [
        "15 points, the schools of the ward",
        "15 points, the schools of the ward",
        "The interval alone, the same schools",
    ]
    assert meanings.rows[0].value == "20 fewer · 40 more"
    assert meanings.rows[0].more == "40 neither"
    assert [row.label for row in found.blocks[3].rows] == ["Green", "Blue"]


def test_residents_stand_as_age_adjusted_or_their_absence_is_said() -> None:
    counts = pl.DataFrame({"unit": ["w", "w"], "group": ["x", "y"], "count": [300, 700]})
    beside = compared(Residents(counts, 5, 15, "from wards.csv"))
    found = made(compared(), residents=beside)
    assert found.blocks[2].rows[-1].label == "15 points, beside residents of school age"
    assert "aged 5 to 15, from wards.csv (age-adjusted)" in found.blocks[2].notes[0]
    without = made(compared(), without="that needs the census of 2011 by age.")
    assert any("Beside residents of school age: that needs" in said for said in without.care)


def test_no_word_blames_and_every_school_is_in_the_table() -> None:
    found = made(compared())
    assert len(found.tables[0].rows) == len(MIXES)
    bare = re.sub(r"<style>.*?</style>|<[^>]*>", " ", html(found).decode("utf-8"), flags=re.S)
    assert forbidden(bare) == []
