"""Census counts joined to areas: nothing is apportioned, and a join that would lose a unit is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.errors import RefusedInput
from convive.core.geography import common_units, neighbourhood_of
from convive.core.groups import classification

FIVE = "ethnic-5"
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Joined:
    """Both censuses in the same five groups (people), for every authority whose small areas are all there.

    ``lsoa21``: unit, name, neighbourhood, lad and the groups. ``oa11``: unit, lsoa, lad and the groups (``None`` when
    the 2011 file was by LSOA). ``lsoa11``: unit, lad and the groups. ``common``: unit, lad, and the groups of both
    years with the suffixes ``_11`` and ``_21``, by the smallest units whose outline is the same at both. Each is
    ``None`` without its file. ``authorities`` maps every code of the lookups to its name; ``complete`` are the codes
    that can be judged, by census.
    """

    groups: tuple[str, ...]
    authorities: Mapping[str, str]
    complete: Mapping[int, frozenset[str]]
    lsoa21: pl.DataFrame | None
    oa11: pl.DataFrame | None
    lsoa11: pl.DataFrame | None
    common: pl.DataFrame | None


def join(tables: Mapping[str, pl.LazyFrame]) -> Joined:
    """Join what the data folder holds.

    Parameters
    ----------
    tables
        By name: ``lookups.lsoa_changes`` and, each if it is there, ``census-2011-ethnic.units`` and ``.counts``,
        ``census-ts021.units`` and ``.counts``.

    Raises
    ------
    RefusedInput
        Without lookups, or without any census.
    """
    if "lookups.lsoa_changes" not in tables:
        raise RefusedInput(
            "There are no lookups in the data folder, so no place can be found by its code.",
            rule="lookups",
            hint="Read them first: convive ingest lookups FOLDER --data DIR",
        )
    changes = tables["lookups.lsoa_changes"].collect()
    groups = classification(FIVE).ids
    pairs = changes.select("lsoa11", "lsoa21", "lad22").unique(maintain_order=True)
    authorities = dict(changes.select("lad22", "lad22_name").unique().sort("lad22").iter_rows())
    lsoa21, oa11, lsoa11 = _census_2021(tables, pairs), None, None
    if _has(tables, "census-2011-ethnic"):
        oa11, lsoa11 = _census_2011(tables, pairs)
    if lsoa21 is None and lsoa11 is None:
        raise RefusedInput(
            "There is no census in the data folder.",
            rule="census",
            hint="Read one first: convive ingest census-ts021 FILE --data DIR",
        )
    complete = {
        2011: _complete(pairs.select("lad22", unit="lsoa11").unique(), lsoa11),
        2021: _complete(pairs.select("lad22", unit="lsoa21").unique(), lsoa21),
    }
    common = None
    if lsoa11 is not None and lsoa21 is not None:
        common = _common(pairs, lsoa11, lsoa21, groups, complete[2011] & complete[2021])
    return Joined(groups, authorities, complete, lsoa21, oa11, lsoa11, common)


def matrix(frame: pl.DataFrame, code: str, columns: Sequence[str]) -> Counts:
    """The units × groups matrix (people) of one authority."""
    return frame.filter(pl.col("lad") == code).select(columns).to_numpy().astype(np.int64)


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


def _census_2021(tables: Mapping[str, pl.LazyFrame], pairs: pl.DataFrame) -> pl.DataFrame | None:
    if not _has(tables, "census-ts021"):
        return None
    groups = classification(FIVE).ids
    wide = _wide(tables["census-ts021.counts"], classification(FIVE).crosswalk(FIVE), groups)
    named = tables["census-ts021.units"].select("unit", "name").collect()
    lads = pairs.select(unit="lsoa21", lad="lad22").unique()
    joined = _all_or_refuse(wide, named, "census-ts021").join(lads, on="unit", how="inner")
    areas = pl.Series("neighbourhood", [neighbourhood_of(name) for name in joined["name"].to_list()], dtype=pl.String)
    return joined.with_columns(areas).sort("lad", "unit")


def _census_2011(tables: Mapping[str, pl.LazyFrame], pairs: pl.DataFrame) -> tuple[pl.DataFrame | None, pl.DataFrame]:
    groups = classification(FIVE).ids
    wide = _wide(tables["census-2011-ethnic.counts"], classification("ethnic-2011-15").crosswalk(FIVE), groups)
    named = tables["census-2011-ethnic.units"].select("unit", "lsoa").collect()
    joined = _all_or_refuse(wide, named, "census-2011-ethnic")
    lads = pairs.select(lsoa="lsoa11", lad="lad22").unique()
    by_oa = joined.filter(pl.col("lsoa") != pl.col("unit"))
    oa11 = by_oa.join(lads, on="lsoa", how="inner").sort("lad", "unit") if by_oa.height else None
    lsoa11 = joined.group_by("lsoa").agg(pl.col(groups).sum()).join(lads, on="lsoa", how="inner")
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
    missing = expected.join(found.select("unit").unique(), on="unit", how="anti")["lad22"].unique()
    return frozenset(expected["lad22"].unique().to_list()) - frozenset(missing.to_list())


def _common(
    pairs: pl.DataFrame, lsoa11: pl.DataFrame, lsoa21: pl.DataFrame, groups: tuple[str, ...], lads: frozenset[str]
) -> pl.DataFrame:
    usable = pairs.filter(pl.col("lad22").is_in(list(lads)))
    before, after = common_units(usable.select("lsoa11", "lsoa21").iter_rows())

    def added_up(frame: pl.DataFrame, numbers: dict[str, int], suffix: str) -> pl.DataFrame:
        known = pl.DataFrame({"code": list(numbers), "common": list(numbers.values())})
        one_each = frame.unique("unit").join(known, left_on="unit", right_on="code", how="inner")
        return one_each.group_by("common").agg(pl.col(group).sum().alias(group + suffix) for group in groups)

    # A unit that reaches over a border belongs to both authorities, whole, at both dates.
    lad_of = (
        usable.join(pl.DataFrame({"lsoa11": list(before), "common": list(before.values())}), on="lsoa11")
        .select("common", lad="lad22")
        .unique()
    )
    return (
        lad_of.join(added_up(lsoa11, before, "_11"), on="common")
        .join(added_up(lsoa21, after, "_21"), on="common")
        .rename({"common": "unit"})
        .sort("lad", "unit")
    )
