"""A change between two dates in plain sentences: what of it is the mix of people, and what how they are spread."""

from __future__ import annotations

from convive.evidence.change import Change, Part, TwoDates
from convive.reports.words import say

PARTS = ("structure", "group_margin", "unit_margin", "additions", "removals")
# Smaller than this, a part is printed as "no change": a tenth of a point.
LEAST = 0.0005


def sentences(change: Change, *, place: str, before: str, after: str) -> tuple[str, ...]:
    """What a person reads: the whole change, its parts, measures that disagree, and what it does not say.

    ``place``, ``before`` and ``after`` are printed as they are ("Bradford", "March 2011", "March 2021, in lockdown").
    """
    theil = change.measure("theil_h_multi")
    lines = [_whole(change, theil, place, before, after)]
    if theil.change is not None:
        if within_chance(theil):
            lines.append(say("change.within_chance"))
        lines += [
            say("change.part", points=points(value), range=_range(part), words=say(f"change.{part.part}"))
            for part, value in parts(change)
        ]
        if change.converged:
            lines.append(say("change.parts_sum", residual=f"{change.residual:.0e}"))
        else:
            lines.append(say("change.parts_none", reason=change.part("theil_h_multi", "structure").reason))
    return (*lines, *disagreements(change), say("change.neither"))


def within_chance(measure: TwoDates) -> bool:
    """Whether a change is no larger than what chance alone gives at either date."""
    chance = max(measure.before.expected or 0.0, measure.after.expected or 0.0)
    return measure.change is not None and abs(measure.change) <= chance


def disagreements(change: Change) -> list[str]:
    """Measures of which one grew while the other fell: both, and the reason."""
    said = []
    for one in change.disagreements:
        key = "change.disagree_group" if one.group else "change.disagree"
        grew, fell = (_two(change, index, one.group) for index in (one.grew, one.fell))
        said.append(say(key, grew=grew, fell=fell, reason=one.reason, group=one.group))
    return said


def parts(change: Change) -> list[tuple[Part, float]]:
    """Parts of the change in H, the largest first; additions and removals only where there are any."""
    found = [change.part("theil_h_multi", name) for name in PARTS]
    known = [(part, part.value) for part in found if part.value is not None]
    shown = [(part, value) for part, value in known if part.part in PARTS[:3] or abs(value) >= LEAST]
    return sorted(shown, key=lambda pair: (-abs(pair[1]), pair[0].part))


def points(value: float) -> str:
    """A change in points.

    >>> points(-0.0194), points(0.0001)
    ('down 1.9 points', 'no change')
    """
    if abs(value) < LEAST:
        return say("change.nothing")
    return say("change.up" if value > 0 else "change.down", points=f"{abs(100 * value):.1f}")


def about(change: Change, place: str, before: str, after: str) -> str:
    """The place, the dates and how many units are compared."""
    units = say("change.units", n=f"{change.units:,}")
    return say("change.about", place=place, before=before, after=after, units=units)


def _whole(change: Change, theil: TwoDates, place: str, before: str, after: str) -> str:
    head = about(change, place, before, after)
    if theil.before.value is None or theil.after.value is None or theil.change is None:
        return say("change.cannot", about=head, reason=theil.before.reason or theil.after.reason)
    return say(
        "change.whole",
        about=head,
        then=f"{100 * theil.before.value:.1f}",
        now=f"{100 * theil.after.value:.1f}",
        points=points(theil.change),
        range=_range(change.part("theil_h_multi", "change")),
    )


def _range(part: Part) -> str:
    """The interval of a part in points, where draws were asked for."""
    if part.low is None or part.high is None:
        return ""
    return say("change.range", low=f"{100 * part.low:+.1f}", high=f"{100 * part.high:+.1f}")


def _two(change: Change, index: str, group: str) -> str:
    one = change.measure(index, group)
    assert one.before.value is not None
    assert one.after.value is not None
    # M has no upper end at 1: it is printed in its own unit.
    then, now = (
        f"{date.value:.3f}" if index == "mutual_information" else f"{100 * (date.value or 0):.1f}"
        for date in (one.before, one.after)
    )
    key = "change.rose" if one.after.value > one.before.value else "change.fell"
    return say(key, measure=say(f"change.{index}"), then=then, now=now)
