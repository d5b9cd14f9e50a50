"""Each heap against a plain list: what comes out is always the least that is in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from convive.matching.solve import heaps

SIZE = 12
# A step sets the key of a vertex, or takes the least out.
STEPS = st.lists(st.one_of(st.none(), st.tuples(st.integers(0, SIZE - 1), st.integers(-5, 5))), max_size=60)


@given(STEPS)
def test_vertices_come_out_by_their_latest_key(steps: list[tuple[int, int] | None]) -> None:
    r, held = heaps.reach(SIZE), dict[int, int]()
    for step in steps:
        if step is not None:
            v, key = step
            heaps.reach_set(r, v, key)
            held[v] = key
        elif held:
            assert r.slots["key"][r.heap[0]] == min(held.values())
            v = heaps.reach_pop(r)
            assert held.pop(v) == r.slots["key"][v]
        assert r.count[0] == len(held)
        assert {v for v in range(SIZE) if r.slots["place"][v] >= 0} == set(held)
        assert all(r.heap[r.slots["place"][v]] == v for v in held)
    heaps.reach_clear(r)
    assert r.count[0] == 0
    assert (r.slots["place"] == -1).all()


@given(st.lists(st.one_of(st.none(), st.integers(-5, 5)), max_size=60))
def test_items_come_out_by_key_with_their_own_numbers(steps: list[int | None]) -> None:
    q, held = heaps.queue(60), list[tuple[int, int]]()
    for number, key in enumerate(steps):
        if key is not None:
            heaps.push(q, key, number, -number)
            held.append((key, number))
        elif held:
            first = q.items[0]
            assert first["key"] == min(held)[0]
            assert first["other"] == -first["one"]
            held.remove((int(first["key"]), int(first["one"])))
            heaps.drop(q)
        assert q.count[0] == len(held)
