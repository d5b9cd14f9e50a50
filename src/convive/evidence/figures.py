"""The figures a page prints large, each with its answer to "where from?"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from convive.core.geography import Place
from convive.core.provenance import Source
from convive.evidence.catalogue import indicator
from convive.evidence.model import CensusYear, Figure, Measure, Neighbourhood, Pairs, Standing


def figures(
    place: Place,
    years: Iterable[CensusYear],
    pairs: Iterable[Pairs],
    measures: Iterable[Measure],
    ranked: Iterable[Standing],
    areas: Iterable[Neighbourhood],
    by_kind: Mapping[str, Source],
) -> dict[str, Figure]:
    """Figures by key: "residents", "pairs", and the indicators that could be worked out."""
    found: dict[str, Figure] = {}
    units = {(m.year, m.unit): m.estimate.units for m in measures if m.index == "theil_h_multi"}
    for year in years:
        if year.residents is not None:
            source = by_kind[year.kind]
            found["residents" if year.year == 2021 else f"residents-{year.year}"] = Figure(
                words=f"{year.residents:,}",
                source=credit(source),
                rows=f"All small areas of {place.name} ({place.code}){districts(place)}, {year.date_words}",
                formula="Sum of all residents over the five broad groups",
                exact=str(year.residents),
            )
    neighbourhoods = _count(len(list(areas)), "neighbourhood")
    for pair in pairs:
        found["pairs"] = Figure(
            words=f"{100 * pair.anywhere:.0f} and {100 * pair.neighbours:.0f} in 100",
            source=credit(by_kind["census-ts021"]),
            rows=f"{neighbourhoods} (MSOAs), {by_kind['census-ts021'].date_words}",
            formula=indicator("pairs_differ").formula,
            exact=f"{pair.anywhere:.4f} and {pair.neighbours:.4f}",
        )
    for standing in ranked:
        sources = [by_kind[kind] for kind in standing.kinds]
        unit = {"theil_h_multi": "lsoa", "separation_change": "common"}.get(standing.indicator)
        here = _count(units.get((2021, unit), 0), "small area") if unit else place.name + districts(place)
        here = neighbourhoods if standing.indicator == "alike_share" else here
        found[standing.indicator] = Figure(
            words=indicator(standing.indicator).words(standing.value, places=1),
            source="; ".join(credit(source) for source in sources),
            rows=f"{here}; {standing.of} authorities compared, {standing.not_compared} could not be",
            formula=indicator(standing.indicator).formula,
            exact=f"{standing.value:.6f}",
        )
    return found


def districts(place: Place) -> str:
    """What a place was added up from, as it follows its name; empty for a place that was counted as one.

    >>> districts(Place("E06000063", "Cumberland", 2022, (("E07000026", "Allerdale"), ("E07000028", "Carlisle"))))
    ', added up from Allerdale and Carlisle'
    """
    names = [name for _, name in place.parts]
    return f", added up from {', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else ""


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def credit(source: Source) -> str:
    """Publisher, title, table, date and file of a source, in one line."""
    return f"{source.publisher}, {source.title}, table {source.table}, {source.date_words}; file {source.file}"
