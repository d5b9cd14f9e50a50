"""What another rule would change, and how an answer is mended when people drop out."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from convive.core.errors import UnknownName, did_you_mean
from convive.core.problems import MentoringProblem
from convive.matching.mentoring.best import Best, find_best
from convive.matching.mentoring.match import Mentoring, choose, match, settle
from convive.matching.mentoring.pairs import Mask, Pairs, Whole, prepare

STEPS = 6
"""How often the balance between keeping pairs and value is halved."""


@dataclass(frozen=True)
class Changed:
    """Another answer beside the first.

    ``gained`` is the value of the second less that of the first. ``moved`` has one row for each mentee for whom
    something is different: ``mentee``, ``before`` and ``after`` (mentors, null for none), ``gained``.
    """

    answer: Mentoring
    gained: float
    moved: pl.DataFrame


@dataclass(frozen=True)
class Repaired(Changed):
    """A mended answer: of the ``of`` pairs of whom nobody dropped out, ``kept`` stand.

    ``lost`` is the share of the value that a new answer for everybody who is left would have more.
    """

    kept: int
    of: int
    lost: float


def compare(before: Mentoring, after: Mentoring) -> pl.DataFrame:
    """Who has another mentor, or one of the two times none: ``mentee``, ``before``, ``after``, ``gained``."""
    both = before.assignments.select("mentee", before="mentor", was="value").join(
        after.assignments.select("mentee", after="mentor", now="value"), on="mentee", how="full", coalesce=True
    )
    return (
        both.filter(pl.col("before").ne_missing(pl.col("after")))
        .select("mentee", "before", "after", gained=pl.col("now").fill_null(0) - pl.col("was").fill_null(0))
        .sort("mentee")
    )


def what_if(
    problem: MentoringProblem,
    answer: Mentoring,
    *,
    pin: Collection[tuple[str, str]] = (),
    forbid: Collection[tuple[str, str]] = (),
) -> Changed:
    """The answer in the same way, with pairs (mentee, mentor) that are to meet or must not.

    A pin takes the place of an earlier one of the same mentee and lifts what was forbidden; to forbid lifts a pin.

    Raises
    ------
    RefusedInput
        When a name is not listed or a pin cannot be kept.
    """
    pinned, banned = _pairs(pin), _pairs(forbid)
    pins = problem.pins.select("mentee", "mentor").join(pinned, on="mentee", how="anti")
    forbidden = problem.forbidden.select("mentee", "mentor").join(pinned, on=["mentee", "mentor"], how="anti")
    other = replace(
        problem,
        pins=pl.concat([pins.join(banned, on=["mentee", "mentor"], how="anti"), pinned]),
        forbidden=pl.concat([forbidden, banned]).unique(maintain_order=True),
    )
    after = match(
        other, stable=answer.way == "stable", worst_first=answer.way == "worst_first", seed=answer.quality.seed
    )
    return Changed(after, after.quality.value - answer.quality.value, compare(answer, after))


def repair(
    problem: MentoringProblem, answer: Mentoring, dropouts: Iterable[str], *, most_lost: float = 0.01
) -> Repaired:
    """The answer without those who dropped out, with as many of the other pairs as can be kept together.

    All other pairs stay where that costs at most ``most_lost`` of the value of a new answer. Otherwise a pair that
    stands is given extra points, as many as keep within it. An answer that is to be stable is worked out anew.

    Raises
    ------
    UnknownName
        When somebody is in neither list.
    """
    begun = time.perf_counter()
    rest = without(problem, dropouts)
    pairs = prepare(rest)
    both = answer.assignments.join(rest.edges, on=["mentee", "mentor"], how="semi")
    stands = _mask(pairs, both)
    best = find_best(pairs)
    fresh = best.chosen if answer.way == "value" else choose(pairs, answer.way)
    chosen = fresh if answer.way == "stable" else _keep(pairs, answer, stands, fresh, best, most_lost)
    after = settle(
        rest,
        pairs,
        answer.way,
        seed=answer.quality.seed,
        begun=begun,
        best=best,
        chosen=None if answer.way == "stable" else chosen,
    )
    whole = pairs.value(fresh)
    return Repaired(
        answer=after,
        gained=after.quality.value - answer.quality.value,
        moved=compare(answer, after),
        kept=int(stands[chosen[chosen >= 0]].sum()),
        of=both.height,
        lost=(whole - pairs.value(chosen)) / whole if whole else 0.0,
    )


def without(problem: MentoringProblem, dropouts: Iterable[str]) -> MentoringProblem:
    """The problem without some of its mentees and mentors, and without every pair and rule that names them.

    Raises
    ------
    UnknownName
        When somebody is in neither list.
    """
    gone = set(dropouts)
    known = {*problem.mentees["mentee"], *problem.mentors["mentor"]}
    for name in sorted(gone - known):
        raise UnknownName(f"“{name}” is neither a mentee nor a mentor.", hint=did_you_mean(name, known), rule="known")
    out = sorted(gone)
    stay = ~pl.col("mentee").is_in(out) & ~pl.col("mentor").is_in(out)
    return replace(
        problem,
        edges=problem.edges.filter(stay),
        mentors=problem.mentors.filter(~pl.col("mentor").is_in(out)),
        mentees=problem.mentees.filter(~pl.col("mentee").is_in(out)),
        previous=problem.previous.filter(stay),
        pins=problem.pins.filter(stay),
        forbidden=problem.forbidden.filter(stay),
    )


def _keep(pairs: Pairs, answer: Mentoring, stands: Mask, fresh: Whole, best: Best, most_lost: float) -> Whole:
    """All that stands, where that is cheap enough; otherwise as much as the points allow."""
    least = (1 - most_lost) * pairs.value(fresh)
    standing = pairs.settling(np.flatnonzero(stands))
    if not standing.overfull:
        kept = choose(standing, answer.way)
        if pairs.value(kept) >= least:
            return kept
    low, high, found = 0, int(pairs.worth.max(initial=0)), fresh
    if answer.way == "value":
        for _ in range(STEPS):
            extra = (low + high + 1) // 2
            tried = find_best(replace(pairs, worth=pairs.worth + extra * stands)).chosen
            if pairs.value(tried) >= least:
                low, found = extra, tried
            else:
                high = extra
    return found


def _mask(pairs: Pairs, both: pl.DataFrame) -> Mask:
    """Which pairs these are."""
    at = pairs.mentee * len(pairs.mentors) + pairs.mentor
    mentee = pairs.mentees.search_sorted(both["mentee"]).to_numpy().astype(np.int64)
    mentor = pairs.mentors.search_sorted(both["mentor"]).to_numpy().astype(np.int64)
    return np.isin(at, mentee * len(pairs.mentors) + mentor)


def _pairs(named: Collection[tuple[str, str]]) -> pl.DataFrame:
    return pl.DataFrame(list(named), schema={"mentee": pl.String, "mentor": pl.String}, orient="row")
