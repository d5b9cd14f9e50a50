"""Put an action of the library into a plan: what the playbook says, dated from a start day, for people to change."""

from __future__ import annotations

from datetime import date, timedelta

from convive.core.errors import RefusedInput, UnknownName, did_you_mean
from convive.core.periods import day_words
from convive.planning.draft import action_of
from convive.planning.model import Milestone, Objective, Plan
from convive.playbooks.model import Domain, Playbook


def put_in(
    plan: Plan, book: Playbook, *, objective: str, owner: str = "", start: date | None = None, again: bool = False
) -> Plan:
    """The plan with one more action, which serves one of its objectives. The plan that was given stays as it is.

    Parameters
    ----------
    plan, book
        The plan, and the playbook to put in it.
    objective
        The id of the objective that the action serves.
    owner
        The post that answers for it; empty while nobody has said.
    start
        The first day. With it each first step gets its day.
    again
        Whether a playbook that the plan follows already is meant to stand in it once more, for another objective.

    Raises
    ------
    UnknownName
        When the plan has no such objective.
    RefusedInput
        When the playbook serves that objective already, or another one and ``again`` is not said; when the first day
        is before the plan begins; when a plan that is adopted would get an action without a post or a first day.
    """
    serves = _objective(plan, objective)
    if any(action.playbook == book.slug and action.objective == serves.id for action in plan.actions):
        raise RefusedInput(
            f"“{book.title}” serves this objective already.",
            rule="twice",
            hint="Choose another objective, or change the action that is there.",
        )
    if not again and any(action.playbook == book.slug for action in plan.actions):
        raise RefusedInput(
            f"“{book.title}” is in the plan already, for another objective.",
            rule="twice",
            hint="Say that it is meant a second time, or change the action that is there.",
        )
    _refuse_open_or_early(plan, owner, start)
    entry = {"id": _free_id(plan, book.slug), "domain": _domain(book, serves.domain), "playbook": book.slug}
    milestones = [
        Milestone(what=step.what, by=start + timedelta(weeks=step.week) if start else None)
        for step in book.plan.first_steps
    ]
    made = action_of(entry, serves.id, []).model_copy(
        update={"owner": owner.strip(), "start": start, "milestones": milestones}
    )
    return plan.model_copy(update={"actions": [*plan.actions, made]})


def _refuse_open_or_early(plan: Plan, owner: str, start: date | None) -> None:
    frame = plan.plan
    if start is not None and frame.starts is not None and start < frame.starts:
        raise RefusedInput(
            f"The plan begins on {day_words(frame.starts)}, and this action would begin before it.",
            column="start",
            rule="before-the-plan",
            hint="Choose that day or a later one.",
        )
    if frame.status != "adopted":
        return
    if not owner.strip():
        raise RefusedInput(
            "In an adopted plan a post answers for every action.",
            column="owner",
            rule="action-without-owner",
            hint="Write the post, such as Head of Communities.",
        )
    if start is None:
        raise RefusedInput(
            "In an adopted plan every action has its first day.",
            column="start",
            rule="action-without-start",
            hint="Write the day on which it begins.",
        )


def _objective(plan: Plan, id: str) -> Objective:
    for objective in plan.objectives:
        if objective.id == id:
            return objective
    raise UnknownName(
        f"The plan has no objective “{id}”.", rule="objective", hint=did_you_mean(id, [o.id for o in plan.objectives])
    )


def _domain(book: Playbook, wanted: Domain) -> Domain:
    """The part of the plan that the action stands in: that of its objective where the playbook serves it."""
    return wanted if wanted in book.domains else book.domains[0]


def _free_id(plan: Plan, slug: str) -> str:
    taken = {action.id for action in plan.actions}
    number = 2
    name = slug
    while name in taken:
        name, number = f"{slug}-{number}", number + 1
    return name
