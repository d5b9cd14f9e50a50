"""Tables that cannot be compared are refused with what is wrong and how to mend it."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from convive.core.errors import RefusedInput, UnknownName
from convive.evidence.change import decompose

GOOD = np.array([[40, 10, 5], [10, 30, 5], [20, 20, 20]])


def refusal(before: pl.DataFrame, after: pl.DataFrame, **options) -> RefusedInput | UnknownName:
    with pytest.raises((RefusedInput, UnknownName)) as caught:
        decompose(before, after, **options)
    return caught.value


def test_a_count_below_zero_or_missing(as_long) -> None:
    good = as_long(GOOD)
    bad = good.with_columns(count=pl.when(pl.col("unit") == "b").then(-1).otherwise("count"))
    assert refusal(good, bad).rule == "not-negative"
    absent = good.with_columns(count=pl.when(pl.col("unit") == "b").then(None).otherwise("count"))
    assert refusal(absent, good).rule == "not-negative"


def test_a_unit_and_group_twice(as_long) -> None:
    good = as_long(GOOD)
    error = refusal(pl.concat([good, good.head(1)]), good)
    assert (error.rule, error.column) == ("once", "unit")


def test_a_total_among_the_groups_is_named(as_long) -> None:
    total = np.hstack([GOOD, GOOD.sum(axis=1, keepdims=True)])
    error = refusal(as_long(total), as_long(total))
    assert (error.rule, error.column) == ("totals-column", "x")


def test_units_of_two_kinds_are_no_comparison(as_long) -> None:
    error = refusal(as_long(GOOD, units="abc"), as_long(GOOD, units="cde"))
    assert error.rule == "common-units"
    assert "common units" in error.hint


def test_one_group_nobody_and_a_group_that_is_not_there(as_long) -> None:
    good = as_long(GOOD)
    assert refusal(good, good, groups=["u"]).rule == "one-group"
    assert refusal(good, as_long(GOOD * 0)).rule == "nobody"
    error = refusal(as_long(GOOD, groups=["Irish", "Chinese", "Other"]), good, groups=["Irich", "Other"])
    assert error.hint == "Did you mean Irish?"


def test_one_unit_is_refused(as_long) -> None:
    one = as_long(GOOD[:1])
    assert refusal(one, one).rule == "common-units"
