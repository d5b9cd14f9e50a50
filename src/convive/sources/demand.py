"""A table of what services are asked for and can do, as somebody here keeps it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from convive.core.errors import RefusedInput, UnknownName

if TYPE_CHECKING:
    import polars as pl

_COLUMNS = ("service", "measure", "date", "value")
_OPTIONAL = ("ages", "place")


def demand_table(path: str | Path, *, place: str = "") -> pl.DataFrame:
    r"""One row a figure: ``row``, ``service``, ``measure``, ``ages``, ``year`` and ``value``.

    The columns ``ages`` and ``place`` may be absent; with ``place``, rows of other places are left out. A date is a
    day or a year.

    Raises
    ------
    RefusedInput
        When no figure has been filled in, a row has no service or measure, its date holds no year, its value is no
        number or below nought, or a figure stands twice; or when no row is about the place.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "own.csv")
    ...     _ = file.write_text("service,measure,date,value\nhomes,demand,2026-03-31,4200\n")
    ...     demand_table(file).rows()
    [(2, 'homes', 'demand', '', 2026, 4200.0)]
    """
    import polars as pl

    from convive.sources.own_tables import read_columns, without_examples

    present = [name for name in _OPTIONAL if _has(path, name)]
    frame = read_columns(path, [*_COLUMNS, *present]).with_columns(pl.all().exclude("row").cast(pl.String))
    leftmost = "place" if "place" in present else "service"
    name = Path(path).name
    frame = without_examples(frame, leftmost, name)
    if "place" in present and place:
        frame = frame.filter(pl.col("place") == place)
        if frame.is_empty():
            raise RefusedInput(f"No row is about {place}.", file=name, column="place", rule="place")
    if "place" in present and frame["place"].n_unique() > 1:
        raise RefusedInput(
            "The table holds several places.", file=name, column="place", rule="place", hint="Say which: --place CODE."
        )
    rows = [_row(record, name) for record in frame.iter_rows(named=True)]
    seen: dict[tuple[object, ...], int] = {}
    for row in rows:
        first = seen.setdefault(row[1:5], row[0])
        if first != row[0]:
            raise RefusedInput(
                f"The same figure stands in row {first} as well.", file=name, row=row[0], rule="figure-twice"
            )
    schema = {
        "row": pl.Int64,
        "service": pl.String,
        "measure": pl.String,
        "ages": pl.String,
        "year": pl.Int64,
        "value": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _has(path: str | Path, column: str) -> bool:
    from convive.sources.own_tables import read_columns

    try:
        read_columns(path, [column])
    except UnknownName:
        return False
    return True


def _row(record: dict[str, str | int | None], name: str) -> tuple[int, str, str, str, int, float]:
    row = int(record["row"] or 0)
    given = {key: str(value or "").strip() for key, value in record.items()}

    def refuse(column: str, says: str, rule: str, hint: str | None = None) -> RefusedInput:
        return RefusedInput(says, file=name, row=row, column=column, rule=rule, hint=hint)

    for column in ("service", "measure"):
        if not given[column]:
            raise refuse(column, f"There is no {column}.", "filled")
    year = re.search(r"(?<!\d)(?:19|20)\d{2}(?!\d)", given["date"])
    if year is None:
        raise refuse("date", f"“{given['date']}” holds no year.", "date", "Write 2026-03-31.")
    measure = given["measure"].casefold()
    # What is built may be taken away again.
    pattern = r"-?\d+(?:\.\d+)?" if measure == "built" else r"\d+(?:\.\d+)?"
    number = given["value"].replace(",", "")
    if not re.fullmatch(pattern, number):
        raise refuse("value", f"“{given['value']}” is no number from nought up.", "number")
    return row, given["service"], measure, given.get("ages", ""), int(year[0]), float(number)
