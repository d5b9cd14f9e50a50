"""The schools of a place, put together: topics, tables, standings, figures, and what could not be looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from convive.core.disclosure import Column, Sheet, plain_sheet
from convive.core.groups import classification
from convive.core.provenance import Source
from convive.evidence.catalogue import indicator
from convive.evidence.census import FIVE
from convive.evidence.figures import credit
from convive.evidence.model import Company, Figure, Line, Missing, Standing, Topic
from convive.evidence.parts import Inputs, Part
from convive.evidence.schools import ages
from convive.evidence.schools.ages import AgeEffect, age_effect, no_residents
from convive.evidence.schools.apart import INDICATOR, Apart, apart_sheet, leading, measure
from convive.evidence.schools.beside import around_sheet, beside, beside_sheet, phase_sheets
from convive.evidence.schools.places import KINDS, Places, school_places
from convive.evidence.schools.placing import Placed, place_schools
from convive.evidence.schools.pupils import GROUPS, KIND, PHASES, Pupils, load, matrix
from convive.evidence.schools.years import by_year

PLACES = KINDS[0]
NO_FILE = (
    "Who learns with whom: no file of schools was given. The Department for Education publishes pupils by ethnic group "
    "for every school in England."
)
NOT_HERE = (
    "The file of schools holds no school of this place whose pupils are counted by ethnic group. It covers England, "
    "and some copies leave whole authorities out; elsewhere the council or the government’s statisticians hold it."
)
PAIRS = (
    "1 − Σ n_g(n_g − 1) / (n(n − 1)) over the pupils of one school, averaged over pupils; and the same over "
    "all schools of the phase together"
)
NO_YEARS = "Pupils by year group: no file of schools was given. The Department for Education publishes them."


def build(inputs: Inputs) -> Part:
    """What is known of a place's schools; each topic says "cannot say", and who holds the figure, where it must."""
    room = school_places(inputs)
    pupils = load(inputs)
    figures = {} if room.figure is None else {room.topic.indicator: room.figure}
    if pupils is None or not pupils.mine.height:
        return _silent(room, pupils)
    source = inputs.origin[KIND]
    words = f"{source.publisher}, {source.title} ({source.table}), {source.date_words}"
    company = _company(pupils)
    years = by_year(inputs, pupils, words, company)
    apart = measure(pupils, inputs.joined.authorities, inputs.peers)
    placed = place_schools(inputs, pupils.schools, pupils.mine)
    effect = age_effect(inputs)
    found = beside(inputs, pupils, placed, effect)
    without = None if found.residents is not None else no_residents(inputs, effect)
    tables = phase_sheets(pupils, words)
    standing = leading(apart)
    topic = _topic(pupils, tables.values(), apart, standing, source, company)
    by_postcode = placed.known > 0 and inputs.has("postcodes", "postcodes")
    used = {"postcodes": by_postcode, ages.KIND: found.residents is not None}
    kinds = (KIND, *(kind for kind, here in used.items() if here))
    topic = replace(topic, kinds=kinds, notes=(without.says,) if without else ())
    sheets = [*tables.values()]
    if found.nearest is not None:
        sheets.append(beside_sheet(pupils, tables, found.nearest, words, placed.neighbourhood))
    around = around_sheet(found, _with(inputs, words, placed, found.residents is not None))
    sheets += [table for table in (around, apart_sheet(apart, words) if apart else None) if table is not None]
    sheets.append(_placed_sheet(pupils, placed, words))
    if effect is not None and found.residents is not None:
        sheets.append(_ages_sheet(inputs, topic, effect))
    standings = tuple(one for one in (standing, years.standing) if one is not None)
    figures |= _figures(inputs, apart, standing, around)
    if years.figure is not None:
        figures[years.topic.indicator] = years.figure
    return Part(
        topics=(topic, years.topic, room.topic),
        sheets=(*sheets, *years.sheets, *room.sheets),
        standings=standings,
        figures=figures,
        missing=(
            *_missing(placed, without),
            *((Missing(KIND, years.topic.reason), *_no_room(room)) if years.topic.status != "ok" else ()),
        ),
    )


