"""Who lives here in finer groups, how old people are, and religions as a fact: sentences and rows."""

from __future__ import annotations

from typing import Any

from convive.core.disclosure import Sheet
from convive.core.groups import classification
from convive.evidence.model import Line, PlaceEvidence, Topic
from convive.reports.charts import Spot, dot_row, key_mark, many_on_one
from convive.reports.tables import table_html
from convive.reports.words import capital, month_of, past, say, say_in_100, say_number, share_words

# A group of at least this many is named in the finding by its number alone.
MANY = 1000
_FINER = {"people-nineteen": "ethnic-2021-19", "people-fifteen": "ethnic-2011-15"}


def section(evidence: PlaceEvidence) -> dict[str, Any] | None:
    """What the section prints; topics that nothing is known of say who holds the figure. ``None`` without any topic."""
    topics = {topic.id: topic for topic in evidence.topics if topic.part == "people"}
    if not topics:
        return None
    finer = [_finer(topics[name], evidence) for name in _FINER if name in topics]
    shown = [one for one in finer if one["rows"]]
    return {
        "title": shown[0]["title"] if shown else say("people.title_cannot"),
        "finer": finer,
        "strips": _strips(evidence),
        "age": _age(topics.get("age"), topics.get("age-2011"), evidence),
        "religion": _religion(topics.get("religion"), evidence),
    }


def _verb(topic: Topic, evidence: PlaceEvidence) -> str:
    return say("people.lived" if past(topic.dated, evidence.written) else "people.live")


def _finer(topic: Topic, evidence: PlaceEvidence) -> dict[str, Any]:
    """One census in its finer groups, under the broad headings, "other" last: position and a label on each row."""
    if topic.status != "ok":
        return {"id": topic.id, "title": topic.title, "reason": topic.reason, "rows": []}
    named, broad = classification(_FINER[topic.id]), classification(evidence.classification)
    to, month = named.crosswalk(evidence.classification), month_of(topic.date_words)
    many = sum((line.count or 0) >= MANY for line in topic.lines)
    headings = [
        {
            "label": heading.label,
            "rows": [
                _row(line, topic, fine=True)
                for line in sorted(topic.lines, key=lambda line: (_is_other(line), line.label))
                if to[line.id] == heading.id
            ],
        }
        for heading in sorted(broad.groups, key=lambda group: group.label)
    ]
    return {
        "id": topic.id,
        "title": say(
            "people.title_finer",
            month=month,
            many=say_number(many),
            of=say_number(len(topic.lines)),
            lived=_verb(topic, evidence),
            place=evidence.place.name,
        ),
        "short": say("people.finer_of", number=capital(say_number(len(topic.lines))), month=month),
        "month": month,
        "dated": topic.date_words,
        "rows": [heading for heading in headings if heading["rows"]],
        "company": topic.company.words if topic.company else "",
        "keys": _keys(topic, evidence),
        "reason": "",
        "table": _table(evidence.sheet(topic.sheet)),
        "source": _source(evidence.sheet(topic.sheet)),
        "figure": evidence.figures.get(topic.id),
        "few": sum(line.count is None for line in topic.lines),
    }


def _is_other(line: Line) -> bool:
    return line.label.startswith(("Other", "Any other"))


def _keys(topic: Topic, evidence: PlaceEvidence) -> list[tuple[Any, str]]:
    keys = [(key_mark("now", ""), evidence.place.name)]
    return [*keys, (key_mark("reference", ""), topic.company.words)] if topic.company else keys


def _row(line: Line, topic: Topic, *, fine: bool = False) -> dict[str, Any]:
    """A group: its share as a dot, the company as a line; what is withheld has an empty strip and says so.

    ``fine`` prints shares with one decimal: most of many groups are under five in 100.
    """
    elsewhere = None if line.elsewhere is None else 100 * line.elsewhere
    company = topic.company.words if topic.company else ""
    beside = "" if elsewhere is None else say("people.elsewhere", share=_in_100(elsewhere, fine), company=company)
    if line.share is None:
        return {"label": line.label, "value": "[c]", "more": say("people.few"), "picture": "", "count": ""}
    said = f"{line.label}: {say_in_100(line.share)}"
    return {
        "label": line.label,
        "value": say("people.in_100", share=_in_100(100 * line.share, fine)) if fine else say_in_100(line.share),
        "count": say("people.count", count=f"{line.count:,}") if line.count is not None else "",
        "more": beside,
        "picture": dot_row(100 * line.share, reference=elsewhere, finding=f"{said}; {beside}" if beside else said),
    }


