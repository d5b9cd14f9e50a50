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
from convive.matching.solve.matched import Blossoms, Matched, Whole, edges, value_of


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
    sets = matched.blossoms
    doubled = int(matched.prices.sum()) + int((sets.duals * (np.diff(sets.starts) // 2)).sum())
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
    joined = np.zeros(vertices, dtype=bool)
    used = (mate[a] == b) & (w > 0)
    joined[a[used]] = joined[b[used]] = True
    alone = has[~joined[has]]
    if len(alone):
        raise _broken(f"{alone[0]} and {mate[alone[0]]} are mates, and no edge with a positive weight joins them")
    value = value_of(mate, a, b, w)
    if value != matched.value:
        raise _broken(f"the value is given as {matched.value:,}; the weights add up to {value:,}")


def _check_duals(matched: Matched, vertices: int) -> None:
    prices, sets = matched.prices, matched.blossoms
    if vertices and prices.min() < 0:
        raise _broken(f"vertex {prices.argmin()} has a negative price")
    sizes = np.diff(sets.starts)
    if len(sets.starts) != len(sets.duals) + 1 or sets.starts[0] != 0 or sets.starts[-1] != len(sets.members):
        raise _broken("the lists of blossoms do not fit together")
    for wrong, what in (
        (sets.duals < 0, "has a negative dual"),
        ((sizes < 3) | (sizes % 2 == 0), "is not an odd set of three or more"),
    ):
        if wrong.any():
            raise _broken(f"blossom {int(wrong.argmax())} {what}")
    if len(sets.members) and (sets.members.min() < 0 or sets.members.max() >= vertices):
        raise _broken("a member of a blossom is no vertex")
    keys = np.sort(sets.members * len(sizes) + np.repeat(np.arange(len(sizes)), sizes))
    if (keys[1:] == keys[:-1]).any():
        raise _broken("a blossom has a member twice")


def _slack(prices: Whole, sets: Blossoms, a: Whole, b: Whole, w: Whole, *, only_short: bool = False) -> Whole:
    """Doubled slack; with ``only_short`` duals of blossoms are added only where prices alone fall short."""
    left = prices[a] + prices[b] - 2 * w
    rows = np.flatnonzero(left < 0) if only_short else np.arange(len(a))
    if not len(sets.duals) or not len(rows):
        return left
    # Which blossoms a vertex lies in, as one list by vertex.
    blossom = np.repeat(np.arange(len(sets.duals)), np.diff(sets.starts))
    order = np.lexsort((blossom, sets.members))
    member, blossom = sets.members[order], blossom[order]
    heads = np.searchsorted(member, np.arange(len(prices) + 1))
    inside = np.diff(heads)
    rows = rows[(inside[a[rows]] > 0) & (inside[b[rows]] > 0)]
    # Each blossom of one end, and whether the other end lies in it too.
    many = inside[a[rows]]
    row = np.repeat(rows, many)
    place = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many) + heads[a[row]]
    keys = member * len(sets.duals) + blossom
    wanted = b[row] * len(sets.duals) + blossom[place]
    found = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    both = keys[found] == wanted
    np.add.at(left, row[both], sets.duals[blossom[place[both]]])
    return left


def _broken(says: str) -> ConviveError:
    return ConviveError(
        f"The proof of a matching does not hold: {says}.",
        rule="certificate",
        hint="The answer must not be used. Please report it with the input.",
    )
