"""The small-area tables behind the evidence: for people at work on it, never for publication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from convive.core.groups import classification
from convive.evidence.census import join
from convive.evidence.place import find_place

# Tables by 2021 LSOA: the kind, the classification of its columns, and what the file is called.
_COUNTED = (
    ("census-tenure", "tenure-2021", "tenure-by-lsoa"),
    ("census-occupancy", "occupancy-2021", "bedrooms-by-lsoa"),
    ("census-religion", "religion-2021", "religion-by-lsoa"),
)
_RANKED = ("imd-2025", "deprivation-by-lsoa")


def working(code: str, tables: Mapping[str, pl.LazyFrame]) -> dict[str, pl.DataFrame]:
    """The small-area tables of one place, by file name: not for publication.

    Parameters
    ----------
    code
        The authority's code.
    tables
        The data folder's tables by name.

    Returns
    -------
    ``lsoa-2021`` (unit, name, neighbourhood, five groups), ``common-units`` (five groups at both censuses), and by
    LSOA tenure, bedrooms (households), religion (residents), deprivation (rank and tenth in each domain) and, where
    the place has them, nineteen groups; each if its file is there.

    Raises
    ------
    UnknownName
        When no authority has that code.
    """
    joined = join(tables, code)
    place = find_place(code, joined.authorities)
    found: dict[str, pl.DataFrame] = {}
    for name, frame in (("lsoa-2021", joined.lsoa21), ("common-units", joined.common)):
        if frame is not None:
            found[name] = frame.filter(pl.col("lad") == place.code).drop("lad")
    if "lsoa-2021" in found:
        areas = found["lsoa-2021"].select("unit", "name", "neighbourhood")
        found |= {name: frame for name, frame in _by_lsoa(areas, tables) if frame.height}
    return found


def _by_lsoa(areas: pl.DataFrame, tables: Mapping[str, pl.LazyFrame]) -> Iterator[tuple[str, pl.DataFrame]]:
    for kind, columns, name in _COUNTED:
        if f"{kind}.counts" in tables:
            yield name, _wide(areas, tables[f"{kind}.counts"], columns)
    if "census-small-area.ethnic_lsoa" in tables:
        yield "nineteen-groups-by-lsoa", _wide(areas, tables["census-small-area.ethnic_lsoa"], "ethnic-2021-19")
    kind, name = _RANKED
    if f"{kind}.ranks" in tables:
        ranks = tables[f"{kind}.ranks"].filter(pl.col("unit").is_in(areas["unit"].to_list())).collect()
        by_domain = ranks.with_columns(pl.col("domain").cast(pl.String)).pivot(
            on="domain", index="unit", values=["rank", "tenth"], maintain_order=True
        )
        yield name, areas.join(by_domain, on="unit", how="inner", maintain_order="left")


def _wide(areas: pl.DataFrame, counts: pl.LazyFrame, columns: str) -> pl.DataFrame:
    """One row an area, one column a category, in the order of its classification."""
    mine = counts.filter(pl.col("unit").is_in(areas["unit"].to_list())).select("unit", "group", "count").collect()
    wide = mine.with_columns(pl.col("group").cast(pl.String)).pivot(on="group", index="unit", values="count")
    ordered = [group for group in classification(columns).ids if group in wide.columns]
    return areas.join(wide.select("unit", *ordered), on="unit", how="inner", maintain_order="left")
