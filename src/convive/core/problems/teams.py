"""Who is to be put into mixed teams, and by what rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import dataframely as dy
import polars as pl

from convive.core.errors import RefusedInput, did_you_mean
from convive.core.problems.frames import check_known, check_not_itself, checked, digest


class Participants(dy.Schema):
    """Somebody who takes part, by a pseudonym. Attributes follow as columns of their own, as text; empty is unknown."""

    row = dy.Int64(nullable=False)
    person_id = dy.String(nullable=False, primary_key=True)
    x_km = dy.Float64(nullable=True)
    y_km = dy.Float64(nullable=True)


class Relations(dy.Schema):
    """Two people who belong together or apart. That a rule exists is all that is kept: never why."""

    row = dy.Int64(nullable=False)
    type = dy.Enum(["together", "apart"], nullable=False, primary_key=True)
    person_a = dy.String(nullable=False, primary_key=True)
    person_b = dy.String(nullable=False, primary_key=True)


class Sites(dy.Schema):
    """Where teams meet: a point (km), how many people it takes, and how many minutes anybody may travel to it."""

    row = dy.Int64(nullable=False)
    site_id = dy.String(nullable=False, primary_key=True)
    name = dy.String(nullable=True)
    x_km = dy.Float64(nullable=False)
    y_km = dy.Float64(nullable=False)
    capacity = dy.Int64(nullable=False, min=0)


@dataclass(frozen=True)
class TeamsProblem:
    """People, the attributes that are to be mixed, and what is asked of the teams.

    ``attributes`` are columns of ``participants`` with their weight. ``team_sizes`` are the sizes themselves, in any
    order; without them teams of ``smallest`` to ``largest`` are made. ``protected`` are the levels of each attribute of
    which nobody is to be alone in a team. ``target`` gives the share of each level in the area, where it is known
    (attribute → level → share); an attribute without one takes the mix of the pool.

    Raises
    ------
    RefusedInput
        When a person stands twice, an attribute or a person is not there, or somebody is put with themselves.
    """

    participants: pl.DataFrame
    attributes: Mapping[str, float]
    team_sizes: tuple[int, ...] = ()
    smallest: int = 12
    largest: int = 15
    relations: pl.DataFrame = field(default_factory=Relations.create_empty)
    protected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    target: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    sites: pl.DataFrame = field(default_factory=Sites.create_empty)
    max_km: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "participants", checked(Participants, self.participants, "participants.csv"))
        object.__setattr__(self, "relations", checked(Relations, self.relations, "relations.csv"))
        object.__setattr__(self, "sites", checked(Sites, self.sites, "sites.csv"))
        for name in {*self.attributes, *self.protected, *self.target}:
            if name not in self.participants.columns:
                raise RefusedInput(
                    f"There is no column {name}.",
                    file="participants.csv",
                    column=name,
                    rule="column",
                    hint=did_you_mean(name, self.participants.columns),
                )
        object.__setattr__(
            self, "participants", self.participants.with_columns(pl.col(*self.attributes).cast(pl.String))
        )
        for end in ("person_a", "person_b"):
            check_known(
                self.relations, end, self.participants["person_id"], "relations.csv", "the list of participants"
            )
        check_not_itself(self.relations, ("person_a", "person_b"), "relations.csv")

    @cached_property
    def digest(self) -> str:
        """By which an answer knows the problem it answers."""
        return digest(self)
