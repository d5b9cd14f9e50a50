"""Puts learners into English classes: the one verb of the room."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from convive.core.errors import RefusedInput
from convive.core.problems.placement import PlacementProblem
from convive.matching.answers import RELAXED, Quality, Status
from convive.matching.placement.answer import ASSIGNMENTS, SESSIONS, Objective, Placement, Terms
from convive.matching.placement.arrays import Arrays, Marks, Whole, arrays
from convive.matching.placement.opening import open_classes
from convive.matching.placement.pairs import Pairs, pairs, waived_bits
from convive.matching.placement.places import seat
from convive.matching.placement.reasons import not_opened, unplaced
from convive.matching.placement.turns import as_one_number, open_in_turn, share_sessions


@dataclass(frozen=True)
class _Choice:
    """What the solver gave. ``bound`` is in points, in learners where the aims are taken in turn."""

    runs: Marks
    chosen: Marks
    sessions: Whole
    bound: int
    price: Whole | None


def place(
    problem: PlacementProblem,
    *,
    places_only: bool = False,
    objective: Objective = "weighted",
    seed: int = 0,
    budget_s: float | None = None,
) -> Placement:
    """The best use of the classes there are or could be.

    A learner is in one class at most, in one that passes the six rules of
    :mod:`convive.matching.placement.eligibility`. A class holds no more than it has places, and no more who need
    childcare than its crèche has. With ``places_only`` every class runs. Otherwise a class runs only with at least
    ``min_size`` learners and with all its sessions delivered by trainees who are free in its slot, and each session by
    which a trainee falls short of ``min_sessions`` takes points off. A list without any trainee asks for none.

    Points, the weights being those of the problem:
    ``place + week · min(weeks, wait_cap) − rint(km · kilometres)`` for each learner placed, less ``shortfall`` for each
    session that a trainee goes without.

    The answer does not depend on the order of the lists. Chance has no part in it: ``seed`` is only written down.

    Parameters
    ----------
    problem
        Learners, classes and trainees.
    places_only
        Whether every class runs, so that only its places count.
    objective
        "weighted": most points. "lexicographic": most learners, of these most weeks waited, of these the shortest ways
        (to the metre for places only, to 100 m in the full model); weights of the problem then only describe.
    seed
        Written into the quality.
    budget_s
        Ends each search of the full model after so many seconds, with what is proven by then; what is found may then
        differ from machine to machine. None: it is searched until the best is proven.

    Raises
    ------
    RefusedInput
        When there is no such objective.

    >>> learners = pl.DataFrame({"learner_id": ["L1", "L2"], "level": ["E1", "E3"], "literate": 1, "female": 1,
    ...     "women_only": 0, "needs_childcare": 0, "x_km": 0.0, "y_km": 0.0, "max_km": 2.0, "wait_weeks": [4, 9],
    ...     "slots": "0|4"})
    >>> classes = pl.DataFrame({"class_id": ["K1"], "level_min": "E1", "level_max": "E2", "takes_non_literate": 0,
    ...     "women_only": 0, "slot": 4, "capacity": 1, "creche_places": 0, "venue_x_km": 1.0, "venue_y_km": 0.0})
    >>> answer = place(PlacementProblem(learners, classes), places_only=True)
    >>> answer.assignments.select("learner_id", "class_id", "value", "place", "weeks", "km").rows()
    [('L1', 'K1', 1030, 1000, 40, 10)]
    >>> answer.unassigned.select("id", "reason", "would_open").rows()
    [('L2', 'no_eligible_class', ['level'])]
    >>> answer.quality.status
    'optimal'
    """
    if objective not in ("weighted", "lexicographic"):
        raise RefusedInput(
            f"There is no objective “{objective}”.", rule="one-of", hint="It is weighted or lexicographic."
        )
    return answer(problem, Terms(places_only, objective, seed, budget_s))


def answer(problem: PlacementProblem, terms: Terms) -> Placement:
    """The answer under terms that may hold conditions, for what would be and for repairs."""
    begun = time.perf_counter()
    board = arrays(problem)
    found = pairs(board, terms.conditions)
    got = _places(board, found, terms) if terms.places_only else _full(board, found, terms)
    given = got.sessions.sum(axis=1)
    short = np.maximum(0, board.trainees["min_sessions"].to_numpy() - given)
    points = int(found.worth[got.chosen].sum()) - (
        0 if terms.places_only else problem.weights.shortfall * int(short.sum())
    )
    placed = int(got.chosen.sum())
    value = placed if terms.objective == "lexicographic" else points
    unassigned = unplaced(board, found, got.chosen, got.runs, got.price, waived_bits(board, terms.conditions))
    classes = _classes(board, found, got, terms.places_only)
    trainees = pl.DataFrame(
        {
            "trainee_id": board.trainees["trainee_id"],
            "classes": (got.sessions > 0).sum(axis=1),
            "sessions": given,
            "min_sessions": board.trainees["min_sessions"],
            "shortfall": short,
        }
    ).head(0 if terms.places_only else board.trainees.height)
    status: Status = "optimal" if value == got.bound else "gap"
    return Placement(
        assignments=_assignments(board, found, got.chosen),
        unassigned=unassigned,
        quality=Quality(
            value=value,
            bound=got.bound,
            status=status,
            seconds=time.perf_counter() - begun,
            solver="flow" if terms.places_only else "highs",
            seed=terms.seed,
            input_hash=problem.digest,
        ),
        relaxed=_relaxed(board, got, trainees, terms.places_only),
        classes=classes,
        trainees=trainees,
        sessions=_sessions(board, got.sessions),
        totals={
            "placed": placed,
            "weeks": int(board.learners["wait_weeks"].to_numpy()[found.learner[got.chosen]].sum()),
            "km": round(float(found.km[got.chosen].sum()), 3),
            "sessions_missing": int(trainees["shortfall"].sum()),
            "points": points,
        },
        problem=problem,
        terms=terms,
    )


def _places(board: Arrays, found: Pairs, terms: Terms) -> _Choice:
    """Every class runs."""
    in_turn = terms.objective == "lexicographic"
    points = as_one_number(board, found) if in_turn else found.worth + found.pull
    seats = seat(board, found, points)
    nobody = np.zeros((board.trainees.height, board.classes.height), np.int64)
    # What is pulled is 0 or more, so the bound with it bounds the points without it, too.
    bound = int(seats.chosen.sum()) if in_turn else seats.bound
    runs = np.ones(board.classes.height, np.bool_)
    return _Choice(runs, seats.chosen, nobody, bound, None if in_turn else seats.price)


def _full(board: Arrays, found: Pairs, terms: Terms) -> _Choice:
    """It is decided which classes run."""
    if terms.objective == "lexicographic":
        opened, most = open_in_turn(board, found, terms.budget_s)
        return _Choice(opened.runs, opened.chosen, opened.sessions, most, None)
    short = board.problem.weights.shortfall
    opened = open_classes(board, found, found.worth + found.pull, short, budget_s=terms.budget_s)
    if not short:
        opened = share_sessions(board, found, opened)
    price = seat(board, found, found.worth, opened.runs).price
    return _Choice(opened.runs, opened.chosen, opened.sessions, opened.bound, price)


def _assignments(board: Arrays, found: Pairs, chosen: Marks) -> pl.DataFrame:
    held = found.only(chosen)
    return pl.DataFrame(
        {
            "learner_id": board.learners["learner_id"][held.learner],
            "class_id": board.classes["class_id"][held.klass],
            "value": held.worth,
            "place": held.place_points,
            "weeks": held.week_points,
            "km": held.km_points,
            "distance_km": held.km.round(3),
        },
        schema=ASSIGNMENTS,
    )


def _classes(board: Arrays, found: Pairs, got: _Choice, places_only: bool) -> pl.DataFrame:
    many = board.classes.height
    price = None
    if got.price is not None:
        # A place without a pair is one that nobody waits for.
        price = np.zeros(many, np.int64)
        plain = ~found.needs_creche
        price[found.klass[plain]] = got.price[plain]
    nothing = pl.Series([None] * many, dtype=pl.Boolean)
    return pl.DataFrame(
        {
            "class_id": board.classes["class_id"],
            "opened": nothing if places_only else pl.Series(got.runs),
            "why": pl.Series([None] * many if places_only else not_opened(board, found, got.runs), dtype=pl.String),
            "learners": np.bincount(found.klass[got.chosen], minlength=many),
            "capacity": board.capacity,
            "with_creche": np.bincount(found.klass[got.chosen & found.needs_creche], minlength=many),
            "creche_places": board.creche,
            "sessions": got.sessions.sum(axis=0),
            "price": pl.Series([None] * many if price is None else price, dtype=pl.Int64),
        }
    )


def _sessions(board: Arrays, sessions: Whole) -> pl.DataFrame:
    trainee, klass = np.nonzero(sessions)
    return pl.DataFrame(
        {
            "trainee_id": board.trainees["trainee_id"][trainee],
            "class_id": board.classes["class_id"][klass],
            "sessions": sessions[trainee, klass],
        },
        schema=SESSIONS,
    )


def _relaxed(board: Arrays, got: _Choice, trainees: pl.DataFrame, places_only: bool) -> pl.DataFrame:
    """What was not kept, and what has to be stated before the answer is used."""
    rows: list[dict[str, Any]] = []

    def say(rule: str, who: str, says: str, price: float = 0) -> None:
        rows.append({"rule": rule, "who": who, "price": price, "says": says})

    unstated = board.classes.filter(
        (pl.col("women_only") == 1) & (pl.col("reason").fill_null("").str.strip_chars() == "")
    )
    for klass in unstated["class_id"]:
        say(
            "women_only_reason",
            klass,
            f"{klass} is for women only and states no reason. The Equality Act 2010 asks for one: "
            "write it into the column reason.",
        )
    for who, given, least, short in trainees.select("trainee_id", "sessions", "min_sessions", "shortfall").iter_rows():
        if short:
            say(
                "min_sessions",
                who,
                f"{who} gives {given} of the {least} sessions they need.",
                float(board.problem.weights.shortfall * short),
            )
    if not places_only and not trainees.height and board.classes["sessions"].fill_null(0).sum():
        say("trainees", "", "No trainee is listed, so classes run without asking who delivers their sessions.")
    if not places_only and not board.problem.female_trainees_only:
        men = ~board.flag(board.trainees, "female")
        for klass in board.classes["class_id"].filter(
            pl.Series((got.sessions[men].sum(axis=0) > 0) & board.women_only)
        ):
            say("female_trainees_only", klass, f"{klass} is for women only, and a man gives sessions in it.")
    return pl.DataFrame(rows, schema=RELAXED)
