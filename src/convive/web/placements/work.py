"""What a proposal is worked out by, in the process that does it. The only place of the app where engines run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from convive.core.errors import ConviveError
from convive.matching import engines
from convive.reports import match
from convive.web.config import uploads
from convive.web.config.jobs import State, without_paths
from convive.web.placements import frames
from convive.web.placements.kinds import KINDS
from convive.web.placements.models import Run


def perform(id: str) -> None:
    """Work one proposal out and write what came out. Lists that cannot be used are refused with their reasons."""
    row = Run.objects.get(pk=id)

    def say(progress: str) -> None:
        Run.objects.filter(pk=id, state=State.RUNNING).update(progress=progress, beat=timezone.now())

    try:
        report, state = _answer(row, say), State.READY
    except ConviveError as error:
        report, state = error.as_dict(), State.REFUSED
        uploads.forget(id)
    Run.objects.filter(pk=id, state=State.RUNNING).update(state=state, report=without_paths(id, report), progress="")


def _answer(row: Run, say: Callable[[str], None]) -> dict[str, Any]:
    """The proposal as plain values: the answer, what is printed for every id, and the facts that its pages show."""
    say("Reading the lists")
    asked, change = frames.asked(row.kind, row.options), frames.change_of(row.kind, row.options)
    problem = frames.problem(row.kind, uploads.folder(row.pk), row.place)
    say("Working it out")
    problem, answer, aside = frames.settled(problem, asked, change)
    if change.without:
        say("Keeping what can be kept")
        problem, answer = engines.without(problem, answer, asked, change.without)
    given = engines.kept(answer, asked)
    beside = _change(row, given) if row.after is not None else None
    report = match.record(getattr(answer, "problem", problem), given, change=beside)
    return _with_names(row, report, {end for pair in aside for end in pair})


def _with_names(row: Run, report: dict[str, Any], also: set[str]) -> dict[str, Any]:
    """The report with the names of those whose decided pair stands outside the rules."""
    before = row.after.report if row.after is not None else {}
    known = {one: before["names"][one] for one in sorted(also) if one in before.get("names", {})}
    report["names"] = {**known, **report["names"]}
    report["targets"] += [
        one for one in sorted(also) if one in before.get("targets", ()) and one not in report["targets"]
    ]
    return report


def _change(row: Run, given: Mapping[str, Any]) -> dict[str, Any]:
    """How many lines of the earlier proposal stay as they were, of those whose people are still there."""
    assert row.after is not None
    kind = KINDS[row.kind]
    gone = set(row.options.get("without") or [])
    before = _pairs(kind.subject, kind.target, row.after.report.get("answer", {}))
    now = _pairs(kind.subject, kind.target, given)
    still = {pair for pair in before if not pair & gone}
    return {"kept": len(still & now), "of": len(still)}


def _pairs(subject: str, target: str, answer: Mapping[str, Any]) -> set[frozenset[str]]:
    return {frozenset((str(one[subject]), str(one[target]))) for one in answer.get("assignments", ())}
