"""From a linking problem to its answer."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import polars as pl

from convive.core.problems.linking import LinkingProblem
from convive.matching.answers import Quality
from convive.matching.linking.answer import Linking
from convive.matching.linking.best import Best
from convive.matching.linking.given_up import given_up
from convive.matching.linking.left_out import left_out
from convive.matching.linking.pairs import Pairs, made_of
from convive.matching.linking.prepared import Prepared, prepared
from convive.matching.linking.roll import Roll, Whole
from convive.matching.linking.thirds import attach, no_thirds
from convive.matching.linking.venues import meet

SOLVER = "blossom"


def pair(problem: LinkingProblem, *, seed: int = 0) -> Linking:
    """Who is to meet whom: the links of the largest total value there is, with a proof, and a reason for who has none.

        maximise Σ wₑ xₑ   where   Σ x at a class ≤ 1,   Σ x at a school's classes ≤ its quota,   x 0 or 1

    over all admissible pairs (:mod:`convive.matching.linking.pairs`). The method is a weighted matching in a general
    graph (:mod:`convive.matching.solve.blossom`), its certificate is checked every time. No chance enters: ``seed`` is
    only written down. ``fixed_pairs`` are read by the venue stage alone.

    Raises
    ------
    RefusedInput
        When a pin breaks a rule, a veto's reason is none, or a class of mixed years ends before it begins.

    >>> schools = pl.DataFrame({"school_id": ["A", "B"], "x_km": [0.0, 3.0], "y_km": [0.0, 4.0],
    ...     "eth_a": [0.9, 0.2], "eth_b": [0.1, 0.8]})
    >>> classes = pl.DataFrame({"class_id": ["a", "b"], "school_id": ["A", "B"], "year": [4, 5], "size": [28, 30]})
    >>> found = pair(LinkingProblem(schools, classes))
    >>> found.assignments.select("class_a", "class_b", "value", "difference", "year", "size", "travel").row(0)
    ('a', 'b', 812, 420, -60, -12, -36)
    >>> found.quality.status
    'optimal'
    """
    begun = time.perf_counter()
    ready = prepared(problem)
    best = ready.best()
    quality = Quality(
        value=best.value + ready.taken,
        bound=best.bound + ready.taken,
        status="optimal",
        seconds=0.0,
        solver=SOLVER,
        seed=seed,
        input_hash=problem.digest,
    )
    return finished(ready, best, quality, begun)


def finished(ready: Prepared, best: Best, quality: Quality, begun: float, weight: Whole | None = None) -> Linking:
    """The whole answer, once it is known who is linked: tables, reasons, third classes and venues.

    ``begun`` is when the work began, by ``time.perf_counter``; ``weight`` those of the open pairs where others than
    their own were used.
    """
    one_more = ready.one_more(best, weight)
    problem, known, pins = ready.problem, ready.roll, ready.pins
    mate = best.mate.copy()
    mate[pins.first], mate[pins.second] = pins.second, pins.first
    assignments = _assignments(known, mate, pins)
    thirds = no_thirds()
    if problem.rules.triads:
        thirds = attach(known, ready.pairs, mate, _still(known, best.mate, ready.quotas))
    out = np.flatnonzero(mate < 0)
    if thirds.height:
        out = np.setdiff1d(out, known.places(thirds["class_id"]))
    places = problem.venues.height and problem.venue_capacity.height
    return Linking(
        assignments=assignments,
        unassigned=left_out(ready, best, out, one_more),
        quality=replace(quality, seconds=time.perf_counter() - begun),
        relaxed=given_up(problem, known, one_more, mate, thirds),
        thirds=thirds,
        venues=meet(problem, assignments.select("class_a", "class_b")) if places else None,
        fixed_venues=meet(problem, problem.fixed_pairs) if problem.fixed_pairs.height else None,
        problem=problem,
        proof=best,
    )


def _still(known: Roll, mate: Whole, quotas: dict[int, int]) -> dict[int, int]:
    """How many classes of each school with a quota may still be linked."""
    linked = np.bincount(known.arrays.school[mate >= 0], minlength=len(known.school_ids))
    return {school: quota - int(linked[school]) for school, quota in quotas.items()}


def _assignments(known: Roll, mate: Whole, pins: Pairs) -> pl.DataFrame:
    first = np.flatnonzero(mate > np.arange(len(mate))).astype(np.int64)
    second = mate[first]
    made = made_of(known, first, second)
    classes, schools, school = known.class_ids, known.school_ids, known.arrays.school

    def names(of: tuple[str, ...], at: Whole) -> pl.Series:
        return pl.Series([of[place] for place in at.tolist()], dtype=pl.String)

    return pl.DataFrame(
        {
            "class_a": names(classes, first),
            "class_b": names(classes, second),
            "school_a": names(schools, school[first]),
            "school_b": names(schools, school[second]),
            "value": made.value,
            "bonus": np.full(len(first), made.bonus, dtype=np.int64),
            "difference": made.difference,
            "ethnicity": made.ethnicity.round(3),
            "faith": made.faith.round(3),
            "fsm": made.fsm.round(3),
            "year": made.year,
            "size": made.size,
            "travel": made.travel,
            "continuity": made.continuity,
            "minutes": made.minutes,
            "km": made.km.round(3),
            "pinned": np.isin(first, pins.first),
        }
    )
