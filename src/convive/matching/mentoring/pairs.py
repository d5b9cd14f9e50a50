"""The pairs of a mentoring problem as arrays: who could meet whom, what each pair is worth, what is settled already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.errors import RefusedInput
from convive.core.problems import MentoringProblem

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


Rule = Literal["forbidden", "rematch", "employer_capacity", "pins"]
RULES: tuple[Rule, ...] = ("forbidden", "rematch", "employer_capacity", "pins")


@dataclass(frozen=True)
class Pairs:
    """Pairs in the order of mentee and mentor, each by position; mentees and mentors in the order of their ids.

    Parameters
    ----------
    mentees, mentors
        The ids.
    capacity
        Places of each mentor.
    employer, room
        For each mentor the employer (−1 without one, or where no employer has a limit); places of each employer.
    mentee, mentor
        The two of each pair.
    score, weight, worth
        How well the two fit; what the pair is worth as given; the same less the points off an earlier pair.
    again, forbidden, pinned
        Whether the two met before, must not meet, are to meet.
    """

    mentees: pl.Series
    mentors: pl.Series
    capacity: Whole
    employer: Whole
    room: Whole
    mentee: Whole
    mentor: Whole
    score: Whole
    weight: Whole
    worth: Whole
    again: Mask
    forbidden: Mask
    pinned: Mask

    @cached_property
    def settled(self) -> Mask:
        """Which mentees are pinned."""
        return np.bincount(self.mentee[self.pinned], minlength=len(self.mentees)) > 0

    @cached_property
    def fit(self) -> Whole:
        """How well the two of each pair fit, by which both sides rank: the score, less points off an earlier pair."""
        return self.score + (self.worth - self.weight)

    @cached_property
    def eligible(self) -> Whole:
        """Pairs that may be made, pinned ones apart: not forbidden, worth something, of a mentee who is not settled."""
        return np.flatnonzero((self.worth > 0) & ~self.forbidden & ~self.settled[self.mentee])

    @cached_property
    def places(self) -> Whole:
        """Places of each mentor that pins leave."""
        taken: Whole = np.bincount(self.mentor[self.pinned], minlength=len(self.mentors))
        return self.capacity - taken

    @cached_property
    def rooms(self) -> Whole:
        """Places of each employer that pins leave."""
        by = self.employer[self.mentor[self.pinned]]
        taken: Whole = np.bincount(by[by >= 0], minlength=len(self.room))
        return self.room - taken

    def chosen(self, found: Whole) -> Whole:
        """The pair of every mentee (−1 without one): those found, and the pinned."""
        settled = np.flatnonzero(self.pinned)
        whole = found.copy()
        whole[self.mentee[settled]] = settled
        return whole

    def value(self, chosen: Whole) -> int:
        """What an answer is worth."""
        return int(self.worth[chosen[chosen >= 0]].sum())

    def lifting(self, rule: Rule) -> Pairs:
        """The same with one rule left out."""
        if rule == "forbidden":
            return replace(self, forbidden=np.zeros_like(self.forbidden))
        if rule == "rematch":
            return replace(self, worth=self.weight)
        if rule == "pins":
            return replace(self, pinned=np.zeros_like(self.pinned))
        return replace(self, employer=np.full_like(self.employer, -1), room=self.room[:0])

    def without(self, pair: int) -> Pairs:
        """The same with one pair forbidden."""
        forbidden, pinned = self.forbidden.copy(), self.pinned.copy()
        forbidden[pair], pinned[pair] = True, False
        return replace(self, forbidden=forbidden, pinned=pinned)

    def settling(self, pairs: Whole) -> Pairs:
        """The same with pairs pinned, each in place of what its mentee was pinned to."""
        pinned = self.pinned & ~np.isin(self.mentee, self.mentee[pairs])
        pinned[pairs] = True
        return replace(self, pinned=pinned)

    @property
    def in_force(self) -> tuple[Rule, ...]:
        """The rules that bind anybody at all."""
        bind = (self.forbidden, self.worth != self.weight, self.room, self.pinned)
        return tuple(
            rule for rule, some in zip(RULES, bind, strict=True) if len(some) and (rule == RULES[2] or some.any())
        )

    @property
    def overfull(self) -> bool:
        """Whether more is pinned than there is room for."""
        return bool(np.any(self.places < 0) or np.any(self.rooms < 0))


def prepare(problem: MentoringProblem) -> Pairs:
    """The pairs of a problem.

    A pair without a weight is worth its score; one without a score fits as well as it is worth.

    Raises
    ------
    RefusedInput
        When a pair has neither score nor weight; when a pin is no pair, is forbidden, names a mentee twice, or leaves
        a mentor or an employer with more people than places.
    """
    mentees, mentors = problem.mentees["mentee"].sort(), problem.mentors["mentor"].sort()
    edges = problem.edges.with_columns(
        _position("mentee", mentees), _position("mentor", mentors), *_marks(problem)
    ).sort("mentee_at", "mentor_at")
    bare = edges.filter(pl.col("score").is_null() & pl.col("weight").is_null())
    if bare.height:
        raise RefusedInput(
            "The pair has neither a score nor a weight.",
            file="edges.csv",
            row=bare["row"][0] or None,
            column="weight",
            rule="worth",
            hint="Write how well the two fit, or what the pair is worth, as a whole number.",
        )
    own = problem.mentors.sort("mentor")
    most = problem.rules.employer_capacity
    employers = own["employer"].drop_nulls().unique().sort() if most is not None else pl.Series([], dtype=pl.String)
    weight = edges.select(pl.coalesce("weight", "score")).to_series().to_numpy(writable=True)
    again = edges["again"].to_numpy(writable=True)
    pairs = Pairs(
        mentees=mentees,
        mentors=mentors,
        capacity=own["capacity"].to_numpy(writable=True),
        employer=own.select(_position("employer", employers).fill_null(-1)).to_series().to_numpy(writable=True),
        room=np.full(len(employers), most or 0, np.int64),
        mentee=edges["mentee_at"].to_numpy(writable=True),
        mentor=edges["mentor_at"].to_numpy(writable=True),
        score=edges.select(pl.coalesce("score", "weight")).to_series().to_numpy(writable=True),
        weight=weight,
        worth=weight - problem.rules.rematch * again,
        again=again,
        forbidden=edges["forbidden"].to_numpy(writable=True),
        pinned=edges["pinned"].to_numpy(writable=True),
    )
    _check_pins(problem, pairs, employers)
    return pairs


def _position(column: str, among: pl.Series) -> pl.Expr:
    """Where each name stands in a sorted list; null where it does not."""
    return pl.col(column).cast(pl.Enum(among), strict=False).to_physical().cast(pl.Int64).alias(f"{column}_at")


def _marks(problem: MentoringProblem) -> list[pl.Expr]:
    """For every pair: did the two meet before, must they not meet, are they to meet."""
    lists = {"again": problem.previous, "forbidden": problem.forbidden, "pinned": problem.pins}
    both = pl.struct("mentee", "mentor")
    return [
        both.is_in(frame.select(both).to_series().implode()).alias(name) if frame.height else pl.lit(False).alias(name)
        for name, frame in lists.items()
    ]


def _check_pins(problem: MentoringProblem, pairs: Pairs, employers: pl.Series) -> None:
    pins = problem.pins
    known = pins.join(problem.edges.select("mentee", "mentor"), on=["mentee", "mentor"], how="anti")
    checks = [
        (known, "mentor", "pair", "is not in the list of pairs.", "Add the pair with its weight to edges.csv."),
        (
            pins.join(problem.forbidden.select("mentee", "mentor"), on=["mentee", "mentor"]),
            "mentor",
            "conflict",
            "is forbidden as well.",
            "Take it from one of the two lists.",
        ),
    ]
    for wrong, column, rule, says, hint in checks:
        if wrong.height:
            first = wrong.row(0, named=True)
            raise RefusedInput(
                f"The pin of “{first['mentee']}” and “{first['mentor']}” {says}",
                file="pins.csv",
                row=first["row"] or None,
                column=column,
                rule=rule,
                hint=hint,
            )
    twice = pins.filter(pl.col("mentee").is_duplicated())
    if twice.height:
        second = twice.row(1, named=True)
        raise RefusedInput(
            f"“{second['mentee']}” is pinned to two mentors.",
            file="pins.csv",
            row=second["row"] or None,
            column="mentee",
            rule="twice",
            hint="Everybody has at most one mentor.",
        )
    for left, names, kind in ((pairs.places, pairs.mentors, "mentor"), (pairs.rooms, employers, "employer")):
        over = np.flatnonzero(left < 0)
        if len(over):
            raise RefusedInput(
                f"More people are pinned to the {kind} “{names[int(over[0])]}” than there are places.",
                file="pins.csv",
                column="mentor",
                rule="capacity",
                hint="Take a pin away, or give the mentor another place.",
            )
