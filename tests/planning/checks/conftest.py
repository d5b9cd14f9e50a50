"""A plan that people have finished, and one way to break it for each rule of the linter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from convive.planning.draft import draft
from convive.planning.model import (
    Action,
    Asset,
    Finding,
    LeftOut,
    Milestone,
    Plan,
    Reporting,
    Target,
    Voice,
)
from convive.planning.priorities import WAITS
from convive.playbooks.load import playbook


def finish(evidence) -> Plan:
    """A draft that people have finished: every rule is content with it."""
    plan = draft(evidence)
    head = plan.plan
    head.vision, head.coordinator, head.leaders = "A ladder lent.", "Integration lead", "Cabinet and nine charities"
    head.grievances = "Call the coordinator; an answer within ten days."
    head.differences = ["ethnicity", "generation", "disability"]
    head.reporting = Reporting(cycle="every quarter", first=date(2027, 4, 1), public="example.org/plan")
    plan.assets = [Asset(name="Friday kitchen")]
    plan.voices = [Voice(id="friday", says="Nowhere to sit on a Friday.")]
    for objective in plan.objectives:
        objective.voices = ["friday"]
        objective.target = Target(value=1.0, date="2030")
        if objective.baseline is None:
            other = next(o.baseline for o in plan.objectives if o.baseline)
            objective.baseline = other.model_copy(update={"provisional": False})
        objective.baseline.provisional = False
    for number, action in enumerate(plan.actions):
        action.owner, action.start = f"Post {number}", date(2027, 1, 11)
        action.milestones = action.milestones or [Milestone(what="First step")]
        action.after = "The schools' own budgets carry it from 2029." if action.new_money else ""
        action.conditions = list(playbook(action.playbook).conditions) if action.playbook else []
        action.covers = ["economy", "equal-opportunity", "marginalised-women", "positive-story"]
    for resource in plan.resources:
        resource.demand, resource.capacity, resource.answer = "100", "90", "Ten more by 2028."
    covered = {action.domain for action in plan.actions}
    plan.left_out = [
        LeftOut(domain=domain, reason="Next year.")
        for domain in (
            "learning-to-live-together",
            "resources",
            "schools",
            "workplaces",
            "housing",
            "communities",
            "new-arrivals",
        )
        if domain not in covered
    ]
    return plan


def first(plan: Plan, **changes: Any) -> None:
    """Change the first action, which is a full one."""
    plan.actions[0] = plan.actions[0].model_copy(update={"light": False} | changes)


def objective(plan: Plan, **changes: Any) -> None:
    """Change the first objective."""
    plan.objectives[0] = plan.objectives[0].model_copy(update=changes)


def without(plan: Plan, matter: str) -> None:
    """Take what an action covers out of every action."""
    for action in plan.actions:
        action.covers = [one for one in action.covers if one != matter]


def unequal(plan: Plan) -> None:
    """Nothing for equal opportunity, by mark or by purpose."""
    without(plan, "equal-opportunity")
    for action in plan.actions:
        action.purpose = "support" if action.purpose == "equality" else action.purpose


def part_children(plan: Plan) -> None:
    """An action that undoes the linking of classes."""
    more = {"objective": plan.objectives[0].id, "domain": "schools", "owner": "Post", "start": date(2027, 1, 11)}
    plan.actions.append(Action(id="faith", title="Give out places by faith", light=True, **more))


def wait(plan: Plan) -> None:
    """A clear finding waits with the reason that a draft gives."""
    plan.priorities = plan.priorities[1:]
    plan.objectives = [o for o in plan.objectives if o.priority != "meet-across"]
    plan.left_out.append(LeftOut(gap="theil_h_multi", reason=f"{WAITS} three others come first."))


Break = Callable[[Plan], Any]

FRAME: dict[str, Break] = {
    "no-vision": lambda p: setattr(p.plan, "vision", ""),
    "objective-without-indicator": lambda p: objective(p, indicator=""),
    "unknown-indicator": lambda p: objective(p, indicator="theil_h_mutli"),
    "target-incomplete": lambda p: objective(p, target=Target(value=3.0)),
    "baseline-provisional": lambda p: setattr(p.objectives[0].baseline, "provisional", True),
    "action-without-owner": lambda p: first(p, owner=""),
    "action-without-start": lambda p: first(p, start=None),
    "action-without-milestone": lambda p: first(p, milestones=[], light=False),
    "one-owner-too-many": lambda p: [setattr(a, "owner", "One post") for a in p.actions],
    "no-coordinator": lambda p: setattr(p.plan, "coordinator", ""),
    "leaders-not-committed": lambda p: setattr(p.plan, "leaders", ""),
    "reporting-missing": lambda p: setattr(p.plan.reporting, "cycle", ""),
    "reporting-overdue": lambda p: setattr(p.plan.reporting, "first", date(2026, 11, 21)),
    "ethnicity-only": lambda p: setattr(p.plan, "differences", ["Ethnicity"]),
    "group-as-problem": lambda p: setattr(p.priorities[0], "why", "Muslim families keep to themselves."),
    "compulsion": lambda p: first(p, what="Parents must attend the evenings."),
}

VOICE: dict[str, Break] = {
    "assets-missing": lambda p: setattr(p, "assets", []),
    "objective-without-voice": lambda p: objective(p, voices=[]),
    "unknown-voice": lambda p: objective(p, voices=["fridya"]),
    "nothing-for-longer-established": lambda p: [setattr(a, "gains", ["new arrivals"]) for a in p.actions],
    "no-way-to-complain": lambda p: setattr(p.plan, "grievances", ""),
    "one-side-only": lambda p: first(p, purpose="meeting", sides=["parents"]),
}

COVERAGE: dict[str, Break] = {
    "domain-without-action": lambda p: setattr(p, "left_out", p.left_out[1:]),
    "nothing-economic": lambda p: without(p, "economy"),
    "nothing-for-equal-opportunity": unequal,
    "nothing-for-marginalised-women": lambda p: without(p, "marginalised-women"),
    "nothing-for-new-arrivals": lambda p: [setattr(a, "gains", ["longer-established residents"]) for a in p.actions],
    "no-positive-story": lambda p: without(p, "positive-story"),
    "resources-missing": lambda p: setattr(p.resources[0], "demand", ""),
    "demand-without-capacity": lambda p: setattr(p.resources[0], "capacity", ""),
    "nothing-at-one-end": lambda p: [setattr(a, "where", ["Twinford 008"]) for a in p.actions],
    "unknown-neighbourhood": lambda p: first(p, where=[*p.actions[0].where, "Twinford 0088"]),
    "gap-without-action": lambda p: (
        setattr(p, "priorities", p.priorities[1:]),
        setattr(p, "objectives", [o for o in p.objectives if o.priority != "meet-across"]),
    ),
    "gap-waits-by-rule": wait,
    "no-standing-line": lambda p: setattr(p, "not_known", []),
    "another-place": lambda p: setattr(p.plan, "place", "X09000002"),
    "hard-words": lambda p: setattr(p.plan, "vision", "Nobody is hard to reach here."),
    "small-area-named": lambda p: p.assets.append(Asset(name="Kitchen", what="In Twinford 003B")),
}

SOUNDNESS: dict[str, Break] = {
    "conditions-unmet": lambda p: first(p, playbook="schools-linking", conditions=["equal status"]),
    "new-where-old-could-carry": lambda p: first(p, what="Build a hub beside the park."),
    "ends-with-its-grant": lambda p: first(p, new_money=True, after=""),
    "actions-against-each-other": part_children,
    "action-without-measure": lambda p: first(p, measures=[], light=False),
    "no-comparison-planned": lambda p: first(p, budget=20_001),
    "unknown-priority": lambda p: objective(p, priority="meet-acros"),
    "unknown-objective": lambda p: first(p, objective="children-met"),
    "objective-without-action": lambda p: setattr(
        p, "actions", [a for a in p.actions if a.objective != p.objectives[0].id]
    ),
    "same-id-twice": lambda p: p.actions.append(p.actions[0].model_copy()),
    "unknown-playbook": lambda p: first(p, playbook="school-linking"),
    "shared-hours-as-target": lambda p: objective(p, indicator="own/shared-hours"),
    "more-than-small": lambda p: p.actions.extend(
        Action(id=f"more-{n}", objective=p.objectives[0].id, domain="schools", title="More", owner=f"More {n}")
        for n in range(12)
    ),
}

PARTS = {"frame": FRAME, "voice": VOICE, "coverage": COVERAGE, "soundness": SOUNDNESS}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for ``rule`` runs for every rule of the part that its file is named after."""
    if "rule" in metafunc.fixturenames:
        part = PARTS[metafunc.module.__name__.rsplit("test_", 1)[1]]
        metafunc.parametrize("rule", list(part))


@pytest.fixture
def finished(apart) -> Plan:
    """A plan with no finding."""
    return finish(apart)


@pytest.fixture
def breaks() -> dict[str, Break]:
    """How to break each rule."""
    return {rule: how for part in PARTS.values() for rule, how in part.items()}


@pytest.fixture
def change() -> Callable[..., None]:
    """Change the first action."""
    return first


@pytest.fixture
def change_objective() -> Callable[..., None]:
    """Change the first objective."""
    return objective


@pytest.fixture
def complete() -> Callable[[list[Finding]], None]:
    """A finding says where, why and how to mend it, with nothing left to fill in."""

    def check(found: list[Finding]) -> None:
        assert found
        for finding in found:
            assert finding.where
            assert finding.mend
            assert finding.why
            assert finding.source
            assert "{" not in finding.says + finding.mend + finding.why

    return check
