"""The parts of a playbook: who, when, for how much, before which gate, counted how, known from where.

Each is checked when it is read. What one part says about another is checked in :mod:`convive.playbooks.model`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
IndicatorId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Count = Annotated[int, Field(ge=0, strict=True)]
Positive = Annotated[int, Field(ge=1, strict=True)]
NOT_STATED = "not stated"

Form = Literal["full", "light", "small", "library"]
FORMS: dict[Form, str] = {
    "full": "A programme with stages, people, money and measures.",
    "light": "Run by volunteers or for a small sum: who, what and when. Its tallies are its return.",
    "small": "A piece of work of a few weeks or months, beside what people do already.",
    "library": "What others did, told so that a place can do the like in its own way.",
}
Purpose = Literal["meeting", "equality", "support", "bonding", "institution"]
# The same slugs as the domains of a plan; a test holds the two lists together, as neither package knows the other.
Domain = Literal[
    "learning-to-live-together",
    "resources",
    "schools",
    "workplaces",
    "housing",
    "communities",
    "new-arrivals",
]
Obstacle = Literal["no chance to meet", "the chance not taken", "poor or hostile contact", "too late in life"]
Condition = Literal["equal status", "cooperation", "common goals", "support from institutions", "room for acquaintance"]
CountMode = Literal["tally only", "named", "both", "not measured"]
Setting = Literal[
    "school",
    "college or university",
    "community centre",
    "place of worship",
    "arts venue",
    "sports ground",
    "workplace",
    "council office",
    "street or garden",
    "nursery",
    "online",
]
Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Rating = Literal["proposed", "described", "before and after", "compared", "trial"]
RATINGS: dict[Rating, str] = {
    "proposed": "A source proposes it; we know of no account of how it went.",
    "described": "People who run it have described it; nobody has measured what it changes.",
    "before and after": "People were asked before and after, with nobody to compare them with.",
    "compared": "Those who took part were compared with others who did not.",
    "trial": "Who took part first was decided by lot.",
}


class Part(BaseModel):
    """What all parts share: no unknown key, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Source(Part):
    """Where the facts come from. ``essay`` is the number in the British Academy collection of 2017."""

    id: Slug
    essay: int | None = Field(default=None, ge=1, le=11)
    title: Text
    year: int = Field(ge=1900, le=2100)
    used_for: Text


class Ran(Part):
    """A place where it ran, when, and how large it was."""

    where: Text
    when: Text
    size: Text
    source: Slug


class Role(Part):
    """Somebody who is needed, as a part to play: how few will do, and how many at most (absent: no limit)."""

    id: Slug
    title: Text
    side: str = ""
    min: Count
    max: Positive | None = None
    what: Text

    @model_validator(mode="after")
    def _min_before_max(self) -> Role:
        if self.max is not None and self.max < self.min:
            raise ValueError(f"{self.title} needs at least {self.min} and at most {self.max}")
        return self


class Cohort(Part):
    """People who stay together: a class, a team, a course. ``mixed`` says how it is put together."""

    id: Slug
    title: Text
    side: str = ""
    min: Positive
    max: Positive
    mixed: Text

    @model_validator(mode="after")
    def _min_before_max(self) -> Cohort:
        if self.max < self.min:
            raise ValueError(f"{self.title} has at least {self.min} and at most {self.max} people")
        return self


class GroupSize(Part):
    """How many people are together at one time, fewest and most."""

    min: Positive
    max: Positive
    note: str = ""

    @model_validator(mode="after")
    def _min_before_max(self) -> GroupSize:
        if self.max < self.min:
            raise ValueError(f"a group of at least {self.min} and at most {self.max} cannot be")
        return self


class Repeat(Part):
    """Again every so many weeks, so many times in all; without ``times`` for as long as what holds it lasts."""

    every_weeks: Positive
    times: Positive | None = None


class Term(Part):
    """A school term: it starts on the ``monday``-th Monday of ``month`` and lasts ``weeks`` weeks.

    The first term of a playbook opens its school year; a term with an earlier month lies in the next calendar year.
    """

    id: Slug
    month: int = Field(ge=1, le=12)
    monday: int = Field(ge=1, le=4)
    weeks: Positive


