"""Who meets with which mentor: by value, or stable, or kindest to whoever fits worst."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from convive.core.errors import RefusedInput
from convive.core.problems import MentoringProblem
from convive.matching.answers import RELAXED, UNASSIGNED, Answer, Quality
from convive.matching.mentoring.best import Best, find_best, find_kindest
from convive.matching.mentoring.pairs import RULES, Mask, Pairs, Rule, Whole, prepare
from convive.matching.mentoring.stable import accept, blocking

Way = Literal["value", "stable", "worst_first"]
GIVEN_UP = {
    "stable": "So much value is given up so that no two would rather have each other.",
    "worst_first": "So much value is given up so that more people are placed and the worst fit is better.",
    "kept_pairs": "So much value is given up so that pairs that stand stay together.",
}
SOLVERS: dict[Way, str] = {"value": "augmenting-paths", "stable": "deferred-acceptance", "worst_first": "leximin"}


@dataclass(frozen=True)
class Stability:
    """What it costs that no mentee and mentor would rather have each other, and how many would without it.

    >>> Stability(value_best=100, value_stable=96, placed_best=9, placed_stable=8, blocking=5).price
    0.04
    """

    value_best: int
    value_stable: int
    placed_best: int
    placed_stable: int
    blocking: int

    @property
    def price(self) -> float:
        """The share of the value that is given up for stability."""
        return (self.value_best - self.value_stable) / self.value_best if self.value_best else 0.0

    def as_dict(self) -> dict[str, Any]:
        """The object under ``stability`` in ``--json``."""
        return {
            "value_best": self.value_best,
            "value_stable": self.value_stable,
            "placed_best": self.placed_best,
            "placed_stable": self.placed_stable,
            "blocking": self.blocking,
            "price": self.price,
        }


@dataclass(frozen=True)
class Mentoring(Answer):
    """Who meets with whom.

    ``assignments`` has ``mentee``, ``mentor``, ``employer``, ``score`` and ``value``, which is ``weight`` and
    ``rematch`` (the points off an earlier pair) together, and whether the pair was ``pinned``. Reasons for being left
    out are ``no_eligible_mentor`` and ``full``; rules that may help are ``forbidden``, ``rematch`` and
    ``employer_capacity``. ``quality.bound`` is what no answer of any kind can be worth more than.
    """

    way: Way
    stability: Stability

    def as_dict(self) -> dict[str, Any]:
        """The one object that ``--json`` prints."""
        return {**super().as_dict(), "way": self.way, "stability": self.stability.as_dict()}


def match(problem: MentoringProblem, *, stable: bool = False, worst_first: bool = False, seed: int = 0) -> Mentoring:
    """Gives each mentee at most one mentor, and each mentor at most as many people as they have places.

    Parameters
    ----------
    problem
        Mentees, mentors and the pairs that could be.
    stable
        No two would rather have each other (:mod:`convive.matching.mentoring.stable`). Otherwise the sum of the
        weights is as large as it can be, which is proven.
    worst_first
        As many as can be have a mentor, and the worst fit is as good as can be, then the next worst, and so on. Takes
        one run of the solver for each score that occurs.
    seed
        Kept with the answer; no chance enters.

    Raises
    ------
    RefusedInput
        When both ways are asked for, or pins cannot be kept (:func:`convive.matching.mentoring.pairs.prepare`).

    >>> problem = MentoringProblem(
    ...     edges=pl.DataFrame({"mentee": ["A", "A", "B"], "mentor": ["X", "Y", "X"], "score": [9, 8, 7]}),
    ...     mentors=pl.DataFrame({"mentor": ["X", "Y"], "capacity": [1, 1]}),
    ...     mentees=pl.DataFrame({"mentee": ["A", "B"]}),
    ... )
    >>> match(problem).assignments.select("mentee", "mentor").rows()
    [('A', 'Y'), ('B', 'X')]
    >>> match(problem, stable=True).assignments.select("mentee", "mentor").rows()
    [('A', 'X')]
    """
    if stable and worst_first:
        raise RefusedInput(
            "An answer is stable or kindest to the worst fit, not both.",
            rule="one-of",
            hint="Ask twice and compare the two answers.",
        )
    begun = time.perf_counter()
    pairs = prepare(problem)
    way: Way = "stable" if stable else "worst_first" if worst_first else "value"
    return settle(problem, pairs, way, seed=seed, begun=begun)


def settle(
    problem: MentoringProblem,
    pairs: Pairs,
    way: Way,
    *,
    seed: int,
    begun: float,
    chosen: Whole | None = None,
    best: Best | None = None,
) -> Mentoring:
    """The whole answer to pairs that are prepared; with ``chosen`` that one, told in full."""
    best, steady = best or find_best(pairs), accept(pairs)
    kept = chosen is not None
    if chosen is None:
        chosen = {"value": best.chosen, "stable": steady}[way] if way != "worst_first" else find_kindest(pairs)
    value = pairs.value(chosen)
    lifted = {rule: pairs.lifting(rule) for rule in pairs.in_force}
    without = {rule: choose(other, way) for rule, other in lifted.items()}
    gained = {rule: lifted[rule].value(found) - value for rule, found in without.items()}
    return Mentoring(
        assignments=_assignments(problem, pairs, chosen),
        unassigned=_unassigned(pairs, chosen, lifted, without),
        quality=Quality(
            value=value,
            bound=best.bound,
            status="optimal" if value == best.bound else "gap",
            seconds=time.perf_counter() - begun,
            solver=SOLVERS[way],
            seed=seed,
            input_hash=problem.digest,
        ),
        relaxed=_relaxed(pairs, "kept_pairs" if kept else way, chosen, gained, best.bound - value),
        way=way,
        stability=Stability(
            value_best=best.bound,
            value_stable=pairs.value(steady),
            placed_best=int((best.chosen >= 0).sum()),
            placed_stable=int((steady >= 0).sum()),
            blocking=int(blocking(pairs, best.chosen).sum()),
        ),
    )


def choose(pairs: Pairs, way: Way) -> Whole:
    """The pair of every mentee, −1 without one."""
    if way == "stable":
        return accept(pairs)
    return find_kindest(pairs) if way == "worst_first" else find_best(pairs).chosen


def _assignments(problem: MentoringProblem, pairs: Pairs, chosen: Whole) -> pl.DataFrame:
    made = chosen[chosen >= 0]
    return (
        pl.DataFrame(
            {
                "mentee": pairs.mentees.gather(pairs.mentee[made]),
                "mentor": pairs.mentors.gather(pairs.mentor[made]),
                "score": pairs.score[made],
                "value": pairs.worth[made],
                "weight": pairs.weight[made],
                "rematch": (pairs.worth - pairs.weight)[made],
                "pinned": pairs.pinned[made],
            }
        )
        .join(problem.mentors.select("mentor", "employer"), on="mentor", how="left", maintain_order="left")
        .select("mentee", "mentor", "employer", "score", "value", "weight", "rematch", "pinned")
    )


def _unassigned(pairs: Pairs, chosen: Whole, lifted: dict[Rule, Pairs], without: dict[Rule, Whole]) -> pl.DataFrame:
    """Who is left out, why, and which single rule would help.

    Where nobody would do: the rules without which somebody would. Where everybody who would do is full: the rules
    without which the same method gives this person a mentor.
    """
    left_out = np.flatnonzero(chosen < 0)
    some = _somebody(pairs)
    would = {rule: np.where(some, without[rule] >= 0, _somebody(other)) for rule, other in lifted.items()}
    return pl.DataFrame(
        {
            "id": pairs.mentees.gather(left_out),
            "reason": ["full" if some[i] else "no_eligible_mentor" for i in left_out.tolist()],
            "would_open": [[rule for rule in RULES if rule in would and would[rule][i]] for i in left_out.tolist()],
        },
        schema=UNASSIGNED,
    )


def _somebody(pairs: Pairs) -> Mask:
    """For whom there is a mentor who would do, with places of their own."""
    can = pairs.eligible[pairs.capacity[pairs.mentor[pairs.eligible]] > 0]
    return np.bincount(pairs.mentee[can], minlength=len(pairs.mentees)) > 0


def _relaxed(pairs: Pairs, aim: str, chosen: Whole, gained: dict[Rule, int], given_up: int) -> pl.DataFrame:
    """Earlier pairs that are made again, and each rule whose keeping costs something."""
    made = chosen[chosen >= 0]
    rows = [
        (
            "rematch",
            f"{pairs.mentees[int(pairs.mentee[pair])]} – {pairs.mentors[int(pairs.mentor[pair])]}",
            float(pairs.weight[pair] - pairs.worth[pair]),
            "The two met before. No other answer is worth more, with the points taken off.",
        )
        for pair in made[pairs.worth[made] != pairs.weight[made]].tolist()
    ]
    priced: dict[Rule, tuple[str, str]] = {
        "forbidden": (f"{int(pairs.forbidden.sum())} pairs", "Pairs that must not meet would be worth more."),
        "employer_capacity": (f"{len(pairs.room)} employers", "Employers could take more people than their limit."),
        "pins": (
            f"{int(pairs.pinned.sum())} pairs",
            "Without the pairs that are settled the whole would be worth more.",
        ),
    }
    rows += [(rule, *_with_price(priced[rule], gained[rule])) for rule in priced if gained.get(rule, 0) > 0]
    if given_up > 0:
        rows.append((aim, "everybody", float(given_up), GIVEN_UP[aim]))
    return pl.DataFrame(rows, schema=dict(RELAXED), orient="row")


def _with_price(told: tuple[str, str], price: int) -> tuple[str, float, str]:
    return told[0], float(price), told[1]
