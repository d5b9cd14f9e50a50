"""The cells of a list as what they mean: numbers, yes and no, levels, days. Every cell that is none is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from convive.core.errors import did_you_mean
from convive.sources.lists.shapes import Shape
from convive.sources.lists.table import Table
from convive.sources.refusals import Refusals

if TYPE_CHECKING:
    import dataframely as dy
    import polars as pl

# From so many rows a class on a list of classes is one of children.
CLASS_LIST = 5
YES = ("yes", "y", "true", "1", "1.0")
NO = ("no", "n", "false", "0", "0.0")
# How levels of English and answers are written besides their own names, without signs and spaces.
WRITTEN = {
    "preentry": "PreEntry", "pre": "PreEntry", "entry1": "E1", "entry2": "E2", "entry3": "E3", "entrylevel1": "E1",
    "entrylevel2": "E2", "entrylevel3": "E3", "level1": "L1", "level2": "L2", "notasked": "not asked", "y": "yes",
    "n": "no",
}  # fmt: skip
DAYS = ("mon", "tue", "wed", "thu", "fri")
PARTS = {"am": 0, "morning": 0, "pm": 1, "afternoon": 1, "eve": 2, "evening": 2}
_SIGNS = re.compile(r"[\s_-]+")
_SLOT = re.compile(r"(mon|tue|wed|thu|fri)[a-z]*\W*(am|pm|morning|afternoon|evening|eve)")


def typed(table: Table, shape: Shape, refusals: Refusals) -> pl.DataFrame:
    """The list in the types of its schema; cells that cannot be used are added to ``refusals``, and are null.

    Columns that a list may have besides stay as text.
    """
    import polars as pl

    frame = table.frame
    columns = shape.schema.columns()
    for name, column in columns.items():
        if name in table.titles:
            frame = _column(frame, name, column, table.titles[name], refusals)
    for name in (shape.elsewhere["latitude"], shape.elsewhere["longitude"]) if shape.point else ():
        if name in table.titles:
            frame = _numbers(frame, name, pl.Float64(), table.titles[name], refusals)
    _once(frame, shape, table, refusals)
    return frame


def slot_of(written: str) -> int | None:
    """A part of the week: 0 to 14, or in words; ``None`` when it is none.

    >>> slot_of("Mon am"), slot_of("friday evening"), slot_of("7"), slot_of("Sunday")
    (0, 14, 7, None)
    """
    plain = written.strip().casefold()
    if plain.isdigit():
        return int(plain) if int(plain) < 3 * len(DAYS) else None
    found = _SLOT.fullmatch(plain)
    return None if found is None else 3 * DAYS.index(found[1]) + PARTS[found[2]]


def _column(frame: pl.DataFrame, name: str, column: dy.Column, title: str, refusals: Refusals) -> pl.DataFrame:
    import polars as pl

    if not column.nullable:
        empty = frame.filter(pl.col(name).is_null())
        refusals.add_all(empty.select("row"), title, lambda _: ("The cell is empty.", "filled", None))
    if isinstance(column.dtype, pl.Enum):
        return _one_of(frame, name, column.dtype.categories.to_list(), title, refusals)
    if column.dtype == pl.Boolean or (column.dtype.is_integer() and getattr(column, "max", None) == 1):
        return _yes_or_no(frame, name, column.dtype, title, refusals)
    if name in ("slot", "slots"):
        return _slots(frame, name, column.dtype, title, refusals)
    if column.dtype.is_numeric():
        low, high = getattr(column, "min", None), getattr(column, "max", None)
        return _numbers(frame, name, column.dtype, title, refusals, low, high)
    if name in ("dates", "date"):
        return frame.with_columns(pl.col(name).str.replace_all(r"\s*[|;]\s*", "|").str.strip_chars("|"))
    return frame


def _numbers(
    frame: pl.DataFrame,
    name: str,
    dtype: pl.DataType,
    title: str,
    refusals: Refusals,
    low: float | None = None,
    high: float | None = None,
) -> pl.DataFrame:
    import polars as pl

    text = pl.col(name).str.replace(r"^(-?\d+)\.0+$", "$1") if dtype.is_integer() else pl.col(name)
    made = frame.with_columns(text.cast(dtype, strict=False).alias("made"))
    if not dtype.is_integer():
        made = made.with_columns(pl.when(pl.col("made").is_finite()).then("made"))
    outside = pl.lit(value=False)
    if low is not None:
        outside = outside | (pl.col("made") < low)
    if high is not None:
        outside = outside | (pl.col("made") > high)
    bad = made.filter(pl.col(name).is_not_null() & (pl.col("made").is_null() | outside.fill_null(value=False)))

    def describe(record: dict[str, Any]) -> tuple[str, str, str | None]:
        value = record["value"]
        if record["made"] is None:
            kind = "a whole number" if dtype.is_integer() else "a number"
            hint = "Write a point, not a comma: 2.5." if "," in value else None
            return f"“{value}” is not {kind}.", "number", hint
        if low == 0 and record["made"] < 0:
            return f"“{value}” is below zero.", "not-negative", None
        if high is None:
            return f"“{value}” is less than {low:g}.", "range", None
        return f"“{value}” does not lie between {low:g} and {high:g}.", "range", None

    refusals.add_all(bad.select("row", "made", pl.col(name).alias("value")), title, describe)
    return made.with_columns(pl.col("made").alias(name)).drop("made")


def _yes_or_no(frame: pl.DataFrame, name: str, dtype: pl.DataType, title: str, refusals: Refusals) -> pl.DataFrame:
    import polars as pl

    plain = pl.col(name).str.to_lowercase()
    made = frame.with_columns(
        pl.when(plain.is_in(YES)).then(1).when(plain.is_in(NO)).then(0).otherwise(None).cast(dtype).alias("made")
    )
    bad = made.filter(pl.col(name).is_not_null() & pl.col("made").is_null())
    refusals.add_all(
        bad.select("row", pl.col(name).alias("value")),
        title,
        lambda r: (f"“{r['value']}” is neither yes nor no.", "yes-or-no", "Write yes or no, or 1 or 0."),
    )
    return made.with_columns(pl.col("made").alias(name)).drop("made")


def _one_of(frame: pl.DataFrame, name: str, known: list[str], title: str, refusals: Refusals) -> pl.DataFrame:
    import polars as pl

    spellings = {_SIGNS.sub("", one).casefold(): one for one in known}
    spellings |= {written: one for written, one in WRITTEN.items() if one in known}
    plain = pl.col(name).str.replace_all(r"[\s_-]+", "").str.to_lowercase()
    made = frame.with_columns(plain.replace_strict(spellings, default=None, return_dtype=pl.String).alias("made"))
    bad = made.filter(pl.col(name).is_not_null() & pl.col("made").is_null())
    refusals.add_all(
        bad.select("row", pl.col(name).alias("value")),
        title,
        lambda r: (
            f"“{r['value']}” is not one of {', '.join(known)}.",
            "one-of",
            did_you_mean(r["value"], known),
        ),
    )
    return made.with_columns(pl.col("made").cast(pl.Enum(known)).alias(name)).drop("made")


def _slots(frame: pl.DataFrame, name: str, dtype: pl.DataType, title: str, refusals: Refusals) -> pl.DataFrame:
    """One part of the week, or several with ``|`` between; each written form is worked out once."""
    import polars as pl

    several = name == "slots"
    known: dict[str, str | None] = {}
    for written in frame.get_column(name).drop_nulls().unique().to_list():
        parts = re.split(r"[|;]", written) if several else [written]
        numbers = [slot_of(part) for part in parts if part.strip()]
        known[written] = None if None in numbers or not numbers else "|".join(str(n) for n in numbers)
    made = frame.with_columns(pl.col(name).replace_strict(known, default=None, return_dtype=pl.String).alias("made"))
    bad = made.filter(pl.col(name).is_not_null() & pl.col("made").is_null())
    refusals.add_all(
        bad.select("row", pl.col(name).alias("value")),
        title,
        lambda r: (
            f"“{r['value']}” is no part of the week.",
            "slot",
            "Write 0 (Monday morning) to 14 (Friday evening), or words such as Mon am|Thu evening.",
        ),
    )
    return made.with_columns(pl.col("made").cast(dtype).alias(name)).drop("made")


def _once(frame: pl.DataFrame, shape: Shape, table: Table, refusals: Refusals) -> None:
    """Refuses rows whose key stands further up; many rows under few keys are told as what they are."""
    import polars as pl

    keys = list(shape.keys)
    given = frame.filter(pl.all_horizontal(pl.col(key).is_not_null() for key in keys))
    later = given.with_columns(pl.col("row").min().over(keys).alias("first")).filter(pl.col("row") > pl.col("first"))
    if later.is_empty():
        return
    title = table.titles[keys[-1]]
    rows_a_key = given.height / given.select(pl.struct(keys).n_unique()).item()
    if shape.about == "classes" and rows_a_key >= CLASS_LIST:
        first = later.sort("row").row(0, named=True)
        refusals.add(
            first["row"],
            title,
            f"“{first[keys[0]]}” stands many times: this looks like a class list with one row a child.",
            "children",
            "One row is one class, with its year and its size. Take the children out of the file.",
        )
        return
    refusals.add_all(
        later.select("row", "first", pl.concat_str(keys, separator=" and ").alias("value")),
        title,
        lambda r: (
            f"“{r['value']}” stands twice: it is in row {r['first']} already.",
            "twice",
            "Every row needs an identifier of its own.",
        ),
    )
