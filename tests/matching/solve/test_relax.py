"""The start with halves allowed, against linear programming; and what it leaves to the search."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from convive.matching.solve import shape, start
from convive.matching.solve.matched import edges
from convive.matching.solve.relax import relax
from convive.matching.solve.shape import State

EDGE = st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 6)).filter(lambda edge: edge[0] != edge[1])
Listed = list[tuple[int, int, int]]


def relaxed(listed: Listed) -> State:
    first, second, weights = ([edge[i] for edge in listed] for i in range(3))
    s = shape.prepare(*start.neighbours(9, *edges(9, first, second, weights)))
    start.first_prices(s)
    relax(s, np.zeros(3, dtype=np.int64))
    return s


@given(st.lists(EDGE, min_size=1, max_size=24))
@settings(max_examples=150)
def test_its_prices_are_the_best_where_halves_are_allowed(listed: Listed) -> None:
    s = relaxed(listed)
    assert s.price.min() >= 0
    assert all(s.price[a] + s.price[b] >= 2 * w for a, b, w in listed)
    at = np.zeros((9, len(listed)))
    for i, (a, b, _) in enumerate(listed):
        at[a, i] = at[b, i] = 1
    best = linprog([-w for _, _, w in listed], A_ub=at, b_ub=np.ones(9), bounds=(0, None))
    assert s.price.sum() / 2 == pytest.approx(-best.fun)


@given(st.lists(EDGE, max_size=24))
def test_the_search_can_go_on_from_it(listed: Listed) -> None:
    s = relaxed(listed)
    for v in range(9):
        if s.vertices["mate"][v] >= 0:
            assert s.vertices["mate"][s.vertices["mate"][v]] == v
            weights = [w for a, b, w in listed if {a, b} == {v, int(s.vertices["mate"][v])}]
            assert s.price[v] + s.price[s.vertices["mate"][v]] == 2 * max(weights)
    assert (s.nodes["label"] == shape.FREE).all()
    assert (s.vertices["ring"] == -1).all()
    assert s.reach.count[0] == s.counters[shape.TOUCHED] == 0


def test_an_odd_ring_leaves_out_its_vertex_of_least_price() -> None:
    s = relaxed([(0, 1, 4), (1, 2, 6), (2, 0, 4)])
    assert s.price[:3].tolist() == [2, 6, 6]
    assert s.vertices["mate"][:3].tolist() == [-1, 2, 1]
