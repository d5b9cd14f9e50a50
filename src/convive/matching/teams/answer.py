"""What the teams engine gives: who is in which team, how good that is, and what keeping nobody alone costs."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl

from convive.core.errors import UnknownName, did_you_mean
from convive.core.problems import TeamsProblem
from convive.matching.answers import Answer

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Price:
    """The score with nobody alone and without that rule; lower is nearer to the mix that is wanted.

    Each value stands with its bound, so that the price of the rule is known to lie between two numbers.

    >>> Price(163.8, 163.8, 106.9, 106.9).of_rule
    56.9
    """

    kept: float
    kept_bound: float
    free: float
    free_bound: float

    @property
    def of_rule(self) -> float:
        """By how much the rule raises the score."""
        return round(self.kept - self.free, 9)

    def as_dict(self) -> dict[str, float]:
        """The fields of ``--json``."""
        return {
            "kept": self.kept,
            "kept_bound": self.kept_bound,
            "free": self.free,
            "free_bound": self.free_bound,
            "of_rule": self.of_rule,
        }


@dataclass(frozen=True)
class Spread:
    """All that is told of the mix, over all teams together: never what one team looks like.

    ``farthest`` is the largest distance of any count from its ideal, in people; ``alone`` how often a guarded level has
    one person only in a team.
    """

    teams: int
    smallest: int
    largest: int
    farthest: float
    alone: int

    def as_dict(self) -> dict[str, float | int]:
        """The fields of ``--json``."""
        return {
            "teams": self.teams,
            "smallest": self.smallest,
            "largest": self.largest,
            "farthest": self.farthest,
            "alone": self.alone,
        }


@dataclass(frozen=True)
class Placing:
    """What one person's team rests on, without a word about anybody else.

    ``other`` is the team where they could be at the least loss, ``loss`` what that would add to the score; both are
    ``None`` where no other team can take them in exchange for one person.
    """

    person_id: str
    team: str
    site: str | None
    together: tuple[str, ...]
    other: str | None
    loss: float | None
    says: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Two answers side by side: their scores, and who keeps their team once teams are laid on one another."""

    value: float
    other: float
    people: int
    same_team: int
    moved: tuple[str, ...]

    @property
    def difference(self) -> float:
        """By how much the other scores more."""
        return round(self.other - self.value, 9)

    @property
    def kept(self) -> float:
        """The share of the people in both answers who stay in their team."""
        return self.same_team / self.people if self.people else 1.0


def laid(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, str]:
    """Which team of an answer is which one of another, so that most people stay: name after → name before.

    Both frames have ``person_id`` and ``team``. Teams that share nobody are not named.
    """
    from scipy.optimize import linear_sum_assignment

    both = before.select("person_id", ours="team").join(after.select("person_id", theirs="team"), on="person_id")
    left, mine = np.unique(both["ours"].to_numpy(), return_inverse=True)
    right, its = np.unique(both["theirs"].to_numpy(), return_inverse=True)
    shared = np.zeros((len(left), len(right)), np.int64)
    np.add.at(shared, (mine, its), 1)
    pairs = zip(*linear_sum_assignment(shared, maximize=True), strict=True)
    return {str(right[column]): str(left[row]) for row, column in pairs if shared[row, column]}


def with_names_that_last(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The new teams under the names that most of their people know; a team of others gets a name of its own."""
    names = laid(before, after)
    taken = {*before["team"].to_list(), *names.values()}
    width = max((len(name) for name in taken), default=2) - 1
    free = (name for n in itertools.count(1) if (name := f"T{n:0{width}}") not in taken)
    for team in sorted(set(after["team"].to_list()) - set(names)):
        names[team] = next(free)
    return after.with_columns(pl.col("team").replace_strict(names, return_dtype=pl.String)).sort("team", "person_id")


@dataclass(frozen=True)
class Teams(Answer):
    """Mixed teams. ``assignments`` has person_id, team and site, and nothing of anybody's mix.

    ``quality.value`` is the sum of squared distances of all counts from their ideal: 0 would be teams that are each
    exactly as mixed as the whole.
    """

    spread: Spread
    price: Price | None
    problem: TeamsProblem = field(repr=False, compare=False)
    allow_lone: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The one object that ``--json`` prints."""
        return {
            **super().as_dict(),
            "spread": self.spread.as_dict(),
            "price": None if self.price is None else self.price.as_dict(),
        }

    @property
    def placed(self) -> pl.DataFrame:
        """The people of the problem who have a team."""
        return self.problem.participants.filter(pl.col("person_id").is_in(self.assignments["person_id"].to_list()))

    def explain(self, person_id: str) -> Placing:
        """What this person's team rests on.

        Raises
        ------
        UnknownName
            When nobody of that id has a team.
        """
        from convive.matching.teams.placing import placing

        if person_id not in self.assignments["person_id"]:
            raise UnknownName(
                f"“{person_id}” has no team here.",
                hint=did_you_mean(person_id, self.assignments["person_id"].to_list()),
            )
        return placing(self, person_id)

    def what_if(
        self, *, together: Pairs = (), apart: Pairs = (), allow_lone: bool | None = None, budget: int | None = None
    ) -> Teams:
        """The teams with more rules, or with the other choice about standing alone; see :meth:`compare`.

        Raises
        ------
        RefusedInput
            When a person is not there or the rules contradict one another.
        """
        from convive.matching.teams.forming import form
        from convive.matching.teams.repairing import with_relations

        lone = self.allow_lone if allow_lone is None else allow_lone
        problem = with_relations(self.problem, together, apart)
        found = form(problem, allow_lone=lone, seed=self.quality.seed, budget=budget)
        return replace(found, assignments=with_names_that_last(self.assignments, found.assignments))

    def compare(self, other: Teams) -> Comparison:
        """Sets this answer beside another one, by score and by who stays in their team.

        A team has no name that lasts: the teams of the two are first laid on one another such that most people stay.
        """
        both = self.assignments.select("person_id", ours="team").join(
            other.assignments.select("person_id", theirs="team"), on="person_id"
        )
        twin = laid(self.assignments, other.assignments)
        stays = both["theirs"].replace_strict(twin, default=None, return_dtype=pl.String).eq_missing(both["ours"])
        return Comparison(
            value=self.quality.value,
            other=other.quality.value,
            people=both.height,
            same_team=int(stays.sum()),
            moved=tuple(sorted(both["person_id"].filter(~stays).to_list())),
        )

    def repair(
        self,
        *,
        without: Sequence[str] = (),
        joined: pl.DataFrame | Sequence[Mapping[str, Any]] = (),
        budget: int | None = None,
    ) -> Teams:
        """Teams after some have gone and others have come, with at least nine in ten of the others where they were.

        Sizes stay between the smallest and the largest of the problem where that is possible; ``relaxed`` says what it
        costs that people stay.

        Raises
        ------
        RefusedInput
            When nobody is left, or somebody who joins stands on the list already.
        UnknownName
            When somebody who is to go is not there.
        """
        from convive.matching.teams.repairing import repair

        return repair(self, without=without, joined=joined, budget=budget)
