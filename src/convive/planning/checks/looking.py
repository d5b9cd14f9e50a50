"""What every check looks at and with: the plan, the evidence beside it, the day, and a few ways of reading words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from convive.core.errors import did_you_mean
from convive.evidence.catalogue import all_indicators
from convive.evidence.model import PlaceEvidence
from convive.planning.model import Action, Plan
from convive.playbooks.load import all_playbooks

# What people write where they have not decided yet.
UNSETTLED = {"", "?", "-", "tbc", "tbd", "to be confirmed", "to be decided", "to be agreed", "n/a"}

Fields = dict[str, object]
Found = Iterator[tuple[str, Fields]]


@dataclass(frozen=True)
class Looked:
    """What a check may look at. ``evidence`` is ``None`` where none stands beside the plan."""

    plan: Plan
    evidence: PlaceEvidence | None
    today: date


Check = Callable[[Looked], Found]
CHECKS: dict[str, Check] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Register the check of one rule."""

    def register(function: Check) -> Check:
        CHECKS[name] = function
        return function

    return register


def known_indicators() -> list[str]:
    """What an objective may name: indicators of the catalogue, and playbooks' measures as ``playbook/measure``."""
    measures = [f"{book.slug}/{measure.id}" for book in all_playbooks() for measure in book.measures]
    return [indicator.id for indicator in all_indicators()] + measures


def settled(text: str) -> bool:
    """Whether people have written something that decides.

    >>> [settled(text) for text in ("Head of Schools", "", "TBC", "To be decided.")]
    [True, False, False, False]
    """
    return text.strip().rstrip(".").casefold() not in UNSETTLED


def hint(asked: str, known: Iterable[str], otherwise: str) -> str:
    """A name that was probably meant, or what to do otherwise."""
    return did_you_mean(asked, known) or otherwise


def listed(words: Sequence[str], joiner: str = "and") -> str:
    """Words as a list in a sentence.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joiner} {words[-1]}"


@cache
def wording() -> dict[str, Any]:
    """The lists of words behind the rules that read what people wrote."""
    return tomllib.loads(files("convive.planning").joinpath("data", "wording.toml").read_text("utf-8"))


def says_any(text: str, words: Iterable[str]) -> str:
    """The first of some words or phrases that stands in a text, as it stands there; whole words only.

    A word that begins with a small letter is found with a large one too; one that begins with a large letter is a
    name, and "white" is not "White".

    >>> says_any("Everybody must attend.", ["must attend"]), says_any("A white wall", ["White"])
    ('must attend', '')
    """
    for word in words:
        flags = 0 if word[:1].isupper() else re.IGNORECASE
        found = re.search(rf"\b{re.escape(word)}\b", text, flags)
        if found:
            return found[0]
    return ""


def sentences(text: str) -> list[str]:
    """A text by its sentences.

    >>> sentences("One thing. And another: both.")
    ['One thing.', 'And another: both.']
    """
    return [part for part in re.split(r"(?<=[.!?…])\s+", text.strip()) if part]


def action_text(action: Action) -> str:
    """Everything that people wrote about an action."""
    parts = [action.title, action.what, action.owner, action.cost, action.after, action.comparison, action.why_new]
    parts += [*action.sides, *action.gains, *action.where, *action.partners, *action.measures, action.settled_by]
    parts += [milestone.what for milestone in action.milestones]
    # Each on its own: what stands side by side in a list is not one sentence.
    return ". ".join(part for part in parts if part)


def texts(plan: Plan) -> Iterator[tuple[str, str]]:
    """Every text that people wrote, with its place in the plan."""
    head = plan.plan
    for name in ("title", "vision", "coordinator", "leaders", "grievances"):
        yield f"plan.{name}", getattr(head, name)
    for asset in plan.assets:
        yield f"assets ({asset.name})", " ".join((asset.name, asset.what, asset.where, asset.offers, asset.wants))
    for voice in plan.voices:
        yield f"voices.{voice.id}", f"{voice.says} {voice.heard}"
    yield from proposed(plan)
    for resource in plan.resources:
        yield (
            f"resources ({resource.service})",
            " ".join((resource.needed, resource.there, resource.answer, resource.source)),
        )
    for left in plan.left_out:
        yield f"left_out ({left.domain or left.gap})", left.reason
    for line in plan.not_known:
        yield "not_known", f"{line.what} {line.who}"


def proposed(plan: Plan) -> Iterator[tuple[str, str]]:
    """What the plan itself says and proposes: its vision, priorities, objectives and actions, without the voices."""
    yield "plan.vision", plan.plan.vision
    for priority in plan.priorities:
        yield f"priorities.{priority.id}", f"{priority.title}. {priority.why} {priority.figure.words}"
    for objective in plan.objectives:
        yield f"objectives.{objective.id}", objective.title
    for action in plan.actions:
        yield f"actions.{action.id}", action_text(action)
