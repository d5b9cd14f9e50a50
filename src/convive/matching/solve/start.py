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
def first_prices(s: Any) -> None:
    """Prices that cover every edge, each then lowered as far as its edges allow; mates along edges without slack."""
    n = len(s.vertices)
    for v in range(n):
        for k in range(s.starts[v], s.starts[v + 1]):
            s.price[v] = max(s.price[v], s.doubled[k] >> 1)
    for v in range(n):
        if s.vertices[v].mate >= 0:
            continue
        least: Any = np.int64(0)
        partner: Any = np.int64(-1)
        for k in range(s.starts[v], s.starts[v + 1]):
            u = s.ends[k]
            needed = s.doubled[k] - s.price[u]
            if needed > least or (needed == least and partner < 0 and s.vertices[u].mate < 0):
                least = needed
                partner = u if s.vertices[u].mate < 0 else -1
        s.price[v] = least
        if partner >= 0:
            s.vertices[v].mate, s.vertices[partner].mate = partner, v


@njit(cache=True, nogil=True)
def weight_of(s: Any) -> Any:
    """The sum of the weights of the chosen pairs, each at the best of its edges."""
    four_times = np.int64(0)
    for v in range(len(s.vertices)):
        best = np.int64(0)
        for k in range(s.starts[v], s.starts[v + 1]):
            if s.ends[k] == s.vertices[v].mate:
                best = max(best, s.doubled[k])
        four_times += best
    return four_times // 4
