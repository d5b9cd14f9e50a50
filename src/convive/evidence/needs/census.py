"""Topics that rest on one census table: English, arrivals, tenure, room in homes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from convive.core.disclosure import Column, Counted, Sheet, is_small, sheet
from convive.core.errors import RefusedInput
from convive.core.estimates import Estimate
from convive.evidence.catalogue import indicator
from convive.evidence.figures import credit
from convive.evidence.model import Company, Figure, Line, Standing, Topic
from convive.evidence.needs.shares import share_of
from convive.evidence.needs.tally import Tally, tally
from convive.evidence.needs.topics import Question, Row
from convive.evidence.parts import Inputs, Part
from convive.evidence.standings import FEWEST, stand

DEPRIVED = Column("deprived", "Small areas in England’s most deprived fifth, in 100", "number", "in 100 small areas")


def measured(inputs: Inputs, areas: pl.DataFrame, question: Question, deprived: Mapping[str, float]) -> Part:
    """What one census table says about the place; a topic that cannot say where the table or the place is missing.

    ``deprived`` is the share of each neighbourhood's small areas in England's most deprived fifth, by name, and
    under "" that of the whole place.
    """
    if reason := _not_here(inputs, question):
        return Part((cannot_say(question, reason),))
    try:
        found = tally(inputs, areas, question)
    except RefusedInput as error:
        return Part((cannot_say(question, f"{question.gone} {error.says}"),))
    if found is None:
        left_out = f"The file leaves out small areas of {inputs.place.name}."
        return Part((cannot_say(question, f"{question.gone} {left_out} {question.holder}"),))
    return _part(inputs, question, found, deprived)


def cannot_say(question: Question, reason: str) -> Topic:
    """The topic without a number, and who holds the figure."""
    return Topic(
        id=question.id,
        part="needs",
        title=question.title,
        counted=question.counted,
        kinds=(),
        status="cannot say",
        reason=reason,
    )


def company_of(authorities: int) -> Company | None:
    """The authorities in the same file, where there are enough of them to be company."""
    if authorities < FEWEST:
        return None
    return Company(f"the {authorities} authorities in the same file", authorities, False)


def _not_here(inputs: Inputs, question: Question) -> str:
    """Why the table cannot be used; empty when it can."""
    if not inputs.has(question.kind) or question.kind not in inputs.origin:
        return f"{question.gone} {question.holder}"
    if question.names and not (inputs.has(question.names, "units") and question.names in inputs.origin):
        return f"{question.gone} The file has codes alone; the names of its areas are in {question.names}."
    return ""


def _part(inputs: Inputs, question: Question, found: Tally, deprived: Mapping[str, float]) -> Part:
    source = inputs.origin[question.kind]
    kinds = (question.kind, question.names) if question.names else (question.kind,)
    table = _sheet(inputs, question, found, deprived)
    shown = _shown(table, question)
    standings: list[Standing] = []
    figures: dict[str, Figure] = {}
    for row in question.rows:
        if row.indicator and shown[row.id] is not None:
            standing = _standing(inputs, row, found, question, kinds)
            standings += [standing] if standing else []
            figures[row.indicator] = _figure(inputs, question, row, found)
    lead = question.lead
    here = shown[lead.id]
    everyone = shown[""]
    topic = Topic(
        id=question.id,
        part="needs",
        title=question.title,
        counted=question.counted,
        kinds=kinds,
        dated=source.dated,
        date_words=source.date_words,
        total=everyone,
        lines=_lines(question, found, shown),
        indicator=lead.indicator,
        value=None if here is None or not everyone else round(here / everyone, 6),
        numerator=here,
        denominator=everyone if here is not None else None,
        company=company_of(len(found.authorities)),
        sheet=table.id,
        notes=_apart(question, found, here),
    )
    return Part((topic,), (table,), tuple(standings), figures)


def _sheet(inputs: Inputs, question: Question, found: Tally, deprived: Mapping[str, float]) -> Sheet:
    """The published table: neighbourhoods by row of the question, with the place's total and deprivation beside."""
    labels = dict(zip(inputs.areas.names, inputs.areas.labels, strict=True)) if inputs.areas else {}
    source = inputs.origin[question.kind]
    beside: list[float | None] = [
        None if (share := deprived.get(name)) is None else round(100 * share, 1) for name in found.neighbourhoods
    ]
    has_any = any(share is not None for share in beside)
    return sheet(
        question.id,
        f"{question.sheet}, {source.date_words}",
        [Column("neighbourhood", "Neighbourhood", "label"), Column("ward", "Main ward", "label")],
        Counted(
            [(name, labels.get(name, "")) for name in found.neighbourhoods],
            found.counts,
            [(row.id, row.label) for row in question.rows],
            {DEPRIVED.id: beside} if has_any else {},
            {DEPRIVED.id: round(100 * deprived[""], 1)} if has_any and "" in deprived else {},
        ),
        source=f"{source.publisher}, {source.title} ({source.table}), {source.date_words}",
        note="[c]: withheld to protect small numbers.",
        total_labels=("All neighbourhoods", ""),
        extra_columns=[DEPRIVED] if has_any else [],
        everyone=question.column,
    )


