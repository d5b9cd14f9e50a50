"""The best set of links under quotas, with a proof: a matching in a graph with a few vertices added.

A school that enters ``c`` classes and may link ``q`` of them gets ``c − q`` stand-ins, each joined to all its classes
by an edge that is worth more than any link. Every best matching uses all stand-ins, so exactly ``q`` classes are left
for links, and the worth of the stand-ins is taken off again. The gadget is exact: nothing is rounded or searched.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convive.core.errors import ConviveError
from convive.matching.linking.roll import Whole
from convive.matching.solve.blossom import Matched, certify, max_weight_matching, slack


@dataclass(frozen=True)
class Best:
    """The best links and what proves it.

    Parameters
    ----------
    mate
        For each class its partner, −1 without one.
    value, bound
        Points of the links, and what no choice can be above; equal.
    large
        What a stand-in's edge is worth.
    stand_ins
        The school of each stand-in.
    matched
        The matching in the graph with the stand-ins, with its prices.
    """

    mate: Whole
    value: int
    bound: int
    large: int
    stand_ins: Whole
    matched: Matched

    def at_least(self, first: Whole, second: Whole, weight: Whole) -> Whole:
        """Points that are lost at least when each of some pairs has to be a link; 0 for one that is."""
        return np.maximum(0, -(-slack(self.matched, first, second, weight) // 2))

    def one_more(self) -> dict[int, int]:
        """For each school that its quota binds: the points that one more class of it would add at most."""
        prices = self.matched.prices[len(self.mate) :]
        dearest: dict[int, int] = {}
        for school, price in zip(self.stand_ins.tolist(), prices.tolist(), strict=True):
            dearest[school] = max(dearest.get(school, 0), price)
        return {school: self.large - -(-price // 2) for school, price in dearest.items()}

    def bound_without(self, gone: Whole, schools: Whole) -> int:
        """What no links can be worth once the classes ``gone``, of these ``schools``, are no longer there.

        The prices of those who stay still cover every link between them, so what they add up to is a bound again.
        """
        prices, sets = self.matched.prices, self.matched.blossoms
        classes = len(self.mate)
        missing = np.zeros(len(prices), dtype=np.bool_)
        missing[gone] = True
        # A class that leaves takes a stand-in of its school with it, the dearest first.
        leaving = np.bincount(schools, minlength=int(self.stand_ins.max(initial=-1)) + 1)
        for at in np.lexsort((-prices[classes:], self.stand_ins)) + classes:
            school = self.stand_ins[at - classes]
            if leaving[school] > 0:
                leaving[school] -= 1
                missing[at] = True
        staying = np.concatenate([[0], np.cumsum(~missing[sets.order])])
        inside = staying[sets.ends] - staying[sets.begins]
        doubled = int(prices[~missing].sum()) + int((sets.duals * (inside // 2)).sum())
        return doubled // 2 - self.large * int((~missing[classes:]).sum())


def best_links(
    classes: int, first: Whole, second: Whole, weight: Whole, *, school: Whole, quotas: dict[int, int]
) -> Best:
    """The links of the largest total weight, each class in at most one, each school within its quota.

    ``quotas`` say for some schools how many of their classes may be linked. The proof is checked before anything is
    given back.

    Raises
    ------
    ConviveError
        When the proof does not hold: a fault of the engine, never of the input.

    >>> ends, school = (np.array([0, 0]), np.array([1, 2])), np.array([0, 1, 1])
    >>> found = best_links(3, *ends, np.array([5, 7]), school=school, quotas={0: 1})
    >>> found.mate.tolist(), found.value, found.bound
    ([2, -1, 0], 7, 7)
    """
    large = int(weight.max(initial=0)) + 1
    ends_a, ends_b = [first], [second]
    stand_ins: list[int] = []
    for place, quota in sorted(quotas.items()):
        own = np.flatnonzero(school == place)
        for _ in range(len(own) - quota):
            ends_a.append(own)
            ends_b.append(np.full(len(own), classes + len(stand_ins)))
            stand_ins.append(place)
    a, b = np.concatenate(ends_a), np.concatenate(ends_b)
    w = np.concatenate([weight, np.full(len(a) - len(weight), large)])
    graph = (classes + len(stand_ins), a, b, w)
    matched = max_weight_matching(*graph)
    bound = certify(matched, *graph)
    if (matched.mate[classes:] < 0).any():
        raise ConviveError("A stand-in of a school's quota was left out of the answer.", rule="quota")
    mate = np.where(matched.mate[:classes] < classes, matched.mate[:classes], -1)
    taken = large * len(stand_ins)
    return Best(mate, matched.value - taken, bound - taken, large, np.array(stand_ins, dtype=np.int64), matched)
