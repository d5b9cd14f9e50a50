"""A change between two dates, to read: what it was made of, the mix and the pattern side by side, who carries it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from convive.core.disclosure import Column
from convive.evidence.change import Change, Part, TwoDates
from convive.reports.change import about, disagreements, parts, points, within_chance
from convive.reports.charts import Change as Line
from convive.reports.charts import dot_row, key_mark, slope
from convive.reports.ends import Head, both_ends
from convive.reports.ends import Row as End
from convive.reports.ranges import signed
from convive.reports.words import capital, join, say, say_marked, say_number
from convive.reports.working.document import Block, Row, Source, Working, table

AT_AN_END = 5
# Where a scale about zero may end.
_ENDS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
# Dissimilarity of fewer people than this says more about chance than about homes.
_FEW = 100


@dataclass(frozen=True)
class One:
    """One area: what it is called, its two dates in words, its change."""

    area: str
    before: str
    after: str
    change: Change


def document(
    found: Sequence[One], *, source: Source, draws: int = 0, seed: int = 0, left_out: Sequence[str] = ()
) -> Working:
    """The working document of one area, or of several by the same measure."""
    first = found[0]
    single = len(found) == 1
    heading, lead = _finding(first) if single else _finding_of_many(found)
    blocks = _blocks(first) if single else [_areas(found)]
    how = [say("change.how_parts"), say("change.how_fit", residual=f"{max(o.change.residual for o in found):.0e}")]
    if draws:
        how.append(say("change.how_draws", draws=draws, seed=seed))
    return Working(
        kind=say("change.report_kind"),
        heading=heading,
        lead=(*lead, *left_out),
        blocks=tuple(blocks),
        tables=_table(found, source),
        care=(say("change.neither"), say("change.care_margin"), say("change.care_units")),
        how=(*how, say("change.how_source")),
        source=source,
        lessons=("by-chance", "interval") if draws else ("by-chance",),
    )


def _finding(one: One) -> tuple[Markup, tuple[str, ...]]:
    theil = one.change.measure("theil_h_multi")
    lead = capital(about(one.change, one.area, one.before, one.after)) + "."
    if theil.change is None:
        title = Markup(say("change.report_title_none"))  # nosec B704  our own words
        return title, (lead, theil.before.reason or theil.after.reason)
    then, now = f"{100 * (theil.before.value or 0):.1f}", f"{100 * (theil.after.value or 0):.1f}"
    if within_chance(theil):
        return say_marked("change.report_title_same", then=then, now=now), (lead, say("change.within_chance"))
    key = "change.report_title_less" if theil.change < 0 else "change.report_title_more"
    return say_marked(key, then=then, now=now), (lead,)


def _finding_of_many(found: Sequence[One]) -> tuple[Markup, tuple[str, ...]]:
    known = [theil for one in found if (theil := one.change.measure("theil_h_multi")).change is not None]
    clear = [theil.change or 0.0 for theil in known if not within_chance(theil)]
    less, more = sum(value < 0 for value in clear), sum(value > 0 for value in clear)
    title = say_marked("change.report_title_areas", less=less, more=more, areas=len(known))
    lead = say(
        "change.report_lead_areas",
        before=found[0].before,
        after=found[0].after,
        same=say_number(len(known) - less - more),
    )
    return title, (lead,)


def _blocks(one: One) -> list[Block]:
    blocks = []
    shown = parts(one.change)
    if shown and one.change.converged:
        blocks.append(_parts(one.change, shown))
    drawn = _slopes(one)
    blocks += [drawn] if drawn else []
    two_ways = disagreements(one.change)
    if two_ways:
        blocks.append(Block(say("change.two_title"), said=tuple(two_ways)))
    units = _units(one.change)
    return [*blocks, *([units] if units else [])]


def _parts(change: Change, shown: Sequence[tuple[Part, float]]) -> Block:
    whole = change.part("theil_h_multi", "change")
    listed = [*(part for part, _ in shown), whole]
    ends = [100 * end for part in listed for end in (part.value, part.low, part.high) if end is not None]
    edge = _edge(ends)
    rows = [_part(part, edge, last=part is whole) for part in listed]
    drawn = whole.low is not None
    heads = (
        say("change.part_head"),
        say("change.scale_head", edge=edge),
        say("change.points_head"),
        say("change.sure_head"),
    )
    return Block(
        say("change.parts_title"),
        say("change.parts_read" if drawn else "change.parts_read_plain"),
        heads=heads,
        rows=tuple(rows),
    )


def _part(part: Part, edge: float, last: bool) -> Row:
    value = 100 * (part.value or 0.0)
    interval = None if part.low is None or part.high is None else (100 * part.low, 100 * part.high)
    label = say(f"change.short_{part.part}")
    more = ""
    if interval is not None:
        more = say("change.between", low=signed(interval[0], 1), high=signed(interval[1], 1))
        if interval[0] <= 0 <= interval[1]:
            more += "; " + say("change.unclear")
    picture = dot_row(
        value, interval=interval, bottom=-edge, top=edge, finding=f"{label}: {points(value / 100)} {more}"
    )
    sub = say("change.held_structure") if part.part == "structure" else ""
    return Row(label, picture, signed(value, 1), sub=sub, more=more, last=last)


def _edge(values: Sequence[float]) -> float:
    widest = max((abs(value) for value in values), default=1.0)
    return next((end for end in _ENDS if end >= widest), widest)


def _slopes(one: One) -> Block | None:
    """The mix of everybody and how unevenly each group is spread, at both dates."""
    change = one.change
    dates = (one.before.split(",")[0], one.after.split(",")[0])
    mix = [
        Line(group, 100 * before, 100 * after)
        for group, (before, after) in zip(change.groups, change.shares, strict=True)
    ]
    apart, few = [], []
    for group in change.groups:
        both = next((m for m in change.measures if (m.index, m.group) == ("dissimilarity", group)), None)
        if both is None or both.before.value is None or both.after.value is None:
            continue
        if min(both.before.people or 0, both.after.people or 0) < _FEW:
            few.append(group)
            continue
        apart.append(Line(group, 100 * both.before.value, 100 * both.after.value))
    if len(change.groups) > 8 or not apart:
        return None
    drawings = (
        (say("change.slope_mix"), slope(mix, dates, say("change.slope_mix_subject"))),
        (say("change.slope_apart"), slope(apart, dates, say("change.slope_apart_subject"))),
    )
    notes = (say("change.slope_few", groups=join(few)),) if few else ()
    return Block(say("change.slope_title"), say("change.slope_read"), drawings=drawings, notes=notes)


def _units(change: Change) -> Block | None:
    """Both ends of what units add to the pattern's part: those that come nearer, those that move apart."""
    known = sorted(
        ((unit.structure, unit.unit) for unit in change.by_unit if unit.structure is not None),
        key=lambda pair: (-pair[0], pair[1]),
    )
    many = min(AT_AN_END, len(known) // 2)
    if many < 2 or not change.converged:
        return None
    shown = [*known[:many], *known[-many:]]
    edge = _edge([1000 * value for value, _ in shown])
    ends = [
        End(
            name=unit,
            value=signed(1000 * value, 1),
            picture=dot_row(1000 * value, bottom=-edge, top=edge, finding=f"{unit}: {signed(1000 * value, 1)}"),
        )
        for value, unit in shown
    ]
    head = Head(
        caption=say("change.units_caption", many=say_number(many)),
        noun="unit",
        unit=say("change.units_head"),
        scale=f"−{edge:g} to {edge:g}",
        value=say("change.units_value"),
    )
    listed = both_ends(head, ends[:many], ends[many:], len(known))
    return Block(say("change.units_title"), say("change.units_read"), ends=listed)


def _areas(found: Sequence[One]) -> Block:
    known = [(one, theil) for one in found if (theil := one.change.measure("theil_h_multi")).change is not None]
    known.sort(key=lambda pair: (-(pair[1].change or 0.0), pair[0].area))
    keys = tuple((key_mark(kind, word), word) for kind, word in (("before", found[0].before), ("now", found[0].after)))
    if len(known) <= 2 * AT_AN_END:
        heads = (say("change.table_within"), say("segregation.scale_head"), say("change.areas_value"), "")
        rows = tuple(
            Row(one.area, _dates(one, theil), signed(100 * (theil.change or 0), 1), more=_then_now(theil))
            for one, theil in known
        )
        return Block(say("change.areas_title"), say("change.areas_read"), heads=heads, rows=rows, keys=keys)
    ends = [
        End(name=one.area, value=signed(100 * (theil.change or 0), 1), picture=_dates(one, theil), sub=_then_now(theil))
        for one, theil in (*known[:AT_AN_END], *known[-AT_AN_END:])
    ]
    head = Head(
        caption=say("change.areas_caption", many=say_number(AT_AN_END)),
        noun="area",
        unit=say("change.table_within"),
        scale=say("segregation.scale_head"),
        value=say("change.areas_value"),
    )
    listed = both_ends(head, ends[:AT_AN_END], ends[AT_AN_END:], len(known))
    return Block(say("change.areas_title"), say("change.areas_read"), ends=listed, keys=keys)


def _dates(one: One, theil: TwoDates) -> Markup:
    then, now = (100 * (date.value or 0.0) for date in (theil.before, theil.after))
    return dot_row(now, before=then, finding=f"{one.area}: {_then_now(theil)}")


def _then_now(theil: TwoDates) -> str:
    return say(
        "change.areas_sub",
        then=f"{100 * (theil.before.value or 0):.1f}",
        now=f"{100 * (theil.after.value or 0):.1f}",
    )


def _table(found: Sequence[One], source: Source) -> Any:
    several = len(found) > 1
    rows = []
    for one in found:
        for m in one.change.measures:
            if several and m.index != "theil_h_multi":
                continue
            name = say(f"change.{m.index}")
            values = (m.before.value, m.after.value, m.change, m.before.expected, m.after.expected)
            rows.append(
                (*((one.area,) if several else ()), capital(name), m.group or say("change.table_everybody"), *values)
            )
    texts = [*(("within",) if several else ()), "index", "group"]
    numbers = ["before", "after", "change", "chance_before", "chance_after"]
    columns = [Column(name, say(f"change.table_{name}"), "label") for name in texts]
    columns += [Column(name, say(f"change.table_{name}"), "number") for name in numbers]
    return table("change", say("change.table_title"), columns, rows, source.files)
