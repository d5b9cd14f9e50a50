"""Reading the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from convive.web.accounts import queries as accounts
from convive.web.audit.models import Event

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One line of the record as it is printed. ``facts`` are pairs of name and value."""

    when: datetime
    who: str
    verb: str
    object: str
    digest: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Page:
    """Some lines, newest first, and the numbers of the pages before and after, if any."""

    lines: tuple[Line, ...]
    total: int
    newer: int | None
    older: int | None


def page(actor: Any, number: int = 1) -> Page:
    """A page of the record, newest first.

    Raises
    ------
    NotAllowed
        When the actor may not read it.
    """
    accounts.require(actor, "audit.read")
    total = Event.objects.count()
    first = (max(number, 1) - 1) * PAGE
    events = Event.objects.select_related("actor").order_by("-id")[first : first + PAGE]
    lines = tuple(
        Line(
            event.when,
            str(event.actor) if event.actor else accounts.OPERATOR.title,
            event.verb,
            event.object,
            event.digest[:12],
            tuple((name.replace("_", " "), str(value)) for name, value in sorted(event.facts.items())),
        )
        for event in events
    )
    return Page(lines, total, number - 1 if number > 1 else None, number + 1 if first + PAGE < total else None)
