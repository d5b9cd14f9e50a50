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

from convive.matching.solve import heaps
from convive.matching.solve.heaps import kernel

FREE, OUTER, INNER = 0, 1, 2
# Places in ``counters``.
BLOSSOM_NAMES, TOUCHED, WALK, SEARCHES, CLOSED, OPENED = range(6)

VERTEX = np.dtype(
    [
        (name, np.int64)
        for name in (
            "mate",  # −1 while there is none
            "ring",  # the next in an odd ring of half edges, −1 outside any: see relax.py
            "mark",  # that of the outermost node it lies in
            "holder",  # of the mark of this number: the outermost node
            "offer",  # the least key of an edge from an outer vertex …
            "offered_by",  # … that vertex …
            "offered_in",  # … and the search in which that was so
        )
    ]
)
NODE = np.dtype(
    [
        (name, np.int64)
        for name in (
            "parent",  # −1 when it is outermost
            "head",  # the vertex that its rings leave unmatched
            "size",  # how many vertices
            "dual",  # of a blossom, doubled; what is held depends on the label, see search.py
            "first",  # of a blossom: the child that holds its head
            "after",  # in the ring of its parent: the next …
            "before",  # … the one before …
            "near",  # … and the edge to the next: its end in here …
            "far",  # … and its end there
            "label",  # of an outermost node, in a search
            "entered",  # when it got the label
            "door",  # of an inner node: the edge through which it was reached, its outer end …
            "inside",  # … and its inner end
            "walked",  # the walk that passed it last
        )
    ]
)


class State(NamedTuple):
    """Everything the search reads and writes; all arrays, so that compiled code shares them."""

    starts: Any  # graph: the edges of v stand at starts[v] … starts[v + 1] − 1
    ends: Any  # the other end
    doubled: Any  # twice the weight
    price: Any  # of each vertex, doubled; what is held depends on the label, see search.py
    vertices: Any
    nodes: Any  # vertices first, then blossoms
    reach: Any  # free vertices, by the time an edge from an outer vertex becomes tight
    pairs: Any  # edges between outer vertices, by the time they become tight
    ripe: Any  # inner blossoms, by the time their dual is used up
    names: Any  # blossom numbers not in use
    touched: Any  # nodes that got a label in this search
    leaves: Any  # room for a list of vertices
    tasks: Any  # room for a list of nodes and vertices
    counters: Any


