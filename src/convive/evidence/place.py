"""What a place is like: from joined census counts to evidence that is made to be published."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.resources import files

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.disclosure import Cell, Column, Counted, Sheet, is_small, plain_sheet, sheet
from convive.core.errors import RefusedInput, UnknownName, closest
from convive.core.geography import Place, is_code, parts_of, refuse_not_covered
from convive.core.groups import classification
from convive.core.provenance import Source, by_kind
from convive.evidence import needs, pressures, schools
from convive.evidence.catalogue import indicator
from convive.evidence.census import BOUNDARY_YEAR, FIVE, Counts, Joined, authorities_in, join, matrix
from convive.evidence.figures import figures
from convive.evidence.model import CensusYear, GroupShare, Measure, Missing, Pairs, PlaceEvidence, Standing
from convive.evidence.neighbourhoods import Areas, ends, neighbourhoods
from convive.evidence.parts import Inputs
from convive.evidence.peers import peers
from convive.evidence.people import Finer, finer_groups, withheld
from convive.evidence.people import build as people_part
from convive.evidence.segregation.indices import pairs_differ
from convive.evidence.separation import KIND, measures
from convive.evidence.shift import change_sheet, shift
from convive.evidence.standings import standings

# What stands beside the census figures; a data folder may hold files that nothing here looks at.
_BASE = ("boundaries", *KIND.values(), "lookups")
_PARTS = (needs.build, schools.build, pressures.build)
# Worked out from the groups' totals alone: where one of those is withheld, these would give it away.
_SOLVABLE = ("mix_change",)
UNIT_WORDS = {
    "lsoa": "LSOAs",
    "common": "LSOAs joined over splits and merges",
    "oa": "output areas (stand alone: smaller units give higher figures)",
}


def build(code: str, tables: Mapping[str, pl.LazyFrame], sources: Iterable[Source], *, today: date) -> PlaceEvidence:
    """Everything the files say about one place.

    Parameters
    ----------
    code
        The authority's code ("E08000032").
    tables
        The data folder's tables by name (``census-ts021.counts`` …); lookups and one census are needed, boundaries and
        wards are used when they are there.
    sources
        Where the tables come from.
    today
        The day of writing: decides the tense of old figures.

    Returns
    -------
    Evidence in five groups, protected for publication.

    Raises
    ------
    RefusedInput
        Without lookups or census, or when the place's small areas are not all in the file.
    UnknownName
        When no authority has that code.
    """
    place = find_place(code, authorities_in(tables, code))
    joined = join(tables, code)
    years = tuple(year for year in KIND if place.code in joined.complete[year])
    if not years:
        raise RefusedInput(
            f"{place.name} ({place.code}) is in the lookups, but the census files leave out its small areas.",
            rule="complete",
            hint="Read the publisher's whole file: some copies leave whole authorities out.",
        )
    origin = by_kind(sources)
    counts = {year: _matrix(joined, year, place.code) for year in years}
    finer = {year: finer_groups(joined, tables, place, year) for year in KIND}
    whole = finer[2021].counts if finer[2021] is not None else None
    areas = Areas.of(joined, place.code, tables, whole) if 2021 in years else None
    found = neighbourhoods(areas) if areas is not None else ()
    census = tuple(_year(year, counts[year], origin[KIND[year]]) for year in years)
    hidden, hidden_finer = _withheld(counts, finer, areas)
    people = _people_sheet(counts, hidden, origin)
    groups = _group_shares(people, years)
    too_few = {(year, group) for year in years for group, few in zip(joined.groups, hidden[year], strict=False) if few}
    moved = shift(joined, place.code, withheld=bool(too_few))
    measured = tuple(m for m in measures(joined, place.code, years) if (m.year, m.group) not in too_few)
    alike = peers(joined, tables, place)
    near = tuple(peer.code for peer in alike.nearest) if alike else ()
    ranked = tuple(s for s in standings(joined, place.code, near) if not (too_few and s.indicator in _SOLVABLE))
    pairs = (_pairs(areas),) if areas is not None else ()
    sheets = [people]
    if areas is not None:
        sheets.append(areas.sheet(origin["census-ts021"], origin.get("imd-2025")))
    inputs = Inputs(place, joined, tables, origin, areas, today, near)
    parts = (people_part(inputs, finer, hidden_finer, hidden), *(part(inputs) for part in _PARTS))
    ranked += tuple(standing for part in parts for standing in part.standings)
    sheets += [sheet for part in parts for sheet in part.sheets]
    sheets += [_separation_sheet(measured, origin), _standings_sheet(ranked, origin)]
    if moved is not None and moved.parts:
        sheets.append(change_sheet(moved, _credit(origin, KIND.values())))
    topics = tuple(topic for part in parts for topic in part.topics)
    beside = {"imd-2025"} if areas is not None and areas.deprived else set()
    used = {
        *_BASE,
        *beside,
        *(kind for topic in topics for kind in topic.kinds),
        *(kind for s in ranked for kind in s.kinds),
    }
    printed = {kind: source for kind, source in origin.items() if kind in used}
    missing = (
        *_missing(origin, years, has_map=any(area.rings for area in found)),
        *(m for p in parts for m in p.missing),
    )
    known = figures(place, census, pairs, measured, ranked, found, origin)
    for part in parts:
        known |= part.figures
    return PlaceEvidence(
        place=place,
        written=today.isoformat(),
        years=census,
        groups=groups,
        pairs=pairs,
        measures=measured,
        neighbourhoods=found,
        ends=ends(found, classification(FIVE).minority),
        standings=ranked,
        sheets=tuple(sheets),
        sources=tuple(printed.values()),
        missing=missing,
        figures=known,
        classification=FIVE,
        minority_words=classification(FIVE).minority,
        topics=topics,
        shift=moved,
        peers=alike,
    )


def find_place(code: str, authorities: Mapping[str, str]) -> Place:
    """The authority of that code.

    Raises
    ------
    UnknownName
        With what looks like what was asked for: names, or codes of a mistyped one. Of a whole code nothing, for codes
        that look alike are far apart.

    >>> find_place("E08000032", {"E08000032": "Bradford"}).name
    'Bradford'
    """
    if code in authorities:
        return Place(code, authorities[code], BOUNDARY_YEAR, parts_of(code, BOUNDARY_YEAR))
    refuse_not_covered(code)
    by_name = {name: known for known, name in authorities.items()}
    near = [by_name[name] for name in closest(code, by_name)]
    if not near and not is_code("lad", code):
        near = closest(code, authorities)
    named = " or ".join(f"{one} ({authorities[one]})" for one in near)
    raise UnknownName(
        f"No authority with the code “{code}” is in the data ({len(authorities)} are, on {BOUNDARY_YEAR} boundaries).",
        rule="place",
        hint=f"Did you mean {named}?" if near else "Give its name instead of the code, and its code is said here.",
    )


def _matrix(joined: Joined, year: int, code: str) -> Counts:
    frame = joined.lsoa21 if year == 2021 else joined.lsoa11
    assert frame is not None  # the year is complete for the place
    return matrix(frame, code, joined.groups)


def _year(year: int, counts: Counts, source: Source) -> CensusYear:
    residents = int(counts.sum())
    return CensusYear(year, source.dated, source.date_words, source.kind, None if is_small(residents) else residents)


def _withheld(
    counts: Mapping[int, Counts], finer: Mapping[int, Finer | None], areas: Areas | None
) -> tuple[dict[int, NDArray[np.bool_]], dict[int, NDArray[np.bool_] | None]]:
    """Which of the place's broad and finer groups are withheld, by census: the same people stand in several tables."""
    hidden: dict[int, NDArray[np.bool_]] = {}
    fine: dict[int, NDArray[np.bool_] | None] = {}
    for year, table in counts.items():
        hidden[year], fine[year] = withheld(table.sum(axis=0), finer.get(year))
    if areas is not None:
        hidden[2021], fine[2021] = areas.hidden[-1], areas.masks[2]
    for year, found in finer.items():
        if year not in hidden and found is not None:
            broad = np.bincount(found.parents, weights=found.counts).astype(np.int64)
            fine[year] = withheld(broad, found)[1]
    return hidden, fine


