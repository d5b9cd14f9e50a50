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

from convive.matching.solve.heaps import drop, kernel, push, reach_clear, reach_pop, reach_set
from convive.matching.solve.shape import (
    CLOSED,
    FREE,
    INNER,
    OPENED,
    OUTER,
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


@kernel
def _scan(s: Any, u: Any, end: Any) -> None:
    """Look along the edges of a vertex that has become outer."""
    mark = s.vertices[u].mark
    high = s.price[u]
    search = s.counters[SEARCHES]
    for k in range(s.starts[u], s.starts[u + 1]):
        v = s.ends[k]
        key = high - s.doubled[k]
        sum_ = key + s.price[v]
        if sum_ >= 2 * end[TIME] or s.vertices[v].mark == mark:
            continue
        node = s.vertices[s.vertices[v].mark].holder
        label = s.nodes[node].label
        if label == OUTER:
            push(s.pairs, sum_ >> 1, u, v)
        elif label == INNER:
            # It matters only when the blossom is opened later and leaves v free.
            if node >= len(s.vertices) and (s.vertices[v].offered_in != search or key < s.vertices[v].offer):
                s.vertices[v].offered_in, s.vertices[v].offer, s.vertices[v].offered_by = search, key, u
        elif sum_ < end[TIME]:
            if s.vertices[s.nodes[node].head].mate < 0:
                end[TIME], end[LAST], end[EXPOSED] = sum_, u, v
            elif s.vertices[v].offered_in != search or key < s.vertices[v].offer:
                s.vertices[v].offered_in, s.vertices[v].offer, s.vertices[v].offered_by = search, key, u
                reach_set(s.reach, v, sum_)


@kernel
def _touch(s: Any, node: Any, label: Any, t: Any) -> None:
    s.nodes[node].label = label
    s.nodes[node].entered = t
    s.touched[s.counters[TOUCHED]] = node
    s.counters[TOUCHED] += 1


@kernel
def _make_outer(s: Any, node: Any, t: Any, end: Any) -> None:
    """Give a free node the label outer."""
    _touch(s, node, OUTER, t)
    s.nodes[node].dual -= 2 * t
    count = leaves_of(s, node, s.leaves, 0)
    for k in range(count):
        v = s.leaves[k]
        s.price[v] += t
        if s.price[v] < end[TIME]:
            end[TIME], end[LAST], end[EXPOSED] = s.price[v], v, -1
    for k in range(count):
        _scan(s, s.leaves[k], end)


@kernel
def _make_inner(s: Any, node: Any, t: Any, door: Any, inside: Any) -> None:
    """Give a free node the label inner."""
    _touch(s, node, INNER, t)
    s.nodes[node].door, s.nodes[node].inside = door, inside
    if node >= len(s.vertices):
        push(s.ripe, t + (s.nodes[node].dual >> 1), node, 0)


@kernel
def _above(s: Any, outer: Any) -> Any:
    """The outer node two steps nearer to the root; −1 at the root."""
    m = s.vertices[s.nodes[outer].head].mate
    if m < 0:
        return -1
    inner = s.vertices[s.vertices[m].mark].holder
    return s.vertices[s.vertices[s.nodes[inner].door].mark].holder


@kernel
def _meeting(s: Any, one: Any, other: Any) -> Any:
    """The nearest outer node that lies above two outer nodes of the tree."""
    s.counters[WALK] += 1
    walk = s.counters[WALK]
    while True:
        if one >= 0:
            if s.nodes[one].walked == walk:
                return one
            s.nodes[one].walked = walk
            one = _above(s, one)
        one, other = other, one


@kernel
def _link(s: Any, one: Any, other: Any, near: Any, far: Any) -> None:
    s.nodes[one].after, s.nodes[other].before = other, one
    s.nodes[one].near, s.nodes[one].far = near, far


@kernel
def _make_blossom(s: Any, u: Any, v: Any, t: Any, end: Any) -> None:
    """Two outer nodes are joined by a tight edge: the ring through the tree becomes one outer blossom."""
    one, other = s.vertices[s.vertices[u].mark].holder, s.vertices[s.vertices[v].mark].holder
    top = _meeting(s, one, other)
    _link(s, one, other, u, v)
    here = one
    while here != top:
        head = s.nodes[here].head
        inner = s.vertices[s.vertices[s.vertices[head].mate].mark].holder
        outer = s.vertices[s.vertices[s.nodes[inner].door].mark].holder
        _link(s, inner, here, s.vertices[head].mate, head)
        _link(s, outer, inner, s.nodes[inner].door, s.nodes[inner].inside)
        here = outer
    here = other
    while here != top:
        head = s.nodes[here].head
        inner = s.vertices[s.vertices[s.vertices[head].mate].mark].holder
        outer = s.vertices[s.vertices[s.nodes[inner].door].mark].holder
        _link(s, here, inner, head, s.vertices[head].mate)
        _link(s, inner, outer, s.nodes[inner].inside, s.nodes[inner].door)
        here = outer
    # Vertices of inner nodes become outer; what they hold changes with their label.
    child = top
    while True:
        if s.nodes[child].label == INNER:
            count = leaves_of(s, child, s.leaves, 0)
            for k in range(count):
                w = s.leaves[k]
                s.price[w] += 2 * t - s.nodes[child].entered
                if s.price[w] < end[TIME]:
                    end[TIME], end[LAST], end[EXPOSED] = s.price[w], w, -1
            s.nodes[child].dual -= 2 * (t - s.nodes[child].entered)
        else:
            s.nodes[child].dual += 2 * t
        child = s.nodes[child].after
        if child == top:
            break
    blossom = close_ring(s, top)
    s.counters[CLOSED] += 1
    _touch(s, blossom, OUTER, t)
    s.nodes[blossom].dual = -2 * t
    child = top
    while True:
        was_inner = s.nodes[child].label == INNER
        s.nodes[child].label = FREE
        if was_inner:
            count = leaves_of(s, child, s.leaves, 0)
            for k in range(count):
                _scan(s, s.leaves[k], end)
        child = s.nodes[child].after
        if child == top:
            break


@kernel
def _open_inner(s: Any, blossom: Any, t: Any, end: Any) -> None:
    """The dual of an inner blossom is used up: its children go on, on the even way alternately inner and outer."""
    s.counters[OPENED] += 1
    count = leaves_of(s, blossom, s.leaves, 0)
    for k in range(count):
        s.price[s.leaves[k]] += t - s.nodes[blossom].entered
    s.nodes[blossom].dual = 0
    door, inside, last = s.nodes[blossom].door, s.nodes[blossom].inside, s.nodes[blossom].first
    here = child_with(s, blossom, inside)
    forward = even_way_is_forward(s, blossom, here)
    open_blossom(s, blossom)
    _make_inner(s, here, t, door, inside)
    # Labels first, then the looks along edges: a look must not see a child as free that is about to be labelled.
    first_outer = s.counters[TOUCHED]
    while here != last:
        if forward:
            one = s.nodes[here].after
            other = s.nodes[one].after
            door, inside = s.nodes[one].near, s.nodes[one].far
        else:
            one = s.nodes[here].before
            other = s.nodes[one].before
            door, inside = s.nodes[other].far, s.nodes[other].near
        _touch(s, one, OUTER, t)
        _make_inner(s, other, t, door, inside)
        here = other
    _offer_again(s, last)
    _raise_outer(s, first_outer, t, end)


@kernel
def _offer_again(s: Any, last: Any) -> None:
    """Children of an opened blossom that are free now can be reached: their offers count again."""
    child = last
    while True:
        if s.nodes[child].label == FREE:
            count = leaves_of(s, child, s.leaves, 0)
            for k in range(count):
                v = s.leaves[k]
                if s.vertices[v].offered_in == s.counters[SEARCHES]:
                    reach_set(s.reach, v, s.vertices[v].offer + s.price[v])
        child = s.nodes[child].after
        if child == last:
            break


@kernel
def _raise_outer(s: Any, begin: Any, t: Any, end: Any) -> None:
    """Finish the outer nodes among those labelled since ``begin``."""
    finish = s.counters[TOUCHED]
    for place in range(begin, finish):
        node = s.touched[place]
        if s.nodes[node].label == OUTER:
            s.nodes[node].dual -= 2 * t
            count = leaves_of(s, node, s.leaves, 0)
            for k in range(count):
                v = s.leaves[k]
                s.price[v] += t
                if s.price[v] < end[TIME]:
                    end[TIME], end[LAST], end[EXPOSED] = s.price[v], v, -1
    for place in range(begin, finish):
        node = s.touched[place]
        if s.nodes[node].label == OUTER:
            count = leaves_of(s, node, s.leaves, 0)
            for k in range(count):
                _scan(s, s.leaves[k], end)


@kernel
def _alternate(s: Any, u: Any, v: Any) -> None:
    """Give outer vertex u the mate v (none when −1) and change the mates along the tree path to the root."""
    if v >= 0:
        turn(s, s.vertices[s.vertices[v].mark].holder, v)
        s.vertices[v].mate = u
    while True:
        outer = s.vertices[s.vertices[u].mark].holder
        m = s.vertices[s.nodes[outer].head].mate
        turn(s, outer, u)
        s.vertices[u].mate = v
        if m < 0:
            return
        inner = s.vertices[s.vertices[m].mark].holder
        v, u = s.nodes[inner].inside, s.nodes[inner].door
        turn(s, inner, v)
        s.vertices[v].mate = u


@kernel
def _settle(s: Any, t: Any) -> None:
    """Write the prices and duals of time t, take the labels off and open blossoms whose dual is 0."""
    for k in range(s.counters[TOUCHED]):
        node = s.touched[k]
        label = s.nodes[node].label
        if label == FREE:
            continue
        s.nodes[node].label = FREE
        count = leaves_of(s, node, s.leaves, 0)
        change = -t if label == OUTER else t - s.nodes[node].entered
        for j in range(count):
            s.price[s.leaves[j]] += change
        if node >= len(s.vertices):
            s.nodes[node].dual += 2 * t if label == OUTER else -2 * change
            open_spent(s, node)
    s.counters[TOUCHED] = 0
    s.pairs.count[0] = 0
    s.ripe.count[0] = 0
    reach_clear(s.reach)


@kernel
def search_from(s: Any, root: Any, end: Any) -> None:
    """Settle one vertex that has no mate and a positive price."""
    s.counters[SEARCHES] += 1
    end[TIME], end[LAST], end[EXPOSED] = s.price[root], root, -1
    _make_outer(s, s.vertices[s.vertices[root].mark].holder, 0, end)
    t = 0
    while True:
        limit = end[TIME]
        near = s.reach.slots[s.reach.heap[0]].key if s.reach.count[0] else limit
        pair = s.pairs.items[0].key if s.pairs.count[0] else limit
        ripe = s.ripe.items[0].key if s.ripe.count[0] else limit
        if near >= limit and pair >= limit and ripe >= limit:
            t = limit
            break
        if near <= pair and near <= ripe:
            t = near
            v = reach_pop(s.reach)
            node = s.vertices[s.vertices[v].mark].holder
            if s.nodes[node].label == FREE:
                _make_inner(s, node, t, s.vertices[v].offered_by, v)
                _make_outer(s, s.vertices[s.vertices[s.vertices[s.nodes[node].head].mate].mark].holder, t, end)
        elif pair <= ripe:
            t = pair
            u, v = s.pairs.items[0].one, s.pairs.items[0].other
            drop(s.pairs)
            if s.vertices[u].mark != s.vertices[v].mark:
                _make_blossom(s, u, v, t, end)
        else:
            t = ripe
            node = s.ripe.items[0].one
            drop(s.ripe)
            if s.nodes[node].label == INNER and s.nodes[node].parent < 0:
                _open_inner(s, node, t, end)
    _alternate(s, end[LAST], end[EXPOSED])
    _settle(s, t)


@kernel
def search_all(s: Any, end: Any) -> None:
    """Settle every vertex, in rising order."""
    for v in range(len(s.vertices)):
        if s.vertices[v].mate < 0 and s.price[v] > 0:
            search_from(s, v, end)
