"""Intervals for shares: published values, and what any of them must do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convive.evidence.shares import newcombe, wilson

# Newcombe, Statistics in Medicine 17 (1998), table II, method 10: a/m, b/n, interval.
PUBLISHED = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0000)),
]


@pytest.mark.parametrize(("counts", "interval"), PUBLISHED)
def test_the_differences_of_newcombes_table(counts, interval) -> None:
    assert newcombe(*counts) == pytest.approx(interval, abs=6e-5)


def test_wilsons_interval_as_published() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), two-sided intervals for the single proportion, method 3.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=6e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=6e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=6e-5)


counts = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts)
def test_the_difference_lies_inside_and_turns_round_with_its_sides(one, other) -> None:
    low, high = newcombe(*one, *other)
    difference = one[0] / one[1] - other[0] / other[1]
    assert -1 - 1e-9 <= low <= difference + 1e-12
    assert difference - 1e-12 <= high <= 1 + 1e-9
    back = newcombe(*other, *one)
    assert back == pytest.approx((-high, -low), abs=1e-12)


@given(counts)
def test_more_people_make_the_interval_narrower(one) -> None:
    part, whole = one
    low, high = wilson(part, whole)
    narrow_low, narrow_high = wilson(10 * part, 10 * whole)
    assert 0 <= low <= part / whole + 1e-12
    assert narrow_high - narrow_low < high - low
