"""Which class to open next: the one that would place the most of those who still wait.

Candidates are every part of the week, every level and every place where a class is listed, for everybody or for women
only. A class takes people of its level who are free in its slot and can come that far; people who do not read and write
yet and children are counted beside it, so that the desk sees what the class would need. Whoever said that a place in a
class is not open to them is counted as somebody whom a drop-in class of that kind would reach.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from convive.core.disclosure import is_small
from convive.core.problems.placement import LEVELS, SLOTS
from convive.matching.placement.answer import Placement
from convive.matching.placement.arrays import Arrays, Marks, Whole, arrays
from convive.matching.placement.eligibility import HAIR
from convive.matching.placement.pairs import position

NEXT = {
    "rank": pl.Int64,
    "slot": pl.Int64,
    "level": pl.String,
    "venue_of": pl.String,
    "x_km": pl.Float64,
    "y_km": pl.Float64,
    "women_only": pl.Int64,
    "learners": pl.Int64,
    "weeks": pl.Int64,
    "non_literate": pl.Int64,
    "creche": pl.Int64,
    "drop_in": pl.Int64,
    "withheld": pl.Boolean,
}
COUNTS = ("learners", "non_literate", "creche", "drop_in")


def next_class(given: Placement, how_many: int = 3, *, withhold: bool = True) -> pl.DataFrame:
    """The next classes to open, one after another, each for those whom the ones before leave out.

    Parameters
    ----------
    given
        The answer whose ``unassigned`` wait.
    how_many
        How many classes.
    withhold
        Whether numbers of one to nine people are left out, so that the table can be handed on; then ``weeks`` of so few
        is left out, too, and ``withheld`` says so. The order is by the numbers as they are.

    Returns
    -------
    polars.DataFrame
        ``rank``; ``slot``, ``level``, ``venue_of`` (a class listed at that place), ``x_km``, ``y_km``, ``women_only``
        (a stated reason is needed before it is opened; proposed where it places more people than the same class for
        everybody); ``learners`` placed, as many as a usual class holds, ``weeks`` they waited together; of these
        ``non_literate`` and ``creche`` (who need one); ``drop_in``, who could come and said that a place is not open
        to them. Equal numbers: more weeks first, then the earlier slot, the lower level, the class that comes first.
    """
    board = arrays(given.problem)
    waits = np.zeros(board.learners.height, np.bool_)
    waits[[position(board.learners, "learner_id", name) for name in given.unassigned["id"]]] = True
    venues = board.classes.select("class_id", "venue_x_km", "venue_y_km").unique(
        ["venue_x_km", "venue_y_km"], keep="first", maintain_order=True
    )
    usual = int(np.median(board.capacity)) if board.classes.height else 0
    near = _near(board, venues)
    rows: list[dict[str, Any]] = []
    while len(rows) < how_many:
        best = _best(board, waits & ~board.not_open, near, usual)
        if best is None:
            break
        slot, level, venue, women_only = best
        fits = _fits(board, slot, level, women_only) & near[:, venue]
        waiting = np.flatnonzero(fits & waits & ~board.not_open)
        taken = waiting[np.argsort(-board.learners["wait_weeks"].to_numpy()[waiting], kind="stable")][:usual]
        rows.append(
            {
                "rank": len(rows) + 1,
                "slot": slot,
                "level": LEVELS[level],
                "venue_of": venues["class_id"][venue],
                "x_km": venues["venue_x_km"][venue],
                "y_km": venues["venue_y_km"][venue],
                "women_only": int(women_only),
                "learners": len(taken),
                "weeks": int(board.learners["wait_weeks"].to_numpy()[taken].sum()),
                "non_literate": int((~board.flag(board.learners, "literate"))[taken].sum()),
                "creche": int(board.needs_childcare[taken].sum()),
                "drop_in": int((fits & waits & board.not_open).sum()),
                "withheld": False,
            }
        )
        waits[taken] = False
    return pl.DataFrame([_withheld(row) if withhold else row for row in rows], schema=NEXT)


def _near(board: Arrays, venues: pl.DataFrame) -> Marks:
    """Learners × venues: who can come that far."""
    x, y = board.learners["x_km"].to_numpy(), board.learners["y_km"].to_numpy()
    most = board.learners["max_km"].to_numpy() + HAIR
    near: Marks = np.empty((board.learners.height, venues.height), np.bool_)
    for at, (venue_x, venue_y) in enumerate(venues.select("venue_x_km", "venue_y_km").iter_rows()):
        near[:, at] = np.sqrt((x - venue_x) ** 2 + (y - venue_y) ** 2) <= most
    return near


def _fits(board: Arrays, slot: int, level: int, women_only: bool) -> Marks:
    """Who could be in a class of this kind, were it near enough."""
    right: Marks = (board.levels[:, 0] == level) & board.learner_slots[:, slot]
    return right & (board.flag(board.learners, "female") if women_only else ~board.flag(board.learners, "women_only"))


def _best(board: Arrays, waits: Marks, near: Marks, usual: int) -> tuple[int, int, int, bool] | None:
    """Slot, level, venue and kind of the class that would place the most; None when it would place nobody."""
    weeks = board.learners["wait_weeks"].to_numpy()
    best: tuple[tuple[int, int], tuple[int, int, int, bool]] | None = None
    for women_only in (False, True):
        for level in range(len(LEVELS)):
            for slot in range(SLOTS):
                who = np.flatnonzero(_fits(board, slot, level, women_only) & waits)
                if not len(who) or not near.shape[1]:
                    continue
                here = near[who]
                counts: Whole = np.minimum(here.sum(axis=0), usual)
                waited: Whole = weeks[who] @ here
                venue = int(np.lexsort((-waited, -counts))[0])
                found = (int(counts[venue]), int(waited[venue]))
                if found[0] and (best is None or found > best[0]):
                    best = (found, (slot, level, venue, women_only))
    return None if best is None else best[1]


def _withheld(row: dict[str, Any]) -> dict[str, Any]:
    """The row without numbers of so few people."""
    hidden = {name: None for name in COUNTS if is_small(row[name])}
    if "learners" in hidden:
        hidden["weeks"] = None
    return row | hidden | {"withheld": bool(hidden)}
