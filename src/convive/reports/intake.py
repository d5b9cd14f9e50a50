"""Schools beside the schools around them, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence

from convive.evidence.intake import Intake, SchoolMix
from convive.reports.words import say


def sentences(
    found: Intake,
    others: Sequence[tuple[str, Intake]],
    *,
    place: str,
    when: str,
    group: str,
    label: str,
    residents: Intake | None = None,
    without: str = "",
) -> tuple[str, ...]:
    """What a person reads: how many schools, both rules, what else "around" can mean, and both ends.

    ``others`` are the same schools under other meanings of "around", each with its words; ``label`` is the group as
    people read it ("White"). ``residents`` is the comparison with residents of school age where that is another one
    than ``found``; ``without`` says why there is none.
    """
    rows = found.of(group)
    lines = [
        say(
            "intake.first",
            place=place,
            when=when,
            schools=f"{len(rows):,}",
            placed=f"{found.placed:,}",
            by_ward=f"{found.by_ward:,}",
            alone=alone(found),
        ),
        *(say("intake.left_out", count=f"{count:,}", reason=reason) for reason, count in found.left_out),
        _by_rules(found, group, label),
    ]
    if others:
        meanings = "; ".join(say("intake.meaning", words=words, two=_two(one, group)) for words, one in others)
        lines.append(say("intake.depends", points=f"{found.points:g}", meanings=meanings))
    low, high = found.ends(group)
    for key, end in (("intake.fewest", low), ("intake.most", high)):
        lines.append(say(key, label=label))
        lines += [_one(row) for row in end]
    beside = residents or (found if found.residents else None)
    if beside is not None:
        lines.append(_residents(beside, group))
    elif without:
        lines.append(say("intake.residents_missing", reason=without))
    return (*lines, say("intake.not_said"))


def alone(found: Intake) -> str:
    """How many schools have none of their phase around."""
    return say("intake.alone.one" if found.alone == 1 else "intake.alone.many", n=f"{found.alone:,}")


def where(row: SchoolMix) -> str:
    """Which schools a school is compared with."""
    key = "intake.where_nearest" if row.around == "nearest" else "intake.where_ward"
    return say(f"{key}.one" if row.schools == 1 else f"{key}.many", n=row.schools)


def beside_residents(found: Intake, group: str) -> tuple[float, float, int]:
    """Shares of schools with fewer and with more of a group than residents of school age, by points; and how many."""
    rows = [row for row in found.rows if row.group == group and row.residents_difference is not None]
    if not rows:
        return 0.0, 0.0, 0
    fewer = sum(100 * (row.residents_difference or 0) <= -found.points for row in rows)
    more = sum(100 * (row.residents_difference or 0) >= found.points for row in rows)
    return fewer / len(rows), more / len(rows), len(rows)


def _by_rules(found: Intake, group: str, label: str) -> str:
    fewer, more = found.shares(group, "interval")
    nearest = any(row.around == "nearest" for row in found.rows)
    return say(
        "intake.rules",
        label=label,
        around=say("intake.nearest", n=found.nearest) if nearest else say("intake.wards"),
        points=f"{found.points:g}",
        two=_two(found, group),
        fewer=f"{100 * fewer:.0f}",
        more=f"{100 * more:.0f}",
    )


def _two(found: Intake, group: str) -> str:
    fewer, more = found.shares(group)
    return say("intake.two", fewer=f"{100 * fewer:.0f}", more=f"{100 * more:.0f}")


def _one(row: SchoolMix) -> str:
    assert row.share is not None
    assert row.around_share is not None
    assert row.low is not None
    assert row.high is not None
    return say(
        "intake.school_line",
        name=row.name,
        phase=row.phase,
        share=f"{100 * row.share:.0f}",
        where=where(row),
        around=f"{100 * row.around_share:.0f}",
        low=f"{100 * row.low:+.0f}",
        high=f"{100 * row.high:+.0f}",
    )


def _residents(found: Intake, group: str) -> str:
    fewer, more, schools = beside_residents(found, group)
    if not schools:
        return say("intake.residents_none", residents=found.residents)
    return say(
        "intake.residents",
        residents=found.residents,
        fewer=f"{100 * fewer:.0f}",
        more=f"{100 * more:.0f}",
        schools=f"{schools:,}",
        points=f"{found.points:g}",
    )
