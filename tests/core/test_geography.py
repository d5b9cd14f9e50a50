"""Codes, names, and units that can be compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convive.core.errors import RefusedInput
from convive.core.geography import Place, authority_of, common_units, is_code, neighbourhood_of, postcode_of

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
