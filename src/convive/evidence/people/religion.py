"""Religions as a fact about a place: how many people gave which answer, and never a measure of anybody."""

from __future__ import annotations

import numpy as np
import polars as pl

from convive.core.disclosure import Column, tall_sheet, withhold
from convive.core.groups import classification
from convive.evidence.census import Counts
from convive.evidence.figures import credit, districts
from convive.evidence.model import Company, Figure, Line, Missing, Topic
from convive.evidence.parts import Inputs, Part

KIND = "census-religion"
_CANNOT = (
    "Which religions people gave cannot be said: the census table of religion (TS030) is not here or leaves this place "
    "out. The Office for National Statistics publishes it on Nomis."
)


def religion(inputs: Inputs) -> Part:
    """Nine answers in 2021, beside the middle of the authorities in the same file."""
    found = _by_authority(inputs)
    mine = found.get(inputs.place.code)
    if mine is None or not mine.sum():
        topic = Topic("religion", "people", "Religion", "residents", (), status="cannot say", reason=_CANNOT)
        return Part((topic,), missing=(Missing(KIND, _CANNOT),))
    named, source = classification("religion-2021"), inputs.origin[KIND]
    mask, everyone = withhold(mine[None, :])[0], int(mine.sum())
    shares = np.array([row / row.sum() for row in found.values() if row.sum()])
    middle = np.median(shares, axis=0)
    lines = tuple(
        Line(
            group.id,
            group.label,
            None if mask[at] else int(mine[at]),
            None if mask[at] or mask[-1] else round(int(mine[at]) / everyone, 6),
            round(float(middle[at]), 6),
        )
        for at, group in enumerate(named.groups)
    )
    company = Company(f"the {len(found):,} authorities in the same file", len(found), False)
    table = tall_sheet(
        "religion",
        f"Residents by religion, {source.date_words}",
        [Column("religion", "Answer", "label")],
        [*((group.label,) for group in named.groups), ("All residents",)],
        [*mine.tolist(), everyone],
        source=f"{source.publisher}, {source.title} ({source.table}), {source.date_words}",
        hidden=[bool(few) for few in mask],
        unit="residents",
        note="The question was voluntary.",
        extra_columns=[Column("middle", f"The middle of {company.words}, in 100", "share", "in 100")],
        extra=[*([round(100 * float(share), 1)] for share in middle), [None]],
    )
    topic = Topic(
        "religion",
        "people",
        "Religion",
        "residents",
        (KIND,),
        dated=source.dated,
        date_words=source.date_words,
        total=None if mask[-1] else everyone,
        lines=lines,
        company=company,
        sheet="religion",
    )
    figure = Figure(
        words="withheld" if mask[-1] else f"{everyone:,}",
        source=credit(source),
        rows=f"All small areas (LSOAs) of {inputs.place.name} ({inputs.place.code}){districts(inputs.place)}, "
        f"{source.date_words}",
        formula="Residents by answer as a share of all residents, those who did not answer included",
        exact="" if mask[-1] else str(everyone),
    )
    return Part((topic,), (table,), figures={"religion": figure})


def _by_authority(inputs: Inputs) -> dict[str, Counts]:
    """Every authority all of whose small areas are in the table."""
    if not inputs.has(KIND):
        return {}
    groups = classification("religion-2021").ids
    counts = inputs.tables[f"{KIND}.counts"].with_columns(pl.col("group").cast(pl.String)).collect()
    parts = [pl.col("count").filter(pl.col("group") == group).sum().alias(group) for group in groups]
    wide = counts.group_by("unit").agg(parts)
    mine = pl.col("lad22").is_in([code for code, _ in inputs.place.parts])
    land = (
        inputs.tables["lookups.lsoa_changes"]
        .select(unit="lsoa21", lad=pl.when(mine).then(pl.lit(inputs.place.code)).otherwise("lad22"))
        .collect()
        .sort("unit", "lad")
        .unique("unit", keep="first", maintain_order=True)
    )
    joined = land.join(wide, on="unit", how="left")
    whole = joined.group_by("lad").agg(
        *(pl.col(group).sum() for group in groups), missing=pl.col(groups[0]).null_count()
    )
    whole = whole.filter(missing=0).sort("lad")
    return dict(zip(whole["lad"].to_list(), whole.select(groups).to_numpy().astype(np.int64), strict=True))
