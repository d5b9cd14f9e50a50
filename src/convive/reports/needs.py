"""What people need: English, arrivals, tenure, crowding, deprivation, people seeking asylum.

Each topic is a sentence with its number, rows that are a chart and a table in one, both ends by the same rule, and what
the number does not tell. A topic that cannot say stands among the things that could not be looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from convive.core.disclosure import Sheet
from convive.core.periods import is_old, parse_day
from convive.evidence.catalogue import Indicator, indicator
from convive.evidence.model import Line, PlaceEvidence, Standing, Topic
from convive.reports.charts import dot_row, key_mark
from convive.reports.ends import Head, Row, both_ends, deprived_words
from convive.reports.tables import table_html
from convive.reports.words import capital, in_100, month_of, say, say_in_100, say_number, whole
from convive.reports.words import count as count_of

# In the order in which they are printed: homes and areas first, which are about everybody.
ORDER = ("deprivation", "crowding", "tenure", "english", "arrivals", "asylum", "resettlement")
_BY_AUTHORITY = ("asylum", "resettlement")
# Where both ends stand open; under the others they are one tap away.
_OPEN = ("crowding", "english")
AT_AN_END = 3
# A headline below this share reads in 1,000, so that two of them can be told apart.
_RARE = 0.03
_LIT = "\ue000"


@dataclass(frozen=True)
class Share:
    """One neighbourhood's share of a row, from 0 to 1, and of its small areas that are deprived (``None``: unknown)."""

    name: str
    value: float
    deprived: float | None


def section(evidence: PlaceEvidence) -> dict[str, Any] | None:
    """What the section prints, or ``None`` where no topic holds a number."""
    topics = [topic for id_ in ORDER if (topic := evidence.topic(id_)) is not None and topic.status == "ok"]
    if not topics:
        return None
    blocks = [_block(evidence, topic) for topic in topics]
    return {"title": say("needs.title"), "lead": say("needs.lead"), "blocks": blocks}


def answer(evidence: PlaceEvidence) -> dict[str, str] | None:
    """The short answer to “Does everyone fare alike?”, or ``None`` where neither topic behind it holds a number."""
    said = []
    deprivation, crowding = evidence.topic("deprivation"), evidence.topic("crowding")
    if deprivation is not None and deprivation.value is not None:
        key = "needs.question_deprived_past" if old(deprivation, evidence) else "needs.question_deprived"
        said.append(
            say(key, part=deprivation.numerator, total=deprivation.total, date=deprivation.date_words.split(",")[0])
        )
    shares = shares_of(evidence, crowding) if crowding is not None else []
    if crowding is not None and len(shares) > 1:
        said.append(
            say(
                "needs.question_crowding",
                high=shares[0].name,
                high_share=say_in_100(shares[0].value),
                low=shares[-1].name,
                low_share=say_in_100(shares[-1].value),
                month=month_of(crowding.date_words),
            )
        )
    if not said:
        return None
    return {"a": " ".join([*said, say("needs.question_gap")]), "to": "#needs", "link": say("needs.link")}


def old(topic: Topic, evidence: PlaceEvidence) -> bool:
    """Whether a topic is written in the past tense: after three years, after 18 months for people seeking asylum."""
    months = 18 if topic.id in _BY_AUTHORITY else 36
    return is_old(parse_day(topic.dated), parse_day(evidence.written), months)


def shares_of(evidence: PlaceEvidence, topic: Topic) -> list[Share]:
    """Every neighbourhood's share of the row that leads, the highest first; those that are withheld are left out."""
    sheet = evidence.sheet(topic.sheet)
    row = _lead(topic)
    if sheet is None or row is None:
        return []
    ids = [column.id for column in sheet.columns]
    if "neighbourhood" not in ids or f"{row.id}_in_100" not in ids:
        return []
    found = []
    for cells in sheet.rows[:-1]:
        cell = dict(zip(ids, cells, strict=True))
        value = cell[f"{row.id}_in_100"].value
        beside = cell["deprived"].value if "deprived" in cell else None
        if isinstance(value, (int, float)):
            name = str(cell["ward"].value or cell["neighbourhood"].value)
            found.append(Share(name, value / 100, beside / 100 if isinstance(beside, (int, float)) else None))
    return sorted(found, key=lambda share: (-share.value, share.name))


