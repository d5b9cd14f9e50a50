"""Soundness: what it takes to work, what it costs and leaves behind, and whether the parts fit together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import permutations

from convive.planning.checks.looking import (
    Found,
    Looked,
    action_text,
    check,
    hint,
    listed,
    says_any,
    settled,
    wording,
)
from convive.planning.model import Action
from convive.playbooks.load import all_playbooks

SMALL = {"priorities": 3, "objectives": 6, "actions": 12}
SHARED_HOURS = "shared-hours"
# Whole pounds, Convive's own line: about half a year of one person's work.
COMPARE_ABOVE = 20_000


@check("conditions-unmet")
def _conditions(looked: Looked) -> Found:
    books = {book.slug: book for book in all_playbooks()}
    for action in looked.plan.actions:
        book = books.get(action.playbook)
        if book is None:
            continue
        unmet = [condition for condition in book.conditions if condition not in action.conditions]
        if unmet:
            yield (
                f"actions.{action.id}.conditions",
                {"title": action.title, "book": book.title, "unmet": listed(unmet)},
            )


@check("new-where-old-could-carry")
def _new(looked: Looked) -> Found:
    for action in looked.plan.actions:
        if settled(action.why_new):
            continue
        words = f"{action.title}. {action.what}"
        new = action.sets_up or next(
            (what for what, lists in wording()["new"].items() if says_any(words, lists["words"])), ""
        )
        if new:
            yield f"actions.{action.id}.why_new", {"title": action.title, "new": new}


@check("ends-with-its-grant")
def _grant(looked: Looked) -> Found:
    for action in looked.plan.actions:
        if action.new_money and not settled(action.after):
            yield f"actions.{action.id}.after", {"title": action.title}


@check("actions-against-each-other")
def _tension(looked: Looked) -> Found:
    actions = {action.id: action for action in looked.plan.actions}
    said: set[frozenset[str]] = set()
    for first, second, why in _tensions(actions.values()):
        pair = frozenset((first.id, second.id))
        if pair in said or _is_settled(first, second) or _is_settled(second, first):
            continue
        said.add(pair)
        yield f"actions.{first.id}", {"first": first.title, "second": second.title, "tension": why}


def _tensions(actions: Iterable[Action]) -> Iterable[tuple[Action, Action, str]]:
    """Pairs of actions in tension: those that people named, then those that the data file knows."""
    known = list(actions)
    for one, other in permutations(known, 2):
        if other.id in one.works_against:
            yield one, other, "the plan itself says that they pull apart"
    for tension in wording()["tensions"]:
        for one, other in permutations(known, 2):
            if _matches(one, tension["first"]) and _matches(other, tension["second"]):
                yield one, other, tension["why"]


def _matches(action: Action, wanted: dict[str, list[str]]) -> bool:
    if action.playbook and action.playbook in wanted.get("playbooks", ()):
        return True
    return bool(says_any(action_text(action), wanted.get("words", ())))


def _is_settled(one: Action, other: Action) -> bool:
    return other.id in one.works_against and settled(one.settled_by)


@check("action-without-measure")
def _measure(looked: Looked) -> Found:
    for action in looked.plan.actions:
        if not action.light and not action.measures:
            yield f"actions.{action.id}.measures", {"title": action.title}


@check("no-comparison-planned")
def _comparison(looked: Looked) -> Found:
    for action in looked.plan.actions:
        cost = pounds(action)
        if cost is not None and cost > COMPARE_ABOVE and not settled(action.comparison):
            yield (
                f"actions.{action.id}.comparison",
                {"title": action.title, "pounds": f"£{cost:,}", "above": f"£{COMPARE_ABOVE:,}"},
            )


def pounds(action: Action) -> int | None:
    """What an action costs in whole pounds: its budget, the first year as sources state it, or each amount once.

    >>> pounds(Action(id="a", objective="o", domain="schools", title="A", budget=900))
    900
    """
    if action.budget is not None:
        return action.budget
    if action.stated is not None:
        return action.stated
    stated = [line.pounds for line in action.money if isinstance(line.pounds, int)]
    return sum(stated) if stated else None


@check("unknown-priority")
def _known_priority(looked: Looked) -> Found:
    known = [priority.id for priority in looked.plan.priorities]
    for objective in looked.plan.objectives:
        if objective.priority and objective.priority not in known:
            mend = hint(objective.priority, known, "Mend the id, or add the priority.")
            yield (
                f"objectives.{objective.id}.priority",
                {"title": objective.title, "priority": objective.priority, "hint": mend},
            )


@check("unknown-objective")
def _known_objective(looked: Looked) -> Found:
    known = [objective.id for objective in looked.plan.objectives]
    for action in looked.plan.actions:
        if action.objective not in known:
            mend = hint(action.objective, known, "Mend the id, or add the objective.")
            yield (
                f"actions.{action.id}.objective",
                {"title": action.title, "objective": action.objective, "hint": mend},
            )


@check("objective-without-action")
def _served(looked: Looked) -> Found:
    busy = {action.objective for action in looked.plan.actions}
    for objective in looked.plan.objectives:
        if objective.id not in busy:
            yield f"objectives.{objective.id}", {"title": objective.title}


@check("same-id-twice")
def _twice(looked: Looked) -> Found:
    plan = looked.plan
    for kind, ids in (
        ("priorities", [part.id for part in plan.priorities]),
        ("objectives", [part.id for part in plan.objectives]),
        ("actions", [part.id for part in plan.actions]),
        ("voices", [part.id for part in plan.voices]),
    ):
        for name, count in Counter(ids).items():
            if count > 1:
                yield f"{kind}.{name}", {"kind": kind, "id": name, "count": count}


@check("unknown-playbook")
def _known_playbook(looked: Looked) -> Found:
    known = [book.slug for book in all_playbooks()]
    for action in looked.plan.actions:
        if action.playbook and action.playbook not in known:
            mend = hint(action.playbook, known, "convive playbook list shows all of them.")
            yield (
                f"actions.{action.id}.playbook",
                {"title": action.title, "playbook": action.playbook, "hint": mend},
            )


@check("shared-hours-as-target")
def _shared_hours(looked: Looked) -> Found:
    for objective in looked.plan.objectives:
        if objective.indicator.rsplit("/", 1)[-1] == SHARED_HOURS:
            yield f"objectives.{objective.id}.indicator", {"title": objective.title}


@check("more-than-small")
def _small(looked: Looked) -> Found:
    for kind, most in SMALL.items():
        count = len(getattr(looked.plan, kind))
        if count > most:
            yield kind, {"kind": kind, "count": count, "most": most}
