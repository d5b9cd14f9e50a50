"""Checks that every problem asks of its frames, and the digest by which an answer knows its problem."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import Any

import dataframely as dy
import polars as pl

from convive.core.errors import RefusedInput, did_you_mean


def checked(schema: type[dy.Schema], frame: pl.DataFrame, file: str) -> pl.DataFrame:
    """The frame as its schema wants it: a missing ``row`` is 0, a missing nullable column is null, the rest is kept.

    Columns that the schema does not know stay, after its own: the shares of a mix, the attributes of a person.

    Raises
    ------
    RefusedInput
        When a column is missing, has the wrong kind of value, or a record stands twice or breaks a rule; with the row.
    """
    columns = schema.columns()
    given = frame if "row" in frame.columns else frame.with_columns(pl.lit(0, pl.Int64).alias("row"))
    for name, column in columns.items():
        if name not in given.columns:
            if not column.nullable:
                raise RefusedInput(
                    f"The column {name} is missing.",
                    file=file,
                    column=name,
                    rule="column",
                    hint=did_you_mean(name, frame.columns) or f"The columns here are {', '.join(frame.columns)}.",
                )
            given = given.with_columns(pl.lit(None, column.dtype).alias(name))
    for name, column in columns.items():
        try:
            given = given.with_columns(pl.col(name).cast(column.dtype))
        except pl.exceptions.PolarsError:
            raise _unfit(given, name, column, file) from None
    keys = [name for name, column in columns.items() if column.primary_key]
    twice = given.filter(pl.struct(keys).is_duplicated()) if keys else given.head(0)
    if twice.height:
        second = twice.row(1, named=True)
        raise RefusedInput(
            f"“{' and '.join(str(second[key]) for key in keys)}” stands twice.",
            file=file,
            row=second["row"] or None,
            column=keys[-1],
            rule="twice",
            hint="Every line needs an identifier of its own.",
        )
    own = given.select(schema.column_names())
    kept, failure = schema.filter(own)
    if kept.height < own.height:
        bad = failure.invalid().row(0, named=True)
        rule = next(iter(failure.counts()))
        named = rule.partition("|")[0]
        value = bad.get(named)
        raise RefusedInput(
            "The cell is empty." if value is None else f"“{value}” cannot stand here.",
            file=file,
            row=bad["row"] or None,
            column=named,
            rule=rule.partition("|")[2] or rule,
        )
    return given.select(*schema.column_names(), *(name for name in given.columns if name not in columns))


def _unfit(frame: pl.DataFrame, name: str, column: dy.Column, file: str) -> RefusedInput:
    """Which cell is not the number that the column wants."""
    bad = frame.filter(pl.col(name).is_not_null() & pl.col(name).cast(column.dtype, strict=False).is_null())
    first = bad.row(0, named=True) if bad.height else {"row": 0, name: "?"}
    where: dict[str, Any] = {"file": file, "row": first["row"] or None, "column": name}
    if isinstance(column.dtype, pl.Enum):
        known = column.dtype.categories.to_list()
        return RefusedInput(
            f"“{first[name]}” is not one of {', '.join(known)}.",
            **where,
            rule="one-of",
            hint=did_you_mean(str(first[name]), known),
        )
    kind = "a whole number" if column.dtype.is_integer() else "a number"
    return RefusedInput(f"“{first[name]}” is not {kind}.", **where, rule="number")


def check_known(frame: pl.DataFrame, column: str, known: pl.Series, file: str, where: str) -> None:
    """Refuses a record that names somebody who is not on the list.

    Raises
    ------
    RefusedInput
        With the row, and names that look alike.
    """
    unknown = frame.filter(pl.col(column).is_not_null() & ~pl.col(column).is_in(known.implode()))
    if unknown.height:
        first = unknown.row(0, named=True)
        raise RefusedInput(
            f"“{first[column]}” is not in {where}.",
            file=file,
            row=first["row"] or None,
            column=column,
            rule="known",
            hint=did_you_mean(first[column], known.to_list()),
        )


def check_not_itself(frame: pl.DataFrame, ends: tuple[str, str], file: str) -> None:
    """Refuses a record that puts somebody or something with itself.

    Raises
    ------
    RefusedInput
        With the row.
    """
    same = frame.filter(pl.col(ends[0]) == pl.col(ends[1]))
    if same.height:
        first = same.row(0, named=True)
        raise RefusedInput(
            f"“{first[ends[0]]}” stands on both sides of a pair.",
            file=file,
            row=first["row"] or None,
            column=ends[1],
            rule="itself",
        )


def digest(problem: Any) -> str:
    """SHA-256 of everything a problem holds but the lines its records came from, in an order of its own.

    The order of columns and of rows does not count, so that a sorted spreadsheet is the same problem.
    """
    whole = hashlib.sha256()
    for field in dataclasses.fields(problem):
        value = getattr(problem, field.name)
        whole.update(f"\x1e{field.name}\x1f".encode())
        if isinstance(value, pl.DataFrame):
            named = value.select(sorted(name for name in value.columns if name != "row"))
            whole.update(",".join(named.columns).encode() + b"\n")
            whole.update(named.sort(named.columns).write_csv().encode() if named.width else b"")
        else:
            whole.update(json.dumps(value, sort_keys=True, default=_plain).encode())
    return whole.hexdigest()


def _plain(value: Any) -> Any:
    return dataclasses.asdict(value) if dataclasses.is_dataclass(value) and not isinstance(value, type) else str(value)
