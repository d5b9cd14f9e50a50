"""Codes, names, and units that can be compared."""

from __future__ import annotations

import csv
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convive.core.errors import RefusedInput
from convive.core.geography import (
    Place,
    authority_of,
    common_units,
    is_code,
    neighbourhood_of,
    parts_of,
    postcode_of,
    successions,
    successor_of,
    usual_name,
)

codes = st.integers(0, 12).map(str)


@given(st.lists(st.tuples(codes, codes), max_size=40))
def test_common_units_are_the_connected_pieces(pairs: list[tuple[str, str]]) -> None:
    before, after = common_units(pairs)
    assert set(before) == {a for a, _ in pairs}
    assert set(after) == {b for _, b in pairs}
    # Independent check: flood outward from each old unit over shared land.
    for start in before:
        old, new = {start}, set()
        while True:
            grown_new = {b for a, b in pairs if a in old}
            grown_old = {a for a, b in pairs if b in grown_new}
            if (grown_old | old, grown_new | new) == (old, new):
                break
            old |= grown_old
            new |= grown_new
        assert {a for a in before if before[a] == before[start]} == old
        assert {b for b in after if after[b] == before[start]} == new


@given(st.lists(st.tuples(codes, codes), min_size=1, max_size=30))
def test_numbers_of_common_units_run_from_zero_without_gaps(pairs: list[tuple[str, str]]) -> None:
    before, after = common_units(pairs)
    numbers = set(before.values()) | set(after.values())
    assert numbers == set(range(len(numbers)))


@pytest.mark.parametrize(
    ("name", "neighbourhood", "authority"),
    [
        ("Bradford 016A", "Bradford 016", "Bradford"),
        ("Kingston upon Hull, City of 003C", "Kingston upon Hull, City of 003", "Kingston upon Hull, City of"),
        ("Rhondda Cynon Taf 001AB", "Rhondda Cynon Taf 001", "Rhondda Cynon Taf"),
    ],
)
def test_a_neighbourhood_is_found_by_name(name: str, neighbourhood: str, authority: str) -> None:
    assert neighbourhood_of(name) == neighbourhood
    assert authority_of(name) == authority


def test_a_name_that_is_no_lsoa_is_refused() -> None:
    with pytest.raises(RefusedInput, match="not the name of an LSOA"):
        neighbourhood_of("Bradford")


@pytest.mark.parametrize(
    ("level", "code", "good"),
    [
        ("oa", "E00000001", True),
        ("lsoa", "W01001308", True),
        ("lad", "E06000063", True),
        ("lad", "W06000001", True),
        ("lad", "E05000001", False),
        ("ward", "E05009861", True),
        ("lsoa", "E0100001", False),
        ("msoa", "X02000001", True),
    ],
)
def test_codes_have_the_form_of_their_level(level: str, code: str, good: bool) -> None:
    assert is_code(level, code) is good


def test_a_code_with_x_is_an_invented_place() -> None:
    assert Place("X09000043", "Brackenford", 2022).invented
    assert not Place("E08000032", "Bradford", 2022).invented


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("BD1 1AA", "BD1 1AA"),
        ("bd139aa", "BD13 9AA"),
        (" EC3A  5DE ", "EC3A 5DE"),
        ("M1 1AE", "M1 1AE"),
        ("NULL", None),
        ("", None),
        ("BD1", None),
        ("BD1 1A", None),
    ],
)
def test_a_postcode_has_one_spelling(text: str, plain: str | None) -> None:
    assert postcode_of(text) == plain


def test_every_succession_has_parts_and_no_authority_goes_into_two() -> None:
    parts = [code for one in successions().values() for code, _ in one.parts]
    assert len(parts) == len(set(parts))
    for one in successions().values():
        assert len(one.parts) >= 2
        assert all(is_code("lad", code) for code, _ in (*one.parts, (one.code, one.name)))


def test_the_parts_of_an_authority_are_those_of_the_year_asked_for() -> None:
    assert len(parts_of("E06000065")) == 7
    assert [name for _, name in parts_of("E06000066")] == [
        "Mendip",
        "Sedgemoor",
        "South Somerset",
        "Somerset West and Taunton",
    ]
    assert len(parts_of("E06000066", 2011)) == 5
    assert parts_of("E06000066", 2022) == parts_of("E06000066", 2021) == parts_of("E06000066")
    assert parts_of("E06000066", 2023) == parts_of("E08000032") == parts_of("E06000061", 2021) == ()


def test_every_part_leads_to_its_successor() -> None:
    for one in successions().values():
        for code, _ in one.parts:
            assert successor_of(code, one.since.year) == (one.code, one.name)
            assert successor_of(code, one.since.year - 1) is None


def test_a_name_that_has_changed_is_known_by_the_usual_one() -> None:
    assert usual_name("Rhondda Cynon Taff") == "Rhondda Cynon Taf"
    assert usual_name(" Shepway ") == "Folkestone and Hythe"


def test_the_successions_are_those_of_the_publishers_list(shared_data) -> None:
    with (shared_data / "geography/lookup_lad_changes_2016_2024.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["ltla16_code"][0] in "EW"]
    changed = set()
    for row in rows:
        for before, after in pairwise(range(16, 25)):
            old, new = (row[f"ltla{year}_code"] for year in (before, after))
            if old != new:
                changed.add((old, new, 2000 + after))
                assert successor_of(old, 2000 + after) == (new, row[f"ltla{after}_name"])
    ours = {(code, one.code, one.since.year) for one in successions().values() for code, _ in one.parts}
    assert changed == ours


def test_the_authorities_of_2011_meet_those_of_2021(shared_data) -> None:
    """Every authority of the 2011 table is one of the 2021 table, or a part of one, and none is left over."""
    with (shared_data / "census/census2011_qs201ew_ethnic_group_lad.csv").open(encoding="utf-8") as file:
        old = {row["geography code"] for row in csv.DictReader(file)}
    with (shared_data / "census/census2021_age_sex_lad.csv").open(encoding="utf-8") as file:
        new = {row["ltla21_code"] for row in csv.DictReader(file)}
    met = {(successor_of(code, 2021) or (code, ""))[0] for code in old}
    assert met == new
    assert {part for code in new for part in [c for c, _ in parts_of(code, 2011)] or [code]} == old
