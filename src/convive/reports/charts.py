"""Our own SVG writers: a hundred pairs, two dates, all on one line, a row of dots.

Every picture carries its finding as label and title, draws in literal colours (those of paper; the stylesheet repaints
the dark hero on screens) and stands beside a table with the same numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from convive.core.errors import ConviveError
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
from convive.reports.words import join, say, share_words, whole


def hundred_pairs(differ: int, where: str) -> Markup:
    """A hundred pairs of dots, ten by ten, filled from the top left: filled pairs are two people of different groups.

    >>> hundred_pairs(58, "Anywhere").count("pair-a")
    58

    Raises
    ------
    ConviveError
        When ``differ`` is not from 0 to 100.
    """
    if not 0 <= differ <= 100:
        raise ConviveError(f"{differ} of 100 pairs cannot be drawn.", rule="in-100")
    dots = []
    for i in range(100):
        x, y = number(6 + (i % 10) * 22.4), number(7 + (i // 10) * 20)
        x2 = number(6 + (i % 10) * 22.4 + 8.8)
        if i < differ:
            dots.append(f'<circle class="pair-a" cx="{x}" cy="{y}" r="5" fill="#0b4a57"/>')
            dots.append(
                f'<circle class="pair-b" cx="{x2}" cy="{y}" r="5" fill="#ffcf4d" stroke="#0b4a57" stroke-width=".6"/>'
            )
        else:
            ring = f'cy="{y}" r="4.3" fill="none" stroke="#7c8c93" stroke-width="1.2"/>'
            dots.append(f'<circle class="pair-o" cx="{x}" {ring}<circle class="pair-o" cx="{x2}" {ring}')
    return frame(
        "".join(dots),
        finding=say("charts.pairs", where=where, n=differ),
        how=say("charts.pairs_how"),
        view=(222, 194),
    )


@dataclass(frozen=True)
class Change:
    """One group's share of residents, in 100, at two dates."""

    label: str
    before: float
    after: float


def slope(changes: Sequence[Change], dates: tuple[str, str], subject: str) -> Markup:
    """Two dates only: group and value at both ends, on a scale that begins at zero; labels are nudged, never dropped.

    No line is lit: no group's growth is the finding.

    >>> "White 70" in slope([Change("White", 70, 61), Change("Asian", 24, 33)], ("2011", "2021"), "Share").striptags()
    True
    """
    top = max([*(c.before for c in changes), *(c.after for c in changes), 1.0])
    left, right, floor, ceiling = 128.0, 312.0, 330.0, 44.0

    def y(value: float) -> float:
        return floor - (floor - ceiling) * value / top

    body = [
        f'<g font-family="{TEXT_FONT}" font-size="17" fill="{INK}">',
        f'<path d="M{left:g} 32V{floor + 6:g}M{right:g} 32V{floor + 6:g}" stroke="{RULE}" fill="none"/>',
        f'<text x="{left:g}" y="18" text-anchor="middle" font-weight="700" fill="{INK_2}">{text(dates[0])}</text>',
        f'<text x="{right:g}" y="18" text-anchor="middle" font-weight="700" fill="{INK_2}">{text(dates[1])}</text>',
    ]
    before = _nudged([y(c.before) for c in changes], 19, floor + 12)
    after = _nudged([y(c.after) for c in changes], 19, floor + 12)
    for change, y0, y1 in zip(changes, before, after, strict=True):
        a, b = y(change.before), y(change.after)
        # A label that was nudged away keeps a thread to its mark.
        body += [
            f'<path d="M{mark:g} {number(at)}L{mark + way * 11:g} {number(label)}" stroke="{EDGE}" fill="none"/>'
            for mark, way, at, label in ((left, -1, a, y0), (right, 1, b, y1))
            if abs(at - label) > 4
        ]
        body.append(
            f'<path d="M{left:g} {number(a)}L{right:g} {number(b)}" stroke="{LIT}" stroke-width="2.4" fill="none"/>'
            f'<circle cx="{left:g}" cy="{number(a)}" r="4.6" fill="#fff" stroke="{LIT}" stroke-width="2"/>'
            f'<circle cx="{right:g}" cy="{number(b)}" r="5" fill="{LIT}"/>'
            f'<text x="{left - 13:g}" y="{number(y0 + 5)}" text-anchor="end">{text(change.label)} '
            f'<tspan font-weight="700">{share_words(change.before)}</tspan></text>'
            f'<text x="{right + 13:g}" y="{number(y1 + 5)}">'
            f'<tspan font-weight="700">{share_words(change.after)}</tspan> {text(change.label)}</text>'
        )
    body.append("</g>")
    said = join(
        [
            say("charts.slope_one", label=c.label, before=share_words(c.before), after=share_words(c.after))
            for c in changes
        ]
    )
    return frame(
        "".join(body),
        finding=say("charts.slope", subject=subject, first=dates[0], last=dates[1], said=said),
        how=say("charts.slope_how"),
        view=(440, 356),
        css="slope",
    )


