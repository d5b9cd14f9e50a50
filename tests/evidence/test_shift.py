"""What of a change is the mix of people and what is how they are spread."""

from __future__ import annotations

import pytest

from convive.evidence.census import join
from convive.evidence.shift import shift


def test_the_parts_add_up_to_the_change_between_the_measures(twinford) -> None:
    found = twinford.shift
    parts = {one.part: one for one in found.parts}
    assert parts["change"].value == pytest.approx(
        sum(parts[name].value for name in ("structure", "group_margin", "unit_margin")), abs=2e-4
    )
    then, now = (twinford.measure("theil_h_multi", year, "common").estimate.value for year in (2011, 2021))
    assert parts["change"].value == pytest.approx(now - then, abs=1e-4)
    assert found.residual < 1e-8
    for one in found.parts:
        assert one.low <= one.high


def test_the_published_table_holds_the_same_parts(twinford) -> None:
    sheet = twinford.sheet("change")
    assert [row[1].value for row in sheet.rows] == [one.value for one in twinford.shift.parts]


def test_people_who_only_move_change_the_spread_and_not_the_mix(make_world, authorities) -> None:
    before = [[([100, 10, 10, 10, 870], [300, 10, 10, 10, 670])], [([500, 10, 10, 10, 470], [300, 10, 10, 10, 670])]]
    found = make_world({"X09000001": before, **authorities()}).evidence("X09000001").shift
    assert found.part("group_margin").value == pytest.approx(0, abs=1e-6)
    assert found.part("structure").value < -0.01


def test_where_a_group_may_not_be_counted_the_change_is_not_taken_apart(world) -> None:
    found = shift(join(world.tables()), "X09000001", withheld=True)
    assert found.parts == ()
    assert found.two_ways == ()
    assert "Too few" in found.reason


def test_with_one_census_there_is_no_change(make_world, world) -> None:
    alone = make_world(world.areas, with_2011=False)
    assert alone.evidence("X09000001").shift is None
