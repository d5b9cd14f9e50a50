"""The most valuable answer, with its proof; and the answer that is kindest to whoever fits worst."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convive.matching.mentoring.pairs import Pairs, Whole
from convive.matching.solve.flow import Assigned, assign, certify


@dataclass(frozen=True)
class Best:
    """The pair of every mentee (−1 without one), the bound that no answer exceeds, and the price of each place."""

    chosen: Whole
    bound: int
    price_mentee: Whole
    price_mentor: Whole


def find_best(pairs: Pairs) -> Best:
    """The answer of largest value, proven by its prices."""
    can = pairs.eligible
    got = _solve(pairs, can, pairs.worth[can])
    employer = np.append(got.price_parent, 0)[pairs.employer]
    return Best(
        chosen=pairs.chosen(_pairs_of(got, can)),
        bound=got.bound + pairs.value(np.flatnonzero(pairs.pinned)),
        price_mentee=got.price_left,
        price_mentor=got.price_right + employer,
    )


def find_kindest(pairs: Pairs) -> Whole:
    """The pair of every mentee, so that as many as can be have a mentor and the worst fit is as good as can be.

    Then the next worst, and so on (leximin); of the answers that are left, the most valuable. Being left out counts as
    worse than any fit.

    Each step asks for one thing more and keeps all that was asked before. The prices of a step name its best answers:
    they use only pairs that cost what they are worth, and fill whatever has a price. So the next step is told so in
    small numbers, and weights never grow with the number of steps.
    """
    can = pairs.eligible
    can, kept = _face(pairs, can, np.ones(len(can), np.int64))
    people = len(pairs.mentees) + 1
    for level in np.unique(pairs.fit[can])[:-1].tolist():
        if np.any(pairs.fit[can] == level):
            can, kept = _face(pairs, can, kept * people + (pairs.fit[can] > level))
    scale = int(pairs.worth[can].max(initial=0)) * people + 1
    return pairs.chosen(_pairs_of(_solve(pairs, can, kept * scale + pairs.worth[can]), can))


def _solve(pairs: Pairs, can: Whole, weight: Whole) -> Assigned:
    network = (len(pairs.mentees), pairs.places, pairs.mentee[can], pairs.mentor[can], weight)
    got = assign(*network, parent=pairs.employer, parent_capacity=pairs.rooms)
    certify(got, *network, parent=pairs.employer, parent_capacity=pairs.rooms)
    return got


def _pairs_of(got: Assigned, can: Whole) -> Whole:
    placed = got.chosen >= 0
    found = np.full(len(got.chosen), -1, np.int64)
    found[placed] = can[got.chosen[placed]]
    return found


def _face(pairs: Pairs, can: Whole, weight: Whole) -> tuple[Whole, Whole]:
    """The pairs that some best answer by these weights may use, and small weights with the same best answers.

    A pair that costs more than it is worth is in no best answer. A mentee, mentor or employer with a price is full in
    each: a pair counts 1 for each of them, so that the most is reached when all of them are full.
    """
    got = _solve(pairs, can, weight)
    mentee, mentor = pairs.mentee[can], pairs.mentor[can]
    by = pairs.employer[mentor]
    employer = np.append(got.price_parent, 0)
    cost = got.price_left[mentee] + got.price_right[mentor] + employer[by]
    tight = np.flatnonzero((cost == weight) & (cost > 0))
    mentee, mentor, by = mentee[tight], mentor[tight], by[tight]
    counts = (got.price_left[mentee] > 0).astype(np.int64) + (got.price_right[mentor] > 0) + (employer[by] > 0)
    return can[tight], counts