def _nudged(places: Sequence[float], apart: float, lowest: float) -> list[float]:
    """Heights of labels in the order of their marks: ``apart`` from each other, none below ``lowest``, else as near
    to their marks as can be.
    """

    def centre(members: Sequence[int]) -> float:
        wanted = sum(places[i] for i in members) / len(members)
        return min(wanted, lowest - apart * (len(members) - 1) / 2)

    blocks: list[list[int]] = []
    for i in sorted(range(len(places)), key=lambda i: (places[i], i)):
        blocks.append([i])
        while len(blocks) > 1:
            above, below = blocks[-2], blocks[-1]
            if centre(below) - centre(above) >= apart * (len(above) + len(below)) / 2:
                break
            blocks[-2:] = [above + below]
    nudged = [0.0] * len(places)
    for members in blocks:
        for rank, i in enumerate(members):
            nudged[i] = centre(members) + apart * (rank - (len(members) - 1) / 2)
    return nudged


@dataclass(frozen=True)
class Spot:
    """A named value, in 100."""

    name: str
    value: float


def ranked_strip(spots: Sequence[Spot], reference: Spot, what: str, *, of: str = "") -> Markup:
    """All neighbourhoods as dots on one line from 0 to 100, the whole place as a line; only the two ends are named.

    For places and schools (``of`` says which; neighbourhoods unless given), never for groups.

    Raises
    ------
    ConviveError
        When there is nothing to draw.

    >>> picture = ranked_strip([Spot("Low", 20), Spot("High", 70)], Spot("All", 55), "Pairs")
    >>> "Low: 20" in picture and "High: 70" in picture and "All: 55" in picture
    True
    """
    if not spots:
        raise ConviveError("A strip needs at least one place.", rule="empty")
    low, high = min(spots, key=lambda s: (s.value, s.name)), max(spots, key=lambda s: (s.value, s.name))
    body = [f'<g font-family="{TEXT_FONT}" font-size="15" fill="{INK}">']
    at = number(reference.value)
    side = "start" if reference.value < 20 else "end" if reference.value > 80 else "middle"
    body.append(f'<text x="{at}%" y="15" text-anchor="{side}" font-weight="600">{_named(reference)}</text>')
    body.append(f'<line x1="0" x2="100%" y1="42" y2="42" stroke="{EDGE}"/>')
    body.append(f'<line x1="{at}%" x2="{at}%" y1="22" y2="62" stroke="{INK}" stroke-width="2"/>')
    body += [f'<circle cx="{number(s.value)}%" cy="42" r="5.5" fill="{PETROL_6}" fill-opacity=".62"/>' for s in spots]
    body.append(f'<text x="0" y="62" fill="{INK_2}">0</text>')
    body.append(f'<text x="100%" y="62" text-anchor="end" fill="{INK_2}">100</text>')
    ends = [low] if low is high else [low, high]
    # On a phone the line is about 330 px wide: names that would meet there stand under each other.
    spans = [_span(spot) for spot in ends]
    together = len(ends) > 1 and spans[0][1] + 12 > spans[1][0] and spans[1][1] + 12 > spans[0][0]
    for step, spot in enumerate(ends):
        y = 84 + (22 * step if together else 0)
        anchor, start = _hung(spot)
        body.append(
            f'<line x1="{number(spot.value)}%" x2="{number(spot.value)}%" y1="49" y2="{y - 14}" stroke="{EDGE}"/>'
            f'<text x="{number(start)}%" y="{y}" text-anchor="{anchor}" font-weight="700">{_named(spot)}</text>'
        )
    body.append("</g>")
    height = 112 if together and len(ends) > 1 else 92
    fields = {"what": what, "low": low.name, "low_n": whole(low.value), "high": high.name, "high_n": whole(high.value)}
    return frame(
        "".join(body),
        finding=say(
            "charts.strip_one" if low is high else "charts.strip",
            reference=reference.name,
            n=whole(reference.value),
            **fields,
        ),
        how=say("charts.strip_how", n=len(spots), of=of or say("charts.neighbourhoods")),
        height=height,
        css="ranked",
    )


