"""Schools beside the schools around them, to read: every school on one line, both ends, what "around" decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from convive.core.disclosure import Column
from convive.evidence.intake import Intake, SchoolMix
from convive.reports.charts import Spot, dot_row, two_sided
from convive.reports.ends import Head, both_ends
from convive.reports.ends import Row as End
from convive.reports.intake import alone, beside_residents, where
from convive.reports.ranges import gap_strip, signed
from convive.reports.words import capital, join, say, say_marked, say_number
from convive.reports.working.document import Block, Row, Source, Working, table

AT_AN_END = 6


def document(
    found: Intake,
    others: Sequence[tuple[str, Intake]],
    *,
    place: str,
    when: str,
    group: str,
    label: str,
    labels: dict[str, str],
    residents: Intake | None = None,
    without: str = "",
    source: Source,
) -> Working:
    """The working document of a comparison of schools; the parameters are those of the sentences.

    ``labels`` are all groups compared and how people read them.
    """
    rows = sorted(found.of(group), key=lambda row: (-(row.difference or 0.0), row.name, row.unit))
    fewer, more = found.shares(group)
    heading = say_marked("intake.report_title", fewer=f"{100 * fewer:.0f}", more=f"{100 * more:.0f}", label=label)
    nearest = any(row.around == "nearest" for row in found.rows)
    around = say("intake.around_nearest", n=found.nearest) if nearest else say("intake.around_ward")
    rule = f"{found.points:g}"
    lead = say("intake.report_lead", place=place, when=when, schools=f"{len(rows):,}", around=around, points=rule)
    beside = residents or (found if found.residents else None)
    blocks = [
        _strip(rows, found, label),
        *_ends(rows, label),
        _meanings(found, others, beside, group, label, nearest),
        *_groups(found, labels),
    ]
    said = [] if beside else [say("intake.residents_missing", reason=without)] if without else []
    how = [
        say(
            "intake.how_placed",
            placed=f"{found.placed:,}",
            by_ward=f"{found.by_ward:,}",
            alone=alone(found),
        )
    ]
    if found.left_out:
        left = [say("intake.how_left_one", count=f"{n:,}", reason=reason) for reason, n in found.left_out]
        how.append(say("intake.how_left", left=join(left)))
    how.append(say("intake.how_interval", points=rule))
    return Working(
        kind=say("intake.report_kind"),
        heading=heading,
        lead=(lead,),
        blocks=tuple(blocks),
        tables=_table(rows, label, source),
        care=(say("intake.not_said"), say("intake.care_around"), say("intake.care_ages"), *said),
        how=tuple(how),
        source=source,
        lessons=("pupils-and-residents", "interval", "both-ends"),
    )


def _strip(rows: Sequence[SchoolMix], found: Intake, label: str) -> Block:
    spots = [Spot(row.name, 100 * (row.difference or 0.0)) for row in rows]
    widest = max(abs(spot.value) for spot in spots)
    edge = next((end for end in (20, 40, 60, 80) if end >= max(widest, 1.2 * found.points)), 100)
    what = say("intake.strip_what", label=label)
    finding = f"{what}: {spots[-1].name} {signed(spots[-1].value)}, {spots[0].name} {signed(spots[0].value)}"
    picture = gap_strip(spots, rule=found.points, finding=finding, edge=edge)
    read = say("intake.strip_read", label=label, points=f"{found.points:g}")
    return Block(say("intake.strip_title"), read, drawings=(("", picture),))


def _ends(rows: Sequence[SchoolMix], label: str) -> list[Block]:
    many = min(AT_AN_END, len(rows) // 2)
    if not many:
        return []
    head = Head(
        caption=say("intake.ends_caption", many=say_number(many)),
        noun="school",
        unit=say("intake.school"),
        scale=say("intake.scale_head"),
        value=say("intake.share_head", label=label),
        where="school",
    )
    listed = both_ends(head, [_end(row) for row in rows[:many]], [_end(row) for row in rows[-many:]], len(rows))
    return [Block(say("intake.ends_title"), say("intake.ends_read"), ends=listed)]


def _end(row: SchoolMix) -> End:
    share, around = 100 * (row.share or 0.0), 100 * (row.around_share or 0.0)
    fields = {"share": f"{share:.0f}", "around": f"{around:.0f}"}
    return End(
        name=row.name,
        value=fields["share"],
        picture=dot_row(share, reference=around, finding=say("intake.ends_said", name=row.name, **fields)),
        sub=say(
            "intake.ends_sub",
            phase=row.phase,
            where=where(row),
            around=fields["around"],
            low=signed(100 * (row.low or 0.0)),
            high=signed(100 * (row.high or 0.0)),
        ),
    )


def _meanings(
    found: Intake,
    others: Sequence[tuple[str, Intake]],
    beside: Intake | None,
    group: str,
    label: str,
    nearest: bool,
) -> Block:
    """The same schools by each rule: what is called around decides much."""
    rule = f"{found.points:g}"
    first = "intake.meanings_nearest" if nearest else "intake.meanings_ward"
    lines = [(say(first, points=rule, n=found.nearest), found.shares(group))]
    for _, other in others:
        by_nearest = any(row.around == "nearest" for row in other.rows)
        key = "intake.meanings_nearest" if by_nearest else "intake.meanings_ward"
        lines.append((say(key, points=rule, n=other.nearest), other.shares(group)))
    lines.append((say("intake.meanings_interval"), found.shares(group, "interval")))
    if beside is not None:
        fewer, more, schools = beside_residents(beside, group)
        if schools:
            lines.append((say("intake.meanings_residents", points=rule), (fewer, more)))
    heads = (
        say("intake.meanings_head"),
        say("intake.meanings_scale"),
        say("intake.meanings_value"),
        say("intake.meanings_rest"),
    )
    rows = tuple(_sides(name, fewer, more) for name, (fewer, more) in lines)
    notes = (say("intake.how_residents", how=beside.residents),) if beside is not None else ()
    read = say("intake.meanings_read", label=label)
    return Block(say("intake.meanings_title"), read, heads=heads, rows=rows, notes=notes)


def _groups(found: Intake, labels: dict[str, str]) -> list[Block]:
    """Every group by the rule of points, in the order of the classification."""
    compared = {row.group for row in found.rows if row.difference is not None}
    names = [group for group in labels if group in compared]
    if len(names) < 2:
        return []
    heads = (
        say("intake.group_head"),
        say("intake.meanings_scale"),
        say("intake.meanings_value"),
        say("intake.meanings_rest"),
    )
    rows = tuple(_sides(labels[group], *found.shares(group)) for group in names)
    return [Block(say("intake.groups_title"), heads=heads, rows=rows)]


def _sides(name: str, fewer: float, more: float) -> Row:
    left, right = round(100 * fewer), round(100 * more)
    words = say("intake.meanings_two", fewer=left, more=right)
    picture = two_sided(left, right, 100, finding=f"{name}: {words}")
    return Row(capital(name), picture, words, more=say("intake.meanings_within", n=100 - left - right))


def _table(rows: Sequence[SchoolMix], label: str, source: Source) -> Any:
    sides = {"less": "side_less", "more": "side_more"}
    listed: list[tuple[Any, ...]] = [
        (
            row.name,
            row.phase,
            100 * (row.share or 0.0),
            100 * (row.around_share or 0.0),
            100 * (row.difference or 0.0),
            100 * (row.low or 0.0),
            100 * (row.high or 0.0),
            row.schools,
            say(f"intake.{sides.get(row.by_points, 'side_within')}"),
        )
        for row in rows
    ]
    columns = [Column("school", say("intake.school"), "label"), Column("phase", say("intake.table_phase"), "label")]
    columns += [
        Column(name, say(f"intake.table_{name}"), "share") for name in ("share", "around", "difference", "low", "high")
    ]
    columns += [Column("schools", say("intake.table_schools"), "number")]
    columns += [Column("points", say("intake.table_points"), "label")]
    return table("schools", say("intake.table_title", label=label), columns, listed, source.files)
