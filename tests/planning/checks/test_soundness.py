"""Soundness: each rule finds what it is for, and leaves alone what is well."""

from __future__ import annotations

from datetime import date

import pytest

from convive.planning.checks.looking import action_text, says_any, wording
from convive.planning.lint import lint
from convive.planning.model import Action, Spending
from convive.playbooks.load import all_playbooks


def rules_found(plan, evidence) -> set[str]:
    return {finding.rule for finding in lint(plan, evidence)}


def test_each_rule_finds_what_it_is_for_and_nothing_before(rule, finished, breaks, apart, complete) -> None:
    assert rule not in rules_found(finished, apart)
    breaks[rule](finished)
    complete([finding for finding in lint(finished, apart) if finding.rule == rule])


def test_conditions_that_are_not_ticked_are_named(finished, change, apart) -> None:
    change(finished, playbook="schools-linking", conditions=["equal status", "cooperation"])
    (found,) = [f for f in lint(finished, apart) if f.rule == "conditions-unmet"]
    assert "common goals, support from institutions and room for acquaintance" in found.says


@pytest.mark.parametrize(
    ("changes", "fires"),
    [
        ({"sets_up": "a new brand"}, True),
        ({"title": "A new centre for everyone"}, True),
        ({"title": "A new centre for everyone", "why_new": "The last hall burnt down in 2024."}, False),
        ({"what": "The library opens for longer."}, False),
    ],
)
def test_what_is_new_wants_a_reason(finished, change, apart, changes, fires) -> None:
    change(finished, **changes)
    assert ("new-where-old-could-carry" in rules_found(finished, apart)) is fires


def test_money_that_ends_wants_a_word_on_after(finished, change, apart) -> None:
    change(finished, new_money=True, after="It ends in 2029, and learners are told at the start.")
    assert "ends-with-its-grant" not in rules_found(finished, apart)


@pytest.mark.parametrize(
    ("changes", "fires"),
    [
        ({"budget": 20_000}, False),
        ({"budget": 90_000}, True),
        ({"budget": 90_000, "comparison": "Six schools that start a year later"}, False),
        ({"money": [Spending(heading="Grants", pounds=800_000)]}, True),
        ({"money": [Spending(heading="Coaches", pounds="not stated")]}, False),
    ],
)
def test_a_comparison_is_asked_for_above_a_sum_and_never_of_an_unknown_one(
    finished, change, apart, changes, fires
) -> None:
    change(finished, **changes)
    assert ("no-comparison-planned" in rules_found(finished, apart)) is fires


def action(name: str, **more) -> Action:
    return Action(id=name, objective="x", domain="housing", title=name, light=True, **more)


@pytest.mark.parametrize("tension", wording()["tensions"], ids=lambda t: t["id"])
def test_each_tension_of_the_data_file_is_found_and_can_be_settled(finished, apart, tension) -> None:
    first = tension["first"]
    finished.actions = [action("one", what=first["words"][0]), action("two", what=tension["second"]["words"][0])]
    (found,) = [f for f in lint(finished, apart) if f.rule == "actions-against-each-other"]
    assert found.says == f"“one” and “two”: {tension['why']}."
    finished.actions[1] = finished.actions[1].model_copy(
        update={"works_against": ["one"], "settled_by": "The charity keeps its own list."}
    )
    assert "actions-against-each-other" not in rules_found(finished, apart)
    for slug in first.get("playbooks", ()):
        finished.actions = [action("one", playbook=slug), action("two", what=tension["second"]["words"][-1])]
        assert "actions-against-each-other" in rules_found(finished, apart)


def test_a_tension_that_people_name_themselves_is_found_once(finished, apart) -> None:
    finished.actions = [action("one", works_against=["two"]), action("two", works_against=["one"])]
    assert len([f for f in lint(finished, apart) if f.rule == "actions-against-each-other"]) == 1


def test_no_playbook_trips_the_rules_that_read_words() -> None:
    lists = wording()
    for book in all_playbooks():
        text = f"{book.plan.title}. {book.plan.what} {' '.join(step.what for step in book.plan.first_steps)}"
        shown = Action(id="a", objective="o", domain="schools", title=book.plan.title, what=book.plan.what)
        assert says_any(action_text(shown), lists["compulsion"]["words"]) == "", book.slug
        for tension in lists["tensions"]:
            assert says_any(text, tension["second"]["words"]) == "", book.slug


def test_more_than_small_counts(finished, apart) -> None:
    assert "more-than-small" not in rules_found(finished, apart)
    extra = {"objective": finished.objectives[0].id, "domain": "schools", "light": True, "start": date(2027, 1, 4)}
    finished.actions += [Action(id=f"n{n}", title=f"N{n}", owner=f"Post n{n}", **extra) for n in range(12)]
    assert rules_found(finished, apart) == {"more-than-small"}
