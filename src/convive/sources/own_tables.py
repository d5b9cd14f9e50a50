"""A table that somebody made, its columns named: CSV, gzip, Parquet or a spreadsheet.

Of counts there are two forms: one row a count (long) or one row a unit (wide). Notes above the header are skipped; a
header over two rows, as merged cells leave it, is read as one.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from convive.core.errors import RefusedInput, UnknownName, did_you_mean
from convive.sources.checks import check_filled, check_once, whole_numbers
from convive.sources.files import HEAD, RawFile, gather, read_file, refuse_no_table
from convive.sources.headers import Header, fold, header_lines
from convive.sources.refusals import Refusals
from convive.sources.rows import cell, read_rows, without_notes
from convive.sources.text import as_utf8, head_text
from convive.sources.workbooks import is_workbook, sheets_of

if TYPE_CHECKING:
    import polars as pl

_PARQUET = b"PAR1"
# A column that is the sum of the others in this share of the units is their total, whatever it is called.
TOTAL = 0.99


def read_columns(path: str | Path, columns: Sequence[str], *, sheet: str = "") -> pl.DataFrame:
    """Some columns of a file under their own names, and ``row``, the line of the file each record stands in.

    Text, cell by cell, so that whoever checks the cells sees what was written; Parquet keeps its types.

    Raises
    ------
    RefusedInput
        When the file cannot be read, is no table, or has a column twice that was asked for.
    UnknownName
        When a column or the sheet is not there.
    """
    return _read(path, {name: name for name in columns}, sheet, typed=True)[0]


def long_table(
    path: str | Path,
    *,
    unit: str,
    group: str,
    count: str,
    labels: Mapping[str, str] | None = None,
    sheet: str = "",
    examples: bool = False,
) -> pl.DataFrame:
    r"""One row a count: the columns ``row``, ``unit``, ``group``, ``count`` (people), and those of ``labels``.

    Parameters
    ----------
    path
        The file.
    unit, group, count
        Headers of the columns to read.
    labels
        Further columns to keep as text: our name → header.
    sheet
        The sheet of a spreadsheet; needed when several have such columns.
    examples
        Whether rows whose unit begins with # are the examples of a template, which are left out.

    Raises
    ------
    UnknownName
        When a column is not there, with those that look like it.
    RefusedInput
        When the file is no table, holds only examples, or a row cannot be used: a cell without a unit, group or whole
        number, a number below zero, a unit and group that stand twice.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "own.csv")
    ...     _ = file.write_text("site,group,people\nmill,a,12\nmill,b,3\n")
    ...     long_table(file, unit="site", group="group", count="people").rows()
    [(2, 'mill', 'a', 12), (3, 'mill', 'b', 3)]
    """
    fields = {"unit": unit, "group": group, "count": count, **(labels or {})}
    frame, refusals = _read(path, fields, sheet)
    if examples:
        frame = without_examples(frame, "unit", refusals.file)
    for field in ("unit", "group"):
        check_filled(frame, field, fields[field], refusals)
    frame = whole_numbers(frame, {"count": count}, refusals)
    keys = ["unit", "group", *(labels or {})]
    check_once(frame, keys, unit, refusals)
    refusals.raise_if_any(frame.height)
    return frame.select("row", *fields)


def wide_table(
    path: str | Path, *, unit: str, groups: Sequence[str], labels: Mapping[str, str] | None = None, sheet: str = ""
) -> pl.DataFrame:
    """One row a unit and a column for each group, as a long table like that of :func:`long_table`.

    The groups named are the whole population: nothing is added.

    Raises
    ------
    UnknownName
        When a column is not there, with those that look like it.
    RefusedInput
        As :func:`long_table`, and when one of the groups is the total of the others.
    """
    import polars as pl

    twice = [name for name, times in Counter(groups).items() if times > 1]
    if twice:
        raise RefusedInput(f"The group “{twice[0]}” is named twice.", column=twice[0], rule="group-twice")
    fields = {"unit": unit, **(labels or {})} | {f"group:{name}": name for name in groups}
    frame, refusals = _read(path, fields, sheet)
    check_filled(frame, "unit", unit, refusals)
    frame = whole_numbers(frame, {f"group:{name}": name for name in groups}, refusals)
    check_once(frame, ["unit", *(labels or {})], unit, refusals)
    refusals.raise_if_any(frame.height)
    refuse_total(frame.select(pl.col(f"group:{name}").alias(name) for name in groups), refusals.file)
    return pl.concat(
        [
            frame.select(
                "row", "unit", pl.lit(name).alias("group"), pl.col(f"group:{name}").alias("count"), *(labels or {})
            )
            for name in groups
        ]
    )


def without_examples(frame: pl.DataFrame, column: str, file: str) -> pl.DataFrame:
    """The rows of a template that somebody filled in: those whose first column begins with # are examples.

    Raises
    ------
    RefusedInput
        When no other row is there.
    """
    import polars as pl

    filled = frame.filter(~pl.col(column).fill_null("").str.starts_with("#"))
    if filled.is_empty():
        hint = "Fill in a row below the examples; they begin with # and are left out."
        raise RefusedInput("No figure has been filled in yet.", file=file, rule="no-rows", hint=hint)
    return filled


def refuse_total(counts: pl.DataFrame, file: str | None = None) -> None:
    """Refuses a column of totals among three or more groups (one column a group, one row a unit).

    Raises
    ------
    RefusedInput
        Naming the column that is the sum of all others wherever people were counted.
    """
    import polars as pl

    names = counts.columns
    if len(names) < 3 or counts.height < 2:
        return
    people = pl.sum_horizontal(names)
    filled = counts.filter(people > 0)
    for name in names:
        same = filled.select((pl.col(name) * 2 == people).mean()).item()
        if filled.height >= 2 and same is not None and same >= TOTAL:
            raise RefusedInput(
                f"The column “{name}” is the total of the other groups: everybody would be counted twice.",
                file=file,
                column=name,
                rule="totals-column",
                hint=f"Leave {name} out of the groups.",
            )


def _read(
    path: str | Path, fields: Mapping[str, str], sheet: str = "", *, typed: bool = False
) -> tuple[pl.DataFrame, Refusals]:
    """The columns asked for, as text unless ``typed``, with the line of the file each row came from."""
    import polars as pl

    given = gather([path])
    if len(given) != 1 or not given[0].named:
        raise RefusedInput("This is a folder; name one file.", file=str(path), rule="one-file")
    raw = read_file(given[0].path)
    if sheet and not is_workbook(raw.data):
        raise RefusedInput("Only a spreadsheet has sheets.", file=raw.name, rule="sheet")
    if raw.data.startswith(_PARQUET):
        return _read_parquet(raw, fields, typed=typed)
    if is_workbook(raw.data):
        data, name, header = _sheet(raw, fields, sheet)
    else:
        refuse_no_table(raw.data[:HEAD], raw.name)
        data, _ = as_utf8(raw.data, raw.name)
        name, header = raw.name, _header(head_text(data[:HEAD]), fields, raw.name)
    frame, _ = without_notes(read_rows(data, header, name), name)
    places = {title: next(i for i, c in enumerate(header.cells) if fold(c) == fold(title)) for title in fields.values()}
    text = [pl.col(cell(places[title])).str.strip_chars().alias(field) for field, title in fields.items()]
    return frame.select("row", *text), Refusals(name, header.cells)


def _sheet(raw: RawFile, fields: Mapping[str, str], wanted: str) -> tuple[bytes, str, Header]:
    """The one sheet that has all columns asked for: its cells as text, the words for it, and its header."""
    found: list[tuple[bytes, str, Header]] = []
    failed: UnknownName | RefusedInput | None = None
    names = []
    for sheet in sheets_of(raw.data, raw.name, wanted):
        name = f"{raw.name}, sheet “{sheet.name}”"
        try:
            found.append((sheet.data, name, _header(head_text(sheet.data[:HEAD]), fields, name)))
            names.append(sheet.name)
        except (UnknownName, RefusedInput) as error:
            failed = failed or error
    if not found:
        assert failed is not None
        raise failed
    if len(found) > 1:
        raise RefusedInput(
            f"{len(found)} sheets have such columns: {', '.join(names)}.",
            file=raw.name,
            rule="sheet",
            hint="Name the one that is meant with --sheet, or keep it alone in the file.",
        )
    return found[0]


def _header(text: str, fields: Mapping[str, str], name: str) -> Header:
    wanted = [fold(title) for title in fields.values()]
    headers = list(header_lines(text))
    headers += _over_two_rows(headers)
    best = max(headers, key=lambda h: (sum(w in {fold(c) for c in h.cells} for w in wanted), len(h.cells), -h.line))
    cells = Counter(fold(c) for c in best.cells if c)
    for title in fields.values():
        if not cells[fold(title)]:
            raise _no_column(title, [c for c in best.cells if c], name, best.line)
        if cells[fold(title)] > 1:
            raise RefusedInput(
                f"Two columns have the same name, “{title}”.",
                file=name,
                row=best.line,
                column=title,
                rule="header-twice",
                hint="Nobody can tell which of the two is meant.",
            )
    return best


def _over_two_rows(headers: Sequence[Header]) -> list[Header]:
    """Headers whose empty cells are filled from the line above, as where a heading was merged over two rows."""
    above = {(header.line, header.separator): header.cells for header in headers}
    joined = []
    for header in headers:
        upper = above.get((header.line - 1, header.separator), ())
        if upper and not all(header.cells) and len(upper) == len(header.cells):
            cells = tuple(own or over for own, over in zip(header.cells, upper, strict=True))
            joined.append(Header(header.line, cells, header.separator))
    return joined


def _read_parquet(raw: RawFile, fields: Mapping[str, str], *, typed: bool) -> tuple[pl.DataFrame, Refusals]:
    import polars as pl

    try:
        frame = pl.read_parquet(io.BytesIO(raw.data))
    except (pl.exceptions.PolarsError, OSError):
        raise RefusedInput("The Parquet file is broken or cut off.", file=raw.name, rule="parquet") from None
    for title in fields.values():
        if title not in frame.columns:
            raise _no_column(title, frame.columns, raw.name, None)
    columns = {field: pl.col(title) for field, title in fields.items()}
    taken = [(column if typed else column.cast(pl.String)).alias(field) for field, column in columns.items()]
    # A Parquet file has no lines: its first record is row 1.
    numbered = frame.select(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row"), *taken)
    return numbered, Refusals(raw.name, tuple(fields.values()))


def _no_column(title: str, known: Sequence[str], name: str, row: int | None) -> UnknownName:
    hint = did_you_mean(title, known) or f"The columns are {', '.join(known[:12])}{' …' if len(known) > 12 else ''}."
    return UnknownName(f"There is no column “{title}”.", file=name, row=row, column=title, rule="column", hint=hint)
