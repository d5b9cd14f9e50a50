"""Counts a publisher withheld, read as what they can be: from the least to the most people behind a mark."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from convive.core.errors import RefusedInput
from convive.sources.marks import Mark, mark_of

if TYPE_CHECKING:
    import polars as pl

_RANGE = re.compile(r"(?:(?P<mark>.+)=)?\s*(?P<low>\d{1,9})\s*-\s*(?P<high>\d{1,9})", flags=re.DOTALL)


@dataclass(frozen=True)
class Ranges:
    """How many people a mark can stand for.

    ``protected`` is for marks that say that the publisher withheld a count (``c``, ``*``, ``#``); ``named`` is for
    marks by name. A mark that says it itself (``<5``) is 0 to 4, unless it is named.
    """

    protected: tuple[int, int] | None = None
    named: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def of(self, mark: Mark) -> tuple[int, int] | None:
        """The least and most people behind a mark; ``None`` where nobody said."""
        by_name = self.named.get(_plain(mark.written))
        if by_name is not None:
            return by_name
        if mark.most is not None:
            return 0, mark.most
        return self.protected if mark.protects else None


def ranges(words: str) -> Ranges:
    """The ranges that somebody wrote: one for withheld counts, others by the name of their mark.

    Raises
    ------
    RefusedInput
        For words that are no range, a range from more to less, a mark nobody knows, or one that comes twice.

    >>> ranges("1-9").protected, ranges("1-9,x=0-40").named
    ((1, 9), {'x': (0, 40)})
    """
    protected: tuple[int, int] | None = None
    named: dict[str, tuple[int, int]] = {}
    for part in filter(None, (part.strip() for part in words.split(","))):
        match = _RANGE.fullmatch(part)
        if match is None or int(match["low"]) > int(match["high"]):
            raise RefusedInput(
                f"“{part}” is no range of people.",
                rule="suppressed",
                hint="Write the least and the most, as 1-9; for one mark alone its name before it, as x=0-40.",
            )
        ends = int(match["low"]), int(match["high"])
        name = _plain(match["mark"]) if match["mark"] else ""
        if name and mark_of(name) is None:
            raise RefusedInput(
                f"“{name}” is no mark that is known for a count that is not shown.",
                rule="suppressed",
                hint="Known are c, *, #, x, .., :, z, !, ~, - and the like, and <5 with any number.",
            )
        if name in named or (not name and protected is not None):
            raise RefusedInput(f"Two ranges are given for {name or 'withheld counts'}.", rule="suppressed")
        if name:
            named[name] = ends
        else:
            protected = ends
    return Ranges(protected, named)


def read_withheld(
    table: pl.DataFrame, columns: Sequence[str], known: Ranges | None, *, file: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The table with a number where a mark stood, and what each of those numbers can be.

    Parameters
    ----------
    table
        Cells as text, and ``row``, the line of the file; a column of numbers is left as it is.
    columns
        Those that hold counts.
    known
        What marks stand for; ``None`` where nobody said anything: then every mark of a withheld count is refused.

    Returns
    -------
    The table, with the middle of its range, rounded up, in place of each mark; and one row a mark: ``row``, ``column``,
    ``mark``, ``low``, ``high``. What is neither a number nor a known mark is left for the checks behind.

    Raises
    ------
    RefusedInput
        For a mark that no range was given for, with its line and column.

    >>> import polars as pl
    >>> table = pl.DataFrame({"row": [2, 3], "White": ["120", "c"]})
    >>> filled, found = read_withheld(table, ["White"], ranges("1-9"), file="a.csv")
    >>> filled["White"].to_list(), found.rows()
    (['120', '5'], [(3, 'White', 'c', 1, 9)])
    """
    import polars as pl

    schema = {"row": pl.Int64, "column": pl.String, "mark": pl.String, "low": pl.Int64, "high": pl.Int64}
    found = [pl.DataFrame(schema=schema)]
    for name in columns:
        if table[name].dtype not in (pl.String, pl.Categorical):
            continue
        cells = table.select("row", mark=pl.col(name).cast(pl.String).str.strip_chars())
        odd = cells.filter(pl.col("mark").cast(pl.Float64, strict=False).is_null() & (pl.col("mark") != ""))
        marks = {cell: mark for cell in odd["mark"].unique().to_list() if (mark := mark_of(cell)) is not None}
        if not marks:
            continue
        ends = {cell: None if known is None else known.of(mark) for cell, mark in marks.items()}
        lacking = [cell for cell, range_ in ends.items() if range_ is None]
        if lacking:
            row, cell = odd.filter(pl.col("mark").is_in(lacking)).row(0)
            raise _refused(marks[cell], file=file, row=int(row), column=name)
        sides = {cell: range_ for cell, range_ in ends.items() if range_ is not None}
        own = odd.filter(pl.col("mark").is_in(list(sides))).with_columns(
            column=pl.lit(name),
            low=pl.col("mark").replace_strict({cell: low for cell, (low, _) in sides.items()}, return_dtype=pl.Int64),
            high=pl.col("mark").replace_strict(
                {cell: high for cell, (_, high) in sides.items()}, return_dtype=pl.Int64
            ),
        )
        found.append(own.select(*schema))
        middles = {cell: str((low + high + 1) // 2) for cell, (low, high) in sides.items()}
        table = table.with_columns(cells["mark"].replace(middles).alias(name))
    return table, pl.concat(found).sort("row", maintain_order=True)


def _plain(written: str) -> str:
    """A mark without its brackets and spaces: [C] and c are one."""
    return re.sub(r"\s", "", written.strip().strip("[]()").casefold())


def _refused(mark: Mark, *, file: str, row: int, column: str) -> RefusedInput:
    plain = _plain(mark.written)
    if mark.withheld:
        way = "--suppressed 1-9" if mark.protects or mark.most is not None else f'--suppressed "{plain}=0-40"'
        hint = (
            f"It is a publisher's mark for a withheld count, and is never read as nobody: {mark.means}. "
            f"Say what such a count can be, as with {way}, and every figure gets two ends that it cannot lie outside; "
            "or take a file in which every number is printed."
        )
    else:
        hint = f"It says that {mark.means}. Leave the unit out, or say that nobody is there: --suppressed {plain}=0-0."
    return RefusedInput(
        f"“{mark.written}” is not a number.", file=file, row=row, column=column, rule="number", hint=hint
    )
