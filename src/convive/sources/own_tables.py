"""A table of counts that somebody made: CSV, gzip or Parquet, one row a count (long) or one row a unit (wide)."""

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
from convive.sources.rows import cell, read_rows
from convive.sources.text import as_utf8, head_text

if TYPE_CHECKING:
    import polars as pl

_PARQUET = b"PAR1"
# A column that is the sum of the others in this share of the units is their total, whatever it is called.
TOTAL = 0.99


def long_table(
    path: str | Path, *, unit: str, group: str, count: str, labels: Mapping[str, str] | None = None
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

    Raises
    ------
    UnknownName
        When a column is not there, with those that look like it.
    RefusedInput
        When the file is no table, or a row cannot be used: a cell without a unit, group or whole number, a number
        below zero, a unit and group that stand twice.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "own.csv")
    ...     _ = file.write_text("site,group,people\nmill,a,12\nmill,b,3\n")
    ...     long_table(file, unit="site", group="group", count="people").rows()
    [(2, 'mill', 'a', 12), (3, 'mill', 'b', 3)]
    """
    fields = {"unit": unit, "group": group, "count": count, **(labels or {})}
    frame, refusals = _read(path, fields)
    for field in ("unit", "group"):
        check_filled(frame, field, fields[field], refusals)
    frame = whole_numbers(frame, {"count": count}, refusals)
    keys = ["unit", "group", *(labels or {})]
    check_once(frame, keys, unit, refusals)
    refusals.raise_if_any(frame.height)
    return frame.select("row", *fields)


def wide_table(
    path: str | Path, *, unit: str, groups: Sequence[str], labels: Mapping[str, str] | None = None
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
    frame, refusals = _read(path, fields)
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


def _read(path: str | Path, fields: Mapping[str, str]) -> tuple[pl.DataFrame, Refusals]:
    """The columns asked for as text, with the line of the file each row came from."""
    import polars as pl

    given = gather([path])
    if len(given) != 1:
        raise RefusedInput("This is a folder; name one file.", file=str(path), rule="one-file")
    raw = read_file(given[0].path)
    if raw.data.startswith(_PARQUET):
        return _read_parquet(raw, fields)
    refuse_no_table(raw.data[:HEAD], raw.name)
    data, _ = as_utf8(raw.data, raw.name)
    header = _header(head_text(data[:HEAD]), fields, raw.name)
    frame = read_rows(data, header, raw.name)
    places = {name: next(i for i, c in enumerate(header.cells) if fold(c) == fold(name)) for name in fields.values()}
    text = [pl.col(cell(places[name])).str.strip_chars().alias(field) for field, name in fields.items()]
    return frame.select("row", *text), Refusals(raw.name, header.cells)


def _header(text: str, fields: Mapping[str, str], name: str) -> Header:
    wanted = [fold(title) for title in fields.values()]
    headers = list(header_lines(text))
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


def _read_parquet(raw: RawFile, fields: Mapping[str, str]) -> tuple[pl.DataFrame, Refusals]:
    import polars as pl

    try:
        frame = pl.read_parquet(io.BytesIO(raw.data))
    except (pl.exceptions.PolarsError, OSError):
        raise RefusedInput("The Parquet file is broken or cut off.", file=raw.name, rule="parquet") from None
    for title in fields.values():
        if title not in frame.columns:
            raise _no_column(title, frame.columns, raw.name, None)
    text = [pl.col(title).cast(pl.String).alias(field) for field, title in fields.items()]
    # A Parquet file has no lines: its first record is row 1.
    numbered = frame.select(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row"), *text)
    return numbered, Refusals(raw.name, tuple(fields.values()))


def _no_column(title: str, known: Sequence[str], name: str, row: int | None) -> UnknownName:
    hint = did_you_mean(title, known) or f"The columns are {', '.join(known[:12])}{' …' if len(known) > 12 else ''}."
    return UnknownName(f"There is no column “{title}”.", file=name, row=row, column=title, rule="column", hint=hint)
