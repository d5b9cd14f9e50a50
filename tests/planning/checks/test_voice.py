"""Voice: each rule finds what it is for, and leaves alone what is well."""

from __future__ import annotations

from convive.planning.lint import lint


def rules_found(plan, evidence) -> set[str]:
    return {finding.rule for finding in lint(plan, evidence)}


def test_each_rule_finds_what_it_is_for_and_nothing_before(rule, finished, breaks, apart, complete) -> None:
    assert rule not in rules_found(finished, apart)
    breaks[rule](finished)
    complete([finding for finding in lint(finished, apart) if finding.rule == rule])


def test_meeting_needs_two_sides_and_support_does_not(finished, change, apart) -> None:
    change(finished, purpose="support", sides=[], playbook="")
    assert "one-side-only" not in rules_found(finished, apart)
    change(finished, purpose="meeting", sides=["parents", "parents"])
    assert "one-side-only" in rules_found(finished, apart)
