"""Reading the published plan. Versions never change, so what is made of one is kept by its digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone

from convive.core.errors import RefusedInput
from convive.core.periods import day_words
from convive.evidence.model import Figure
from convive.planning.model import Finding, Plan
from convive.planning.read import parse
from convive.planning.write import renew, write
from convive.reports.words import capital, say_day
from convive.web.accounts import queries as accounts
from convive.web.place import queries as place
from convive.web.plan import frames
from convive.web.plan.models import Version


@dataclass(frozen=True)
class Published:
    """One version as pages show it. ``words`` is how it is named in print."""

    number: int
    place_code: str
    place_name: str
    title: str
    published: datetime
    digest: str
    words: str

    @property
    def invented(self) -> bool:
        """Whether the plan is for a made-up place."""
        return self.place_code.startswith("X")


def latest() -> Published | None:
    """The newest version of the site's plan, or ``None`` before the first."""
    row = Version.objects.defer("content").order_by("-id").first()
    return _published(row) if row else None


def all_versions() -> tuple[Published, ...]:
    """Every version of the plan, newest first."""
    return tuple(_published(row) for row in Version.objects.defer("content").order_by("-number"))


def plan_of(digest: str) -> Plan:
    """The plan of a version, by its digest."""
    return _content(digest).plan


def _published(row: Version) -> Published:
    words = f"Version {row.number}, {day_words(timezone.localdate(row.published))}"
    return Published(row.number, row.place_code, row.place_name, row.title, row.published, row.digest, words)


@lru_cache(maxsize=8)
def _content(digest: str) -> frames.Content:
    row = Version.objects.filter(digest=digest).latest("id")
    return frames.to_plan(row.content, row.digest)


def newest_plan() -> Plan:
    """The plan of the newest version.

    Raises
    ------
    RefusedInput
        When none has been published.
    """
    version = latest()
    if version is None:
        raise RefusedInput("There is no plan yet.", rule="no-plan", hint="Publish a first version.")
    return plan_of(version.digest)


def fragment(digest: str) -> str:
    """The page The plan for a version, beside the newest evidence: the same renderer as the file's."""
    release = place.latest()
    return _fragment(digest, release.digest if release else None)


@lru_cache(maxsize=8)
def _fragment(digest: str, release: str | None) -> str:
    from convive.reports.plan import the_plan

    evidence = place.evidence(release) if release else None
    # The public page shows the plan; what must still be decided is for those who decide it.
    return the_plan(_content(digest).plan, evidence, ())


@dataclass(frozen=True)
class Used:
    """A figure of the plan and where it comes from. ``figure`` is the evidence's own answer, where it still has one."""

    where: str
    words: str
    date: str
    source: str
    figure: Figure | None


def sources() -> tuple[Used, ...]:
    """Every figure of the newest plan, with its file, rows and formula as the newest release holds them."""
    plan = newest_plan()
    release = place.latest()
    figures = place.evidence(release.digest).figures if release else {}
    found = [
        Used(f"Priority: {one.title}", one.figure.words, say_day(one.figure.date), one.figure.source, figures.get(key))
        for one in plan.priorities
        for key in (one.figure.indicator,)
    ]
    for objective in plan.objectives:
        if objective.baseline is not None:
            baseline = objective.baseline
            said = baseline.words or f"{baseline.value:g}"
            figure = figures.get(objective.indicator)
            found.append(Used(f"Objective: {objective.title}", capital(said), say_day(baseline.date), "", figure))
    return tuple(found)


def text_of_newest() -> str:
    """The newest plan as the text of its file, for people to change; empty before the first version."""
    return write(newest_plan()) if latest() else ""


@dataclass(frozen=True)
class Beginning:
    """A text to begin a change with, and what the newest draft would add to it and did not."""

    text: str
    would_add: tuple[str, ...] = ()


def beginning(drafted: str) -> Beginning:
    """The newest version with the figures of a draft: every word of it stays, whenever it was published.

    A draft also gets what is new in the figures. In an adopted plan people have agreed what it holds, so nothing is
    added, and ``would_add`` says what the draft has besides.

    Raises
    ------
    RefusedInput
        When the draft is for another place.
    """
    if latest() is None:
        return Beginning(drafted)
    current = newest_plan()
    with_new = renew(write(current), parse(drafted, file="the draft"))
    if current.plan.status != "adopted":
        return Beginning(with_new)
    wider = parse(with_new, file="the draft")
    added: list[str] = []
    for what, before, after in (
        ("Priority", current.priorities, wider.priorities),
        ("Objective", current.objectives, wider.objectives),
        ("Action", current.actions, wider.actions),
    ):
        known = {part.id for part in before}
        added += [f"{what}: {part.title}" for part in after if part.id not in known]
    return Beginning(renew(write(current), parse(drafted, file="the draft"), add=False), tuple(added))


def draft_fragment(actor: Any, text: str) -> str:
    """The page of a draft plan as those who decide read it: with all that is still open, beside the newest evidence.

    Raises
    ------
    NotAllowed
        When the actor may not read it.
    """
    from convive.planning.lint import lint
    from convive.reports.plan import the_plan

    accounts.require(actor, "plan.findings")
    plan = parse(text, file="the draft")
    if latest():
        plan = parse(renew(write(newest_plan()), plan), file="the draft")
    release = place.latest()
    evidence = place.evidence(release.digest) if release and release.place_code == plan.plan.place else None
    return the_plan(plan, evidence, lint(plan, evidence, today=timezone.localdate()))


def findings(actor: Any, digest: str) -> tuple[Finding, ...]:
    """What the linter found in a version: errors, then what people must decide, then advice.

    Raises
    ------
    NotAllowed
        When the actor may not read it.
    """
    accounts.require(actor, "plan.findings")
    order = ("error", "decide", "advice")
    return tuple(sorted(_content(digest).findings, key=lambda finding: order.index(finding.severity)))
