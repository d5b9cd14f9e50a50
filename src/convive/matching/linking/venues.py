"""Where and when each pair of classes meets, so that neither travels far more than the other.

Each pair gets a venue on a date that both classes can do, at most as many pairs as the venue hosts that day. A pair
costs ``m_a + m_b + |m_a − m_b|``, where m is the minutes of a class to the venue, and :data:`LEFT_OUT` when it is left
out. The sum of costs is the least there is, and the prices of the places prove it
(:mod:`convive.matching.solve.flow`).

Of two answers that cost the same, the one in which more schools that travelled further last time do not travel further
this time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.problems import LinkingProblem
from convive.core.problems.frames import check_known, checked
from convive.core.problems.linking import FILES, ClassPairs
from convive.matching.solve.flow import assign, certify

LEFT_OUT = 1000
"""What a pair without a venue costs: more than any journey within reach."""

NoVenue = Literal["no_venue_in_reach", "no_common_date", "full"]


@dataclass(frozen=True)
class Venues:
    """Where the pairs meet.

    Parameters
    ----------
    value
        The sum of all costs, in minutes.
    bound
        What no answer can cost less than; equal to ``value``.
    assignments
        One row a pair that has a venue: ``class_a``, ``class_b``, ``venue_id``, ``date``, ``minutes_a``,
        ``minutes_b``, ``cost``.
    unassigned
        ``class_a``, ``class_b``; ``reason``: ``no_venue_in_reach``, ``no_common_date`` (venues within reach are not
        open when both classes can) or ``full``; ``nearest_minutes``, the longer way of the two to the venue where that
        is shortest, null without a venue.
    """

    value: int
    bound: int
    assignments: pl.DataFrame
    unassigned: pl.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """The object under ``venue`` in ``--json``."""
        return {
            "value": self.value,
            "bound": self.bound,
            "assignments": self.assignments.to_dicts(),
            "unassigned": self.unassigned.to_dicts(),
        }


def meet(problem: LinkingProblem, pairs: pl.DataFrame) -> Venues:
    """The fairest and shortest journeys for pairs of classes (``class_a``, ``class_b``).

    A pair may bring its ``dates``; otherwise it can do those that both classes can, and a class without dates can do
    any. Minutes are ``rint(fixed_min + speed_min_per_km · km)`` in a straight line. ``previous`` links may have a
    column ``travelled_more`` with the school that travelled further.

    Raises
    ------
    RefusedInput
        When a pair stands twice or names a class that is not listed.
    """
    asked = _checked(problem, pairs)
    minutes_a, minutes_b = (_minutes(problem, asked, end) for end in ("a", "b"))
    cost = minutes_a + minutes_b + np.abs(minutes_a - minutes_b)
    limit = problem.rules.venue_limit_min
    in_reach = (minutes_a <= limit) & (minutes_b <= limit) & (cost < LEFT_OUT)
    slots = problem.venue_capacity.sort("venue_id", "date")
    dates = slots["date"].unique().sort()
    can = _can(problem, asked, dates)
    venues = problem.venues.sort("venue_id")["venue_id"]
    venue = _positions(slots["venue_id"], venues)
    # Slot by slot: a pair beside each place it could have, without a table of all pairs and all slots.
    possible = [
        np.flatnonzero(in_reach[:, v] & can[:, d])
        for v, d in zip(venue.tolist(), _positions(slots["date"], dates).tolist(), strict=True)
    ]
    slot = np.repeat(np.arange(slots.height), [len(some) for some in possible])
    pair = np.concatenate([*possible, np.zeros(0, np.int64)]).astype(np.int64)
    there = (pair, venue[slot])
    turn = _turns(problem, asked)[pair]
    evened = turn * (minutes_a[there] - minutes_b[there]) <= 0
    # The cost decides; whose turn it is decides among equal costs: all turns together weigh less than a minute.
    scale = asked.height + 1
    network = (asked.height, slots["links"].to_numpy(), pair, slot, (LEFT_OUT - cost[there]) * scale + evened)
    got = assign(*network)
    certify(got, *network)
    has = got.chosen >= 0
    edge = got.chosen[has]
    chosen_slot, at = slot[edge], (pair[edge], venue[slot[edge]])
    assignments = asked.filter(pl.Series(has)).select(
        "class_a",
        "class_b",
        slots["venue_id"].gather(chosen_slot),
        slots["date"].gather(chosen_slot),
        minutes_a=pl.Series(minutes_a[at]),
        minutes_b=pl.Series(minutes_b[at]),
        cost=pl.Series(cost[at]),
    )
    offered = np.bincount(pair, minlength=asked.height) > 0
    nearest = np.maximum(minutes_a, minutes_b).min(axis=1, initial=np.iinfo(np.int64).max)
    unassigned = asked.select(
        "class_a",
        "class_b",
        reason=pl.Series(_reasons(in_reach.any(axis=1), offered)),
        nearest_minutes=pl.Series(nearest) if len(venues) else pl.lit(None, pl.Int64),
    ).filter(pl.Series(~has))
    return Venues(
        value=int(cost[at].sum()) + LEFT_OUT * int((~has).sum()),
        bound=LEFT_OUT * asked.height - got.bound // scale,
        assignments=assignments,
        unassigned=unassigned,
    )


def _checked(problem: LinkingProblem, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs as their schema wants them, each of classes that are listed, in the order of their classes."""
    own = pairs.select(name for name in ("row", "class_a", "class_b", "dates") if name in pairs.columns)
    frame = checked(ClassPairs, own, FILES["fixed_pairs"])
    for end in ("class_a", "class_b"):
        check_known(frame, end, problem.classes["class_id"], FILES["fixed_pairs"], "the list of classes")
    return frame.sort("class_a", "class_b")


