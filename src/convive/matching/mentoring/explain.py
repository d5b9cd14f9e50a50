"""Why somebody has the mentor they have, or none, and what each other choice would cost the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from convive.core.errors import UnknownName, did_you_mean
from convive.core.problems import MentoringProblem
from convive.matching.mentoring.best import find_best
from convive.matching.mentoring.match import Mentoring, choose
from convive.matching.mentoring.pairs import Pairs, prepare

MOST = 3
"""How many other mentors are looked at."""


@dataclass(frozen=True)
class Explanation:
    """What led to one line of an answer, counted and worked out again, never guessed.

    Parameters
    ----------
    mentee, mentor
        The two; the mentor is ``None`` for somebody who is left out, and then ``reason`` and ``would_open`` are those
        of the answer.
    offered, forbidden, worthless, eligible
        How many mentors are in the list of pairs for this mentee; how many of them are forbidden; how many of the rest
        are worth nothing; how many are left.
    regret
        How much less the whole is worth when this pair is forbidden; ``None`` without one.
    options
        The likeliest other mentors: ``mentor``, ``score``, ``value`` of the pair, ``places``, ``taken``,
        ``price`` (what one more place at this mentor would add, at most), ``last_value`` and ``last_wait`` (the pair
        worth least there, and the weeks that person had waited), and ``cost``: how much less the whole is worth when
        this mentee is settled there, null where pins leave no place. The cheapest first.
    """

    mentee: str
    mentor: str | None
    reason: str | None
    would_open: tuple[str, ...]
    offered: int
    forbidden: int
    worthless: int
    eligible: int
    regret: int | None
    options: pl.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """The one object that ``--json`` prints."""
        return {**self.__dict__, "would_open": list(self.would_open), "options": self.options.to_dicts()}


def explain(problem: MentoringProblem, answer: Mentoring, mentee: str, *, most: int = MOST) -> Explanation:
    """The explanation of one mentee's line. Every cost is worked out by answering again in the same way.

    Raises
    ------
    UnknownName
        When there is no such mentee.
    """
    pairs = prepare(problem)
    if mentee not in problem.mentees["mentee"]:
        raise UnknownName(
            f"There is no mentee “{mentee}”.", hint=did_you_mean(mentee, problem.mentees["mentee"]), rule="known"
        )
    who = int(pairs.mentees.search_sorted(mentee))
    own = np.flatnonzero(pairs.mentee == who)
    may = own[~pairs.forbidden[own]]
    eligible = may[pairs.worth[may] > 0]
    line = answer.assignments.filter(mentee=mentee)
    left_out = answer.unassigned.filter(id=mentee)
    mentor = None if line.is_empty() else str(line["mentor"].item())
    has = [pair for pair in own.tolist() if pairs.mentors[int(pairs.mentor[pair])] == mentor]
    value = int(answer.quality.value)
    return Explanation(
        mentee=mentee,
        mentor=mentor,
        reason=None if left_out.is_empty() else str(left_out["reason"].item()),
        would_open=() if left_out.is_empty() else tuple(left_out["would_open"].item()),
        offered=len(own),
        forbidden=len(own) - len(may),
        worthless=len(may) - len(eligible),
        eligible=len(eligible),
        regret=value - _worth(pairs.without(has[0]), answer) if has else None,
        options=_options(problem, pairs, answer, [pair for pair in eligible.tolist() if pair not in has], most),
    )


def _worth(pairs: Pairs, answer: Mentoring) -> int:
    """What the same way of matching gives."""
    return pairs.value(choose(pairs, answer.way))


def _options(problem: MentoringProblem, pairs: Pairs, answer: Mentoring, others: list[int], most: int) -> pl.DataFrame:
    """The pairs that by their prices lose least, each settled in turn."""
    best = find_best(pairs)
    loses = best.price_mentee[pairs.mentee] + best.price_mentor[pairs.mentor] - pairs.worth
    waited = dict(problem.mentees.select("mentee", "wait_weeks").iter_rows())
    rows = []
    for pair in sorted(others, key=lambda pair: (int(loses[pair]), pair))[:most]:
        j = int(pairs.mentor[pair])
        there = answer.assignments.filter(mentor=pairs.mentors[j]).sort("value", "mentee")
        settled = pairs.settling(np.array([pair]))
        rows.append(
            {
                "mentor": pairs.mentors[j],
                "score": int(pairs.score[pair]),
                "value": int(pairs.worth[pair]),
                "places": int(pairs.capacity[j]),
                "taken": there.height,
                "price": int(best.price_mentor[j]),
                "last_value": there["value"][0] if there.height else None,
                "last_wait": waited[there["mentee"][0]] if there.height else None,
                "cost": None if settled.overfull else int(answer.quality.value) - _worth(settled, answer),
            }
        )
    schema = {name: pl.String if name == "mentor" else pl.Int64 for name in OPTIONS}
    return pl.DataFrame(rows, schema=schema).sort("cost", "mentor", nulls_last=True)


OPTIONS = ("mentor", "score", "value", "places", "taken", "price", "last_value", "last_wait", "cost")
