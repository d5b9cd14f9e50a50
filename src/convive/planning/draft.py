"""A small draft: from evidence to a plan that is true, can be carried out, and is people's own to change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from convive.core.periods import is_old, parse_day
from convive.evidence import catalogue
from convive.evidence.model import PlaceEvidence
from convive.planning.model import (
    Action,
    Baseline,
    Cited,
    Frame,
    Milestone,
    Objective,
    Plan,
    Priority,
    Resource,
    Target,
)
from convive.planning.priorities import Chosen, choose, in_order, starters
from convive.planning.unknown import not_known
from convive.playbooks.load import playbook

MOST_OBJECTIVES = 6
MOST_ACTIONS = 12


def draft(evidence: PlaceEvidence) -> Plan:
    """A draft plan for the place: at most three priorities, six objectives, twelve actions.

    What the evidence cannot know – the vision, what is already here, what people say, owners, dates, targets – is left
    empty for people to decide; the linter lists it. The same evidence gives the same draft.
    """
    chosen = choose(evidence)
    raw = {entry["id"]: entry for entry in starters()["objectives"]}
    wanted = in_order(chosen)[:MOST_OBJECTIVES]
    serves = _claim((priority.id, priority.objectives) for priority in chosen)
    objectives = [_objective(raw[name], serves.get(name, ""), evidence) for name in wanted]
    return Plan(
        plan=Frame(
            place=evidence.place.code,
            place_name=evidence.place.name,
            boundary_year=evidence.place.boundary_year,
            parts=[name for _, name in evidence.place.parts],
            title=f"Local Integration Plan for {evidence.place.name}",
            written=parse_day(evidence.written),
        ),
        priorities=[_priority(priority, evidence) for priority in chosen],
        objectives=objectives,
        actions=_actions([raw[name] for name in wanted], evidence),
        resources=[Resource(**entry) for entry in starters()["resources"]],
        not_known=not_known(evidence),
    )


def _priority(chosen: Chosen, evidence: PlaceEvidence) -> Priority:
    figure = evidence.figures.get(chosen.standing.indicator)
    cited = Cited(
        indicator=chosen.standing.indicator,
        value=round(chosen.standing.value, 4),
        words=chosen.figure,
        date=_latest(evidence).isoformat(),
        source=figure.source if figure else "",
    )
    return Priority(id=chosen.id, title=chosen.title, why=chosen.why, rule=chosen.rule, figure=cited)


def _objective(entry: dict[str, Any], priority: str, evidence: PlaceEvidence) -> Objective:
    return Objective(
        id=entry["id"],
        priority=priority,
        domain=entry["domain"],
        title=entry["title"],
        indicator=entry["indicator"],
        baseline=_baseline(entry["indicator"], evidence),
        target=Target(),
    )


def _baseline(indicator: str, evidence: PlaceEvidence) -> Baseline | None:
    standing = evidence.standing(indicator)
    if standing is None:
        return None  # a playbook's measure: people here count it first
    dated = _latest(evidence)
    return Baseline(
        value=round(standing.value, 4),
        words=catalogue.indicator(indicator).words(standing.value),
        date=dated.isoformat(),
        provisional=is_old(dated, parse_day(evidence.written)),
        renewed_by="The next census. A survey or count of your own would come sooner.",
    )


def _latest(evidence: PlaceEvidence) -> date:
    return max(parse_day(year.dated) for year in evidence.years)


def _actions(objectives: list[dict[str, Any]], evidence: PlaceEvidence) -> list[Action]:
    """Each action once: every objective claims one of its own first, then what is left goes to whoever asks first."""
    raw = {entry["id"]: entry for entry in starters()["actions"]}
    serves = _claim((objective["id"], objective["actions"]) for objective in objectives)
    both = [*evidence.ends.high, *evidence.ends.low] if evidence.ends else []
    return [
        _action(raw[name], objective, both if raw[name].get("at_both_ends") else [])
        for name, objective in list(serves.items())[:MOST_ACTIONS]
    ]


def _claim(wants: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Give each name to one of those who want it: everybody gets one of their own first, then the first to ask.

    >>> _claim([("a", ["x", "y"]), ("b", ["x", "z"]), ("c", ["x", "y"])])
    {'x': 'a', 'z': 'b', 'y': 'c'}
    """
    asked = [(who, list(names)) for who, names in wants]
    given: dict[str, str] = {}
    for who, names in asked:
        free = next((name for name in names if name not in given), None)
        if free is not None:
            given[free] = who
    for who, names in asked:
        for name in names:
            given.setdefault(name, who)
    return given


def _action(entry: dict[str, Any], objective: str, where: list[str]) -> Action:
    if "playbook" not in entry:
        own = {key: value for key, value in entry.items() if key not in ("at_both_ends", "without_ends")}
        if not where:
            own |= entry.get("without_ends", {})
        return Action(objective=objective, where=where, **own)
    book = playbook(entry["playbook"])
    return Action(
        id=entry["id"],
        objective=objective,
        domain=entry["domain"],
        title=book.plan.title,
        what=book.plan.what,
        kind=book.plan.kind,
        playbook=book.slug,
        purpose=book.purpose,
        sides=list(book.sides),
        gains=[who for who in book.gains if who in ("longer-established residents", "new arrivals")],
        where=where,
        partners=list(book.plan.partners),
        light=book.light,
        new_money=book.new_money.needed,
        cost=book.new_money.reason,
        measures=[measure.title for measure in book.measures],
        milestones=[Milestone(what=step.what) for step in book.plan.first_steps],
    )