_PHONE = 330.0


def _hung(spot: Spot) -> tuple[str, float]:
    """Which end of a name hangs where, in per cent: a name that would run off a phone's edge hangs further in."""
    wide = 100 * width_of(f"{spot.name}: 00", 15) / _PHONE
    if spot.value < 50:
        return ("start", max(0.0, min(spot.value, 100 - wide)))
    return ("end", min(100.0, max(spot.value, wide)))


def _span(spot: Spot) -> tuple[float, float]:
    """From where to where a name reaches on a phone, in pixels."""
    anchor, at = _hung(spot)
    x, wide = at * _PHONE / 100, width_of(f"{spot.name}: 00", 15)
    return (x, x + wide) if anchor == "start" else (x - wide, x)


def _named(spot: Spot) -> str:
    return f"{text(spot.name)}: {whole(spot.value)}"


def dot_row(
    value: float,
    *,
    finding: str,
    before: float | None = None,
    reference: float | None = None,
    chance: float | None = None,
    interval: tuple[float, float] | None = None,
    bottom: float = 0.0,
    top: float = 100.0,
) -> Markup:
    """One row of a chart that is a table: a filled dot for now, an open one for before, a line for the reference.

    ``chance`` is a short grey tick: what chance alone would give. ``interval`` is a pale bar behind the dot. All values
    are on the scale from ``bottom`` to ``top``; where it begins below zero, zero is a line in ink.
    """

    def x(v: float) -> str:
        return f"{number(100 * (v - bottom) / (top - bottom))}%"

    body = [f'<line x1="0" x2="100%" y1="13" y2="13" stroke="{RULE}" stroke-width="1.4"/>']
    body += [f'<line x1="{t}%" x2="{t}%" y1="8" y2="18" stroke="{RULE}"/>' for t in (0, 25, 50, 75, 100)]
    if bottom < 0:
        body.append(f'<line x1="{x(0)}" x2="{x(0)}" y1="2" y2="24" stroke="{INK}" stroke-width="1.4"/>')
    if chance is not None:
        body.append(f'<line x1="{x(chance)}" x2="{x(chance)}" y1="3" y2="23" stroke="{UNLIT}" stroke-width="3"/>')
    if reference is not None:
        body.append(f'<line x1="{x(reference)}" x2="{x(reference)}" y1="0" y2="26" stroke="{INK}" stroke-width="1.6"/>')
        body.append(f'<line x1="{x(value)}" x2="{x(reference)}" y1="13" y2="13" stroke="{LIT}" stroke-width="1.6"/>')
    if interval is not None:
        low, high = interval
        body.append(
            f'<line x1="{x(low)}" x2="{x(high)}" y1="13" y2="13" stroke="{LIT}" stroke-opacity=".36" '
            'stroke-width="8" stroke-linecap="round"/>'
        )
    if before is not None:
        body.append(f'<line x1="{x(before)}" x2="{x(value)}" y1="13" y2="13" stroke="{LIT}" stroke-width="2.4"/>')
        body.append(f'<circle cx="{x(before)}" cy="13" r="5" fill="#fff" stroke="{LIT}" stroke-width="2"/>')
    body.append(f'<circle cx="{x(value)}" cy="13" r="5.6" fill="{LIT}"/>')
    return frame("".join(body), finding=finding, height=26, css="strip")


