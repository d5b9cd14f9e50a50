"""CSV on the Web: one JSON file that says what every column of a folder of tables means."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from convive.core.disclosure import WITHHELD_MARK, WITHHELD_WORDS, Column, Sheet
from convive.core.provenance import Source

# Where readers of CSV on the Web look for it, beside the tables (W3C, Model for Tabular Data, section 5).
FILE = "csv-metadata.json"


def metadata(
    sheets: Sequence[Sheet], sources: Sequence[Source], *, title: str, created: str, language: str = "en-GB"
) -> bytes:
    """The description of published tables as a CSVW table group (W3C Recommendation of 17 December 2015).

    Parameters
    ----------
    sheets
        Tables that have been through the small-number rules; each lies beside the file as ``<id>.csv``.
    sources
        Where their figures come from: named with licence, date and the digest of the file that was read.
    title, created
        What the folder is called, and the day (ISO) it was written.

    Returns
    -------
    JSON in UTF-8, the same for the same tables. A withheld cell reads ``[c]``; the file says that it is no number.

    >>> from convive.core.disclosure import plain_sheet
    >>> made = plain_sheet("t", "T", [Column("rate", "Rate", "number", "in 100")], [[1.5]], source="s")
    >>> group = json.loads(metadata([made], [], title="All", created="2026-11-22"))
    >>> group["tables"][0]["tableSchema"]["columns"][0]["datatype"]
    'decimal'
    """
    group: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "dc:title": title,
        "dc:created": created,
        "dc:source": [_source(source) for source in sources],
        "dc:license": sorted({source.licence for source in sources}),
        "rdfs:comment": f"{WITHHELD_MARK}: {WITHHELD_WORDS.lower()}. An empty cell holds no figure.",
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "lineTerminators": ["\n"]},
        "tables": [_table(sheet) for sheet in sheets],
    }
    return (json.dumps(group, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _source(source: Source) -> dict[str, str]:
    return {
        "dc:title": f"{source.title} ({source.table})",
        "dc:publisher": source.publisher,
        "dc:license": source.licence,
        "dc:date": source.dated,
        "dc:identifier": f"{source.file} sha256:{source.digest}",
    }


def _table(sheet: Sheet) -> dict[str, Any]:
    labels = [column.id for column in sheet.columns if column.kind == "label"]
    schema: dict[str, Any] = {"columns": [_column(sheet, i, column) for i, column in enumerate(sheet.columns)]}
    if labels and _tells_apart(sheet, labels):
        schema["primaryKey"] = labels
    table = {"url": f"{sheet.id}.csv", "dc:title": sheet.title, "dc:source": sheet.source, "tableSchema": schema}
    return table | ({"rdfs:comment": sheet.note} if sheet.note else {})


def _column(sheet: Sheet, place: int, column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {"name": column.id, "titles": column.title, "datatype": _datatype(sheet, place, column)}
    if column.kind not in ("label", "text"):
        made["null"] = ["", WITHHELD_MARK]
    if column.unit:
        made["dc:description"] = column.unit
    return made


def _datatype(sheet: Sheet, place: int, column: Column) -> str:
    if column.kind in ("label", "text"):
        return "string"
    values = [row[place].value for row in sheet.rows if row[place].value is not None]
    if any(isinstance(value, str) for value in values):
        return "string"
    return "integer" if column.kind == "count" or all(isinstance(value, int) for value in values) else "decimal"


def _tells_apart(sheet: Sheet, labels: Sequence[str]) -> bool:
    """Whether the labels tell every row from every other."""
    places = [i for i, column in enumerate(sheet.columns) if column.id in labels]
    keys = [tuple(row[i].value for i in places) for row in sheet.rows]
    return len(set(keys)) == len(keys) and all(value not in (None, "") for key in keys for value in key)
