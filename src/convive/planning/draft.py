"""A small draft: from evidence to a plan that is true, can be carried out, and is people's own to change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from convive.core.periods import is_old, parse_day
from convive.evidence import catalogue
from convive.evidence.model import PlaceEvidence, Standing
from convive.planning.judging import dated
from convive.planning.lists import Heard
from convive.planning.model import (
    Action,
    Asset,
    Baseline,
    Cited,
    Frame,
    LeftOut,
    Milestone,
    Objective,
    Plan,
    Priority,
    Renewal,
    Spending,
    Target,
)
from convive.planning.priorities import (
    WAITS,
    Chosen,
    Size,
    candidates,
    choose,
    in_one_line,
    in_order,
    stands_out,
    starters,
    why_after,
)
from convive.planning.room import resources
from convive.planning.unknown import not_known
from convive.playbooks import costs
from convive.playbooks.load import playbook
from convive.playbooks.model import Playbook
from convive.playbooks.parts import Effort, Figure

MOST_OBJECTIVES = 6
NOTHING_HEARD = Heard()
MOST_ACTIONS = 12


def draft(
    evidence: PlaceEvidence, size: Size = "small", *, assets: Sequence[Asset] = (), heard: Heard = NOTHING_HEARD
) -> Plan:
    """A draft plan for the place: small, with at most three priorities, six objectives, twelve actions; or full.

    What the evidence cannot know – the vision, what is already here, what people say, owners, dates, targets – is left
    empty for people to decide; the linter lists it. A full draft holds every priority of the rule and something in
    every part of life together. ``assets`` and ``heard`` are what people have brought: what is already here, and what
    is said, tied to the objectives it is about. The same evidence gives the same draft.
    """
    chosen = choose(evidence, size)
    raw = {entry["id"]: entry for entry in starters()["objectives"]}
    wanted = in_order(chosen)
    if size == "full":
        wanted = list(dict.fromkeys([*wanted, *starters()["full"]]))
    else:
        wanted = wanted[:MOST_OBJECTIVES]
    serves = _claim((priority.id, priority.objectives) for priority in chosen)
    objectives = [_objective(raw[name], serves.get(name, ""), evidence, heard) for name in wanted]
    actions = _actions([raw[name] for name in wanted], evidence, size)
    plan = Plan(
        plan=Frame(
            place=evidence.place.code,
            place_name=evidence.place.name,
            boundary_year=evidence.place.boundary_year,
            parts=[name for _, name in evidence.place.parts],
            title=f"Local Integration Plan for {evidence.place.name}",
            size=size,
            written=parse_day(evidence.written),
        ),
        assets=list(assets),
        voices=list(heard.voices),
        priorities=[_priority(priority, evidence) for priority in chosen],
        objectives=objectives,
        actions=actions if size == "full" else actions[:MOST_ACTIONS],
        resources=resources(evidence),
        left_out=_waiting(chosen, evidence),
        not_known=not_known(evidence),
    )
    return plan.model_copy(update={"renewals": _renewals(plan)})


def _priority(chosen: Chosen, evidence: PlaceEvidence) -> Priority:
    figure = evidence.figures.get(chosen.standing.indicator)
    cited = Cited(
        indicator=chosen.standing.indicator,
        value=round(chosen.standing.value, 4),
        words=chosen.figure,
        date=dated(evidence, chosen.standing)[0],
        source=figure.source if figure else "",
    )
    return Priority(
        id=chosen.id, title=chosen.title, why=chosen.why, rule=chosen.rule, figure=cited, judged=chosen.judged
    )


def _waiting(chosen: tuple[Chosen, ...], evidence: PlaceEvidence) -> list[LeftOut]:
    """Clear findings that are no priority here, each with its parts in one line and the rule's reason."""
    first = {priority.standing.indicator for priority in chosen}
    return [
        LeftOut(
            gap=standing.indicator,
            parts=in_one_line(evidence, standing),
            reason=f"{WAITS} {_why_it_waits(chosen, standing, evidence)}.",
        )
        for standing in stands_out(evidence)
        if standing.indicator not in first
    ]


def _why_it_waits(chosen: tuple[Chosen, ...], standing: Standing, evidence: PlaceEvidence) -> str:
    """The step of the rule that puts it after one of its kind, else after the last of those that come first."""
    kind = candidates()[standing.indicator]["kind"]
    same = next((priority for priority in chosen if priority.kind == kind), None)
    if same is not None:
        return f"a small plan has one of a kind, and {why_after(evidence, same.standing, standing)}"
    return f"a small plan has at most three, and {why_after(evidence, chosen[-1].standing, standing)}"


