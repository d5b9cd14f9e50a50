"""What every importer asks of a column: codes of the right form, no area twice, people in whole numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from convive.core.errors import RefusedInput
from convive.core.geography import PATTERNS, usual_name
from convive.sources.marks import mark_of
from convive.sources.places import KnownPlaces
from convive.sources.refusals import Refusals

if TYPE_CHECKING:
    import dataframely as dy
    import polars as pl

LEVEL_WORDS = {
    "oa": "an output area",
    "lsoa": "an LSOA",
    "msoa": "an MSOA",
    "ward": "a ward",
    "lad": "an authority",
}
_EXAMPLES = {"oa": "E00000001", "lsoa": "E01000001", "msoa": "E02000001", "ward": "E05000026", "lad": "E08000032"}
_FRACTION = re.compile(r"[+-]?\d*[.,]?\d+(?:[eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[, \u00a0\u202f]\d{3})+")
_PERCENTAGE = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*%")


def check_filled(frame: pl.DataFrame, column: str, title: str, refusals: Refusals) -> None:
    """Refuses rows in which a needed cell is empty."""
    import polars as pl

    empty = frame.filter(pl.col(column).is_null() | (pl.col(column).str.strip_chars() == ""))
    refusals.add_all(
        empty.select("row"),
        title,
        lambda _: ("The cell is empty.", "filled", "Every row needs a value in this column."),
    )


def check_form(frame: pl.DataFrame, column: str, title: str, level: str, refusals: Refusals) -> None:
    """Refuses codes that have not the form of their level."""
    import polars as pl

    bad = frame.filter(~pl.col(column).fill_null("").str.contains(f"^(?:{PATTERNS[level].pattern})$"))

    def describe(record: dict[str, Any]) -> tuple[str, str, str | None]:
        value = record["value"]
        hint = f"Such a code looks like {_EXAMPLES[level]}."
        if value is None or not value.strip():
            return f"The code of {LEVEL_WORDS[level]} is missing.", "code", hint
        return f"“{value}” is not the code of {LEVEL_WORDS[level]}.", "code", hint

    refusals.add_all(bad.select("row", pl.col(column).alias("value")), title, describe)


def check_known_lsoas(
    frame: pl.DataFrame, column: str, title: str, year: int, places: KnownPlaces, refusals: Refusals
) -> None:
    """Refuses LSOA codes that are not in the lookups. Invented codes (X) pass, unless the lookups are invented too."""
    import polars as pl

    unknown = frame.filter(pl.col(column).is_not_null()).join(
        places.lsoas[year].select("code"), left_on=column, right_on="code", how="anti"
    )
    if not places.invented:
        unknown = unknown.filter(~pl.col(column).str.starts_with("X"))
    # Cells whose form is wrong have been named by check_form.
    unknown = unknown.filter(pl.col(column).str.contains(f"^(?:{PATTERNS['lsoa'].pattern})$"))
    # Only the first is looked up among thousands of neighbours: its hint is the one that is printed.
    first = unknown.get_column("row").min() if unknown.height else None

    def describe(record: dict[str, Any]) -> tuple[str, str, str | None]:
        code = record["value"]
        for other, frame in places.lsoas.items():
            if other != year and code in frame.get_column("code"):
                of_another = f"This is probably the table of another census: the one of {year} is needed."
                return f"{code} is an LSOA of {other} and not of {year}.", "superseded-code", of_another
        near = places.closest_code(code, year) if record["row"] == first else None
        hint = near or f"Such a code looks like {_EXAMPLES['lsoa']}. Take it from the publisher's table."
        return f"There is no LSOA {code} in the lookups of {year}.", "unknown-code", hint

    refusals.add_all(unknown.select("row", pl.col(column).alias("value")), title, describe)


def check_known_authorities(
    frame: pl.DataFrame, column: str, unit: str, title: str, places: KnownPlaces, refusals: Refusals
) -> None:
    """Refuses names of authorities that no lookup has under that spelling."""
    import polars as pl

    names = frame.get_column(column).drop_nulls().unique().to_list()
    unknown = [name for name in names if name.strip() and not {name, usual_name(name)} & places.authorities]
    if not unknown:
        return
    bad = frame.filter(pl.col(column).is_in(unknown))
    if not places.invented:
        bad = bad.filter(~pl.col(unit).str.starts_with("X"))

    def describe(record: dict[str, Any]) -> tuple[str, str, str | None]:
        name = record["value"]
        return f"There is no authority “{name}” in the lookups.", "unknown-name", places.closest_authority(name)

    refusals.add_all(bad.select("row", pl.col(column).alias("value")), title, describe)


def check_once(frame: pl.DataFrame, columns: Sequence[str], title: str, refusals: Refusals) -> None:
    """Refuses every row whose key has been seen further up, and says where."""
    import polars as pl

    twice = frame.filter(pl.struct(columns).is_duplicated()) if len(columns) > 1 else _twice(frame, columns[0])
    if twice.is_empty():
        return
    twice = twice.with_columns(pl.col("row").min().over(columns).alias("first"))
    later = twice.filter(pl.col("row") > pl.col("first"))

    def describe(record: dict[str, Any]) -> tuple[str, str, str | None]:
        key = " and ".join(str(record[column]) for column in columns)
        return (
            f"{key} is here twice: it stands in row {record['first']} already.",
            "area-twice",
            "Nobody can tell which row is right. Keep one, or download the file again.",
        )

    refusals.add_all(later.select("row", "first", *columns), title, describe)


def _twice(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    import polars as pl

    return frame.filter(pl.col(column).is_duplicated() & pl.col(column).is_not_null())


def whole_numbers(frame: pl.DataFrame, columns: dict[str, str], refusals: Refusals) -> pl.DataFrame:
    """The frame with columns of text turned into Int64 counts of people; cells that are none are refused.

    ``columns`` maps a column to the header it is printed under. Refused: an empty cell, a number below zero, a
    fraction, thousands set off by a comma, words. White space around a number does no harm, and neither does the way a
    statistics program writes a whole number ("8.0").
    """
    import polars as pl

    parsed = frame.with_columns(pl.col(list(columns)).cast(pl.Int64, strict=False))
    for column, title in columns.items():
        if parsed.get_column(column).null_count():
            text = frame.get_column(column).str.strip_chars().str.replace(r"^(\d+)\.0+$", "$1")
            stripped = text.cast(pl.Int64, strict=False)
            parsed = parsed.with_columns(stripped.alias(column))
        bad = pl.col("number").is_null() | (pl.col("number") < 0)
        cells = frame.select("row", pl.col(column).alias("value"), parsed.get_column(column).alias("number"))
        refusals.add_all(cells.filter(bad), title, _describe_number)
    return parsed


def _describe_number(record: dict[str, Any]) -> tuple[str, str, str | None]:
    """What is wrong with a cell that should hold a count."""
    value = (record["value"] or "").strip()
    if not value:
        return "The count is missing.", "count-missing", "Where there is nobody, the cell says 0."
    if record["number"] is not None:
        return (
            f"A count is below zero: “{value}”.",
            "not-negative",
            "A count begins at 0, which says that there is nobody.",
        )
    if _THOUSANDS.fullmatch(value):
        plain = re.sub(r"[^\d+-]", "", value)
        return f"“{value}” is not a plain whole number.", "whole-number", f"Write it without a comma: {plain}."
    if _FRACTION.fullmatch(value):
        hint = "Perhaps a column of shares stands where counts should be."
        return f"“{value}” is not a whole number, and people come whole.", "whole-number", hint
    if _PERCENTAGE.fullmatch(value):
        hint = "Take the table with counts: a share cannot be turned back into people."
        return f"“{value}” is a percentage, and counts are needed.", "whole-number", hint
    mark = mark_of(value)
    if mark is not None:
        hint = "It is never read as nobody. Take a file in which every number is printed."
        return f"“{value}” is not a number: it says that {mark.means}.", "mark", hint
    return f"“{value}” is not a number.", "whole-number", "Write digits only, such as 1250."


def validated(schema: type[dy.Schema], frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """The frame in the columns and types of its schema in ``core.tables``.

    Raises
    ------
    RefusedInput
        When the schema finds what the checks before it did not.
    """
    import dataframely as dy

    try:
        return schema.validate(frame.select(schema.column_names()), cast=True)
    except (dy.exc.ValidationError, dy.exc.SchemaError) as error:
        first = str(error).splitlines()[0]
        raise RefusedInput(
            f"The table does not fit what Convive expects of it: {first}", file=name, rule="schema"
        ) from None
