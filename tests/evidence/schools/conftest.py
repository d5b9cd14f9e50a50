"""An invented place with schools: what the engine is given, small enough to work out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from convive.core.geography import Place
from convive.core.provenance import Source, by_kind
from convive.evidence.census import join
from convive.evidence.parts import Inputs
from convive.sources import read

PRIMARY, SECONDARY, SPECIAL = "State-funded primary", "State-funded secondary", "State-funded special school"
INDEPENDENT = "Independent school"
HERE, THERE = "X09000001", "X09000100"
# One publisher's group for each broad one, in their order: Asian, Black, Mixed, Other, White.
NAMES = ("Indian", "BlkAfrican", "WhiteAsian", "Other", "WhiteBrit")
ALL_NAMES = (
    "WhiteBrit", "Irish", "IrishTraveller", "OtherWhite", "GypsyRoma", "WhiteCaribbean", "WhiteAfrican", "WhiteAsian",
    "OtherMixed", "Indian", "Pakistani", "Bangladeshi", "OtherAsian", "BlkCaribbean", "BlkAfrican", "OtherBlk",
    "Chinese", "Other",
)  # fmt: skip


@dataclass(frozen=True)
class School:
    """One school: its mix (five broad groups; ``None`` where they are not counted) and pupils by year group."""

    unit: str
    mix: Sequence[int] | None
    phase: str = PRIMARY
    authority: str = HERE
    ward: str = "X05000001"
    postcode: str | None = None
    years: Mapping[str, int] = field(default_factory=dict)


def made_source(kind: str, dated: str = "2023-01-19", words: str = "January 2023") -> Source:
    return Source(kind, "T", f"Table of {kind}", "Invented Office", "OGL", dated, words, "f.csv", "0" * 64, 1)


@dataclass
class Town:
    """Schools on top of the world of the other tests; every table may be left out."""

    world: object
    schools: Sequence[School] = ()
    postcodes: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    tables: dict[str, pl.LazyFrame] = field(default_factory=dict)

    def inputs(self, code: str = HERE, parts: tuple[tuple[str, str], ...] = ()) -> Inputs:
        tables = {**self.world.tables(), **self._schools(), **self.tables}
        sources = [*self.world.sources(), *(made_source(kind) for kind in {name.split(".")[0] for name in tables})]
        origin = {**by_kind([s for s in sources if s.title.startswith("Table of")]), **by_kind(self.world.sources())}
        joined = join(tables)
        name = joined.authorities.get(code, code)
        return Inputs(replace(Place(code, name, 2022), parts=parts), joined, tables, origin, None, date(2026, 11, 22))

    def _schools(self) -> dict[str, pl.LazyFrame]:
        if not self.schools:
            return {}
        rows, pupils, years = [], [], []
        for i, s in enumerate(self.schools):
            counted = s.mix is not None
            rows.append(
                {
                    "row": i, "unit": s.unit, "name": f"School {s.unit}", "phase": s.phase, "authority": s.authority,
                    "authority_name": s.authority, "ward": s.ward, "ward_name": f"Ward {s.ward[-1]}",
                    "postcode": s.postcode, "pupils": sum(s.mix or ()) or 50, "unrecorded": 0, "counted": counted,
                }
            )  # fmt: skip
            if s.mix is not None:
                mix = dict(zip(NAMES, s.mix, strict=True))
                pupils += [(i, s.unit, group, mix.get(group, 0)) for group in ALL_NAMES]
                years += [(i, s.unit, year, count) for year, count in s.years.items()]
        counts = {"row": pl.Int64, "unit": pl.String, "group": pl.String, "count": pl.Int64}
        schools = pl.DataFrame(rows, schema_overrides={"postcode": pl.String})
        found = {
            "schools-spc.schools": schools.lazy(),
            "schools-spc.pupils": pl.DataFrame(pupils, schema=counts, orient="row").lazy(),
        }
        if years:
            found["schools-spc.years"] = pl.DataFrame(years, schema=counts, orient="row").lazy()
        if self.postcodes:
            at = [(i, code, lat, lon, None) for i, (code, (lat, lon)) in enumerate(self.postcodes.items())]
            columns = ["row", "postcode", "latitude", "longitude", "lsoa"]
            found["postcodes.postcodes"] = pl.DataFrame(
                at, schema=columns, orient="row", schema_overrides={"lsoa": pl.String}
            ).lazy()
        return found


# Six primary schools with a mix each; all counts are ten or more.
MIXES = (
    (80, 20, 20, 20, 60), (20, 20, 20, 20, 120), (10, 10, 10, 10, 160), (120, 20, 20, 20, 20),
    (50, 30, 30, 30, 60), (30, 15, 15, 15, 125),
)  # fmt: skip


def six(**more: object) -> list[School]:
    return [School(f"10000{i}", mix, **more) for i, mix in enumerate(MIXES)]


@pytest.fixture
def make_school():
    return School


@pytest.fixture
def six_schools():
    return six


@pytest.fixture
def make_town(world):
    def made(schools: Sequence[School] = (), **more: object) -> Town:
        return Town(world, schools, **more)

    return made


@pytest.fixture(scope="session")
def spc(shared_data: Path) -> dict[str, pl.DataFrame]:
    """The publisher's own file, read once."""
    return read("schools-spc", shared_data / "schools/spc_school_level_2022_23.csv.gz").tables


@pytest.fixture(scope="session")
def spc_lines(shared_data: Path) -> list[dict[str, str]]:
    """The same file by the standard library alone: an independent reading."""
    import csv
    import gzip

    with gzip.open(shared_data / "schools/spc_school_level_2022_23.csv.gz", "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))
