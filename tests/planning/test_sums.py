"""What a plan asks for together: sums of what is said, and the names of what is not."""

from __future__ import annotations

import pytest

from convive.planning.draft import draft
from convive.planning.model import Spending
from convive.planning.sums import add_up, first_year


@pytest.fixture
def plan(apart):
    plan = draft(apart)
    plan.actions = plan.actions[:3]
    for action in plan.actions:
        action.new_money, action.stated, action.staff_days, action.volunteers = False, None, None, None
        action.effort, action.money = "", []
    return plan


def test_what_is_said_is_added_and_what_is_not_is_named(plan) -> None:
    first, second, third = plan.actions
    first.staff_days, second.staff_days, first.volunteers = 30, 12.5, 4
    sums = add_up(plan)
    assert (sums.staff_days.total, sums.staff_days.said, sums.staff_days.not_stated) == (42.5, 2, (third.title,))
    assert sums.volunteers.not_stated == (second.title, third.title)


def test_an_action_without_new_money_adds_none_and_is_not_missed(plan) -> None:
    first, second, _ = plan.actions
    first.new_money, first.stated = True, 5550
    second.new_money = True
    sums = add_up(plan)
    assert (sums.pounds.total, sums.pounds.not_stated) == (5550, (second.title,))


def test_a_budget_of_peoples_own_stands_before_what_sources_state(plan) -> None:
    plan.actions[0].stated, plan.actions[0].budget = 5550, 4000
    assert first_year(plan.actions[0]) == 4000
    assert add_up(plan).pounds.total == 4000


def test_costs_by_head_and_estimates_are_said_besides(plan) -> None:
    first, second, _ = plan.actions
    first.new_money, first.money = True, [Spending(heading="A place", pounds=1800, per="person")]
    second.effort = "Days and volunteers: Convive's estimate."
    sums = add_up(plan)
    assert (sums.a_head, sums.estimated) == ((first.title,), 1)
