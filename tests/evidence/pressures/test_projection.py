"""Demand and capacity in the coming years: by hand, and what must hold whatever is given."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convive.core.errors import RefusedInput
from convive.evidence.pressures import Growth, project, roll_forward

PEOPLE = st.dictionaries(st.sampled_from(["0-15", "16-64", "65+"]), st.integers(0, 10**6), min_size=1)
RATE = st.floats(-0.2, 0.2)
PUPILS = st.lists(st.integers(0, 2000), min_size=1, max_size=14)


def growth(low: float = 0.0, middle: float = 0.0, high: float = 0.0) -> Growth:
    return Growth(low, middle, high)


def test_patients_by_hand() -> None:
    people, use = {"young": 10_000, "old": 5_000}, {"young": 4.0, "old": 8.0}
    found = project(people, use, start=2026, years=2, growth=growth(0, 0.1, 0.2), capacity=90_000)
    assert [one.year for one in found.years] == [2026, 2027, 2028]
    assert [one.demand for one in found.years] == pytest.approx([80_000, 88_000, 96_800])
    assert found.years[2].low == pytest.approx(80_000)
    assert found.years[2].high == pytest.approx(80_000 * 1.44)
    assert found.full_from == 2028
    assert [one.unbuilt for one in found.years] == pytest.approx([0, 0, 6_800])


def test_what_is_built_counts_from_its_year_on() -> None:
    found = project({"all": 100}, start=2026, years=3, growth=growth(), capacity=80, built={2027: 15, 2029: -5})
    assert [one.capacity for one in found.years] == [80, 95, 95, 90]
    assert found.full_from == 2026
    assert "built on time" in " ".join(found.assumptions)


def test_without_capacity_no_room_is_told() -> None:
    (first,) = project({"all": 100}, start=2026, years=0, growth=growth()).years
    assert (first.capacity, first.room, first.unbuilt) == (None, None, None)


def test_bands_may_grow_at_their_own_rates() -> None:
    rates = {"young": growth(-0.1, -0.1, -0.1), "old": growth(0.1, 0.1, 0.1)}
    found = project({"young": 100, "old": 100}, start=2026, years=1, growth=rates)
    assert found.years[1].demand == pytest.approx(90 + 110)


@given(PEOPLE, RATE, st.integers(0, 20))
def test_low_middle_and_high_are_in_order_and_never_below_nought(people, rate, years) -> None:
    found = project(people, start=2026, years=years, growth=Growth(rate - 0.01, rate, rate + 0.01))
    assert len(found.years) == years + 1
    for one in found.years:
        assert 0 <= one.low <= one.demand + 1e-9
        assert one.demand <= one.high + 1e-9


@given(PEOPLE, RATE, st.integers(2, 9))
def test_twice_the_people_ask_twice_as_much(people, rate, times) -> None:
    steady = Growth(rate, rate, rate)
    one = project(people, start=2026, years=3, growth=steady).years[-1].demand
    many = project({age: n * times for age, n in people.items()}, start=2026, years=3, growth=steady).years[-1].demand
    assert many == pytest.approx(times * one)


@given(PUPILS, st.integers(0, 12))
def test_every_pupil_moves_up_and_leaves_at_the_end(pupils, years) -> None:
    rolls = roll_forward(pupils, start=2023, years=years)
    for before, after in pairwise(rolls):
        assert after.groups[1:] == before.groups[:-1]
        # Who is new less who left is the whole change.
        assert after.middle - before.middle == pytest.approx(after.groups[0] - before.groups[-1])
    if years >= len(pupils):
        assert rolls[-1].middle == pytest.approx(pupils[0] * len(pupils))


@given(PUPILS, st.floats(0, 0.1), st.integers(0, 10))
def test_a_larger_intake_is_a_larger_roll(pupils, rate, years) -> None:
    for roll in roll_forward(pupils, start=2023, years=years, intake=Growth(-rate, 0.0, rate)):
        assert roll.low <= roll.middle + 1e-6
        assert roll.middle <= roll.high + 1e-6


def test_falling_rolls_by_hand() -> None:
    """Reception 80 against year 2 of 100: two years on the school is as small as its reception."""
    rolls = roll_forward([80, 90, 100], start=2023, years=2)
    assert [roll.groups for roll in rolls] == [(80, 90, 100), (80, 80, 90), (80, 80, 80)]
    assert [roll.middle for roll in roll_forward([80, 90, 100], start=2023, years=1, staying=[0.9, 1.1])] == [270, 251]


def test_growth_between_two_censuses_leads_from_one_to_the_other() -> None:
    steady = Growth.between(522_452, 546_433, 10)
    assert 522_452 * (1 + steady.middle) ** 10 == pytest.approx(546_433)
    assert (steady.low, steady.high) == pytest.approx((steady.middle - 0.005, steady.middle + 0.005))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: project({}, start=2026, years=1, growth=growth()), "nobody to project"),
        (lambda: project({"a": 1}, start=2026, years=26, growth=growth()), "26 years"),
        (lambda: project({"a": 1}, {"b": 1}, start=2026, years=1, growth=growth()), "not for the same ages"),
        (lambda: project({"a": -1}, start=2026, years=1, growth=growth()), "below nought"),
        (lambda: project({"a": 1}, start=2026, years=1, growth=growth(), capacity=-1), "below nought"),
        (lambda: roll_forward([], start=2023, years=1), "0 year groups"),
        (lambda: roll_forward([1, 2], start=2023, years=1, staying=[1, 1]), "2 year groups need 1"),
        (lambda: roll_forward([1, -2], start=2023, years=1), "below nought"),
        (lambda: roll_forward([1], start=2023, years=-1), "-1 years"),
        (lambda: Growth(0.1, 0.0, 0.2), "low to high"),
        (lambda: Growth.between(0, 10, 10), "above nought"),
    ],
)
def test_refusals(call, says) -> None:
    with pytest.raises(RefusedInput, match=says):
        call()
