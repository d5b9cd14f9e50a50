"""Reading proposals: what is under way, how a proposal stands line by line, and what was decided."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from convive.reports.tables import defuse
from convive.web.accounts import queries as accounts
from convive.web.config.jobs import State
from convive.web.config.published import as_published
from convive.web.placements.decided import Line, Overruled
from convive.web.placements.decided import lines as stand
from convive.web.placements.kinds import KINDS, Kind
from convive.web.placements.models import Decided, Overrule, Run

SHOWN = 20
WORDS = {
    State.WAITING: "Waits for its turn",
    State.RUNNING: "Under way",
    State.READY: "A proposal; somebody has to decide",
    State.DONE: "Accepted",
    State.REFUSED: "The lists could not be used",
    State.STOPPED: "Stopped half way",
    State.CANCELLED: "Cancelled; nothing was kept",
}


@dataclass(frozen=True)
class Proposal:
    """A proposal as pages show it."""

    id: UUID
    kind: Kind
    title: str
    state: str
    words: str
    progress: str
    report: dict[str, Any]
    options: dict[str, Any]
    files: tuple[str, ...]
    place: str
    made: datetime
    before: int
    after: UUID | None
    lines: tuple[Line, ...]
    cancelling: bool = False

    @property
    def under_way(self) -> bool:
        """Whether the page has something to wait for."""
        return self.state in (State.WAITING, State.RUNNING)

    @property
    def name_of(self) -> dict[str, str]:
        """What is printed for every id on the lists."""
        return dict(self.report.get("names", {}))

    @property
    def open(self) -> bool:
        """Whether a person may still decide."""
        return self.state == State.READY

    @property
    def overruled(self) -> tuple[Line, ...]:
        """The lines that a person decided otherwise: a link of two once, by the end it was decided at."""
        return tuple(
            line for line in self.lines if line.overruled is not None and line.overruled.subject == line.subject
        )


@dataclass(frozen=True)
class Listed:
    """A proposal in the list of the first page."""

    id: UUID
    kind: Kind
    title: str
    words: str
    made: datetime


def newest(actor: Any) -> tuple[Listed, ...]:
    """The newest proposals.

    Raises
    ------
    NotAllowed
        When the actor may not match.
    """
    accounts.require(actor, "placements.match")
    rows = Run.objects.defer("report")[:SHOWN]
    return tuple(Listed(row.pk, KINDS[row.kind], row.title, WORDS[State(row.state_now)], row.made) for row in rows)


def proposal(actor: Any, id: UUID) -> Proposal | None:
    """One proposal with every line as it stands, or ``None``.

    Raises
    ------
    NotAllowed
        When the actor may not match.
    """
    accounts.require(actor, "placements.match")
    row = Run.objects.filter(pk=id).first()
    if row is None:
        return None
    cancelling = row.state_now == State.RUNNING and row.cancel_asked
    return Proposal(
        id=row.pk,
        kind=KINDS[row.kind],
        title=row.title,
        state=row.state_now,
        words="Is being cancelled" if cancelling else WORDS[State(row.state_now)],
        progress=row.progress,
        report=row.report,
        options=row.options,
        files=tuple(row.files),
        place=row.place,
        made=row.made,
        before=row.waiting_before,
        after=row.after_id,
        lines=lines(row),
        cancelling=cancelling,
    )


def lines(row: Run) -> tuple[Line, ...]:
    """Every line as it stands now; none before the proposal is there."""
    answer = row.report.get("answer", {})
    if "assignments" not in answer:
        return ()
    left_out = [one["id"] for one in answer["unassigned"]]
    return stand(KINDS[row.kind], answer["assignments"], left_out, overruled(row))


def standing(row: Run) -> tuple[Overrule, ...]:
    """The decisions that stand, in the order in which they were made; what was taken back is not among them."""
    made: dict[str, Overrule] = {}
    for one in row.overrules.select_related("made_by"):
        made.pop(one.subject, None)
        if not one.back:
            made[one.subject] = one
    return tuple(made.values())


def overruled(row: Run) -> tuple[Overruled, ...]:
    """What people decided otherwise, as plain values."""
    return tuple(
        Overruled(one.subject, one.suggested, one.decided, one.reason, by=one.made_by.role_title)
        for one in standing(row)
    )


def choices(row: Run, subject: str) -> tuple[str, ...]:
    """Where a subject could go at all: every partner, team, class or mentor on the lists."""
    return tuple(name for name in row.report.get("targets", ()) if name != subject)


def decided(actor: Any, id: UUID) -> dict[str, Any] | None:
    """The answer that stands, as it was accepted, or ``None``.

    Raises
    ------
    NotAllowed
        When the actor may not match.
    Tampered
        When what is stored is no longer what was accepted.
    """
    accounts.require(actor, "placements.match")
    row = Decided.objects.filter(run=id).first()
    if row is None:
        return None
    content: dict[str, Any] = json.loads(as_published(row.content, row.digest, what="answer"))
    return {**content, "digest": row.digest, "made": row.made}


@dataclass(frozen=True)
class Roster:
    """One team, class or mentor with who goes there; one school with each of its classes and the partner."""

    title: str
    members: tuple[str, ...]


def rosters(found: Proposal) -> tuple[Roster, ...]:
    """Who is where, one list each: what a leader of a team, a teacher or a school is given. Nobody left out is named.

    The list of a school has its linked classes, each with its partner, and where and when they meet if that is settled.
    """
    if found.kind.both:
        return _by_school(found)
    names, there = found.name_of, dict[str, list[str]]()
    for line in found.lines:
        if line.target:
            there.setdefault(line.target, []).append(names.get(line.subject, line.subject))
    return tuple(Roster(names.get(one, one), tuple(there[one])) for one in sorted(there))


def _by_school(found: Proposal) -> tuple[Roster, ...]:
    names, target = found.name_of, {line.subject: line.target for line in found.lines}
    meets: dict[frozenset[str], str] = {}
    schools: dict[str, str] = {}
    for link in found.report["facts"]["links"]:
        ends = (link["a"], link["b"])
        schools |= {end["id"]: end["short"] for end in ends}
        meets[frozenset(end["id"] for end in ends)] = ", ".join(word for word in (link["venue"], link["date"]) if word)
    there: dict[str, list[str]] = {}
    for one, other in target.items():
        if other:
            own = names.get(one, one)
            school = schools.get(one, own)
            what = own.removeprefix(f"{school}, ") or own
            where = meets.get(frozenset((one, other)), "")
            words = f"{what}: {names.get(other, other)}" + (f". {where}" if where else "")
            there.setdefault(school, []).append(words)
    return tuple(Roster(one, tuple(there[one])) for one in sorted(there))


def demo_files(kind: Kind) -> str:
    """The folder of a kind's invented lists where this is the demo; empty elsewhere."""
    there = settings.CONVIVE_DATA / "files" / "matching" / kind.id
    return str(there) if settings.CONVIVE_DEMO and there.is_dir() else ""


def lines_csv(found: Proposal) -> bytes:
    """Every line with the suggestion, what was decided and why, as a table that no spreadsheet runs."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([found.kind.one, found.kind.where, "suggested", "decided otherwise", "reason"])
    for line in found.lines:
        otherwise = "yes" if line.overruled else ""
        reason = line.overruled.reason if line.overruled else ""
        writer.writerow([defuse(cell) for cell in (line.subject, line.target, line.suggested, otherwise, reason)])
    return out.getvalue().encode("utf-8-sig")
