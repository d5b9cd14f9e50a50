"""What the change in how far apart groups lived was made of, and measures that do not agree: words and rows."""

from __future__ import annotations

from typing import Any

from convive.core.groups import classification
from convive.evidence.model import PlaceEvidence, ShiftPart, TwoWays
from convive.reports.charts import dot_row
from convive.reports.tables import table_html
from convive.reports.words import month_of, say

# Where a scale may end, in points on a scale from 0 to 100.
_ENDS = (1, 2, 5, 10, 20, 50, 100)


def made_of(evidence: PlaceEvidence) -> dict[str, Any] | None:
    """The parts of the change as rows about zero, with both measures where two disagree; ``None`` with one census.

    A part is called clear when its interval leaves out zero.
    """
    shift = evidence.shift
    if shift is None:
        return None
    if not shift.parts:
        return {"title": say("shift.cannot"), "reason": shift.reason, "rows": [], "two_ways": [], "sheet": None}
    widest = max(abs(100 * end) for one in shift.parts for end in (one.value, one.low, one.high) if end is not None)
    edge = next((end for end in _ENDS if end >= widest), _ENDS[-1])
    sheet = evidence.sheet("change")
    return {
        "title": _title(shift.parts, evidence),
        "reason": "",
        "rows": [_row(one, edge) for one in shift.parts],
        "edge": edge,
        "two_ways": [_two_ways(one, evidence) for one in shift.two_ways],
        "table": table_html(sheet, css="wide-table") if sheet else None,
        "sheet": sheet,
    }


def _clear(part: ShiftPart) -> bool:
    return part.low is not None and part.high is not None and (part.low > 0) == (part.high > 0) and part.low != 0


def _title(parts: tuple[ShiftPart, ...], evidence: PlaceEvidence) -> str:
    """The largest clear part leads; without one, that is the finding."""
    dates = {"first": _month(evidence, 0), "last": _month(evidence, -1)}
    clear = [one for one in parts if one.part != "change" and _clear(one)]
    if not clear:
        return say("shift.title_none", **dates)
    first = max(clear, key=lambda one: abs(one.value or 0.0))
    way = say("shift.up" if (first.value or 0.0) > 0 else "shift.down")
    points = f"{100 * abs(first.value or 0.0):.1f}"
    return say("shift.title", part=say(f"shift.title_{first.part}"), points=points, way=way)


def _month(evidence: PlaceEvidence, at: int) -> str:
    return month_of(evidence.years[at].date_words)


def _row(part: ShiftPart, edge: int) -> dict[str, Any]:
    value = 100 * (part.value or 0.0)
    interval = None if part.low is None or part.high is None else (100 * part.low, 100 * part.high)
    words = say("shift.points", value=_signed(value))
    between = "" if interval is None else say("shift.between", low=_signed(interval[0]), high=_signed(interval[1]))
    label = say(f"shift.{part.part}")
    return {
        "label": label,
        "sub": say(f"shift.{part.part}_means"),
        "value": words,
        "picture": dot_row(value, interval=interval, bottom=-edge, top=edge, finding=f"{label}: {words}, {between}"),
        "more": between if _clear(part) else f"{between}; {say('shift.unclear')}" if between else "",
        "last": part.part == "change",
    }


def _two_ways(one: TwoWays, evidence: PlaceEvidence) -> str:
    """Both measures in one breath, and why both can be true."""
    dates = {"first": _month(evidence, 0), "last": _month(evidence, -1), "place": evidence.place.name}
    values = {one.grew: one.grew_values, one.fell: one.fell_values}
    if not one.group:
        mutual, theil = values["mutual_information"], values["theil_h_multi"]
        ratio = [m / h if h else 0.0 for m, h in zip(mutual, theil, strict=True)]
        more = say("shift.more_mixed" if ratio[1] > ratio[0] else "shift.less_mixed", **dates)
        return say(
            "shift.mutual_and_h",
            grew_or_fell=_way(mutual),
            m0=f"{mutual[0]:.3f}",
            m1=f"{mutual[1]:.3f}",
            h_grew_or_fell=_way(theil),
            h0=f"{100 * theil[0]:.1f}",
            h1=f"{100 * theil[1]:.1f}",
            reason=more,
            **dates,
        )
    isolation, apart = values["isolation"], values["dissimilarity"]
    share = next((g.in_100 for g in evidence.groups if g.group == one.group), {})
    before, after = (share.get(evidence.years[at].year) for at in (0, -1))
    with_size = before is not None and after is not None and (after > before) == (isolation[1] > isolation[0])
    return say(
        "shift.isolation_and_d",
        group=classification(evidence.classification)[one.group].label,
        x_way=_way(isolation),
        x0=f"{100 * isolation[0]:.1f}",
        x1=f"{100 * isolation[1]:.1f}",
        d_way=_way(apart),
        d0=f"{100 * apart[0]:.1f}",
        d1=f"{100 * apart[1]:.1f}",
        reason=say("shift.size" if with_size else "shift.where"),
        **dates,
    )


def _way(values: tuple[float, float]) -> str:
    return say("shift.rose" if values[1] > values[0] else "shift.fell")


def _signed(points: float) -> str:
    """Points with a sign that print can show; nothing but zero is without one."""
    words = f"{abs(points):.1f}"
    return "0" if words == "0.0" else f"{'−' if points < 0 else '+'}{words}"
