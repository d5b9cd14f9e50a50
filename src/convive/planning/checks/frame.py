"""Frame: a vision, objectives that can be seen, owners, dates, reports, and nobody singled out or made to take part."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from convive.core.periods import day_words, parse_day
from convive.planning.checks.looking import (
    Found,
    Looked,
    check,
    hint,
    known_indicators,
    listed,
    proposed,
    says_any,
    sentences,
    settled,
    wording,
)
from convive.planning.model import Reporting

MOST_PER_OWNER = 6


@check("no-vision")
def _vision(looked: Looked) -> Found:
    if not settled(looked.plan.plan.vision):
        yield "plan.vision", {}


@check("objective-without-indicator")
def _indicator(looked: Looked) -> Found:
    for objective in looked.plan.objectives:
        if not objective.indicator:
            yield f"objectives.{objective.id}", {"title": objective.title}


@check("unknown-indicator")
def _known_indicator(looked: Looked) -> Found:
    known = known_indicators()
    for objective in looked.plan.objectives:
        if objective.indicator and objective.indicator not in known and not _own(objective.indicator):
            mend = hint(objective.indicator, known, "convive explain lists them; one of your own begins with own/.")
            yield (
                f"objectives.{objective.id}.indicator",
                {"title": objective.title, "indicator": objective.indicator, "hint": mend},
            )


def _own(indicator: str) -> bool:
    """An indicator that people here count themselves."""
    return indicator.startswith("own/") and len(indicator) > len("own/")


@check("target-incomplete")
def _target(looked: Looked) -> Found:
    for objective in looked.plan.objectives:
        missing = []
        if objective.baseline is None:
            missing.append("a baseline")
        if objective.target is None or objective.target.value is None:
            missing.append("a value")
        years = re.findall(r"\b20\d\d\b", objective.target.date) if objective.target is not None else []
        if not years:
            missing.append("a date with its year")
        elif int(years[-1]) < looked.today.year:
            missing.append("a date that is still to come")
        if missing:
            yield f"objectives.{objective.id}", {"title": objective.title, "missing": listed(missing)}


@check("baseline-provisional")
def _provisional(looked: Looked) -> Found:
    for objective in looked.plan.objectives:
        if objective.baseline is not None and objective.baseline.provisional:
            dated = day_words(parse_day(objective.baseline.date))
            yield f"objectives.{objective.id}.baseline", {"title": objective.title, "date": dated}


@check("action-without-owner")
def _owner(looked: Looked) -> Found:
    for action in looked.plan.actions:
        if not settled(action.owner):
            yield f"actions.{action.id}.owner", {"title": action.title}


@check("action-without-start")
def _start(looked: Looked) -> Found:
    for action in looked.plan.actions:
        if action.start is None:
            yield f"actions.{action.id}.start", {"title": action.title}


@check("action-without-milestone")
def _milestone(looked: Looked) -> Found:
    for action in looked.plan.actions:
        if not action.light and not action.milestones:
            yield f"actions.{action.id}.milestones", {"title": action.title}


@check("one-owner-too-many")
def _owners(looked: Looked) -> Found:
    for owner, count in Counter(action.owner for action in looked.plan.actions if action.owner).items():
        if count > MOST_PER_OWNER:
            yield "actions", {"owner": owner, "count": count}


@check("no-coordinator")
def _coordinator(looked: Looked) -> Found:
    if not settled(looked.plan.plan.coordinator):
        yield "plan.coordinator", {}


@check("leaders-not-committed")
def _leaders(looked: Looked) -> Found:
    if not settled(looked.plan.plan.leaders):
        yield "plan.leaders", {}


@check("reporting-missing")
def _reporting(looked: Looked) -> Found:
    reporting = looked.plan.plan.reporting
    missing = []
    if not settled(reporting.cycle):
        missing.append("how often owners report")
    if reporting.first is None:
        missing.append("when they first do")
    if not settled(reporting.public):
        missing.append("where the public can read it")
    if missing:
        yield "plan.reporting", {"missing": listed(missing)}


@check("reporting-overdue")
def _overdue(looked: Looked) -> Found:
    due = report_due(looked.plan.plan.reporting)
    if due is not None and due < looked.today:
        yield "plan.reporting", {"due": day_words(due)}


def report_due(reporting: Reporting) -> date | None:
    """The day of the next report: the first, or one cycle after the last; ``None`` where that cannot be known.

    >>> report_due(Reporting(cycle="every quarter", first=date(2027, 1, 31), last=date(2027, 1, 31)))
    datetime.date(2027, 4, 30)
    """
    if reporting.last is None:
        return reporting.first
    cycle = reporting.cycle.casefold()
    months = next((count for words, count in wording()["cycles"].items() if words in cycle), None)
    return _later(reporting.last, months) if months else None


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 28))


@check("ethnicity-only")
def _differences(looked: Looked) -> Found:
    others = [kind for kind in looked.plan.plan.differences if kind.casefold() not in ("ethnicity", "race")]
    if not others:
        yield "plan.differences", {}


@check("group-as-problem")
def _group(looked: Looked) -> Found:
    lists = wording()["group_as_problem"]
    for where, text in proposed(looked.plan):
        for sentence in sentences(text):
            group, blame = says_any(sentence, lists["groups"]), says_any(sentence, lists["blame"])
            if group and blame and not says_any(sentence, lists["unless"]):
                yield where, {"group": group, "blame": blame}


@check("compulsion")
def _compulsion(looked: Looked) -> Found:
    lists = wording()["compulsion"]
    for where, text in proposed(looked.plan):
        for sentence in sentences(text):
            found = says_any(sentence, lists["words"])
            if found and not says_any(sentence, lists["unless"]):
                yield where, {"words": found}
