"""A Local Integration Plan as a file: ``plan.toml``, read with pydantic, kept with tomlkit so that comments survive.

Empty text means "not settled yet". A plan whose ``status`` is "draft" may hold empty text; the linter then says what
people must still decide.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from convive.playbooks.model import Domain, Purpose

DOMAINS: dict[Domain, str] = {
    "learning-to-live-together": "Learning to live together",
    "resources": "Room for everyone",
    "schools": "Schools",
    "workplaces": "Work",
    "housing": "Homes",
    "communities": "Communities",
    "new-arrivals": "New arrivals",
}
# What a plan is asked about besides its parts, and how each is printed.
Matter = Literal["economy", "equal-opportunity", "marginalised-women", "new-arrivals", "positive-story"]
MATTERS: dict[Matter, str] = {
    "economy": "work and income",
    "equal-opportunity": "equal opportunity, and against discrimination",
    "marginalised-women": "women with few chances",
    "new-arrivals": "new arrivals",
    "positive-story": "a positive story of the place",
}
# What somebody mainly does. Few types, so that what was done can be counted across a whole plan.
Activity = Literal["contact", "skills", "support", "practice", "listening", "information"]
ACTIVITIES: dict[Activity, str] = {
    "contact": "people meet",
    "skills": "people learn",
    "support": "people are supported",
    "practice": "an institution changes how it works",
    "listening": "people are heard",
    "information": "people can find out",
}


def _day(text: str) -> str:
    """An ISO day as text."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"“{text}” is not a day") from None


