"""What is strong here: the same transparent rule as for priorities, at its other end; no boasting."""

from __future__ import annotations

from typing import Any

from convive.evidence.catalogue import indicator
from convive.evidence.model import PlaceEvidence
from convive.evidence.strengths import RULE, Strength, figure_of, strengths
from convive.reports.words import count, month_of, say


def section(evidence: PlaceEvidence) -> dict[str, Any] | None:
    """What the section prints; with nothing that the files show, it says so. ``None`` without any figure at all."""
    if not evidence.standings and not evidence.neighbourhoods:
        return None
    found = strengths(evidence)
    place = evidence.place.name
    title = (
        say("strengths.title", n=count(len(found), "thing"), place=place)
        if found
        else say("strengths.none", place=place)
    )
    lines = [_line(one, place) | {"figure": figure_of(one, evidence)} for one in found]
    return {"title": title, "lines": lines, "rule": RULE}


def _line(one: Strength, place: str) -> dict[str, Any]:
    month = month_of(one.date_words)
    if one.standing is not None:
        named = indicator(one.id)
        return {
            "lead": say("strengths.lead", title=named.title, value=named.words(one.standing.value, places=1)),
            "more": say("strengths.company", month=month, higher=one.standing.rank - 1, of=one.standing.of),
        }
    fields = {"count": f"{one.count:,}", "of": "" if one.of is None else f"{one.of:,}", "place": place, "month": month}
    return {"lead": say(f"strengths.{one.id}", **fields), "more": say(f"strengths.{one.id}-means", **fields)}
