"""Schools of one name, told apart: by their ward, else by their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from convive.core.disclosure import Sheet
from convive.reports.words import say


def told_apart(schools: Sequence[tuple[str, str, str]]) -> list[str]:
    """What stands behind each name (of name, ward and number): nothing where the name is its own.

    >>> told_apart([("St Mary’s", "Mill", "1"), ("St Mary’s", "Hill", "2"), ("Park", "Mill", "3")])
    ['Mill', 'Hill', '']
    >>> told_apart([("St Mary’s", "Mill", "1"), ("St Mary’s", "Mill", "2")])
    ['1', '2']
    """
    names = Counter(name for name, _, _ in schools)
    wards = Counter((name, ward) for name, ward, _ in schools)
    return [
        "" if names[name] == 1 else ward if ward and wards[name, ward] == 1 else number
        for name, ward, number in schools
    ]


def where_of(sheet: Sheet) -> list[str]:
    """What stands behind the name of each school of a table with the columns school, ward and number."""
    ids = [column.id for column in sheet.columns]
    rows = [dict(zip(ids, (str(cell.value or "") for cell in row), strict=True)) for row in sheet.rows]
    return told_apart([(row["school"], row.get("ward", ""), row.get("number", "")) for row in rows])


def named(school: str, where: str) -> str:
    """A name with what tells it apart behind it."""
    return say("schools.school_in", school=school, where=where) if where else school


def with_names(sheet: Sheet) -> Sheet:
    """The same table, every school under a name that no other has."""
    at = [column.id for column in sheet.columns].index("school")

    def renamed(row: tuple[Any, ...], where: str) -> tuple[Any, ...]:
        name = replace(row[at], value=named(str(row[at].value), where))
        return (*row[:at], name, *row[at + 1 :])

    rows = tuple(renamed(row, where) for row, where in zip(sheet.rows, where_of(sheet), strict=True))
    return replace(sheet, rows=rows)


def records(sheet: Sheet | None) -> list[Mapping[str, Any]]:
    """The rows by column, with ``where`` as what stands behind a name that another school has too."""
    if sheet is None:
        return []
    ids = [column.id for column in sheet.columns]
    rows = [dict(zip(ids, (cell.value for cell in row), strict=True)) for row in sheet.rows]
    return [row | {"where": where} for row, where in zip(rows, where_of(sheet), strict=True)]
