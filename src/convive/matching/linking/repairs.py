"""After classes drop out: the best links again, with most of those that stand kept."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from convive.matching.answers import Quality
from convive.matching.compare import Difference
from convive.matching.linking.answer import Linking
from convive.matching.linking.changes import changed, dropped
from convive.matching.linking.pairing import SOLVER, finished
from convive.matching.linking.prepared import Prepared, prepared
from convive.matching.solve.blossom import slack

KEEP = 100
"""Points that a link that stands is worth beyond its own: as much as a link of last year."""

LOOSE = 0.002
"""A bound that is further away than this share of itself is worked out anew, without the points for keeping."""


@dataclass(frozen=True)
class Repair:
    """A repaired answer.

    Parameters
    ----------
    linking
        The new answer; its value is in the problem's own points, its bound holds for every answer without those who
        dropped out.
    difference
        What changed from the answer before.
    dropped
        The classes that are no longer there.
    standing
        Links of which both classes are still there.
    kept
        How many of these are kept.
    """

    linking: Linking
    difference: Difference
    dropped: tuple[str, ...]
    standing: int
    kept: int

    @property
    def share_kept(self) -> float:
        """Kept links as a share of those that could be kept; 1 when there were none."""
        return self.kept / self.standing if self.standing else 1.0

    def as_dict(self) -> dict[str, Any]:
        """The object that ``--json`` prints."""
        return {
            "repair": {
                "dropped": list(self.dropped),
                "standing": self.standing,
                "kept": self.kept,
                "difference": self.difference.as_dict(),
            }
        } | self.linking.as_dict()


def repair(answer: Linking, without: Sequence[str], keep: int) -> Repair:
    """The best links without some classes or schools, each link that stands being worth ``keep`` points more.

    The answer is the best by those points, proven. By the problem's own points it may be a little below the best; the
    bound says by how much at most. It is the smaller of two: the value with the points for keeping, and what the prices
    of the answer before add up to for those who are still there; where that says little, the best value itself.

    Raises
    ------
    RefusedInput
        When a name is neither a class nor a school.
    """
    begun = time.perf_counter()
    gone = dropped(answer.problem, without)
    ready = prepared(changed(answer.problem, without=gone))
    known, open_ = ready.roll, ready.open
    links = answer.assignments.filter(~pl.col("class_a").is_in(gone), ~pl.col("class_b").is_in(gone))
    stand = known.places(links["class_a"]) * known.classes + known.places(links["class_b"])
    standing = np.isin(open_.first * known.classes + open_.second, stand)
    weight = open_.weight + keep * standing
    best = ready.best(weight)
    chosen = best.mate[open_.first] == open_.second
    value = int(open_.weight[chosen].sum()) + ready.taken
    bound = min((best.bound + ready.taken, *_promised(answer, gone, ready)))
    if bound - value > LOOSE * abs(bound):
        # An answer that was mended before has prices with the points for keeping in them: they promise too little.
        bound = min(bound, ready.best().bound + ready.taken)
    quality = Quality(
        value=value,
        bound=bound,
        status="optimal" if bound == value else "gap",
        seconds=0.0,
        solver=SOLVER,
        seed=answer.quality.seed,
        input_hash=ready.problem.digest,
    )
    linking = finished(ready, best, quality, begun, weight)
    difference = answer.compare(linking)
    return Repair(linking, difference, tuple(gone), links.height, difference.kept)


def _promised(answer: Linking, gone: Sequence[str], ready: Prepared) -> list[int]:
    """What the prices of the answer before promise for those who are still there, where they still cover every pair.

    They may not: a class whose size is not known takes that of its school's other classes, who may be gone; and a class
    whose pinned partner is gone is free.
    """
    before = prepared(answer.problem)
    if len(before.pins) != len(ready.pins):
        return []
    here = before.roll.places(pl.Series(ready.roll.class_ids, dtype=pl.String))
    open_, proof = ready.open, answer.proof
    left = slack(proof.matched, here[open_.first], here[open_.second], open_.weight)
    if left.min(initial=0) < 0:
        return []
    at = before.roll.places(pl.Series(list(gone), dtype=pl.String))
    return [proof.bound_without(at, before.roll.arrays.school[at]) + ready.taken]
