"""Which classes of which schools could meet, and by what rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import dataframely as dy
import polars as pl

from convive.core.errors import RefusedInput
from convive.core.problems.frames import check_known, check_not_itself, checked, digest

# A share of a mix stands in a column of its own: eth_asian, faith_muslim. Those of one prefix add up to 1.
MIXES = ("eth_", "faith_")
REASONS = ("practical", "safeguarding")


class LinkSchools(dy.Schema):
    """A school, where it lies (km east and north of a point of one's own) and its published mix.

    Shares of a mix (``eth_…``, ``faith_…``) follow as columns of their own, 0 to 1. They come from published figures of
    the whole school, never from a class list. ``special`` is a special school or an alternative provision.
    ``class_size`` is the published size of its classes, for a class whose own is not known.
    """

    row = dy.Int64(nullable=False)
    school_id = dy.String(nullable=False, primary_key=True)
    name = dy.String(nullable=True)
    phase = dy.String(nullable=True)
    x_km = dy.Float64(nullable=False)
    y_km = dy.Float64(nullable=False)
    fsm = dy.Float64(nullable=True, min=0, max=1)
    special = dy.Bool(nullable=True)
    class_size = dy.Float64(nullable=True, min=1, max=200)


class LinkClasses(dy.Schema):
    """A class that would like a link.

    ``year`` is 0 for reception; ``year_to`` is the last year of a class of mixed years. Year and size may be unknown.
    ``dates`` are the days it can travel, parted by ``|``; empty means any.
    """

    row = dy.Int64(nullable=False)
    class_id = dy.String(nullable=False, primary_key=True)
    school_id = dy.String(nullable=False)
    programme_area = dy.String(nullable=True)
    year = dy.Int64(nullable=True, min=-1, max=14)
    year_to = dy.Int64(nullable=True, min=-1, max=14)
    size = dy.Int64(nullable=True, min=1, max=200)
    dates = dy.String(nullable=True)


class SchoolPairs(dy.Schema):
    """Two schools, in any order: vetoes (with their kind of reason) and links of earlier years."""

    row = dy.Int64(nullable=False)
    school_a = dy.String(nullable=False, primary_key=True)
    school_b = dy.String(nullable=False, primary_key=True)
    reason = dy.String(nullable=True)


class ClassPairs(dy.Schema):
    """Two classes, in any order: pins, forbidden pairs, links that stand. ``dates`` are those both can do."""

    row = dy.Int64(nullable=False)
    class_a = dy.String(nullable=False, primary_key=True)
    class_b = dy.String(nullable=False, primary_key=True)
    dates = dy.String(nullable=True)


class Quotas(dy.Schema):
    """How many classes of a school may be linked this year."""

    row = dy.Int64(nullable=False)
    school_id = dy.String(nullable=False, primary_key=True)
    max_linked_classes = dy.Int64(nullable=False, min=0)


class Venues(dy.Schema):
    """A neutral place to meet, in the same kilometres as the schools."""

    row = dy.Int64(nullable=False)
    venue_id = dy.String(nullable=False, primary_key=True)
    name = dy.String(nullable=True)
    x_km = dy.Float64(nullable=False)
    y_km = dy.Float64(nullable=False)


class VenueCapacity(dy.Schema):
    """How many links a venue can host on a day."""

    row = dy.Int64(nullable=False)
    venue_id = dy.String(nullable=False, primary_key=True)
    date = dy.String(nullable=False, primary_key=True)
    links = dy.Int64(nullable=False, min=0)


@dataclass(frozen=True)
class LinkRules:
    """What makes a pair of classes admissible. A pair is never admissible within one school.

    ``venue_limit_min`` is the longest way of a class to the venue. ``special`` says whether special schools link with
    any school (by the year of the class) or only with each other.
    """

    max_year_difference: int = 1
    limit_min: int = 45
    min_benefit: int = 150
    venue_limit_min: int = 60
    special: Literal["any", "same"] = "any"
    triads: bool = False


@dataclass(frozen=True)
class LinkWeights:
    """Points. ``bonus`` is the exchange rate between one more link and better links; ``prev`` rewards a link kept."""

    bonus: int = 500
    w_eth: float = 600
    w_faith: float = 250
    w_fsm: float = 150
    p_year: int = 60
    p_size: int = 6
    p_min: int = 4
    free_min: int = 10
    prev: int = 100
    speed_min_per_km: float = 2.2
    fixed_min: float = 8


def _none(schema: type[dy.Schema]) -> pl.DataFrame:
    return schema.create_empty()


@dataclass(frozen=True)
class LinkingProblem:
    """Schools, classes and what is asked of their links.

    ``fixed_pairs`` are read by the venue stage alone.

    Raises
    ------
    RefusedInput
        When a frame lacks a column, holds a record twice, or names a class, school or venue that is not listed.
    """

    schools: pl.DataFrame
    classes: pl.DataFrame
    rules: LinkRules = LinkRules()
    weights: LinkWeights = LinkWeights()
    vetoes: pl.DataFrame = field(default_factory=lambda: _none(SchoolPairs))
    previous: pl.DataFrame = field(default_factory=lambda: _none(SchoolPairs))
    pins: pl.DataFrame = field(default_factory=lambda: _none(ClassPairs))
    forbidden: pl.DataFrame = field(default_factory=lambda: _none(ClassPairs))
    quotas: pl.DataFrame = field(default_factory=lambda: _none(Quotas))
    venues: pl.DataFrame = field(default_factory=lambda: _none(Venues))
    venue_capacity: pl.DataFrame = field(default_factory=lambda: _none(VenueCapacity))
    fixed_pairs: pl.DataFrame = field(default_factory=lambda: _none(ClassPairs))

    def __post_init__(self) -> None:
        shapes: dict[str, type[dy.Schema]] = {
            "schools": LinkSchools,
            "classes": LinkClasses,
            "vetoes": SchoolPairs,
            "previous": SchoolPairs,
            "pins": ClassPairs,
            "forbidden": ClassPairs,
            "quotas": Quotas,
            "venues": Venues,
            "venue_capacity": VenueCapacity,
            "fixed_pairs": ClassPairs,
        }
        for name, schema in shapes.items():
            object.__setattr__(self, name, checked(schema, getattr(self, name), FILES[name]))
        object.__setattr__(self, "schools", _with_shares(self.schools))
        for name in ("vetoes", "previous"):
            _check_pairs(getattr(self, name), "school", self.schools["school_id"], FILES[name])
        for name in ("pins", "forbidden", "fixed_pairs"):
            _check_pairs(getattr(self, name), "class", self.classes["class_id"], FILES[name])
        check_known(self.classes, "school_id", self.schools["school_id"], FILES["classes"], "the list of schools")
        check_known(self.quotas, "school_id", self.schools["school_id"], FILES["quotas"], "the list of schools")
        check_known(
            self.venue_capacity, "venue_id", self.venues["venue_id"], FILES["venue_capacity"], "the list of venues"
        )

    @property
    def mixes(self) -> dict[str, list[str]]:
        """The columns of each mix that the schools carry, in the order of the file: ``{"eth_": ["eth_asian", …]}``.

        Points are rounded half to even, and halves are common; sums are taken in this order, as whoever wrote the file
        would.
        """
        return {
            prefix: columns
            for prefix in MIXES
            if (columns := [name for name in self.schools.columns if name.startswith(prefix)])
        }

    @cached_property
    def digest(self) -> str:
        """By which an answer knows the problem it answers."""
        return digest(self)


FILES = {
    "schools": "schools.csv",
    "classes": "classes.csv",
    "vetoes": "vetoes.csv",
    "previous": "previous_links.csv",
    "pins": "pins.csv",
    "forbidden": "forbidden.csv",
    "quotas": "school_quota.csv",
    "venues": "venues.csv",
    "venue_capacity": "venue_capacity.csv",
    "fixed_pairs": "fixed_pairs.csv",
}


def _with_shares(schools: pl.DataFrame) -> pl.DataFrame:
    """The schools with the shares of their mixes as numbers; a share that is none is refused."""
    for name in (name for name in schools.columns if name.startswith(MIXES)):
        share = schools[name].cast(pl.Float64, strict=False)
        bad = schools.filter(pl.col(name).is_not_null() & ~share.is_between(0, 1).fill_null(False))
        if bad.height:
            first = bad.row(0, named=True)
            raise RefusedInput(
                f"“{first[name]}” is not a share from 0 to 1.",
                file=FILES["schools"],
                row=first["row"] or None,
                column=name,
                rule="share",
                hint="Write a third as 0.333, not as 33.3.",
            )
        schools = schools.with_columns(share.alias(name))
    return schools


def _check_pairs(frame: pl.DataFrame, kind: str, known: pl.Series, file: str) -> None:
    for end in ("a", "b"):
        check_known(frame, f"{kind}_{end}", known, file, f"the list of {kind}{'e' if kind == 'class' else ''}s")
    check_not_itself(frame, (f"{kind}_a", f"{kind}_b"), file)