def say_share(share: float, headline: float) -> str:
    """A share in 100, or in 1,000 beside a headline that is rare.

    >>> say_share(0.041, 0.041), say_share(0.0071, 0.0071), say_share(0.0004, 0.0071), say_share(0, 0.0071)
    ('4 in 100', '7 in 1,000', 'fewer than 1 in 1,000', '0 in 1,000')
    """
    if headline >= _RARE:
        return say_in_100(share)
    n = whole(round(1000 * share, 6))
    return say("in_1000.fewer") if n == 0 and share > 0 else say("in_1000.words", n=f"{n:,}")


def _lead(topic: Topic) -> Line | None:
    """The line whose share is the headline."""
    return next((line for line in topic.lines if line.count == topic.numerator and line.share == topic.value), None)


def _block(evidence: PlaceEvidence, topic: Topic) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": topic.id,
        "title": _title(evidence, topic).split(_LIT),
        "lit": _lit(topic),
        "paragraphs": [],
        "keys": [],
        "rows": [],
        "caption": topic.title,
        "read": "",
        "compared": "",
        "here": say("needs.here"),
        "scale": "",
        "figure": evidence.figures.get(topic.indicator or topic.id),
        "ends": None,
        "tables": [],
        "care": [],
        "formula": "",
        "csv": topic.sheet,
        "source": "",
        "notes": topic.notes,
    }
    sheet = evidence.sheet(topic.sheet)
    if sheet is not None:
        made["source"] = sheet.source
    if topic.indicator and topic.value is not None:
        made |= _explained(indicator(topic.indicator))
    if topic.id == "asylum":
        return made | _asylum(evidence, topic)
    if topic.id == "resettlement":
        return made | _resettlement(evidence, topic, sheet)
    return made | _counted(evidence, topic, sheet)


def _explained(found: Indicator) -> dict[str, Any]:
    return {"care": [found.reading, *found.caveats], "formula": found.formula}


def _title(evidence: PlaceEvidence, topic: Topic) -> str:
    tense = "past" if old(topic, evidence) else "now"
    date = month_of(topic.date_words)
    fields = {"lit": _LIT, "date": date, "place": evidence.place.name, "total": topic.total, "span": date}
    if topic.id == "resettlement":
        fields["span"] = "from " + topic.date_words.split(",")[0]
        return say("needs.resettlement.few" if topic.total is None else f"needs.resettlement.title_{tense}", **fields)
    if topic.id == "asylum" and not topic.total:
        return say(f"needs.asylum.{'none' if topic.total == 0 else 'few'}_{tense}", **fields)
    if topic.id != "asylum" and topic.value is None:
        return topic.title
    return say(f"needs.{topic.id}.title_{tense}", **fields)


def _lit(topic: Topic) -> str:
    if topic.id in _BY_AUTHORITY:
        return f"{topic.total:,}" if topic.total else ""
    if topic.value is None:
        return ""
    return f"{topic.numerator:,}" if topic.id == "deprivation" else say_share(topic.value, topic.value)


