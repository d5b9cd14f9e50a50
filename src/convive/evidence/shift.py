"""What of a place's change in separation is the mix of its people, and what is how they are spread."""

from __future__ import annotations

import polars as pl

from convive.core.disclosure import Column, Sheet, plain_sheet
from convive.core.errors import RefusedInput
from convive.evidence.census import Joined, of_year
from convive.evidence.change import Change, decompose
from convive.evidence.model import Shift, ShiftPart, TwoWays
from convive.evidence.separation import SEED

# Parts a resident can picture; additions and removals are nothing on units that stand at both dates.
PARTS = ("structure", "group_margin", "unit_margin", "change")
PART_TITLES = {
    "structure": "How people are spread",
    "group_margin": "The mix of people",
    "unit_margin": "Small areas that grew or shrank",
    "change": "All of the change",
}
DRAWS = 100


def shift(joined: Joined, code: str, *, withheld: bool) -> Shift | None:
    """The change of multi-group H from 2011 to 2021 of one place, in parts, with 95 % intervals.

    ``None`` without both censuses on common units. ``withheld`` says that a group's total may not be printed: then
    nothing is given that could be solved for it, and the reason is.
    """
    common = joined.common
    if common is None or not (common["lad"] == code).any():
        return None
    if withheld:
        return Shift(2011, 2021, reason="Too few people of one group were counted here to take the change apart.")
    mine = common.filter(pl.col("lad") == code)
    then, now = (_long(of_year(mine, joined.groups, year), joined.groups) for year in (2011, 2021))
    try:
        found = decompose(then, now, groups=joined.groups, draws=DRAWS, seed=SEED)
    except RefusedInput as error:
        return Shift(2011, 2021, reason=error.says)
    if not found.converged:
        return Shift(2011, 2021, units=found.units, residual=found.residual, reason="No split fits both totals.")
    parts = tuple(_part(found, name) for name in PARTS)
    return Shift(2011, 2021, parts, _two_ways(found), found.units, found.residual)


def _part(found: Change, name: str) -> ShiftPart:
    part = found.part("theil_h_multi", name)
    return ShiftPart(name, _four(part.value), _four(part.low), _four(part.high))


def _two_ways(found: Change) -> tuple[TwoWays, ...]:
    values = {(one.index, one.group): (one.before.value, one.after.value) for one in found.measures}

    def both(index: str, group: str) -> tuple[float, float]:
        before, after = values[index, group]
        return (round(before or 0.0, 4), round(after or 0.0, 4))

    return tuple(
        TwoWays(one.group, one.grew, both(one.grew, one.group), one.fell, both(one.fell, one.group))
        for one in found.disagreements
    )


def _long(frame: pl.DataFrame, groups: tuple[str, ...]) -> pl.DataFrame:
    return frame.unpivot(index="unit", on=list(groups), variable_name="group", value_name="count")


def _four(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def change_sheet(found: Shift, source: str) -> Sheet:
    """The parts of the change as a published table."""
    columns = [
        Column("part", "Part of the change", "label"),
        Column("value", "Change in multi-group H", "number", "0 to 1"),
        Column("low", "Interval from", "number", "0 to 1"),
        Column("high", "Interval to", "number", "0 to 1"),
    ]
    rows = [(PART_TITLES[one.part], one.value, one.low, one.high) for one in found.parts]
    return plain_sheet(
        "change",
        f"What the change in how far apart groups live is made of, {found.first} to {found.last}",
        columns,
        rows,
        source=source,
        note="Each part is its average over the orders in which the three can change; the first three add up to the "
        "fourth. Worked out on small areas whose outline is the same at both dates.",
    )
