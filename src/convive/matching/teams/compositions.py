"""What one team can look like in one attribute: how many of each level, nobody alone, and the cheapest of all that.

A composition of a team of s people is a whole number for each level, adding up to s, where a guarded level is never 1.
With a price for each person of each level its cost is a sum over levels, so that a dynamic programme over levels and
people left finds the cheapest, and a search that looks ahead with its table finds all within a margin of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Compositions:
    """The compositions of a team of one size in one attribute.

    ``cost[l, c]`` is what c people of level l add to the score; it is infinite where c may not stand.
    """

    cost: Floats

    @property
    def size(self) -> int:
        """How many people the team has."""
        return int(self.cost.shape[1]) - 1

    def ahead(self, price: Floats) -> Floats:
        """``[l, r]``: the least that the levels from l on can add with r people left, at a price for each person."""
        levels, size = self.cost.shape[0], self.size
        table = np.full((levels + 1, size + 1), np.inf)
        table[levels, 0] = 0.0
        people = np.arange(size + 1)
        for at in range(levels - 1, -1, -1):
            each = self.cost[at] + price[at] * people
            for c in np.flatnonzero(np.isfinite(each)).tolist():
                np.minimum(table[at, c:], table[at + 1, : size + 1 - c] + each[c], out=table[at, c:])
        return table

    def least(self, price: Floats) -> float:
        """The cost of the cheapest composition at these prices; infinite where there is none."""
        return float(self.ahead(price)[0, self.size])

    def cheapest(self, price: Floats) -> tuple[int, ...]:
        """The cheapest composition at these prices, the first in order among equals."""
        table, left, found = self.ahead(price), self.size, []
        for at, row in enumerate(self.cost + price[:, None] * np.arange(self.size + 1)):
            c = int(np.argmin(row[: left + 1] + table[at + 1, left::-1]))
            found.append(c)
            left -= c
        return tuple(found)

    def number(self) -> int:
        """How many compositions there are."""
        ways = [1] + [0] * self.size
        for row in np.isfinite(self.cost):
            allowed = np.flatnonzero(row).tolist()
            ways = [sum(ways[total - c] for c in allowed if c <= total) for total in range(self.size + 1)]
        return ways[self.size]

    def costs(self, those: NDArray[np.int64]) -> Floats:
        """What each composition adds to the score."""
        return np.asarray(self.cost[np.arange(len(self.cost))[None, :], those].sum(axis=1))

    def within(self, price: Floats, margin: float, most: int) -> NDArray[np.int64] | None:
        """All compositions that cost no more than ``margin`` at these prices; ``None`` when they are over ``most``."""
        table = self.ahead(price)
        each = self.cost + price[:, None] * np.arange(self.size + 1)
        found: list[tuple[int, ...]] = []
        for one in self._walk(table, each, margin):
            found.append(one)
            if len(found) > most:
                return None
        return np.array(found, np.int64).reshape(len(found), len(each))

    def _walk(self, table: Floats, each: Floats, margin: float) -> Iterator[tuple[int, ...]]:
        levels = len(each)
        rows, ahead = each.tolist(), table.tolist()
        chosen = [0] * levels

        def walk(at: int, left: int, spent: float) -> Iterator[tuple[int, ...]]:
            if at == levels:
                yield tuple(chosen)
                return
            for c in range(left + 1):
                cost = spent + rows[at][c]
                ahead_of = cost + ahead[at + 1][left - c]
                if ahead_of <= margin and ahead_of < np.inf:
                    chosen[at] = c
                    yield from walk(at + 1, left - c, cost)

        yield from walk(0, self.size, 0.0)


def compositions(
    weight: float, share: Floats, count: NDArray[np.int64], guarded: NDArray[np.bool_], size: int
) -> Compositions:
    """The compositions of a team of a size in an attribute, with what each count adds to the score.

    >>> few = compositions(1.0, np.array([0.5, 0.5]), np.array([2, 2]), np.array([True, False]), 2)
    >>> few.within(np.zeros(2), 9.0, 9).tolist()
    [[0, 2], [2, 0]]
    """
    people = np.arange(size + 1)
    cost = weight * (people - size * share[:, None]) ** 2
    cost[people[None, :] > count[:, None]] = np.inf
    cost[guarded, 1:2] = np.inf
    return Compositions(cost)
