"""A problem made ready for the search: arrays, admissible pairs, pins taken out, quotas counted down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convive.core.problems.linking import LinkingProblem
from convive.matching.linking.best import Best, best_links
from convive.matching.linking.pairs import Pairs, admissible
from convive.matching.linking.pins import free, pinned, quotas_left
from convive.matching.linking.roll import Roll, Whole, roll

PAIRS_SOLVED_AGAIN = 20_000_000
"""How many pairs are looked at again for exact figures: a few seconds."""


@dataclass(frozen=True)
class Prepared:
    """What every question to the problem starts from.

    Parameters
    ----------
    roll
        Classes and schools as arrays.
    pairs
        All admissible pairs.
    pins
        The pinned ones.
    open
        The admissible pairs without a pinned class: those that are searched.
    quotas
        How many classes of a school may be linked beside the pinned ones.
    """

    problem: LinkingProblem
    roll: Roll
    pairs: Pairs
    pins: Pairs
    open: Pairs
    quotas: dict[int, int]

    @property
    def taken(self) -> int:
        """Points of the pins."""
        return int(self.pins.weight.sum())

    def best(self, weight: Whole | None = None) -> Best:
        """The best links; ``weight`` stands in for the weights of the open pairs."""
        return self._best(np.ones(len(self.open), dtype=np.bool_), self.quotas, weight)

    def value_without(self, a: int, b: int) -> int:
        """Points of the best answer in which two classes are not linked with each other."""
        open_ = self.open
        return self.taken + self._best((open_.first != min(a, b)) | (open_.second != max(a, b)), self.quotas).value

    def value_with(self, a: int, b: int, weight: int) -> int | None:
        """Points of the best answer in which two classes are linked; ``None`` when a quota forbids it."""
        school, left = self.roll.arrays.school, dict(self.quotas)
        for end in (int(school[a]), int(school[b])):
            if end in left:
                left[end] -= 1
                if left[end] < 0:
                    return None
        open_ = self.open
        others = ~(np.isin(open_.first, (a, b)) | np.isin(open_.second, (a, b)))
        return self.taken + weight + self._best(others, left).value

    def one_more(self, best: Best, weight: Whole | None = None) -> dict[int, int]:
        """For each school that its quota binds: the points that one more class of it would add.

        Each is solved again, as long as that takes a few seconds in all; beyond, the figures are what the prices say,
        the most that it can be. ``weight`` as for ``best``.
        """
        most = best.one_more()
        binding = [school for school, points in most.items() if points > 0]
        if len(binding) * len(self.open) > PAIRS_SOLVED_AGAIN:
            return most
        stays = np.ones(len(self.open), dtype=np.bool_)
        for school in binding:
            more = self.quotas | {school: self.quotas[school] + 1}
            most[school] = self._best(stays, more, weight).value - best.value
        return most

    def _best(self, stays: NDArray[np.bool_], quotas: dict[int, int], weight: Whole | None = None) -> Best:
        open_ = self.open
        weight = open_.weight if weight is None else weight
        ends = open_.first[stays], open_.second[stays], weight[stays]
        return best_links(self.roll.classes, *ends, school=self.roll.arrays.school, quotas=quotas)


def prepared(problem: LinkingProblem) -> Prepared:
    """The problem, ready.

    Raises
    ------
    RefusedInput
        When a pin, a veto's reason or the years of a class cannot stand.
    """
    known = roll(problem)
    pins = pinned(problem, known)
    quotas = quotas_left(problem, known, pins)
    pairs = admissible(known)
    return Prepared(problem, known, pairs, pins, free(pairs, pins), quotas)