def _in_100(share: float, fine: bool) -> str:
    if not fine:
        return share_words(share)
    return say("people.under") if 0 < share < 0.05 else f"{share:.1f}"


def _table(sheet: Sheet | None) -> Any:
    return table_html(sheet, css="wide-table", total=True) if sheet else None


def _source(sheet: Sheet | None) -> str:
    return sheet.source if sheet else ""


def _strips(evidence: PlaceEvidence) -> dict[str, Any] | None:
    """Nineteen groups by neighbourhood, where a table has them: one group a row, one dot a neighbourhood, one scale."""
    sheet = evidence.sheet("neighbourhoods-nineteen")
    if sheet is None:
        return None
    ids = [column.id for column in sheet.columns]
    named = classification("ethnic-2021-19")
    rows = []
    for group in sorted(named.groups, key=lambda g: (g.label.startswith(("Other", "Any other")), g.label)):
        at = ids.index(f"{group.id}_in_100")
        spots = [
            Spot(str(row[0].value), float(value))
            for row in sheet.rows[:-1]
            if isinstance(value := row[at].value, (int, float))
        ]
        hidden = len(sheet.rows) - 1 - len(spots)
        if not spots:
            rows.append(
                {"label": group.label, "picture": "", "more": say("people.all_few"), "value": "[c]", "count": ""}
            )
            continue
        low, high = min(s.value for s in spots), max(s.value for s in spots)
        value = say("people.from_to", low=share_words(low), high=share_words(high))
        more = say("people.hidden", n=say_number(hidden)) if hidden else ""
        picture = many_on_one(spots, finding=f"{group.label}: {value}")
        rows.append({"label": group.label, "picture": picture, "more": more, "value": value, "count": ""})
    return {"rows": rows, "neighbourhoods": say_number(len(sheet.rows) - 1), "source": sheet.source}


def _age(topic: Topic | None, before: Topic | None, evidence: PlaceEvidence) -> dict[str, Any] | None:
    """How old people are, and how ages differ between groups: one is of 2021, the other of 2011."""
    if topic is None and before is None:
        return None
    made: dict[str, Any] = {"now": None, "before": None}
    made |= {"reasons": [one.reason for one in (topic, before) if one and one.status != "ok"]}
    if topic is not None and topic.status == "ok":
        line = topic.lines[0]
        made["now"] = {
            "rows": [_row(line, topic) for line in topic.lines],
            "keys": _keys(topic, evidence),
            "month": month_of(topic.date_words),
            "title": say(
                "people.age_title",
                share=say_in_100(line.share) if line.share is not None else "[c]",
                age=line.label.lower(),
                month=month_of(topic.date_words),
            ),
            "source": _source(evidence.sheet(topic.sheet)),
            "figure": evidence.figures.get("age"),
        }
    if before is not None and before.status == "ok":
        white, others = before.lines
        made["before"] = {
            "rows": [_row(line, before) for line in before.lines],
            "keys": _keys(before, evidence),
            "month": month_of(before.date_words),
            "title": say(
                "people.young_title",
                white=_of_100(white),
                others=_of_100(others),
                month=month_of(before.date_words),
            ),
            "table": _table(evidence.sheet(before.sheet)),
            "source": _source(evidence.sheet(before.sheet)),
            "figure": evidence.figures.get("age-2011"),
        }
    return made


def _of_100(line: Line) -> str:
    return "[c]" if line.share is None else share_words(100 * line.share)


def _religion(topic: Topic | None, evidence: PlaceEvidence) -> dict[str, Any] | None:
    """The answers as rows in the order of the question; nothing is made of them."""
    if topic is None:
        return None
    if topic.status != "ok":
        return {"reason": topic.reason, "rows": []}
    return {
        "reason": "",
        "title": say("people.religion_title", month=month_of(topic.date_words)),
        "rows": [_row(line, topic) for line in topic.lines],
        "keys": _keys(topic, evidence),
        "source": _source(evidence.sheet(topic.sheet)),
        "figure": evidence.figures.get("religion"),
    }
