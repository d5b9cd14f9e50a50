"""What each weight on a missing session gives: learners' points against sessions that trainees go without.

For a weight λ the full model gives points W less λ times the sessions missing S. As λ grows, W and S fall in steps: the
best value is convex and piecewise linear in λ, so between two answers there is another exactly when the line through
both is beaten by a third (Eisner and Severance 1976). Every answer that is best for some weight is found so, each with
the weights for which it is. All numbers are whole, so nothing is missed by rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from convive.core.problems.placement import PlacementProblem
from convive.matching.placement.answer import Placement
from convive.matching.placement.arrays import Arrays, arrays
from convive.matching.placement.changes import POLICIES, what_if
from convive.matching.placement.opening import open_classes
from convive.matching.placement.pairs import Pairs, pairs
from convive.matching.placement.turns import share_sessions

CURVE = {
    "from_weight": pl.Float64,
    "to_weight": pl.Float64,
    "placed": pl.Int64,
    "sessions_missing": pl.Int64,
    "learner_points": pl.Int64,
    "classes": pl.Int64,
}

PRICES = {
    "without": pl.String,
    "placed": pl.Int64,
    "sessions_missing": pl.Int64,
    "learner_points": pl.Int64,
    "classes": pl.Int64,
}


@dataclass(frozen=True)
class _Answer:
    placed: int
    missing: int
    points: int
    classes: int


def trade_off(problem: PlacementProblem, most: int = 40) -> pl.DataFrame:
    """One row for each answer of the full model that is best for some weight on a missing session.

    ``from_weight`` and ``to_weight`` are the weights between which it is best (at the ends two answers are equally
    good; null: however large); ``placed``, ``sessions_missing``, ``learner_points`` (before anything is taken off) and
    ``classes`` that run. The first row is for weights next to nothing.

    ``most`` ends the search after so many solutions; what lies between the rows found so far is then not known, and
    the rows do not meet: the next one begins later than the one before ends.
    """
    board = arrays(problem)
    found = pairs(board)
    solved = 0

    def best(weight: Fraction) -> _Answer:
        nonlocal solved
        solved += 1
        return _solve(board, found, weight)

    # Next to nothing: all points count more than all sessions; however large: all sessions more than all points.
    sessions = int(board.trainees["min_sessions"].sum()) + 1
    everything = int(abs(found.worth).sum()) + 1
    first, last = best(Fraction(1, sessions)), best(Fraction(everything))
    corners = [first]
    known: list[bool] = []

    def between(left: _Answer, right: _Answer) -> None:
        """The corners after ``left`` up to ``right``."""
        if left.missing == right.missing:
            return
        weight = Fraction(left.points - right.points, left.missing - right.missing)
        middle = best(weight) if solved < most else None
        if middle is None or middle.points - weight * middle.missing <= left.points - weight * left.missing:
            corners.append(right)
            known.append(middle is not None)
            return
        between(left, middle)
        between(middle, right)

    between(first, last)
    weights: list[float | None] = [0.0]
    ends: list[float | None] = []
    for at, sure in enumerate(known):
        left, right = corners[at], corners[at + 1]
        weight = float(Fraction(left.points - right.points, left.missing - right.missing))
        ends.append(weight if sure else None)
        weights.append(weight if sure else None)
    ends.append(None)
    return pl.DataFrame(
        {
            "from_weight": weights,
            "to_weight": ends,
            "placed": [corner.placed for corner in corners],
            "sessions_missing": [corner.missing for corner in corners],
            "learner_points": [corner.points for corner in corners],
            "classes": [corner.classes for corner in corners],
        },
        schema=CURVE,
    )


def _solve(board: Arrays, found: Pairs, weight: Fraction) -> _Answer:
    opened = open_classes(board, found, found.worth * weight.denominator, weight.numerator)
    opened = share_sessions(board, found, opened)
    given = opened.sessions.sum(axis=1)
    missing = int((board.trainees["min_sessions"].to_numpy() - given).clip(0).sum())
    return _Answer(int(opened.chosen.sum()), missing, int(found.worth[opened.chosen].sum()), int(opened.runs.sum()))


def policy_prices(given: Placement) -> pl.DataFrame:
    """What each policy of the full model costs: the answer as it is, and without least sizes, trainees, or who teaches.

    ``without`` (null for the answer as it is), ``placed``, ``sessions_missing``, ``learner_points`` (before anything is
    taken off for sessions) and ``classes`` that run. Without trainees no session is asked for and none is missing.
    """
    answers = {None: given} | {policy: what_if(given, without=policy).after for policy in POLICIES}
    return pl.DataFrame(
        [
            {
                "without": policy,
                "placed": int(answer.totals["placed"]),
                "sessions_missing": int(answer.totals["sessions_missing"]),
                "learner_points": answer.assignments["value"].sum(),
                "classes": answer.classes.filter(pl.col("learners") > 0).height,
            }
            for policy, answer in answers.items()
        ],
        schema=PRICES,
    )
