"""Where the search begins, compiled: the graph as lists of neighbours, first prices and first mates."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def neighbours(n: Any, first: Any, second: Any, weights: Any) -> Any:
    """Lists of neighbours of edges with a positive weight, in the order given: starts, other ends, doubled weights."""
    starts = np.zeros(n + 1, dtype=np.int64)
    for k in range(len(first)):
        if weights[k] > 0:
            starts[first[k] + 1] += 1
            starts[second[k] + 1] += 1
    for v in range(n):
        starts[v + 1] += starts[v]
    ends = np.empty(starts[n], dtype=np.int32)
    doubled = np.empty(starts[n], dtype=np.int64)
    at = starts[:n].copy()
    for k in range(len(first)):
        if weights[k] > 0:
            u, v, w = first[k], second[k], 2 * weights[k]
            ends[at[u]], doubled[at[u]] = v, w
            ends[at[v]], doubled[at[v]] = u, w
            at[u] += 1
            at[v] += 1
    return starts, ends, doubled


@njit(cache=True, nogil=True)
def first_prices(starts: Any, ends: Any, doubled: Any, price: Any, mate: Any) -> None:
    """Prices that cover every edge, each then lowered as far as its edges allow; mates along edges without slack."""
    n = len(price)
    for v in range(n):
        for k in range(starts[v], starts[v + 1]):
            price[v] = max(price[v], doubled[k] >> 1)
    for v in range(n):
        if mate[v] >= 0:
            continue
        least: Any = np.int64(0)
        partner: Any = np.int64(-1)
        for k in range(starts[v], starts[v + 1]):
            needed = doubled[k] - price[ends[k]]
            if needed > least or (needed == least and partner < 0 and mate[ends[k]] < 0):
                least = needed
                partner = ends[k] if mate[ends[k]] < 0 else -1
        price[v] = least
        if partner >= 0:
            mate[v], mate[partner] = partner, v


@njit(cache=True, nogil=True)
def weight_of(starts: Any, ends: Any, doubled: Any, mate: Any) -> Any:
    """The sum of the weights of the chosen pairs, each at the best of its edges."""
    doubled_sum = np.int64(0)
    for v in range(len(mate)):
        best = np.int64(0)
        for k in range(starts[v], starts[v + 1]):
            if ends[k] == mate[v]:
                best = max(best, doubled[k])
        doubled_sum += best
    return doubled_sum // 4
