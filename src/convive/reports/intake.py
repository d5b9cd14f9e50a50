"""Schools beside the schools around them, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence

from convive.evidence.intake import Intake, SchoolMix

NOT_SAID = (
    "A difference shows neither choice nor constraint: where homes are, faith, places, travel and admissions all go "
    "into it. Brothers and sisters go to one school, so the intervals are somewhat too narrow."
)


def sentences(
    found: Intake, others: Sequence[tuple[str, Intake]], *, place: str, when: str, group: str, label: str
) -> tuple[str, ...]:
    """What a person reads: how many schools, both rules, what else "around" can mean, and both ends.

    ``others`` are the same schools under other meanings of "around", each with its words; ``label`` is the group as
    people read it ("White").
    """
    rows = found.of(group)
    lines = [
        f"{place}, {when}: {len(rows):,} schools could be compared with schools of their phase around them. "
        f"{found.placed:,} schools were placed by postcode; {found.by_ward:,} are compared with the other schools of "
        f"their ward; {_many(found.alone)} none of their phase around.",
        *(f"  Left out: {count:,} × {reason}." for reason, count in found.left_out),
        f"{label} pupils: {_by_rules(found, group)}",
    ]
    if others:
        meanings = "; ".join(f"{words}, {_two(one, group)}" for words, one in others)
        lines.append(f"It depends on what is called around. By the same rule of points: {meanings}.")
    low, high = found.ends(group)
    for title, end in (("Fewest", low), ("Most", high)):
        lines.append(f"{title} {label} pupils beside the schools around:")
        lines += [f"  {_one(row)}" for row in end]
    if found.residents:
        lines += _residents(found, group)
    return (*lines, NOT_SAID)


def _many(count: int) -> str:
    return "1 has" if count == 1 else f"{count:,} have"


def _by_rules(found: Intake, group: str) -> str:
    fewer, more = found.shares(group, "interval")
    around = f"the {found.nearest} nearest" if any(row.around == "nearest" for row in found.rows) else "their ward's"
    return (
        f"beside {around} schools, by the rule of {found.points:g} points, {_two(found, group)}. By their intervals "
        f"alone it would be {100 * fewer:.0f} and {100 * more:.0f}: in large schools small differences are clear too."
    )


def _two(found: Intake, group: str) -> str:
    fewer, more = found.shares(group)
    return f"{100 * fewer:.0f} in 100 schools have fewer and {100 * more:.0f} in 100 have more"


def _one(row: SchoolMix) -> str:
    assert row.share is not None
    assert row.around_share is not None
    assert row.low is not None
    assert row.high is not None
    schools = "school" if row.schools == 1 else "schools"
    where = (
        f"the {row.schools} nearest {schools}" if row.around == "nearest" else f"{row.schools} {schools} of its ward"
    )
    return (
        f"{row.name} ({row.phase}): {100 * row.share:.0f} in 100, {where} {100 * row.around_share:.0f} "
        f"(difference {100 * row.low:+.0f} to {100 * row.high:+.0f} points)"
    )


def _residents(found: Intake, group: str) -> list[str]:
    rows = [row for row in found.rows if row.group == group and row.residents_difference is not None]
    if not rows:
        return [f"Beside {found.residents}: no ward of these schools is in that table."]
    fewer = sum(100 * (row.residents_difference or 0) <= -found.points for row in rows) / len(rows)
    more = sum(100 * (row.residents_difference or 0) >= found.points for row in rows) / len(rows)
    return [
        f"Beside {found.residents}: {100 * fewer:.0f} in 100 of {len(rows):,} schools have fewer and "
        f"{100 * more:.0f} in 100 have more, by the rule of {found.points:g} points."
    ]
