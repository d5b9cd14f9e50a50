"""Census counts joined to areas: nothing is apportioned, and a join that would lose a unit is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.errors import RefusedInput
from convive.core.geography import common_units, neighbourhood_of, parts_of, successions
from convive.core.groups import classification

FIVE = "ethnic-5"
# The year whose authorities the lookups know.
BOUNDARY_YEAR = 2022
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Joined:
    """Both censuses in the same five groups (people), for every authority whose small areas are all there.

    ``lsoa21``: unit, name, neighbourhood, lad and the groups. ``oa11``: unit, lsoa, lad and the groups (``None`` when
    the 2011 file was by LSOA). ``lsoa11``: unit, lad and the groups. ``common``: unit, lad, and the groups of both
    years with the suffixes ``_11`` and ``_21``, by the smallest units whose outline is the same at both; the few that
    reach over a border between authorities are left out. Each is ``None`` without its file. ``authorities`` maps every
    code of the lookups to its name; ``complete`` are the codes that can be judged, by census.
    """

    groups: tuple[str, ...]
    authorities: Mapping[str, str]
    complete: Mapping[int, frozenset[str]]
    lsoa21: pl.DataFrame | None
    oa11: pl.DataFrame | None
    lsoa11: pl.DataFrame | None
    common: pl.DataFrame | None


def join(tables: Mapping[str, pl.LazyFrame], place: str = "") -> Joined:
    """Join what the data folder holds.

    Parameters
    ----------
    tables
        By name: ``lookups.lsoa_changes`` and, each if it is there, ``census-2011-ethnic.units`` and ``.counts``,
        ``census-ts021.units`` and ``.counts``.
    place
        The code of an authority that was made of others after the lookups' year: its districts are then added up and
        stand among the authorities once, as one.

    Raises
    ------
    RefusedInput
        Without lookups, or without any census.
    """
    _need_lookups(tables)
    changes = _merged(tables["lookups.lsoa_changes"].collect(), place)
    authorities = _names(changes)
    groups = classification(FIVE).ids
    pairs = changes.select("lsoa11", "lsoa21", "lad22").unique(maintain_order=True)
    lad_2011, lad_2021 = _own_authority(changes, "lsoa11"), _own_authority(changes, "lsoa21")
    lsoa21, oa11, lsoa11 = _census_2021(tables, lad_2021), None, None
    if _has(tables, "census-2011-ethnic"):
        oa11, lsoa11 = _census_2011(tables, lad_2011)
    if lsoa21 is None and lsoa11 is None:
        raise RefusedInput(
            "There is no census in the data folder.",
            rule="census",
            hint="Read one first: convive ingest census-ts021 FILE --data DIR",
        )
    complete = {
        2011: _complete(lad_2011, lsoa11),
        2021: _complete(lad_2021, lsoa21),
    }
    common = None
    if lsoa11 is not None and lsoa21 is not None:
        common = _common(pairs, lsoa11, lsoa21, groups, complete[2011] & complete[2021])
    return Joined(groups, authorities, complete, lsoa21, oa11, lsoa11, common)


def authorities_in(tables: Mapping[str, pl.LazyFrame], place: str = "") -> dict[str, str]:
    """The name of every authority in the lookups by its code, as :func:`join` has them, without reading a census.

    Raises
    ------
    RefusedInput
        Without lookups.
    """
    _need_lookups(tables)
    return _names(_merged(tables["lookups.lsoa_changes"].select("lad22", "lad22_name").unique().collect(), place))


def _need_lookups(tables: Mapping[str, pl.LazyFrame]) -> None:
    if "lookups.lsoa_changes" not in tables:
        raise RefusedInput(
            "There are no lookups in the data folder, so no place can be found by its code.",
            rule="lookups",
            hint="Read them first: convive ingest lookups FOLDER --data DIR",
        )


def _names(changes: pl.DataFrame) -> dict[str, str]:
    return dict(changes.select("lad22", "lad22_name").unique().sort("lad22").iter_rows())


def matrix(frame: pl.DataFrame, code: str, columns: Sequence[str]) -> Counts:
    """The units × groups matrix (people) of one authority."""
    return frame.filter(pl.col("lad") == code).select(columns).to_numpy().astype(np.int64)


def _merged(changes: pl.DataFrame, place: str) -> pl.DataFrame:
    """The lookups with the districts of one later authority as that authority; as they are where it has none there."""
    parts = dict(parts_of(place, BOUNDARY_YEAR))
    mine = pl.col("lad22").is_in(list(parts))
    changes = changes.with_columns(own_name=pl.col("lad22_name"))
    if not parts or set(parts) - set(changes["lad22"].to_list()):
        return changes
    name = successions()[place].name
    return changes.with_columns(
        lad22=pl.when(mine).then(pl.lit(place)).otherwise("lad22"),
        lad22_name=pl.when(mine).then(pl.lit(name)).otherwise("lad22_name"),
    )


def of_year(common: pl.DataFrame, groups: Sequence[str], year: int) -> pl.DataFrame:
    """The common units with the people of one census: unit, lad and the groups."""
    named = [pl.col(f"{group}_{year % 100}").alias(group) for group in groups]
    return common.select(pl.col("unit").cast(pl.String), "lad", *named)


def _own_authority(changes: pl.DataFrame, unit: str) -> pl.DataFrame:
    """The one authority of each LSOA: unit, lad.

    Where a redrawing put a 2011 LSOA's land into two authorities, it belongs to the one in its own name, so that
    nobody is counted twice and an authority's residents are those the publisher counted.
    """
    named = changes.select(
        pl.col(unit).alias("unit"), "lad22", own=pl.col(f"{unit}_name").str.starts_with(pl.col("own_name") + " ")
    )
    return (
        named.sort("unit", "own", "lad22", descending=[False, True, False])
        .unique("unit", keep="first", maintain_order=True)
        .select("unit", lad="lad22")
    )


def _has(tables: Mapping[str, pl.LazyFrame], kind: str) -> bool:
    return f"{kind}.units" in tables and f"{kind}.counts" in tables


def _wide(counts: pl.LazyFrame, to: Mapping[str, str], groups: tuple[str, ...]) -> pl.DataFrame:
    """One row a unit, one column a broad group."""
    parts = [
        pl.col("count").filter(pl.col("group").is_in([old for old, new in to.items() if new == group])).sum()
        for group in groups
    ]
    return (
        counts.with_columns(pl.col("group").cast(pl.String))
        .group_by("unit")
        .agg(part.alias(group) for part, group in zip(parts, groups, strict=True))
        .collect()
    )


def _census_2021(tables: Mapping[str, pl.LazyFrame], lads: pl.DataFrame) -> pl.DataFrame | None:
    if not _has(tables, "census-ts021"):
        return None
    groups = classification(FIVE).ids
    wide = _wide(tables["census-ts021.counts"], classification(FIVE).crosswalk(FIVE), groups)
    named = tables["census-ts021.units"].select("unit", "name").collect()
    joined = _all_or_refuse(wide, named, "census-ts021").join(lads, on="unit", how="inner")
    areas = pl.Series("neighbourhood", [neighbourhood_of(name) for name in joined["name"].to_list()], dtype=pl.String)
    return joined.with_columns(areas).sort("lad", "unit")


def _census_2011(tables: Mapping[str, pl.LazyFrame], lads: pl.DataFrame) -> tuple[pl.DataFrame | None, pl.DataFrame]:
    groups = classification(FIVE).ids
    wide = _wide(tables["census-2011-ethnic.counts"], classification("ethnic-2011-15").crosswalk(FIVE), groups)
    named = tables["census-2011-ethnic.units"].select("unit", "lsoa").collect()
    joined = _all_or_refuse(wide, named, "census-2011-ethnic")
    by_lsoa = lads.rename({"unit": "lsoa"})
    by_oa = joined.filter(pl.col("lsoa") != pl.col("unit"))
    oa11 = by_oa.join(by_lsoa, on="lsoa", how="inner").sort("lad", "unit") if by_oa.height else None
    lsoa11 = joined.group_by("lsoa").agg(pl.col(groups).sum()).join(by_lsoa, on="lsoa", how="inner")
    return oa11, lsoa11.rename({"lsoa": "unit"}).sort("lad", "unit")


def _all_or_refuse(wide: pl.DataFrame, named: pl.DataFrame, kind: str) -> pl.DataFrame:
    joined = named.join(wide, on="unit", how="inner")
    if joined.height != named.height or joined.height != wide.height:
        raise RefusedInput(
            f"The units and the counts of {kind} do not belong together: "
            f"{named.height:,} units, {wide.height:,} with counts.",
            rule="join",
            hint="Read the file again: convive ingest.",
        )
    return joined


def _complete(expected: pl.DataFrame, found: pl.DataFrame | None) -> frozenset[str]:
    """The authorities all of whose units were counted."""
    if found is None:
        return frozenset()
    missing = expected.join(found.select("unit"), on="unit", how="anti")["lad"].unique()
    return frozenset(expected["lad"].unique().to_list()) - frozenset(missing.to_list())


def _common(
    pairs: pl.DataFrame, lsoa11: pl.DataFrame, lsoa21: pl.DataFrame, groups: tuple[str, ...], lads: frozenset[str]
) -> pl.DataFrame:
    usable = pairs.filter(pl.col("lad22").is_in(list(lads)))
    before, after = common_units(usable.select("lsoa11", "lsoa21").iter_rows())

    def added_up(frame: pl.DataFrame, numbers: dict[str, int], suffix: str) -> pl.DataFrame:
        known = pl.DataFrame({"unit": list(numbers), "common": list(numbers.values())})
        return (
            frame.join(known, on="unit", how="inner")
            .group_by("common")
            .agg(pl.col(group).sum().alias(group + suffix) for group in groups)
        )

    # A unit that reaches over a border between authorities belongs to neither alone: it is left out at both dates.
    touched = pl.DataFrame({"lsoa11": list(before), "common": list(before.values())})
    lad_of = (
        usable.join(touched, on="lsoa11")
        .group_by("common")
        .agg(pl.col("lad22").unique())
        .filter(pl.col("lad22").list.len() == 1)
        .select("common", lad=pl.col("lad22").list.first())
    )
    return (
        lad_of.join(added_up(lsoa11, before, "_11"), on="common")
        .join(added_up(lsoa21, after, "_21"), on="common")
        .rename({"common": "unit"})
        .sort("lad", "unit")
    )
