"""Invented schools: their years and their groups add up to their pupils, and some stand on drawn land."""

from __future__ import annotations

import csv
import io

import pytest
from shapely.geometry import Point, Polygon
from shapely.ops import unary_union

from convive.core.geography import postcode_of
from convive.worlds import brackenford, schools
from convive.worlds.schools import INDEPENDENT, PRIMARY, SECONDARY, School


@pytest.fixture(scope="module")
def taught() -> tuple[School, ...]:
    return schools.invent(brackenford.build(), brackenford.SEED)


def test_years_and_groups_add_up_to_the_pupils(taught: tuple[School, ...]) -> None:
    for school in taught:
        assert sum(school.groups.values()) + school.unrecorded == school.pupils
        assert min(*school.years.values(), *school.groups.values(), school.unrecorded) >= 0


def test_numbers_and_postcodes_are_each_a_schools_own(taught: tuple[School, ...]) -> None:
    assert len({school.urn for school in taught}) == len(taught)
    assert len({school.postcode for school in taught}) == len(taught)
    assert all(postcode_of(school.postcode) == school.postcode for school in taught)
    assert len({(school.name, school.area.authority) for school in taught}) == len(taught)


def test_brackenfords_schools_stand_in_their_own_neighbourhood(taught: tuple[School, ...]) -> None:
    mine = [school for school in taught if school.area.authority == brackenford.CODE]
    assert {school.phase for school in mine} == {PRIMARY, SECONDARY, INDEPENDENT}
    for school in mine:
        assert school.point is not None
        land = unary_union([Polygon(lsoa.outline) for lsoa in school.area.now if lsoa.outline is not None])
        assert land.buffer(500).contains(Point(school.point))
    assert all(school.point is None for school in taught if school.area.authority != brackenford.CODE)


def test_rolls_fall_from_the_oldest_year_of_primary_school_to_the_youngest(taught: tuple[School, ...]) -> None:
    primary = [school for school in taught if school.phase == PRIMARY]
    assert sum(school.years[0] for school in primary) < sum(school.years[6] for school in primary)


def test_an_independent_school_is_not_asked_for_groups(taught: tuple[School, ...]) -> None:
    rows = list(csv.DictReader(io.StringIO(schools.census(taught).decode())))
    asked = {row["phase_type_grouping"]: row["number of pupils unclassified"] == "z" for row in rows}
    assert asked == {PRIMARY: False, SECONDARY: False, INDEPENDENT: True}
    first = rows[0]
    years = [int(value) for name, value in first.items() if name.startswith("Full time")]
    assert sum(years) == int(first["headcount of pupils"])