def _silent(room: Places, pupils: Pupils | None) -> Part:
    """What is left where no school of the place is counted: places, if a file gives them, and who holds the rest."""
    reasons = (NO_FILE, NO_YEARS) if pupils is None else (NOT_HERE, NOT_HERE)
    topics = (
        _cannot_say("schools-mix", "schools", "Who learns with whom", reasons[0]),
        _cannot_say("pupils-by-year", "pressures", "Pupils by year group", reasons[1]),
        room.topic,
    )
    figures = {} if room.figure is None else {room.topic.indicator: room.figure}
    missing = (Missing(KIND, reasons[0]), *_no_room(room))
    return Part(topics=topics, sheets=room.sheets, figures=figures, missing=missing)


def _no_room(room: Places) -> tuple[Missing, ...]:
    return () if room.topic.status == "ok" else (Missing(PLACES, room.topic.reason),)


def _cannot_say(id: str, part: Literal["schools", "pressures"], title: str, reason: str) -> Topic:
    return Topic(id, part, title, "pupils", (), status="cannot say", reason=reason)


def _company(pupils: Pupils) -> Company | None:
    authorities = pupils.schools["authority"].drop_nulls().n_unique()
    return Company(f"the {authorities:,} authorities in the same file", authorities, False) if authorities > 1 else None


def _topic(
    pupils: Pupils,
    tables: Iterable[Sheet],
    apart: tuple[Apart, ...],
    standing: Standing | None,
    source: Source,
    company: Company | None,
) -> Topic:
    """Pupils of the place's primary and secondary schools by group; a group is withheld where a phase withholds it."""
    counts: dict[str, int | None] = dict.fromkeys(GROUPS, 0)
    total: int | None = 0
    for table in tables:
        at = {column.id: i for i, column in enumerate(table.columns)}
        last = table.rows[-1]
        for group in GROUPS:
            counts[group] = _plus(counts[group], last[at[group]].value)
        total = _plus(total, last[at["pupils"]].value)
    everywhere = matrix(pupils.schools).sum(axis=0)
    lines = tuple(
        Line(
            group,
            classification(FIVE)[group].label,
            counts[group],
            None if counts[group] is None or not total else (counts[group] or 0) / total,
            float(everywhere[i] / everywhere.sum()) if company else None,
        )
        for i, group in enumerate(GROUPS)
    )
    return Topic(
        "schools-mix",
        "schools",
        "Who learns with whom",
        "pupils of primary and secondary schools whose group is recorded",
        (KIND,),
        dated=source.dated,
        date_words=source.date_words,
        total=total,
        lines=lines,
        indicator=INDICATOR if standing else "",
        value=standing.value if standing else None,
        company=company,
        sheet="schools-apart" if apart else "",
    )


def _plus(so_far: int | None, value: object) -> int | None:
    return None if so_far is None or not isinstance(value, (int, float)) else so_far + int(value)


def _figures(
    inputs: Inputs, apart: tuple[Apart, ...], standing: Standing | None, around: Sheet | None
) -> dict[str, Figure]:
    """The figures that the report prints large: pairs of pupils, how far apart, and schools beside those around."""
    source, where = credit(inputs.origin[KIND]), inputs.place.name
    found = {}
    pairs = next((one for one in apart if one.anywhere is not None and one.same_school is not None), None)
    if pairs is not None:
        inside, anywhere = 100 * (pairs.same_school or 0.0), 100 * (pairs.anywhere or 0.0)
        found["school-pairs"] = Figure(
            words=f"{inside:.0f} and {anywhere:.0f} in 100",
            source=source,
            rows=f"{pairs.estimate.units} {pairs.phase.lower()} schools in {where}, five broad groups",
            formula=PAIRS,
            exact=f"{inside / 100:.3f} and {anywhere / 100:.3f}",
        )
    if standing is not None:
        one = next(one for one in apart if one.standing is standing)
        found[INDICATOR] = Figure(
            words=indicator(INDICATOR).words(standing.value),
            source=source,
            rows=f"{one.estimate.units} {one.phase.lower()} schools in {where}; {standing.of} authorities "
            f"compared, {standing.not_compared} could not be",
            formula=indicator(INDICATOR).formula,
            exact=f"{standing.value:.3f}",
        )
    # A place whose one school is held against residents alone has that row and no other.
    white = next((row for row in around.rows if row[0].value == "White"), None) if around is not None else None
    if white is not None:
        group, beside, schools, smaller, _, larger, *_ = (cell.value for cell in white)
        found["intake_difference"] = Figure(
            words=f"{smaller} smaller, {larger} larger",
            source=source,
            rows=f"{schools} schools in {where}: {group} pupils, beside {beside}",
            formula=indicator("intake_difference").formula,
        )
    return found


