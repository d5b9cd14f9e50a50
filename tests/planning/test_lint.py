"""Every rule of the linter: a plan that breaks it, and one that does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from convive.core.errors import UnknownName
from convive.core.words import forbidden
from convive.planning.checks import CHECKS, known_indicators
from convive.planning.draft import draft
from convive.planning.lint import lint, summary
from convive.planning.model import Action, Asset, LeftOut, Milestone, Plan, Reporting, Target, Voice
from convive.planning.rules import all_rules, rule


def settled(evidence) -> Plan:
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
    for resource in plan.resources:
        resource.demand, resource.capacity = "100", "90"
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
    plan.actions[0] = plan.actions[0].model_copy(update=changes)


def objective(plan: Plan, **changes: Any) -> None:
    plan.objectives[0] = plan.objectives[0].model_copy(update=changes)


BREAK: dict[str, Callable[[Plan], None]] = {
    "no-vision": lambda p: setattr(p.plan, "vision", ""),
    "objective-without-indicator": lambda p: objective(p, indicator=""),
    "unknown-indicator": lambda p: objective(p, indicator="theil_h_mutli"),
    "target-incomplete": lambda p: objective(p, target=Target(value=3.0)),
    "baseline-provisional": lambda p: setattr(p.objectives[0].baseline, "provisional", True),
    "action-without-owner": lambda p: first(p, owner=""),
    "action-without-start": lambda p: first(p, start=None),
    "action-without-milestone": lambda p: first(p, milestones=[], light=False),
    "action-without-measure": lambda p: first(p, measures=[], light=False),
    "one-owner-too-many": lambda p: [setattr(a, "owner", "One post") for a in p.actions],
    "no-coordinator": lambda p: setattr(p.plan, "coordinator", ""),
    "leaders-not-committed": lambda p: setattr(p.plan, "leaders", ""),
    "reporting-missing": lambda p: setattr(p.plan.reporting, "cycle", ""),
    "ethnicity-only": lambda p: setattr(p.plan, "differences", ["Ethnicity"]),
    "assets-missing": lambda p: setattr(p, "assets", []),
    "objective-without-voice": lambda p: objective(p, voices=[]),
    "unknown-voice": lambda p: objective(p, voices=["fridya"]),
    "nothing-for-longer-established": lambda p: [setattr(a, "gains", ["new arrivals"]) for a in p.actions],
    "nothing-for-new-arrivals": lambda p: [setattr(a, "gains", ["longer-established residents"]) for a in p.actions],
    "no-way-to-complain": lambda p: setattr(p.plan, "grievances", ""),
    "one-side-only": lambda p: first(p, purpose="meeting", sides=["parents"]),
    "domain-without-action": lambda p: setattr(p, "left_out", p.left_out[1:]),
    "resources-missing": lambda p: setattr(p.resources[0], "capacity", ""),
    "nothing-at-one-end": lambda p: [setattr(a, "where", ["Twinford 008"]) for a in p.actions],
    "unknown-neighbourhood": lambda p: first(p, where=[*p.actions[0].where, "Twinford 0088"]),
    "gap-without-action": lambda p: (
        setattr(p, "priorities", p.priorities[1:]),
        setattr(p, "objectives", [o for o in p.objectives if o.priority != "meet-across"]),
    ),
    "another-place": lambda p: setattr(p.plan, "place", "X09000002"),
    "unknown-priority": lambda p: objective(p, priority="meet-acros"),
    "unknown-objective": lambda p: first(p, objective="children-met"),
    "objective-without-action": lambda p: setattr(
        p, "actions", [a for a in p.actions if a.objective != p.objectives[0].id]
    ),
    "same-id-twice": lambda p: p.actions.append(p.actions[0].model_copy()),
    "unknown-playbook": lambda p: first(p, playbook="school-linking"),
    "shared-hours-as-target": lambda p: objective(p, indicator="own/shared-hours"),
    "hard-words": lambda p: setattr(p.plan, "vision", "Nobody is hard to reach here."),
    "small-area-named": lambda p: p.assets.append(Asset(name="Kitchen", what="In Twinford 003B")),
    "more-than-small": lambda p: p.actions.extend(
        Action(id=f"more-{n}", objective=p.objectives[0].id, domain="schools", title="More", owner=f"More {n}")
        for n in range(12)
    ),
}


def rules_found(plan: Plan, evidence) -> set[str]:
    return {finding.rule for finding in lint(plan, evidence)}


def test_a_finished_plan_has_no_finding(apart) -> None:
    plan = settled(apart)
    plan.plan.status = "adopted"
    for action in plan.actions:
        action.milestones = action.milestones or [Milestone(what="First step")]
    assert lint(plan, apart) == ()


@pytest.mark.parametrize("name", sorted(BREAK))
def test_each_rule_finds_what_it_is_for(name: str, apart) -> None:
    plan = settled(apart)
    assert name not in rules_found(plan, apart)
    BREAK[name](plan)
    found = [finding for finding in lint(plan, apart) if finding.rule == name]
    assert found
    for finding in found:
        assert finding.where
        assert finding.mend
        assert finding.why
        assert "{" not in finding.says + finding.mend


def test_every_rule_has_a_check_and_a_test_and_every_check_a_rule() -> None:
    ids = {found.id for found in all_rules()}
    assert set(CHECKS) == ids
    assert set(BREAK) | {"evidence-not-here"} == ids


def test_without_evidence_the_rules_that_need_it_say_so(apart) -> None:
    plan = settled(apart)
    BREAK["nothing-at-one-end"](plan)
    assert rules_found(plan, None) == {"evidence-not-here"}


def test_what_is_empty_is_to_be_decided_in_a_draft_and_an_error_once_adopted(apart) -> None:
    plan = settled(apart)
    plan.plan.vision = ""
    assert summary(lint(plan, apart))["decide"] == 1
    plan.plan.status = "adopted"
    assert summary(lint(plan, apart))["error"] == 1


def test_a_reason_for_leaving_something_out_is_enough(apart) -> None:
    plan = settled(apart)
    BREAK["gap-without-action"](plan)
    plan.actions = [a for a in plan.actions if a.objective in {o.id for o in plan.objectives}]
    plan.left_out.append(LeftOut(domain="housing", reason="theil_h_multi: homes are for the next plan."))
    assert "gap-without-action" not in rules_found(plan, apart)


def test_suggestions_name_what_was_probably_meant(apart) -> None:
    plan = settled(apart)
    BREAK["unknown-indicator"](plan)
    found = next(f for f in lint(plan, apart) if f.rule == "unknown-indicator")
    assert found.mend == "Did you mean theil_h_multi or theil_h?"


@pytest.mark.parametrize("text", ["tbc", "To be decided.", "?"])
def test_a_placeholder_is_not_an_owner(apart, text) -> None:
    plan = settled(apart)
    first(plan, owner=text)
    assert rules_found(plan, apart) == {"action-without-owner"}


@pytest.mark.parametrize(("day", "good"), [("2030", True), ("July 2029", True), ("soon", False), ("2020-01-01", False)])
def test_a_target_has_a_date_that_is_still_to_come(apart, day, good) -> None:
    plan = settled(apart)
    objective(plan, target=Target(value=3.0, date=day))
    assert ("target-incomplete" in rules_found(plan, apart)) is not good


def test_an_indicator_of_ones_own_is_welcome(apart) -> None:
    plan = settled(apart)
    objective(plan, indicator="own/posts-advertised")
    assert lint(plan, apart) == ()
    objective(plan, indicator="own/")
    assert rules_found(plan, apart) == {"unknown-indicator"}


def test_meeting_needs_two_sides_and_support_does_not(apart) -> None:
    plan = settled(apart)
    first(plan, purpose="support", sides=[])
    assert "one-side-only" not in rules_found(plan, apart)


def test_the_rules_are_fit_to_print() -> None:
    assert forbidden(" ".join(f"{r.says} {r.why} {r.mend}" for r in all_rules())) == []
    assert "essay 1" in rule("no-vision").source
    with pytest.raises(UnknownName, match="no-vision"):
        rule("no-visions")
    assert len(known_indicators()) == len(set(known_indicators()))
