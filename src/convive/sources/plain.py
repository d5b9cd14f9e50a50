"""Any table as it is, without knowing its publisher: CSV (also packed with gzip) or Parquet, the columns asked for."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from convive.core.errors import RefusedInput, UnknownName, did_you_mean
from convive.sources.files import read_file, refuse_no_table
from convive.sources.text import as_utf8

if TYPE_CHECKING:
    import polars as pl

_PARQUET = b"PAR1"


def read_columns(path: str | Path, columns: Sequence[str]) -> pl.DataFrame:
    """Some columns of a file, and ``row``, the line of the file each record stands in.

    A CSV file gives text, cell by cell, so that whoever checks the cells sees what was written; Parquet keeps its
    types.

    Raises
    ------
    RefusedInput
        When the file cannot be read, is no table, or has a column twice that was asked for.
    UnknownName
        When a column is not there.
    """
    import polars as pl

    file = Path(path)
    raw = read_file(file) if file.is_file() else None
    if raw is None:
        near = [p.name for p in file.parent.iterdir()] if file.parent.is_dir() else []
        raise RefusedInput("There is no such file.", file=str(path), rule="no-file", hint=did_you_mean(file.name, near))
    wanted = list(dict.fromkeys(columns))
    if raw.data.startswith(_PARQUET):
        try:
            found = pl.read_parquet(io.BytesIO(raw.data))
        except (pl.exceptions.PolarsError, OSError):
            raise RefusedInput("The Parquet file is broken or cut off.", file=raw.name, rule="parquet") from None
        _know(wanted, found.columns, raw.name, first=None)
        return found.select(wanted).with_row_index("row", 1).with_columns(pl.col("row").cast(pl.Int64))
    refuse_no_table(raw.data[:1000], raw.name)
    data, _ = as_utf8(raw.data, raw.name)
    head = data.split(b"\n", 1)[0].decode().rstrip("\r")
    separator = max(",;\t", key=head.count)
    header = next(csv.reader([head], delimiter=separator), [])
    _know(wanted, header, raw.name, first=1)
    try:
        # All columns are read: with some of them only, a row with a cell too many would shift others unseen.
        found = pl.read_csv(data, separator=separator, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        says = "The rows of this file do not all have the same number of cells, or a quotation mark is missing."
        raise RefusedInput(says, file=raw.name, rule="table", hint=str(error).splitlines()[0]) from None
    return found.select(wanted).with_row_index("row", 2).with_columns(pl.col("row").cast(pl.Int64))


def _know(wanted: Sequence[str], header: Sequence[str], file: str, *, first: int | None) -> None:
    for name in wanted:
        if name not in header:
            raise UnknownName(
                f"There is no column “{name}”.",
                file=file,
                row=first,
                rule="column",
                hint=did_you_mean(name, header) or f"The columns are {', '.join(header[:30])}.",
            )
        if list(header).count(name) > 1:
            raise RefusedInput(f"The column “{name}” comes twice.", file=file, row=first, column=name, rule="once")
