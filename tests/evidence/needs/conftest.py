"""Twinford and its eleven authorities with the tables of need beside the censuses, small enough to add up by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

import polars as pl
import pytest

from convive.core.geography import neighbourhood_of
from convive.core.provenance import Source
from convive.evidence.census import join
from convive.evidence.model import PlaceEvidence
from convive.evidence.needs import build
from convive.evidence.neighbourhoods import Areas
from convive.evidence.parts import Inputs, Part
from convive.evidence.place import build as build_place
from convive.evidence.place import find_place

TODAY = date(2026, 11, 22)
LOCKDOWN = ("2021-03-21", "March 2021, in lockdown")
HERE = "X09000001"
# One small area of Twinford, and one of everywhere else; a neighbourhood has two.
ENGLISH = {"main": 1700, "very-well": 100, "well": 60, "not-well": 110, "not-at-all": 30}
MOVES = {"same": 1800, "student": 20, "within-uk": 150, "outside-uk": 30}
HOMES = {
    "owned-outright": 200,
    "owned-mortgage": 300,
    "shared-ownership": 8,
    "social-council": 60,
    "social-other": 90,
    "private-landlord": 120,
    "private-other": 12,
    "rent-free": 10,
}
ROOMS = {"spare-2": 300, "spare-1": 250, "enough": 200, "short-1": 40, "short-2": 10}
Where = Callable[[str, int], Mapping[str, int]]


def scaled(counts: Mapping[str, int]) -> Where:
    """Everywhere else the last two categories are smaller, the more so the higher the authority's number."""

    def at(lad: str, number: int) -> Mapping[str, int]:
        if lad == HERE:
            return counts
        last = list(counts)[-2:]
        return {key: max(10, value // (2 + number % 7)) if key in last else value for key, value in counts.items()}

    return at


def _frame(rows: list[tuple[object, ...]], columns: str) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=columns.split(), orient="row", infer_schema_length=None)


def people(rows: list[tuple[str, date, str, int]]) -> pl.DataFrame:
    """authority, date, category, people."""
    columns = "row authority name date category people"
    return _frame([(0, lad, lad, day, category, n) for lad, day, category, n in rows], columns)


@dataclass
class Country:
    """The tables by name, their sources, and the evidence that comes of them."""

    tables: dict[str, pl.LazyFrame]
    sources: list[Source]
    places: list[tuple[str, str, str, str]] = field(default_factory=list)  # unit, name, neighbourhood, lad
    here: ClassVar[str] = HERE
    english: ClassVar[Mapping[str, int]] = ENGLISH
    moves: ClassVar[Mapping[str, int]] = MOVES
    homes: ClassVar[Mapping[str, int]] = HOMES
    rooms: ClassVar[Mapping[str, int]] = ROOMS
    scaled = staticmethod(scaled)
    people = staticmethod(people)

    def add(self, kind: str, day: tuple[str, str], **tables: pl.DataFrame) -> None:
        for name, frame in tables.items():
            self.tables[f"{kind}.{name}"] = frame.lazy()
        self.sources = [s for s in self.sources if s.kind != kind]
        self.sources.append(
            Source(kind, "T1", f"Table of {kind}", "Invented Office", "OGL", *day, f"{kind}.csv", "0" * 64, 1)
        )

    def add_lsoas(self, kind: str, where: Where) -> None:
        rows = [
            (0, unit, group, count)
            for number, (unit, _, _, lad) in enumerate(self.places)
            for group, count in where(lad, number).items()
        ]
        self.add(kind, LOCKDOWN, counts=_frame(rows, "row unit group count"))

    def add_msoas(self, kind: str, where: Where, *, named: bool) -> None:
        areas = list(dict.fromkeys((neighbourhood, lad) for _, _, neighbourhood, lad in self.places))
        codes = {neighbourhood: f"X02{number:06}" for number, (neighbourhood, _) in enumerate(areas)}
        rows = [
            (0, codes[neighbourhood], group, 2 * count)
            for number, (neighbourhood, lad) in enumerate(areas)
            for group, count in where(lad, number).items()
        ]
        units = _frame([(0, code, name if named else None) for name, code in codes.items()], "row unit name")
        self.add(kind, LOCKDOWN, counts=_frame(rows, "row unit group count"), units=units)

    def inputs(self, code: str = HERE) -> Inputs:
        joined = join(self.tables)
        origin = {source.kind: source for source in self.sources}
        place = find_place(code, joined.authorities)
        return Inputs(place, joined, self.tables, origin, Areas.of(joined, code, self.tables), TODAY)

    def needs(self, code: str = HERE) -> Part:
        return build(self.inputs(code))

    def evidence(self, code: str = HERE) -> PlaceEvidence:
        return build_place(code, self.tables, self.sources, today=TODAY)


@pytest.fixture
def bare(world) -> Country:
    """The censuses and the lookups alone."""
    tables = world.tables()
    changes = tables["lookups.lsoa_changes"].collect()
    places = [
        (unit, name, neighbourhood_of(name), lad)
        for unit, name, lad in changes.select("lsoa21", "lsoa21_name", "lad22").iter_rows()
    ]
    return Country(dict(tables), list(world.sources()), places)


@pytest.fixture
def country(bare: Country) -> Country:
    """With every table of need."""
    bare.add_msoas("census-english", scaled(ENGLISH), named=False)
    bare.add_msoas("census-migration", scaled(MOVES), named=True)
    bare.add_lsoas("census-tenure", scaled(HOMES))
    bare.add_lsoas("census-occupancy", scaled(ROOMS))
    ranks = [
        (0, unit, domain, number + 1, 1 + number % 10 if lad != HERE else 1 + 2 * (number % 3))
        for number, (unit, _, _, lad) in enumerate(bare.places)
        for domain in ("all", "income")
    ]
    bare.add("imd-2025", ("2025-10-30", "October 2025"), ranks=_frame(ranks, "row unit domain rank tenth"))
    end, before = date(2022, 12, 31), date(2021, 12, 31)
    lads = sorted({lad for _, _, _, lad in bare.places})
    rows = [(lad, day, "Section 95: Dispersal", 20 + i) for i, lad in enumerate(lads) for day in (before, end)]
    rows += [(HERE, end, "Section 98: Hotel", 45), (HERE, end, "Section 4: Dispersal", 15)]
    bare.add("asylum-support", ("2022-12-31", "31 December 2022"), people=people(rows))
    settled = [(HERE, date(2021, 3, 31), "One Scheme", 30), (HERE, date(2022, 3, 31), "Another Scheme", 25)]
    bare.add("resettlement", ("2022-12-31", "the quarter to 31 December 2022"), people=people(settled))
    return bare


@pytest.fixture
def topic(country):
    """A topic of Twinford by its id."""

    def find(id_: str):
        return next(topic for topic in country.needs().topics if topic.id == id_)

    return find
