"""The matching with halves allowed, compiled: a start that leaves the search little to do.

Where an edge may be chosen by half, the best answer consists of whole edges and of odd rings of half edges (Balinski,
1965), its prices need no blossoms, and it is found by short searches: one from each vertex without a mate, with single
vertices as nodes, that ends as soon as it meets a vertex without a mate, a ring, an edge between two outer vertices
(which makes a ring) or a price that is used up. Each ring then leaves one vertex to the search for whole edges
(Applegate and Cook, 1993). Labels, times and prices are those of :mod:`.search`.
"""

from __future__ import annotations

from typing import Any

from convive.matching.solve.heaps import kernel, reach_clear, reach_pop, reach_set
from convive.matching.solve.shape import FREE, INNER, OUTER, SEARCHES, TOUCHED, WALK

# Places in ``end``, as in search.py: the least time known at which the search can end, and how.
TIME, LAST, EXPOSED = 0, 1, 2


@kernel
def _label(s: Any, v: Any, label: Any, t: Any) -> None:
    s.nodes[v].label = label
    s.nodes[v].entered = t
    s.touched[s.counters[TOUCHED]] = v
    s.counters[TOUCHED] += 1


@kernel
def _look(s: Any, u: Any, t: Any, end: Any) -> None:
    """Make u outer and look along its edges."""
    _label(s, u, OUTER, t)
    s.price[u] += t
    high = s.price[u]
    if high < end[TIME]:
        end[TIME], end[LAST], end[EXPOSED] = high, u, -1
    search = s.counters[SEARCHES]
    for k in range(s.starts[u], s.starts[u + 1]):
        v = s.ends[k]
        key = high - s.doubled[k]
        sum_ = key + s.price[v]
        if sum_ >= 2 * end[TIME]:
            continue
        if s.nodes[v].label == OUTER:
            end[TIME], end[LAST], end[EXPOSED] = sum_ >> 1, u, v
        elif s.nodes[v].label == FREE and sum_ < end[TIME]:
            if s.vertices[v].mate < 0 or s.vertices[v].ring >= 0:
                end[TIME], end[LAST], end[EXPOSED] = sum_, u, v
            elif s.vertices[v].offered_in != search or key < s.vertices[v].offer:
                s.vertices[v].offered_in, s.vertices[v].offer, s.vertices[v].offered_by = search, key, u
                reach_set(s.reach, v, sum_)


@kernel
def _settle(s: Any, t: Any) -> None:
    for k in range(s.counters[TOUCHED]):
        v = s.touched[k]
        s.price[v] += -t if s.nodes[v].label == OUTER else t - s.nodes[v].entered
        s.nodes[v].label = FREE
    s.counters[TOUCHED] = 0
    reach_clear(s.reach)


@kernel
def _alternate(s: Any, u: Any, v: Any) -> None:
    """Give outer vertex u the mate v and change the mates along the tree path to the root."""
    while True:
        inner = s.vertices[u].mate
        s.vertices[u].mate = v
        if v >= 0:
            s.vertices[v].mate = u
        if inner < 0:
            return
        v, u = inner, s.nodes[inner].door


@kernel
def pair_off(s: Any, v: Any) -> None:
    """Match a ring of half edges whole but for v, which has no mate then."""
    here = s.vertices[v].ring
    s.vertices[v].ring = s.vertices[v].mate = -1
    while here != v:
        one, other = here, s.vertices[here].ring
        here = s.vertices[other].ring
        s.vertices[one].mate, s.vertices[other].mate = other, one
        s.vertices[one].ring = s.vertices[other].ring = -1


@kernel
def _close(s: Any, u: Any, v: Any) -> None:
    """Two outer vertices are joined by a tight edge: the ring through the tree is chosen by half."""
    s.counters[WALK] += 1
    walk = s.counters[WALK]
    one, other = u, v
    while True:
        if one >= 0:
            if s.nodes[one].walked == walk:
                break
            s.nodes[one].walked = walk
            one = s.nodes[s.vertices[one].mate].door if s.vertices[one].mate >= 0 else -1
        one, other = other, one
    top = one
    if s.vertices[top].mate >= 0:
        inner = s.vertices[top].mate
        _alternate(s, s.nodes[inner].door, inner)
    # From the top down to u, across to v, and up again.
    here = u
    below = v
    while here != top:
        inner = s.vertices[here].mate
        s.vertices[here].ring, s.vertices[inner].ring = below, here
        below, here = inner, s.nodes[inner].door
    s.vertices[top].ring = below
    here = v
    while here != top:
        inner = s.vertices[here].mate
        s.vertices[here].ring, s.vertices[inner].ring = inner, s.nodes[inner].door
        here = s.nodes[inner].door


@kernel
def _relax_from(s: Any, root: Any, end: Any) -> None:
    """Cover one vertex that has no mate and a positive price, by a whole edge or by two halves."""
    s.counters[SEARCHES] += 1
    end[TIME], end[LAST], end[EXPOSED] = s.price[root], root, -1
    _look(s, root, 0, end)
    while s.reach.count[0] and s.reach.slots[s.reach.heap[0]].key < end[TIME]:
        t = s.reach.slots[s.reach.heap[0]].key
        v = reach_pop(s.reach)
        _label(s, v, INNER, t)
        s.nodes[v].door = s.vertices[v].offered_by
        _look(s, s.vertices[v].mate, t, end)
    u, v = end[LAST], end[EXPOSED]
    if v >= 0 and s.nodes[v].label == OUTER:
        _close(s, u, v)
    else:
        if v >= 0 and s.vertices[v].ring >= 0:
            pair_off(s, v)
        _alternate(s, u, v)
    _settle(s, end[TIME])


@kernel
def relax(s: Any, end: Any) -> None:
    """Prices that are best where halves are allowed; each ring is matched whole but for its vertex of least price."""
    n = len(s.vertices)
    for v in range(n):
        if s.vertices[v].mate < 0 and s.vertices[v].ring < 0 and s.price[v] > 0:
            _relax_from(s, v, end)
    for v in range(n):
        if s.vertices[v].ring >= 0:
            least = v
            here = s.vertices[v].ring
            while here != v:
                if s.price[here] < s.price[least]:
                    least = here
                here = s.vertices[here].ring
            pair_off(s, least)
