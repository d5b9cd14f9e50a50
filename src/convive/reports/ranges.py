"""Pictures of ranges and of differences: a range beside a band, and all units on one line about zero."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from convive.core.errors import ConviveError
from convive.reports.charts import Spot
from convive.reports.drawing import (
    EDGE,
    INK,
    INK_2,
    LIT,
    PETROL_6,
    RULE,
    TEXT_FONT,
    UNLIT,
    frame,
    number,
    text,
    width_of,
)
from convive.reports.words import whole

_PHONE = 330.0


def range_row(
    low: float, high: float, *, finding: str, reference: float, band: tuple[float, float] | None = None
) -> Markup:
    """One row of a chart that is a table: what a share can be (solid), a band beside it (pale), a line to compare with.

    All values are in 100. A range that is one point is drawn as a dot.

    >>> range_row(10, 20, finding="10 to 20", reference=15).count("<rect")
    1
    """
    body = [f'<line x1="0" x2="100%" y1="13" y2="13" stroke="{RULE}" stroke-width="1.4"/>']
    body += [f'<line x1="{t}%" x2="{t}%" y1="8" y2="18" stroke="{RULE}"/>' for t in (0, 25, 50, 75, 100)]
    if band is not None:
        body.append(_bar(*band, y=3, height=20, fill=UNLIT, opacity=0.36))
    if high - low < 0.5:
        body.append(f'<circle cx="{number((low + high) / 2)}%" cy="13" r="5.6" fill="{LIT}"/>')
    else:
        body.append(_bar(low, high, y=8, height=10, fill=LIT))
    at = number(reference)
    body.append(f'<line x1="{at}%" x2="{at}%" y1="0" y2="26" stroke="{INK}" stroke-width="1.8"/>')
    return frame("".join(body), finding=finding, height=26, css="strip")


def _bar(low: float, high: float, *, y: float, height: float, fill: str, opacity: float = 1.0) -> str:
    clear = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    wide = number(max(high - low, 0.2))
    return f'<rect x="{number(low)}%" y="{y:g}" width="{wide}%" height="{height:g}" fill="{fill}"{clear}/>'


def gap_strip(spots: Sequence[Spot], *, rule: float, finding: str, edge: float = 100.0) -> Markup:
    """All units as dots on one line about zero, from −``edge`` to ``edge``; thin lines at ± ``rule``; both ends named.

    Raises
    ------
    ConviveError
        When there is nothing to draw.

    >>> picture = gap_strip([Spot("Low", -20), Spot("High", 30)], rule=15, finding="two schools")
    >>> "Low: −20" in picture and "High: +30" in picture
    True
    """
    if not spots:
        raise ConviveError("A strip needs at least one unit.", rule="empty")
    low, high = min(spots, key=lambda s: (s.value, s.name)), max(spots, key=lambda s: (s.value, s.name))

    def x(value: float) -> float:
        return 50 + 50 * max(-edge, min(edge, value)) / edge

    body = [f'<g font-family="{TEXT_FONT}" font-size="15" fill="{INK}">']
    body.append(f'<line x1="0" x2="100%" y1="42" y2="42" stroke="{EDGE}"/>')
    body.append(f'<line x1="50%" x2="50%" y1="20" y2="64" stroke="{INK}" stroke-width="2"/>')
    for side in (-rule, rule):
        body.append(f'<line x1="{number(x(side))}%" x2="{number(x(side))}%" y1="26" y2="58" stroke="{EDGE}"/>')
        words = f"{'−' if side < 0 else '+'}{abs(side):g}"
        anchor = "end" if side < 0 else "start"
        body.append(f'<text x="{number(x(side))}%" y="20" text-anchor="{anchor}" fill="{INK_2}">{words}</text>')
    body += [f'<circle cx="{number(x(s.value))}%" cy="42" r="5.5" fill="{PETROL_6}" fill-opacity=".5"/>' for s in spots]
    ends = [low] if low is high else [low, high]
    for step, spot in enumerate(ends):
        y = 84 + 22 * step
        wide = 100 * width_of(f"{spot.name}: +00", 15) / _PHONE
        at, anchor = x(spot.value), "start" if spot.value < 0 else "end"
        at = max(0.0, min(at, 100 - wide)) if anchor == "start" else min(100.0, max(at, wide))
        body.append(
            f'<line x1="{number(x(spot.value))}%" x2="{number(x(spot.value))}%" y1="49" y2="{y - 14}" '
            f'stroke="{EDGE}"/><text x="{number(at)}%" y="{y}" text-anchor="{anchor}" font-weight="700">'
            f"{text(spot.name)}: {signed(spot.value)}</text>"
        )
    body.append("</g>")
    return frame("".join(body), finding=finding, height=92 if len(ends) == 1 else 114, css="ranked")


def signed(points: float, places: int = 0) -> str:
    """Points with a sign that print can show; nothing but zero is without one.

    >>> signed(-4.2), signed(0.2), signed(3.96, 1)
    ('−4', '0', '+4.0')
    """
    words = f"{abs(points):.{places}f}" if places else str(abs(whole(points)))
    return "0" if float(words) == 0 else f"{'−' if points < 0 else '+'}{words}"
