"""What a table of counts must be before anything is worked out from it, and what is said when it is not."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from convive.core.errors import RefusedInput, UnknownName, did_you_mean

if TYPE_CHECKING:
    import polars as pl

    from convive.evidence.segregation.cube import Cube

Ints = NDArray[np.int64]

# Headers under which publishers print everybody.
_TOTALS = (
    "total",
    "persons",
    "all",
    "everyone",
    "everybody",
    "people",
    "residents",
    "population",
    "headcount",
    "pupils",
)
# A total that leaves out nobody is seen with five units; one that holds people of no named group needs more.
_UNITS_EXACT, _UNITS_NEAR = 5, 30
_LARGEST = np.iinfo(np.int32).max


def check_columns(table: pl.DataFrame, wanted: Sequence[str], *, file: str | None) -> None:
    """Refuses an empty table and a column that is not there.

    Raises
    ------
    UnknownName, RefusedInput
    """
    for name in wanted:
        if name not in table.columns:
            raise UnknownName(
                f"There is no column “{name}”.",
                file=file,
                rule="column",
                hint=did_you_mean(name, table.columns) or f"The columns are {', '.join(table.columns[:30])}.",
            )
    if table.is_empty():
        raise RefusedInput("There is no row in the table.", file=file, rule="empty")


def check_groups(groups: Sequence[str], found: Collection[str], *, file: str | None) -> None:
    """Refuses groups that are not there, come twice, or stand alone.

    Raises
    ------
    UnknownName, RefusedInput
    """
    for name in groups:
        if name not in found:
            raise UnknownName(
                f"There is no group “{name}” in the table.",
                file=file,
                rule="group",
                hint=did_you_mean(name, sorted(found)),
            )
        if list(groups).count(name) > 1:
            raise RefusedInput(f"The group “{name}” is named twice.", file=file, column=name, rule="once")


def check_units(listed: pl.DataFrame, titles: Mapping[str, str], *, file: str | None) -> None:
    """Refuses a unit without a name, an area or a level; ``listed`` holds each once, with its first row.

    Raises
    ------
    RefusedInput
    """
    import polars as pl

    for name, title in titles.items():
        empty = listed.filter(pl.col(name).is_null() | ((pl.col(name).str.strip_chars() == "") & (title != "")))
        if empty.height:
            raise RefusedInput(
                "A row names no unit." if name == "unit" else f"A unit has nothing in “{title}”.",
                file=file,
                row=int(empty["_row"].to_numpy().min()),
                column=title,
                rule="missing",
                hint="Give every row its unit and its area, or take the row out.",
            )


def whole_people(taken: pl.DataFrame, name: str, title: str, *, file: str | None) -> Ints:
    """A column of counts as whole numbers of people.

    Raises
    ------
    RefusedInput
        For text, an empty cell, "not a number", a part of a person, a count below zero or one beyond all reason.
    """
    import polars as pl

    given = taken[name]
    if given.dtype in (pl.String, pl.Categorical):
        numbers = given.cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)
    elif given.dtype.is_numeric() or given.dtype == pl.Null:
        numbers = given.cast(pl.Float64)
    else:
        raise RefusedInput(f"The counts are of the type {given.dtype}.", file=file, column=title, rule="number")
    values = numbers.to_numpy()
    with np.errstate(invalid="ignore"):
        bad = ~((values >= 0) & (values == np.floor(values)) & (values <= _LARGEST))
    if not bad.any():
        return values.astype(np.int64)
    at = int(np.flatnonzero(bad)[0])
    cell, row = given[at], int(taken["_row"][at])
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        says, rule, hint = "A count is missing.", "missing", "Write 0 where nobody was counted."
    elif not np.isfinite(values[at]):
        says, rule, hint = f"“{cell}” is not a number.", "number", _not_a_number(str(cell))
    elif values[at] < 0:
        says, rule = f"A count of people is below zero: {cell}.", "not-negative"
        hint = "A count begins at 0, which says that there is nobody."
    elif values[at] > _LARGEST:
        says, rule = f"{cell} is more people than there can be in one unit.", "too-large"
        hint = "Perhaps a code stands where a count should be."
    else:
        says, rule, hint = f"{cell} is not a whole number of people.", "whole", "Give the counts before any weighting."
    raise RefusedInput(says, file=file, row=row, column=title, rule=rule, hint=hint)


def _not_a_number(cell: str) -> str:
    """How to mend a cell that holds no number: a mark of the publisher is never read as nobody.

    >>> _not_a_number("<5") == _not_a_number("[c]") != _not_a_number("many")
    True
    """
    if re.fullmatch(r"[<≤>~]\s*\d+|[cxzu*:.\-–]+|\[[a-z]+\]", cell.strip(), flags=re.IGNORECASE):
        return (
            "It looks like a publisher's mark for a withheld count, and is never read as nobody. "
            "Take a file in which every number is printed, or add small groups together."
        )
    if cell.strip().casefold() in ("nan", "na", "n/a", "null", "none"):
        return "Write 0 where nobody was counted, and leave the unit out where nobody knows."
    return "Write counts as plain digits: 1234."


def refuse_repeated(
    keys: Ints, rows: Ints, *, column: str, file: str | None, what: str = "A unit has two counts for the same group."
) -> None:
    """Refuses a key that comes twice; ``keys`` are sorted.

    Raises
    ------
    RefusedInput
    """
    same = np.flatnonzero(keys[1:] == keys[:-1])
    if len(same):
        row = int(rows[same + 1].min())
        raise RefusedInput(what, file=file, row=row, column=column, rule="once", hint="Count each unit once.")


def check_totals(cube: Cube, *, file: str | None) -> None:
    """Refuses a single group, and a column that adds the others up: it would count everybody twice.

    A group is taken for a total when it equals the sum of all others in each of at least five units, or when it is
    never below that sum, the others make up nearly all of it, and either there are many units or its name says so.

    Raises
    ------
    RefusedInput
    """
    groups = cube.groups
    if len(groups) < 2:
        raise RefusedInput(
            "There is only one group, and nobody to compare it with.",
            file=file,
            rule="one-group",
            hint="Name all the groups that make up the population, everybody else as one of them.",
        )
    many = np.diff(cube.heads).reshape(-1, len(groups))
    sizes = np.zeros(cube.units.height, dtype=np.int64)
    for at in range(len(groups)):
        unit, people = cube.of_group(at)
        sizes[unit] += people
    peopled = int((sizes > 0).sum())
    for at in np.flatnonzero(many.sum(axis=0) == peopled).tolist():
        unit, own = cube.of_group(at)
        # Only a group that is at least half of every unit can be the sum of the others.
        if (2 * own < sizes[unit]).any():
            continue
        others = int(sizes.sum() - own.sum())
        named = any(word.casefold() in _TOTALS for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", groups[at]))
        exact = bool((2 * own == sizes[unit]).all())
        whole = own.sum()
        if (
            (exact and len(groups) > 2 and (named or peopled >= _UNITS_EXACT))
            or (named and peopled > 1 and (exact or 2 * others >= whole))
            or (len(groups) > 2 and peopled >= _UNITS_NEAR and others >= 0.97 * whole)
        ):
            raise RefusedInput(
                f"“{groups[at]}” is the sum of the other groups, so everybody would be counted twice.",
                file=file,
                column=groups[at],
                rule="total",
                hint=f"Leave “{groups[at]}” out of the groups.",
            )
