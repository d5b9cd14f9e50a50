"""Who looks for a mentor, who offers to be one, and which pairs could be."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import dataframely as dy
import polars as pl

from convive.core.problems.frames import check_known, checked, digest


class MentorPairs(dy.Schema):
    """A mentee and a mentor who would do: how well they fit (``score``), and what the pair is worth (``weight``)."""

    row = dy.Int64(nullable=False)
    mentee = dy.String(nullable=False, primary_key=True)
    mentor = dy.String(nullable=False, primary_key=True)
    score = dy.Int64(nullable=True)
    weight = dy.Int64(nullable=True)


class Mentors(dy.Schema):
    """A mentor, by a pseudonym, how many people they would meet with, and the employer they come from."""

    row = dy.Int64(nullable=False)
    mentor = dy.String(nullable=False, primary_key=True)
    capacity = dy.Int64(nullable=False, min=0)
    employer = dy.String(nullable=True)


class Mentees(dy.Schema):
    """A mentee, by a pseudonym, and how long they have waited."""

    row = dy.Int64(nullable=False)
    mentee = dy.String(nullable=False, primary_key=True)
    wait_weeks = dy.Int64(nullable=True, min=0)


@dataclass(frozen=True)
class MentorRules:
    """``employer_capacity``: the most places one employer's mentors take. ``rematch``: points off an earlier pair."""

    employer_capacity: int | None = None
    rematch: int = 0


@dataclass(frozen=True)
class MentoringProblem:
    """Mentees, mentors and the pairs that could be.

    Raises
    ------
    RefusedInput
        When a frame lacks a column, holds a record twice, or a pair names somebody who is not listed.
    """

    edges: pl.DataFrame
    mentors: pl.DataFrame
    mentees: pl.DataFrame
    rules: MentorRules = MentorRules()
    previous: pl.DataFrame = field(default_factory=MentorPairs.create_empty)
    pins: pl.DataFrame = field(default_factory=MentorPairs.create_empty)
    forbidden: pl.DataFrame = field(default_factory=MentorPairs.create_empty)

    def __post_init__(self) -> None:
        object.__setattr__(self, "mentors", checked(Mentors, self.mentors, "mentors.csv"))
        object.__setattr__(self, "mentees", checked(Mentees, self.mentees, "mentees.csv"))
        files = {
            "edges": "edges.csv",
            "previous": "previous_pairs.csv",
            "pins": "pins.csv",
            "forbidden": "forbidden.csv",
        }
        for name, file in files.items():
            frame = checked(MentorPairs, getattr(self, name), file)
            check_known(frame, "mentee", self.mentees["mentee"], file, "the list of mentees")
            check_known(frame, "mentor", self.mentors["mentor"], file, "the list of mentors")
            object.__setattr__(self, name, frame)

    @cached_property
    def digest(self) -> str:
        """By which an answer knows the problem it answers."""
        return digest(self)
