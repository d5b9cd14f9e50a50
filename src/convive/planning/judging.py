"""The parts of a judgement, in words: how large, how sure, how many people, which direction, in what company."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from convive.core.disclosure import is_small
from convive.core.periods import parse_day
from convive.evidence.catalogue import Indicator, indicator
from convive.evidence.model import PlaceEvidence, Standing
from convive.planning.model import Judged

Direction = Literal["grew", "fell", "no clear change", "one date", "a change itself"]
# Indicators that are a change between two dates themselves: that they are there does not say that they grew.
CHANGES = ("mix_change", "population_change", "separation_change")


def judge(evidence: PlaceEvidence, standing: Standing, entry: Mapping[str, Any], company: str) -> Judged:
    """The parts of the judgement on one figure; ``entry`` is its candidate in the data file."""
    known = indicator(standing.indicator)
    middle, quarter = _short(known, standing.median), _short(known, standing.high_quarter)
    return Judged(
        large=f"{_first(_words(known, standing.value))}. The middle authority had {middle}; the highest quarter began "
        f"at {quarter}.",
        sure=_sure(standing, known, entry.get("sure", "")),
        people=_people(standing, entry["touches"]),
        direction=_direction_words(evidence, standing, entry),
        company=company,
    )


def dated(evidence: PlaceEvidence, standing: Standing) -> tuple[str, str]:
    """The day of a figure, as ISO and in words: of the newest of its sources, else of the newest census."""
    days = [(source.dated, source.date_words) for source in evidence.sources if source.kind in standing.kinds]
    topic = next((t for t in evidence.topics if t.indicator == standing.indicator and t.dated), None)
    if topic is not None:
        return topic.dated, topic.date_words
    years = [(year.dated, year.date_words) for year in evidence.years if not days or year.dated == max(days)[0]]
    found = years or days
    return max(found, key=lambda day: parse_day(day[0]))


def direction(evidence: PlaceEvidence, standing: Standing, entry: Mapping[str, Any]) -> Direction:
    """Whether a figure grew or fell: by its own value before, or by the indicator that measures its change."""
    if standing.indicator in CHANGES:
        return "a change itself"
    if standing.before is not None:
        if standing.before == standing.value:
            return "no clear change"
        return "grew" if standing.value > standing.before else "fell"
    change = evidence.standing(entry.get("direction_from", ""))
    if change is None:
        return "one date"
    if change.estimate.status != "ok":
        return "no clear change"
    return "grew" if change.value > 0 else "fell"


def _direction_words(evidence: PlaceEvidence, standing: Standing, entry: Mapping[str, Any]) -> str | None:
    found = direction(evidence, standing, entry)
    known = indicator(standing.indicator)
    if found == "a change itself":
        return "It is itself a change between two dates."
    if found == "one date":
        return None
    if standing.before is not None:
        earlier = _words(known, standing.before)
        when = f" ({standing.before_words})" if standing.before_words else ""
        return f"It {found if found != 'no clear change' else 'stayed the same'}: {earlier} before{when}."
    change = evidence.standing(entry.get("direction_from", ""))
    if found == "no clear change" or change is None:
        return "No clear change between the two dates: no more than chance alone gives."
    return f"It {found} between the two dates: {_words(indicator(change.indicator), change.value)}."


def _first(words: str) -> str:
    return words[:1].upper() + words[1:]


def _words(known: Indicator, value: float) -> str:
    """A value in print; a small one with a place after the point, so that two do not look alike."""
    return known.words(value, places=0 if abs(value) >= 0.1 or known.printed_as not in _FINE else 1)


def _short(known: Indicator, value: float) -> str:
    """A second value on the same line, without naming the scale again."""
    return _words(known, value).removesuffix(" on a scale from 0 to 100")


_FINE = ("share", "scale", "change", "points")


def _sure(standing: Standing, known: Indicator, otherwise: str) -> str:
    """How sure: an interval where there is one, else what chance alone gives, else how everybody was counted."""
    estimate = standing.estimate
    if estimate.low is not None and estimate.high is not None:
        return f"We are confident that it lay between {_short(known, estimate.low)} and {_words(known, estimate.high)}."
    if estimate.expected is not None:
        chance = _words(known, estimate.expected)
        if standing.indicator == "separation_change":
            return f"Chance alone could give {chance.removeprefix('up ')}; the change is larger."
        return f"Chance alone would give {chance}; that part is taken off."
    if otherwise:
        return otherwise
    return "Everybody was counted, so there is no interval. Census tables move small counts a little, on purpose."


def _people(standing: Standing, touches: str) -> str:
    if is_small(standing.people):
        return f"Fewer than ten {touches}."
    return f"{standing.people:,} {touches}."