def prepare(starts: Any, ends: Any, doubled: Any) -> State:
    """A state with no mates, no blossoms and no prices."""
    n, m = len(starts) - 1, len(ends) // 2
    vertices = np.zeros(n, dtype=VERTEX)
    vertices["mate"] = vertices["ring"] = -1
    vertices["mark"] = vertices["holder"] = np.arange(n)
    nodes = np.zeros(n + n // 2 + 1, dtype=NODE)
    nodes["parent"] = nodes["first"] = -1
    nodes["head"][:n] = np.arange(n)
    nodes["size"] = 1
    counters = np.zeros(6, dtype=np.int64)
    counters[BLOSSOM_NAMES] = len(nodes) - n
    return State(
        starts=starts,
        ends=ends,
        doubled=doubled,
        price=np.zeros(n, dtype=np.int64),
        vertices=vertices,
        nodes=nodes,
        reach=heaps.reach(n),
        # An edge can come twice, when both its ends become outer in one step.
        pairs=heaps.queue(2 * m),
        ripe=heaps.queue(len(nodes) - n),
        names=np.arange(len(nodes) - 1, n - 1, -1),
        touched=np.empty(2 * len(nodes), dtype=np.int64),
        leaves=np.empty(n, dtype=np.int64),
        tasks=np.empty(2 * len(nodes), dtype=np.int64),
        counters=counters,
    )


@kernel
def leaves_of(s: Any, node: Any, out: Any, at: Any) -> Any:
    """Write the vertices of a node to ``out`` from place ``at``; the place after the last."""
    n = len(s.vertices)
    if node < n:
        out[at] = node
        return at + 1
    here = s.nodes[node].first
    while True:
        while here >= n:
            here = s.nodes[here].first
        out[at] = here
        at += 1
        while s.nodes[here].after == s.nodes[s.nodes[here].parent].first:
            here = s.nodes[here].parent
            if here == node:
                return at
        here = s.nodes[here].after


@kernel
def _lift(s: Any, child: Any) -> None:
    """Make a child outermost, with a mark of its own."""
    s.nodes[child].parent = -1
    name = s.nodes[child].head
    count = leaves_of(s, child, s.leaves, 0)
    for k in range(count):
        s.vertices[s.leaves[k]].mark = name
    s.vertices[name].holder = child


@kernel
def open_blossom(s: Any, blossom: Any) -> None:
    """Make the children of an outermost blossom outermost and give its number back."""
    child = s.nodes[blossom].first
    while True:
        # The ring is left as it is: whoever opens the blossom may walk it afterwards.
        _lift(s, child)
        child = s.nodes[child].after
        if child == s.nodes[blossom].first:
            break
    s.nodes[blossom].label = FREE
    s.names[s.counters[BLOSSOM_NAMES]] = blossom
    s.counters[BLOSSOM_NAMES] += 1


@kernel
def open_spent(s: Any, blossom: Any) -> None:
    """Open an outermost blossom whose dual is used up, and those inside it whose dual is."""
    n = len(s.vertices)
    count = 1
    s.tasks[0] = blossom
    while count:
        count -= 1
        node = s.tasks[count]
        if node < n or s.nodes[node].dual != 0:
            continue
        open_blossom(s, node)
        child = s.nodes[node].first
        while True:
            s.tasks[count] = child
            count += 1
            child = s.nodes[child].after
            if child == s.nodes[node].first:
                break


@kernel
def close_ring(s: Any, first: Any) -> Any:
    """Make a blossom of a ring of outermost nodes that are linked already; the number of the blossom."""
    s.counters[BLOSSOM_NAMES] -= 1
    blossom = s.names[s.counters[BLOSSOM_NAMES]]
    s.nodes[blossom].first = first
    s.nodes[blossom].head = s.nodes[first].head
    s.nodes[blossom].parent = -1
    s.nodes[blossom].dual = 0
    s.nodes[blossom].size = 0
    largest = first
    child = first
    while True:
        s.nodes[child].parent = blossom
        s.nodes[blossom].size += s.nodes[child].size
        if s.nodes[child].size > s.nodes[largest].size:
            largest = child
        child = s.nodes[child].after
        if child == first:
            break
    name = s.vertices[s.nodes[largest].head].mark
    child = first
    while True:
        if child != largest:
            count = leaves_of(s, child, s.leaves, 0)
            for k in range(count):
                s.vertices[s.leaves[k]].mark = name
        child = s.nodes[child].after
        if child == first:
            break
    s.vertices[name].holder = blossom
    return blossom


@kernel
def child_with(s: Any, blossom: Any, vertex: Any) -> Any:
    """The child of a blossom that a vertex of it lies in."""
    node = vertex
    while s.nodes[node].parent != blossom:
        node = s.nodes[node].parent
    return node


@kernel
def even_way_is_forward(s: Any, blossom: Any, child: Any) -> Any:
    """Whether the way from a child to the first one that has an even number of edges follows the ring forward."""
    steps = 0
    while child != s.nodes[blossom].first:
        child = s.nodes[child].after
        steps += 1
    return steps % 2 == 0


@kernel
def turn(s: Any, node: Any, vertex: Any) -> None:
    """Rematch inside a node so that ``vertex`` is the one its rings leave unmatched.

    On the even way from the child that holds the vertex to the first child, matched and unmatched edges change places.
    """
    n = len(s.vertices)
    s.tasks[0], s.tasks[1] = node, vertex
    count = 1
    while count:
        count -= 1
        blossom, v = s.tasks[2 * count], s.tasks[2 * count + 1]
        if blossom < n or s.nodes[blossom].head == v:
            continue
        child = child_with(s, blossom, v)
        forward = even_way_is_forward(s, blossom, child)
        here = child
        while here != s.nodes[blossom].first:
            if forward:
                one = s.nodes[here].after
                other = s.nodes[one].after
                p, q = s.nodes[one].near, s.nodes[one].far
            else:
                one = s.nodes[here].before
                other = s.nodes[one].before
                p, q = s.nodes[other].far, s.nodes[other].near
            s.vertices[p].mate, s.vertices[q].mate = q, p
            s.tasks[2 * count], s.tasks[2 * count + 1] = one, p
            s.tasks[2 * count + 2], s.tasks[2 * count + 3] = other, q
            count += 2
            here = other
        s.tasks[2 * count], s.tasks[2 * count + 1] = child, v
        count += 1
        s.nodes[blossom].first = child
        s.nodes[blossom].head = v


@njit(cache=True, nogil=True)
def lay_out(s: Any) -> Any:
    """An order of the vertices in which every blossom is a stretch, and the stretches of those with a positive dual."""
    n = len(s.vertices)
    order = np.empty(n, dtype=np.int64)
    begin = np.empty(len(s.nodes), dtype=np.int64)
    begins = np.empty(len(s.nodes) - n, dtype=np.int64)
    ends, duals = np.empty_like(begins), np.empty_like(begins)
    at, count = 0, 0
    for v in range(n):
        outermost = s.vertices[s.vertices[v].mark].holder
        if s.nodes[outermost].head != v:
            continue
        here = outermost
        while True:
            while here >= n:
                begin[here] = at
                here = s.nodes[here].first
            order[at] = here
            at += 1
            while here != outermost and s.nodes[here].after == s.nodes[s.nodes[here].parent].first:
                here = s.nodes[here].parent
                if s.nodes[here].dual > 0:
                    begins[count], ends[count], duals[count] = begin[here], at, s.nodes[here].dual
                    count += 1
            if here == outermost:
                break
            here = s.nodes[here].after
    return order, begins[:count].copy(), ends[:count].copy(), duals[:count].copy()
