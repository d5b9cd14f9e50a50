"""Coverage: each rule finds what it is for, and leaves alone what is well."""

from __future__ import annotations

import pytest

from convive.planning.lint import lint
from convive.planning.model import LeftOut, NotKnown


def rules_found(plan, evidence) -> set[str]:
    return {finding.rule for finding in lint(plan, evidence)}


def test_each_rule_finds_what_it_is_for_and_nothing_before(rule, finished, breaks, apart, complete) -> None:
    assert rule not in rules_found(finished, apart)
    breaks[rule](finished)
    complete([finding for finding in lint(finished, apart) if finding.rule == rule])


def test_without_evidence_the_rules_that_need_it_say_so(finished, breaks) -> None:
    breaks["nothing-at-one-end"](finished)
    assert rules_found(finished, None) == {"evidence-not-here"}


@pytest.mark.parametrize(
    "left",
    [
        LeftOut(gap="theil_h_multi", reason="Homes are for the next plan."),
        LeftOut(domain="housing", reason="theil_h_multi: homes are for the next plan."),
    ],
)
def test_a_reason_for_leaving_a_finding_out_is_enough(finished, breaks, apart, left) -> None:
    breaks["gap-without-action"](finished)
    finished.actions = [a for a in finished.actions if a.objective in {o.id for o in finished.objectives}]
    finished.left_out.append(left)
    assert "gap-without-action" not in rules_found(finished, apart)


def test_a_finding_left_out_without_words_is_still_a_finding(finished, breaks, apart) -> None:
    breaks["gap-without-action"](finished)
    finished.left_out.append(LeftOut(gap="theil_h_multi", reason="tbc"))
    assert "gap-without-action" in rules_found(finished, apart)


def test_an_action_at_work_is_economic_and_one_for_equality_is_for_equal_opportunity(
    finished, breaks, change, apart
) -> None:
    breaks["nothing-economic"](finished)
    breaks["nothing-for-equal-opportunity"](finished)
    change(finished, domain="workplaces", purpose="equality", sides=[])
    assert not {"nothing-economic", "nothing-for-equal-opportunity"} & rules_found(finished, apart)


def test_demand_above_capacity_wants_an_answer(finished, apart) -> None:
    assert "demand-without-capacity" not in rules_found(finished, apart)
    finished.resources[0].demand, finished.resources[0].capacity = "2,940 children", "2,710 places"
    finished.resources[0].answer = ""
    (found,) = [f for f in lint(finished, apart) if f.rule == "demand-without-capacity"]
    assert "2,940 children against 2,710 places" in found.says
    finished.resources[0].answer = "Two classes open in September 2028."
    assert "demand-without-capacity" not in rules_found(finished, apart)


def test_a_standing_line_says_who_could_say(finished, apart) -> None:
    finished.not_known = [NotKnown(what="Roma families", who="")]
    assert rules_found(finished, apart) == {"no-standing-line"}
