"""Local figures of homes, doctors and English classes: what is here, or who holds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from convive.core.provenance import Source
from convive.evidence.census import join
from convive.evidence.parts import Inputs
from convive.evidence.place import find_place
from convive.evidence.pressures import build
from convive.evidence.pressures.local import services

DAY = date(2026, 3, 31)
COUNTS = Source(
    "counts", "T", "Local figures", "The council", "OGL", "2026-03-31", "31 March 2026", "c.csv", "0" * 64, 1
)


@pytest.fixture
def inputs(world):
    tables = world.tables()
    joined = join(tables)
    origin = {source.kind: source for source in world.sources()}
    return Inputs(find_place("X09000001", joined.authorities), joined, tables, origin, None, date(2026, 11, 22))


def given(inputs: Inputs, *rows: tuple[str, str, str, date, float]) -> Inputs:
    schema = ["place", "service", "measure", "date", "value"]
    frame = pl.DataFrame(rows, schema=schema, orient="row", schema_overrides={"value": pl.Float64})
    tables = {**inputs.tables, "counts.observations": frame.lazy()}
    return replace(inputs, tables=tables, origin={**inputs.origin, "counts": COUNTS})


def topics(inputs: Inputs):
    return {topic.id: topic for topic in build(inputs).topics}


def test_without_figures_each_service_says_who_holds_them(inputs) -> None:
    found = build(inputs)
    assert [topic.status for topic in found.topics] == ["cannot say"] * 3
    assert [missing.kind for missing in found.missing] == [service.id for service in services()]
    assert "housing register" in found.missing[0].says
    assert "local NHS" in found.missing[1].says


def test_demand_beside_capacity(inputs) -> None:
    here = given(
        inputs,
        ("X09000001", "homes", "demand", date(2025, 3, 31), 3900),
        ("X09000001", "homes", "demand", DAY, 4200),
        ("X09000001", "homes", "capacity", DAY, 900),
        ("X09000100", "homes", "demand", DAY, 50_000),
    )
    found = topics(here)["homes"]
    assert (found.total, found.numerator, found.denominator) == (4200, 4200, 900)
    assert [(line.id, line.count) for line in found.lines] == [("demand", 4200), ("capacity", 900)]
    assert found.value == pytest.approx(4200 / 900, abs=1e-6)
    sheet = next(sheet for sheet in build(here).sheets if sheet.id == "homes")
    assert [[cell.value for cell in row] for row in sheet.rows] == [
        ["31 March 2025", 3900, None],
        ["31 March 2026", 4200, 900],
    ]


def test_one_of_the_two_is_not_made_up(inputs) -> None:
    found = topics(given(inputs, ("X09000001", "patients", "demand", DAY, 90_000)))["patients"]
    assert (found.total, found.value, found.denominator) == (90_000, None, None)
    assert found.notes[0].startswith("“Patients that the surgeries can take” is not in the files for 31 March 2026.")


def test_a_handful_of_people_waiting_is_withheld(inputs) -> None:
    here = given(
        inputs,
        ("X09000001", "english-classes", "demand", DAY, 4),
        ("X09000001", "english-classes", "capacity", DAY, 60),
    )
    found = topics(here)["english-classes"]
    assert (found.total, found.value) == (None, None)
    assert found.notes == ("One of the two counts fewer than ten and is withheld.",)
    sheet = next(sheet for sheet in build(here).sheets if sheet.id == "english-classes")
    assert [cell.withheld for cell in sheet.rows[0]] == [False, True, False]


def test_districts_are_added_up_only_when_all_are_there(inputs) -> None:
    place = replace(inputs.place, parts=(("X09000002", "East"), ("X09000003", "West")))
    both = [(code, "homes", "demand", DAY, n) for code, n in (("X09000002", 1000), ("X09000003", 500))]
    assert topics(replace(given(inputs, *both), place=place))["homes"].total == 1500
    one = replace(given(inputs, both[0]), place=place)
    assert topics(one)["homes"].status == "cannot say"
