"""Who gets a place and how far they travel, group by group: the same question to every engine.

A high total can hide that some are always left over: rural schools, carers who need a crèche, people who do not read
yet. The table is a working table, for whoever decides; numbers of people below five are not shown in it, nor any from
which one could be worked out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from convive.core.disclosure import SMALLEST_WORKING, withhold
from convive.core.errors import RefusedInput, UnknownName, did_you_mean

NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Group:
    """How one group fares. ``None`` is a number that is withheld, or for travel also one that is not there.

    Parameters
    ----------
    asked, placed
        How many are on the list, and how many of them have a place.
    rate
        Placed for each that asked, 0 to 1.
    travel
        Mean travel of those placed, in the unit of the column.
    """

    name: str
    asked: int | None
    placed: int | None
    rate: float | None
    travel: float | None


@dataclass(frozen=True)
class Audit:
    """How the groups of one column fare.

    Parameters
    ----------
    by
        The column.
    groups
        The groups, by name.
    everyone
        All together.
    worst_off
        The group with the lowest rate, where the rates of two groups differ; groups too small to show do not count.
    furthest
        The group that travels furthest on average, likewise.
    withheld
        How many groups have a number that is not shown.
    """

    by: str
    groups: tuple[Group, ...]
    everyone: Group
    worst_off: str | None
    furthest: str | None
    withheld: int

    def as_dict(self) -> dict[str, Any]:
        """The object that ``--json`` prints."""
        return {
            "by": self.by,
            "groups": [vars(group) for group in self.groups],
            "everyone": vars(self.everyone),
            "worst_off": self.worst_off,
            "furthest": self.furthest,
            "withheld": self.withheld,
        }


def audit(people: pl.DataFrame, *, by: str, travel: str | None = None, smallest: int = SMALLEST_WORKING) -> Audit:
    """How groups fare: who has a place, and how far those who have one travel.

    Parameters
    ----------
    people
        One row each, with ``placed`` (yes or no), the column ``by`` and, where travel counts, a column of it, in which
        those without a place have no value.
    by
        A column of words, whole numbers or yes and no; an empty cell is a group of its own, "not known".
    travel
        The column of travel.
    smallest
        Numbers from 1 to below this are withheld; 1 shows all, for what are not people.

    Raises
    ------
    UnknownName
        When there is no such column.
    RefusedInput
        When the column is one of measures, in which everybody is a group.

    >>> frame = pl.DataFrame({"area": ["hill"] * 10 + ["town"] * 20, "placed": [True] * 5 + [False] * 5 + [True] * 20})
    >>> found = audit(frame, by="area")
    >>> [(group.name, group.placed, group.rate) for group in found.groups], found.worst_off
    ([('hill', 5, 0.5), ('town', 20, 1.0)], 'hill')
    """
    for name in (by, "placed", *([travel] if travel else [])):
        if name not in people.columns:
            raise UnknownName(f"There is no column “{name}”.", hint=did_you_mean(name, people.columns))
    if people[by].dtype.is_float():
        raise RefusedInput(
            f"“{by}” is a measure, not a group.", column=by, rule="group", hint="Make a column of ranges of it."
        )
    way = pl.col(travel).filter(pl.col("placed")) if travel else pl.lit(None, pl.Float64)
    table = (
        people.group_by(pl.col(by).cast(pl.String).fill_null(NOT_KNOWN).alias("name"))
        .agg(
            placed=pl.col("placed").sum().cast(pl.Int64),
            out=(~pl.col("placed")).sum().cast(pl.Int64),
            travel=way.mean().cast(pl.Float64),
            ways=way.count(),
        )
        .sort("name")
    )
    counts = table.select("placed", "out").to_numpy().astype(np.int64)
    hidden = withhold(counts, smallest=smallest)
    totals = [*counts.tolist(), counts.sum(axis=0).tolist()]
    mean = people.select(way.mean()).item() if travel and people.height else None
    ways = people.select(way.count()).item() if travel else 0
    rows = zip(
        [*table["name"], "everyone"],
        totals,
        hidden.tolist(),
        [*table["travel"], mean],
        [*table["ways"], ways],
        strict=True,
    )
    *groups, everyone = (
        _group(name, placed, placed + out, mask, mean if many >= smallest and not mask[0] else None)
        for name, (placed, out), mask, mean, many in rows
    )
    seen = [
        (name, placed / (placed + out))
        for name, placed, out in table.select("name", "placed", "out").iter_rows()
        if placed + out >= smallest
    ]
    return Audit(
        by,
        tuple(groups),
        everyone,
        _lowest(seen),
        _lowest([(group.name, -group.travel) for group in groups if group.travel is not None]),
        sum(any(mask) for mask in hidden[:-1].tolist()),
    )


def _group(name: str, placed: int, asked: int, mask: list[bool], travel: float | None) -> Group:
    shown = not mask[0] and not mask[2] and asked > 0
    return Group(
        name,
        None if mask[2] else asked,
        None if mask[0] else placed,
        placed / asked if shown else None,
        None if travel is None else round(travel, 1),
    )


def _lowest(figures: list[tuple[str, float]]) -> str | None:
    """The name with the lowest figure, where figures differ."""
    if len({figure for _, figure in figures}) < 2:
        return None
    return min(figures, key=lambda pair: (pair[1], pair[0]))[0]
