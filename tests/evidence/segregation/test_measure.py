"""Every area, group and index at once, and never a bare "not a number"."""

from __future__ import annotations

import polars as pl
import pytest

from convive.core.errors import RefusedInput, UnknownName
from convive.evidence.segregation import INDICES, measure
from convive.evidence.segregation.sums import BY_GROUP

# What can be said of a place where nobody is apart from anybody.
OF_THE_WHOLE = {"simpson", "entropy", "threshold_share", "units_over"}


def table(rows: list[tuple[str, str, str, int]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["area", "unit", "group", "count"], orient="row")


TWO_AREAS = table(
    [
        ("north", "a", "x", 900),
        ("north", "a", "y", 100),
        ("north", "b", "x", 100),
        ("north", "b", "y", 900),
        ("south", "c", "x", 500),
        ("south", "d", "x", 500),
    ]
)


def test_every_area_index_and_group_is_answered() -> None:
    results = measure(TWO_AREAS, within="area", groups=["x", "y"])
    assert [(r.within, r.index, r.group) for r in results] == [
        (area, index, group)
        for area in ("north", "south")
        for index in INDICES
        for group in (["x", "y"] if index in BY_GROUP else [""])
    ]


def test_an_absent_group_is_said_and_not_a_nan() -> None:
    south = {(r.index, r.group): r.estimate for r in measure(TWO_AREAS, within="area") if r.within == "south"}
    assert south["dissimilarity", "y"].reason == "Nobody of this group was counted here."
    assert south["dissimilarity", "x"].reason == "Everybody counted here is of this group."
    assert south["theil_h_multi", ""].reason == "Fewer than two groups were counted here."
    apart = [e for (index, _), e in south.items() if index not in OF_THE_WHOLE]
    assert len(apart) == 18
    assert all(e.status == "not computable" and e.value is None for e in apart)
    assert south["threshold_share", "y"].reason == "Nobody of this group was counted here."
    assert (south["threshold_share", "x"].value, south["units_over", "x"].value, south["simpson", ""].value) == (
        1,
        2,
        0,
    )


def test_a_group_that_nobody_belongs_to_changes_nothing() -> None:
    with_absent = TWO_AREAS.vstack(table([("north", "a", "z", 0)]))
    north = {r.index: r.estimate for r in measure(with_absent, within="area") if r.within == "north" and not r.group}
    plain = {r.index: r.estimate for r in measure(TWO_AREAS, within="area") if r.within == "north" and not r.group}
    assert len(north) == 6
    assert north == plain


def test_one_unit_is_not_computable() -> None:
    alone = table([("a", "u", "x", 50), ("a", "u", "y", 50)])
    statuses = {r.index: r.estimate.status for r in measure(alone)}
    assert {index for index, status in statuses.items() if status != "not computable"} == OF_THE_WHOLE


def test_a_small_group_is_marked() -> None:
    few = table([("a", "u", "x", 60), ("a", "v", "x", 30), ("a", "u", "y", 500), ("a", "v", "y", 500)])
    by_group = {r.group: r.estimate for r in measure(few, indices=["dissimilarity"])}
    assert by_group["x"].status == "small"
    assert by_group["x"].reason == "Fewer than 100 people of this group were counted here."
    assert by_group["y"].status == "ok"


def test_corrected_is_what_lies_beyond_chance() -> None:
    estimate = measure(TWO_AREAS, within="area", indices=["dissimilarity"])[0].estimate
    assert estimate.value is not None
    assert estimate.expected is not None
    assert estimate.corrected == pytest.approx((estimate.value - estimate.expected) / (1 - estimate.expected))
    assert (estimate.numerator, estimate.denominator, estimate.units, estimate.people) == (1000, 2000, 2, 1000)


def test_refusals() -> None:
    with pytest.raises(UnknownName, match="dissimilarity"):
        measure(TWO_AREAS, indices=["disimilarity"])
    with pytest.raises(UnknownName, match="no group"):
        measure(TWO_AREAS, groups=["x", "w"])
    with pytest.raises(RefusedInput, match="below zero"):
        measure(table([("a", "u", "x", -1)]))
    with pytest.raises(RefusedInput, match="two counts"):
        measure(table([("a", "u", "x", 1), ("a", "u", "x", 2)]))


def test_the_order_of_rows_does_not_matter() -> None:
    assert measure(TWO_AREAS.reverse(), within="area") == measure(TWO_AREAS, within="area")
