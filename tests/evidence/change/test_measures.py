"""Where one measure grows and another falls, both are said with the reason that applies."""

from __future__ import annotations

import numpy as np
import pytest

from convive.evidence.change import decompose
from convive.evidence.change.split import entropy


def test_a_group_that_grows_evenly_is_more_isolated_and_less_uneven(as_long) -> None:
    before = np.array([[60, 40], [10, 90], [0, 100], [0, 100]])
    after = np.array([[140, 40], [40, 90], [20, 100], [20, 100]])
    found = {(d.grew, d.fell, d.group): d.reason for d in decompose(as_long(before), as_long(after)).disagreements}
    assert "isolation goes with a group's size" in found["isolation", "dissimilarity", "u"]


def test_a_group_of_the_same_size_is_given_no_reason_of_size(as_long) -> None:
    before = np.array([[50, 50], [50, 50], [30, 70], [10, 190]])
    after = np.array([[80, 20], [20, 80], [20, 80], [20, 180]])
    for found in decompose(as_long(before), as_long(after)).disagreements:
        assert "size" not in found.reason


def test_nothing_is_said_where_the_measures_agree(as_long) -> None:
    before, after = np.array([[90, 10], [10, 90]]), np.array([[60, 40], [40, 60]])
    assert decompose(as_long(before), as_long(after)).disagreements == ()


def test_m_is_h_times_the_entropy_of_everybody(as_long) -> None:
    counts = np.array([[90, 10, 5], [10, 90, 30], [40, 40, 40]])
    found = {(m.index, m.group): m for m in decompose(as_long(counts), as_long(counts + 3)).measures}
    theil, mutual = found["theil_h_multi", ""].before, found["mutual_information", ""].before
    spread = entropy(counts.sum(axis=0) / counts.sum())
    assert mutual.value == pytest.approx(theil.value * spread)
    assert mutual.expected == pytest.approx(theil.expected * spread)
