"""The fit keeps odds ratios, meets margins, and says so when it cannot."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from convive.evidence.change.margins import TOLERANCE, fit

tables = arrays(np.float64, st.tuples(st.integers(2, 7), st.integers(2, 5)), elements=st.integers(1, 500).map(float))


@given(tables, st.randoms(use_true_random=False))
def test_any_full_table_is_fitted_to_any_margins(table: np.ndarray, chance) -> None:
    rows = np.array([chance.uniform(0.05, 1) for _ in range(table.shape[0])])
    columns = np.array([chance.uniform(0.05, 1) for _ in range(table.shape[1])])
    made = fit(table / table.sum(), rows / rows.sum(), columns / columns.sum())
    assert made.converged
    assert np.abs(made.table.sum(axis=1) - rows / rows.sum()).max() < TOLERANCE
    assert np.abs(made.table.sum(axis=0) - columns / columns.sum()).max() < TOLERANCE
    odds = [t[:-1, :-1] * t[1:, 1:] / (t[:-1, 1:] * t[1:, :-1]) for t in (table, made.table)]
    assert odds[1] == pytest.approx(odds[0], rel=1e-6)


def test_it_is_where_the_plain_loop_goes() -> None:
    chance = np.random.default_rng(3)
    pattern = chance.integers(0, 9, (12, 4)).astype(float) + np.eye(12, 4)
    pattern /= pattern.sum()
    rows, columns = chance.dirichlet(np.ones(12) * 9), chance.dirichlet(np.ones(4) * 9)
    looped = pattern.copy()
    for _ in range(5000):
        looped *= (rows / looped.sum(axis=1))[:, None]
        looped *= columns / looped.sum(axis=0)
    made = fit(pattern, rows, columns)
    assert made.converged
    assert made.table == pytest.approx(looped, abs=1e-12)
    assert made.steps < 12


def test_margins_that_no_table_can_have_leave_a_residual_that_says_so() -> None:
    # Nobody of the second group lives in the first unit, so the first group cannot be smaller than that unit.
    pattern = np.array([[0.5, 0.0], [0.25, 0.25]])
    made = fit(pattern, np.array([0.6, 0.4]), np.array([0.3, 0.7]))
    assert not made.converged
    assert made.residual > 0.2
    assert np.isfinite(made.table).all()


def test_units_that_share_no_group_are_left_as_they_are_or_refused() -> None:
    apart = np.array([[0.5, 0.0], [0.0, 0.5]])
    assert fit(apart, np.array([0.4, 0.6]), np.array([0.4, 0.6])).converged
    assert not fit(apart, np.array([0.4, 0.6]), np.array([0.5, 0.5])).converged
