"""The three heaps of the search, compiled: what happens next, and when."""

from __future__ import annotations

from typing import Any

from numba import njit

from convive.matching.solve.shape import NEAR, PAIRS, RIPE


@njit(cache=True, nogil=True)
def _near_up(s: Any, at: Any) -> None:
    heap, key, place = s.near_heap, s.near_key, s.near_place
    v = heap[at]
    while at > 0:
        above = (at - 1) >> 1
        u = heap[above]
        if key[u] <= key[v]:
            break
        heap[at] = u
        place[u] = at
        at = above
    heap[at] = v
    place[v] = at


@njit(cache=True, nogil=True)
def _near_down(s: Any, at: Any) -> None:
    heap, key, place = s.near_heap, s.near_key, s.near_place
    count = s.counters[NEAR]
    v = heap[at]
    while True:
        below = 2 * at + 1
        if below >= count:
            break
        if below + 1 < count and key[heap[below + 1]] < key[heap[below]]:
            below += 1
        u = heap[below]
        if key[v] <= key[u]:
            break
        heap[at] = u
        place[u] = at
        at = below
    heap[at] = v
    place[v] = at


@njit(cache=True, nogil=True)
def near_set(s: Any, v: Any, key: Any) -> None:
    """Put a vertex into the heap, or give it another key."""
    at = s.near_place[v]
    if at < 0:
        at = s.counters[NEAR]
        s.counters[NEAR] += 1
        s.near_heap[at] = v
        s.near_key[v] = key
        _near_up(s, at)
    elif key < s.near_key[v]:
        s.near_key[v] = key
        _near_up(s, at)
    else:
        s.near_key[v] = key
        _near_down(s, at)


@njit(cache=True, nogil=True)
def near_pop(s: Any) -> Any:
    """Take the vertex with the least key out."""
    v = s.near_heap[0]
    s.near_place[v] = -1
    s.counters[NEAR] -= 1
    count = s.counters[NEAR]
    if count:
        s.near_heap[0] = s.near_heap[count]
        _near_down(s, 0)
    return v


@njit(cache=True, nogil=True)
def near_clear(s: Any) -> None:
    """Take everything out."""
    for k in range(s.counters[NEAR]):
        s.near_place[s.near_heap[k]] = -1
    s.counters[NEAR] = 0


@njit(cache=True, nogil=True)
def pair_push(s: Any, key: Any, one: Any, other: Any) -> None:
    """Put an edge between two outer vertices into its heap."""
    at = s.counters[PAIRS]
    s.counters[PAIRS] += 1
    keys, ones, others = s.pair_key, s.pair_one, s.pair_other
    while at > 0:
        above = (at - 1) >> 1
        if keys[above] <= key:
            break
        keys[at], ones[at], others[at] = keys[above], ones[above], others[above]
        at = above
    keys[at], ones[at], others[at] = key, one, other


@njit(cache=True, nogil=True)
def pair_drop(s: Any) -> None:
    """Take the edge with the least key, which stands in place 0, out."""
    s.counters[PAIRS] -= 1
    count = s.counters[PAIRS]
    keys, ones, others = s.pair_key, s.pair_one, s.pair_other
    key, one, other = keys[count], ones[count], others[count]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= count:
            break
        if below + 1 < count and keys[below + 1] < keys[below]:
            below += 1
        if key <= keys[below]:
            break
        keys[at], ones[at], others[at] = keys[below], ones[below], others[below]
        at = below
    keys[at], ones[at], others[at] = key, one, other


@njit(cache=True, nogil=True)
def ripe_push(s: Any, key: Any, node: Any) -> None:
    """Put an inner blossom into its heap."""
    at = s.counters[RIPE]
    s.counters[RIPE] += 1
    while at > 0:
        above = (at - 1) >> 1
        if s.ripe_key[above] <= key:
            break
        s.ripe_key[at], s.ripe_node[at] = s.ripe_key[above], s.ripe_node[above]
        at = above
    s.ripe_key[at], s.ripe_node[at] = key, node


@njit(cache=True, nogil=True)
def ripe_drop(s: Any) -> None:
    """Take the blossom with the least key, which stands in place 0, out."""
    s.counters[RIPE] -= 1
    count = s.counters[RIPE]
    key, node = s.ripe_key[count], s.ripe_node[count]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= count:
            break
        if below + 1 < count and s.ripe_key[below + 1] < s.ripe_key[below]:
            below += 1
        if key <= s.ripe_key[below]:
            break
        s.ripe_key[at], s.ripe_node[at] = s.ripe_key[below], s.ripe_node[below]
        at = below
    s.ripe_key[at], s.ripe_node[at] = key, node
