"""How old people are: three broad ages in 2021, and in 2011 the young among White and among all other residents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from convive.core.disclosure import Column, Counted, sheet, tall_sheet, withhold
from convive.core.geography import neighbourhood_of
from convive.core.groups import classification
from convive.evidence.authorities import added_up, ages_by_authority
from convive.evidence.census import Counts
from convive.evidence.figures import credit, districts
from convive.evidence.model import Company, Figure, Line, Missing, Topic
from convive.evidence.parts import Inputs, Part

AGE, AGE_2011 = "census-age", "census-2011-age"
# School ages begin and end inside the publisher's bands: 5 to 15 is what both tables can give.
BANDS = (("under-5", "Under 5"), ("5-15", "5 to 15"), ("16-64", "16 to 64"), ("65-over", "65 and over"))
REST = "All other ages"
_BAND_OF = {"0-4": 0, "5-7": 1, "8-9": 1, "10-14": 1, "15": 1}
_NO_AGE = (
    "How old residents are cannot be said: the census table of ages by authority (TS009) is not here. The Office for "
    "National Statistics publishes it on Nomis."
)
_NO_AGE_2011 = (
    "How ages differ between groups cannot be said: the 2011 census table of ages by ethnic group (DC2101) is not here "
    "or does not hold this place whole. The Office for National Statistics publishes it on Nomis."
)
_TOO_FEW = "How ages differ between groups cannot be said: too few people of one group were counted here in 2011."


def ages(inputs: Inputs) -> Part:
    """The broad ages of 2021 that the table gives, beside England and Wales."""
    groups, found = ages_by_authority(inputs.tables, inputs.place)
    mine = found.get(inputs.place.code)
    if mine is None or not mine.sum():
        return _cannot("age", "How old residents are", AGE, _NO_AGE)
    complete = set(inputs.joined.authorities) <= set(found)
    everywhere = added_up(found) if complete else None
    return _age_topic(inputs, groups, mine, everywhere, len(found))


def _age_topic(
    inputs: Inputs, groups: Sequence[str], mine: Counts, everywhere: Counts | None, authorities: int
) -> Part:
    source = inputs.origin[AGE]
    labels = [REST if group == "rest" else classification("age-broad")[group].label for group in groups]
    mask, everyone = withhold(mine[None, :])[0], int(mine.sum())
    shares = None if everywhere is None else everywhere / everywhere.sum()
    lines = tuple(
        Line(
            group,
            labels[at],
            None if mask[at] else int(mine[at]),
            None if mask[at] or mask[-1] else round(int(mine[at]) / everyone, 6),
            None if shares is None else round(float(shares[at]), 6),
        )
        for at, group in enumerate(groups)
    )
    extra = [] if shares is None else [[round(100 * float(share), 1)] for share in shares] + [[100.0]]
    table = tall_sheet(
        "age",
        f"Residents by age, {source.date_words}",
        [Column("age", "Age", "label")],
        [*((label,) for label in labels), ("All residents",)],
        [*mine.tolist(), everyone],
        source=f"{source.publisher}, {source.title} ({source.table}), {source.date_words}",
        hidden=[bool(few) for few in mask],
        unit="residents",
        extra_columns=[] if shares is None else [Column("everywhere", "England and Wales, in 100", "share", "in 100")],
        extra=extra,
    )
    topic = Topic(
        "age",
        "people",
        "How old residents are",
        "residents",
        (AGE,),
        dated=source.dated,
        date_words=source.date_words,
        total=None if mask[-1] else everyone,
        lines=lines,
        company=None if shares is None else Company("England and Wales", authorities, True),
        sheet="age",
    )
    figure = Figure(
        words="withheld" if mask[0] or mask[-1] else f"{100 * mine[0] / everyone:.1f} in 100 {labels[0].lower()}",
        source=credit(source),
        rows=f"{inputs.place.name} ({inputs.place.code}){districts(inputs.place)}, {source.date_words}",
        formula="Residents of an age as a share of all residents of the same table",
        exact="" if mask[0] or mask[-1] else f"{int(mine[0]):,} of {everyone:,}",
    )
    return Part((topic,), (table,), figures={"age": figure})


def ages_2011(inputs: Inputs, *, withheld: bool = False) -> Part:
    """Ages among White and among all other residents in 2011: why schools need not look like streets.

    ``withheld`` says that the number of White residents may not be printed.
    """
    if withheld:
        return _cannot("age-2011", "How ages differ between groups", AGE_2011, _TOO_FEW)
    whole = _of_msoas(inputs)
    if whole is None or not all(table.sum() for table in whole):
        return _cannot("age-2011", "How ages differ between groups", AGE_2011, _NO_AGE_2011)
    mine, everywhere = whole
    source, mask = inputs.origin[AGE_2011], withhold(mine)
    people = sheet(
        "age-2011",
        f"Residents by age, White and all others, {source.date_words}",
        [Column("who", "Who", "label")],
        Counted([("White residents",), ("All other residents",)], mine, BANDS),
        source=f"{source.publisher}, {source.title} ({source.table}), {source.date_words}",
        total_labels=("All residents",),
        hidden=mask,
    )
    lines = []
    for at, (name, label) in enumerate((("white", "White residents under 16"), ("others", "Others under 16"))):
        few = bool(mask[at, :2].any() or mask[at, -1])
        young = int(mine[at, :2].sum())
        lines.append(
            Line(
                name,
                label,
                None if few else young,
                None if few else round(young / int(mine[at].sum()), 6),
                round(float(everywhere[at, :2].sum() / everywhere[at].sum()), 6),
            )
        )
    topic = Topic(
        "age-2011",
        "people",
        "How ages differ between groups",
        "residents",
        (AGE_2011,),
        dated=source.dated,
        date_words=source.date_words,
        total=None if mask[-1, -1] else int(mine.sum()),
        lines=tuple(lines),
        company=Company("England and Wales", len(inputs.joined.authorities), True),
        sheet="age-2011",
    )
    shown = [line.share for line in lines if line.share is not None]
    figure = Figure(
        words=" and ".join(f"{100 * share:.1f}" for share in shown) + " in 100 under 16" if shown else "withheld",
        source=credit(source),
        rows=f"All neighbourhoods (MSOAs) of {inputs.place.name} ({inputs.place.code}){districts(inputs.place)}, "
        f"{source.date_words}",
        formula="Residents under 16 as a share, once of White residents, once of all others (all less White)",
        exact=" and ".join(f"{share:.4f}" for share in shown),
    )
    return Part((topic,), (people,), figures={"age-2011": figure})


def _of_msoas(inputs: Inputs) -> tuple[Counts, Counts] | None:
    """(White, all others) × bands of the place and of the whole file; ``None`` where an MSOA of the place lacks."""
    if not (inputs.has(AGE_2011) and inputs.has(AGE_2011, "counts_white")):
        return None
    codes = msoas_2011(inputs.tables, inputs.codes, inputs.place.code)
    if codes is None:
        return None
    everyone, white = (_banded(inputs, table, codes) for table in ("counts", "counts_white"))
    here, all_here = white[0], everyone[0]
    tables = [np.array([here, all_here - here]), np.array([white[1], everyone[1] - white[1]])]
    return None if any((table < 0).any() for table in tables) else (tables[0], tables[1])


def msoas_2011(tables: Mapping[str, pl.LazyFrame], codes: Sequence[str], place: str) -> list[str] | None:
    """The codes of all neighbourhoods (MSOAs of 2011) of a place in the table of ages; ``None`` where one lacks.

    ``codes`` are those of its districts, ``place`` is its own.
    """
    if "lookups.lsoa_changes" not in tables:
        return None
    changes = tables["lookups.lsoa_changes"].select("lsoa11_name", "lad22", "lad22_name").unique().collect()
    mine = changes.filter(
        pl.col("lad22").is_in([*codes, place])
        & pl.struct("lsoa11_name", "lad22_name").map_elements(
            lambda row: row["lsoa11_name"].startswith(row["lad22_name"] + " "), return_dtype=pl.Boolean
        )
    )
    names = {neighbourhood_of(name) for name in mine["lsoa11_name"].to_list()}
    units = tables[f"{AGE_2011}.units"].select("unit", "name").collect()
    found = units.filter(pl.col("name").is_in(list(names)))["unit"].to_list()
    return found if names and len(found) == len(names) else None


def _banded(inputs: Inputs, table: str, codes: list[str]) -> tuple[Counts, Counts]:
    """People by band, of the units named and of all."""
    to_broad = classification("age-2011").crosswalk("age-broad")
    rest = {"working": 2, "older": 3}
    band = {age: _BAND_OF.get(age, rest.get(broad, 1)) for age, broad in to_broad.items()}
    frame = inputs.tables[f"{AGE_2011}.{table}"].select("unit", pl.col("group").cast(pl.String), "count").collect()
    frame = frame.filter(pl.col("group").is_in(list(band))).with_columns(
        band=pl.col("group").replace_strict(band, return_dtype=pl.Int64)
    )

    def added(part: pl.DataFrame) -> Counts:
        by_band = dict(part.group_by("band").agg(pl.col("count").sum()).iter_rows())
        return np.array([by_band.get(at, 0) for at in range(len(BANDS))], dtype=np.int64)

    return added(frame.filter(pl.col("unit").is_in(codes))), added(frame)


def _cannot(id: str, title: str, kind: str, reason: str) -> Part:
    topic = Topic(id, "people", title, "residents", (), status="cannot say", reason=reason)
    return Part((topic,), missing=(Missing(kind, reason),))
