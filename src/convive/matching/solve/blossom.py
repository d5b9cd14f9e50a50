"""Maximum-weight matching in a general graph, exact, with a certificate that anybody can check.

Whole weights; each vertex in at most one chosen edge; the sum of the chosen weights is as large as any can be. The
method is Edmonds' (1965) in the primal-dual form of Galil ("Efficient algorithms for finding maximum matching in
graphs", ACM Computing Surveys 18, 1986). Prices of vertices and of odd sets of vertices (blossoms) prove the answer:

    maximise   sum of w_e x_e               over sets of edges that share no vertex
    minimise   sum of y_v + sum of z_B (|B| − 1) / 2
    where      y_u + y_v + sum of z_B over the blossoms with both u and v inside ≥ w_uv,   y ≥ 0,   z ≥ 0

No choice of edges is worth more than any such prices add up to; here the two are equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from convive.matching.solve.certificate import certify, slack
from convive.matching.solve.matched import Blossoms, Matched, edges

if TYPE_CHECKING:
    from convive.matching.solve.shape import State

__all__ = ["Blossoms", "Matched", "max_weight_matching", "certify", "slack"]


def max_weight_matching(vertices: int, first: ArrayLike, second: ArrayLike, weights: ArrayLike) -> Matched:
    """The set of edges with the largest total weight in which no vertex comes twice.

    Edge i joins ``first[i]`` and ``second[i]``, vertices from 0 up to ``vertices`` − 1, and is worth ``weights[i]``, a
    whole number. An edge worth nothing or less is never chosen. Of several edges between the same two vertices the
    best counts. Among several best matchings the answer depends on the arrays and their order alone.

    Raises
    ------
    RefusedInput
        When an edge joins a vertex to itself or to one that is not there, or when the arrays are not whole numbers of
        one length small enough to be added up.

    Examples
    --------
    A triangle with a tail: the heaviest edge first would give 6 + 0.

    >>> found = max_weight_matching(4, [0, 1, 2, 2], [1, 2, 0, 3], [5, 6, 5, 2])
    >>> found.mate.tolist(), found.value, found.bound
    ([1, 0, 3, 2], 7, 7)
    """
    from convive.matching.solve import shape, start
    from convive.matching.solve.relax import relax
    from convive.matching.solve.search import search_all

    s = shape.prepare(*start.neighbours(vertices, *edges(vertices, first, second, weights)))
    end = np.zeros(3, dtype=np.int64)
    start.first_prices(s)
    relax(s, end)
    search_all(s, end)
    return read(s)


def read(state: State) -> Matched:
    """The matching and its proof as a search left them."""
    from convive.matching.solve import shape, start

    s = state
    blossoms = Blossoms(*shape.lay_out(s))
    value = start.weight_of(s)
    return Matched(s.vertices["mate"].copy(), value, (int(s.price.sum()) + blossoms.worth) // 2, s.price, blossoms)
