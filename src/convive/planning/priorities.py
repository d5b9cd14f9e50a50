"""What matters most: a transparent rule, printed with every priority it chooses, and its parts side by side.

1. Only figures that can be judged count: enough people, and beyond what chance alone gives.
2. A figure counts when the place stands in the highest quarter of the authorities in the same files; where fewer than
   three do, figures above the middle may fill up.
3. First comes the tenth of authorities that the place stands in (size). Within a tenth, what grew comes before what has
   one date, no clear change, or is a change itself, and that before what fell (direction). Then comes what touches more
   people.
4. A small draft takes one finding of a kind and at most three. Figures are never added up into a score.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from convive.core.errors import RefusedInput
from convive.evidence.catalogue import indicator
from convive.evidence.model import PlaceEvidence, Standing
from convive.planning.judging import Direction, dated, direction, judge
from convive.planning.model import Judged

Tier = Literal["highest quarter", "above the middle"]
Size = Literal["small", "full"]
MOST = 3
# The reason that a draft itself gives for what waits; the linter asks people to confirm it or to give their own.
WAITS = "By the rule:"
RULE = (
    "A figure becomes a priority when it can be judged, and the place stands in the highest quarter of the authorities "
    "in the same files. Where fewer than three do, figures above the middle fill up. First comes the tenth of "
    "authorities that the place stands in; within a tenth, what grew before what fell, then what touches more people. "
    "One of a kind, at most three, and nothing is added up into a score."
)


@dataclass(frozen=True)
class Chosen:
    """A finding that the rule picked, with the texts that the data files hold for it and the parts of the judgement."""

    standing: Standing
    tier: Tier
    id: str
    kind: str
    title: str
    why: str
    figure: str
    rule: str
    judged: Judged
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
    named = [(entry["id"], entry["objectives"]) for entry in raw["candidates"]]
    named += [("full", raw["full"]), ("without_priorities", raw["without_priorities"])]
    for who, wanted in named:
        for objective in wanted:
            if objective not in objectives:
                raise RefusedInput(f"{who} names the objective {objective}, which is not there.")
    for entry in objectives.values():
        if not set(entry["actions"]) <= actions:
            raise RefusedInput(f"The objective {entry['id']} names an action that is not there.")
    return raw


def choose(evidence: PlaceEvidence, size: Size = "small") -> tuple[Chosen, ...]:
    """The priorities of a place, in the order of the rule; empty when no figure stands out.

    A small draft takes up to three, one of a kind; a full one every figure in the highest quarter, and fills up to
    three.
    """
    judged = [s for s in evidence.standings if s.indicator in candidates() and is_clear(s)]
    order = {s.indicator: _order(evidence, s) for s in judged}
    first = sorted(stands_out(evidence), key=lambda s: order[s.indicator])
    then = sorted((s for s in judged if s not in first and s.value > s.median), key=lambda s: order[s.indicator])
    picked: list[tuple[Standing, Tier]] = []
    kinds: set[str] = set()
    for tier, found in (("highest quarter", first), ("above the middle", then)):
        for standing in found:
            kind = candidates()[standing.indicator]["kind"]
            whole = size == "full" and tier == "highest quarter"
            if whole or (len(picked) < MOST and kind not in kinds):
                kinds.add(kind)
                picked.append((standing, "highest quarter" if tier == "highest quarter" else "above the middle"))
    return tuple(_word(evidence, standing, tier) for standing, tier in picked)


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


_DIRECTIONS: dict[Direction, int] = {"grew": 0, "one date": 1, "no clear change": 1, "a change itself": 1, "fell": 2}


def tenth(standing: Standing) -> int:
    """The tenth of authorities that the place stands in: 1 is the highest.

    >>> from convive.core.estimates import Estimate
    >>> stands = lambda rank: Standing("crowding", 0.1, Estimate(0.1), rank, 320, 0, 0, 0.0, 0.0, 0.0, 1, ())
    >>> [tenth(stands(rank)) for rank in (1, 32, 33, 320)]
    [1, 1, 2, 10]
    """
    return math.ceil(10 * standing.rank / standing.of)


def _order(evidence: PlaceEvidence, standing: Standing) -> tuple[int, int, int, int, str]:
    towards = _DIRECTIONS[direction(evidence, standing, candidates()[standing.indicator])]
    return (tenth(standing), towards, -standing.people, standing.rank, standing.indicator)


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
    company = _company(standing)
    fields = {
        "place": evidence.place.name,
        "words": indicator(standing.indicator).words(standing.value),
        "per_100": f"{100 * standing.value:.0f}",
        "rate": f"{standing.value:,.0f}",
        "beaten": f"{standing.below}",
        "others": f"{standing.of - 1}",
        "date": dated(evidence, standing)[1],
    }
    return Chosen(
        standing=standing,
        tier=tier,
        id=entry["id"],
        kind=entry["kind"],
        title=entry["title"],
        why=entry["why"].format(**fields),
        figure=entry["figure"].format(**fields),
        rule=_rule(company, tier),
        judged=judge(evidence, standing, entry, f"{company.replace(' of ', ' highest of ', 1)}."),
        objectives=tuple(entry["objectives"]),
    )


def _company(standing: Standing) -> str:
    """Where a figure stands, and among how many."""
    level = standing.of - standing.rank - standing.below
    place = f"{ordinal(standing.rank)} of {standing.of} authorities"
    if level:
        place += f", level with {level} {'other' if level == 1 else 'others'}"
    if standing.not_compared:
        place += f"; {standing.not_compared} could not be compared"
    return place


def _rule(company: str, tier: Tier) -> str:
    """Why a figure was chosen, with the company it stands in."""
    if tier == "highest quarter":
        return f"It stands in the highest quarter: {company}."
    return f"Too little here stands in the highest quarter, so this fills up. It stands above the middle: {company}."


def in_order(chosen: Iterable[Chosen]) -> list[str]:
    """The objectives of all priorities, each once, in their order; without priorities, the ones to begin with."""
    seen: dict[str, None] = {}
    for priority in chosen:
        for objective in priority.objectives:
            seen.setdefault(objective)
    return list(seen) or list(starters()["without_priorities"])
