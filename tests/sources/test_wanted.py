"""Which files would help a place most: in the order of use, with what is there, how old it is, and what comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from convive.core.provenance import Source
from convive.sources import kind, kinds, wanted
from convive.sources.catalogue import Catalogue, Entry, StoredTable
from convive.sources.wanted import age_words, covers

TODAY = date(2026, 11, 22)
BRADFORD = "E08000032"


def entry(id: str, part: str = "whole", dated: str = "2021-03-21", **other) -> Entry:
    source = Source(id, "T", "A title", "A publisher", "A licence", dated, "March 2021", f"{part}.csv", "0" * 64, 3)
    return Entry(id, part, "2026-11-01", {"units": StoredTable("a.parquet", 3)}, (replace(source, **other),))


def seen(*entries: Entry, place: str = BRADFORD):
    return {one.kind: one for one in wanted(Catalogue(entries), place, TODAY)}


def test_every_kind_has_a_place_of_its_own_in_the_order_of_use() -> None:
    ranks = [found.rank for found in kinds()]
    assert 99 not in ranks
    assert len(set(ranks)) == len(ranks)


def test_every_kind_says_when_a_newer_file_comes() -> None:
    assert not [found.id for found in kinds() if not found.renewed.endswith(".")]


def test_with_nothing_there_the_first_in_the_order_would_help_most() -> None:
    found = wanted(Catalogue(), BRADFORD, TODAY)
    assert [one.kind for one in found] == [k.id for k in sorted(kinds(), key=lambda k: k.rank) if covers(k, BRADFORD)]
    assert {one.state for one in found} == {"missing"}
    assert [one.next for one in found[:4]] == [True, True, True, False]
    assert found[0].kind == "lookups"


def test_what_is_there_says_how_old_it_is_and_the_next_takes_its_place() -> None:
    found = seen(entry("census-ts021"))
    one = found["census-ts021"]
    assert (one.state, one.files, one.months, one.age, one.old) == (
        "there",
        ("whole.csv",),
        68,
        "5 years 8 months",
        True,
    )
    assert (one.imported_on, one.next) == ("2026-11-01", False)
    assert sum(other.next for other in found.values()) == 3


def test_figures_of_asylum_and_schools_grow_old_sooner() -> None:
    found = seen(entry("asylum-support", dated="2025-03-31"), entry("imd-2025", dated="2025-03-31"))
    assert (found["asylum-support"].old, found["imd-2025"].old) == (True, False)


def test_one_lookup_of_two_is_there_in_part_and_still_wanted() -> None:
    one = seen(entry("lookups", "lsoa_changes"))["lookups"]
    assert (one.state, one.next) == ("in part", True)
    assert one.note.startswith("Not there yet: ")
    assert seen(entry("lookups", "lsoa_changes"), entry("lookups", "lsoa_wards"))["lookups"].state == "there"


def test_outlines_and_registers_of_another_place_are_not_there() -> None:
    found = seen(entry("boundaries", "E08000009"), entry("schools-gias", "E08000035"))
    assert (found["boundaries"].state, found["schools-gias"].state) == ("missing", "missing")
    assert "other places" in found["boundaries"].note
    assert seen(entry("boundaries", BRADFORD))["boundaries"].state == "there"


def test_postcodes_say_which_letters_are_there() -> None:
    assert "BD, LS" in seen(entry("postcodes", "BD"), entry("postcodes", "LS"))["postcodes"].note


@pytest.mark.parametrize(
    ("place", "id", "answer"),
    [
        ("W06000015", "imd-2025", False),
        ("W06000015", "schools-spc", False),
        ("W06000015", "asylum-support", True),
        (BRADFORD, "school-places", False),
        ("E08000009", "school-places", True),
        ("X08000001", "school-places", False),
    ],
)
def test_a_kind_that_does_not_cover_a_place_is_not_wanted_there(place, id, answer) -> None:
    assert covers(kind(id), place) is answer
    assert (id in seen(place=place)) is answer


def test_services_of_ones_own_that_are_absent_are_named() -> None:
    one = seen(entry("counts", "homes", dated="2026-03-31"))["counts"]
    assert (one.state, one.note) == ("in part", "Not there yet: patients, english-classes.")


def test_ages_in_words() -> None:
    assert [age_words(months) for months in (0, 1, 11, 12, 13, 24)] == [
        "less than a month", "1 month", "11 months", "1 year", "1 year 1 month", "2 years"
    ]  # fmt: skip
