"""The compiled expectations: long runs of unit sizes against whole-number arithmetic."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.evidence.segregation import from_wide, tabulate
from convive.evidence.segregation.expecting import _mean_deviations


def by_whole_numbers(everyone: int, group: int, n: int) -> Fraction:
    """``E|x − μ|`` over every number of the group that a unit of ``n`` can have."""
    mean = Fraction(n * group, everyone)
    ways = ((k, comb(group, k) * comb(everyone - group, n - k)) for k in range(min(n, group) + 1))
    return sum((abs(k - mean) * many for k, many in ways), Fraction(0)) / comb(everyone, n)


@settings(max_examples=40, deadline=None)
@given(
    everyone=st.integers(2, 600),
    share=st.floats(0.001, 0.999),
    sizes=st.lists(st.integers(1, 90), min_size=1, max_size=12, unique=True),
)
def test_the_mean_deviation_of_a_run_of_sizes(everyone: int, share: float, sizes: list[int]) -> None:
    group = min(max(round(share * everyone), 1), everyone - 1)
    here = np.array(sorted(n for n in sizes if n <= everyone) or [1])
    times = np.arange(here.max() + 1, dtype=np.int64) % 3 + 1
    exact = sum(int(times[n]) * by_whole_numbers(everyone, group, int(n)) for n in here)
    assert _mean_deviations(everyone, group, here, times) == pytest.approx(float(exact), rel=1e-13, abs=1e-300)


@pytest.mark.parametrize("group", [1, 37, 4_000, 140_000, 149_999])
def test_a_long_run_gathers_no_error(group: int) -> None:
    everyone, short = 150_000, np.array([*range(1, 700), 800, 810, 2_000, 2_001])
    exact = 0.0
    for n in short.tolist():
        m = n * group // everyone + 1
        chance = Fraction(comb(group, m) * comb(everyone - group, n - m), comb(everyone, n))
        exact += float(Fraction(2 * m * (everyone - group - n + m), everyone) * chance)
    times = np.ones(30_001, dtype=np.int64)
    assert _mean_deviations(everyone, group, short, times) == pytest.approx(exact, rel=2e-14)
    # A jump over many sizes is worked out in full: the sum of two runs is that of the whole.
    far = np.array([30_000])
    both = exact + _mean_deviations(everyone, group, far, times)
    assert _mean_deviations(everyone, group, np.append(short, far), times) == pytest.approx(both, rel=1e-13)


def test_an_expected_value_does_not_depend_on_what_else_is_asked() -> None:
    rng = np.random.default_rng(2)
    groups = ["a", "b", "c"]
    made = pl.DataFrame(rng.poisson([4, 40, 90], (60, 3)), schema=groups, orient="row").with_columns(
        unit=pl.Series(map(str, range(60)))
    )
    cube = from_wide(made, groups=groups)
    alone = tabulate(cube, indices=["dissimilarity"], threads=1)
    beside = tabulate(cube, indices=["dissimilarity", "theil_h", "units_over"], threads=1)
    assert alone.equals(beside.filter(pl.col("index") == "dissimilarity"))
