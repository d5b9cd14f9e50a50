"""Where a place stands: each indicator by hand, and its company."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from convive.evidence.standings import alike_share, mix_change, population_change, separation_change


def test_alike_share_counts_residents_of_neighbourhoods_at_or_over_the_threshold() -> None:
    areas = np.array([[90, 10, 0], [89, 11, 0], [0, 5, 95]])
    estimate = alike_share(areas)
    assert estimate.value == pytest.approx(200 / 300)
    assert (estimate.numerator, estimate.denominator, estimate.units) == (200, 300, 3)
    assert alike_share(np.zeros((2, 3), dtype=np.int64)).status == "not computable"


@given(arrays(np.int64, 5, elements=st.integers(0, 1000)), arrays(np.int64, 5, elements=st.integers(0, 1000)))
def test_mix_change_is_between_0_and_1_and_the_same_in_both_directions(before, after) -> None:
    forth, back = mix_change(before, after), mix_change(after, before)
    if before.sum() == 0 or after.sum() == 0:
        assert forth.status == "not computable"
        return
    assert 0 <= forth.value <= 1 + 1e-12
    assert forth.value == pytest.approx(back.value)


def test_mix_change_by_hand() -> None:
    assert mix_change(np.array([50, 50]), np.array([25, 75])).value == pytest.approx(0.25)


def test_population_change_by_hand() -> None:
    assert population_change(200, 210).value == pytest.approx(0.05)
    assert population_change(200, 190).value == pytest.approx(-0.05)
    assert population_change(0, 5).status == "not computable"


def test_a_change_within_chance_is_marked() -> None:
    units = np.array([[500, 20], [500, 22], [480, 25], [505, 18]])
    assert separation_change(units, units + np.array([[1, 0], [0, 1], [0, 0], [0, 0]])).status == "small"
    apart = np.array([[520, 0], [522, 0], [505, 0], [400, 85]])
    clear = separation_change(units, apart)
    assert clear.status == "ok"
    assert clear.value > 0


def test_a_change_with_one_group_only_is_not_computable() -> None:
    alone = np.array([[500, 0], [400, 0]])
    assert separation_change(alone, alone).status == "not computable"


def test_the_place_stands_among_all_that_can_be_judged(twinford) -> None:
    found = {s.indicator: s for s in twinford.standings}
    assert found["theil_h_multi"].rank == 1
    assert found["theil_h_multi"].of == 12
    for standing in found.values():
        assert standing.low_quarter <= standing.median <= standing.high_quarter


def test_with_too_little_company_nothing_is_ranked(make_world, world, authorities) -> None:
    lonely = make_world({"X09000001": world.areas["X09000001"], **authorities(5)})
    assert lonely.evidence("X09000001").standings == ()
