"""Schools of one name in one table: the ward behind it, or the number where the ward is the same too."""

from __future__ import annotations

from convive.core.disclosure import Column, plain_sheet
from convive.reports.namesakes import named, records, told_apart, with_names

COLUMNS = [Column(name, name, "label") for name in ("school", "number", "ward")]


def sheet(*rows):
    return plain_sheet("schools", "Schools", COLUMNS, rows, source="DfE")


def test_a_name_of_its_own_is_left_alone() -> None:
    assert told_apart([("A", "Mill", "1"), ("B", "Mill", "2")]) == ["", ""]
    assert named("A", "") == "A"


def test_the_ward_tells_apart_and_where_it_cannot_the_number_does() -> None:
    rows = [
        ("A", "1", "Mill"),
        ("A", "2", "Hill"),
        ("B", "3", "Mill"),
        ("B", "4", "Mill"),
        ("C", "5", ""),
        ("C", "6", ""),
    ]
    assert [row[0].value for row in with_names(sheet(*rows)).rows] == [
        "A (Mill)", "A (Hill)", "B (3)", "B (4)", "C (5)", "C (6)"
    ]  # fmt: skip


def test_the_rest_of_a_row_stays_as_it_was() -> None:
    made = with_names(sheet(("A", "1", "Mill"), ("A", "2", "Hill")))
    assert [[cell.value for cell in row[1:]] for row in made.rows] == [["1", "Mill"], ["2", "Hill"]]
    assert [row["where"] for row in records(sheet(("A", "1", "Mill"), ("B", "2", "Hill")))] == ["", ""]
    assert records(None) == []
