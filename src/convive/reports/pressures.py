"""Is there room for everyone: homes, doctors, English classes, from figures that people here keep.

What is short is capacity that has not been built. Demand is everybody's, and no group of people stands beside it.
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from convive.core.periods import is_old, parse_day
from convive.evidence.model import Line, PlaceEvidence, Topic
from convive.evidence.pressures.local import services
from convive.reports.drawing import EDGE, INK, LIT, frame, number
from convive.reports.tables import table_html
from convive.reports.words import capital, join, month_of, say, small_first

_LIT = "\ue000"
# A figure about schools is in the past tense after eighteen months.
_SCHOOLS_OLD = 18


def section(evidence: PlaceEvidence) -> dict[str, Any] | None:
    """What the section prints, or ``None`` where no figure of a service is here."""
    told = _told(evidence)
    if not told:
        return None
    return {
        "title": say("pressures.title"),
        "lead": say("pressures.lead"),
        "blocks": [_block(evidence, topic) for topic in told],
    }


def answer(evidence: PlaceEvidence) -> dict[str, str] | None:
    """The short answer to “Is there room for everyone?”, or ``None`` where no figure is here."""
    said = [words for words in (_rolls(evidence), _places(evidence), *map(_short, _told(evidence))) if words]
    if not said:
        return None
    silent = [topic.title for topic in _topics(evidence) if topic.status == "cannot say"]
    places = evidence.topic("school-places")
    if places is not None and places.status == "cannot say":
        silent.insert(0, say("pressures.places"))
    if silent:
        named = join([silent[0], *(small_first(title) for title in silent[1:])])
        said.append(say("pressures.silent", services=named))
    # Pupils by year group and places in schools stand in one section.
    at_school = bool(_rolls(evidence) or _places(evidence))
    return {
        "a": " ".join(said),
        "to": "#pupils-by-year" if at_school else "#pressures",
        "link": say("pressures.link_pupils" if at_school else "pressures.link"),
    }


def shortage_bar(there: float, needed: float, *, top: float, finding: str) -> Markup:
    """What there is, solid; what is missing up to the need, open and dashed. Both on a scale from nought to ``top``.

    >>> shortage_bar(60, 100, top=100, finding="60 of 100").count("<rect")
    2
    >>> shortage_bar(100, 60, top=100, finding="100 for 60").count("<rect")
    1
    """

    def x(value: float) -> str:
        return number(100 * value / top) if top else "0"

    body = [f'<line x1="0" x2="0" y1="2" y2="24" stroke="{INK}" stroke-width="1.4"/>']
    body.append(f'<rect x="0" y="6" width="{x(there)}%" height="14" fill="{LIT}"/>')
    if needed > there:
        body.append(
            f'<rect x="{x(there)}%" y="6.8" width="{x(needed - there)}%" height="12.4" fill="none" stroke="{EDGE}" '
            'stroke-width="1.6" stroke-dasharray="4 3"/>'
        )
    body.append(f'<line x1="{x(needed)}%" x2="{x(needed)}%" y1="0" y2="26" stroke="{INK}" stroke-width="1.8"/>')
    return frame("".join(body), finding=finding, height=26, css="strip")


def _topics(evidence: PlaceEvidence) -> list[Topic]:
    return [topic for service in services() if (topic := evidence.topic(service.id)) is not None]


def _told(evidence: PlaceEvidence) -> list[Topic]:
    return [topic for topic in _topics(evidence) if topic.status == "ok"]


def _old(evidence: PlaceEvidence, topic: Topic, months: int = 36) -> bool:
    return is_old(parse_day(topic.dated), parse_day(evidence.written), months)


def _title(evidence: PlaceEvidence, topic: Topic) -> tuple[str, str]:
    """The finding with a mark where its number goes, and the number."""
    tense = "past" if _old(evidence, topic) else "now"
    fields: dict[str, object] = {"service": topic.title, "lit": _LIT, "date": topic.date_words}
    if topic.numerator is None or topic.denominator is None:
        shown = next((line for line in topic.lines if line.count is not None and line.id != "need"), None)
        if shown is None:
            return say("pressures.few", **fields), ""
        return say("pressures.one", **fields, what=small_first(shown.label)), f"{shown.count:,}"
    missing = topic.numerator - topic.denominator
    if missing > 0:
        return say(f"pressures.unbuilt_{tense}", **fields), f"{missing:,}"
    return say(f"pressures.room_{tense}", **fields), f"{-missing:,}"


def _short(topic: Topic) -> str:
    if topic.numerator is None or topic.denominator is None:
        return ""
    return say(
        "pressures.short",
        service=topic.title,
        demand=f"{topic.numerator:,}",
        capacity=f"{topic.denominator:,}",
        date=topic.date_words,
    )


def _block(evidence: PlaceEvidence, topic: Topic) -> dict[str, Any]:
    title, lit = _title(evidence, topic)
    # Whom a class is for stands beside the two as a number: on their scale it would hide them.
    counts = [line.count for line in topic.lines if line.count is not None and line.id != "need"]
    top = float(max([*counts, 1]))
    sheet = evidence.sheet(topic.sheet)
    return {
        "id": topic.id,
        "name": topic.title,
        "title": title.split(_LIT),
        "lit": lit,
        "notes": topic.notes,
        "read": say("pressures.read") if topic.denominator is not None else "",
        "scale": say("pressures.scale", top=f"{top:,.0f}"),
        "rows": [_row(topic, line, top) for line in topic.lines],
        "figure": evidence.figures.get(topic.id),
        "table": table_html(sheet) if sheet is not None else None,
        "source": sheet.source if sheet is not None else "",
        "csv": topic.sheet,
    }


def _row(topic: Topic, line: Line, top: float) -> dict[str, Any]:
    if line.count is None:
        return {"label": line.label, "picture": "", "value": "[c]"}
    if line.id == "need":
        return {"label": line.label, "picture": "", "value": f"{line.count:,}"}
    said = f"{line.label}: {line.count:,}"
    needed = topic.numerator if line.id == "capacity" and topic.numerator is not None else line.count
    return {
        "label": line.label,
        "picture": shortage_bar(line.count, needed, top=top, finding=said),
        "value": f"{line.count:,}",
    }


def _rolls(evidence: PlaceEvidence) -> str:
    """Reception beside year 6: whether rolls fall or rise as children move up."""
    topic = evidence.topic("pupils-by-year")
    if topic is None or topic.status != "ok":
        return ""
    counts = {line.id: line.count for line in topic.lines}
    first, last = counts.get("R"), counts.get("6")
    if first is None or last is None:
        return ""
    been = _old(evidence, topic, _SCHOOLS_OLD)
    return say(
        "pressures.rolls_past" if been else "pressures.rolls_now",
        first=f"{first:,}",
        last=f"{last:,}",
        date=month_of(topic.date_words),
    )


def _places(evidence: PlaceEvidence) -> str:
    topic = evidence.topic("school-places")
    if topic is None or topic.value is None:
        return ""
    return capital(say("pressures.places_full", n=round(100 * topic.value), date=topic.date_words))
