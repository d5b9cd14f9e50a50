"""The linter as a whole: how a finding counts, and that no rule is without its check and its test."""

from __future__ import annotations

import pytest

from convive.core.errors import UnknownName
from convive.core.words import forbidden
from convive.planning.checks import CHECKS, known_indicators
from convive.planning.draft import draft
from convive.planning.lint import lint, summary
from convive.planning.rules import all_rules, rule


def test_every_rule_has_a_check_and_every_check_a_rule() -> None:
    assert set(CHECKS) == {found.id for found in all_rules()}


def test_the_same_thing_is_to_be_decided_in_a_draft_an_error_once_adopted_and_advice_when_light(apart) -> None:
    plan = draft(apart)
    plan.actions = plan.actions[:1]
    severities = []
    for status, light in (("draft", False), ("adopted", False), ("draft", True), ("adopted", True)):
        plan.plan.status, plan.actions[0].light = status, light
        severities += [f.severity for f in lint(plan, apart) if f.rule == "action-without-owner"]
    assert severities == ["decide", "error", "decide", "advice"]


def test_light_actions_are_advised_and_never_held_to_be_wrong(apart) -> None:
    plan = draft(apart)
    plan.plan.status = "adopted"
    plan.actions = [action for action in plan.actions if action.light]
    assert plan.actions
    for action in plan.actions:
        action.purpose, action.sides, action.new_money = "meeting", [], True
    found = [f for f in lint(plan, apart) if f.where.startswith("actions.") and f.where != "actions.where"]
    assert {"one-side-only", "ends-with-its-grant", "action-without-owner"} <= {f.rule for f in found}
    assert {f.severity for f in found} == {"advice"}


def test_what_must_not_be_published_is_an_error_in_a_light_action_too(apart) -> None:
    plan = draft(apart)
    light = next(action for action in plan.actions if action.light)
    light.what = "In Twinford 003B"
    assert [f.severity for f in lint(plan, apart) if f.rule == "small-area-named"] == ["error"]


def test_the_summary_counts_every_severity(apart) -> None:
    assert set(summary(lint(draft(apart), apart))) == {"error", "decide", "advice"}


def test_a_rule_can_be_looked_up_and_a_slip_is_met_with_a_name() -> None:
    assert rule("compulsion").draft == "error"
    with pytest.raises(UnknownName, match="Did you mean compulsion"):
        rule("compulsoin")


def test_the_texts_of_rules_are_fit_to_print() -> None:
    assert forbidden(" ".join(f"{r.title} {r.says} {r.why} {r.mend}" for r in all_rules())) == []
    assert all(r.source and r.why and r.mend for r in all_rules())
    assert "essay 1" in rule("no-vision").source


def test_measures_of_playbooks_are_indicators_too() -> None:
    assert "schools-linking/classes-linked" in known_indicators()
    assert len(known_indicators()) == len(set(known_indicators()))
