"""The two kinds of heap of the search, compiled: what happens next, and when.

Of equal keys the one that comes out is decided by what went in and when, never by chance.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numba import njit

Compiled = TypeVar("Compiled", bound=Callable[..., Any])


def kernel(function: Compiled) -> Compiled:
    """Compile a function that makes no arrays and keeps none.

    Then nobody need count who holds its arrays: the caller does, until it has its answer. In loops that call small
    functions the counting took more than half of the time.
    """
    compiled: Compiled = njit(cache=True, nogil=True, _nrt=False)(function)  # type: ignore[call-overload]  # _nrt is numba's own, and untyped
    return compiled


SLOT = np.dtype([("key", np.int64), ("place", np.int64)])
ITEM = np.dtype([("key", np.int64), ("one", np.int32), ("other", np.int32)])


class Reach(NamedTuple):
    """Vertices, each at most once, by a key that can change; ``place`` is −1 for a vertex that is not in."""

    slots: Any  # of each vertex: key and place in the heap
    heap: Any
    count: Any  # one number: how many are in


class Queue(NamedTuple):
    """Items of a key and two whole numbers; what is first stands in place 0."""

    items: Any
    count: Any


def reach(vertices: int) -> Reach:
    """A heap with room for all vertices, and none in it."""
    slots = np.zeros(vertices, dtype=SLOT)
    slots["place"] = -1
    return Reach(slots, np.zeros(vertices + 1, dtype=np.int64), np.zeros(1, dtype=np.int64))


def queue(items: int) -> Queue:
    """An empty heap with room for so many items."""
    return Queue(np.empty(items + 1, dtype=ITEM), np.zeros(1, dtype=np.int64))


@kernel
def _up(slots: Any, heap: Any, at: Any, v: Any) -> None:
    key = slots[v].key
    while at > 0:
        above = (at - 1) >> 1
        u = heap[above]
        if slots[u].key <= key:
            break
        heap[at] = u
        slots[u].place = at
        at = above
    heap[at] = v
    slots[v].place = at


@kernel
def _down(slots: Any, heap: Any, count: Any, at: Any, v: Any) -> None:
    key = slots[v].key
    while True:
        below = 2 * at + 1
        if below >= count:
            break
        if below + 1 < count and slots[heap[below + 1]].key < slots[heap[below]].key:
            below += 1
        u = heap[below]
        if key <= slots[u].key:
            break
        heap[at] = u
        slots[u].place = at
        at = below
    heap[at] = v
    slots[v].place = at


@kernel
def reach_set(r: Any, v: Any, key: Any) -> None:
    """Put a vertex in, or give it another key."""
    at = r.slots[v].place
    before = r.slots[v].key
    r.slots[v].key = key
    if at < 0:
        r.count[0] += 1
        _up(r.slots, r.heap, r.count[0] - 1, v)
    elif key < before:
        _up(r.slots, r.heap, at, v)
    else:
        _down(r.slots, r.heap, r.count[0], at, v)


@kernel
def reach_pop(r: Any) -> Any:
    """Take the vertex with the least key out."""
    v = r.heap[0]
    r.slots[v].place = -1
    r.count[0] -= 1
    if r.count[0]:
        _down(r.slots, r.heap, r.count[0], 0, r.heap[r.count[0]])
    return v


@kernel
def reach_clear(r: Any) -> None:
    """Take everything out."""
    for k in range(r.count[0]):
        r.slots[r.heap[k]].place = -1
    r.count[0] = 0


@kernel
def push(q: Any, key: Any, one: Any, other: Any) -> None:
    """Put an item in."""
    items, at = q.items, q.count[0]
    q.count[0] += 1
    while at > 0:
        above = (at - 1) >> 1
        if items[above].key <= key:
            break
        items[at] = items[above]
        at = above
    items[at].key, items[at].one, items[at].other = key, one, other


@kernel
def drop(q: Any) -> None:
    """Take the first item out."""
    q.count[0] -= 1
    items, count = q.items, q.count[0]
    key = items[count].key
    at = 0
    while True:
        below = 2 * at + 1
        if below >= count:
            break
        if below + 1 < count and items[below + 1].key < items[below].key:
            below += 1
        if key <= items[below].key:
            break
        items[at] = items[below]
        at = below
    items[at] = items[count]