def _positions(values: pl.Series, among: pl.Series) -> NDArray[np.int64]:
    """Where each value stands in a sorted list that has them all."""
    return among.search_sorted(values).to_numpy().astype(np.int64) if len(values) else np.zeros(0, np.int64)


def _minutes(problem: LinkingProblem, pairs: pl.DataFrame, end: str) -> NDArray[np.int64]:
    """Minutes of one class of every pair (rows) to every venue (columns)."""
    where = pairs.select(class_id=f"class_{end}").join(
        problem.classes, on="class_id", how="left", maintain_order="left"
    )
    school = where.select("school_id").join(problem.schools, on="school_id", how="left", maintain_order="left")
    venues = problem.venues.sort("venue_id")
    away = [school[axis].to_numpy()[:, None] - venues[axis].to_numpy()[None, :] for axis in ("x_km", "y_km")]
    km = np.sqrt(away[0] ** 2 + away[1] ** 2)
    minutes: NDArray[np.int64] = np.rint(problem.weights.fixed_min + problem.weights.speed_min_per_km * km).astype(
        np.int64
    )
    return minutes


def _can(problem: LinkingProblem, pairs: pl.DataFrame, dates: pl.Series) -> NDArray[np.bool_]:
    """Which pair (rows) can do which date (columns)."""
    days = dates.to_list()
    own = dict(problem.classes.select("class_id", "dates").iter_rows())
    able = np.ones((pairs.height, len(days)), np.bool_)
    masks: dict[str, NDArray[np.bool_]] = {}
    for i, (a, b, given) in enumerate(pairs.select("class_a", "class_b", "dates").iter_rows()):
        for some in (own[a] or None, own[b] or None) if given is None else (given,):
            if some is not None:
                if some not in masks:
                    named = {day.strip() for day in some.split("|")}
                    masks[some] = np.fromiter((day in named for day in days), np.bool_, len(days))
                able[i] &= masks[some]
    return able


def _turns(problem: LinkingProblem, pairs: pl.DataFrame) -> NDArray[np.int64]:
    """1 where the first class's school travelled further last time, −1 where the second's did, 0 where nobody knows."""
    turns = np.zeros(pairs.height, np.int64)
    if "travelled_more" not in problem.previous.columns:
        return turns
    school = dict(problem.classes.select("class_id", "school_id").iter_rows())
    last = {
        frozenset((a, b)): further
        for a, b, further in problem.previous.select("school_a", "school_b", "travelled_more").iter_rows()
    }
    for i, (a, b) in enumerate(pairs.select("class_a", "class_b").iter_rows()):
        further = last.get(frozenset((school[a], school[b])))
        turns[i] = (further == school[a]) - (further == school[b]) if further is not None else 0
    return turns


def _reasons(reached: NDArray[np.bool_], offered: NDArray[np.bool_]) -> list[NoVenue]:
    return [
        "full" if place else "no_common_date" if near else "no_venue_in_reach"
        for near, place in zip(reached.tolist(), offered.tolist(), strict=True)
    ]
