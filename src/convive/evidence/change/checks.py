"""What two tables must be before they are compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from convive.core.errors import RefusedInput, UnknownName, did_you_mean

if TYPE_CHECKING:
    import polars as pl

Counts = NDArray[np.int64]
# Less than this share of everybody, at either date, in units that stand at both: the two tables are not of one place.
COMMON = 0.5


def groups_of(before: pl.DataFrame, after: pl.DataFrame, groups: Sequence[str]) -> tuple[str, ...]:
    """The groups to compare: those asked for, or all found in alphabetical order.

    Raises
    ------
    UnknownName
        For a group that is in neither table.
    RefusedInput
        When there is only one.
    """
    found = {*before["group"].unique().to_list(), *after["group"].unique().to_list()}
    for group in groups:
        if group not in found:
            raise UnknownName(f"There is no group “{group}” in the tables.", hint=did_you_mean(group, sorted(found)))
    names = tuple(groups) or tuple(sorted(found))
    if len(names) < 2:
        raise RefusedInput(
            "There is only one group, and nobody to be apart from.",
            column="group",
            rule="one-group",
            hint="Name all the groups that make up the population, everybody else as one of them.",
        )
    return names


def matrix(frame: pl.DataFrame, units: Sequence[str], groups: Sequence[str], when: str) -> Counts:
    """Units × groups, people; units and groups that the table does not have count nobody.

    Raises
    ------
    RefusedInput
        For a count that is missing or below zero, a unit and group twice, nobody, or a total among the groups.
    """
    import polars as pl

    if frame["count"].null_count() or (frame["count"] < 0).any():
        raise RefusedInput(f"A count of people {when} is missing or below zero.", column="count", rule="not-negative")
    if frame.select("unit", "group").is_duplicated().any():
        raise RefusedInput(f"A unit has two counts for the same group {when}.", column="unit", rule="once")
    rows = pl.DataFrame({"unit": list(units), "_row": range(len(units))}, schema_overrides={"unit": pl.String})
    columns = pl.DataFrame({"group": list(groups), "_column": range(len(groups))})
    text = pl.col("unit", "group").cast(pl.String)
    placed = frame.select("unit", "group", "count").with_columns(text).join(rows, on="unit").join(columns, on="group")
    made = np.zeros((len(units), len(groups)), dtype=np.int64)
    made[placed["_row"].to_numpy(), placed["_column"].to_numpy()] = placed["count"].to_numpy()
    if made.sum() == 0:
        raise RefusedInput(
            f"Nobody was counted {when}.",
            column="count",
            rule="nobody",
            hint="Look whether the counts of the right groups and units were read.",
        )
    _refuse_total(made, groups, when)
    return made


def _refuse_total(counts: Counts, groups: Sequence[str], when: str) -> None:
    filled = counts[counts.sum(axis=1) > 0]
    if len(groups) < 3 or len(filled) < 2:
        return
    same = (2 * filled == filled.sum(axis=1, keepdims=True)).all(axis=0)
    if same.any():
        name = groups[int(np.flatnonzero(same)[0])]
        raise RefusedInput(
            f"The group “{name}” is the total of the others {when}: everybody would be counted twice.",
            column=name,
            rule="totals-column",
            hint=f"Leave {name} out of the groups.",
        )


def refuse_unlike(before: Counts, after: Counts) -> None:
    """Refuses two tables whose people are, for the most part, not in the same units.

    Raises
    ------
    RefusedInput
        With the share of people that can be compared.
    """
    both = (before.sum(axis=1) > 0) & (after.sum(axis=1) > 0)
    for table, when in ((before, "before"), (after, "after")):
        share = table[both].sum() / table.sum()
        if share < COMMON:
            raise RefusedInput(
                f"Only {100 * share:.0f} in 100 people {when} are in units that stand at both dates.",
                column="unit",
                rule="common-units",
                hint="Different units cannot be compared: join both tables to common units first (--lookup).",
            )
