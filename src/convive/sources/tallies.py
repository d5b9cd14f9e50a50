"""Units and counts of one census file in the shape of ``core.tables``, with what was found on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convive.sources.areas import PARENTS
from convive.sources.checks import validated
from convive.sources.headers import Recognised
from convive.sources.report import ImportFinding

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, eq=False)
class Tally:
    """What one file holds: ``units`` after ``core.tables.Units``, ``counts`` after ``core.tables.Counts``."""

    units: pl.DataFrame
    counts: pl.DataFrame
    findings: list[ImportFinding]


def tally(frame: pl.DataFrame, recognised: Recognised, findings: list[ImportFinding], name: str) -> Tally:
    """A tally from a frame with one row a unit, ``people`` and a column for every group that is kept."""
    import polars as pl

    from convive.core.tables import Counts

    groups = [group for group in recognised.classification.ids if group in frame.columns]
    # Group by group: the key is unit and group, units stand once, and a whole census checked at once needs a gigabyte.
    counts = pl.concat(
        [
            validated(Counts, frame.select("row", "unit", pl.lit(g).alias("group"), pl.col(g).alias("count")), name)
            for g in groups
        ],
        rechunk=False,
    )
    return Tally(units_of(frame, recognised, name), counts, findings)


def units_of(frame: pl.DataFrame, recognised: Recognised, name: str) -> pl.DataFrame:
    """The units of a frame; a unit that is itself an LSOA or MSOA stands as its own parent."""
    import polars as pl

    from convive.core.tables import Units

    own = recognised.layout.levels["unit"]
    absent = [
        (pl.col("unit") if field == own else pl.lit(None, pl.String)).alias(field)
        for field in ("name", *PARENTS)
        if field not in frame.columns
    ]
    return validated(Units, frame.with_columns(absent), name)
