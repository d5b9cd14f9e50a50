"""Frame: each rule finds what it is for, and leaves alone what is well."""

from __future__ import annotations

from datetime import date

import pytest

from convive.planning.checks.frame import report_due
from convive.planning.lint import lint
from convive.planning.model import Reporting, Target


def rules_found(plan, evidence, **options) -> set[str]:
    return {finding.rule for finding in lint(plan, evidence, **options)}


def test_each_rule_finds_what_it_is_for_and_nothing_before(rule, finished, breaks, apart, complete) -> None:
    assert rule not in rules_found(finished, apart)
    breaks[rule](finished)
    complete([finding for finding in lint(finished, apart) if finding.rule == rule])


def test_suggestions_name_what_was_probably_meant(finished, breaks, apart) -> None:
    breaks["unknown-indicator"](finished)
    found = next(f for f in lint(finished, apart) if f.rule == "unknown-indicator")
    assert found.mend == "Did you mean theil_h_multi or theil_h?"


@pytest.mark.parametrize("text", ["tbc", "To be decided.", "?"])
def test_a_placeholder_is_not_an_owner(finished, change, apart, text) -> None:
    change(finished, owner=text)
    assert rules_found(finished, apart) == {"action-without-owner"}


@pytest.mark.parametrize(("day", "good"), [("2030", True), ("July 2029", True), ("soon", False), ("2020-01-01", False)])
def test_a_target_has_a_date_that_is_still_to_come(finished, change_objective, apart, day, good) -> None:
    change_objective(finished, target=Target(value=3.0, date=day))
    assert ("target-incomplete" in rules_found(finished, apart)) is not good


def test_an_indicator_of_ones_own_is_welcome(finished, change_objective, apart) -> None:
    change_objective(finished, indicator="own/posts-advertised")
    assert lint(finished, apart) == ()
    change_objective(finished, indicator="own/")
    assert rules_found(finished, apart) == {"unknown-indicator"}


@pytest.mark.parametrize(
    ("cycle", "last", "due"),
    [
        ("every quarter", None, date(2027, 4, 1)),
        ("every quarter", date(2027, 11, 30), date(2028, 2, 29)),
        ("twice a year", date(2027, 4, 1), date(2027, 10, 1)),
        ("every six months", date(2027, 4, 1), date(2027, 10, 1)),
        ("once a year", date(2027, 4, 1), date(2028, 4, 1)),
        ("when there is news", date(2027, 4, 1), None),
    ],
)
def test_the_next_report_is_one_cycle_after_the_last(cycle, last, due) -> None:
    assert report_due(Reporting(cycle=cycle, first=date(2027, 4, 1), last=last)) == due


def test_a_report_is_overdue_the_day_after_and_not_on_its_day(finished, apart) -> None:
    assert "reporting-overdue" not in rules_found(finished, apart, today=date(2027, 4, 1))
    assert "reporting-overdue" in rules_found(finished, apart, today=date(2027, 4, 2))
    finished.plan.reporting.last = date(2027, 4, 2)
    assert "reporting-overdue" not in rules_found(finished, apart, today=date(2027, 6, 1))


@pytest.mark.parametrize(
    ("words", "fires"),
    [
        ("Polish families refuse to join the club.", True),
        ("There is a shortage of homes because of migrants.", True),
        ("Roma families and the council agree what comes first.", False),
        ("There is a shortage of homes. Refugees and neighbours plan together.", False),
        ("No group is the problem here, neither White nor Asian.", False),
        ("Prejudice against Muslims is a problem that employers must answer.", False),
    ],
)
def test_a_group_is_named_as_the_problem_only_within_one_sentence(finished, apart, words, fires) -> None:
    finished.priorities[0].why = words
    expected = {"group-as-problem"} if fires else set()
    assert rules_found(finished, apart) == expected


def test_what_people_said_is_not_held_against_the_plan(finished, apart) -> None:
    finished.voices[0].says = "They refuse to learn, these newcomers."
    assert rules_found(finished, apart) == set()


@pytest.mark.parametrize(
    ("words", "fires"),
    [
        ("Learners lose their benefits when they stay away.", True),
        ("Classes are compulsory.", True),
        ("Nobody is forced to move.", False),
        ("Tenants choose; no sanctions follow.", False),
        ("Parents may come when they like.", False),
    ],
)
def test_compulsion_is_found_and_its_refusal_is_not(finished, change, apart, words, fires) -> None:
    change(finished, what=words)
    assert ("compulsion" in rules_found(finished, apart)) is fires
