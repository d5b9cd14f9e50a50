"""The pictures of a proposal: own school against the pair, a map of the links, bars of two mixes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from convive.reports.drawing import EDGE, INK, INK_2, LIT, RULE, frame, number, text, width_of
from convive.reports.match.linking import FIVE
from convive.reports.words import in_100, say, say_many

COLOURS = dict(zip(FIVE, ("#163990", "#009b97", "#7e2739", "#bc7400", "#5e69cb"), strict=True))
MOST_LINES = 24
WIDE, TALL = 620.0, 460.0
_MARGIN = 26.0


def lift(links: Sequence[Mapping[str, Any]], means: Mapping[str, float | None]) -> Markup | None:
    """One line a link: the chance of meeting across groups in the children's own schools, and in the pair.

    The largest :data:`MOST_LINES` of them; ``None`` where no mix is known.
    """
    known = [link for link in links if link["across"] is not None][:MOST_LINES]
    if not known:
        return None
    left, wide, step, top = 20.0, 400.0, 14.0, 44.0
    base = top + step * len(known) + 12

    def x(share: float) -> str:
        return number(left + wide * share)

    body = [f'<path d="M{number(left)} {number(base)}H{number(left + wide)}" stroke="{EDGE}"/>']
    for share in (0.0, 0.5, 1.0):
        body.append(f'<path d="M{x(share)} {number(base)}v6" stroke="{EDGE}"/>')
        body.append(
            f'<text x="{x(share)}" y="{number(base + 26)}" class="lift-t" font-size="16" text-anchor="middle">'
            f"{in_100(share)}</text>"
        )
    for i, link in enumerate(known):
        y = number(top + step * i)
        own = (link["a"]["own"] + link["b"]["own"]) / 2
        body.append(f'<path d="M{x(own)} {y}L{x(link["across"])} {y}" stroke="#3f98a2" stroke-width="2"/>')
        body.append(f'<circle cx="{x(own)}" cy="{y}" r="4.4" class="lift-own" stroke-width="1.6"/>')
        body.append(f'<circle cx="{x(link["across"])}" cy="{y}" r="5" class="lift-pair"/>')
    own, pair = means["own"] or 0.0, means["across"] or 0.0
    body.append(_head(x(own), "end", "lift-t", say("match.linking.own")))
    body.append(_head(x(pair), "middle", "lift-pair-t", say("match.linking.pair")))
    finding = say("match.linking.lift", own=in_100(own), pair=in_100(pair))
    return frame("".join(body), finding=finding, view=(440, base + 40), css="lift", how=say("match.linking.lift_how"))


def _head(x: str, anchor: str, css: str, words: str) -> str:
    return f'<text x="{x}" y="24" class="{css}" font-size="17" text-anchor="{anchor}">{text(words)}</text>'


def mix_bar(mix: Sequence[float], finding: str) -> Markup:
    """The mix of a whole school in the five broad groups, as one bar; its words stand beside it."""
    at, body = 0.0, []
    for group, share in zip(FIVE, mix, strict=True):
        if share > 0:
            body.append(
                f'<rect x="{number(100 * at)}%" y="0" width="{number(100 * share)}%" height="20" '
                f'fill="{COLOURS[group]}" stroke="#fff" stroke-width="1.5"/>'
            )
        at += share
    return frame("".join(body), finding=finding, height=20, css="mix", beside_words=True)


def swatch(group: str) -> Markup:
    """The patch of a group's colour in a key."""
    body = f'<rect width="14" height="14" rx="2" fill="{COLOURS[group]}"/>'
    drawn = frame(body, finding=group, view=(14, 14), beside_words=True, css="sw")
    return Markup(str(drawn).replace("<svg ", '<svg width="14" height="14" ', 1))  # nosec B704


def links_map(facts: Mapping[str, Any]) -> Markup | None:
    """Where the schools stand and who would meet: a line a link, an open ring for a class without a partner.

    Kilometres are drawn to one scale with a bar that says it; ``None`` with fewer than two schools.
    """
    points = facts["points"]
    if len(points) < 2:
        return None
    everything = [*points, *facts["venues"]]
    low_x, high_x = min(p["x"] for p in everything), max(p["x"] for p in everything)
    low_y, high_y = min(p["y"] for p in everything), max(p["y"] for p in everything)
    scale = min((WIDE - 2 * _MARGIN) / max(high_x - low_x, 0.5), (TALL - 2 * _MARGIN) / max(high_y - low_y, 0.5))
    tall = (high_y - low_y) * scale + 2 * _MARGIN + 26
    aside = (WIDE - (high_x - low_x) * scale) / 2

    def place(point: Mapping[str, Any]) -> tuple[float, float]:
        return aside + (point["x"] - low_x) * scale, _MARGIN + (high_y - point["y"]) * scale

    linked = {end["school"] for link in facts["links"] for end in (link["a"], link["b"])}
    body = []
    for link in facts["links"]:
        (ax, ay), (bx, by) = place(link["a"]), place(link["b"])
        body.append(
            f'<path d="M{number(ax)} {number(ay)}L{number(bx)} {number(by)}" stroke="#3f98a2" stroke-width="1.8" '
            'stroke-linecap="round"/>'
        )
    for point in points:
        x, y = place(point)
        look = f'fill="{LIT}"' if point["id"] in linked else f'fill="#fff" stroke="{INK_2}" stroke-width="1.6"'
        body.append(
            f'<circle cx="{number(x)}" cy="{number(y)}" r="4" {look}><title>{text(point["name"])}</title></circle>'
        )
    for venue in facts["venues"]:
        x, y = place(venue)
        body.append(
            f'<path d="M{number(x - 6)} {number(y + 5)}L{number(x)} {number(y - 6)}L{number(x + 6)} {number(y + 5)}Z" '
            f'fill="#ffcf4d" stroke="{INK}" stroke-width="1.2"><title>{text(venue["name"])}</title></path>'
        )
    body.append(_scale_bar(scale, tall))
    finding = say_many("match.linking.map", len(facts["links"]), schools=len(points))
    return frame("".join(body), finding=finding, how=say("match.linking.map_how"), view=(WIDE, tall), css="map links")


def _scale_bar(scale: float, tall: float) -> str:
    """A bar of 1, 2, 5 … kilometres, whichever fits."""
    km = next((step for step in (20, 10, 5, 2, 1) if step * scale <= WIDE / 3), 1)
    words = say("match.linking.km", n=km)
    y, right = tall - 12, WIDE - _MARGIN
    return (
        f'<path d="M{number(right - km * scale)} {number(y)}H{number(right)}" stroke="{INK}" stroke-width="2"/>'
        f'<text x="{number(right - km * scale - width_of(words, 13) / 2 - 12)}" y="{number(y + 4)}" font-size="13" '
        f'text-anchor="middle" fill="{INK_2}">{text(words)}</text>'
    )


def places_bar(placed: int, places: int, finding: str) -> Markup:
    """A class: places that are taken, in a frame of all its places."""
    top = max(placed, places, 1)
    frame_of = f'width="{number(100 * places / top)}%" height="16" fill="#fff" stroke="{RULE}" stroke-width="1.6"'
    body = f'<rect x="0" y="5" {frame_of}/>'
    body += f'<rect x="0" y="5" width="{number(100 * placed / top)}%" height="16" fill="{LIT}"/>'
    return frame(body, finding=finding, height=26, css="strip")
