"""How each group fares is counted right, and no small number of people can be worked out from it."""

from __future__ import annotations

import itertools
import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.core.errors import RefusedInput, UnknownName
from convive.matching.audit import Audit, audit


def people(**groups: tuple[int, int]) -> pl.DataFrame:
    """For each group how many have a place and how many have none; group by group they travel 10 and 20 and so on."""
    rows = [
        (name, has, 10.0 * (at + 1) if has else None)
        for at, (name, (placed, out)) in enumerate(groups.items())
        for has in [True] * placed + [False] * out
    ]
    return pl.DataFrame(rows, schema={"group": pl.String, "placed": pl.Boolean, "km": pl.Float64}, orient="row")


def test_rates_travel_and_the_worst_off() -> None:
    found = audit(people(a=(10, 10), b=(30, 10), c=(20, 0)), by="group", travel="km")
    assert [(group.name, group.asked, group.placed, group.rate, group.travel) for group in found.groups] == [
        ("a", 20, 10, 0.5, 10.0),
        ("b", 40, 30, 0.75, 20.0),
        ("c", 20, 20, 1.0, 30.0),
    ]
    assert (found.everyone.asked, found.everyone.placed, found.everyone.rate) == (80, 60, 0.75)
    assert found.everyone.travel == round((10 * 10 + 30 * 20 + 20 * 30) / 60, 1)
    assert (found.worst_off, found.furthest, found.withheld) == ("a", "c", 0)
    json.dumps(found.as_dict())


def test_a_number_below_five_is_not_shown_and_cannot_be_taken_from_the_total() -> None:
    found = audit(people(a=(10, 3), b=(30, 10), c=(20, 12)), by="group", travel="km")
    first = found.groups[0]
    assert first.placed is None or first.asked is None
    assert first.rate is None
    assert found.withheld >= 2


def test_a_group_of_one_says_nothing_of_them() -> None:
    found = audit(people(a=(1, 0), b=(30, 10), c=(20, 12)), by="group", travel="km")
    only = found.groups[0]
    assert (only.placed, only.rate, only.travel) == (None, None, None)
    assert found.worst_off == "c"


def test_where_everybody_fares_alike_nobody_is_worst_off() -> None:
    found = audit(people(a=(10, 10), b=(20, 20)), by="group")
    assert (found.worst_off, found.furthest) == (None, None)
    assert [group.travel for group in found.groups] == [None, None]


def test_what_are_not_people_may_be_few() -> None:
    found = audit(people(a=(1, 2), b=(3, 0)), by="group", travel="km", smallest=1)
    assert [(group.asked, group.placed) for group in found.groups] == [(3, 1), (3, 3)]
    assert (found.worst_off, found.withheld) == ("a", 0)


def test_nobody_and_those_whose_group_is_not_known() -> None:
    assert audit(people(), by="group").groups == ()
    gaps = people(a=(10, 10)).with_columns(group=pl.lit(None, pl.String))
    assert [group.name for group in audit(gaps, by="group").groups] == ["not known"]


def test_a_column_that_is_not_there_or_is_a_measure_is_refused() -> None:
    with pytest.raises(UnknownName, match="There is no column “grup”") as unknown:
        audit(people(a=(5, 5)), by="grup")
    assert "group" in str(unknown.value.hint)
    with pytest.raises(RefusedInput, match="is a measure, not a group"):
        audit(people(a=(5, 5)), by="km")


def consistent(found: Audit, most: int) -> list[tuple[tuple[int, int], ...]]:
    """Every table of small numbers that would print the same."""
    cells = range(most + 1)

    def fits(group: object, placed: int, out: int) -> bool:
        asked, shown = group.asked, group.placed  # type: ignore[attr-defined]
        return (asked is None or asked == placed + out) and (shown is None or shown == placed)

    rows = [[(p, o) for p in cells for o in cells if fits(group, p, o)] for group in found.groups]
    return [
        table
        for table in itertools.product(*rows)
        if fits(found.everyone, sum(p for p, _ in table), sum(o for _, o in table))
    ]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=2))
@settings(max_examples=60, deadline=None)
def test_no_small_number_follows_from_what_is_shown(counts: list[tuple[int, int]]) -> None:
    frame = people(**{f"g{at}": pair for at, pair in enumerate(counts)})
    if not frame.height:
        return
    found = audit(frame, by="group")
    true = [pair for pair in counts if sum(pair)]
    tables = consistent(found, 40)
    for at, pair in enumerate(true):
        for side in (0, 1):
            if 0 < pair[side] < 5:
                assert len({table[at][side] for table in tables}) > 1
