"""A share carries both its counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convive.evidence.needs.shares import rate_of, share_of

COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10**6), min_size=2)


def test_a_share_worked_out_by_hand() -> None:
    found = share_of({"main": 459_903, "well": 43_423, "not-well": 17_950, "none": 3_840}, ["not-well", "none"], "m")
    assert found.value == pytest.approx(21_790 / 525_116)
    assert (found.numerator, found.denominator, found.people) == (21_790, 525_116, 525_116)


@given(COUNTS)
def test_shares_of_all_categories_add_up_to_one(counts) -> None:
    shares = [share_of(counts, [group], "m").value for group in counts]
    if sum(counts.values()):
        assert sum(shares) == pytest.approx(1)
        assert all(0 <= share <= 1 for share in shares)
    else:
        assert shares == [None] * len(counts)


@given(COUNTS, st.integers(2, 50))
def test_a_share_does_not_depend_on_size(counts, times) -> None:
    group = next(iter(counts))
    many = {key: value * times for key, value in counts.items()}
    assert share_of(many, [group], "m").value == pytest.approx(share_of(counts, [group], "m").value)


def test_a_category_that_is_not_there_is_no_zero() -> None:
    with pytest.raises(KeyError):
        share_of({"a": 1}, ["b"], "m")


def test_a_rate_of_residents() -> None:
    assert rate_of(1775, 546_433, "m").value == pytest.approx(0.00324834)
    assert rate_of(0, 10, "m").value == 0
    assert rate_of(5, 0, "m").status == "not computable"
    with pytest.raises(ValueError, match="below zero"):
        rate_of(-1, 10, "m")