def _shown(table: Sheet, question: Question) -> dict[str, int | None]:
    """The printed counts of the whole place by row, and under "" the total: what is withheld there is ``None``."""
    ids = [column.id for column in table.columns]
    last = table.rows[-1]
    found: dict[str, int | None] = {}
    for key, column in (*((row.id, row.id) for row in question.rows), ("", question.column.id)):
        value = last[ids.index(column)].value
        found[key] = int(value) if isinstance(value, (int, float)) else None
    return found


def _shares(found: Tally, question: Question, row: Row) -> dict[str, Estimate]:
    """Every authority's share of one row."""
    ids = [one.id for one in question.rows]
    method = row.indicator or row.id
    return {
        lad: share_of(dict(zip(ids, map(int, counts), strict=True)), [row.id], method)
        for lad, counts in found.authorities.items()
    }


def _lines(question: Question, found: Tally, shown: Mapping[str, int | None]) -> tuple[Line, ...]:
    everyone = shown[""]
    lines = []
    for row in question.rows:
        shares = [estimate.value for estimate in _shares(found, question, row).values() if estimate.value is not None]
        here = shown[row.id]
        share = None if here is None or not everyone else round(here / everyone, 6)
        elsewhere = round(float(np.median(shares)), 6) if len(shares) >= FEWEST else None
        lines.append(Line(row.id, row.label, here, share, elsewhere))
    return tuple(lines)


def _standing(inputs: Inputs, row: Row, found: Tally, question: Question, kinds: tuple[str, ...]) -> Standing | None:
    return stand(
        row.indicator,
        _shares(found, question, row),
        inputs.place.code,
        authorities=found.listed,
        kinds=kinds,
        touches=lambda estimate: round(estimate.numerator or 0),
        peers=inputs.peers,
    )


def _figure(inputs: Inputs, question: Question, row: Row, found: Tally) -> Figure:
    ids = [one.id for one in question.rows]
    part, everyone = int(found.counts[:, ids.index(row.id)].sum()), int(found.counts.sum())
    what = "neighbourhoods (MSOAs)" if question.level == "msoa" else "small areas (LSOAs)"
    names = f"; names of the areas from {credit(inputs.origin[question.names])}" if question.names else ""
    categories = " and ".join(f"“{group}”" for group in row.groups)
    return Figure(
        words=indicator(row.indicator).words(part / everyone, places=1),
        source=credit(inputs.origin[question.kind]) + names,
        rows=f"All {found.areas:,} {what} of {inputs.place.name} ({inputs.place.code}), categories {categories}; "
        f"{len(found.authorities)} authorities compared",
        formula=indicator(row.indicator).formula,
        exact=f"{part:,} of {everyone:,} {question.counted}",
    )


def _apart(question: Question, found: Tally, here: int | None) -> tuple[str, ...]:
    """The two categories within the headline, for the whole place alone, where neither is small."""
    if here is None or len(question.apart) != 2:
        return ()
    first, second = (found.finer[group] for group in question.apart)
    if is_small(first) or is_small(second):
        return ()
    return (question.apart_says.format(first=f"{first:,}", second=f"{second:,}"),)
