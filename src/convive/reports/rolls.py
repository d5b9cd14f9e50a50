"""Pupils by year group, who moves up, and how full schools are: what it means for places in the coming years."""

from __future__ import annotations

from typing import Any

from convive.core.periods import is_old, parse_day
from convive.evidence.model import PlaceEvidence, Topic
from convive.reports.charts import bar_row, dot_row
from convive.reports.ends import Head, Row, both_ends, school_deprived
from convive.reports.tables import select_columns, table_html
from convive.reports.words import count, month_of, say, say_number, whole

OLD_AFTER = 18
AT_AN_END = 3


def section(evidence: PlaceEvidence) -> dict[str, Any] | None:
    """What is printed of year groups and places, or ``None`` where neither can be said."""
    years, places = evidence.topic("pupils-by-year"), evidence.topic("school-places")
    told_years = _years(evidence, years) if years is not None and years.status == "ok" else None
    told_places = _places(evidence, places) if places is not None and places.status == "ok" else None
    if told_years is None and told_places is None:
        return None
    silent = [
        (say("rolls.cannot", place=evidence.place.name), years, told_years),
        (say("rolls.places_cannot"), places, told_places),
    ]
    return {
        "years": told_years,
        "places": told_places,
        "cannot": [(title, topic.reason) for title, topic, told in silent if told is None and topic is not None],
    }


def _old(topic: Topic, evidence: PlaceEvidence) -> bool:
    return is_old(parse_day(topic.dated), parse_day(evidence.written), OLD_AFTER)


def _years(evidence: PlaceEvidence, topic: Topic) -> dict[str, Any]:
    shown = [line for line in topic.lines if line.count is not None]
    top = max((line.count or 0 for line in shown), default=0)
    sheet, moving = evidence.sheet("pupils-by-year"), evidence.sheet("pupils-moving-up")
    date = month_of(topic.date_words)
    tables = [
        (say("rolls.moving_title"), moving, "pupils-moving-up"),
        (say("rolls.by_phase"), sheet, "pupils-by-year"),
    ]
    return {
        "title": _title(evidence, topic),
        "said": [words for words in (_per_100(evidence, topic), _moving(evidence), say("rolls.both_ways")) if words],
        "figure": evidence.figures.get("falling_rolls"),
        "read": say("rolls.read", date=date),
        "caption": say("rolls.caption", date=date),
        "rows": [
            {
                "label": line.label,
                "value": "[c]" if line.count is None else f"{line.count:,}",
                "picture": None if line.count is None else bar_row(
                    line.count, top=top, finding=say("rolls.said", year=line.label, count=f"{line.count:,}")
                ),
                "more": say("rolls.too_few") if line.count is None else "",
            }
            for line in topic.lines
        ],
        "tables": [{"title": t, "table": table_html(s), "id": i} for t, s, i in tables if s is not None],
        "source": sheet.source if sheet else "",
    }  # fmt: skip


def _title(evidence: PlaceEvidence, topic: Topic) -> list[str]:
    """The finding in pieces; the middle one is lit."""
    mark, place, date = "\ue000", evidence.place.name, month_of(topic.date_words)
    if topic.value is None or topic.numerator is None:
        total = "" if topic.total is None else f"{topic.total:,}"
        key = "rolls.title_lines" if _old(topic, evidence) else "rolls.title_lines_now"
        before, after = say(key, place=place, date=date, lit=mark).split(mark)
        return [before, total, after]
    if topic.numerator == 0:
        return [say("rolls.title_same", place=place, date=date)]
    way = "fewer" if topic.numerator > 0 else "more"
    before, after = say(f"rolls.title_{way}", place=place, date=date, lit=mark).split(mark)
    return [before, say("rolls.title_lit", count=f"{abs(topic.numerator):,}", way=say(f"rolls.{way}")), after]


