"""Invented residents: whole people, none lost and none added."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convive.worlds.people import FIVE, apportion, before, finer, invent_neighbourhoods, split

RESIDENTS = st.fixed_dictionaries({group: st.integers(0, 5000) for group in FIVE})


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_shares_add_up_and_lie_within_one_of_the_exact_share(total: int, weights: list[int]) -> None:
    if sum(weights) == 0:
        weights[0] = 1
    shares = apportion(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * sum(weights) - total * weight) < sum(weights)


def test_nobody_is_given_to_no_one() -> None:
    assert apportion(0, [0, 0]) == [0, 0]
    with pytest.raises(ValueError, match="nobody to give"):
        apportion(3, [0, 0])


@given(st.integers(0, 99), RESIDENTS, st.integers(1, 9))
def test_pieces_add_up_to_their_neighbourhood_group_by_group(seed: int, now: dict[str, int], parts: int) -> None:
    then = {"Asian/Indian": 40, "White/WhiteBrit": 900, "White/GypsyTraveller": 3}
    pieces = split(Random(seed), now, then, parts)
    assert len(pieces) == parts
    assert {group: sum(piece.now[group] for piece in pieces) for group in FIVE} == now
    assert {fine: sum(piece.then[fine] for piece in pieces) for fine in then} == then
    assert all(count >= 0 for piece in pieces for count in (*piece.now.values(), *piece.then.values()))


@given(st.integers(0, 99))
def test_ten_years_before_adds_up_to_the_authority(seed: int) -> None:
    shares = {"Asian": 100, "Black": 50, "Mixed": 30, "Other": 20, "White": 800}
    now = invent_neighbourhoods(Random(seed), 5, 30_000, shares, 40)
    assert sum(sum(area.values()) for area in now) == 30_000
    then = before(Random(seed), now, 27_001, shares)
    assert [sum(area[group] for area in then) for group in FIVE] == apportion(27_001, [shares[g] for g in FIVE])


def test_finer_groups_add_up_to_the_broad_one() -> None:
    found = finer(Random(1), {"Black": 10, "White": 7}, {"Black": {"A": 1, "B": 2}, "White": {"C": 1}})
    assert found["Black/A"] + found["Black/B"] == 10
    assert found["White/C"] == 7
