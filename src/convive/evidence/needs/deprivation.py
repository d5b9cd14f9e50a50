"""How many of a place's small areas are among the most deprived fifth of England's, as a whole and domain by domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from convive.core.disclosure import Column, Sheet, plain_sheet
from convive.core.errors import RefusedInput
from convive.core.estimates import Estimate
from convive.evidence.catalogue import indicator
from convive.evidence.figures import credit
from convive.evidence.model import Company, Figure, Line, Standing, Topic
from convive.evidence.needs.shares import share_of
from convive.evidence.parts import Inputs, Part
from convive.evidence.standings import stand

TITLE = "Deprivation"
COUNTED = "small areas"
# The newest first: ranks of two editions are never compared, since every small area may have been redrawn.
EDITIONS = (("imd-2025", "lsoa21"), ("imd-2019", "lsoa11"))
FIFTHS = {
    "1": "Among the most deprived fifth in England",
    "2": "In the second fifth",
    "3": "In the middle fifth",
    "4": "In the fourth fifth",
    "5": "Among the least deprived fifth in England",
}
DOMAINS = {
    "all": "All together (the index)",
    "income": "Income",
    "employment": "Work",
    "education": "Education and skills",
    "health": "Health",
    "crime": "Crime",
    "housing": "Homes and services within reach",
    "environment": "Surroundings: housing quality, air and roads",
}


def deprived_fifth(fifths: Mapping[str, int], *, people: int = 0) -> Estimate:
    """Share of a place's small areas that are among the most deprived fifth of England's: ``n₁ / Σ n_f``.

    ``fifths`` is small areas by fifth ("1" the most deprived); ``people`` are the residents of those in the first.

    >>> deprived_fifth({"1": 12, "2": 3, "3": 5, "4": 0, "5": 0}).value
    0.6
    """
    found = share_of(fifths, ["1"], "deprived_fifth", units=sum(fifths.values()))
    return Estimate(**{**found.__dict__, "people": people})


@dataclass(frozen=True)
class Ranked:
    """One edition joined to the land: unit, domain, fifth, lad.

    ``partial`` are the authorities some of whose small areas have no rank: a share of the rest would mislead.
    """

    kind: str
    frame: pl.DataFrame
    partial: frozenset[str] = frozenset()


def ranked(inputs: Inputs, areas: pl.DataFrame) -> Ranked | None:
    """The newest edition that is there, joined to authorities; ``None`` without any.

    ``areas`` are the 2021 small areas (:func:`convive.evidence.needs.tally.land`).

    Raises
    ------
    RefusedInput
        When a small area of the file is not in the lookups.
    """
    for kind, level in EDITIONS:
        if inputs.has(kind, "ranks") and kind in inputs.origin:
            land = areas.select("unit", "lad") if level == "lsoa21" else _land_2011(inputs)
            fifth = ((pl.col("tenth") + 1) // 2).cast(pl.String).alias("fifth")
            ranks = inputs.tables[f"{kind}.ranks"].select("unit", pl.col("domain").cast(pl.String), fifth).collect()
            if lost := ranks.join(land, on="unit", how="anti")["unit"].n_unique():
                raise RefusedInput(
                    f"{lost:,} small areas of {kind} are not in the lookups.",
                    rule="join",
                    hint="Read the lookups again: convive ingest lookups FOLDER --data DIR",
                )
            partial = land.join(ranks, on="unit", how="anti")["lad"].unique()
            return Ranked(kind, ranks.join(land, on="unit", how="inner"), frozenset(partial.to_list()))
    return None


def whole(found: Ranked | None, code: str) -> float | None:
    """The share of all the place's small areas that are in the most deprived fifth; ``None`` where it has none."""
    fifths = _fifths(found).get(code) if found else None
    return None if fifths is None else fifths["1"] / sum(fifths.values())


def measured(inputs: Inputs, found: Ranked | None) -> Part:
    """What the indices of deprivation say; England's are about England alone, so Wales cannot be looked up in them."""
    code, name = inputs.place.code, inputs.place.name
    if code.startswith("W"):
        return cannot_say(
            "The English indices leave out Wales. The Welsh Government publishes the Welsh Index of Multiple "
            "Deprivation, whose ranks cannot be put beside England’s."
        )
    if found is None:
        return cannot_say(
            "How much of the place is among the most deprived in England. The Ministry of Housing, Communities and "
            "Local Government publishes the indices of deprivation by small area."
        )
    fifths = _fifths(found)
    if code not in fifths:
        return cannot_say(f"The file of deprivation leaves out small areas of {name}.")
    return _part(inputs, found, fifths)


def cannot_say(reason: str) -> Part:
    """The topic without a number, and who holds the figure."""
    return Part((Topic("deprivation", "needs", TITLE, counted=COUNTED, kinds=(), status="cannot say", reason=reason),))


def _land_2011(inputs: Inputs) -> pl.DataFrame:
    changes = inputs.tables["lookups.lsoa_changes"].select("lsoa11", "lsoa11_name", "lad22", "lad22_name").collect()
    own = pl.col("lsoa11_name").str.starts_with(pl.col("lad22_name") + " ")
    once = changes.sort("lsoa11", own, "lad22", descending=[False, True, False]).unique("lsoa11", maintain_order=True)
    here = pl.when(pl.col("lad22").is_in(inputs.codes)).then(pl.lit(inputs.place.code)).otherwise(pl.col("lad22"))
    return once.select(unit="lsoa11", lad=here)