Day = Annotated[str, AfterValidator(_day)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Reporting(_Part):
    """How often owners report, from when, when they last did, and where the public reads it."""

    cycle: str = ""
    first: date | None = None
    last: date | None = None
    public: str = ""


class Frame(_Part):
    """The head of the plan."""

    place: str
    place_name: str
    boundary_year: int
    parts: list[str] = Field(default_factory=list, description="The districts that the place was made of.")
    title: str
    status: Literal["draft", "adopted"] = "draft"
    size: Literal["small", "full"] = "small"
    written: date
    starts: date | None = None
    ends: date | None = None
    vision: str = ""
    coordinator: str = ""
    leaders: str = ""
    grievances: str = Field(default="", description="How anybody can raise a grievance, and who answers.")
    differences: list[str] = Field(default_factory=list, description="Ethnicity, generation, disability, class, …")
    reporting: Reporting = Reporting()


class Asset(_Part):
    """Something that is already here: a group, a place, a skill; what it offers others, and what it wants."""

    name: str
    what: str = ""
    where: str = ""
    offers: str = ""
    wants: str = ""


class Voice(_Part):
    """What people said: an issue, a conversation, a response."""

    id: str
    says: str
    heard: str = ""
    side: str = ""


class Cited(_Part):
    """A figure as the evidence gave it."""

    indicator: str
    value: float
    words: str
    date: Day
    source: str


class Judged(_Part):
    """The parts of a judgement, side by side and never added up."""

    large: str
    sure: str
    people: str
    direction: str | None = Field(default=None, description="Whether it grew or fell; absent with one date only.")
    company: str


class Priority(_Part):
    """What matters most and why, with the figure that says so and the parts of the judgement."""

    id: str
    title: str
    why: str
    rule: str
    figure: Cited
    judged: Judged | None = None


class Baseline(_Part):
    """Where an indicator stood; ``provisional`` until something newer than the last census renews it."""

    value: float
    words: str = ""
    date: Day
    provisional: bool = False
    renewed_by: str = ""


class Target(_Part):
    """Where it should stand, and when. Empty parts are still to be decided."""

    value: float | None = None
    date: str = ""


class Objective(_Part):
    """What should be different."""

    id: str
    priority: str = ""
    domain: Domain
    title: str
    indicator: str = ""
    baseline: Baseline | None = None
    target: Target | None = None
    voices: list[str] = Field(default_factory=list)


class Milestone(_Part):
    """A dated step."""

    what: str
    by: date | None = None


class Spending(_Part):
    """A cost as a source states it, in whole pounds; "not stated" where it does not."""

    heading: str
    pounds: int | Literal["not stated"]
    per: str = ""
    source: str = ""


class Action(_Part):
    """What somebody does. ``owner`` is a post, never a person."""

    id: str
    objective: str
    domain: Domain
    title: str
    what: str = ""
    kind: Literal["programme", "ordinary practice", "conversation"] = "programme"
    activity: Activity | None = None
    playbook: str = ""
    purpose: Purpose = "institution"
    covers: list[Matter] = Field(default_factory=list, description="What else it answers: economy, …")
    sides: list[str] = Field(default_factory=list)
    gains: list[str] = Field(
        default_factory=list, description='Who gains: "longer-established residents", "new arrivals", …'
    )
    where: list[str] = Field(default_factory=list, description="Neighbourhoods by name; empty means the whole place.")
    owner: str = ""
    partners: list[str] = Field(default_factory=list)
    start: date | None = None
    ends: date | None = None
    light: bool = False
    new_money: bool = False
    cost: str = ""
    money: list[Spending] = Field(default_factory=list, description="What it costs, as a source states it.")
    stated: int | None = Field(default=None, ge=0, description="Whole pounds of the first year that sources state.")
    prices: str = Field(default="", description="The year of the sources that state them.")
    budget: int | None = Field(default=None, ge=0, description="Whole pounds that people here have set aside.")
    staff_days: float | None = Field(default=None, ge=0, description="Days of paid work; empty: not stated.")
    volunteers: int | None = Field(default=None, ge=0, description="How many; empty: not stated.")
    effort: str = Field(default="", description="Whose figures days and volunteers are.")
    after: str = Field(default="", description="What goes on, and who carries it, when the money ends.")
    comparison: str = Field(default="", description="Who or what the result is compared with.")
    sets_up: Literal["", "a new building", "a new brand"] = ""
    why_new: str = Field(default="", description="Why nothing that stands already can carry it.")
    conditions: list[str] = Field(default_factory=list, description="Conditions of the playbook that are met here.")
    works_against: list[str] = Field(default_factory=list, description="Actions that it stands in tension with.")
    settled_by: str = Field(default="", description="How that tension is settled.")
    measures: list[str] = Field(default_factory=list)
    milestones: list[Milestone] = Field(default_factory=list)


class Tally(_Part):
    """What is needed and what there is as the evidence counted it; a newer draft renews it."""

    demand: str
    capacity: str = ""
    date: Day
    source: str


class Resource(_Part):
    """A service under demand: counted for all residents. ``answer`` is what is done about a shortage.

    ``counted`` is the evidence's; people's own words in ``demand`` and ``capacity`` come before it.
    """

    service: str
    demand: str = ""
    capacity: str = ""
    answer: str = ""
    source: str = ""
    counted: Tally | None = None

    @property
    def needed(self) -> str:
        """What is needed: in people's own words, else as the evidence counted it."""
        return self.demand or (self.counted.demand if self.counted else "")

    @property
    def there(self) -> str:
        """What there is: in people's own words, else as the evidence counted it."""
        return self.capacity or (self.counted.capacity if self.counted else "")


class LeftOut(_Part):
    """A part of the plan, or a clear finding (an indicator), with no action, and the reason."""

    domain: Domain | None = None
    gap: str = ""
    parts: str = Field(default="", description="The parts of the judgement on the finding, in one line.")
    reason: str

    @model_validator(mode="after")
    def _names_something(self) -> LeftOut:
        if self.domain is None and not self.gap:
            raise ValueError("Name what is left out: a domain (a part of the plan) or a gap (an indicator)")
        return self


class NotKnown(_Part):
    """Something that figures cannot say: what, and who could."""

    what: str
    who: str


class Renewal(_Part):
    """What would renew a baseline that is old."""

    indicator: str
    date: Day
    by: str


class Plan(_Part):
    """The whole plan."""

    plan: Frame
    assets: list[Asset] = Field(default_factory=list)
    voices: list[Voice] = Field(default_factory=list)
    priorities: list[Priority] = Field(default_factory=list)
    objectives: list[Objective] = Field(default_factory=list)
    actions: list[Action] = Field(default_factory=list)
    resources: list[Resource] = Field(default_factory=list)
    left_out: list[LeftOut] = Field(default_factory=list)
    not_known: list[NotKnown] = Field(default_factory=list)
    renewals: list[Renewal] = Field(default_factory=list)


class Finding(_Part):
    """One thing the linter found. ``where`` names the object ("objectives.meet-across"), ``mend`` says how."""

    rule: str
    severity: Literal["error", "advice", "decide"]
    where: str
    says: str
    why: str
    mend: str
    source: str
