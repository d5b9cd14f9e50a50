"""Who waits for an English class, which classes there could be, and who could teach them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import dataframely as dy
import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.errors import RefusedInput
from convive.core.problems.frames import checked, digest

# The levels of English for speakers of other languages in England, the lowest first.
LEVELS = ("PreEntry", "E1", "E2", "E3", "L1", "L2")
# A learner's skills may stand at different levels: a class asks for the skill it teaches.
SKILLS = ("speaking", "listening", "reading", "writing")
# What decides whether a learner may be put into a class, in the order in which reasons are given.
RULES = ("level", "literacy", "women_only", "time", "childcare", "distance")
# A slot is a part of a day: 3 · day + part, Monday morning 0 to Friday evening 14.
SLOTS = 15


class Learners(dy.Schema):
    """Somebody who waits, by a pseudonym.

    ``level`` is the overall level; a level of a skill, where known, counts before it in a class of that skill.
    ``slots`` are the parts of the week that suit, parted by ``|``. ``open_to_me`` is yes, no or not asked: whether
    the learner says a class of this kind is open to them. Why is never asked.
    """

    row = dy.Int64(nullable=False)
    learner_id = dy.String(nullable=False, primary_key=True)
    level = dy.Enum(list(LEVELS), nullable=True)
    speaking = dy.Enum(list(LEVELS), nullable=True)
    listening = dy.Enum(list(LEVELS), nullable=True)
    reading = dy.Enum(list(LEVELS), nullable=True)
    writing = dy.Enum(list(LEVELS), nullable=True)
    literate = dy.Int64(nullable=False, min=0, max=1)
    female = dy.Int64(nullable=False, min=0, max=1)
    women_only = dy.Int64(nullable=False, min=0, max=1)
    needs_childcare = dy.Int64(nullable=False, min=0, max=1)
    x_km = dy.Float64(nullable=False)
    y_km = dy.Float64(nullable=False)
    max_km = dy.Float64(nullable=False, min=0)
    wait_weeks = dy.Int64(nullable=False, min=0)
    slots = dy.String(nullable=True)
    open_to_me = dy.Enum(["yes", "no", "not asked"], nullable=True)


class EnglishClasses(dy.Schema):
    """A class that runs or could be opened. ``reason`` is the stated ground of a women-only class."""

    row = dy.Int64(nullable=False)
    class_id = dy.String(nullable=False, primary_key=True)
    level_min = dy.Enum(list(LEVELS), nullable=False)
    level_max = dy.Enum(list(LEVELS), nullable=False)
    skill = dy.Enum(list(SKILLS), nullable=True)
    takes_non_literate = dy.Int64(nullable=False, min=0, max=1)
    women_only = dy.Int64(nullable=False, min=0, max=1)
    reason = dy.String(nullable=True)
    slot = dy.Int64(nullable=False, min=0, max=SLOTS - 1)
    capacity = dy.Int64(nullable=False, min=0)
    creche_places = dy.Int64(nullable=False, min=0)
    venue_x_km = dy.Float64(nullable=False)
    venue_y_km = dy.Float64(nullable=False)
    sessions = dy.Int64(nullable=True, min=0)
    min_size = dy.Int64(nullable=True, min=0)


class Trainees(dy.Schema):
    """A trainee teacher, who needs a number of sessions and can give a number of them."""

    row = dy.Int64(nullable=False)
    trainee_id = dy.String(nullable=False, primary_key=True)
    female = dy.Int64(nullable=False, min=0, max=1)
    min_sessions = dy.Int64(nullable=False, min=0)
    max_sessions = dy.Int64(nullable=False, min=0)
    slots = dy.String(nullable=True)


@dataclass(frozen=True)
class PlacementWeights:
    """Points for a place, for each week waited, for each kilometre, and for a session that a trainee goes without.

    ``wait_cap`` is the number of weeks after which waiting longer adds nothing: without one, places go to those who
    got on the list early.
    """

    place: int = 1000
    week: int = 10
    km: float = 10
    shortfall: int = 300
    wait_cap: int | None = None

    def __post_init__(self) -> None:
        for name in ("place", "week", "km", "shortfall", "wait_cap"):
            value = getattr(self, name)
            if value is not None and not 0 <= value < 1_000_000:
                raise RefusedInput(
                    f"“{value}” cannot be a weight.",
                    column=name,
                    rule="weight",
                    hint="Give a number from 0 to 999999; what counts against a place is taken off by itself.",
                )


def slot_marks(frame: pl.DataFrame, file: str) -> NDArray[np.bool_]:
    """For each row which of the fifteen parts of the week stand in its column ``slots``; none where it is empty.

    Raises
    ------
    RefusedInput
        When a part is not a whole number from 0 to 14, with the row.

    >>> slot_marks(pl.DataFrame({"row": [2], "slots": ["0|3"]}), "learners.csv").nonzero()[1].tolist()
    [0, 3]
    """
    long = (
        frame.select("row", pl.col("slots").str.split("|"), position=pl.int_range(pl.len()))
        .explode("slots")
        .with_columns(pl.col("slots").str.strip_chars())
        .filter(pl.col("slots").is_not_null() & (pl.col("slots") != ""))
        .with_columns(slot=pl.col("slots").cast(pl.Int64, strict=False))
    )
    bad = long.filter(pl.col("slot").is_null() | ~pl.col("slot").is_between(0, SLOTS - 1))
    if bad.height:
        raise RefusedInput(
            f"“{bad['slots'][0]}” is no part of the week.",
            file=file,
            row=bad["row"][0] or None,
            column="slots",
            rule="slot",
            hint="Three times the day and the part of the day: Monday morning 0 to Friday evening 14, parted by |.",
        )
    marks = np.zeros((frame.height, SLOTS), np.bool_)
    marks[long["position"].to_numpy(), long["slot"].to_numpy()] = True
    return marks


def _check_levels(classes: pl.DataFrame) -> None:
    """Refuses a class whose lowest level lies above its highest."""
    turned = classes.filter(pl.col("level_min").to_physical() > pl.col("level_max").to_physical())
    if turned.height:
        first = turned.row(0, named=True)
        raise RefusedInput(
            f"{first['class_id']} goes from {first['level_min']} up to {first['level_max']}, which is lower.",
            file="classes.csv",
            row=first["row"] or None,
            column="level_min",
            rule="levels",
            hint=f"The levels from the lowest are {', '.join(LEVELS)}.",
        )


@dataclass(frozen=True)
class PlacementProblem:
    """Learners, classes and trainees.

    ``female_trainees_only`` keeps women-only classes to female trainees; it is a policy that somebody decides.

    Raises
    ------
    RefusedInput
        When a frame lacks a column, holds a record twice or a value that cannot stand there, when a slot is no part
        of the week, or when the lowest level of a class lies above its highest.
    """

    learners: pl.DataFrame
    classes: pl.DataFrame
    trainees: pl.DataFrame = field(default_factory=Trainees.create_empty)
    weights: PlacementWeights = PlacementWeights()
    female_trainees_only: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "learners", checked(Learners, self.learners, "learners.csv"))
        object.__setattr__(self, "classes", checked(EnglishClasses, self.classes, "classes.csv"))
        object.__setattr__(self, "trainees", checked(Trainees, self.trainees, "trainees.csv"))
        slot_marks(self.learners, "learners.csv")
        slot_marks(self.trainees, "trainees.csv")
        _check_levels(self.classes)

    @cached_property
    def digest(self) -> str:
        """By which an answer knows the problem it answers."""
        return digest(self)