class Session(Part):
    """A time when people are together. ``week`` counts from 0 within its stage; ``days`` is more than 1 for a stay."""

    id: Slug
    title: Text
    what: Text
    week: Count
    weekday: Weekday
    days: Positive = 1
    hours: float | None = Field(default=None, gt=0, le=24)
    where: Text
    count: CountMode
    repeat: Repeat | None = None
    checklist: tuple[Text, ...] = ()


class Stage(Part):
    """A part of the work. ``week`` counts from 0: from the start day or, with ``term``, from the start of that term.

    A stage lasts ``weeks`` weeks or, where days matter, ``days`` days from ``day`` on. ``after`` names the stages that
    are over before it opens; stages may run beside each other.
    """

    id: Slug
    order: Positive
    title: Text
    what: Text
    term: str = ""
    week: Count
    day: Count = 0
    weeks: Positive | None = None
    days: Positive | None = None
    after: tuple[Slug, ...] = ()
    repeat: Repeat | None = None
    checklist: tuple[Text, ...] = Field(min_length=1)
    sessions: tuple[Session, ...] = ()

    @property
    def lasts(self) -> timedelta:
        """How long the stage is open."""
        return timedelta(weeks=self.weeks or 0, days=self.days or 0)

    @property
    def begins(self) -> timedelta:
        """How long after its origin the stage opens for the first time."""
        return timedelta(weeks=self.week, days=self.day)

    @model_validator(mode="after")
    def _sessions_fit(self) -> Stage:
        if (self.weeks is None) == (self.days is None):
            raise ValueError(f"stage {self.id} lasts a number of weeks or a number of days: say one of the two")
        if self.days is not None and self.sessions:
            raise ValueError(f"stage {self.id} is counted in days: its dates are its own, so it has no sessions")
        for session in self.sessions:
            times = session.repeat.times if session.repeat and session.repeat.times else 1
            last = session.week + (session.repeat.every_weeks if session.repeat else 0) * (times - 1)
            # A stage may open on any weekday, so a stay of several days may run into the next week.
            if last + (session.days + 5) // 7 >= (self.weeks or 0):
                raise ValueError(f"session {session.id} falls in week {last}, after stage {self.id} is over")
        if self.repeat is not None:
            if self.repeat.times is None:
                raise ValueError(f"stage {self.id} repeats without an end: say how many times")
            if timedelta(weeks=self.repeat.every_weeks) < self.lasts:
                raise ValueError(f"stage {self.id} would begin again before it is over")
        return self


class Gate(Part):
    """A named check that has to hold before a stage opens.

    ``counts`` says what is counted: partner organisations, partner organisations of each side, people in all, people
    of each side, people of each cohort, votes of each side, or whether those in ``who`` have said yes. A number stands
    in ``exactly``, ``at_least`` or ``at_most``; a yes has none.
    """

    id: Slug
    title: Text
    before: Slug
    counts: Literal["partners", "partners a side", "people", "people a side", "people a cohort", "voters a side", "yes"]
    exactly: Positive | None = None
    at_least: Positive | None = None
    at_most: Positive | None = None
    who: tuple[Slug, ...] = ()
    why: Text

    @property
    def bounds(self) -> tuple[int, int | None]:
        """The fewest and the most that will do (``None``: no limit)."""
        if self.exactly is not None:
            return self.exactly, self.exactly
        return self.at_least or 0, self.at_most

    def passes(self, number: int) -> bool:
        """Whether a count passes; for a yes, the number of those in ``who`` who have said it.

        >>> Gate(id="a", title="At most 30", before="meet", counts="people", at_most=30, why="A room").passes(31)
        False
        """
        if self.counts == "yes":
            return number >= len(self.who)
        least, most = self.bounds
        return number >= least and (most is None or number <= most)

    @model_validator(mode="after")
    def _says_what_will_do(self) -> Gate:
        given = [self.exactly, self.at_least, self.at_most]
        if self.counts == "yes":
            if not self.who or any(number is not None for number in given):
                raise ValueError(f"gate {self.id} waits for a yes: name the roles that give it, and no number")
        elif given == [None] * 3 or (self.exactly is not None and given[1:] != [None] * 2):
            raise ValueError(f"gate {self.id} counts {self.counts}: say exactly, or at_least and at_most")
        return self


class Paper(Part):
    """A form that somebody fills in, and what it never asks."""

    id: Slug
    title: Text
    stage: Slug
    by: Text
    asks: tuple[Text, ...] = Field(min_length=1)
    never_asks: tuple[Text, ...] = ()


