"""The compiled state of a matching in a general graph: vertices, nested blossoms, mates and prices.

A blossom is an odd ring of vertices or smaller blossoms in which all but one are matched with a neighbour of the ring
(Edmonds, 1965). Nodes 0 … n − 1 are vertices, higher ones blossoms. A node without a parent is outermost; the vertices
of an outermost node carry one mark, and the mark's holder is the node, so that finding the outermost node of a vertex
is two look-ups, and making or opening a blossom renames only the smaller parts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

FREE, OUTER, INNER = 0, 1, 2
# Places in ``counters``.
BLOSSOM_NAMES, TOUCHED, WALK, SEARCHES, NEAR, PAIRS, RIPE, CLOSED, OPENED = range(9)


class State(NamedTuple):
    """Everything the search reads and writes; all arrays, so that compiled code shares them."""

    starts: Any  # graph: the edges of v stand at starts[v] … starts[v + 1] − 1
    ends: Any  # the other end
    doubled: Any  # twice the weight
    mate: Any  # of each vertex, −1 while it has none
    price: Any  # of each vertex, doubled; what is held depends on the label, see search.py
    mark: Any  # of each vertex
    holder: Any  # of each mark: the outermost node
    parent: Any  # of each node, −1 when it is outermost
    head: Any  # of each node: the vertex that its ring leaves unmatched
    size: Any  # of each node: how many vertices
    dual: Any  # of each blossom, doubled
    first: Any  # of each blossom: the child that holds its head
    after: Any  # ring of children: the next
    before: Any  # the one before
    near: Any  # edge from a child to the next: its end in the child …
    far: Any  # … and its end in the next
    label: Any  # of each outermost node in a search
    entered: Any  # when an inner node got its label
    door: Any  # the edge through which an inner node was reached: its outer end …
    inside: Any  # … and its inner end
    touched: Any  # nodes that got a label in this search
    walked: Any  # of each node: the walk that passed it last
    names: Any  # blossom numbers not in use
    leaves: Any  # room for lists of vertices
    tasks: Any  # room for lists of things to turn: node, vertex
    offer: Any  # of each vertex: the least key of an edge from an outer vertex …
    offered_by: Any  # … that vertex …
    offered_in: Any  # … and the search in which that was so
    near_key: Any  # heap of vertices by the time an offer becomes tight
    near_heap: Any
    near_place: Any
    pair_key: Any  # heap of edges between outer nodes
    pair_one: Any
    pair_other: Any
    ripe_key: Any  # heap of inner blossoms by the time their dual is used up
    ripe_node: Any
    counters: Any


def prepare(starts: Any, ends: Any, doubled: Any) -> State:
    """A state with no mates, no blossoms and no prices."""
    n, m = len(starts) - 1, len(ends) // 2
    nodes = n + n // 2 + 1

    def of(size: int, value: int = 0) -> Any:
        return np.full(size, value, dtype=np.int64) if value else np.zeros(size, dtype=np.int64)

    counters = of(9)
    counters[BLOSSOM_NAMES] = nodes - n
    head = of(nodes, -1)
    head[:n] = np.arange(n)
    return State(
        starts=starts, ends=ends, doubled=doubled,
        mate=of(n, -1), price=of(n), mark=np.arange(n), holder=np.arange(n),
        parent=of(nodes, -1), head=head, size=of(nodes, 1), dual=of(nodes), first=of(nodes, -1),
        after=of(nodes), before=of(nodes), near=of(nodes), far=of(nodes),
        label=np.zeros(nodes, dtype=np.int8), entered=of(nodes), door=of(nodes), inside=of(nodes),
        touched=np.empty(2 * nodes, dtype=np.int64), walked=of(nodes),
        names=np.arange(nodes - 1, n - 1, -1), leaves=of(n + 1), tasks=of(2 * nodes),
        offer=of(n), offered_by=of(n), offered_in=of(n),
        near_key=of(n), near_heap=of(n + 1), near_place=of(n, -1),
        # An edge can come twice, when both its ends become outer in one step.
        pair_key=np.empty(2 * m + 1, dtype=np.int64), pair_one=np.empty(2 * m + 1, dtype=np.int32),
        pair_other=np.empty(2 * m + 1, dtype=np.int32),
        ripe_key=of(nodes - n + 1), ripe_node=of(nodes - n + 1),
        counters=counters,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def leaves_of(s: Any, node: Any, out: Any, at: Any) -> Any:
    """Write the vertices of a node to ``out`` from place ``at``; the place after the last."""
    n = len(s.mate)
    if node < n:
        out[at] = node
        return at + 1
    here = s.first[node]
    while True:
        while here >= n:
            here = s.first[here]
        out[at] = here
        at += 1
        while s.after[here] == s.first[s.parent[here]]:
            here = s.parent[here]
            if here == node:
                return at
        here = s.after[here]


@njit(cache=True, nogil=True)
def _lift(s: Any, child: Any) -> None:
    """Make a child outermost, with a mark of its own."""
    s.parent[child] = -1
    name = s.head[child]
    count = leaves_of(s, child, s.leaves, 0)
    for k in range(count):
        s.mark[s.leaves[k]] = name
    s.holder[name] = child


@njit(cache=True, nogil=True)
def open_blossom(s: Any, blossom: Any) -> None:
    """Make the children of an outermost blossom outermost and give its number back."""
    child = s.first[blossom]
    while True:
        # The ring is left as it is: whoever opens the blossom may walk it afterwards.
        _lift(s, child)
        child = s.after[child]
        if child == s.first[blossom]:
            break
    s.label[blossom] = FREE
    s.names[s.counters[BLOSSOM_NAMES]] = blossom
    s.counters[BLOSSOM_NAMES] += 1


@njit(cache=True, nogil=True)
def open_spent(s: Any, blossom: Any) -> None:
    """Open an outermost blossom whose dual is used up, and those inside it whose dual is."""
    n = len(s.mate)
    count = 1
    s.tasks[0] = blossom
    while count:
        count -= 1
        node = s.tasks[count]
        if node < n or s.dual[node] != 0:
            continue
        open_blossom(s, node)
        child = s.first[node]
        while True:
            s.tasks[count] = child
            count += 1
            child = s.after[child]
            if child == s.first[node]:
                break


@njit(cache=True, nogil=True)
def close_ring(s: Any, first: Any) -> Any:
    """Make a blossom of a ring of outermost nodes that are linked already; the number of the blossom."""
    s.counters[BLOSSOM_NAMES] -= 1
    blossom = s.names[s.counters[BLOSSOM_NAMES]]
    s.first[blossom] = first
    s.head[blossom] = s.head[first]
    s.parent[blossom] = -1
    s.dual[blossom] = 0
    s.size[blossom] = 0
    largest = first
    child = first
    while True:
        s.parent[child] = blossom
        s.size[blossom] += s.size[child]
        if s.size[child] > s.size[largest]:
            largest = child
        child = s.after[child]
        if child == first:
            break
    name = s.mark[s.head[largest]]
    child = first
    while True:
        if child != largest:
            count = leaves_of(s, child, s.leaves, 0)
            for k in range(count):
                s.mark[s.leaves[k]] = name
        child = s.after[child]
        if child == first:
            break
    s.holder[name] = blossom
    return blossom


@njit(cache=True, nogil=True)
def child_with(s: Any, blossom: Any, vertex: Any) -> Any:
    """The child of a blossom that a vertex of it lies in."""
    node = vertex
    while s.parent[node] != blossom:
        node = s.parent[node]
    return node


@njit(cache=True, nogil=True)
def even_way_is_forward(s: Any, blossom: Any, child: Any) -> Any:
    """Whether the way from a child to the first one that has an even number of edges follows the ring forward."""
    steps = 0
    while child != s.first[blossom]:
        child = s.after[child]
        steps += 1
    return steps % 2 == 0


@njit(cache=True, nogil=True)
def turn(s: Any, node: Any, vertex: Any) -> None:
    """Rematch inside a node so that ``vertex`` is the one its rings leave unmatched.

    On the even way from the child that holds the vertex to the first child, matched and unmatched edges change places.
    """
    n = len(s.mate)
    s.tasks[0], s.tasks[1] = node, vertex
    count = 1
    while count:
        count -= 1
        blossom, v = s.tasks[2 * count], s.tasks[2 * count + 1]
        if blossom < n or s.head[blossom] == v:
            continue
        child = child_with(s, blossom, v)
        forward = even_way_is_forward(s, blossom, child)
        here = child
        while here != s.first[blossom]:
            if forward:
                one = s.after[here]
                other = s.after[one]
                p, q = s.near[one], s.far[one]
            else:
                one = s.before[here]
                other = s.before[one]
                p, q = s.far[other], s.near[other]
            s.mate[p], s.mate[q] = q, p
            s.tasks[2 * count], s.tasks[2 * count + 1] = one, p
            s.tasks[2 * count + 2], s.tasks[2 * count + 3] = other, q
            count += 2
            here = other
        s.tasks[2 * count], s.tasks[2 * count + 1] = child, v
        count += 1
        s.first[blossom] = child
        s.head[blossom] = v


@njit(cache=True, nogil=True)
def lay_out(s: Any) -> Any:
    """An order of the vertices in which every blossom is a stretch, and the stretches of those with a positive dual."""
    n = len(s.mate)
    order = np.empty(n, dtype=np.int64)
    begin = np.empty(len(s.parent), dtype=np.int64)
    begins = np.empty(len(s.parent) - n, dtype=np.int64)
    ends, duals = np.empty_like(begins), np.empty_like(begins)
    at, count = 0, 0
    for v in range(n):
        outermost = s.holder[s.mark[v]]
        if s.head[outermost] != v:
            continue
        here = outermost
        while True:
            while here >= n:
                begin[here] = at
                here = s.first[here]
            order[at] = here
            at += 1
            while here != outermost and s.after[here] == s.first[s.parent[here]]:
                here = s.parent[here]
                if s.dual[here] > 0:
                    begins[count], ends[count], duals[count] = begin[here], at, s.dual[here]
                    count += 1
            if here == outermost:
                break
            here = s.after[here]
    return order, begins[:count].copy(), ends[:count].copy(), duals[:count].copy()