def _with(inputs: Inputs, words: str, placed: Placed, residents: bool) -> str:
    """The credit of a table that rests on postcodes, and on residents, as well."""
    found = [words]
    if placed.known and (source := inputs.origin.get("postcodes")) is not None:
        # Postcodes come area by area, and their titles would fill a page.
        found.append(f"{source.publisher}, postcodes, {source.date_words}")
    for kind in ("census-ts021", ages.KIND) if residents else ():
        source = inputs.origin[kind]
        found.append(f"{source.publisher}, {source.title} ({source.table}), {source.date_words}")
    return "; ".join(found)


def _placed_sheet(pupils: Pupils, placed: Placed, words: str) -> Sheet:
    """How each school was placed, and how many were left out."""
    phases = pupils.mine.group_by("phase").len()
    compared = sum(count for phase, count in phases.iter_rows() if phase in PHASES)
    rows = [
        ("In a small area by the postcode file", placed.by_table),
        ("In a small area by the outline its postcode lies in", placed.by_outline),
        ("By its postcode, in no outline that is here", placed.outside),
        ("By its own ward code alone", placed.unknown),
        ("All schools with pupils by group", pupils.mine.height),
        ("Of these primary and secondary schools, which are compared", compared),
        ("Schools whose pupils are not counted by group (independent schools above all)", pupils.others),
    ]
    columns = [Column("how", "How a school was placed", "label"), Column("schools", "Schools", "number", "schools")]
    return plain_sheet("schools-placed", "How schools were placed", columns, rows, source=words)


def _ages_sheet(inputs: Inputs, topic: Topic, effect: AgeEffect) -> Sheet:
    """White residents of all ages and of school age in 2011, and pupils: how much of a difference age makes."""
    then = inputs.origin[ages.KIND].date_words
    pupils = next(line.share for line in topic.lines if line.id == "White")
    rows = [
        ("All residents", then, effect.everyone),
        (f"Residents aged {ages.YOUNGEST} to {ages.OLDEST}", then, effect.children),
        ("Pupils of primary and secondary schools", topic.date_words, pupils),
        ("How far the estimate misses in half of neighbourhoods, 2011", then, effect.off),
    ]
    columns = [
        Column("people", "White people among", "label"),
        Column("date", "Date", "label"),
        Column("share", "In 100", "number", "in 100"),
    ]
    source = "; ".join(credit(inputs.origin[kind]) for kind in (ages.KIND, KIND))
    return plain_sheet(
        "schools-ages",
        "Residents of all ages, residents of school age, and pupils",
        columns,
        [(who, when, None if share is None else round(100 * share)) for who, when, share in rows],
        source=source,
    )


def _missing(placed: Placed, without: Missing | None) -> tuple[Missing, ...]:
    found = []
    if placed.unknown and not placed.known:
        says = (
            "Which schools are near each other: none of this place’s postcodes are here, so schools stand beside those "
            "of their ward. The Office for National Statistics publishes postcodes."
        )
        found.append(Missing("postcodes", says))
    if without is not None:
        found.append(without)
    return tuple(found)