def bar_row(value: float, *, top: float, finding: str) -> Markup:
    """One row of a chart that is a table: a bar from nothing to a value, on a scale that ends at ``top``.

    >>> 'width="50%"' in bar_row(5, top=10, finding="Year 1: 5")
    True
    """
    wide = number(100 * value / top) if top else "0"
    body = [f'<line x1="0" x2="0" y1="2" y2="24" stroke="{INK}" stroke-width="1.4"/>']
    body.append(f'<rect x="0" y="6" width="{wide}%" height="14" fill="{LIT}"/>')
    return frame("".join(body), finding=finding, height=26, css="strip")


def two_sided(left: int, right: int, of: int, *, finding: str) -> Markup:
    """One row of a chart that is a table: two counts of the same whole, to either side of a line in the middle.

    Each half is as wide as the whole, so that both sides are on one scale from nothing to everything.

    >>> two_sided(10, 20, 40, finding="10 and 20").count("<rect")
    2
    """
    low, high = (50 * count / of if of else 0.0 for count in (left, right))
    body = [f'<line x1="0" x2="100%" y1="13" y2="13" stroke="{RULE}" stroke-width="1.4"/>']
    body.append(f'<rect x="{number(50 - low)}%" y="6" width="{number(low)}%" height="14" fill="{UNLIT}"/>')
    body.append(f'<rect x="50%" y="6" width="{number(high)}%" height="14" fill="{LIT}"/>')
    body.append(f'<line x1="50%" x2="50%" y1="0" y2="26" stroke="{INK}" stroke-width="1.6"/>')
    return frame("".join(body), finding=finding, height=26, css="strip")


def many_on_one(spots: Sequence[Spot], *, finding: str, top: float = 100.0) -> Markup:
    """A row of a chart that is a table: one pale dot for each neighbourhood, from 0 to ``top``; darker where many are.

    >>> many_on_one([Spot("Low", 2), Spot("High", 7)], finding="2 to 7 in 100").count("<circle")
    2
    """
    body = [f'<line x1="0" x2="100%" y1="13" y2="13" stroke="{RULE}" stroke-width="1.4"/>']
    body += [f'<line x1="{t}%" x2="{t}%" y1="8" y2="18" stroke="{RULE}"/>' for t in (0, 25, 50, 75, 100)]
    # Spots of one half per cent are one circle, as dark as if they lay over each other.
    where = Counter(round(200 * spot.value / top) / 2 for spot in spots)
    body += [
        f'<circle cx="{number(at)}%" cy="13" r="4.6" fill="{PETROL_6}" fill-opacity="{1 - 0.58**many:.2f}"/>'
        for at, many in sorted(where.items())
    ]
    return frame("".join(body), finding=finding, height=26, css="strip")


def key_mark(kind: str, word: str) -> Markup:
    """A mark for a legend: "now", "before", "chance", "reference" or "interval"."""
    drawings = {
        "now": f'<circle cx="9" cy="9" r="5.6" fill="{LIT}"/>',
        "before": f'<circle cx="9" cy="9" r="5" fill="#fff" stroke="{LIT}" stroke-width="2"/>',
        "chance": f'<line x1="9" x2="9" y1="0" y2="18" stroke="{UNLIT}" stroke-width="3"/>',
        "interval": f'<line x1="4" x2="14" y1="9" y2="9" stroke="{LIT}" stroke-opacity=".36" stroke-width="8" '
        'stroke-linecap="round"/>',
        "reference": f'<line x1="9" x2="9" y1="0" y2="18" stroke="{INK}" stroke-width="1.8"/>',
    }
    return frame(drawings[kind], finding=word, view=(18, 18), beside_words=True)
