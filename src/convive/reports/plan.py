"""The plan: a Local Integration Plan as one fragment for the file, the PDF and the web page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from convive.evidence.model import PlaceEvidence
from convive.planning.model import DOMAINS, Action, Baseline, Finding, Objective, Plan, Target
from convive.reports.place import name_of
from convive.reports.rendering import render
from convive.reports.words import capital, count, join, say_day

PURPOSES = {
    "meeting": "so that people meet",
    "equality": "so that everyone is treated alike",
    "support": "so that people are supported",
    "bonding": "so that people of one background find each other",
    "institution": "so that an institution changes how it works",
}


def the_plan(
    plan: Plan,
    evidence: PlaceEvidence | None,
    findings: Sequence[Finding],
    *,
    level: int = 1,
    hero: bool = True,
    release: str = "",
) -> str:
    """The page The plan as an HTML fragment.

    Parameters
    ----------
    plan, findings
        The plan as it was read and what the linter found in it; without findings nothing is said about what is open.
    evidence
        The figures beside it, for names of neighbourhoods and for "where from?".
    level
        The level of its first heading; sections stand one below.
    hero
        Whether it begins with the dark band that holds the first sentence.
    release
        How the evidence is named in print.

    Raises
    ------
    DisclosureError
        When something finer than a neighbourhood would be printed.
    """
    return render(
        "plan.html",
        hero=hero,
        h=[f"h{level + step}" for step in range(4)],
        release=release,
        figures=evidence.figures if evidence else {},
        **content(plan, evidence, findings),
    )


def content(plan: Plan, evidence: PlaceEvidence | None, findings: Sequence[Finding]) -> dict[str, Any]:
    """What the templates of a plan print, in plain words; shared by the page and the plan on a page."""
    named = _names(evidence)
    free = sum(not action.new_money for action in plan.actions)
    return {
        "plan": plan,
        "frame": plan.plan,
        "draft": plan.plan.status == "draft",
        "free": free,
        "domains": [_domain(slug, title, plan, named) for slug, title in DOMAINS.items()],
        "objectives": [_objective(objective, plan) for objective in plan.objectives],
        "decide": group(findings, "decide", _titles(plan)),
        "errors": group(findings, "error", _titles(plan)),
        "advice": group(findings, "advice", _titles(plan)),
        "open": sum(finding.severity == "decide" for finding in findings),
        "sizes": _sizes(plan, free),
    }


def _names(evidence: PlaceEvidence | None) -> Callable[[str], str]:
    names = {n.name: name_of(n) for n in evidence.neighbourhoods} if evidence else {}
    return lambda name: names.get(name, name)


def _sizes(plan: Plan, free: int) -> list[tuple[int, str]]:
    """What stands in the plan, as counts with their nouns."""
    sizes = [
        (len(plan.priorities), "priority" if len(plan.priorities) == 1 else "priorities"),
        (len(plan.objectives), "objective" if len(plan.objectives) == 1 else "objectives"),
        (len(plan.actions), "action" if len(plan.actions) == 1 else "actions"),
    ]
    return [*sizes, (free, "without new money")] if plan.actions else sizes


@dataclass(frozen=True)
class Group:
    """Findings of one rule: how to mend it and why stand once, what was found stands in a list."""

    mend: str
    why: str
    source: str
    says: tuple[str, ...]


def group(findings: Sequence[Finding], severity: str, titles: dict[str, str]) -> list[Group]:
    """The findings of one severity, put together by rule in the order of their first appearance."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.severity == severity:
            by_rule.setdefault(finding.rule, []).append(finding)
    groups = []
    for found in by_rule.values():
        says = [f.says for f in found]
        if len(found) > 1 and len(set(says)) == 1:
            # The same sentence many times: say it once for each thing, by the thing's own title.
            says = [titles.get(f.where, f.where) for f in found]
        groups.append(Group(found[0].mend, found[0].why, found[0].source, tuple(dict.fromkeys(says))))
    return groups


def _titles(plan: Plan) -> dict[str, str]:
    """Printed title of each object by the path that the linter uses."""
    titles = {f"objectives.{o.id}": o.title for o in plan.objectives}
    titles |= {f"actions.{a.id}": a.title for a in plan.actions}
    titles |= {f"priorities.{p.id}": p.title for p in plan.priorities}
    return titles | {f"domains.{slug}": title for slug, title in DOMAINS.items()}


def _domain(slug: str, title: str, plan: Plan, named: Callable[[str], str]) -> dict[str, Any]:
    actions = [a for a in plan.actions if a.domain == slug]
    reason = next((entry.reason for entry in plan.left_out if entry.domain == slug), "")
    return {
        "title": title,
        "actions": [_action(a, plan, named) for a in actions],
        "words": count(len(actions), "action") if actions else "no action",
        "reason": reason,
    }


def _action(action: Action, plan: Plan, named: Callable[[str], str]) -> dict[str, Any]:
    """An action in words; an empty text is still to be decided."""
    serves = next((o.title for o in plan.objectives if o.id == action.objective), "")
    # A playbook's slug is its name with hyphens.
    more = [f"{capital(action.kind)} {PURPOSES[action.purpose]}"]
    if action.playbook:
        more.append(f"from the playbook “{capital(action.playbook.replace('-', ' '))}”")
    if action.partners:
        more.append(f"with {join(action.partners)}")
    money = "No new money" if not action.new_money else "New money"
    if action.cost:
        money += f": {action.cost}"
    return {
        "title": action.title,
        "what": action.what,
        "serves": serves,
        "owner": action.owner,
        "start": say_day(action.start),
        "money": money,
        "gains": capital(join(action.gains)),
        "where": join([named(name) for name in action.where]) or "The whole place",
        "more": "; ".join(more),
        "sides": join(action.sides),
        "milestones": [(m.what, say_day(m.by)) for m in action.milestones],
        "measures": join(action.measures),
        "light": action.light,
    }


def _objective(objective: Objective, plan: Plan) -> dict[str, Any]:
    heard = {voice.id: voice.says for voice in plan.voices}
    return {
        "title": objective.title,
        "domain": DOMAINS[objective.domain],
        "priority": next((p.title for p in plan.priorities if p.id == objective.priority), ""),
        "indicator": objective.indicator,
        "baseline": _baseline(objective.baseline),
        "target": _target(objective.target),
        "voices": [heard.get(name, name) for name in objective.voices],
    }


def _baseline(baseline: Baseline | None) -> dict[str, str] | None:
    if baseline is None:
        return None
    renewed = f"; {baseline.renewed_by} would renew it" if baseline.renewed_by else ""
    note = f"Provisional: the publisher’s latest{renewed}" if baseline.provisional else ""
    return {"words": baseline.words or f"{baseline.value:g}", "date": say_day(baseline.date), "note": note}


def _target(target: Target | None) -> dict[str, str] | None:
    if target is None or (target.value is None and not target.date):
        return None
    value = "a value still to be decided" if target.value is None else f"{target.value:g}"
    return {"words": value, "date": say_day(target.date) or "a day still to be decided"}
