"""What matters most: a transparent rule, printed with every priority it chooses.

1. Only figures that can be judged count: enough people, and beyond what chance alone gives.
2. A figure counts when the place stands in the highest quarter of the authorities in the same files; where fewer than
   three do, figures above the middle may fill up.
3. The figure that stands furthest out comes first. Where two stand equally far, the one that touches more people.
4. At most three. Figures are never added up into a score.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from convive.core.errors import RefusedInput
from convive.evidence.catalogue import indicator
from convive.evidence.model import PlaceEvidence, Standing

Tier = Literal["highest quarter", "above the middle"]
MOST = 3
RULE = (
    "A figure becomes a priority when it can be judged, and the place stands in the highest quarter of the authorities "
    "in the same files. Where fewer than three do, figures above the middle fill up. The furthest out comes first. "
    "At most three."
)


@dataclass(frozen=True)
class Chosen:
    """A finding that the rule picked, with the texts that the data files hold for it."""

    standing: Standing
    tier: Tier
    id: str
    title: str
    why: str
    figure: str
    rule: str
    objectives: tuple[str, ...]


@cache
def candidates() -> dict[str, dict[str, Any]]:
    """What each indicator would ask of a plan, by indicator."""
    return {entry["indicator"]: entry for entry in starters()["candidates"]}


@cache
def starters() -> dict[str, Any]:
    """The whole data file: candidates, objectives, actions, resources; references between them are checked.

    Raises
    ------
    RefusedInput
        When an objective or an action that is named is not there.
    """
    raw = tomllib.loads(files("convive.planning").joinpath("data", "priorities.toml").read_text("utf-8"))
    objectives = {entry["id"]: entry for entry in raw["objectives"]}
    actions = {entry["id"] for entry in raw["actions"]}
    for entry in raw["candidates"]:
        for named in entry["objectives"]:
            if named not in objectives:
                raise RefusedInput(f"The priority {entry['id']} names the objective {named}, which is not there.")
    for entry in objectives.values():
        if not set(entry["actions"]) <= actions:
            raise RefusedInput(f"The objective {entry['id']} names an action that is not there.")
    return raw


def choose(evidence: PlaceEvidence) -> tuple[Chosen, ...]:
    """Up to three priorities for a place, the furthest out first; empty when no figure stands out."""
    judged = [s for s in evidence.standings if s.indicator in candidates() and is_clear(s)]
    first = sorted(stands_out(evidence), key=_how_far)
    then = sorted((s for s in judged if s not in first and s.value > s.median), key=_how_far)
    picked: list[tuple[Standing, Tier]] = [(s, "highest quarter") for s in first]
    picked += [(s, "above the middle") for s in then]
    return tuple(_word(evidence, standing, tier) for standing, tier in picked[:MOST])


def stands_out(evidence: PlaceEvidence) -> tuple[Standing, ...]:
    """The clear findings: judged, beyond chance, in the highest quarter. The linter asks for an action on each."""
    return tuple(
        s
        for s in evidence.standings
        if s.indicator in candidates() and is_clear(s) and s.value >= s.high_quarter and s.value > s.median
    )


def is_clear(standing: Standing) -> bool:
    """Whether a figure can be judged at all, and points towards a need: above zero and not within chance."""
    return standing.estimate.status == "ok" and standing.value > 0


def _how_far(standing: Standing) -> tuple[float, int, str]:
    return (standing.rank / standing.of, -standing.people, standing.indicator)


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st.

    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 21, 112)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '21st', '112th']
    """
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _word(evidence: PlaceEvidence, standing: Standing, tier: Tier) -> Chosen:
    entry = candidates()[standing.indicator]
    fields = {
        "place": evidence.place.name,
        "words": indicator(standing.indicator).words(standing.value),
        "per_100": f"{100 * standing.value:.0f}",
        "beaten": f"{standing.below}",
        "others": f"{standing.of - 1}",
        "people": f"{standing.people:,}",
        "date": latest_words(evidence),
    }
    return Chosen(
        standing=standing,
        tier=tier,
        id=entry["id"],
        title=entry["title"],
        why=entry["why"].format(**fields),
        figure=entry["figure"].format(**fields),
        rule=_rule(standing, tier),
        objectives=tuple(entry["objectives"]),
    )


def _rule(standing: Standing, tier: Tier) -> str:
    """Why a figure was chosen, with the company it stands in."""
    level = standing.of - standing.rank - standing.below
    place = f"{ordinal(standing.rank)} of {standing.of} authorities"
    if level:
        place += f", level with {level} {'other' if level == 1 else 'others'}"
    if standing.not_compared:
        place += f"; {standing.not_compared} could not be compared"
    if tier == "highest quarter":
        return f"It stands in the highest quarter: {place}."
    return f"Too little here stands in the highest quarter, so this fills up. It stands above the middle: {place}."


def latest_words(evidence: PlaceEvidence) -> str:
    """The date of the newest census in words."""
    return max(evidence.years, key=lambda year: year.year).date_words


def in_order(chosen: Iterable[Chosen]) -> list[str]:
    """The objectives of all priorities, each once, in their order; without priorities, the ones to begin with."""
    seen: dict[str, None] = {}
    for priority in chosen:
        for objective in priority.objectives:
            seen.setdefault(objective)
    return list(seen) or list(starters()["without_priorities"])
