"""All the pairs of classes that may meet, with what each is worth: never cut to the nearest few.

A pair of classes of different schools is admissible when their schools are not vetoed, the two are of one phase, their
nearest years are at most ``max_year_difference`` apart, ``minutes ≤ limit_min``, ``benefit ≥ min_benefit`` and the
weight before continuity is above 0; and when they are not forbidden, share a day and keep the rule for special schools.

    benefit = rint(w_eth · TV(ethnicity) + w_faith · TV(faith) + w_fsm · |fsm_a − fsm_b|)
    minutes = rint(fixed_min + speed_min_per_km · km)
    weight  = bonus + benefit − p_year · years − p_size · |size_a − size_b| − p_min · max(0, minutes − free_min)
              (+ prev where the two schools were linked before)

``TV`` is the total variation distance, half the sum of the absolute differences of the shares; ``rint`` rounds half to
even. What is not known takes nothing away: a mix that one school lacks gives 0 points, a size that has no stand-in
costs nothing. A year that is not known fits any year of the ages that the school teaches and costs as much as one year
apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convive.matching.linking.roll import Real, Roll, Whole, Yes
from convive.matching.linking.rules import RULES


@dataclass(frozen=True)
class Pairs:
    """Admissible pairs, ``first`` before ``second`` by identifier, in that order, with their weights in points."""

    first: Whole
    second: Whole
    weight: Whole

    def __len__(self) -> int:
        return len(self.first)


@dataclass(frozen=True)
class Made:
    """What pairs are made of, admissible or not. Points that are taken off are negative.

    ``mask`` has a bit for each rule broken (:data:`convive.matching.linking.rules.RULES`); a pair within one school
    is for the caller to see.
    """

    mask: Whole
    bonus: int
    difference: Whole
    year: Whole
    size: Whole
    travel: Whole
    continuity: Whole
    minutes: Whole
    ethnicity: Real
    faith: Real
    fsm: Real
    km: Real

    @property
    def value(self) -> Whole:
        """The weight of each pair, in points."""
        return self.bonus + self.difference + self.year + self.size + self.travel + self.continuity


def admissible(roll: Roll) -> Pairs:
    """Every admissible pair of classes.

    Schools are swept from west to east, so that only those within reach are compared; the time grows with the pairs of
    schools within reach, not with the square of their number.
    """
    from convive.matching.linking import kernels

    order = np.argsort(roll.arrays.x, kind="stable").astype(np.int64)
    first, second, weight = kernels.collect(roll.arrays, roll.points, order, reach(roll))
    by_id = np.argsort(first * roll.classes + second)
    return Pairs(first[by_id], second[by_id], weight[by_id])


def reach(roll: Roll) -> float:
    """The kilometres within which a way can be short enough, with a little to spare."""
    points = roll.points
    spare = points.limit + 0.5 - points.fixed
    if spare < 0:
        return -1.0
    return 1e-9 + spare / points.speed * (1 + 1e-9) if points.speed > 0 else np.inf


def made_of(roll: Roll, first: Whole, second: Whole) -> Made:
    """What each pair is made of and which rules it breaks."""
    from convive.matching.linking import kernels

    mask = np.zeros(len(first), dtype=np.int64)
    whole = np.zeros((len(first), 6), dtype=np.int64)
    parts = np.zeros((len(first), 4))
    kernels.judge(roll.arrays, roll.points, first, second, mask, whole, parts)
    return Made(mask, roll.points.bonus, *whole.T, *parts.T)


def funnel(roll: Roll, asked: Whole, wanted: Yes | None = None, anybody: Yes | None = None) -> tuple[Whole, Whole]:
    """How many partners of each class asked about survive the rules one after another, and what each rule alone bars.

    Returns
    -------
    Two tables with a row for each class: classes of other schools and how many of them are left after each rule in
    turn; and for each rule how many partners its removal alone would open. These are counted among those ``wanted``
    where the row of ``anybody`` is false, and among all when nothing is said.
    """
    from convive.matching.linking import kernels

    asked = np.asarray(asked, dtype=np.int64)
    order = np.argsort(roll.arrays.school[asked], kind="stable")
    left = np.zeros((len(asked), len(RULES) + 1), dtype=np.int64)
    alone = np.zeros((len(asked), len(RULES)), dtype=np.int64)
    if wanted is None or anybody is None:
        wanted, anybody = np.ones(roll.classes, dtype=np.bool_), np.ones(len(asked), dtype=np.bool_)
    held = roll.arrays
    columns = np.stack([held.low, held.high, held.year_known, held.phase], axis=1)
    _, like, kind = np.unique(columns, axis=0, return_index=True, return_inverse=True)
    ends = asked[order], wanted.astype(np.int64), anybody[order]
    kernels.funnels(held, roll.points, kind.reshape(-1), like, *ends, left, alone)
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return left[back], alone[back]
