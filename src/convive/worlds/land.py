"""Invented land: outlines cut into pieces that tile them exactly and share every corner with their neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

Point = tuple[int, int]
Ring = tuple[Point, ...]

# The drawing grid is laid into the North Sea, far from any coast. A step is 340 millionths of a degree of longitude
# and 197 of latitude, which are the same length at 54.65 degrees north; y runs down on the drawing.
WEST, NORTH = 2_000_000, 54_690_000
STEP_EAST, STEP_SOUTH = 340, 197


def to_degrees(outline: Sequence[Sequence[int]]) -> Ring:
    """A ring on the drawing grid as a ring in millionths of a degree, with two more corners on every edge.

    The extra corners of an edge are the same from both sides, so that neighbours still share them.

    >>> to_degrees([(0, 0), (3, 0), (0, 3)])[:3]
    ((2000000, 54690000), (2000340, 54690000), (2000680, 54690000))
    """
    corners = [(WEST + STEP_EAST * x, NORTH - STEP_SOUTH * y) for x, y in outline]
    ring: list[Point] = []
    for here, there in pairwise([*corners, corners[0]]):
        low, high = min(here, there), max(here, there)
        thirds = [(low[0] + (high[0] - low[0]) * k // 3, low[1] + (high[1] - low[1]) * k // 3) for k in (1, 2)]
        ring += [here, *(thirds if here == low else reversed(thirds))]
    return tuple(ring)


def tile(ring: Ring, parts: int) -> list[Ring]:
    """Cut a ring into ``parts`` pieces of about the same size by straight lines between its corners.

    A cut gets a corner in its middle, known to both sides. Each cut is the one that is shortest for how evenly it
    divides, among those that stay inside.

    Raises
    ------
    ValueError
        When no cut stays inside the ring.
    """
    if parts == 1:
        return [ring]
    first = parts // 2
    best: tuple[int, int, int] | None = None
    for i in range(len(ring)):
        for j in range(i + 2, len(ring)):
            if len(ring) - j + i < 2 or not _inside(ring, i, j):
                continue
            one, all_ = area2(ring[i : j + 1]), area2(ring)
            # Twice the size by which the cut misses its mark, and the square of its length: both are areas.
            miss = min(abs(one * parts - all_ * first), abs(one * parts - all_ * (parts - first))) // parts
            score = 3 * miss + _square(ring[i], ring[j])
            if best is None or score < best[0]:
                best = (score, i, j)
    if best is None:
        raise ValueError("no cut stays inside the ring")
    _, i, j = best
    low, high = min(ring[i], ring[j]), max(ring[i], ring[j])
    middle = ((low[0] + high[0]) // 2, (low[1] + high[1]) // 2)
    halves = [(*ring[i : j + 1], middle), (*ring[j:], *ring[: i + 1], middle)]
    halves.sort(key=lambda half: abs(area2(half) * parts - area2(ring) * first))
    return [*tile(halves[0], first), *tile(halves[1], parts - first)]


def area2(ring: Sequence[Point]) -> int:
    """Twice the area of a ring, whichever way round it runs, with both axes in the same length.

    >>> area2([(0, 0), (340, 0), (340, 197), (0, 197)]) == 2 * 340 * 340
    True
    """
    total = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]]))
    return abs(total) * STEP_EAST // STEP_SOUTH


def _turn(a: Point, b: Point, c: Point) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _square(a: Point, b: Point) -> int:
    return (a[0] - b[0]) ** 2 + ((a[1] - b[1]) * STEP_EAST // STEP_SOUTH) ** 2


def _inside(ring: Ring, i: int, j: int) -> bool:
    """Whether the line between two corners runs inside the ring and touches nothing on its way."""
    a, b = ring[i], ring[j]
    for k, here in enumerate(ring):
        there = ring[(k + 1) % len(ring)]
        if k not in (i, j) and _turn(a, b, here) == 0 and min(a, b) < here < max(a, b):
            return False
        if {k, (k + 1) % len(ring)} & {i, j}:
            continue
        if _turn(a, b, here) * _turn(a, b, there) <= 0 and _turn(here, there, a) * _turn(here, there, b) <= 0:
            return False
    middle = ((a[0] + b[0]) // 2, (a[1] + b[1]) // 2)
    return _holds(ring, middle)


def _holds(ring: Ring, point: Point) -> bool:
    """Whether a point lies in a ring, by counting the edges to its right."""
    found = False
    for a, b in pairwise([*ring, ring[0]]):
        if (a[1] > point[1]) == (b[1] > point[1]):
            continue
        low, high = (a, b) if a[1] < b[1] else (b, a)
        if _turn(low, high, point) > 0:
            found = not found
    return found
