"""One search of the primal-dual method (Edmonds, 1965; Galil, 1986), compiled.

A search starts at a vertex r without a mate whose price is positive and grows one alternating tree. Time t runs from 0:
prices of outer vertices fall by t, those of inner ones rise, duals of outer blossoms rise by 2 t and of inner ones
fall. It ends at the least t at which r can be given a mate, or at which the price of some outer vertex is used up: then
the tree path from it to r is alternated, and it goes without a mate instead, at price 0. Either way r is settled, and
so one search from each vertex is enough.

All numbers are doubled weights. The vertices of one tree are joined by tight edges, whose doubled weight is even, so
their prices have one parity, an edge between two outer vertices has even slack, and everything stays whole.

``price`` holds, by the label of the outermost node: free, the price; outer, the price plus t; inner, the price less t
plus the time of entry. ``dual`` of an outer node holds the dual less 2 t; of an inner one, what it was on entry.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from convive.matching.solve.heaps import (
    near_clear,
    near_pop,
    near_set,
    pair_drop,
    pair_push,
    ripe_drop,
    ripe_push,
)
from convive.matching.solve.shape import (
    CLOSED,
    FREE,
    INNER,
    NEAR,
    OPENED,
    OUTER,
    PAIRS,
    RIPE,
    SEARCHES,
    TOUCHED,
    WALK,
    child_with,
    close_ring,
    even_way_is_forward,
    leaves_of,
    open_blossom,
    open_spent,
    turn,
)

# Places in ``end``: the least time known at which the search can end, and how.
TIME, LAST, EXPOSED = 0, 1, 2


@njit(cache=True, nogil=True)
def _scan(s: Any, u: Any, end: Any) -> None:
    """Look along the edges of a vertex that has become outer."""
    mark = s.mark[u]
    high = s.price[u]
    search = s.counters[SEARCHES]
    for k in range(s.starts[u], s.starts[u + 1]):
        v = s.ends[k]
        key = high - s.doubled[k]
        sum_ = key + s.price[v]
        if sum_ >= 2 * end[TIME] or s.mark[v] == mark:
            continue
        node = s.holder[s.mark[v]]
        label = s.label[node]
        if label == OUTER:
            pair_push(s, sum_ >> 1, u, v)
        elif label == INNER:
            # It matters only when the blossom is opened later and leaves v free.
            if node >= len(s.mate) and (s.offered_in[v] != search or key < s.offer[v]):
                s.offered_in[v], s.offer[v], s.offered_by[v] = search, key, u
        elif sum_ < end[TIME]:
            if s.mate[s.head[node]] < 0:
                end[TIME], end[LAST], end[EXPOSED] = sum_, u, v
            elif s.offered_in[v] != search or key < s.offer[v]:
                s.offered_in[v], s.offer[v], s.offered_by[v] = search, key, u
                near_set(s, v, sum_)


@njit(cache=True, nogil=True)
def _touch(s: Any, node: Any, label: Any, t: Any) -> None:
    s.label[node] = label
    s.entered[node] = t
    s.touched[s.counters[TOUCHED]] = node
    s.counters[TOUCHED] += 1


@njit(cache=True, nogil=True)
def _make_outer(s: Any, node: Any, t: Any, end: Any) -> None:
    """Give a free node the label outer."""
    _touch(s, node, OUTER, t)
    s.dual[node] -= 2 * t
    count = leaves_of(s, node, s.leaves, 0)
    for k in range(count):
        v = s.leaves[k]
        s.price[v] += t
        if s.price[v] < end[TIME]:
            end[TIME], end[LAST], end[EXPOSED] = s.price[v], v, -1
    for k in range(count):
        _scan(s, s.leaves[k], end)


@njit(cache=True, nogil=True)
def _make_inner(s: Any, node: Any, t: Any, door: Any, inside: Any) -> None:
    """Give a free node the label inner."""
    _touch(s, node, INNER, t)
    s.door[node], s.inside[node] = door, inside
    if node >= len(s.mate):
        ripe_push(s, t + (s.dual[node] >> 1), node)


@njit(cache=True, nogil=True)
def _above(s: Any, outer: Any) -> Any:
    """The outer node two steps nearer to the root; −1 at the root."""
    m = s.mate[s.head[outer]]
    if m < 0:
        return -1
    inner = s.holder[s.mark[m]]
    return s.holder[s.mark[s.door[inner]]]


@njit(cache=True, nogil=True)
def _meeting(s: Any, one: Any, other: Any) -> Any:
    """The nearest outer node that lies above two outer nodes of the tree."""
    s.counters[WALK] += 1
    walk = s.counters[WALK]
    while True:
        if one >= 0:
            if s.walked[one] == walk:
                return one
            s.walked[one] = walk
            one = _above(s, one)
        one, other = other, one


@njit(cache=True, nogil=True)
def _link(s: Any, one: Any, other: Any, near: Any, far: Any) -> None:
    s.after[one], s.before[other] = other, one
    s.near[one], s.far[one] = near, far


@njit(cache=True, nogil=True)
def _make_blossom(s: Any, u: Any, v: Any, t: Any, end: Any) -> None:
    """Two outer nodes are joined by a tight edge: the ring through the tree becomes one outer blossom."""
    one, other = s.holder[s.mark[u]], s.holder[s.mark[v]]
    top = _meeting(s, one, other)
    _link(s, one, other, u, v)
    here = one
    while here != top:
        head = s.head[here]
        inner = s.holder[s.mark[s.mate[head]]]
        outer = s.holder[s.mark[s.door[inner]]]
        _link(s, inner, here, s.mate[head], head)
        _link(s, outer, inner, s.door[inner], s.inside[inner])
        here = outer
    here = other
    while here != top:
        head = s.head[here]
        inner = s.holder[s.mark[s.mate[head]]]
        outer = s.holder[s.mark[s.door[inner]]]
        _link(s, here, inner, head, s.mate[head])
        _link(s, inner, outer, s.inside[inner], s.door[inner])
        here = outer
    # Vertices of inner nodes become outer; what they hold changes with their label.
    child = top
    while True:
        if s.label[child] == INNER:
            count = leaves_of(s, child, s.leaves, 0)
            for k in range(count):
                w = s.leaves[k]
                s.price[w] += 2 * t - s.entered[child]
                if s.price[w] < end[TIME]:
                    end[TIME], end[LAST], end[EXPOSED] = s.price[w], w, -1
            s.dual[child] -= 2 * (t - s.entered[child])
        else:
            s.dual[child] += 2 * t
        child = s.after[child]
        if child == top:
            break
    blossom = close_ring(s, top)
    s.counters[CLOSED] += 1
    _touch(s, blossom, OUTER, t)
    s.dual[blossom] = -2 * t
    child = top
    while True:
        was_inner = s.label[child] == INNER
        s.label[child] = FREE
        if was_inner:
            count = leaves_of(s, child, s.leaves, 0)
            for k in range(count):
                _scan(s, s.leaves[k], end)
        child = s.after[child]
        if child == top:
            break


@njit(cache=True, nogil=True)
def _open_inner(s: Any, blossom: Any, t: Any, end: Any) -> None:
    """The dual of an inner blossom is used up: its children go on, on the even way alternately inner and outer."""
    s.counters[OPENED] += 1
    count = leaves_of(s, blossom, s.leaves, 0)
    for k in range(count):
        s.price[s.leaves[k]] += t - s.entered[blossom]
    s.dual[blossom] = 0
    door, inside, last = s.door[blossom], s.inside[blossom], s.first[blossom]
    here = child_with(s, blossom, inside)
    forward = even_way_is_forward(s, blossom, here)
    open_blossom(s, blossom)
    _make_inner(s, here, t, door, inside)
    # Labels first, then the looks along edges: a look must not see a child as free that is about to be labelled.
    first_outer = s.counters[TOUCHED]
    while here != last:
        if forward:
            one = s.after[here]
            other = s.after[one]
            door, inside = s.near[one], s.far[one]
        else:
            one = s.before[here]
            other = s.before[one]
            door, inside = s.far[other], s.near[other]
        _touch(s, one, OUTER, t)
        _make_inner(s, other, t, door, inside)
        here = other
    _offer_again(s, last)
    _raise_outer(s, first_outer, t, end)


@njit(cache=True, nogil=True)
def _offer_again(s: Any, last: Any) -> None:
    """Children of an opened blossom that are free now can be reached: their offers count again."""
    child = last
    while True:
        if s.label[child] == FREE:
            count = leaves_of(s, child, s.leaves, 0)
            for k in range(count):
                v = s.leaves[k]
                if s.offered_in[v] == s.counters[SEARCHES]:
                    near_set(s, v, s.offer[v] + s.price[v])
        child = s.after[child]
        if child == last:
            break


@njit(cache=True, nogil=True)
def _raise_outer(s: Any, begin: Any, t: Any, end: Any) -> None:
    """Finish the outer nodes among those labelled since ``begin``."""
    finish = s.counters[TOUCHED]
    for place in range(begin, finish):
        node = s.touched[place]
        if s.label[node] == OUTER:
            s.dual[node] -= 2 * t
            count = leaves_of(s, node, s.leaves, 0)
            for k in range(count):
                v = s.leaves[k]
                s.price[v] += t
                if s.price[v] < end[TIME]:
                    end[TIME], end[LAST], end[EXPOSED] = s.price[v], v, -1
    for place in range(begin, finish):
        node = s.touched[place]
        if s.label[node] == OUTER:
            count = leaves_of(s, node, s.leaves, 0)
            for k in range(count):
                _scan(s, s.leaves[k], end)


@njit(cache=True, nogil=True)
def _alternate(s: Any, u: Any, v: Any) -> None:
    """Give outer vertex u the mate v (none when −1) and change the mates along the tree path to the root."""
    if v >= 0:
        turn(s, s.holder[s.mark[v]], v)
        s.mate[v] = u
    while True:
        outer = s.holder[s.mark[u]]
        m = s.mate[s.head[outer]]
        turn(s, outer, u)
        s.mate[u] = v
        if m < 0:
            return
        inner = s.holder[s.mark[m]]
        v, u = s.inside[inner], s.door[inner]
        turn(s, inner, v)
        s.mate[v] = u


@njit(cache=True, nogil=True)
def _settle(s: Any, t: Any) -> None:
    """Write the prices and duals of time t, take the labels off and open blossoms whose dual is 0."""
    for k in range(s.counters[TOUCHED]):
        node = s.touched[k]
        label = s.label[node]
        if label == FREE:
            continue
        s.label[node] = FREE
        count = leaves_of(s, node, s.leaves, 0)
        change = -t if label == OUTER else t - s.entered[node]
        for j in range(count):
            s.price[s.leaves[j]] += change
        if node >= len(s.mate):
            s.dual[node] += 2 * t if label == OUTER else -2 * change
            open_spent(s, node)
    s.counters[TOUCHED] = 0
    s.counters[PAIRS] = 0
    s.counters[RIPE] = 0
    near_clear(s)


@njit(cache=True, nogil=True)
def search_from(s: Any, root: Any, end: Any) -> None:
    """Settle one vertex that has no mate and a positive price."""
    s.counters[SEARCHES] += 1
    end[TIME], end[LAST], end[EXPOSED] = s.price[root], root, -1
    _make_outer(s, s.holder[s.mark[root]], 0, end)
    t = 0
    while True:
        limit = end[TIME]
        near = s.near_key[s.near_heap[0]] if s.counters[NEAR] else limit
        pair = s.pair_key[0] if s.counters[PAIRS] else limit
        ripe = s.ripe_key[0] if s.counters[RIPE] else limit
        if near >= limit and pair >= limit and ripe >= limit:
            t = limit
            break
        if near <= pair and near <= ripe:
            t = near
            v = near_pop(s)
            node = s.holder[s.mark[v]]
            if s.label[node] == FREE:
                _make_inner(s, node, t, s.offered_by[v], v)
                _make_outer(s, s.holder[s.mark[s.mate[s.head[node]]]], t, end)
        elif pair <= ripe:
            t = pair
            u, v = s.pair_one[0], s.pair_other[0]
            pair_drop(s)
            if s.mark[u] != s.mark[v]:
                _make_blossom(s, u, v, t, end)
        else:
            t = ripe
            node = s.ripe_node[0]
            ripe_drop(s)
            if s.label[node] == INNER and s.parent[node] < 0:
                _open_inner(s, node, t, end)
    _alternate(s, end[LAST], end[EXPOSED])
    _settle(s, t)


@njit(cache=True, nogil=True)
def search_all(s: Any, end: Any) -> None:
    """Settle every vertex, in rising order."""
    for v in range(len(s.mate)):
        if s.mate[v] < 0 and s.price[v] > 0:
            search_from(s, v, end)
