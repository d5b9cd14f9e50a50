"""The parts add up, by unit and in all, and agree with the plainest way to work them out."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from convive.core.errors import RefusedInput
from convive.evidence.change.model import PARTS
from convive.evidence.change.split import entropy, split

SHAPE = (6, 3)
matrices = arrays(np.int64, SHAPE, elements=st.integers(0, 300))


def plain_m(table: np.ndarray) -> float:
    """M, cell by cell."""
    total, value = table.sum(), 0.0
    for i in range(table.shape[0]):
        for j in range(table.shape[1]):
            if table[i, j] > 0:
                p = table[i, j] / total
                value += p * np.log(p / ((table[i].sum() / total) * (table[:, j].sum() / total)))
    return value


def looped(pattern: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Iterative proportional fitting as in the textbook, for a long time."""
    made = pattern / pattern.sum()
    for _ in range(4000):
        made = made * (rows / made.sum(axis=1))[:, None]
        made = made * (columns / made.sum(axis=0))
    return made


def plain_shapley(before: np.ndarray, after: np.ndarray, *, divide: bool) -> list[float]:
    """Unit margin, group margin and structure over the six orders, each order walked one step at a time."""
    tables = [t / t.sum() for t in (before.astype(float), after.astype(float))]

    def value(state: tuple[int, int, int]) -> float:
        unit, group, structure = state
        table = looped(tables[structure], tables[unit].sum(axis=1), tables[group].sum(axis=0))
        shares = table.sum(axis=0)
        return plain_m(table) / (-(shares * np.log(shares)).sum() if divide else 1.0)

    effects = [0.0, 0.0, 0.0]
    for order in permutations(range(3)):
        state = [0, 0, 0]
        for factor in order:
            was = value((state[0], state[1], state[2]))
            state[factor] = 1
            effects[factor] += (value((state[0], state[1], state[2])) - was) / 6
    return effects


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_parts_agree_with_a_plain_loop_over_all_orders(seed: int) -> None:
    chance = np.random.default_rng(seed)
    before, after = chance.integers(1, 200, (9, 4)), chance.integers(1, 200, (9, 4))
    found = split(before, after)
    assert found.converged
    assert found.mutual.sum(axis=1)[2:] == pytest.approx(plain_shapley(before, after, divide=False), abs=1e-10)
    assert found.theil.sum(axis=1)[2:] == pytest.approx(plain_shapley(before, after, divide=True), abs=1e-10)
    assert found.change.sum() == pytest.approx(plain_m(after) - plain_m(before), abs=1e-12)


@given(matrices, matrices)
@settings(max_examples=60)
def test_parts_add_up_to_the_change_and_units_to_their_part(before: np.ndarray, after: np.ndarray) -> None:
    assume(all((table.sum(axis=0) > 0).sum() >= 2 for table in (before, after)))
    try:
        found = split(before, after)
    except RefusedInput:
        assume(False)
    assume(found.converged)
    assert found.mutual.sum(axis=0) == pytest.approx(found.change, abs=1e-9)
    assert found.mutual.sum() == pytest.approx(plain_m(after) - plain_m(before), abs=1e-9)
    assert found.theil.sum() == pytest.approx(found.theil_change, abs=1e-9)


@given(matrices, matrices)
@settings(max_examples=40)
def test_the_way_back_has_the_opposite_signs(before: np.ndarray, after: np.ndarray) -> None:
    before, after = before + 1, after + 1
    there, back = split(before, after), split(after, before)
    assert there.mutual[2:] == pytest.approx(-back.mutual[2:], abs=1e-9)


def test_a_unit_that_is_new_and_one_that_is_gone_are_parts_of_their_own() -> None:
    before = np.array([[50, 50], [90, 10], [10, 90], [0, 0]])
    after = np.array([[50, 50], [90, 10], [0, 0], [0, 100]])
    found = split(before, after)
    sums = dict(zip(PARTS, found.mutual.sum(axis=1), strict=True))
    assert sums["removals"] == pytest.approx(plain_m(before[:2]) - plain_m(before), abs=1e-12)
    assert sums["additions"] == pytest.approx(plain_m(after) - plain_m(after[:2]), abs=1e-12)
    assert [sums[name] for name in PARTS[2:]] == pytest.approx([0, 0, 0], abs=1e-12)


def test_growth_of_everybody_alike_is_no_change() -> None:
    before = np.array([[50, 20, 3], [9, 80, 5], [30, 30, 30]])
    assert np.abs(split(before, before * 7).mutual).max() < 1e-12


def test_a_new_group_everywhere_alike_adds_and_does_not_sort() -> None:
    before = np.array([[50, 20, 0], [20, 50, 0]])
    after = np.array([[50, 20, 7], [20, 50, 7]])
    sums = dict(zip(PARTS, split(before, after).mutual.sum(axis=1), strict=True))
    assert sums["structure"] == pytest.approx(0, abs=1e-12)
    assert sums["additions"] < 0


def test_nothing_in_common_is_refused() -> None:
    with pytest.raises(RefusedInput) as caught:
        split(np.array([[5, 5], [0, 0]]), np.array([[0, 0], [5, 5]]))
    assert caught.value.rule == "common-units"


def test_entropy_of_one_group_is_nothing() -> None:
    assert entropy(np.array([1.0, 0.0])) == 0
