"""A playbook: one local action that others have carried out, told as data so that anybody can carry it out again.

Every fact names its source, every amount of money is the source's own or reads "not stated", and a playbook holds no
target: what a place wants to reach is for its plan to say.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Count = Annotated[int, Field(ge=0, strict=True)]
Positive = Annotated[int, Field(ge=1, strict=True)]

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
Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Rating = Literal["described", "before and after", "compared", "trial"]
RATINGS: dict[Rating, str] = {
    "described": "People who run it have described it; nobody has measured what it changes.",
    "before and after": "People were asked before and after, with nobody to compare them with.",
    "compared": "Those who took part were compared with others who did not.",
    "trial": "Who took part first was decided by lot.",
}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Source(_Part):
    """Where the facts come from. ``essay`` is the number in the British Academy collection of 2017."""

    id: Slug
    essay: int | None = Field(default=None, ge=1, le=11)
    title: Text
    year: int = Field(ge=1900, le=2100)
    used_for: Text


class Role(_Part):
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


class Repeat(_Part):
    """Again every so many weeks, so many times in all; without ``times`` for as long as what holds it lasts."""

    every_weeks: Positive
    times: Positive | None = None


class Term(_Part):
    """A school term: it starts on the ``monday``-th Monday of ``month`` and lasts ``weeks`` weeks.

    The first term of a playbook opens its school year; a term with an earlier month lies in the next calendar year.
    """

    id: Slug
    month: int = Field(ge=1, le=12)
    monday: int = Field(ge=1, le=4)
    weeks: Positive


class Session(_Part):
    """A time when people are together. ``week`` counts from 0 within its stage."""

    id: Slug
    title: Text
    what: Text
    week: Count
    weekday: Weekday
    hours: float | None = Field(default=None, gt=0, le=24)
    where: Text
    count: CountMode
    repeat: Repeat | None = None
    checklist: tuple[Text, ...] = ()


class Stage(_Part):
    """A part of the work. ``week`` counts from 0: from the start day or, with ``term``, from the start of that term."""

    id: Slug
    order: Positive
    title: Text
    what: Text
    term: str = ""
    week: Count
    weeks: Positive
    repeat: Repeat | None = None
    checklist: tuple[Text, ...] = Field(min_length=1)
    sessions: tuple[Session, ...] = ()

    @model_validator(mode="after")
    def _sessions_fit(self) -> Stage:
        for session in self.sessions:
            times = session.repeat.times if session.repeat and session.repeat.times else 1
            last = session.week + (session.repeat.every_weeks if session.repeat else 0) * (times - 1)
            if last >= self.weeks:
                raise ValueError(f"session {session.id} falls in week {last}, after stage {self.id} is over")
        if self.repeat is not None:
            if self.repeat.times is None:
                raise ValueError(f"stage {self.id} repeats without an end: say how many times")
            if self.repeat.every_weeks < self.weeks:
                raise ValueError(f"stage {self.id} would begin again before it is over")
        return self


class Money(_Part):
    """A cost as a source states it, in whole pounds, or "not stated"; never an estimate without its source."""

    heading: Text
    pounds: int | Literal["not stated"]
    per: Literal["week", "session", "term", "year", "programme", "partner", "person", ""] = ""
    source: Slug
    note: str = ""

    @field_validator("pounds", mode="before")
    @classmethod
    def _whole_pounds(cls, given: object) -> object:
        if given == "not stated" or (isinstance(given, int) and not isinstance(given, bool) and given >= 0):
            return given
        raise ValueError(f"an amount is whole pounds or “not stated”, and {given!r} is neither")

    @model_validator(mode="after")
    def _amount_has_a_unit(self) -> Money:
        if self.pounds != "not stated" and not self.per:
            raise ValueError(f"{self.heading}: say what £{self.pounds} is for: per week, session, programme …")
        if self.pounds == "not stated" and self.per:
            raise ValueError(f"{self.heading}: an amount that is not stated cannot be per {self.per}")
        return self


class NewMoney(_Part):
    """Whether a place needs money that it does not spend today, and why."""

    needed: bool
    reason: Text


class SharedHours(_Part):
    """Whether hours across the sides are worked out from the counts; never for work that asks nobody anything."""

    measured: bool
    reason: Text


class Measure(_Part):
    """Something to count or to ask. It has no target: those belong to plans, and shared hours never have one."""

    id: Slug
    title: Text
    counted: Text
    how: Literal["tally", "register", "survey", "record of work", "conversation"]


class Evidence(_Part):
    """What is known about whether it works, and how it is known.

    ``nesta`` (1 to 5) and ``maryland`` (1 to 5) are the levels on the two scales funders ask for; absent when the
    work cannot be placed on them. ``reason`` says why.
    """

    rating: Rating
    nesta: int | None = Field(default=None, ge=1, le=5)
    maryland: int | None = Field(default=None, ge=1, le=5)
    design: Text
    size: Text
    outcome: Text
    reason: Text
    sources: tuple[Slug, ...] = Field(min_length=1)


class Step(_Part):
    """A first step, so many weeks after the start."""

    what: Text
    week: Count


class InPlan(_Part):
    """What a draft plan says about the action, for people to make their own."""

    title: Text
    what: Text
    kind: Literal["programme", "ordinary practice", "conversation"]
    owner_kind: Text
    partners: tuple[Text, ...]
    first_steps: tuple[Step, ...] = Field(min_length=1)


class Preparation(_Part):
    """What has to be true before the first day, and how many weeks that takes."""

    weeks: Count
    checklist: tuple[Text, ...] = Field(min_length=1)


class Playbook(_Part):
    """One local action, whole.

    ``version`` is a whole number that rises with every change of meaning; ``since`` is the release of Convive that
    first carried the playbook. ``sides`` are the two (or more) groups who meet; work that brings nobody together has
    none.
    """

    slug: Slug
    title: Text
    version: Positive
    since: Text
    purpose: Purpose
    domains: tuple[Domain, ...] = Field(min_length=1)
    problem: Text
    what_people_do: Text
    gains: dict[Text, Text] = Field(min_length=1, description="Who gains, and what.")
    sides: tuple[Text, ...] = ()
    light: bool
    new_money: NewMoney
    shared_hours: SharedHours
    preparation: Preparation
    roles: tuple[Role, ...] = Field(min_length=1)
    terms: tuple[Term, ...] = ()
    stages: tuple[Stage, ...] = Field(min_length=1)
    money: tuple[Money, ...]
    worked_because: tuple[Text, ...] = Field(min_length=1)
    watch_for: tuple[Text, ...] = Field(min_length=1, description="What went wrong elsewhere, or easily does.")
    obstacles: tuple[Obstacle, ...]
    conditions: tuple[Condition, ...]
    measures: tuple[Measure, ...] = Field(min_length=1)
    plan: InPlan
    evidence: Evidence
    sources: tuple[Source, ...] = Field(min_length=1)
    guidance: Text

    @model_validator(mode="after")
    def _holds_together(self) -> Playbook:
        if len(self.problem.split(". ")) > 1:
            raise ValueError("the problem is one sentence")
        if self.purpose == "meeting" and len(self.sides) < 2:
            raise ValueError("work that brings people together names at least two sides")
        if self.shared_hours.measured and self.purpose != "meeting":
            raise ValueError("shared hours are measured only where the purpose is meeting")
        for name, ids in (
            ("role", [role.id for role in self.roles]),
            ("term", [term.id for term in self.terms]),
            ("stage", [stage.id for stage in self.stages]),
            ("session", [session.id for stage in self.stages for session in stage.sessions]),
            ("measure", [measure.id for measure in self.measures]),
            ("source", [source.id for source in self.sources]),
        ):
            twice = sorted({one for one in ids if ids.count(one) > 1})
            if twice:
                raise ValueError(f"the {name} {twice[0]} is there twice")
        if [stage.order for stage in self.stages] != list(range(1, len(self.stages) + 1)):
            raise ValueError("stages are numbered 1, 2, 3 … in the order in which they stand")
        self._check_names()
        return self

    def _check_names(self) -> None:
        terms = {term.id: term.weeks for term in self.terms}
        sources = {source.id for source in self.sources}
        for stage in self.stages:
            if stage.term and stage.term not in terms:
                raise ValueError(f"stage {stage.id} lies in the term {stage.term}, which is not there")
            if stage.term and stage.week + stage.weeks > terms[stage.term]:
                raise ValueError(f"stage {stage.id} is longer than what is left of the term {stage.term}")
        for cited in (*(line.source for line in self.money), *self.evidence.sources):
            if cited not in sources:
                raise ValueError(f"the source {cited} is cited and is not there")
        for role in self.roles:
            if role.side and role.side not in self.sides:
                raise ValueError(f"the role {role.id} belongs to the side “{role.side}”, which is not there")
