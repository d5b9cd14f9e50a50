"""Putting a playbook into a plan."""

from __future__ import annotations

from datetime import date

import pytest

from convive.core.errors import RefusedInput, UnknownName
from convive.planning.adopt import put_in
from convive.planning.model import Objective, Plan
from convive.playbooks import all_playbooks, playbook


@pytest.fixture
def plan() -> Plan:
    frame = {
        "place": "X09000043",
        "place_name": "Brackenford",
        "boundary_year": 2022,
        "title": "A plan",
        "written": date(2026, 11, 22),
    }
    objectives = [
        Objective(id="sit-down", domain="communities", title="Whoever is alone finds a table"),
        Objective(id="mix", domain="schools", title="Children meet"),
    ]
    return Plan.model_validate({"plan": frame, "objectives": [o.model_dump() for o in objectives]})


def test_the_action_says_what_the_playbook_says_and_the_plan_that_was_given_stays(plan):
    book = playbook("welcome-drop-in")
    made = put_in(plan, book, objective="sit-down", owner=" Head of Communities ")
    assert plan.actions == []
    (action,) = made.actions
    assert (action.title, action.what, action.playbook) == (book.plan.title, book.plan.what, "welcome-drop-in")
    assert (action.objective, action.domain, action.owner) == ("sit-down", "communities", "Head of Communities")
    assert action.measures == [measure.title for measure in book.measures]
    assert [step.by for step in action.milestones] == [None] * len(book.plan.first_steps)


def test_with_a_first_day_every_step_has_its_own(plan):
    start = date(2027, 1, 11)
    (action,) = put_in(plan, playbook("welcome-drop-in"), objective="sit-down", start=start).actions
    assert [step.by for step in action.milestones] == [date(2027, 1, 11), date(2027, 2, 1), date(2027, 2, 22)]


def test_an_objective_in_another_part_leaves_the_action_in_a_part_of_its_own(plan):
    (action,) = put_in(plan, playbook("welcome-drop-in"), objective="mix").actions
    assert action.domain == playbook("welcome-drop-in").domains[0]


def test_twice_for_one_objective_is_refused_and_for_another_gets_its_own_name(plan):
    book = playbook("welcome-drop-in")
    once = put_in(plan, book, objective="sit-down")
    with pytest.raises(RefusedInput, match="serves this objective already"):
        put_in(once, book, objective="sit-down")
    assert [a.id for a in put_in(once, book, objective="mix", again=True).actions] == [
        "welcome-drop-in",
        "welcome-drop-in-2",
    ]


def test_an_objective_that_is_not_there(plan):
    with pytest.raises(UnknownName, match="no objective “sit-dwon”"):
        put_in(plan, playbook("welcome-drop-in"), objective="sit-dwon")


def test_a_playbook_of_the_plan_comes_in_again_only_on_purpose(plan):
    book = playbook("welcome-drop-in")
    with pytest.raises(RefusedInput, match="already, for another objective"):
        put_in(put_in(plan, book, objective="sit-down"), book, objective="mix")


def test_an_adopted_plan_has_no_action_without_post_or_first_day(plan):
    frame = plan.plan.model_copy(update={"status": "adopted", "starts": date(2027, 1, 11)})
    adopted = plan.model_copy(update={"plan": frame})
    book = playbook("welcome-drop-in")
    for given, says in (
        ({"start": date(2027, 2, 1)}, "a post answers"),
        ({"owner": "Head of Communities"}, "its first day"),
        ({"owner": "Head of Communities", "start": date(2027, 1, 10)}, "11 January 2027"),
    ):
        with pytest.raises(RefusedInput, match=says):
            put_in(adopted, book, objective="mix", **given)


def test_every_playbook_can_be_put_in(plan):
    for book in all_playbooks():
        plan = put_in(plan, book, objective="sit-down", start=date(2027, 1, 11))
    assert len(plan.actions) == len(all_playbooks())
    assert Plan.model_validate(plan.model_dump()) == plan
