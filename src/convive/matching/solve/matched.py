"""What a matching in a graph is given and gives: checked edges in, mates with their proof out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convive.core.errors import RefusedInput

Whole = NDArray[np.int64]
# Sums of a few doubled weights must fit into 64 bits.
MOST = 2**58


@dataclass(frozen=True)
class Blossoms:
    """Odd sets of vertices with a positive dual; two of them are apart or one lies inside the other.

    So one order of the vertices serves them all: set i is ``order[begins[i] : ends[i]]``. ``duals`` are doubled, as the
    prices are.
    """

    order: Whole
    begins: Whole
    ends: Whole
    duals: Whole

    def members(self, i: int) -> Whole:
        """The vertices of set i."""
        return self.order[self.begins[i] : self.ends[i]]

    @property
    def worth(self) -> int:
        """What the sets add to the doubled bound: each its dual for every pair of members that could be chosen."""
        return int((self.duals * ((self.ends - self.begins) // 2)).sum())


@dataclass(frozen=True)
class Matched:
    """A matching and its proof.

    ``mate`` is −1 for a vertex without one. ``value`` is the sum of the weights, ``bound`` what no matching can be
    above. ``prices`` and the duals of ``blossoms`` are doubled, so that they are whole.
    """

    mate: Whole
    value: int
    bound: int
    prices: Whole
    blossoms: Blossoms


def edges(vertices: int, first: ArrayLike, second: ArrayLike, weights: ArrayLike) -> tuple[Whole, Whole, Whole]:
    """The edges as checked arrays.

    Raises
    ------
    RefusedInput
        As :func:`convive.matching.solve.blossom.max_weight_matching`.
    """
    if vertices < 0:
        raise RefusedInput(f"A graph cannot have {vertices} vertices.")
    given = [np.asarray(part) for part in (first, second, weights)]
    if len({part.shape for part in given}) != 1 or given[0].ndim != 1:
        raise RefusedInput("Both ends and the weight of each edge are needed, in three arrays of one length.")
    if any(part.size and part.dtype.kind not in "iu" for part in given):
        raise RefusedInput(
            "Vertices and weights must be whole numbers.", hint="Multiply the weights by 100 or 1,000 and round them."
        )
    heaviest = int(given[2].max(initial=0))
    if heaviest * vertices > MOST:
        raise RefusedInput(
            f"A weight of {heaviest:,} is too large for {vertices:,} vertices to be added up.",
            hint=f"Keep weights below {MOST // vertices:,}.",
        )
    a, b, w = (np.ascontiguousarray(part, dtype=np.int64) for part in given)
    for part in (a, b):
        outside = np.flatnonzero((part < 0) | (part >= vertices))
        if len(outside):
            i = int(outside[0])
            raise RefusedInput(f"Edge {i} ends at {part[i]}; vertices are 0 to {vertices - 1}.")
    loops = np.flatnonzero(a == b)
    if len(loops):
        raise RefusedInput(f"Edge {loops[0]} joins vertex {a[loops[0]]} to itself.", hint="Leave it out.")
    return a, b, w
