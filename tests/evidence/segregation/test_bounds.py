"""What rounded counts leave open: against every table that fits, on small ones."""

from __future__ import annotations

from itertools import product

import numpy as np
import polars as pl
import pytest

from convive.evidence.segregation import INDICES, from_wide, indices, tabulate
from convive.evidence.segregation.bounds import of_all, of_two, rounded
from convive.evidence.segregation.sums import BY_AREA

ONE_GROUP = ("dissimilarity", "gini", "atkinson", "theil_h", "isolation", "correlation_ratio")


def every_table(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Every whole-number table between two ends, flat."""
    return np.array(list(product(*(range(a, b + 1) for a, b in zip(low.ravel(), high.ravel(), strict=True)))))


@pytest.mark.parametrize("index", ONE_GROUP)
def test_ends_for_two_groups_against_every_table_that_fits(index: str) -> None:
    rng = np.random.default_rng(5)
    missed = []
    for _ in range(12):
        low = rng.integers(1, 12, (2, 3))
        high = low + rng.integers(0, 3, (2, 3))
        x, y = (every_table(low[i], high[i]) for i in (0, 1))
        values = [getattr(indices, index)(a, a + b) for a in x for b in y]
        found = of_two(index, low[0], high[0], low[1], high[1])
        assert found is not None
        assert min(values) - 1e-12 <= found[0] <= found[1] <= max(values) + 1e-12
        missed += [found[0] - min(values), max(values) - found[1]]
    # Three units are the hardest case: each weighs much. The most uneven by dissimilarity is found whatever the units.
    if index == "dissimilarity":
        assert max(missed[1::2]) < 1e-12
    assert max(missed) < 0.06
    assert np.mean(missed) < 0.015


@pytest.mark.parametrize("index", ["theil_h_multi", "relative_diversity", "normalised_exposure", "simpson", "entropy"])
def test_ends_over_all_groups_against_every_table_that_fits(index: str) -> None:
    rng = np.random.default_rng(6)
    missed = []
    for _ in range(8):
        low = rng.integers(1, 12, (2, 3))
        high = low + rng.integers(0, 3, (2, 3))
        value = getattr(indices, index)
        tables = every_table(low, high).reshape(-1, 2, 3)
        values = [value(t.sum(axis=0) if index in ("simpson", "entropy") else t) for t in tables]
        found = of_all(index, low, high)
        assert found is not None
        assert min(values) - 1e-12 <= found[0] <= found[1] <= max(values) + 1e-12
        missed += [found[0] - min(values), max(values) - found[1]]
    assert max(missed) < 0.06
    assert np.mean(missed) < 0.015


def test_every_figure_lies_between_its_ends_and_the_true_one_too() -> None:
    rng = np.random.default_rng(8)
    true = rng.poisson(rng.gamma(1.0, [15, 60, 150], (40, 3)))
    groups = ["a", "b", "c"]

    def table(counts: np.ndarray) -> pl.DataFrame:
        made = pl.DataFrame(counts, schema=groups, orient="row").with_columns(unit=pl.Series(map(str, range(40))))
        return tabulate(from_wide(made, groups=groups), against=["rest", "each"], round_to=5, threads=1)

    exact, found = table(true), table(5 * np.rint(true / 5).astype(np.int64))
    known = found.filter(pl.col("value").is_not_null())
    assert known["at_least"].null_count() == 0
    assert (known["at_least"] <= known["value"]).all()
    assert (known["value"] <= known["at_most"]).all()
    assert (exact["value"] >= found["at_least"] - 1e-9).all()
    assert (exact["value"] <= found["at_most"] + 1e-9).all()
    assert set(found["index"]) == set(INDICES) >= set(BY_AREA)


def test_counts_that_are_not_rounded_leave_nothing_open() -> None:
    made = pl.DataFrame({"unit": ["u", "v"], "a": [10, 20], "b": [30, 10]})
    found = tabulate(from_wide(made, groups=["a", "b"]), round_to=1)
    assert found["at_least"].equals(found["value"].rename("at_least"))


def test_a_rounded_count_is_never_below_zero() -> None:
    assert [ends.tolist() for ends in rounded(np.array([0, 10]), 10)] == [[0, 5], [5, 15]]
