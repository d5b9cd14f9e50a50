"""Each heap against a sorted list: what comes out is always the least that is in."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from convive.matching.solve import heaps
from convive.matching.solve.shape import NEAR, PAIRS, RIPE, State, prepare

SIZE = 12
# A step sets the key of a vertex, or takes the least out.
STEPS = st.lists(st.one_of(st.none(), st.tuples(st.integers(0, SIZE - 1), st.integers(-5, 5))), max_size=60)


def empty() -> State:
    """Room for twelve vertices and all edges between them."""
    many = SIZE * (SIZE - 1)
    return prepare(np.zeros(SIZE + 1, dtype=np.int64), np.zeros(many, dtype=np.int32), np.zeros(many, dtype=np.int64))


@given(STEPS)
def test_vertices_come_out_by_their_latest_key(steps: list[tuple[int, int] | None]) -> None:
    s, held = empty(), {}
    for step in steps:
        if step is not None:
            v, key = step
            heaps.near_set(s, v, key)
            held[v] = key
        elif held:
            assert s.near_key[s.near_heap[0]] == min(held.values())
            v = heaps.near_pop(s)
            assert held.pop(v) == s.near_key[v]
        assert s.counters[NEAR] == len(held)
        assert {v for v in range(SIZE) if s.near_place[v] >= 0} == set(held)
    heaps.near_clear(s)
    assert s.counters[NEAR] == 0
    assert (s.near_place == -1).all()


@given(st.lists(st.one_of(st.none(), st.integers(-5, 5)), max_size=60))
def test_edges_come_out_by_key_with_their_own_ends(steps: list[int | None]) -> None:
    s, held = empty(), []
    for number, key in enumerate(steps):
        if key is not None:
            heaps.pair_push(s, key, number, -number)
            held.append((key, number))
        elif held:
            found = (s.pair_key[0], s.pair_one[0])
            assert found[0] == min(held)[0]
            assert s.pair_other[0] == -found[1]
            held.remove(found)
            heaps.pair_drop(s)
        assert s.counters[PAIRS] == len(held)


@given(st.lists(st.one_of(st.none(), st.integers(-5, 5)), max_size=12))
def test_blossoms_come_out_by_key(steps: list[int | None]) -> None:
    s, held = empty(), []
    for number, key in enumerate(steps[: SIZE // 2]):
        if key is not None:
            heaps.ripe_push(s, key, number)
            held.append((key, number))
        elif held:
            found = (s.ripe_key[0], s.ripe_node[0])
            assert found[0] == min(held)[0]
            held.remove(found)
            heaps.ripe_drop(s)
        assert s.counters[RIPE] == len(held)
