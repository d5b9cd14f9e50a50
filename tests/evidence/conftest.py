"""A small invented world as frames: authorities of neighbourhoods of two small areas each, at both censuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl
import pytest
import shapely

from convive.core.groups import classification
from convive.core.provenance import Source
from convive.evidence.model import PlaceEvidence
from convive.evidence.place import build

FIVE = classification("ethnic-5").ids
TODAY = date(2026, 11, 22)
Mix = Sequence[int]  # people of the five groups in one small area


@dataclass
class World:
    """``areas[lad]`` is a list of neighbourhoods; each is a list of (mix in 2011, mix in 2021) of its small areas."""

    areas: Mapping[str, Sequence[Sequence[tuple[Mix, Mix]]]]
    names: Mapping[str, str] = field(default_factory=dict)
    with_2011: bool = True
    with_wards: bool = True
    with_outlines: bool = True

    def tables(self) -> dict[str, pl.LazyFrame]:
        changes, units, counts, old_units, old_counts, wards, outlines = [], [], [], [], [], [], []
        number = 0
        for lad, neighbourhoods in self.areas.items():
            name = self.names.get(lad, lad)
            for n, areas in enumerate(neighbourhoods, 1):
                for a, (before, after) in enumerate(areas):
                    number += 1
                    code, title = f"X01{number:06}", f"{name} {n:03}{chr(65 + a)}"
                    changes.append((number, code, title, "U", code, title, lad, name))
                    units.append((number, code, title, sum(after)))
                    counts += [(number, code, g, c) for g, c in zip(FIVE, after, strict=True)]
                    oa = f"X00{number:06}"
                    old_units.append((number, oa, code, sum(before)))
                    fifteen = dict(zip(("Indian", "BlkAfrican", "Mixed", "Arab", "WhiteBrit"), before, strict=True))
                    old_counts += [(number, oa, g, fifteen.get(g, 0)) for g in classification("ethnic-2011-15").ids]
                    wards.append((number, code, f"X05{n:06}", f"Ward {n}", lad, name))
                    box = shapely.box(n + a / 10, number / 100, n + (a + 1) / 10, (number + 1) / 100)
                    outlines.append((number, code, title, lad, shapely.to_wkb(box)))

        def lazy(rows: list[tuple[object, ...]], columns: str) -> pl.LazyFrame:
            return pl.DataFrame(rows, schema=columns.split(), orient="row").lazy()

        found = {
            "lookups.lsoa_changes": lazy(changes, "row lsoa11 lsoa11_name change lsoa21 lsoa21_name lad22 lad22_name"),
            "census-ts021.units": lazy(units, "row unit name people"),
            "census-ts021.counts": lazy(counts, "row unit group count"),
        }
        if self.with_2011:
            found["census-2011-ethnic.units"] = lazy(old_units, "row unit lsoa people")
            found["census-2011-ethnic.counts"] = lazy(old_counts, "row unit group count")
        if self.with_wards:
            found["lookups.lsoa_wards"] = lazy(wards, "row lsoa21 ward ward_name lad24 lad24_name")
        if self.with_outlines:
            found["boundaries.outlines"] = lazy(outlines, "row unit name authority outline")
        return found

    def sources(self) -> tuple[Source, ...]:
        dated = {"census-ts021": ("2021-03-21", "March 2021, in lockdown"), "lookups": ("2024-05-02", "May 2024")}
        if self.with_2011:
            dated["census-2011-ethnic"] = ("2011-03-27", "March 2011")
        if self.with_outlines:
            dated["boundaries"] = ("2021-12-31", "December 2021")
        return tuple(
            Source(kind, "T1", f"Table of {kind}", "Invented Office", "OGL", day, words, "f.csv", "0" * 64, 1)
            for kind, (day, words) in dated.items()
        )

    def evidence(self, code: str) -> PlaceEvidence:
        return build(code, self.tables(), self.sources(), today=TODAY)


def company(count: int = 11) -> dict[str, list[list[tuple[Mix, Mix]]]]:
    """Authorities to stand among: the higher the number, the more apart, the faster changing and growing."""
    found = {}
    for i in range(count):
        shift = 20 * i
        even = [200, 200, 200, 200, 1200]
        apart = [200 + shift, 200, 200, 200, 1200 - shift]
        other = [200 - shift // 2, 200, 200, 200, 1200 + shift // 2 + 10 * i]
        found[f"X09000{i + 100}"] = [[(even, apart), (even, other)] for _ in range(2)]
    return found


@pytest.fixture
def make_world():
    return World


@pytest.fixture
def authorities():
    return company


@pytest.fixture
def world() -> World:
    """Twinford, whose two ends differ much, among eleven quieter authorities."""
    east = ([1500, 100, 60, 40, 300], [1600, 120, 60, 50, 270])
    west = ([20, 12, 30, 3, 1935], [40, 25, 40, 3, 1942])
    middle = ([300, 200, 100, 50, 1350], [420, 210, 110, 60, 1300])
    mine = [[east, east], [east, middle], [middle, middle], [middle, middle], [west, middle], [west, west]]
    return World({"X09000001": mine, **company()}, names={"X09000001": "Twinford"})


@pytest.fixture
def twinford(world: World) -> PlaceEvidence:
    return world.evidence("X09000001")
