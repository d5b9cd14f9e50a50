"""A workforce beside the people who could work there, to read: who declared, then a range beside a range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from convive.core.disclosure import Column
from convive.evidence.workforce import Row as Line
from convive.evidence.workforce import Workforce
from convive.reports.drawing import INK, LIT, UNLIT, frame
from convive.reports.ranges import range_row
from convive.reports.words import capital, say, say_marked
from convive.reports.workforce import beside, verdict
from convive.reports.working.document import Block, Row, Source, Working, table


def document(found: Workforce, *, source: Source) -> Working:
    """The working document of an employer's people beside those of working age. It holds no count of 1 to 9."""
    if found.declared is None or found.people is None:
        heading = Markup(say("workforce.report_title_withheld"))  # nosec B704  our own words
    else:
        heading = say_marked("workforce.report_title", declared=f"{found.declared:,}", people=f"{found.people:,}")
    judged = [row for row in found.rows if row.low is not None]
    clear = sum(row.verdict in ("fewer", "more") for row in judged)
    lead = [say("workforce.report_lead", beside=beside(found))]
    if judged:
        lead.append(say("workforce.report_lead_clear", clear=clear, shown=len(judged)))
    blocks = [_block(found.of("everybody"), "workforce.everybody_title", say("workforce.read"))]
    for scope, key in (("grade", "workforce.grade_title"), ("site", "workforce.site_title")):
        rows = [row for row in found.rows if row.scope == scope]
        blocks += [_block(rows, key, "")] if rows else []
    return Working(
        kind=say("workforce.report_kind"),
        heading=heading,
        lead=tuple(lead),
        blocks=tuple(blocks),
        tables=_table(found.rows, source),
        care=(say("workforce.not_said"), say("workforce.care_declare"), say("workforce.care_beside"), *found.notes),
        how=(say("workforce.how_bounds"), say("workforce.how_source"), say("workforce.how_small")),
        source=source,
        lessons=("interval", "small-numbers"),
        why=say("working.why_employer"),
    )


def _block(rows: Sequence[Line], title: str, read: str) -> Block:
    heads = (
        say("workforce.group_head"),
        say("workforce.scale_head"),
        say("workforce.value_head"),
        say("workforce.verdict_head"),
    )
    return Block(say(title), read, heads=heads, rows=tuple(_row(row) for row in rows), keys=_keys() if read else ())


def _row(row: Line) -> Row:
    label = row.group if row.scope == "everybody" else say("workforce.row_label", name=row.name, group=row.group)
    population = say("workforce.population", n=f"{100 * row.population:.0f}")
    if row.low is None:
        return Row(label, "", "[c]", sub=population, more=say("workforce.hidden"))
    low = 100 * row.low
    high = 100.0 if row.high is None else 100 * row.high
    band = None
    if row.chance_low is not None and row.chance_high is not None:
        band = (100 * row.chance_low, 100 * row.chance_high)
    if row.high is None:
        value = say("workforce.range_least", low=f"{low:.0f}")
    elif f"{low:.0f}" == f"{high:.0f}":
        value = f"{low:.0f}"
    else:
        value = say("workforce.range_value", low=f"{low:.0f}", high=f"{high:.0f}")
    said = say(
        "workforce.range_said",
        label=label,
        value=value,
        population=population,
        chance_low=f"{band[0] if band else 0:.0f}",
        chance_high=f"{band[1] if band else 100:.0f}",
    )
    picture = range_row(low, high, reference=100 * row.population, band=band, finding=said)
    return Row(label, picture, value, sub=population, more=capital(verdict(row)))


def _keys() -> tuple[tuple[Markup, str], ...]:
    drawings = (
        (f'<rect x="1" y="5" width="16" height="8" fill="{LIT}"/>', "workforce.key_range"),
        (f'<rect x="1" y="1" width="16" height="16" fill="{UNLIT}" fill-opacity=".36"/>', "workforce.key_lot"),
        (f'<line x1="9" x2="9" y1="0" y2="18" stroke="{INK}" stroke-width="1.8"/>', "workforce.key_population"),
    )
    return tuple((frame(body, finding=say(key), view=(18, 18), beside_words=True), say(key)) for body, key in drawings)


def _table(rows: Sequence[Line], source: Source) -> Any:
    listed: list[tuple[Any, ...]] = [
        (
            row.group,
            say(f"workforce.scope_{row.scope}"),
            "" if row.scope == "everybody" else row.name,
            row.people,
            row.undeclared,
            row.count,
            None if row.low is None else 100 * row.low,
            None if row.high is None else 100 * row.high,
            100 * row.population,
            verdict(row) if row.low is not None else say("workforce.hidden"),
        )
        for row in rows
    ]
    columns = [Column("group", say("workforce.group_head"), "label")]
    columns += [Column(name, say(f"workforce.table_{name}"), "label") for name in ("scope", "name")]
    columns += [Column(name, say(f"workforce.table_{name}"), "count") for name in ("people", "undeclared", "count")]
    columns += [Column(name, say(f"workforce.table_{name}"), "share") for name in ("low", "high", "population")]
    columns += [Column("verdict", say("workforce.table_verdict"), "label")]
    return table("workforce", say("workforce.table_title"), columns, listed, source.files)
