"""From two tables to parts: statuses, intervals, and Bradford's ten years."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from convive.core.errors import UnknownName
from convive.evidence.change import PARTS, decompose

BEFORE = np.array([[40, 10, 5], [10, 30, 5], [20, 20, 20], [60, 5, 9]])
AFTER = np.array([[30, 20, 9], [20, 30, 9], [20, 20, 20], [50, 15, 9]])


def test_the_parts_of_m_and_of_h_add_up(as_long) -> None:
    found = decompose(as_long(BEFORE), as_long(AFTER))
    for index in ("mutual_information", "theil_h_multi"):
        parts = [found.part(index, name).value for name in PARTS]
        assert sum(parts) == pytest.approx(found.part(index, "change").value, abs=1e-12)
        (dates,) = [m for m in found.measures if m.index == index]
        assert found.part(index, "change").value == pytest.approx(dates.change, abs=1e-12)
    assert sum(unit.structure for unit in found.by_unit) == pytest.approx(
        found.part("mutual_information", "structure").value, abs=1e-12
    )
    assert found.converged
    assert found.residual < 1e-12


def test_the_order_of_rows_and_units_does_not_matter(as_long) -> None:
    one = decompose(as_long(BEFORE), as_long(AFTER))
    other = decompose(as_long(BEFORE).sample(fraction=1, shuffle=True, seed=4), as_long(AFTER).reverse())
    for index in ("mutual_information", "theil_h_multi"):
        for name in PARTS:
            assert other.part(index, name).value == pytest.approx(one.part(index, name).value, abs=1e-12)


def test_where_no_table_can_have_the_margins_only_the_whole_change_is_given(as_long) -> None:
    before = np.array([[50, 0], [25, 25]])
    after = np.array([[60, 10], [5, 100]])
    found = decompose(as_long(before), as_long(after))
    assert not found.converged
    part = found.part("theil_h_multi", "structure")
    assert (part.value, part.status) == (None, "not computable")
    assert "empty cells" in part.reason
    assert found.part("theil_h_multi", "change").value is not None
    assert {unit.structure for unit in found.by_unit} == {None}


def test_intervals_come_with_draws_and_are_the_same_for_the_same_seed(as_long) -> None:
    one, two = (decompose(as_long(BEFORE), as_long(AFTER), draws=60, seed=7) for _ in range(2))
    assert one == two
    part = one.part("theil_h_multi", "change")
    assert part.low <= part.value <= part.high
    assert decompose(as_long(BEFORE), as_long(AFTER), draws=60, seed=8) != one
    assert decompose(as_long(BEFORE), as_long(AFTER)).part("theil_h_multi", "change").low is None


def test_units_that_came_and_went_are_counted(as_long) -> None:
    found = decompose(as_long(BEFORE, units="abcd"), as_long(AFTER, units="abce"))
    assert (found.units, found.added, found.removed) == (3, 1, 1)


def test_an_unknown_part_is_answered_with_the_one_that_was_meant(as_long) -> None:
    with pytest.raises(UnknownName) as caught:
        decompose(as_long(BEFORE), as_long(AFTER)).part("theil_h_multi", "structur")
    assert caught.value.hint == "Did you mean structure?"


def test_bradford_2011_to_2021(bradford: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    found = decompose(*bradford)
    values = {m.index: (m.before.value, m.after.value) for m in found.measures if not m.group}
    assert values["theil_h_multi"] == pytest.approx((0.3338, 0.3145), abs=5e-5)
    assert values["mutual_information"] == pytest.approx((0.2819, 0.2894), abs=5e-5)
    assert found.residual < 1e-12
    # M rose because the whole place became more mixed; with that held, people of different groups live nearer.
    assert found.part("mutual_information", "group_margin").value == pytest.approx(0.0261, abs=5e-5)
    assert found.part("mutual_information", "structure").value == pytest.approx(-0.0147, abs=5e-5)
    assert ("mutual_information", "theil_h_multi", "") in {(d.grew, d.fell, d.group) for d in found.disagreements}
    assert ("isolation", "dissimilarity", "Asian") in {(d.grew, d.fell, d.group) for d in found.disagreements}
