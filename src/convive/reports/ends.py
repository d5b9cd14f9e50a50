"""Both ends of one ranking in one list: the first rows, how many lie between, the last rows, and deprivation beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from convive.evidence.model import PlaceEvidence
from convive.reports.words import capital, count, say, say_in_100


@dataclass(frozen=True)
class Row:
    """One unit of a ranking: its name, a line under it, its value, the picture of it, and its deprivation in words."""

    name: str
    value: str
    picture: Any
    sub: str = ""
    deprived: str = ""


@dataclass(frozen=True)
class Head:
    """What a ranking is called and counts: the caption, the columns of names, pictures and values.

    ``noun`` is one of those that :func:`~convive.reports.words.count` counts.
    ``where`` is "it" where the deprivation is the unit's own, "school" where it is that of the neighbourhood around.
    """

    caption: str
    noun: str
    unit: str
    scale: str
    value: str
    where: str = "it"


def both_ends(head: Head, high: Sequence[Row], low: Sequence[Row], ranked: int, left: str = "") -> dict[str, Any]:
    """What the list of both ends prints.

    Parameters
    ----------
    high, low
        The first and the last rows, both in the order of the whole ranking.
    ranked
        How many units stand in that order; those between the two ends are counted in a row of their own.
    left
        Whom the order leaves out and why, for the line under the list.

    Examples
    --------
    >>> one = Row("A", "9 in 100", "")
    >>> found = both_ends(Head("Schools in order", "school", "School", "0 to 100", "Share"), [one], [one], 12)
    >>> found["between"], found["unit"], found["deprived"]
    ('Ten schools between', 'School', False)
    """
    between = ranked - len(high) - len(low)
    return {
        "caption": head.caption,
        "unit": head.unit,
        "scale": head.scale,
        "value": head.value,
        "high": list(high),
        "low": list(low),
        "between": capital(say("ends.between", places=count(between, head.noun))),
        "deprived": any(row.deprived for row in (*high, *low)),
        "column": say(f"ends.column_{head.where}"),
        "told": say(f"ends.told_{head.where}"),
        "not_placed": say("ends.not_placed"),
        "left": left,
    }


def deprived_words(share: float | None) -> str:
    """How many in 100 of its small areas are in the most deprived fifth; empty where that is not known.

    >>> deprived_words(0.0), deprived_words(None)
    ('none', '')
    """
    if share is None:
        return ""
    return say("ends.none") if share == 0 else say("ends.all") if share == 1 else say_in_100(share)


def school_deprived(evidence: PlaceEvidence, row: Mapping[str, Any]) -> str:
    """The deprivation of the neighbourhood a school stands in; empty where the place's is not known at all."""
    if all(one.deprived is None for one in evidence.neighbourhoods):
        return ""
    stands = evidence.neighbourhood(str(row.get("neighbourhood") or ""))
    return deprived_words(stands.deprived if stands is not None else None) or say("ends.not_placed")
