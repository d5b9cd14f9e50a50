"""Every rule can be broken by a test of its part."""

from __future__ import annotations

from convive.planning.checks import CHECKS
from convive.planning.lint import lint


def test_every_rule_has_a_test_that_breaks_it(breaks) -> None:
    # What stands beside the plan is no part of it: tests/planning/checks/test_coverage.py takes the evidence away.
    assert set(breaks) | {"evidence-not-here"} == set(CHECKS)


def test_a_finished_plan_has_no_finding(finished, apart) -> None:
    assert lint(finished, apart) == ()
    finished.plan.status = "adopted"
    assert lint(finished, apart) == ()
