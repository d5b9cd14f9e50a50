"""What matters most: a transparent rule, printed with every priority it chooses, and its parts side by side.

1. Only figures that can be judged count: enough people, and beyond what chance alone gives.
2. A figure counts when it is higher than in at least three quarters of the other authorities in the same files. Those
   that are level are not lower.
3. First comes the tenth of authorities that the place stands in (size); authorities that are level share the middle of
   their places. Within a tenth, what grew comes before what has one date, no clear change, or is a change itself, and
   that before what fell (direction). Then comes what touches more people.
4. A small draft takes one finding of a kind and at most three; fewer where fewer stand out. Figures are never added up
   into a score.
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

Size = Literal["small", "full"]
MOST = 3
# The reason that a draft itself gives for what waits; the linter asks people to confirm it or to give their own.
WAITS = "By the rule:"
RULE = (
    "A figure becomes a priority when it can be judged, and is higher than in at least three quarters of the other "
    "authorities in the same files; those that are level are not lower. First comes the tenth of authorities that the "
    "place stands in; within a tenth, what grew before what fell, then what touches more people. One of a kind, at "
    "most three, fewer where fewer stand out, and nothing is added up into a score."
)


@dataclass(frozen=True)
class Chosen:
    """A finding that the rule picked, with the texts that the data files hold for it and the parts of the judgement."""

    standing: Standing
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

    A small draft takes up to three, one of a kind; a full one every figure that stands out.
    """
    picked: list[Standing] = []
    kinds: set[str] = set()
    for standing in sorted(stands_out(evidence), key=lambda s: _order(evidence, s)):
        kind = candidates()[standing.indicator]["kind"]
        if size == "full" or (len(picked) < MOST and kind not in kinds):
            kinds.add(kind)
            picked.append(standing)
    return tuple(_word(evidence, standing) for standing in picked)


def stands_out(evidence: PlaceEvidence) -> tuple[Standing, ...]:
    """The clear findings: judged, beyond chance, and in the highest quarter; the linter asks for an action on each."""
    return tuple(s for s in evidence.standings if s.indicator in candidates() and is_clear(s) and in_highest_quarter(s))


def in_highest_quarter(standing: Standing) -> bool:
    """Whether at least three quarters of the other authorities have a lower value. A level one is not lower.

    >>> from convive.core.estimates import Estimate
    >>> stands = lambda below: Standing("alike_share", 1.0, Estimate(1.0), 1, 319, below, 0, 0.0, 0.0, 0.0, 1, ())
    >>> [in_highest_quarter(stands(below)) for below in (204, 238, 239, 318)]
    [False, False, True, True]
    """
    return 4 * standing.below >= 3 * (standing.of - 1)


def is_clear(standing: Standing) -> bool:
    """Whether a figure can be judged at all, and points towards a need: above zero and not within chance."""
    return standing.estimate.status == "ok" and standing.value > 0


_DIRECTIONS: dict[Direction, int] = {"grew": 0, "one date": 1, "no clear change": 1, "a change itself": 1, "fell": 2}


def tenth(standing: Standing) -> int:
    """The tenth of authorities that the place stands in: 1 is the highest. Those that are level share a place.

    Formula: ``⌈10 (r + l / 2) / n⌉``, with rank ``r`` and ``l`` others level with it, of ``n`` authorities.

    >>> from convive.core.estimates import Estimate
    >>> stands = lambda rank, level=0: Standing(
    ...     "crowding", 0.1, Estimate(0.1), rank, 320, 320 - rank - level, 0, 0.0, 0.0, 0.0, 1, ()
    ... )
    >>> [tenth(stands(rank)) for rank in (1, 32, 33, 320)]
    [1, 1, 2, 10]
    >>> tenth(stands(1, level=70))
    2
    """
    return math.ceil(10 * _middle_rank(standing) / standing.of)


def level(standing: Standing) -> int:
    """How many other authorities have the same value."""
    return standing.of - standing.rank - standing.below


def _middle_rank(standing: Standing) -> float:
    return standing.rank + level(standing) / 2


_Order = tuple[int, int, int, float, str]


def _order(evidence: PlaceEvidence, standing: Standing) -> _Order:
    towards = _DIRECTIONS[direction(evidence, standing, candidates()[standing.indicator])]
    return (tenth(standing), towards, -standing.people, _middle_rank(standing), standing.indicator)


def why_after(evidence: PlaceEvidence, first: Standing, later: Standing) -> str:
    """What puts one finding before another, in half a sentence: the first step of the rule in which they differ."""
    title = candidates()[first.indicator]["title"]
    before, after = _order(evidence, first), _order(evidence, later)
    if before[0] < after[0]:
        return f"“{title}” stands in a higher tenth of authorities"
    if before[1] < after[1]:
        went, then = (_WENT[direction(evidence, s, candidates()[s.indicator])] for s in (first, later))
        return f"“{title}” stands in the same tenth of authorities and {went}, while this {then}"
    if before[2] < after[2]:
        return f"“{title}” stands in the same tenth of authorities and touches more people"
    return f"“{title}” stands in the same tenth of authorities and no lower"


_WENT: dict[Direction, str] = {
    "grew": "grew",
    "fell": "fell",
    "no clear change": "did not clearly change",
    "one date": "has one date only",
    "a change itself": "is a change itself",
}


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st.

    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 21, 112)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '21st', '112th']
    """
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _word(evidence: PlaceEvidence, standing: Standing) -> Chosen:
    entry = candidates()[standing.indicator]
    company = _company(standing)
    fields = _fields(evidence, standing)
    return Chosen(
        standing=standing,
        id=entry["id"],
        kind=entry["kind"],
        title=entry["title"],
        why=entry["why"].format(**fields),
        figure=entry["figure"].format(**fields),
        rule=f"It stands in the highest quarter: {company}.",
        judged=judge(evidence, standing, entry, f"{company.replace(' of ', ' highest of ', 1)}."),
        objectives=tuple(entry["objectives"]),
    )


def in_one_line(evidence: PlaceEvidence, standing: Standing) -> str:
    """The parts of the judgement on a figure in one line: figure and date, company, people, direction."""
    entry = candidates()[standing.indicator]
    parts = judge(evidence, standing, entry, _company(standing))
    figure = entry["figure"].format(**_fields(evidence, standing))
    towards = (parts.direction or "").rstrip(".")
    said = [figure, parts.company, parts.people.rstrip("."), towards[:1].lower() + towards[1:]]
    return f"{'; '.join(part for part in said if part)}."


def _fields(evidence: PlaceEvidence, standing: Standing) -> dict[str, str]:
    return {
        "place": evidence.place.name,
        "words": indicator(standing.indicator).words(standing.value),
        "per_100": f"{100 * standing.value:.0f}",
        "rate": f"{standing.value:,.0f}",
        "beaten": f"{standing.below}",
        "others": f"{standing.of - 1}",
        "date": dated(evidence, standing)[1],
    }


def _company(standing: Standing) -> str:
    """Where a figure stands, and among how many."""
    others = level(standing)
    place = f"{ordinal(standing.rank)} of {standing.of} authorities"
    if others:
        place += f", level with {others} {'other' if others == 1 else 'others'}"
    if standing.not_compared:
        place += f"; {standing.not_compared} could not be compared"
    return place


def in_order(chosen: Iterable[Chosen]) -> list[str]:
    """The objectives of all priorities, each once, in their order; without priorities, the ones to begin with."""
    seen: dict[str, None] = {}
    for priority in chosen:
        for objective in priority.objectives:
            seen.setdefault(objective)
    return list(seen) or list(starters()["without_priorities"])