class Wave(Part):
    """A time at which people are asked: ``week`` counts from the first day of the stage and may lie after its end."""

    id: Slug
    kind: Literal["baseline", "after", "follow-up"]
    stage: Slug
    week: Count
    who: Text
    compared_with: Text


class Money(Part):
    """An amount as a source states it, in whole pounds, or "not stated"; never an estimate without its source.

    ``kind``: what it costs; a limit that somebody sets; a fee that people pay; or what was spent elsewhere, told so
    that nobody is surprised, and never added up for another place.
    """

    heading: Text
    pounds: int | Literal["not stated"]
    per: Literal["week", "session", "term", "year", "programme", "partner", "person", ""] = ""
    kind: Literal["cost", "limit", "fee", "spent elsewhere"] = "cost"
    stage: str = ""
    source: Slug
    note: str = ""

    @field_validator("pounds", mode="before")
    @classmethod
    def _whole_pounds(cls, given: object) -> object:
        if given == NOT_STATED or (isinstance(given, int) and not isinstance(given, bool) and given >= 0):
            return given
        raise ValueError(f"an amount is whole pounds or “not stated”, and {given!r} is neither")

    @model_validator(mode="after")
    def _amount_has_a_unit(self) -> Money:
        if self.pounds != NOT_STATED and not self.per:
            raise ValueError(f"{self.heading}: say what £{self.pounds} is for: per week, session, programme …")
        if self.pounds == NOT_STATED and self.per:
            raise ValueError(f"{self.heading}: an amount that is not stated cannot be per {self.per}")
        return self


class Cap(Part):
    """The most a programme may cost when it has ``partners`` partners: a limit that a funder sets."""

    pounds: Positive
    partners: Positive
    source: Slug
    note: Text


class NewMoney(Part):
    """Whether a place needs money that it does not spend today, and why."""

    needed: bool
    reason: Text


class Figure(Part):
    """A number of people or days: a source's own, or Convive's estimate with its basis, or not stated."""

    number: Count | Literal["not stated"]
    basis: Literal["source", "Convive's estimate", ""] = ""
    why: Text

    @model_validator(mode="after")
    def _number_has_a_basis(self) -> Figure:
        if (self.number == NOT_STATED) == bool(self.basis):
            raise ValueError(
                "a number says whether it is the source's or Convive's estimate; “not stated” says neither"
            )
        return self


class Effort(Part):
    """What it asks of people: paid days in a year, and volunteers at one time."""

    staff_days: Figure
    volunteers: Figure


class SharedHours(Part):
    """Whether hours across the sides are worked out from the counts; never for work that asks nobody anything."""

    measured: bool
    reason: Text


class Measure(Part):
    """Something to count or to ask. It has no target: those belong to plans, and shared hours never have one.

    ``harm`` marks what went badly for somebody: it is asked wherever people are brought together.
    """

    id: Slug
    title: Text
    counted: Text
    how: Literal["tally", "register", "survey", "record of work", "conversation"]
    harm: bool = False


class Evidence(Part):
    """What is known about whether it works, and how it is known.

    ``nesta`` (1 to 5) and ``maryland`` (1 to 5) are the levels on the two scales funders ask for; absent when the
    work cannot be placed on them. ``reason`` says why, ``would_raise`` the one change that would lift the level.
    """

    rating: Rating
    nesta: int | None = Field(default=None, ge=1, le=5)
    maryland: int | None = Field(default=None, ge=1, le=5)
    design: Text
    size: Text
    outcome: Text
    reason: Text
    would_raise: Text
    sources: tuple[Slug, ...] = Field(min_length=1)


class Step(Part):
    """A first step, so many weeks after the start."""

    what: Text
    week: Count


class InPlan(Part):
    """What a draft plan says about the action, for people to make their own."""

    title: Text
    what: Text
    kind: Literal["programme", "ordinary practice", "conversation"]
    owner_kind: Text
    partners: tuple[Text, ...]
    first_steps: tuple[Step, ...] = Field(min_length=1)


class Preparation(Part):
    """What has to be true before the first day, and how many weeks that takes: the time to start."""

    weeks: Count
    checklist: tuple[Text, ...] = Field(min_length=1)
