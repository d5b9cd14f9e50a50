"""False discoveries: published values, order, and entries that are no tests."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convive.evidence.segregation.discovery import adjust

# The fifteen p-values of Benjamini and Hochberg (1995), section 3.2.
PUBLISHED = np.array(
    [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
)


def test_the_published_example_rejects_four_at_five_in_a_hundred() -> None:
    assert (adjust(PUBLISHED) <= 0.05).sum() == 4
    assert (adjust(PUBLISHED, dependent=True) <= 0.05).sum() == 3


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=30))
def test_never_below_the_p_value_never_above_one_and_in_the_same_order(values: list[float]) -> None:
    p_values = np.array(values)
    found = adjust(p_values)
    assert (found >= p_values - 1e-15).all()
    assert (found <= 1).all()
    assert (np.diff(found[np.argsort(p_values, kind="stable")]) >= 0).all()


def test_entries_that_are_no_tests_do_not_count() -> None:
    found = adjust(np.array([0.02, np.nan, 0.04]))
    assert found[[0, 2]].tolist() == pytest.approx([0.04, 0.04])
    assert np.isnan(found[1])
    assert np.isnan(adjust(np.array([np.nan]))).all()
