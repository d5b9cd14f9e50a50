"""An authority that was made of others is added up from its districts, and stands in its company once."""

from __future__ import annotations

import pytest

from convive.core.errors import UnknownName
from convive.core.geography import parts_of
from convive.evidence.census import join
from convive.reports.place import our_place

CUMBERLAND = "E06000063"
MIX = [([300, 20, 20, 20, 640], [320, 25, 20, 20, 650]), ([30, 20, 20, 20, 910], [40, 25, 20, 20, 900])]


@pytest.fixture
def districts(make_world, authorities):
    parts = dict(parts_of(CUMBERLAND))
    return make_world({**{code: [MIX] for code in parts}, **authorities()}, names=parts)


def test_three_districts_are_one_place(districts) -> None:
    evidence = districts.evidence(CUMBERLAND)
    assert evidence.place.name == "Cumberland"
    assert [name for _, name in evidence.place.parts] == ["Allerdale", "Carlisle", "Copeland"]
    assert evidence.years[-1].residents == 3 * sum(sum(after) for _, after in MIX)
    assert {n.name.rsplit(" ", 1)[0] for n in evidence.neighbourhoods} == {"Allerdale", "Carlisle", "Copeland"}


def test_the_company_counts_the_districts_once(districts) -> None:
    alone, merged = (districts.evidence(code).standing("theil_h_multi") for code in ("E07000026", CUMBERLAND))
    assert alone.of == 14
    assert merged.of == 12


def test_a_district_may_still_be_asked_for(districts) -> None:
    assert districts.evidence("E07000028").place.parts == ()
    assert join(districts.tables()).authorities["E07000028"] == "Carlisle"


def test_without_one_of_its_districts_there_is_no_place(make_world, authorities) -> None:
    two = dict(parts_of(CUMBERLAND)[:2])
    with pytest.raises(UnknownName, match="E06000063"):
        make_world({**{code: [MIX] for code in two}, **authorities()}, names=two).evidence(CUMBERLAND)


def test_units_between_two_districts_are_counted_in_the_whole(districts) -> None:
    joined = join(districts.tables(), CUMBERLAND)
    assert CUMBERLAND in joined.complete[2011] & joined.complete[2021]
    assert joined.common.filter(lad=CUMBERLAND).height == 6


def test_the_page_and_the_figures_say_that_districts_were_added_up(districts) -> None:
    evidence = districts.evidence(CUMBERLAND)
    assert "added up from Allerdale, Carlisle and Copeland" in evidence.figures["residents"].rows
    assert "Allerdale, Carlisle and Copeland, its former districts" in our_place(evidence, "release 1")


def test_without_outlines_the_page_says_why_there_is_no_map(make_world, districts) -> None:
    blank = make_world(districts.areas, names=districts.names, with_outlines=False).evidence(CUMBERLAND)
    assert "There is no map" in our_place(blank, "release 1")
    assert "There is no map" not in our_place(districts.evidence(CUMBERLAND), "release 1")
