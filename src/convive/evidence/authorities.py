"""Tables that publishers count by authority: everyone in a file at once, a merged place as the sum of its districts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from convive.core.geography import Place, successor_of
from convive.evidence.census import BOUNDARY_YEAR, Counts


def by_authority(
    counts: pl.LazyFrame, place: Place, groups: Sequence[str], to: Mapping[str, str] | None = None
) -> dict[str, Counts]:
    """People by group of every authority in a table (unit, group, count), by code.

    ``to`` joins groups of the file into those wanted. Codes of an earlier day count under the authority that stood in
    :data:`BOUNDARY_YEAR`; the districts of ``place`` count under its own code, and no longer alone.

    >>> import polars as pl
    >>> table = pl.LazyFrame({"unit": ["E07000026", "E07000028"], "group": ["older"] * 2, "count": [3, 4]})
    >>> place = Place("E06000063", "Cumberland", 2022, (("E07000026", "Allerdale"), ("E07000028", "Carlisle")))
    >>> {lad: row.tolist() for lad, row in by_authority(table, place, ["older"]).items()}
    {'E06000063': [7]}
    """
    frame = counts.select(pl.col("unit"), pl.col("group").cast(pl.String), "count").collect()
    codes = frame["unit"].unique().sort().to_list()
    mine = {code for code, _ in place.parts}
    now = {code: place.code if code in mine else _of_the_year(code) for code in codes}
    wanted = {name: name for name in groups} if to is None else dict(to)
    # A group that is not wanted is a total or a mark: it is left out.
    frame = frame.filter(pl.col("group").is_in(list(wanted))).with_columns(
        lad=pl.col("unit").replace_strict(now, return_dtype=pl.String),
        wanted=pl.col("group").replace_strict(wanted, return_dtype=pl.String),
    )
    parts = [pl.col("count").filter(pl.col("wanted") == group).sum().alias(group) for group in groups]
    wide = frame.group_by("lad").agg(parts).sort("lad")
    table = wide.select(groups).to_numpy().astype(np.int64)
    return dict(zip(wide["lad"].to_list(), table, strict=True))


def _of_the_year(code: str) -> str:
    after = successor_of(code, BOUNDARY_YEAR)
    return code if after is None else after[0]


def added_up(found: Mapping[str, Counts]) -> Counts:
    """Everybody in a table by authority, group by group: England and Wales where the table is complete."""
    return np.asarray(np.sum(list(found.values()), axis=0), dtype=np.int64)


def ages_by_authority(tables: Mapping[str, pl.LazyFrame], place: Place) -> tuple[tuple[str, ...], dict[str, Counts]]:
    """The ages that the table census-age gives, and residents by age of every authority, all other ages last.

    Some copies of that table hold one age alone: what it leaves out of all residents is one group, "rest". Without the
    table both are empty.
    """
    if "census-age.counts" not in tables:
        return (), {}
    found = set(tables["census-age.counts"].select(pl.col("group").cast(pl.String)).collect()["group"].to_list())
    ages = tuple(age for age in ("younger", "working", "older") if age in found)
    counted = by_authority(tables["census-age.counts"], place, ages)
    if len(ages) == 3:
        return ages, counted
    everyone = tables["census-age.units"].select("unit", group=pl.lit("all"), count="people")
    totals = by_authority(everyone, place, ["all"])
    return (*ages, "rest"), {lad: np.append(row, totals[lad][0] - row.sum()) for lad, row in counted.items()}
