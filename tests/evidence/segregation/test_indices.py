"""The indices: known values, bounds, and what may not change them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from convive.evidence.segregation.indices import dissimilarity, entropy, isolation, pairs_differ, theil_h_multi

matrices = arrays(np.int64, st.tuples(st.integers(2, 8), st.integers(2, 5)), elements=st.integers(0, 400))


def usable(counts: np.ndarray) -> np.ndarray:
    counts = counts[:, counts.sum(axis=0) > 0]
    assume(counts.shape[1] >= 2)
    return counts


def test_hand_worked_values() -> None:
    group, total = np.array([30, 10]), np.array([50, 50])
    assert dissimilarity(group, total) == pytest.approx(0.5 * (abs(30 / 40 - 20 / 60) + abs(10 / 40 - 40 / 60)))
    assert isolation(group, total) == pytest.approx(30 / 40 * 30 / 50 + 10 / 40 * 10 / 50)
    counts = np.array([[30, 20], [10, 40]])

    def e(*shares: float) -> float:
        return -sum(p * np.log(p) for p in shares)

    assert entropy(np.array([40, 60])) == pytest.approx(e(0.4, 0.6))
    assert theil_h_multi(counts) == pytest.approx(1 - (e(0.6, 0.4) + e(0.2, 0.8)) / 2 / e(0.4, 0.6))
    assert pairs_differ(np.array([2, 1])) == pytest.approx(2 / 3)


@given(matrices)
@settings(deadline=None)
def test_bounds(counts: np.ndarray) -> None:
    counts = usable(counts)
    total = counts.sum(axis=1)
    for column in counts.T:
        assert 0 <= dissimilarity(column, total) <= 1 + 1e-12
        assert column.sum() / total.sum() - 1e-12 <= isolation(column, total) <= 1 + 1e-12
    assert -1e-12 <= theil_h_multi(counts) <= 1 + 1e-12


@given(matrices, st.randoms(use_true_random=False), st.integers(2, 9))
@settings(deadline=None)
def test_order_of_units_and_groups_and_the_scale_do_not_matter(counts: np.ndarray, shuffle, scale: int) -> None:
    counts = usable(counts)
    rows, columns = list(range(counts.shape[0])), list(range(counts.shape[1]))
    shuffle.shuffle(rows)
    shuffle.shuffle(columns)
    again = counts[rows][:, columns] * scale
    assert theil_h_multi(again) == pytest.approx(theil_h_multi(counts), abs=1e-9)
    total, total_again = counts.sum(axis=1), again.sum(axis=1)
    for position, column in enumerate(columns):
        assert dissimilarity(again[:, position], total_again) == pytest.approx(
            dissimilarity(counts[:, column], total), abs=1e-12
        )


@given(matrices)
@settings(deadline=None)
def test_merging_units_never_raises_h_or_d(counts: np.ndarray) -> None:
    counts = usable(counts)
    merged = np.vstack([counts[0] + counts[1], counts[2:]])
    assert theil_h_multi(merged) <= theil_h_multi(counts) + 1e-12
    assert dissimilarity(merged[:, 0], merged.sum(axis=1)) <= dissimilarity(counts[:, 0], counts.sum(axis=1)) + 1e-12


@given(matrices)
@settings(deadline=None)
def test_dissimilarity_is_the_same_seen_from_either_side(counts: np.ndarray) -> None:
    counts = usable(counts)
    total = counts.sum(axis=1)
    assert dissimilarity(counts[:, 0], total) == pytest.approx(dissimilarity(total - counts[:, 0], total))


@given(arrays(np.int64, st.integers(1, 6), elements=st.integers(0, 20)))
def test_pairs_that_differ_are_counted_pair_by_pair(groups: np.ndarray) -> None:
    assume(groups.sum() >= 2)
    people = [group for group, count in enumerate(groups) for _ in range(count)]
    pairs = [(a, b) for i, a in enumerate(people) for b in people[i + 1 :]]
    assert pairs_differ(groups) == pytest.approx(sum(a != b for a, b in pairs) / len(pairs))


def test_empty_units_carry_no_weight() -> None:
    counts = np.array([[30, 20], [0, 0], [10, 40]])
    assert isolation(counts[:, 0], counts.sum(axis=1)) == isolation(counts[[0, 2], 0], counts[[0, 2]].sum(axis=1))
    assert theil_h_multi(counts) == theil_h_multi(counts[[0, 2]])
