from __future__ import annotations

import csv
import io
import json
from typing import Any

import numpy as np
import pytest

from convive.core.disclosure import Column, Counted, Sheet, plain_sheet, sheet
from convive.core.provenance import Source
from convive.exchange import csvw
from convive.reports.tables import table_csv

PEOPLE = sheet(
    "neighbourhoods",
    "Residents by group",
    [Column("neighbourhood", "Neighbourhood", "label")],
    Counted([("Ash",), ("Beech",)], np.array([[3, 4000], [2500, 2600]]), [("Asian", "Asian"), ("White", "White")]),
    source="A census",
    note="Made up.",
)
INDICES = plain_sheet(
    "separation",
    "How far apart",
    [Column("index", "Index", "label"), Column("value", "Value", "number", "0 to 1"), Column("why", "Why", "text")],
    [["H", 0.25, ""], ["H", None, "Too few"]],
    source="A census",
)
SOURCE = Source("k", "T1", "A census", "An office", "A licence", "2021-03-21", "March 2021", "a.csv", "ab" * 32, 7)


@pytest.fixture
def group() -> dict[str, Any]:
    return json.loads(csvw.metadata([PEOPLE, INDICES], [SOURCE], title="All tables", created="2026-11-22"))


@pytest.mark.parametrize("made", [PEOPLE, INDICES], ids=lambda made: made.id)
def test_every_column_of_the_file_is_described_in_its_order(group: dict[str, Any], made: Sheet) -> None:
    table = next(table for table in group["tables"] if table["url"] == f"{made.id}.csv")
    header = next(csv.reader(io.StringIO(table_csv(made).decode())))
    assert [column["titles"] for column in table["tableSchema"]["columns"]] == header


@pytest.mark.parametrize("made", [PEOPLE, INDICES], ids=lambda made: made.id)
def test_a_reader_that_believes_the_description_can_read_every_cell(group: dict[str, Any], made: Sheet) -> None:
    columns = next(t for t in group["tables"] if t["url"] == f"{made.id}.csv")["tableSchema"]["columns"]
    rows = list(csv.reader(io.StringIO(table_csv(made).decode())))[1:]
    assert rows
    as_type = {"string": str, "integer": int, "decimal": float}
    for row in rows:
        for column, text in zip(columns, row, strict=True):
            if text not in column.get("null", []):
                as_type[column["datatype"]](text)


def test_a_withheld_cell_is_no_number(group: dict[str, Any]) -> None:
    columns = {c["name"]: c for c in group["tables"][0]["tableSchema"]["columns"]}
    assert columns["Asian"] == {
        "name": "Asian",
        "titles": "Asian",
        "datatype": "integer",
        "null": ["", "[c]"],
        "dc:description": "people",
    }
    assert "[c]" in group["rdfs:comment"]


def test_labels_are_a_key_only_where_they_tell_rows_apart(group: dict[str, Any]) -> None:
    people, indices = group["tables"]
    assert people["tableSchema"]["primaryKey"] == ["neighbourhood"]
    assert "primaryKey" not in indices["tableSchema"]


def test_sources_carry_licence_date_and_digest(group: dict[str, Any]) -> None:
    assert group["dc:license"] == ["A licence"]
    assert group["dc:source"][0]["dc:identifier"] == f"a.csv sha256:{'ab' * 32}"
    assert group["dc:source"][0]["dc:date"] == "2021-03-21"
