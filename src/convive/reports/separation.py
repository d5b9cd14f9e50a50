"""How far apart groups lived, in words and rows: the part of Our place that rests on indices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from convive.evidence.model import CensusYear, Measure, PlaceEvidence
from convive.reports.charts import dot_row, key_mark
from convive.reports.shift import made_of
from convive.reports.tables import select_columns, table_html
from convive.reports.words import capital, month_of, ordinal, say, share_words, whole


@dataclass(frozen=True)
class _Scale:
    """Multi-group H of one year, in 100, with what chance alone gives taken off; its interval likewise."""

    shown: float
    chance: float
    interval: tuple[float, float] | None


def _scale(measure: Measure | None) -> _Scale | None:
    if measure is None or measure.estimate.corrected is None:
        return None
    found = measure.estimate
    chance = found.expected or 0.0
    interval = None
    if found.low is not None and found.high is not None and chance < 1:
        low, high = (100 * (end - chance) / (1 - chance) for end in (found.low, found.high))
        interval = (max(0.0, low), min(100.0, high))
    return _Scale(100 * (found.corrected or 0.0), 100 * chance, interval)


def apart(evidence: PlaceEvidence) -> dict[str, Any] | None:
    """How far apart groups lived: multi-group H at one or two dates, dissimilarity of each group as rows.

    H is printed in 100 with what chance alone gives taken off. Two dates are compared on common units only. ``None``
    without a figure.
    """
    unit = "common" if evidence.measure("theil_h_multi", 2021, "common") else "lsoa"
    last = next((y for y in reversed(evidence.years) if _scale(evidence.measure("theil_h_multi", y.year, unit))), None)
    if last is None:
        return None
    first = evidence.years[0] if evidence.years[0].year != last.year else None
    now = _scale(evidence.measure("theil_h_multi", last.year, unit))
    then = _scale(evidence.measure("theil_h_multi", first.year, unit)) if first else None
    assert now is not None
    sheet = evidence.sheet("separation")
    rows, left = _group_rows(evidence, last, first if then else None, unit)
    return {
        "title": _apart_title(now, then, last, first),
        "then": then is not None,
        "dates": _dates([(last, now)] if then is None or first is None else [(first, then), (last, now)]),
        "shift": made_of(evidence),
        "chance": _one(max(now.chance, then.chance if then else 0.0)),
        "last": last,
        "first": first if then else None,
        "rows": rows,
        "left": left,
        "standing": _standing(evidence),
        "figure": evidence.figures.get("separation_change" if then else "theil_h_multi"),
        "keys": [(key_mark(k, w), w) for k, w in _keys(last, first if then else None)],
        "table": table_html(
            select_columns(
                sheet, ["index", "group", "census", "unit", "value", "low", "high", "expected", "corrected"]
            ),
            css="wide-table",
        )
        if sheet
        else None,
        "source": sheet.source if sheet else "",
    }


def _standing(evidence: PlaceEvidence) -> tuple[str, int] | None:
    """The place among other authorities, counted from the nearer end, and how many there are."""
    standing = evidence.standing("theil_h_multi")
    if standing is None or standing.of < 2:
        return None
    from_below = standing.below + 1
    rank, way = (standing.rank, "highest") if standing.rank <= from_below else (from_below, "lowest")
    way = say(f"apart.rank.{way}")
    return (way if rank == 1 else say("apart.rank.words", rank=ordinal(rank), way=way), standing.of)


def _dates(dates: list[tuple[CensusYear, _Scale]]) -> list[dict[str, Any]]:
    """Multi-group H at each date as a row: a dot in its interval, and the mark of chance."""
    rows = []
    for year, found in dates:
        month = month_of(year.date_words)
        words = _one(found.shown) if len(dates) > 1 else str(whole(found.shown))
        between = "" if found.interval is None else say("apart.between", low=_ends(found)[0], high=_ends(found)[1])
        said = say("apart.at", month=month, value=words)
        picture = dot_row(found.shown, interval=found.interval, chance=found.chance, finding=f"{said}, {between}")
        by_chance = say("apart.chance", value=share_words(found.chance))
        rows.append({"label": month, "value": words, "picture": picture, "more": capital(f"{between}; {by_chance}")})
    return rows


def _ends(found: _Scale) -> tuple[str, str]:
    assert found.interval is not None
    return (_one(found.interval[0]), _one(found.interval[1]))


def _keys(last: CensusYear, first: CensusYear | None) -> list[tuple[str, str]]:
    keys = [
        ("now", month_of(last.date_words)),
        ("interval", say("apart.key_interval")),
        ("chance", say("apart.key_chance")),
    ]
    return [("before", month_of(first.date_words)), *keys] if first else keys


def _one(value: float) -> str:
    """One decimal on a scale of 100."""
    return f"{abs(value) if abs(value) < 0.05 else value:.1f}"


def _apart_title(now: _Scale, then: _Scale | None, last: CensusYear, first: CensusYear | None) -> tuple[str, str, str]:
    """The finding in three parts; the middle one is the number, whole as in the plan."""
    month = month_of(last.date_words)
    if then is None or first is None:
        return _lit("apart.title", str(whole(now.shown)), month=month)
    before = month_of(first.date_words)
    # Two dates that would read the same in whole numbers get one decimal.
    same = whole(now.shown) == whole(then.shown)
    was, is_now = (_one(then.shown), _one(now.shown)) if same else (str(whole(then.shown)), str(whole(now.shown)))
    # The rule of separation_change: a change no larger than chance alone gives is no clear change.
    if abs(now.shown - then.shown) <= max(now.chance, then.chance):
        return _lit("apart.title_same", is_now, month=month, before=before, was=was)
    key = "apart.title_less" if now.shown < then.shown else "apart.title_more"
    return _lit(key, is_now, month=month, before=before, was=was)


def _lit(key: str, number: str, **fields: object) -> tuple[str, str, str]:
    """A sentence in three parts: what stands before its lit number, the number, what stands behind."""
    before, _, behind = say(key, lit="\0", **fields).partition("\0")
    return (before, number, behind)


def _dated(value: float, year: CensusYear) -> str:
    return say("apart.in_month", value=whole(value), month=month_of(year.date_words))


def _group_rows(
    evidence: PlaceEvidence, last: CensusYear, first: CensusYear | None, unit: str
) -> tuple[list[dict[str, Any]], list[str]]:
    """One row for each group with a figure, alphabetical; and the labels of those without."""
    rows, left = [], []
    for group in evidence.groups:
        now = evidence.measure("dissimilarity", last.year, unit, group.group)
        if now is None or now.estimate.value is None:
            left.append(group.label)
            continue
        then = evidence.measure("dissimilarity", first.year, unit, group.group) if first else None
        before = None if then is None or then.estimate.value is None else 100 * then.estimate.value
        value, chance = 100 * now.estimate.value, now.estimate.expected
        said = f"{group.label}: {_dated(value, last)}"
        parts = []
        if before is not None and first is not None:
            said += f", {_dated(before, first)}"
            parts.append(_dated(before, first))
        if chance is not None:
            parts.append(say("apart.chance", value=share_words(100 * chance)))
        if now.estimate.corrected is not None:
            parts.append(say("apart.beyond_chance", value=whole(100 * now.estimate.corrected)))
        interval = None
        if now.estimate.low is not None and now.estimate.high is not None:
            interval = (100 * now.estimate.low, 100 * now.estimate.high)
            between = say("apart.between", low=whole(interval[0]), high=whole(interval[1]))
            said += f", {between}"
            parts.insert(0, between)
        picture = dot_row(
            value, before=before, chance=None if chance is None else 100 * chance, interval=interval, finding=said
        )
        rows.append(
            {"label": group.label, "value": str(whole(value)), "picture": picture, "more": capital("; ".join(parts))}
        )
    return rows, left