def _per_100(evidence: PlaceEvidence, topic: Topic) -> str:
    standing = evidence.standing("falling_rolls")
    if topic.value is None or not topic.numerator:
        return ""
    n, way = whole(abs(100 * topic.value)), "fewer" if topic.value > 0 else "more"
    was = "was" if _old(topic, evidence) else "is"
    said = say("rolls.per_100", was=was, words=say(f"rolls.per_{way}", n=n) if n else say("rolls.per_same"))
    if standing is None:
        return said
    middle = whole(abs(100 * standing.median))
    median = say("rolls.standing_fewer" if standing.median >= 0 else "rolls.standing_more", n=middle)
    return f"{said} {say('rolls.standing', of=standing.of, was=was, median=median)}"


def _moving(evidence: PlaceEvidence) -> str:
    """Who begins year 7 in the last September that has been, and in the last that can be said."""
    sheet = evidence.sheet("pupils-moving-up")
    if sheet is None:
        return ""
    rows = [(str(row[0].value), int(row[2].value or 0)) for row in sheet.rows]
    today = parse_day(evidence.written)
    begun = today.year if today.month >= 9 else today.year - 1
    been = [row for row in rows if int(row[0].split()[-1]) <= begun]
    now, last = been[-1] if been else rows[0], rows[-1]
    if now == last:
        return ""
    less = now[1] - last[1]
    way = "fewer" if less > 0 else "more" if less < 0 else "same"
    return say(
        "rolls.moving" if been else "rolls.moving_ahead",
        last=f"{last[1]:,}",
        last_month=last[0],
        now=f"{now[1]:,}",
        now_month=now[0],
        change=say(f"rolls.moving_{way}", n=f"{abs(less):,}"),
    )


def _places(evidence: PlaceEvidence, topic: Topic) -> dict[str, Any]:
    sheet, mark = evidence.sheet("school-places"), "\ue000"
    key = "rolls.places_title" if _old(topic, evidence) else "rolls.places_title_now"
    before, after = say(key, date=topic.date_words, lit=mark).split(mark)
    total = topic.total or 0
    return {
        "title": [before, str(whole(100 * (topic.value or 0.0))), after],
        "sum": say(
            "rolls.places_sum",
            pupils=f"{topic.numerator:,}",
            places=f"{topic.denominator:,}",
            schools=count(total, "state-funded-school"),
        ),
        "figure": evidence.figures.get("school_places_full"),
        "rows": [
            {
                "label": line.label,
                "value": say("rolls.places_share", n=line.count, total=total),
                "picture": bar_row(
                    line.count or 0, top=total, finding=f"{line.label}: {say_number(line.count or 0)} of {total}"
                ),
            }
            for line in topic.lines
        ],
        "ends": _fullest(evidence),
        "table": table_html(select_columns(sheet, ["school", "phase", "places", "pupils", "full"])) if sheet else None,
        "source": sheet.source if sheet else "",
    }


def _fullest(evidence: PlaceEvidence) -> dict[str, Any] | None:
    """The fullest and the emptiest schools by one rule; schools without a printed number of pupils are left out."""
    sheet = evidence.sheet("school-places")
    if sheet is None:
        return None
    ids = [column.id for column in sheet.columns]
    rows: list[dict[str, Any]] = [dict(zip(ids, (cell.value for cell in row), strict=True)) for row in sheet.rows]
    ranked = [row for row in rows if isinstance(row["full"], int)]
    ranked.sort(key=lambda row: (-row["full"], str(row["school"])))
    many = min(AT_AN_END, len(ranked) // 2)
    if not many:
        return None
    top = max(100, ranked[0]["full"])

    def one(row: dict[str, Any]) -> Row:
        said = say("rolls.places_one", school=row["school"], value=row["full"])
        return Row(
            row["school"],
            str(row["full"]),
            dot_row(row["full"], reference=100, top=top, finding=said),
            say("rolls.places_of", pupils=f"{row['pupils']:,}", places=f"{row['places']:,}"),
            school_deprived(evidence, row),
        )

    left = len(rows) - len(ranked)
    caption = say("rolls.places_ends_caption", many=say_number(many))
    return both_ends(
        Head(caption, "school", say("schools.school"), say("needs.scale", top=top), say("rolls.places_full"), "school"),
        [one(row) for row in ranked[:many]],
        [one(row) for row in ranked[-many:]],
        len(ranked),
        say("schools.ends_left", left=count(left, "school")) if left else "",
    )