def _renewals(plan: Plan) -> list[Renewal]:
    """What would renew each old figure that the plan rests on."""
    old = {
        objective.indicator: objective.baseline.date
        for objective in plan.objectives
        if objective.baseline is not None and objective.baseline.provisional
    }
    for priority in plan.priorities:
        if _is_old(priority.figure.indicator, priority.figure.date, plan.plan.written):
            old.setdefault(priority.figure.indicator, priority.figure.date)
    return [Renewal(indicator=name, date=day, by=candidates()[name]["renewed_by"]) for name, day in old.items()]


# Figures of these that are older than a year and a half are past; everything else after three years.
_QUICK = ("asylum_support", "schools_apart", "falling_rolls", "school_places_full")


def _is_old(indicator: str, day: str, written: date) -> bool:
    return is_old(parse_day(day), written, *((18,) if indicator in _QUICK else ()))


def _objective(entry: dict[str, Any], priority: str, evidence: PlaceEvidence, heard: Heard) -> Objective:
    return Objective(
        id=entry["id"],
        priority=priority,
        domain=entry["domain"],
        title=entry["title"],
        indicator=entry["indicator"],
        baseline=_baseline(entry["indicator"], evidence),
        target=Target(),
        voices=[voice for voice, about in heard.about.items() if about in (entry["id"], entry["domain"])],
    )


def _baseline(indicator: str, evidence: PlaceEvidence) -> Baseline | None:
    standing = evidence.standing(indicator)
    if standing is None:
        return None  # a playbook's measure: people here count it first
    day = dated(evidence, standing)[0]
    return Baseline(
        value=round(standing.value, 4),
        words=catalogue.indicator(indicator).words(standing.value),
        date=day,
        provisional=_is_old(indicator, day, parse_day(evidence.written)),
        renewed_by=candidates()[indicator]["renewed_by"],
    )


def _actions(objectives: list[dict[str, Any]], evidence: PlaceEvidence, size: Size) -> list[Action]:
    """Each action once: every objective claims one of its own first, then what is left goes to whoever asks first.

    Where both ends are known and nothing takes place there, one action that does joins the first objective.
    """
    raw = {entry["id"]: entry for entry in starters()["actions"] if size == "full" or not entry.get("full_only")}
    wants = [(objective["id"], [name for name in objective["actions"] if name in raw]) for objective in objectives]
    serves = _claim(wants)
    both = [*evidence.ends.high, *evidence.ends.low] if evidence.ends else []
    if both and not any(raw[name].get("at_both_ends") for name in list(serves)[:MOST_ACTIONS]):
        serves = {starters()["at_both_ends"]: objectives[0]["id"], **serves}
    return [
        action_of(raw[name], objective, both if raw[name].get("at_both_ends") else [])
        for name, objective in serves.items()
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


def action_of(entry: dict[str, Any], objective: str, where: list[str]) -> Action:
    """An action as a draft words it: the entry's own words, or those of the playbook that it names."""
    if "playbook" not in entry:
        own = {key: value for key, value in entry.items() if key not in ("at_both_ends", "without_ends")}
        if not where:
            own |= entry.get("without_ends", {})
        return Action(objective=objective, where=where, **own)
    book = playbook(entry["playbook"])
    sources = {source.id: source.title for source in book.sources}
    return Action(
        id=entry["id"],
        objective=objective,
        domain=entry["domain"],
        title=book.plan.title,
        what=book.plan.what,
        kind=book.plan.kind,
        activity=entry.get("activity"),
        playbook=book.slug,
        purpose=book.purpose,
        covers=entry.get("covers", []),
        sides=list(book.sides),
        gains=[who for who in book.gains if who in ("longer-established residents", "new arrivals")],
        where=where,
        partners=list(book.plan.partners),
        light=book.light,
        new_money=book.new_money.needed,
        cost=_cost(book),
        stated=costs.first_year(book).pounds if book.new_money.needed else None,
        prices=costs.first_year(book).prices if book.new_money.needed else "",
        money=[
            Spending(heading=line.heading, pounds=line.pounds, per=line.per, source=sources[line.source])
            for line in book.money
            if line.kind in ("cost", "limit")
        ],
        staff_days=_number(book.effort.staff_days),
        volunteers=_number(book.effort.volunteers),
        effort=_basis(book.effort),
        measures=[measure.title for measure in book.measures],
        milestones=[Milestone(what=step.what) for step in book.plan.first_steps],
    )


def _cost(book: Playbook) -> str:
    """What it costs in words: as sources state it, and why."""
    return f"{costs.words(book)}. {book.new_money.reason}" if book.new_money.needed else book.new_money.reason


def _number(figure: Figure) -> int | None:
    return figure.number if isinstance(figure.number, int) else None


def _basis(effort: Effort) -> str:
    """Whose figures the days and the volunteers are, in a few words."""
    words = {"source": "as its source states", "Convive's estimate": "Convive's estimate", "": "not stated"}
    days, volunteers = words[effort.staff_days.basis], words[effort.volunteers.basis]
    return f"Days and volunteers: {days}." if days == volunteers else f"Days: {days}. Volunteers: {volunteers}."
