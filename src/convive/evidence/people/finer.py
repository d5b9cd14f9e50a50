"""The finer ethnic groups of a whole place at one census, and of England and Wales where the table is complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.geography import Place
from convive.core.groups import classification
from convive.evidence.authorities import added_up, by_authority
from convive.evidence.census import FIVE, Counts, Joined
from convive.evidence.neighbourhoods import NINETEEN, SMALL_AREA, fine_counts
from convive.evidence.protection import nested

FIFTEEN = "ethnic-2011-15"


@dataclass(frozen=True)
class Finer:
    """People of one place by the groups of a classification, from the table of one ``kind``.

    ``everywhere`` is England and Wales in the same table, where it holds every authority; ``authorities`` how many it
    holds.
    """

    year: int
    kind: str
    classification: str
    counts: Counts
    everywhere: Counts | None = None
    authorities: int = 0

    @property
    def parents(self) -> list[int]:
        """The position of each group's broad group."""
        broad = classification(FIVE).ids
        found = classification(self.classification)
        return [broad.index(found.crosswalk(FIVE)[group]) for group in found.ids]


def finer_groups(joined: Joined, tables: Mapping[str, pl.LazyFrame], place: Place, year: int) -> Finer | None:
    """Nineteen groups in 2021, fifteen in 2011, from the best table that has the place; ``None`` without one.

    The table by authority comes first, because it is complete and has England and Wales beside the place.
    """
    return _of_2021(joined, tables, place) if year == 2021 else _of_2011(joined, tables, place)


def _of_2021(joined: Joined, tables: Mapping[str, pl.LazyFrame], place: Place) -> Finer | None:
    kind, groups = "census-ts021-lad", classification(NINETEEN).ids
    if f"{kind}.counts" in tables:
        found = by_authority(tables[f"{kind}.counts"], place, groups)
        if place.code in found:
            return _with_all(2021, kind, NINETEEN, found, joined, place)
    if f"{SMALL_AREA}.ethnic_msoa" in tables and joined.lsoa21 is not None:
        names = joined.lsoa21.filter(pl.col("lad") == place.code)["neighbourhood"].unique().sort().to_list()
        fine = fine_counts(names, tables)
        if fine is not None and names:
            return Finer(2021, SMALL_AREA, NINETEEN, fine.sum(axis=0))
    return None


def _of_2011(joined: Joined, tables: Mapping[str, pl.LazyFrame], place: Place) -> Finer | None:
    kind, groups = "census-2011-ethnic-lad", classification(FIFTEEN).ids
    if f"{kind}.counts" in tables:
        to = classification("ethnic-2011-18").crosswalk(FIFTEEN)
        found = by_authority(tables[f"{kind}.counts"], place, groups, to)
        if place.code in found:
            return _with_all(2011, kind, FIFTEEN, found, joined, place)
    if place.code not in joined.complete[2011] or joined.lsoa11 is None:
        return None
    mine = joined.lsoa11.filter(pl.col("lad") == place.code)["unit"].to_list()
    units = tables["census-2011-ethnic.units"].filter(pl.col("lsoa").is_in(mine)).select("unit")
    summed = tables["census-2011-ethnic.counts"].join(units, on="unit").group_by("group").agg(pl.col("count").sum())
    people = dict(summed.with_columns(pl.col("group").cast(pl.String)).collect().select("group", "count").iter_rows())
    return Finer(2011, "census-2011-ethnic", FIFTEEN, np.array([people.get(group, 0) for group in groups]))


def _with_all(year: int, kind: str, groups: str, found: Mapping[str, Counts], joined: Joined, place: Place) -> Finer:
    """With England and Wales beside, where the table holds every authority of the lookups."""
    complete = set(joined.authorities) <= set(found)
    return Finer(year, kind, groups, found[place.code], added_up(found) if complete else None, len(found))


def withheld(broad: Counts, finer: Finer | None) -> tuple[NDArray[np.bool_], NDArray[np.bool_] | None]:
    """What to withhold of a whole place by broad group, and by finer group: neither gives the other away."""
    parents = [] if finer is None else finer.parents
    mask, _, whole = nested(broad[None, :], None, parents, None if finer is None else finer.counts)
    return mask[-1], whole
