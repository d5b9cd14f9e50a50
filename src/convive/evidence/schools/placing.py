"""Where a school stands: its postcode, the small area around that point, or its own ward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from convive.evidence.parts import Inputs

REGISTERS = ("schools-gias", "school-places")


@dataclass(frozen=True)
class Placed:
    """Where the place's schools stand.

    ``postcodes`` are those of all schools near enough to be in the postcode files, ``neighbourhood`` is by school.
    ``by_table`` schools are in a small area by the postcode file itself, ``by_outline`` by the outline their postcode
    lies in, ``outside`` have a postcode that is known and lies in no outline, ``unknown`` have none that is known.
    """

    postcodes: pl.DataFrame | None
    neighbourhood: Mapping[str, str]
    by_table: int
    by_outline: int
    outside: int
    unknown: int

    @property
    def known(self) -> int:
        """How many schools have a postcode that is in the files."""
        return self.by_table + self.by_outline + self.outside


def place_schools(inputs: Inputs, schools: pl.DataFrame, mine: pl.DataFrame) -> Placed:
    """Find every school of the place by its postcode; ``schools`` are all that may be around it.

    Where a register of schools says where one stands, its postcode is known by that.
    """
    known = _points(inputs, schools)
    if not known:
        return Placed(None, {}, 0, 0, 0, mine.height)
    postcodes = pl.concat(known).unique("postcode", keep="first", maintain_order=True).collect()
    areas = _neighbourhoods(inputs)
    here = mine.select("unit", "postcode").join(postcodes, on="postcode", how="inner")
    by_table = {unit: areas[lsoa] for unit, lsoa in here.select("unit", "lsoa").iter_rows() if lsoa in areas}
    rest = here.filter(~pl.col("unit").is_in(list(by_table)))
    by_outline = _in_outlines(inputs, rest, areas)
    return Placed(
        postcodes,
        by_table | by_outline,
        len(by_table),
        len(by_outline),
        here.height - len(by_table) - len(by_outline),
        mine.height - here.height,
    )


def _points(inputs: Inputs, schools: pl.DataFrame) -> list[pl.LazyFrame]:
    """Where the schools' postcodes lie: by the postcode files, then by the registers of schools."""
    columns = ("postcode", "latitude", "longitude")
    found = []
    if inputs.has("postcodes", "postcodes"):
        wanted = schools.lazy().select("postcode").drop_nulls().unique()
        known = inputs.tables["postcodes.postcodes"].join(wanted, on="postcode", how="semi")
        found.append(known.select(*columns, "lsoa"))
    for kind in REGISTERS:
        if inputs.has(kind, "points"):
            named = schools.lazy().select("unit", "postcode").drop_nulls()
            points = inputs.tables[f"{kind}.points"].join(named, on="unit", how="inner")
            found.append(points.select(*columns, lsoa=pl.lit(None, pl.String)))
    return found


def _neighbourhoods(inputs: Inputs) -> dict[str, str]:
    """The neighbourhood of each small area of the place."""
    if inputs.joined.lsoa21 is None:
        return {}
    mine = inputs.joined.lsoa21.filter(pl.col("lad").is_in(list({*inputs.codes, inputs.place.code})))
    return dict(mine.select("unit", "neighbourhood").iter_rows())


def _in_outlines(inputs: Inputs, schools: pl.DataFrame, areas: Mapping[str, str]) -> dict[str, str]:
    """The neighbourhood whose small area a school's postcode lies in; a point on a border goes to the first."""
    if not schools.height or not areas or not inputs.has("boundaries", "outlines"):
        return {}
    outlines = (
        inputs.tables["boundaries.outlines"]
        .filter(pl.col("unit").is_in(list(areas)))
        .select("unit", "outline")
        .sort("unit")
        .collect()
    )
    if not outlines.height:
        return {}
    import shapely

    tree = shapely.STRtree(shapely.from_wkb(outlines["outline"].to_list()))
    points = shapely.points(schools["longitude"].to_numpy(), schools["latitude"].to_numpy())
    units, codes = schools["unit"].to_list(), outlines["unit"].to_list()
    found: dict[str, str] = {}
    for school, outline in sorted(zip(*(side.tolist() for side in tree.query(points, "intersects")), strict=True)):
        found.setdefault(units[school], areas[codes[outline]])
    return found
