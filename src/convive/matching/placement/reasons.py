"""Why somebody has no place and why a class does not run, worked out from the answer and never guessed.

Reasons of learners
    ``not_open_to_me``: they said that a place in a class is not open to them.
    ``no_eligible_class``: no class passes all six rules.
    ``forbidden``: somebody decided against every class that does.
    ``class_not_opened``: none of the classes that do runs.
    ``creche_full``: a class has a place, its crèche has none.
    ``full``: no class that runs and passes the rules has a place left.
    ``not_worth``: a place is free, and by the weights the way takes more points than the place brings.

Reasons of classes
    ``no_places``, ``min_size_above_capacity``, ``too_few_learners`` (all who could be there together are fewer than it
    begins with), ``no_trainee`` (all who could teach there together have too few sessions) or ``not_worth`` (it could
    run, and the answer is worth more without it).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from convive.core.problems.placement import RULES
from convive.matching.answers import UNASSIGNED
from convive.matching.placement.arrays import Arrays, Marks, Whole
from convive.matching.placement.eligibility import Bits, named, would_open
from convive.matching.placement.pairs import Pairs

_NOBODY = np.iinfo(np.int64).max
UNPLACED = {
    **UNASSIGNED,
    "price": pl.Int64,
    "last_admitted_weeks": pl.Int64,
    "funnel": pl.Struct(dict.fromkeys(RULES, pl.Int64)),
}


def free_places(board: Arrays, pairs: Pairs, chosen: Marks, runs: Marks) -> tuple[Whole, Whole]:
    """Places and crèche places left in each class; none in a class that does not run."""
    many = board.classes.height
    taken = np.bincount(pairs.klass[chosen], minlength=many)
    with_creche = np.bincount(pairs.klass[chosen & pairs.needs_creche], minlength=many)
    return np.where(runs, board.capacity - taken, 0), np.where(runs, board.creche - with_creche, 0)


def unplaced(
    board: Arrays, pairs: Pairs, chosen: Marks, runs: Marks, price: Whole | None, waived: Bits | None
) -> pl.DataFrame:
    """Everybody without a place: the reason, the single rules that would help, and what the place costs.

    ``would_open`` of somebody without an eligible class names the rules whose removal alone opens any class, of
    everybody else those whose removal alone opens a class that runs and has a place left. ``price`` is what one more
    place in the class where that is least would add at most, ``last_admitted_weeks`` the shortest wait with which
    somebody got a place there. ``funnel`` has the classes that are left after each rule.
    """
    people = board.learners.height
    without = np.ones(people, np.bool_)
    without[pairs.learner[chosen]] = False
    rows = np.flatnonzero(without)
    places, creche = free_places(board, pairs, chosen, runs)

    def some(which: Marks) -> Marks:
        """Who has a pair of this kind."""
        return (np.bincount(pairs.learner[which], minlength=people) > 0)[rows]

    opened = runs[pairs.klass]
    seat = opened & (places[pairs.klass] > 0)
    ready = seat & (~pairs.needs_creche | (creche[pairs.klass] > 0))
    conditions = {
        "not_open_to_me": board.not_open[rows],
        "no_eligible_class": pairs.funnel[rows, -1] == 0,
        "forbidden": ~some(np.ones(len(pairs), np.bool_)),
        "class_not_opened": ~some(opened),
        "not_worth": some(ready),
        "creche_full": some(seat),
    }
    reason = np.select(list(conditions.values()), list(conditions), default="full")
    opens = np.zeros(len(rows), np.uint8)
    nowhere = reason == "no_eligible_class"
    elsewhere = ~nowhere & ~np.isin(reason, ("not_open_to_me", "forbidden"))
    opens[nowhere] = would_open(board, rows[nowhere], waived=waived)
    opens[elsewhere] = would_open(board, rows[elsewhere], (places > 0, (places > 0) & (creche > 0)), waived)
    waited = np.isin(reason, ("full", "creche_full"))
    last = _least(_last_admitted(board, pairs, chosen)[pairs.klass, pairs.needs_creche.astype(np.int64)], pairs, opened)
    shown = pl.DataFrame(
        {
            "id": board.learners["learner_id"][rows],
            "reason": pl.Series(reason.tolist(), dtype=pl.String),
            "would_open": named(opens),
            "price": _known(_least(price, pairs, opened)[rows], waited),
            "last_admitted_weeks": _known(last[rows], waited),
        }
    )
    funnel = pl.DataFrame(pairs.funnel[rows], schema=dict.fromkeys(RULES, pl.Int64), orient="row")
    return shown.with_columns(funnel=funnel.to_struct()).cast(UNPLACED)  # type: ignore[arg-type]  # it takes classes


def not_opened(board: Arrays, pairs: Pairs, runs: Marks) -> list[str | None]:
    """Why each class does not run; ``None`` for those that do."""
    many = board.classes.height
    plain = np.bincount(pairs.klass[~pairs.needs_creche], minlength=many)
    needing = np.minimum(np.bincount(pairs.klass[pairs.needs_creche], minlength=many), board.creche)
    taught = board.trainees["max_sessions"].to_numpy() @ board.may_teach
    conditions = {
        "": runs,
        "no_places": board.capacity == 0,
        "min_size_above_capacity": board.min_size > board.capacity,
        "too_few_learners": plain + needing < board.min_size,
        "no_trainee": taught < board.sessions,
    }
    return [why or None for why in np.select(list(conditions.values()), list(conditions), default="not_worth").tolist()]


def _last_admitted(board: Arrays, pairs: Pairs, chosen: Marks) -> Whole:
    """Classes × (anybody, with a crèche place): the shortest wait with which somebody got in."""
    last = np.full((board.classes.height, 2), _NOBODY, np.int64)
    waited = board.learners["wait_weeks"].to_numpy()[pairs.learner]
    np.minimum.at(last[:, 0], pairs.klass[chosen], waited[chosen])
    here = chosen & pairs.needs_creche
    np.minimum.at(last[:, 1], pairs.klass[here], waited[here])
    # Where the crèche is not what is short, whoever got in last stands before somebody who needs it, too.
    full = np.bincount(pairs.klass[here], minlength=len(last)) < board.creche
    last[full, 1] = last[full, 0]
    return last


def _least(values: Whole | None, pairs: Pairs, which: Marks) -> Whole:
    """For each learner the least value among these of their pairs."""
    least = np.full(len(pairs.funnel), _NOBODY, np.int64)
    if values is not None:
        np.minimum.at(least, pairs.learner[which], values[which])
    return least


def _known(values: Whole, known: Marks) -> pl.Series:
    """Whole numbers, null where there is nothing to say."""
    return pl.Series(values, dtype=pl.Int64).set(pl.Series(~known | (values == _NOBODY)), None)
