"""Topics about people: nineteen and fifteen groups, ages, and religions as a fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from convive.core.disclosure import Column, Counted, Sheet, sheet, tall_sheet
from convive.core.groups import classification
from convive.evidence.census import FIVE
from convive.evidence.figures import credit, districts
from convive.evidence.model import Company, Figure, Line, Missing, Topic
from convive.evidence.neighbourhoods import NINETEEN, SMALL_AREA
from convive.evidence.parts import Inputs, Part, together
from convive.evidence.people.ages import ages, ages_2011
from convive.evidence.people.finer import Finer
from convive.evidence.people.religion import religion

Mask = NDArray[np.bool_]
EVERYWHERE = "England and Wales"
_IDS = {2011: "people-fifteen", 2021: "people-nineteen"}
_TITLES = {2011: "Fifteen ethnic groups in 2011", 2021: "Nineteen ethnic groups in 2021"}
_WANTED = {2011: "census-2011-ethnic-lad", 2021: "census-ts021-lad"}
_CANNOT = {
    2011: "Finer groups in 2011 cannot be said: the census table by authority (QS201) is not here. The Office for "
    "National Statistics publishes it on Nomis.",
    2021: "Nineteen groups cannot be said: the census table by authority (TS021, nineteen groups) is not here. The "
    "Office for National Statistics publishes it on Nomis.",
}


def build(
    inputs: Inputs,
    finer: Mapping[int, Finer | None],
    hidden: Mapping[int, Mask | None],
    broad: Mapping[int, Mask],
) -> Part:
    """Every topic about who lives here.

    ``finer`` and ``hidden`` hold, by census, the place's finer groups and which of them (everybody last) are withheld;
    ``broad`` which of the broad groups are.
    """
    return together(_parts(inputs, finer, hidden, broad))


def _parts(
    inputs: Inputs,
    finer: Mapping[int, Finer | None],
    hidden: Mapping[int, Mask | None],
    broad: Mapping[int, Mask],
) -> Iterable[Part]:
    for year in (2021, 2011):
        found, mask = finer.get(year), hidden.get(year)
        if found is None or mask is None or not found.counts.sum():
            yield _cannot(year)
            continue
        yield _groups(inputs, found, mask)
    yield _by_neighbourhood(inputs)
    yield ages(inputs)
    shut = broad.get(2011)
    white = classification(FIVE).ids.index("White")
    # White residents by age add up to all White residents, who stand in the table of broad groups.
    yield ages_2011(inputs, withheld=shut is not None and bool(shut[white] or shut[-1]))
    yield religion(inputs)


def _cannot(year: int) -> Part:
    topic = Topic(_IDS[year], "people", _TITLES[year], "residents", (), status="cannot say", reason=_CANNOT[year])
    return Part((topic,), missing=(Missing(_WANTED[year], _CANNOT[year]),))


def _groups(inputs: Inputs, found: Finer, mask: Mask) -> Part:
    named, source = classification(found.classification), inputs.origin[found.kind]
    everyone = int(found.counts.sum())
    everywhere = None if found.everywhere is None else found.everywhere / found.everywhere.sum()
    lines = []
    for at, group in enumerate(named.groups):
        few, count = bool(mask[at]), int(found.counts[at])
        share = None if few or mask[-1] else round(count / everyone, 6)
        elsewhere = None if everywhere is None else round(float(everywhere[at]), 6)
        lines.append(Line(group.id, group.label, None if few else count, share, elsewhere))
    table = _groups_sheet(inputs, found, mask, lines)
    company = None if everywhere is None else Company(EVERYWHERE, found.authorities, True)
    shown = None if mask[-1] else everyone
    topic = Topic(
        _IDS[found.year],
        "people",
        _TITLES[found.year],
        "residents",
        (found.kind,),
        dated=source.dated,
        date_words=source.date_words,
        total=shown,
        lines=tuple(lines),
        company=company,
        sheet=table.id,
    )
    figure = Figure(
        words="withheld" if shown is None else f"{everyone:,}",
        source=credit(source),
        rows=f"{inputs.place.name} ({inputs.place.code}){districts(inputs.place)}, {len(lines)} groups, "
        f"{source.date_words}",
        formula="Residents of each group as a share of all residents of the same table",
        exact="" if shown is None else str(everyone),
    )
    return Part((topic,), (table,), figures={topic.id: figure})


def _groups_sheet(inputs: Inputs, found: Finer, mask: Mask, lines: list[Line]) -> Sheet:
    named, broad, source = classification(found.classification), classification(FIVE), inputs.origin[found.kind]
    to = named.crosswalk(FIVE)
    extra: list[list[float | None]] = []
    columns: list[Column] = []
    if found.everywhere is not None:
        columns = [Column("everywhere", f"{EVERYWHERE}, in 100", "share", "in 100")]
        extra = [[None if line.elsewhere is None else round(100 * line.elsewhere, 1)] for line in lines] + [[100.0]]
    return tall_sheet(
        _IDS[found.year],
        f"{_TITLES[found.year]}, {source.date_words}",
        [Column("group", "Group", "label"), Column("broad", "Broad group", "label")],
        [*((group.label, broad[to[group.id]].label) for group in named.groups), ("All residents", "")],
        [*found.counts.tolist(), int(found.counts.sum())],
        source=f"{source.publisher}, {source.title} ({source.table}), {source.date_words}",
        hidden=[bool(few) for few in mask],
        unit="residents",
        note="Census tables differ slightly from each other by design: this one is not added to another.",
        extra_columns=columns,
        extra=extra,
    )


def _by_neighbourhood(inputs: Inputs) -> Part:
    """The table of nineteen groups by neighbourhood, where one was given: a table, no topic of its own."""
    areas = inputs.areas
    if areas is None or areas.fine is None:
        return Part()
    source, mask = inputs.origin[SMALL_AREA], areas.masks[1]
    table = sheet(
        "neighbourhoods-nineteen",
        f"Residents by neighbourhood and nineteen ethnic groups, {source.date_words}",
        [Column("neighbourhood", "Neighbourhood", "label"), Column("ward", "Main ward", "label")],
        Counted(
            list(zip(areas.names, areas.labels, strict=True)),
            areas.fine,
            [(group.id, group.label) for group in classification(NINETEEN).groups],
        ),
        source=f"{source.publisher}, {source.title} ({source.table}), {source.date_words}",
        note="[c]: withheld to protect small numbers, together with the table of broad groups.",
        total_labels=("All neighbourhoods", ""),
        hidden=mask,
    )
    return Part(sheets=(table,))
