"""A change between two dates in plain sentences: what of it is the mix of people, and what how they are spread."""

from __future__ import annotations

from convive.evidence.change import Change, Part, TwoDates

NEITHER = "Where people live shows neither choice nor constraint, and nothing here says why anything changed."
NAMES = {
    "mutual_information": "mutual information M",
    "theil_h_multi": "how far apart groups live (H)",
    "dissimilarity": "how unevenly a group is spread (dissimilarity)",
    "isolation": "how much of its own group the average member has around (isolation)",
}
PART_WORDS = {
    "structure": "how the groups are spread, with everybody's mix and the units' sizes held as they were",
    "group_margin": "everybody's mix changed",
    "unit_margin": "units grew and shrank",
    "additions": "units and groups that are new",
    "removals": "units and groups that are gone",
}
# Smaller than this, a part is printed as "no change": a tenth of a point.
_LEAST = 0.0005


def sentences(change: Change, *, place: str, before: str, after: str) -> tuple[str, ...]:
    """What a person reads: the whole change, its parts, measures that disagree, and what it does not say.

    ``place``, ``before`` and ``after`` are printed as they are ("Bradford", "March 2011", "March 2021, in lockdown").
    """
    theil = next(one for one in change.measures if one.index == "theil_h_multi")
    lines = [_whole(change, theil, place, before, after)]
    if theil.change is not None:
        chance = max(theil.before.expected or 0.0, theil.after.expected or 0.0)
        if abs(theil.change) <= chance:
            lines.append("That is no more than chance alone gives: no clear change.")
        lines += [f"  {_points(value)}{_range(part)}: {PART_WORDS[part.part]}" for part, value in _parts(change)]
        if not change.converged:
            lines.append(f"  The parts could not be worked out. {change.part('theil_h_multi', 'structure').reason}")
        else:
            lines.append(f"  (The parts add up to the change; fitted to a residual of {change.residual:.0e}.)")
    for one in change.disagreements:
        of = f" of the group {one.group}" if one.group else ""
        lines.append(
            f"Two measures{of} disagree: {_two(change, one.grew, one.group)}, and {_two(change, one.fell, one.group)}. "
            f"{one.reason}"
        )
    return (*lines, NEITHER)


def _whole(change: Change, theil: TwoDates, place: str, before: str, after: str) -> str:
    units = f"{change.units:,} units that stand at both dates"
    if theil.before.value is None or theil.after.value is None or theil.change is None:
        reason = theil.before.reason or theil.after.reason
        return f"{place}, {before} to {after}, {units}: how far apart groups live could not be worked out. {reason}"
    return (
        f"{place}, {before} to {after}, {units}: how far apart groups live (H) was {100 * theil.before.value:.1f} and "
        f"then {100 * theil.after.value:.1f} on a scale from 0 to 100, {_points(theil.change)}"
        f"{_range(change.part('theil_h_multi', 'change'))}."
    )


def _parts(change: Change) -> list[tuple[Part, float]]:
    """Parts of the change in H, the largest first; additions and removals only where there are any."""
    found = [change.part("theil_h_multi", name) for name in PART_WORDS]
    known = [(part, part.value) for part in found if part.value is not None]
    always = ("structure", "group_margin", "unit_margin")
    shown = [(part, value) for part, value in known if part.part in always or abs(value) >= _LEAST]
    return sorted(shown, key=lambda pair: (-abs(pair[1]), pair[0].part))


def _range(part: Part) -> str:
    """The interval of a part in points, where draws were asked for."""
    if part.low is None or part.high is None:
        return ""
    return f" (95 in 100: {100 * part.low:+.1f} to {100 * part.high:+.1f})"


def _points(value: float) -> str:
    """A change in points.

    >>> _points(-0.0194), _points(0.0001)
    ('down 1.9 points', 'no change')
    """
    if abs(value) < _LEAST:
        return "no change"
    return f"{'up' if value > 0 else 'down'} {abs(100 * value):.1f} points"


def _two(change: Change, index: str, group: str) -> str:
    one = next(m for m in change.measures if (m.index, m.group) == (index, group))
    assert one.before.value is not None
    assert one.after.value is not None
    went = "rose" if one.after.value > one.before.value else "fell"
    # M has no upper end at 1: it is printed in its own unit.
    then, now = (
        f"{date.value:.3f}" if index == "mutual_information" else f"{100 * (date.value or 0):.1f}"
        for date in (one.before, one.after)
    )
    return f"{NAMES[index]} {went} from {then} to {now}"