def _people_sheet(
    counts: Mapping[int, Counts], hidden: Mapping[int, NDArray[np.bool_]], origin: Mapping[str, Source]
) -> Sheet:
    named = classification(FIVE)
    table = np.array([matrix.sum(axis=0) for matrix in counts.values()])
    labels = [(origin[KIND[year]].date_words,) for year in counts]
    return sheet(
        "people",
        "All residents by broad ethnic group",
        [Column("census", "Census", "label")],
        Counted(labels, table, [(group.id, group.label) for group in named.groups]),
        source=_credit(origin, [KIND[year] for year in counts]),
        note="Arab is counted with Other, Gypsy or Irish Traveller with White, at both censuses.",
        hidden=np.array(list(hidden.values())),
    )


def _group_shares(people: Sheet, years: Iterable[int]) -> tuple[GroupShare, ...]:
    """The printed numbers of the people sheet again, by group: what is withheld there is withheld here."""
    columns = {column.id: position for position, column in enumerate(people.columns)}
    rows = dict(zip(years, people.rows, strict=True))

    def count(row: tuple[Cell, ...], column: str) -> int | None:
        value = row[columns[column]].value
        return int(value) if isinstance(value, (int, float)) else None

    shares = []
    for group in classification(FIVE).groups:
        counts = {year: count(row, group.id) for year, row in rows.items()}
        in_100: dict[int, float | None] = {}
        for year, row in rows.items():
            people_of_group, everyone = counts[year], count(row, "residents")
            in_100[year] = None if people_of_group is None or not everyone else 100 * people_of_group / everyone
        shares.append(GroupShare(group.id, group.label, counts, in_100))
    return tuple(shares)


