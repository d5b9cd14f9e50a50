"""How far apart groups live: every index of one place with its interval, and one index of all authorities in a pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from convive.core.estimates import Estimate
from convive.evidence.census import Joined, of_year
from convive.evidence.model import Measure
from convive.evidence.segregation import from_wide, measure

KIND = {2011: "census-2011-ethnic", 2021: "census-ts021"}
# Of each group against everyone else, then over all groups at once.
INDICES = ("dissimilarity", "isolation", "theil_h_multi")
# How often a place's small areas are drawn again for an interval, and where chance begins: the same every day.
DRAWS = 500
SEED = 2021


def measures(joined: Joined, code: str, years: Sequence[int]) -> Iterator[Measure]:
    """D and xPx of each group and H over all of one place, by unit and year; H alone for output areas.

    Every figure has its exact expected value and a 95 % interval from drawing the place's small areas again.
    """
    settings: list[tuple[int, str, pl.DataFrame | None]] = []
    if 2021 in years:
        settings.append((2021, "lsoa", joined.lsoa21))
    if joined.common is not None and (joined.common["lad"] == code).any():
        settings += [(year, "common", of_year(joined.common, joined.groups, year)) for year in (2011, 2021)]
    elif 2011 in years:
        settings.append((2011, "lsoa", joined.lsoa11))
    for year, unit, frame in settings:
        for index, group, estimate in _indices(frame, joined.groups, code, INDICES):
            yield Measure(index, group, year, unit, _printed(estimate, unit), KIND[year])
    if 2011 in years:
        for index, group, estimate in _indices(joined.oa11, joined.groups, code, ("theil_h_multi",)):
            yield Measure(index, group, 2011, "oa", _printed(estimate, "oa"), KIND[2011])


def beyond_chance(frame: pl.DataFrame | None, groups: Sequence[str]) -> dict[str, Estimate]:
    """Multi-group H of every authority in the frame, in one pass over all their small areas.

    ``frame`` has the columns unit, lad and the groups. Each estimate has its exact expected value; authorities whose
    H cannot be worked out are there with the reason.
    """
    if frame is None or not frame.height:
        return {}
    cube = from_wide(frame, groups=groups, within="lad")
    return {found.within: found.estimate for found in measure(cube, indices=("theil_h_multi",))}


def _indices(
    frame: pl.DataFrame | None, groups: Sequence[str], code: str, indices: Sequence[str]
) -> Iterator[tuple[str, str, Estimate]]:
    mine = None if frame is None else frame.filter(pl.col("lad") == code)
    if mine is None or not mine.height:
        return
    cube = from_wide(mine, groups=groups, within="lad")
    for found in measure(cube, indices=indices, draws=DRAWS, seed=SEED, tested=False):
        yield found.index, found.group, found.estimate


def _printed(estimate: Estimate, unit: str) -> Estimate:
    """The estimate without the people behind it where its units are not the whole place.

    Units over a border are left out of a comparison; the people counted in the rest, taken from the place's own, would
    be those of one small area.
    """
    if unit == "lsoa":
        return estimate.rounded()
    return replace(estimate.rounded(), numerator=None, denominator=None, people=0)
