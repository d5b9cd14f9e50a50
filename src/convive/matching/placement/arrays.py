"""A waiting list as arrays, in the order of identifiers, so that the order of a file changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.problems.placement import LEVELS, SKILLS, PlacementProblem, slot_marks

Whole = NDArray[np.int64]
Marks = NDArray[np.bool_]

HIGHEST = len(LEVELS) - 1


@dataclass(frozen=True)
class Arrays:
    """The lists of a problem sorted by identifier, and their columns as arrays on demand."""

    problem: PlacementProblem
    learners: pl.DataFrame
    classes: pl.DataFrame
    trainees: pl.DataFrame

    @cached_property
    def levels(self) -> NDArray[np.int8]:
        """Learners × (overall, then each skill): a skill not known stands at the overall level; −1 is not known."""
        overall = pl.col("level").to_physical().cast(pl.Int8).fill_null(-1)
        skills = [pl.col(skill).to_physical().cast(pl.Int8).fill_null(overall) for skill in SKILLS]
        return self.learners.select(overall, *skills).to_numpy()

    @cached_property
    def learner_slots(self) -> Marks:
        """Learners × parts of the week that suit."""
        return slot_marks(self.learners, "learners.csv")

    @cached_property
    def trainee_slots(self) -> Marks:
        """Trainees × parts of the week in which they can teach."""
        return slot_marks(self.trainees, "trainees.csv")

    @cached_property
    def lowest(self) -> NDArray[np.int8]:
        """The lowest level of each class."""
        return self.classes["level_min"].to_physical().cast(pl.Int8).to_numpy()

    @cached_property
    def highest(self) -> NDArray[np.int8]:
        """The highest level of each class."""
        return self.classes["level_max"].to_physical().cast(pl.Int8).to_numpy()

    @cached_property
    def skill(self) -> Whole:
        """Which column of :attr:`levels` each class asks for."""
        return (self.classes["skill"].to_physical().cast(pl.Int64).fill_null(-1) + 1).to_numpy()

    @cached_property
    def slot(self) -> Whole:
        """The part of the week of each class."""
        return self.classes["slot"].to_numpy()

    @cached_property
    def capacity(self) -> Whole:
        """The places of each class."""
        return self.classes["capacity"].to_numpy()

    @cached_property
    def creche(self) -> Whole:
        """The crèche places of each class, never more than its places."""
        places: Whole = np.minimum(self.classes["creche_places"].to_numpy(), self.capacity)
        return places

    @cached_property
    def sessions(self) -> Whole:
        """The sessions that trainees deliver in each class; none where no trainee is listed or none is asked for."""
        asked = self.classes["sessions"].fill_null(0).to_numpy()
        return asked if self.trainees.height else np.zeros_like(asked)

    @cached_property
    def min_size(self) -> Whole:
        """With how many learners each class begins; one at least, for nobody teaches an empty room."""
        least: Whole = np.maximum(1, self.classes["min_size"].fill_null(1).to_numpy())
        return least

    @cached_property
    def women_only(self) -> Marks:
        """Which classes are for women only."""
        return self.flag(self.classes, "women_only")

    @cached_property
    def needs_childcare(self) -> Marks:
        """Which learners need a crèche place."""
        return self.flag(self.learners, "needs_childcare")

    @cached_property
    def weeks(self) -> Whole:
        """Weeks that each learner has waited, no more than the cap."""
        waited = self.learners["wait_weeks"].to_numpy()
        cap = self.problem.weights.wait_cap
        return waited if cap is None else np.minimum(waited, cap)

    @cached_property
    def not_open(self) -> Marks:
        """Who said that a place in a class is not open to them; somebody who was not asked never counts as no."""
        return (self.learners["open_to_me"].cast(pl.String).fill_null("") == "no").to_numpy()

    @cached_property
    def may_teach(self) -> Marks:
        """Trainees × classes: free in its slot, and a woman where the class is for women only and the policy is on."""
        free = self.trainee_slots[:, self.slot]
        if not self.problem.female_trainees_only:
            return free
        return free & (~self.women_only | self.flag(self.trainees, "female")[:, None])

    @staticmethod
    def flag(frame: pl.DataFrame, column: str) -> Marks:
        """A column of 0 and 1 as marks."""
        return (frame[column] == 1).to_numpy()


def arrays(problem: PlacementProblem) -> Arrays:
    """The lists sorted by identifier."""
    return Arrays(
        problem,
        problem.learners.sort("learner_id"),
        problem.classes.sort("class_id"),
        problem.trainees.sort("trainee_id"),
    )