def _pairs(areas: Areas) -> Pairs:
    counts = areas.counts
    sizes = counts.sum(axis=1)
    each = np.array([pairs_differ(row) if row.sum() > 1 else 0.0 for row in counts])
    anywhere = pairs_differ(counts.sum(axis=0))
    return Pairs(2021, round(anywhere, 4), round(float((sizes * each).sum() / sizes.sum()), 4))


def _separation_sheet(measured: Iterable[Measure], origin: Mapping[str, Source]) -> Sheet:
    named = classification(FIVE)
    columns = [
        Column("index", "Index", "label"),
        Column("group", "Group", "label"),
        Column("census", "Census", "label"),
        Column("unit", "Counted in", "label"),
        Column("value", "Value", "number", "0 to 1"),
        Column("expected", "Expected by chance", "number", "0 to 1"),
        Column("corrected", "Beyond chance", "number", "0 to 1"),
        Column("low", "Interval from", "number", "0 to 1"),
        Column("high", "Interval to", "number", "0 to 1"),
        Column("units", "Units", "number"),
        Column("status", "Status", "text"),
        Column("reason", "Why", "text"),
    ]
    rows = [
        (
            indicator(m.index).title,
            named[m.group].label if m.group else "All groups",
            origin[m.kind].date_words,
            UNIT_WORDS[m.unit],
            _four(m.estimate.value),
            _four(m.estimate.expected),
            _four(m.estimate.corrected),
            _four(m.estimate.low),
            _four(m.estimate.high),
            m.estimate.units,
            m.estimate.status,
            m.estimate.reason,
        )
        for m in measured
    ]
    note = "Only figures counted in the same units may be compared. Expected by chance: homes dealt at random. "
    note += "The interval is about the value: the middle 95 in 100 of the values when small areas are drawn again."
    return plain_sheet(
        "separation",
        "How far apart groups live",
        columns,
        rows,
        source=_credit(origin, sorted({m.kind for m in measured})),
        note=note,
    )


def _standings_sheet(ranked: Iterable[Standing], origin: Mapping[str, Source]) -> Sheet:
    columns = [
        Column("indicator", "Figure", "label"),
        Column("value", "Here", "number"),
        Column("rank", "Rank, 1 is highest", "number"),
        Column("of", "Authorities that could be compared", "number"),
        Column("low_quarter", "A quarter are below", "number"),
        Column("median", "Half are below", "number"),
        Column("high_quarter", "A quarter are above", "number"),
        Column("similar", "Half of the similar authorities are below", "number"),
    ]
    rows = [
        (
            indicator(s.indicator).title,
            _four(s.value),
            s.rank,
            s.of,
            _four(s.low_quarter),
            _four(s.median),
            _four(s.high_quarter),
            _four(s.similar),
        )
        for s in ranked
    ]
    kinds = sorted({kind for s in ranked for kind in s.kinds})
    return plain_sheet(
        "standings",
        "Where the place stands among the authorities in the files",
        columns,
        rows,
        source=_credit(origin, kinds),
        note="Authorities that the files leave out, in whole or in part, are not compared.",
    )


def _four(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _credit(origin: Mapping[str, Source], kinds: Iterable[str]) -> str:
    return "; ".join(f"{origin[kind].publisher}, {origin[kind].title} ({origin[kind].table})" for kind in kinds)


def _missing(origin: Mapping[str, Source], years: tuple[int, ...], *, has_map: bool) -> Iterable[Missing]:
    if 2011 not in years:
        yield Missing(
            "census-2011-ethnic", "How the place changed since 2011: the 2011 census by small area is not here."
        )
    if 2021 not in years:
        yield Missing("census-ts021", "Who lives here now: the 2021 census by small area (table TS021) is not here.")
    if not has_map:
        yield Missing("boundaries", "A map: no file with the outlines of this place's small areas was given.")
    raw = files("convive.evidence").joinpath("data", "not_yet.toml").read_text("utf-8")
    for entry in tomllib.loads(raw)["missing"]:
        if entry["kind"] not in origin:
            yield Missing(entry["kind"], entry["says"])
