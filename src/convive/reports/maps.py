"""A map of mixing: five classes with round edges, a hatch with words for what cannot be judged, two ends named.

It shows how many in 100 pairs of neighbours differ, never the share of one group.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from convive.evidence.model import Neighbourhood
from convive.reports.drawing import INK, INK_3, TEXT_FONT, frame, number, text, width_of
from convive.reports.words import count, in_100, say

WIDTH = 600.0
TALLEST = 620.0
SHADES = ("#e3f4f6", "#b3dde2", "#7abec6", "#3f98a2", "#00474d")
GRID = 0.5  # outlines are snapped to this step, so that shared borders stay shared
Point = tuple[float, float]
Ring = tuple[Point, ...]
HATCH = (
    '<defs><pattern id="{id}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="7" height="7" fill="#fff"/><path d="M0 0V7" stroke="{INK_3}" stroke-width="2"/></pattern></defs>'
)


@dataclass(frozen=True)
class Class:
    """One class of the key: whole numbers from ``low`` to ``high``, both included."""

    low: int
    high: int
    words: str
    colour: str
    places: int


def classes(values: Sequence[int]) -> tuple[Class, ...]:
    """Five classes with round edges that share the values out most evenly.

    ``values`` are whole numbers in 100. Edges are multiples of five, the inner classes equally wide; among all such
    edges the ones with the greatest entropy of counts win, then the wider step.

    >>> [c.words for c in classes([10, 22, 31, 44, 58, 67])]
    ['under 15', '15 to 29', '30 to 44', '45 to 59', '60 and over']
    """
    best: tuple[float, int, int] = (-1.0, 0, 0)
    for step in (5, 10, 15, 20):
        for start in range(5, 100 - 3 * step, 5):
            edges = [0, *(start + k * step for k in range(4)), 101]
            counts = [sum(low <= v < high for v in values) for low, high in pairwise(edges)]
            entropy = -sum(c / len(values) * math.log(c / len(values)) for c in counts if c)
            best = max(best, (round(entropy, 9), step, -start))
    step, start = best[1], -best[2]
    edges = [0, *(start + k * step for k in range(4)), 101]
    made = []
    for k, (low, high) in enumerate(pairwise(edges)):
        key = "maps.under" if k == 0 else "maps.over" if k == 4 else "maps.range"
        words = say(key, low=low, high=high, last=high - 1)
        made.append(Class(low, high - 1, words, SHADES[k], sum(low <= v < high for v in values)))
    return tuple(made)


@dataclass(frozen=True)
class Map:
    """A drawn map, its key and how many neighbourhoods could not be judged."""

    picture: Markup
    classes: tuple[Class, ...]
    too_few: int
    hatch_key: Markup

    def swatch(self, one: Class) -> Markup:
        """The patch of colour that stands in the key."""
        body = f'<rect x=".5" y=".5" width="37" height="17" fill="{one.colour}" stroke="{INK_3}"/>'
        return _key(body, one.words)


def _key(body: str, words: str) -> Markup:
    drawing = frame(body, finding=words, view=(38, 18), beside_words=True)
    return Markup(str(drawing).replace("<svg ", '<svg width="38" height="18" ', 1))  # nosec B704


def draw_map(neighbourhoods: Sequence[Neighbourhood], names: dict[str, str], place: str, dated: str) -> Map | None:
    """The choropleth of mixing, or ``None`` without outlines or without any value.

    Parameters
    ----------
    neighbourhoods
        ``rings`` in longitude and latitude; ``pairs_differ`` from 0 to 1, ``None`` where too few live there.
    names
        Printed name of each neighbourhood by its ``name``.
    place, dated
        For the label that is read out.

    Coordinates are projected locally (x = longitude × cos of the middle latitude, y = −latitude), fitted to 600 units
    wide, snapped to a grid of half a unit and rounded to one decimal.
    """
    outlined = [n for n in neighbourhoods if n.rings]
    judged = [n for n in outlined if n.pairs_differ is not None]
    if not judged:
        return None
    rings, height = project([n.rings for n in outlined])
    by_name = dict(zip((n.name for n in outlined), rings, strict=True))
    # The key counts every neighbourhood that has a value, as the strip and the table do.
    key = classes([in_100(n.pairs_differ or 0.0) for n in judged])
    few = [n for n in outlined if n.pairs_differ is None]
    shapes = []
    for n in outlined:
        fill = "url(#too-few)" if n.pairs_differ is None else _shade(in_100(n.pairs_differ), key)
        shapes.append(f'<path d="{_path(by_name[n.name])}" fill="{fill}" fill-rule="evenodd"/>')
    drawn = "".join(shapes)
    low = min(judged, key=lambda n: (n.pairs_differ or 0.0, n.name))
    high = max(judged, key=lambda n: (n.pairs_differ or 0.0, n.name))
    wanted = [(low, f"{in_100(low.pairs_differ or 0.0)}")]
    if high is not low:
        wanted.append((high, f"{in_100(high.pairs_differ or 0.0)}"))
    wanted += [(n, say("maps.too_few")) for n in few[:1]]
    spots = [(names[n.name], said, _inside(by_name[n.name])) for n, said in wanted]
    outlines = [p for shape in rings for ring in shape for p in ring[::3]]
    labels = "".join(
        f'<g class="{css}"{hidden} font-family="{TEXT_FONT}" fill="{INK}">{_labels(spots, height, size, outlines)}</g>'
        for css, hidden, size in (("wide", "", 16.0), ("narrow", ' display="none"', 26.0))
    )
    finding = say(
        "maps.finding",
        places=count(len(outlined), "neighbourhood"),
        place=place,
        date=dated,
        low=names[low.name],
        low_n=in_100(low.pairs_differ or 0.0),
        high=names[high.name],
        high_n=in_100(high.pairs_differ or 0.0),
    )
    if few:
        finding += " " + say("maps.finding_few", places=count(len(few), "neighbourhood"))
    picture = frame(
        HATCH.replace("{id}", "too-few")
        + f'<g stroke="{INK_3}" stroke-width="3.6" stroke-linejoin="round">{drawn}</g>'
        + f'<g stroke="#fff" stroke-width="1.3" stroke-linejoin="round">{drawn}</g>{labels}',
        finding=finding,
        how=say("maps.how"),
        view=(WIDTH, height),
        css="map",
    )
    hatch_key = _key(
        HATCH.replace("{id}", "too-few-key")
        + f'<rect x=".5" y=".5" width="37" height="17" fill="url(#too-few-key)" stroke="{INK_3}"/>',
        say("maps.too_few"),
    )
    return Map(picture, key, len(few), hatch_key)


def _shade(value: int, key: Sequence[Class]) -> str:
    return next(c.colour for c in key if c.low <= value <= c.high)


def project(outlines: Sequence[tuple[Ring, ...]]) -> tuple[list[list[list[Point]]], float]:
    """Rings in longitude and latitude to the drawing: (rings of points by neighbourhood, height of the drawing).

    The widest extent is fitted to 600 × 620 units with a margin of six; north is up.

    >>> rings, height = project([(((0.0, 50.0), (0.1, 50.0), (0.1, 50.1), (0.0, 50.1), (0.0, 50.0)),)])
    >>> rings[0][0][0][1] > rings[0][0][2][1]
    True
    """
    points = [p for rings in outlines for ring in rings for p in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, tall = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    margin = 6.0
    scale = min((WIDTH - 2 * margin) / wide, (TALLEST - 2 * margin) / tall)
    left = (WIDTH - wide * scale) / 2
    height = math.ceil(tall * scale + 2 * margin)

    def put(p: Point) -> Point:
        x, y = left + (p[0] - west) * squeeze * scale, margin + (north - p[1]) * scale
        return round(x / GRID) * GRID, round(y / GRID) * GRID

    return [[_simpler([put(p) for p in ring]) for ring in rings] for rings in outlines], float(height)


def _simpler(ring: list[Point]) -> list[Point]:
    """A ring without repeated points and without points on a straight line between their neighbours."""
    kept: list[Point] = []
    for p in ring:
        if kept and p == kept[-1]:
            continue
        while len(kept) > 1 and _cross(kept[-2], kept[-1], p) == 0:
            kept.pop()
        kept.append(p)
    return kept


def _cross(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _path(rings: Sequence[Sequence[Point]]) -> str:
    """Path data; lines smaller than the grid vanish."""
    drawn = []
    for ring in rings:
        if len(ring) >= 4:
            drawn.append("M" + "L".join(f"{number(x)} {number(y)}" for x, y in ring[:-1]) + "Z")
    return "".join(drawn)


def _inside(rings: Sequence[Sequence[Point]]) -> Point:
    """A point well inside the largest ring: the best of a grid of 12 × 12, by distance to the outline."""
    ring = max(rings, key=lambda r: abs(_area(r)))
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    best, found = -1.0, (sum(xs) / len(xs), sum(ys) / len(ys))
    for i in range(1, 12):
        for j in range(1, 12):
            p = (min(xs) + (max(xs) - min(xs)) * i / 12, min(ys) + (max(ys) - min(ys)) * j / 12)
            if _contains(ring, p):
                room = min(math.dist(p, q) for q in ring)
                if room > best:
                    best, found = room, p
    return found


def _area(ring: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def _contains(ring: Sequence[Point], p: Point) -> bool:
    inside = False
    for a, b in pairwise(ring):
        if (a[1] > p[1]) != (b[1] > p[1]) and p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0]:
            inside = not inside
    return inside


Box = tuple[float, float, float, float]


def _labels(spots: Sequence[tuple[str, str, Point]], height: float, size: float, outlines: Sequence[Point] = ()) -> str:
    """Labels as slips of paper with a thread to their place; none lies on another or on another's place.

    They stand where they cover least of the outlines: small neighbourhoods have the most points in the least room.
    """
    taken: list[Box] = [(p[0] - 5, p[1] - 5, p[0] + 5, p[1] + 5) for _, _, p in spots]
    parts = []
    for index, (name, said, point) in enumerate(spots):
        lines = _wrap(name)
        wide = max(width_of(line, size) for line in [*lines, said]) + size * 0.9
        tall = size * (1.16 * (len(lines) + 1) + 0.35)
        others = [box for k, box in enumerate(taken) if k != index]
        box = _free_box(point, wide, tall, height, others, size, outlines)
        taken.append(box)
        x0, y0, x1, y1 = box
        near = (min(max(point[0], x0), x1), min(max(point[1], y0), y1))
        if near != point:
            parts.append(
                f'<path d="M{number(near[0])} {number(near[1])}L{number(point[0])} {number(point[1])}" stroke="{INK}" '
                f'stroke-width="1.6"/><circle cx="{number(point[0])}" cy="{number(point[1])}" r="4" fill="{INK}" '
                f'stroke="#fff" stroke-width="1.4"/>'
            )
        parts.append(
            f'<rect x="{number(x0)}" y="{number(y0)}" width="{number(x1 - x0)}" height="{number(y1 - y0)}" rx="3" '
            f'fill="#fff" stroke="{INK}" stroke-width="1"/>'
        )
        for k, (line, weight) in enumerate([*((line, 600) for line in lines), (said, 700)]):
            parts.append(
                f'<text x="{number((x0 + x1) / 2)}" y="{number(y0 + size * (1.16 * (k + 1) - 0.02))}" '
                f'font-size="{number(size)}" font-weight="{weight}" text-anchor="middle">{text(line)}</text>'
            )
    return "".join(parts)


def _wrap(name: str, longest: int = 18) -> list[str]:
    """A name on lines of about eighteen letters."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > longest:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _free_box(
    point: Point,
    wide: float,
    tall: float,
    height: float,
    taken: Sequence[Box],
    size: float,
    outlines: Sequence[Point] = (),
) -> Box:
    """The best place for a label in the drawing: on nothing taken, covering few outlines, not far from its point."""
    room = 1.4 * size
    best: tuple[tuple[float, float], Box] | None = None
    for far in (room, 2.5 * room, 4 * room, 6 * room, 9 * room, 12 * room):
        for step in range(16):
            along, up = math.cos(step * math.pi / 8), math.sin(step * math.pi / 8)
            # The near edge of the label, not its middle, stands so far away.
            x = min(max(point[0] + along * (far + wide / 2) - wide / 2, 1.0), WIDTH - wide - 1)
            y = min(max(point[1] + up * (far + tall / 2) - tall / 2, 1.0), height - tall - 1)
            box = (x, y, x + wide, y + tall)
            clash = sum(_overlap(box, other) for other in taken)
            clash += _overlap(box, (point[0] - 4, point[1] - 4, point[0] + 4, point[1] + 4))
            covered = sum(x <= p[0] <= box[2] and y <= p[1] <= box[3] for p in outlines)
            # One outline point is worth about four units of thread.
            cost = (clash, 4.0 * covered + far)
            if best is None or cost < best[0]:
                best = (cost, box)
    assert best is not None
    return best[1]


def _overlap(a: Box, b: Box) -> float:
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
