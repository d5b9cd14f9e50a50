"""The lines under a header as a frame of strings, each with its line number in the file."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from convive.core.errors import RefusedInput
from convive.sources.headers import Header
from convive.sources.report import ImportFinding

if TYPE_CHECKING:
    import polars as pl

# A table of fewer columns has too few cells to tell a note from a record; more lines of notes than these are none.
_NARROW = 3
_NOTES = 60
_NOTE = re.compile(r"(?i)(?:sources?|notes?|contains|copyright|licen[cs]e|©|\*|\(|\[|\d{1,2}[.)] )")
_CODE = re.compile(r"[A-Z]\d{8}")


def cell(place: int) -> str:
    """The name of a column by its place (0-based): publishers repeat headers, places never repeat."""
    return f"c{place}"


def read_rows(data: bytes, header: Header, name: str) -> pl.DataFrame:
    """Every record under the header: ``row`` (1-based line of the file) and ``c0``, ``c1`` … as strings.

    Blank lines are left out; an empty cell and a missing one at the end of a line are null.

    Raises
    ------
    RefusedInput
        When there is no record; when a line has more cells than the header; when a quotation mark is left open.
    """
    import polars as pl

    body = _below(data, header.line)
    columns = [cell(place) for place in range(len(header.cells))]
    if not body.strip():
        raise _no_rows(header, name)
    lines = body.count(b"\n") + (not body.endswith(b"\n"))
    try:
        frame = pl.read_csv(
            body,
            has_header=False,
            separator=header.separator,
            schema=dict.fromkeys(columns, pl.String),
            infer_schema=False,
        )
        if frame.height != lines:
            # A cell holds a line break: lines and records do not match, and row numbers would be wrong.
            raise pl.exceptions.ShapeError
        frame = frame.select(pl.int_range(pl.len(), dtype=pl.Int64).alias("row") + header.line + 1, *columns)
    except pl.exceptions.PolarsError:
        frame = _read_slowly(body, header, columns, name)
    frame = frame.filter(pl.any_horizontal(pl.col(columns).is_not_null() & (pl.col(columns) != "")))
    if frame.is_empty():
        raise _no_rows(header, name)
    return frame


def without_notes(frame: pl.DataFrame, name: str) -> tuple[pl.DataFrame, list[ImportFinding]]:
    """The records above the publisher's notes: lines at the very end with one cell of words, set off or named as notes.

    A line that was cut off has one cell too. So a note is only what stands under a blank line, or says what it is; a
    code of an area is none.
    """
    import polars as pl

    columns = [column for column in frame.columns if column != "row"]
    if len(columns) < _NARROW:
        return frame, []
    tail = frame.tail(_NOTES).with_columns(
        pl.sum_horizontal((pl.col(column).fill_null("") != "").cast(pl.Int64) for column in columns).alias("filled"),
        pl.concat_str(columns, ignore_nulls=True).str.strip_chars().alias("words"),
        (pl.col("row") - pl.col("row").shift(1)).alias("gap"),
    )
    end = frame.height
    for notes, (filled, words, gap) in enumerate(reversed(tail.select("filled", "words", "gap").rows()), start=1):
        if filled != 1 or _CODE.match(words):
            break
        if (gap is not None and gap > 1) or _NOTE.match(words):
            end = frame.height - notes
    if end == frame.height:
        return frame, []
    says = f"{frame.height - end} lines of notes under the table were left out."
    return frame.head(end), [ImportFinding("note", says, name, frame.item(end, "row"), rule="notes")]


def _below(data: bytes, line: int) -> bytes:
    start = 0
    for _ in range(line):
        end = data.find(b"\n", start)
        if end < 0:
            return b""
        start = end + 1
    return data[start:]


def _read_slowly(body: bytes, header: Header, columns: list[str], name: str) -> pl.DataFrame:
    """Line by line, for files with line breaks in cells, and to name the line at fault in files that do not parse."""
    import polars as pl

    reader = csv.reader(io.StringIO(body.decode("utf-8"), newline=""), delimiter=header.separator, strict=True)
    records: list[list[str | None]] = []
    numbers: list[int] = []
    before = 0
    try:
        for record in reader:
            row = header.line + before + 1
            before = reader.line_num
            if len(record) > len(columns) and any(value.strip() for value in record[len(columns) :]):
                raise RefusedInput(
                    f"This row has {len(record)} cells and the header has {len(columns)}.",
                    file=name,
                    row=row,
                    rule="too-many-cells",
                    hint="Numbers with a comma, and names with one, stand in quotation marks.",
                )
            padded = [value or None for value in record[: len(columns)]]
            records.append([*padded, *[None] * (len(columns) - len(padded))])
            numbers.append(row)
    except csv.Error as error:
        raise RefusedInput(
            f"The row cannot be read: {error}.",
            file=name,
            row=header.line + before + 1,
            rule="quotation-marks",
            hint="A quotation mark is probably left open.",
        ) from None
    frame = pl.DataFrame(records, schema=dict.fromkeys(columns, pl.String), orient="row")
    return frame.insert_column(0, pl.Series("row", numbers, dtype=pl.Int64))


def _no_rows(header: Header, name: str) -> RefusedInput:
    return RefusedInput(
        "There is a header and nothing under it.",
        file=name,
        row=header.line,
        rule="no-rows",
        hint="The download probably stopped. Download it again.",
    )
