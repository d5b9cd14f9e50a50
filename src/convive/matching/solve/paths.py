"""The compiled search behind :mod:`convive.matching.solve.flow`: one cheapest path for each newcomer.

Imported on first use: loading numba takes longer than most questions. Nodes are the right vertices, then the parents;
left vertices are walked through, never stored. Between two newcomers these hold, for a right vertex r with price
``price[r]``, a parent p with price ``price[rights + p]`` (0 without one) and every left vertex with the gain
``max(0, weight − price)`` of its best edge:

* whoever is placed is placed at their best, and whoever is left out gains nothing anywhere;
* a right vertex with room is not dearer than its parent, one with somebody on it is not cheaper;
* a parent with room, and a right vertex with room that has no parent, costs nothing.

So every step of a path costs nothing or more, Dijkstra's search applies, and the prices are a proof at the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

UNREACHED = np.iinfo(np.int64).max


@njit(cache=True, nogil=True, inline="always")
def before(far: Any, a: Any, b: Any) -> Any:
    """Nearer, and of two that are as near the one with the lower number: ties never depend on the heap."""
    return far[a] < far[b] or (far[a] == far[b] and a < b)


@njit(cache=True, nogil=True)
def lift(heap: Any, place: Any, far: Any, at: Any) -> None:
    """Moves a node up to where its distance belongs."""
    node = heap[at]
    while at > 0:
        above = (at - 1) >> 1
        if not before(far, node, heap[above]):
            break
        heap[at] = heap[above]
        place[heap[at]] = at
        at = above
    heap[at] = node
    place[node] = at


@njit(cache=True, nogil=True)
def take(heap: Any, place: Any, far: Any, size: Any) -> Any:
    """The nearest node, taken out of a heap of ``size``."""
    nearest = heap[0]
    place[nearest] = -1
    size -= 1
    if size > 0:
        node = heap[size]
        at = 0
        while True:
            below = 2 * at + 1
            if below >= size:
                break
            if below + 1 < size and before(far, heap[below + 1], heap[below]):
                below += 1
            if not before(far, heap[below], node):
                break
            heap[at] = heap[below]
            place[heap[at]] = at
            at = below
        heap[at] = node
        place[node] = at
    return nearest


@njit(cache=True, nogil=True)
def by_left(left: Any, edge_left: Any, edge_right: Any, weight: Any) -> Any:
    """The edges worth something, left vertex by left vertex, the heaviest first, equal ones in the order given."""
    starts = np.zeros(left + 1, np.int64)
    for e in range(len(weight)):
        if weight[e] > 0:
            starts[edge_left[e] + 1] += 1
    for i in range(left):
        starts[i + 1] += starts[i]
    at = starts[:-1].copy()
    edges = np.empty(starts[left], np.int64)
    for e in range(len(weight)):
        if weight[e] > 0:
            edges[at[edge_left[e]]] = e
            at[edge_left[e]] += 1
    worth = np.empty(len(edges), np.int64)
    goes_to = np.empty(len(edges), np.int64)
    for i in range(left):
        own = edges[starts[i] : starts[i + 1]]
        order = np.argsort(-weight[own], kind="mergesort")
        edges[starts[i] : starts[i + 1]] = own[order]
    for k in range(len(edges)):
        worth[k] = weight[edges[k]]
        goes_to[k] = edge_right[edges[k]]
    return starts, edges, goes_to, worth


@njit(cache=True, nogil=True)
def place_all(  # noqa: C901  one search: every call inside it would carry a dozen arrays
    starts: Any, goes_to: Any, worth: Any, capacity: Any, parent: Any, room: Any
) -> Any:
    """Who sits where (position of the edge, −1 when left out) and the price of every right vertex and parent."""
    left, rights, nodes = len(starts) - 1, len(capacity), len(capacity) + len(room)
    children, child = np.zeros(len(room) + 1, np.int64), np.empty(rights, np.int64)
    for r in range(rights):
        if parent[r] >= 0:
            children[parent[r] + 1] += 1
    for p in range(len(room)):
        children[p + 1] += children[p]
    at = children[:-1].copy()
    for r in range(rights):
        if parent[r] >= 0:
            child[at[parent[r]]] = r
            at[parent[r]] += 1
    chosen = np.full(left, -1, np.int64)
    price = np.zeros(nodes, np.int64)
    load = np.zeros(nodes, np.int64)
    # Who sits on a right vertex: a list linked through the left vertices.
    first, following, previous = np.full(rights, -1, np.int64), np.empty(left, np.int64), np.empty(left, np.int64)
    far = np.full(nodes, UNREACHED, np.int64)
    place = np.full(nodes, -1, np.int64)
    heap, seen = np.empty(nodes, np.int64), np.empty(nodes, np.int64)
    # How a right vertex was reached: by whom along which edge, or (−1) from its parent. A parent: from which child.
    mover, along, source = np.empty(rights, np.int64), np.empty(rights, np.int64), np.empty(len(room), np.int64)
    # Those with the most to gain come first: fewer of them are moved again, and the last mostly see at once that
    # everything is taken. It halves the time; the value is the same in any order.
    most = np.zeros(left, np.int64)
    for i in range(left):
        if starts[i] < starts[i + 1]:
            most[i] = -worth[starts[i]]
    for newcomer in np.argsort(most, kind="mergesort"):
        size, touched = 0, 0
        gain = 0
        for k in range(starts[newcomer], starts[newcomer + 1]):
            if worth[k] <= gain:
                break
            gain = max(gain, worth[k] - price[goes_to[k]])
        # The best end so far: a node with room, or a left vertex (the newcomer or one it pushes out) that goes without.
        best, end, out = gain, -1, newcomer
        walker, base = newcomer, gain
        node = -1
        while True:
            # Along the edges of everybody on the node (of the newcomer alone, to begin with).
            while walker >= 0:
                if node >= 0:
                    base = far[node] + worth[chosen[walker]] - price[node]
                    if base < best:
                        best, end, out = base, node, walker
                for k in range(starts[walker], starts[walker + 1]):
                    if base - worth[k] >= best:
                        break
                    r = goes_to[k]
                    distance = base - worth[k] + price[r]
                    if distance < best and distance < far[r]:
                        if far[r] == UNREACHED:
                            seen[touched] = r
                            touched += 1
                        far[r], mover[r], along[r] = distance, walker, k
                        if parent[r] < 0 and load[r] < capacity[r]:
                            best, end, out = distance, r, -1
                        else:
                            if place[r] < 0:
                                place[r] = size
                                heap[size] = r
                                size += 1
                            lift(heap, place, far, place[r])
                walker = following[walker] if node >= 0 else -1
            # From a parent to its children: somebody there may move on, so that another of the parent's has room.
            if node >= rights:
                p = node - rights
                for j in range(children[p], children[p + 1]):
                    r = child[j]
                    distance = far[node] + price[r] - price[node]
                    if load[r] > 0 and distance < best and distance < far[r]:
                        if far[r] == UNREACHED:
                            seen[touched] = r
                            touched += 1
                        far[r], mover[r] = distance, -1
                        if place[r] < 0:
                            place[r] = size
                            heap[size] = r
                            size += 1
                        lift(heap, place, far, place[r])
            if size == 0 or far[heap[0]] >= best:
                break
            node = take(heap, place, far, size)
            size -= 1
            walker = -1
            if node < rights:
                walker = first[node]
                if parent[node] >= 0 and load[node] < capacity[node]:
                    p = rights + parent[node]
                    distance = far[node] + price[p] - price[node]
                    if distance < best and distance < far[p]:
                        if far[p] == UNREACHED:
                            seen[touched] = p
                            touched += 1
                        far[p], source[p - rights] = distance, node
                        if load[p] < room[p - rights]:
                            best, end, out = distance, p, -1
                        else:
                            if place[p] < 0:
                                place[p] = size
                                heap[size] = p
                                size += 1
                            lift(heap, place, far, place[p])
        # Everybody on the path moves one step on.
        if out < 0:
            if end >= rights:
                load[end] += 1
        elif out != newcomer:
            unlink(first, following, previous, end, out)
            load[end] -= 1
            chosen[out] = -1
        node = end
        while node >= 0:
            if node >= rights:
                node = source[node - rights]
            elif mover[node] < 0:
                node = rights + parent[node]
            else:
                who = mover[node]
                left_behind = goes_to[chosen[who]] if chosen[who] >= 0 else -1
                if left_behind >= 0:
                    unlink(first, following, previous, left_behind, who)
                    load[left_behind] -= 1
                chosen[who] = along[node]
                link(first, following, previous, node, who)
                load[node] += 1
                node = left_behind
        for j in range(touched):
            reached = seen[j]
            if far[reached] < best:
                price[reached] += best - far[reached]
            far[reached] = UNREACHED
            place[reached] = -1
    return chosen, price


@njit(cache=True, nogil=True)
def link(first: Any, following: Any, previous: Any, r: Any, who: Any) -> None:
    """Puts somebody first on a right vertex."""
    following[who], previous[who] = first[r], -1
    if first[r] >= 0:
        previous[first[r]] = who
    first[r] = who


@njit(cache=True, nogil=True)
def unlink(first: Any, following: Any, previous: Any, r: Any, who: Any) -> None:
    """Takes somebody off a right vertex."""
    if previous[who] >= 0:
        following[previous[who]] = following[who]
    else:
        first[r] = following[who]
    if following[who] >= 0:
        previous[following[who]] = previous[who]