def _counted(evidence: PlaceEvidence, topic: Topic, sheet: Sheet | None) -> dict[str, Any]:
    """Rows that are chart and table in one, the company, and both ends."""
    headline = topic.value if topic.value is not None else 1.0
    lead = _lead(topic)
    said = []
    if topic.numerator is not None and topic.total and topic.id != "deprivation":
        said.append(say("needs.of_all", part=f"{topic.numerator:,}", total=f"{topic.total:,}", counted=topic.counted))
    standing = evidence.standing(topic.indicator) if topic.indicator else None
    company = _company(evidence, topic, lead, headline, standing)
    # The note on English is about the people counted, so it stands before the other authorities.
    made: dict[str, Any] = {
        "paragraphs": [*said, *topic.notes, *company] if said else [*company, *topic.notes],
        "rows": [_row(topic, line, headline) for line in topic.lines],
        "keys": _keys(topic),
        "scale": _scale(100, headline),
        "ends": _ends(evidence, topic, lead, headline),
        "compared": capital(_elsewhere(topic)),
    }
    if sheet is not None:
        own = f"needs.{topic.id}.table" if topic.id == "deprivation" else "needs.table"
        table = table_html(sheet, css="wide-table", total=topic.id != "deprivation")
        made["tables"] = [{"title": say(own), "table": table, "open": topic.id == "deprivation"}]
    return made


def _company(
    evidence: PlaceEvidence, topic: Topic, lead: Line | None, headline: float, standing: Standing | None
) -> list[str]:
    if topic.company is None or lead is None:
        return []
    if topic.company.whole:
        here = say_in_100(lead.share or 0.0)
        return [say("needs.england_share", here=here, value=in_100(lead.elsewhere or 0.0))]
    if standing is None:
        return []
    half = "needs.half" if old(topic, evidence) else "needs.half_now"
    return [say(half, company=topic.company.words, value=say_share(standing.median, headline))]


def _elsewhere(topic: Topic) -> str:
    """What the tall line is: the whole of England, or the middle authority of the file."""
    if topic.company is None:
        return ""
    return topic.company.words if topic.company.whole else say("needs.middle", company=topic.company.words)


def _short(topic: Topic) -> str:
    """The same in a word or two, for the line of a table."""
    if topic.company is None:
        return ""
    return topic.company.words if topic.company.whole else say("needs.middle_short")


def _keys(topic: Topic) -> list[tuple[Markup, str]]:
    keys = [(key_mark("now", say("needs.here")), say("needs.here"))]
    if words := _elsewhere(topic):
        keys.append((key_mark("reference", words), words))
    return keys


def _row(topic: Topic, line: Line, headline: float) -> dict[str, Any]:
    unit = min(headline, _RARE) if headline < _RARE else 1.0
    if line.share is None:
        return {"label": line.label, "picture": "", "value": "[c]", "more": say("needs.too_few")}
    value = say_share(line.share, unit)
    beside = None if line.elsewhere is None else say_share(line.elsewhere, unit)
    short = _short(topic)
    more = say("needs.beside", where=short, value=beside) if beside and short else ""
    picture = dot_row(
        100 * line.share,
        reference=None if line.elsewhere is None else 100 * line.elsewhere,
        finding=f"{line.label}: {value}",
    )
    return {"label": line.label, "picture": picture, "value": value, "more": more}


