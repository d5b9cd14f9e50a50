"""Blossoms as a shape: made, turned, laid out and opened, on rings within rings put together by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from convive.matching.solve import shape
from convive.matching.solve.shape import State

# 0 1 2 are a ring, 3 4 5 are a ring, and the two with vertex 6 are a ring; 7 and 8 stand apart.
INNER_RINGS = ([0, 1, 2], [3, 4, 5])
EDGES = {(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 4), (5, 6), (6, 0)}


ORDERS = [*itertools.permutations([0, 4, 6]), tuple(range(7)), tuple(range(6, -1, -1))]


def link(s: State, one: int, other: int, near: int, far: int) -> None:
    s.nodes["after"][one], s.nodes["before"][other], s.nodes["near"][one], s.nodes["far"][one] = other, one, near, far


def nested() -> tuple[State, int, int, int]:
    """The state, and the numbers of the first ring, the second and the one around them."""
    s = shape.prepare(np.zeros(10, dtype=np.int64), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64))
    made = []
    for a, b, c in INNER_RINGS:
        for one, other in ((a, b), (b, c), (c, a)):
            link(s, one, other, one, other)
        s.vertices["mate"][b], s.vertices["mate"][c] = c, b
        made.append(shape.close_ring(s, a))
    one, two = made
    # The first ring keeps its head 0; 6 takes 5, for which the second ring turns its head from 3 to 5.
    link(s, one, two, 2, 4)
    link(s, two, 6, 5, 6)
    link(s, 6, one, 6, 0)
    shape.turn(s, two, 5)
    s.vertices["mate"][5], s.vertices["mate"][6] = 6, 5
    return s, one, two, shape.close_ring(s, one)


def leaves(s: State, node: int) -> list[int]:
    out = np.zeros(20, dtype=np.int64)
    return sorted(out[: shape.leaves_of(s, node, out, 0)].tolist())


def outermost(s: State) -> list[int]:
    return [int(s.vertices["holder"][s.vertices["mark"][v]]) for v in range(9)]


def is_matched_but_for(s: State, members: range, alone: int) -> bool:
    """Whether the members but one have mates among themselves, along edges of the rings."""
    pairs = {(v, int(s.vertices["mate"][v])) for v in members if v != alone}
    mutual = all((mate, v) in pairs for v, mate in pairs)
    return mutual and all(pair in EDGES or pair[::-1] in EDGES for pair in pairs)


def test_a_ring_holds_its_vertices_at_any_depth() -> None:
    s, one, two, whole = nested()
    assert leaves(s, one) == [0, 1, 2]
    assert leaves(s, two) == [3, 4, 5]
    assert leaves(s, whole) == [0, 1, 2, 3, 4, 5, 6]
    assert leaves(s, 7) == [7]
    assert s.nodes["size"][whole] == 7
    assert outermost(s) == [whole] * 7 + [7, 8]
    assert shape.child_with(s, whole, 4) == two
    assert shape.child_with(s, whole, 6) == 6


def test_the_even_way_has_an_even_number_of_edges() -> None:
    s, one, two, whole = nested()
    assert shape.even_way_is_forward(s, whole, one)
    assert shape.even_way_is_forward(s, whole, two)
    assert not shape.even_way_is_forward(s, whole, 6)


@pytest.mark.parametrize("order", ORDERS)
def test_a_blossom_can_leave_any_of_its_vertices_out_one_after_another(order: tuple[int, ...]) -> None:
    s, _, _, whole = nested()
    assert is_matched_but_for(s, range(7), 0)
    for vertex in order:
        shape.turn(s, whole, vertex)
        assert s.nodes["head"][whole] == vertex
        assert is_matched_but_for(s, range(7), vertex)


def test_an_opened_blossom_leaves_its_parts_outermost_and_gives_its_number_back() -> None:
    s, one, two, whole = nested()
    free = int(s.counters[shape.BLOSSOM_NAMES])
    shape.open_blossom(s, whole)
    assert outermost(s) == [one] * 3 + [two] * 3 + [6, 7, 8]
    assert s.counters[shape.BLOSSOM_NAMES] == free + 1
    assert s.names[free] == whole


def test_parts_whose_dual_is_used_up_are_opened_too() -> None:
    s, _, two, whole = nested()
    s.nodes["dual"][two] = 4
    shape.open_spent(s, whole)
    assert outermost(s) == [0, 1, 2, two, two, two, 6, 7, 8]


def test_a_blossom_with_a_dual_stays() -> None:
    s, _, _, whole = nested()
    s.nodes["dual"][whole] = 2
    shape.open_spent(s, whole)
    assert outermost(s) == [whole] * 7 + [7, 8]


def test_laid_out_every_blossom_with_a_dual_is_one_stretch() -> None:
    s, one, _, whole = nested()
    s.nodes["dual"][one], s.nodes["dual"][whole] = 6, 2
    shape.turn(s, whole, 4)
    order, begins, ends, duals = shape.lay_out(s)
    assert sorted(order.tolist()) == list(range(9))
    sets = {int(dual): sorted(order[begin:end].tolist()) for begin, end, dual in zip(begins, ends, duals, strict=True)}
    assert sets == {6: [0, 1, 2], 2: [0, 1, 2, 3, 4, 5, 6]}
