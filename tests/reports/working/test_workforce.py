"""A workforce, to read: who declared comes first, a range beside a range, and no count of 1 to 9 anywhere."""

from __future__ import annotations

import re

import polars as pl

from convive.core.words import forbidden
from convive.evidence.workforce import Workforce, WorkingAge, compare
from convive.reports.working.document import Source, Working, html
from convive.reports.working.workforce import document

POPULATION = WorkingAge({"a": 3000, "b": 7000}, 16, 64, "Brackenford", "March 2021")
OPEN = (
    ("low", "s", "a", 60),
    ("low", "s", "b", 140),
    ("low", "s", "not declared", 20),
    ("top", "t", "a", 10),
    ("top", "t", "b", 190),
    ("top", "t", "not declared", 10),
)


def compared(*rows: tuple[str, str, str, int]) -> Workforce:
    return compare(pl.DataFrame(rows, schema=["grade", "site", "group", "count"], orient="row"), POPULATION)


def made(*rows: tuple[str, str, str, int]) -> Working:
    return document(compared(*rows), source=Source("staff.csv", "w.csv"))


def test_who_declared_is_the_finding() -> None:
    found = made(*OPEN)
    assert found.heading.striptags() == "400 of 430 people declared their group"
    assert "people aged 16 to 64 in Brackenford, March 2021" in found.lead[0]
    assert [block.title for block in found.blocks] == ["Everybody", "By grade", "By site"]


def test_a_row_says_range_lot_population_and_what_can_be_said() -> None:
    everybody, grades = made(*OPEN).blocks[:2]
    row = everybody.rows[0]
    assert (row.label, row.value, row.sub) == ("a", "16 to 23", "30 in 100 of working age")
    assert row.more == "Fewer than by lot, whatever the undeclared are"
    assert "a: 16 to 23 in 100; 30 in 100 of working age; by lot 26 to 34" in row.picture
    assert [one.label for one in grades.rows] == ["low: a", "low: b", "top: a", "top: b"]


def test_no_count_of_1_to_9_is_in_it_nor_can_be_worked_out() -> None:
    small = (("g", "s", "a", 4), ("g", "s", "b", 100), ("h", "s", "a", 50), ("h", "s", "b", 200), ("h", "s", "x", 0))
    rows = [row for row in small if row[2] != "x"]
    found = made(*rows)
    hidden = [row for block in found.blocks for row in block.rows if row.value == "[c]"]
    assert hidden
    assert all(row.picture == "" for row in hidden)
    for sheet in found.tables:
        at = [i for i, column in enumerate(sheet.columns) if column.kind == "count"]
        for line in sheet.rows:
            assert all(line[i].value is None or line[i].value == 0 or line[i].value >= 10 for i in at)  # type: ignore[operator]
    assert any("are withheld" in said for said in found.care)


def test_a_withheld_declaration_is_said_and_an_open_end_drawn_to_the_end() -> None:
    found = made(("g", "s", "a", 30), ("g", "s", "b", 150), ("g", "s", "not declared", 2))
    assert found.heading == "How many declared their group is withheld"
    values = {row.value for block in found.blocks for row in block.rows}
    assert any(value.endswith("or more") or value == "[c]" for value in values)


def test_its_mark_says_that_it_is_the_employers_and_no_word_blames() -> None:
    page = html(made(*OPEN)).decode("utf-8")
    assert "it is the employer’s to publish or not" in page
    assert forbidden(re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.S)) == []