def _ends(evidence: PlaceEvidence, topic: Topic, lead: Line | None, headline: float) -> dict[str, Any] | None:
    """The first and the last neighbourhoods in one order, in the same list, with deprivation beside."""
    shares = shares_of(evidence, topic)
    if lead is None or len(shares) < 2:
        return None
    count = min(AT_AN_END, len(shares) // 2)
    reference = None if topic.value is None else 100 * topic.value
    top = _round_up(100 * shares[0].value)

    def row(share: Share) -> Row:
        value = say_share(share.value, headline)
        picture = dot_row(100 * share.value, reference=reference, top=top, finding=f"{share.name}: {value}")
        return Row(share.name, value, picture, deprived=deprived_words(share.deprived))

    sheet = evidence.sheet(topic.sheet)
    left = len(sheet.rows) - 1 - len(shares) if sheet is not None else 0
    head = Head(
        say("needs.ends_caption", row=lead.label, month=month_of(topic.date_words), many=say_number(count)),
        "neighbourhood",
        say("needs.where"),
        _scale(top, headline),
        say("needs.share"),
    )
    left_out = capital(say("ends.left_out", places=count_of(left, "neighbourhood"))) if left else ""
    high, low = [row(one) for one in shares[:count]], [row(one) for one in shares[-count:]]
    return both_ends(head, high, low, len(shares), left_out) | {"open": topic.id in _OPEN}


def _scale(top: float, headline: float) -> str:
    """The ends of a scale, in the same unit as the headline.

    >>> _scale(100, 0.2), _scale(20, 0.2), _scale(6, 0.002)
    ('0 to 100', '0 to 20 in 100', '0 to 60 in 1,000')
    """
    if top == 100:
        return say("needs.scale", top="100" if headline >= _RARE else "1,000")
    return (
        say("needs.scale_100", top=f"{top:g}") if headline >= _RARE else say("needs.scale_1000", top=f"{10 * top:,.0f}")
    )


def _round_up(value: float) -> float:
    """The next round end of a scale in 100.

    >>> _round_up(5.1), _round_up(11.2), _round_up(34), _round_up(72)
    (6.0, 20.0, 40.0, 80.0)
    """
    step = 10.0 if value >= 10 else 1.0
    return min(100.0, step * (1 + int(value // step)))


def nice_top(value: float) -> float:
    """The end of a scale of counts: the next number with two figures that are not nought.

    >>> nice_top(1217), nice_top(30), nice_top(101)
    (1300.0, 30.0, 110.0)
    """
    step = 10 ** max(0, len(str(int(value))) - 2)
    return float(step * -(-int(value) // step))


def _asylum(evidence: PlaceEvidence, topic: Topic) -> dict[str, Any]:
    standing = evidence.standing("asylum_support")
    said = []
    if topic.value is not None and standing is not None and topic.company is not None:
        words = indicator("asylum_support").words
        said.append(
            say(
                "needs.asylum.rate",
                value=words(topic.value).replace(" in ", " for every "),
                company=topic.company.words,
                median=words(standing.median).split(" in ")[0],
            )
        )
    said.append(say("needs.asylum.decided"))
    kinds, series = evidence.sheet("asylum"), evidence.sheet("asylum-over-time")
    made: dict[str, Any] = {"paragraphs": said, "tables": []}
    if kinds is not None and topic.total:
        made["tables"].append({"title": say("needs.asylum.kinds"), "table": table_html(kinds), "open": False})
    if series is not None and topic.total:
        made |= _over_time(series)
    return made


def _over_time(series: Sheet) -> dict[str, Any]:
    """One row for each year: people on a scale that begins at nobody."""
    counts = [row[1].value for row in series.rows]
    shown = [count for count in counts if isinstance(count, int)]
    top = nice_top(max([*shown, 10]))
    rows = []
    for row in series.rows:
        day, count = str(row[0].value), row[1].value
        if not isinstance(count, int):
            rows.append({"label": day, "picture": "", "value": "[c]", "more": say("needs.too_few")})
            continue
        said = say("needs.asylum.said", day=day, value=f"{count:,}")
        rows.append({"label": day, "picture": dot_row(count, finding=said, top=top), "value": f"{count:,}", "more": ""})
    return {
        "rows": rows,
        "caption": say("needs.asylum.over_time"),
        "read": say("needs.asylum.over_time_read"),
        "scale": say("needs.scale", top=f"{top:,.0f}"),
        "here": say("needs.asylum.people"),
        "compared": say("needs.note") if len(shown) < len(counts) else "",
    }


def _resettlement(evidence: PlaceEvidence, topic: Topic, sheet: Sheet | None) -> dict[str, Any]:
    made: dict[str, Any] = {"paragraphs": [say("needs.resettlement.lead")], "tables": []}
    if sheet is not None and topic.total:
        made["tables"] = [
            {"title": say("needs.resettlement.table"), "table": table_html(sheet, total=True), "open": False}
        ]
    return made
