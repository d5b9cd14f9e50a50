"""A projection in sentences: what is asked for, what there is room for, and what was assumed."""

from __future__ import annotations

from convive.evidence.pressures import Projection
from convive.reports.words import capital, say, whole


def sentences(found: Projection) -> list[str]:
    """The first year and the last in words, then the assumptions.

    What is short is capacity that has not been built; nobody is named beside it.
    """
    first, last = found.years[0], found.years[-1]
    said = [
        say("projection.now", service=capital(found.service), year=first.year, demand=_n(first.demand))
        + _room(first.capacity, first.room)
    ]
    if last.year != first.year:
        said.append(
            say("projection.then", year=last.year, low=_n(last.low), high=_n(last.high), middle=_n(last.demand))
            + _room(last.capacity, last.room)
        )
    if found.full_from is not None and found.full_from != first.year:
        said.append(say("projection.full_from", year=found.full_from))
    said.append(say("projection.assumed", assumptions=" ".join(found.assumptions)))
    return said


def _room(capacity: float | None, room: float | None) -> str:
    if capacity is None or room is None:
        return " " + say("projection.unknown")
    if whole(room) == 0:
        return " " + say("projection.even", capacity=_n(capacity))
    key = "projection.room" if room > 0 else "projection.unbuilt"
    return " " + say(key, capacity=_n(capacity), n=_n(abs(room)))


def _n(value: float) -> str:
    return f"{whole(value):,}"