def _fifths(found: Ranked) -> dict[str, dict[str, int]]:
    """Small areas by fifth of the index, for every authority."""
    index = found.frame.filter(pl.col("domain") == "all").group_by("lad", "fifth").len().sort("lad", "fifth")
    by_lad: dict[str, dict[str, int]] = {}
    for lad, fifth, count in index.filter(~pl.col("lad").is_in(list(found.partial))).iter_rows():
        by_lad.setdefault(lad, dict.fromkeys(FIFTHS, 0))[fifth] = int(count)
    return by_lad


def _residents(inputs: Inputs, found: Ranked) -> dict[str, int]:
    """Residents (2021) of the small areas in the most deprived fifth, by authority; empty without a 2021 census."""
    if inputs.joined.lsoa21 is None or found.kind != "imd-2025":
        return {}
    people = inputs.joined.lsoa21.select("unit", people=pl.sum_horizontal(inputs.joined.groups))
    worst = found.frame.filter((pl.col("domain") == "all") & (pl.col("fifth") == "1"))
    return dict(worst.join(people, on="unit").group_by("lad").agg(pl.col("people").sum()).iter_rows())


def _part(inputs: Inputs, found: Ranked, fifths: Mapping[str, Mapping[str, int]]) -> Part:
    source, code = inputs.origin[found.kind], inputs.place.code
    mine = fifths[code]
    total, worst = sum(mine.values()), mine["1"]
    people = _residents(inputs, found)
    england = {fifth: sum(one[fifth] for one in fifths.values()) for fifth in FIFTHS}
    everywhere = sum(england.values())
    estimates = {lad: deprived_fifth(one, people=people.get(lad, 0)) for lad, one in fifths.items()}
    standing = _standing(inputs, found.kind, estimates)
    lines = tuple(
        Line(fifth, label, mine[fifth], round(mine[fifth] / total, 6), round(england[fifth] / everywhere, 6))
        for fifth, label in FIFTHS.items()
    )
    topic = Topic(
        id="deprivation",
        part="needs",
        title=TITLE,
        counted=COUNTED,
        kinds=(found.kind,),
        dated=source.dated,
        date_words=source.date_words,
        total=total,
        lines=lines,
        indicator="deprived_fifth",
        value=round(worst / total, 6),
        numerator=worst,
        denominator=total,
        company=Company("England", len(fifths), True),
        sheet="deprivation",
        notes=_notes(people.get(code)),
    )
    figure = Figure(
        words=indicator("deprived_fifth").words(worst / total, places=1),
        source=credit(source),
        rows=f"All {total:,} small areas (LSOAs) of {inputs.place.name} ({code}), tenths 1 and 2 of the index",
        formula=indicator("deprived_fifth").formula,
        exact=f"{worst:,} of {total:,} small areas",
    )
    return Part((topic,), (_domains(inputs, found),), (standing,) if standing else (), {"deprived_fifth": figure})


def _notes(people: int | None) -> tuple[str, ...]:
    """The residents of those small areas, in hundreds: an order of size and no count of anybody."""
    if people is None or people < 1000:
        return ()
    return (f"About {round(people, -2):,} residents of March 2021 lived in those small areas.",)


def _standing(inputs: Inputs, kind: str, estimates: Mapping[str, Estimate]) -> Standing | None:
    return stand(
        "deprived_fifth",
        estimates,
        inputs.place.code,
        authorities=len(estimates),
        kinds=(kind,),
        touches=lambda estimate: round(estimate.people, -2),
        peers=inputs.peers,
    )


def _domains(inputs: Inputs, found: Ranked) -> Sheet:
    """The published table: each domain's share of small areas in the most deprived fifth, here and in England."""
    worst = (pl.col("fifth") == "1").sum().alias("worst")
    counted = found.frame.group_by("domain").agg(worst, pl.len())
    england = {domain: (int(n), int(of)) for domain, n, of in counted.iter_rows()}
    mine = found.frame.filter(pl.col("lad") == inputs.place.code).group_by("domain").agg(worst, pl.len())
    here = {domain: (int(n), int(of)) for domain, n, of in mine.iter_rows()}
    rows = [
        (
            label,
            here[domain][1],
            here[domain][0],
            round(100 * here[domain][0] / here[domain][1], 1),
            round(100 * england[domain][0] / england[domain][1], 1),
        )
        for domain, label in DOMAINS.items()
        if domain in here
    ]
    return plain_sheet(
        "deprivation",
        "Small areas among the most deprived fifth in England, domain by domain",
        [
            Column("domain", "Domain", "label"),
            Column("areas", "Small areas", "number"),
            Column("worst", "Small areas in the most deprived fifth", "number"),
            Column("in_100", "Of every 100 small areas here", "share", "in 100"),
            Column("england", "Of every 100 in England", "share", "in 100"),
        ],
        rows,
        source=_credit(inputs, found.kind),
        note="A small area is an LSOA of about 1,600 people. A rank says which of two small areas is more deprived, "
        "not by how much; many people in a deprived small area are not deprived themselves.",
    )


def _credit(inputs: Inputs, kind: str) -> str:
    source = inputs.origin[kind]
    return f"{source.publisher}, {source.title} ({source.table}), {source.date_words}"
