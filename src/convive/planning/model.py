"""A Local Integration Plan as a file: ``plan.toml``, read with pydantic, kept with tomlkit so that comments survive.

Empty text means "not settled yet". A plan whose ``status`` is "draft" may hold empty text; the linter then says what
people must still decide.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

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
    """How often owners report, from when, and where the public reads it."""

    cycle: str = ""
    first: date | None = None
    public: str = ""


class Frame(_Part):
    """The head of the plan."""

    place: str
    place_name: str
    boundary_year: int
    title: str
    status: Literal["draft", "adopted"] = "draft"
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
    """Something that is already here."""

    name: str
    what: str = ""


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


class Priority(_Part):
    """What matters most and why, with the figure that says so."""

    id: str
    title: str
    why: str
    rule: str
    figure: Cited


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


class Action(_Part):
    """What somebody does. ``owner`` is a post, never a person."""

    id: str
    objective: str
    domain: Domain
    title: str
    what: str = ""
    kind: Literal["programme", "ordinary practice", "conversation"] = "programme"
    playbook: str = ""
    purpose: Purpose = "institution"
    sides: list[str] = Field(default_factory=list)
    gains: list[str] = Field(
        default_factory=list, description='Who gains: "longer-established residents", "new arrivals", …'
    )
    where: list[str] = Field(default_factory=list, description="Neighbourhoods by name; empty means the whole place.")
    owner: str = ""
    partners: list[str] = Field(default_factory=list)
    start: date | None = None
    light: bool = False
    new_money: bool = False
    cost: str = ""
    measures: list[str] = Field(default_factory=list)
    milestones: list[Milestone] = Field(default_factory=list)


class Resource(_Part):
    """A service under demand: counted for all residents."""

    service: str
    demand: str = ""
    capacity: str = ""
    source: str = ""


class LeftOut(_Part):
    """A part of the plan with no action, and the reason."""

    domain: Domain
    reason: str


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


class Finding(_Part):
    """One thing the linter found. ``where`` names the object ("objectives.meet-across"), ``mend`` says how."""

    rule: str
    severity: Literal["error", "advice", "decide"]
    where: str
    says: str
    why: str
    mend: str
    source: str
