"""Check, without the search, that a matching is the best there is; and read from the proof what a pair would cost.

The check is plain numpy and shares nothing with the search but the definition in :mod:`.blossom`. It holds when

1. mates are mutual and joined by an edge of positive weight, and ``value`` is the sum of their weights;
2. prices and duals are not negative, and each blossom is an odd set of three or more different vertices;
3. no edge has negative slack: 2 w ≤ y_u + y_v + sum of z_B over the blossoms with both ends inside;
4. the bound is what prices and duals add up to, and equals the value. With 1 to 3 that means: chosen edges have no
   slack, vertices without a mate have price 0, blossoms with a dual are full but for one vertex.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from convive.core.errors import ConviveError
from convive.matching.solve.matched import Blossoms, Matched, Whole, edges


def certify(matched: Matched, vertices: int, first: ArrayLike, second: ArrayLike, weights: ArrayLike) -> int:
    """The proven bound, which the value of the matching reaches.

    Raises
    ------
    ConviveError
        When any part of the proof does not hold; the message names the vertex, edge or blossom.

    >>> from convive.matching.solve.blossom import max_weight_matching
    >>> graph = (3, [0, 1, 2], [1, 2, 0], [4, 5, 6])
    >>> certify(max_weight_matching(*graph), *graph)
    6
    """
    a, b, w = edges(vertices, first, second, weights)
    _check_mates(matched, vertices, a, b, w)
    _check_duals(matched, vertices)
    left = _slack(matched.prices, matched.blossoms, a, b, w, only_short=True)
    if len(left) and left.min() < 0:
        i = int(left.argmin())
        raise _broken(f"edge {i}, from {a[i]} to {b[i]}, is worth {w[i]:,}, {-left[i] / 2:g} more than its prices")
    doubled = int(matched.prices.sum()) + matched.blossoms.worth
    if matched.bound != doubled // 2:
        raise _broken(f"the bound is given as {matched.bound:,}; prices and duals add up to {doubled / 2:,g}")
    if 2 * matched.value != doubled:
        raise _broken(f"prices and duals add up to {doubled / 2:,g}, the matching only to {matched.value:,}")
    return matched.bound


def slack(matched: Matched, first: ArrayLike, second: ArrayLike, weights: ArrayLike) -> Whole:
    """Doubled slack of edges, in the graph or not: y_u + y_v + sum of z_B − 2 w.

    A matching that has to contain the edge is worth at least half its slack less than the best one. A chosen edge has
    none. Negative slack says that an edge that is missing in the graph might be worth adding.

    >>> from convive.matching.solve.blossom import max_weight_matching
    >>> found = max_weight_matching(4, [0, 1, 2], [1, 2, 3], [4, 1, 4])
    >>> slack(found, [0, 2], [1, 3], [4, 4]).tolist(), bool(slack(found, [1], [2], [1])[0] > 0)
    ([0, 0], True)
    """
    a, b, w = edges(len(matched.mate), first, second, weights)
    return _slack(matched.prices, matched.blossoms, a, b, w)


def _check_mates(matched: Matched, vertices: int, a: Whole, b: Whole, w: Whole) -> None:
    mate = matched.mate
    if len(mate) != vertices or len(matched.prices) != vertices:
        raise _broken(f"it is for {len(mate)} vertices, the graph has {vertices}")
    has = np.flatnonzero(mate != -1)
    if len(has) and (mate.min() < -1 or mate.max() >= vertices):
        raise _broken("a mate is no vertex")
    apart = has[(mate[mate[has]] != has) | (mate[has] == has)]
    if len(apart):
        raise _broken(f"{apart[0]} has the mate {mate[apart[0]]}, who has {mate[mate[apart[0]]]}")
    # The best edge of each pair of mates, told by the lower of the two.
    used = np.flatnonzero((mate[a] == b) & (w > 0))
    best = np.zeros(vertices, dtype=np.int64)
    np.maximum.at(best, np.minimum(a[used], b[used]), w[used])
    alone = has[best[np.minimum(has, mate[has])] == 0]
    if len(alone):
        raise _broken(f"{alone[0]} and {mate[alone[0]]} are mates, and no edge with a positive weight joins them")
    value = int(best.sum())
    if value != matched.value:
        raise _broken(f"the value is given as {matched.value:,}; the weights add up to {value:,}")


def _check_duals(matched: Matched, vertices: int) -> None:
    prices, sets = matched.prices, matched.blossoms
    if vertices and prices.min() < 0:
        raise _broken(f"vertex {prices.argmin()} has a negative price")
    if not len(sets.begins) == len(sets.ends) == len(sets.duals):
        raise _broken("the lists of blossoms do not fit together")
    if not np.array_equal(np.sort(sets.order), np.arange(vertices)):
        raise _broken("the order of the vertices does not hold each of them once")
    sizes = sets.ends - sets.begins
    for wrong, what in (
        ((sets.begins < 0) | (sets.ends > vertices), "is no stretch of the order"),
        ((sizes < 3) | (sizes % 2 == 0), "is not an odd set of three or more"),
        (sets.duals < 0, "has a negative dual"),
    ):
        if wrong.any():
            raise _broken(f"blossom {int(wrong.argmax())} {what}")
    around: list[int] = []
    for i in np.lexsort((-sets.ends, sets.begins)).tolist():
        while around and sets.ends[around[-1]] <= sets.begins[i]:
            around.pop()
        if around and sets.ends[i] > sets.ends[around[-1]]:
            raise _broken(f"blossom {i} lies partly inside blossom {around[-1]}")
        around.append(i)


def _slack(prices: Whole, sets: Blossoms, a: Whole, b: Whole, w: Whole, *, only_short: bool = False) -> Whole:
    """Doubled slack; with ``only_short`` duals of blossoms are added only where prices alone fall short.

    A blossom holds both ends of an edge when it spans every gap of the order between them. The blossoms around the
    smallest that does so span all its gaps, and no gap has less over it than those between its own parts: the sum of
    duals is the least over the gaps, and a table of the least over 1, 2, 4, … gaps gives it for each edge at once.
    """
    left = prices[a] + prices[b] - 2 * w
    rows = np.flatnonzero(left < 0) if only_short else np.arange(len(a))
    if not len(sets.duals) or not len(rows):
        return left
    over = np.zeros(len(prices) + 1, dtype=np.int64)
    np.add.at(over, sets.begins, sets.duals)
    np.subtract.at(over, sets.ends - 1, sets.duals)
    least = [np.cumsum(over)[: len(prices) - 1]]
    while 2 ** len(least) < len(prices):
        half = 2 ** (len(least) - 1)
        least.append(least[-1].copy())
        least[-1][:-half] = np.minimum(least[-2][:-half], least[-2][half:])
    place = np.empty(len(prices), dtype=np.int64)
    place[sets.order] = np.arange(len(prices))
    low, high = np.minimum(place[a[rows]], place[b[rows]]), np.maximum(place[a[rows]], place[b[rows]])
    level = np.frexp((high - low).astype(np.float64))[1].astype(np.int64) - 1
    table = np.stack(least)
    left[rows] += np.minimum(table[level, low], table[level, high - (1 << level)])
    return left


def _broken(says: str) -> ConviveError:
    return ConviveError(
        f"The proof of a matching does not hold: {says}.",
        rule="certificate",
        hint="The answer must not be used. Please report it with the input.",
    )
