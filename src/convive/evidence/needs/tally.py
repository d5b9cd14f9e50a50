"""One census table added up by neighbourhood and by authority; a join that would lose an area is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.errors import RefusedInput
from convive.core.geography import neighbourhood_of
from convive.evidence.needs.topics import Question
from convive.evidence.parts import Inputs

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Tally:
    """Counts in the order of a question's rows.

    ``authorities`` holds every authority all of whose areas are in the table, the place under its own code;
    ``listed`` is how many the lookups know. ``neighbourhoods`` and ``counts`` (neighbourhoods × rows) are the place's
    own, ``finer`` its total by the publisher's own category. ``areas`` is how many areas the place was counted in.
    """

    authorities: Mapping[str, Counts]
    listed: int
    neighbourhoods: tuple[str, ...]
    counts: Counts
    finer: Mapping[str, int]
    areas: int


def land(inputs: Inputs) -> pl.DataFrame:
    """Every 2021 LSOA of the lookups once: unit, neighbourhood (an MSOA by name) and lad.

    A place that was made of districts has its own code in place of theirs.
    """
    changes = inputs.tables["lookups.lsoa_changes"].select("lsoa21", "lsoa21_name", "lad22", "lad22_name").collect()
    own = pl.col("lsoa21_name").str.starts_with(pl.col("lad22_name") + " ")
    once = changes.sort("lsoa21", own, "lad22", descending=[False, True, False]).unique("lsoa21", maintain_order=True)
    names = pl.Series("neighbourhood", [neighbourhood_of(name) for name in once["lsoa21_name"]], dtype=pl.String)
    return once.select(
        names,
        unit="lsoa21",
        lad=pl.when(pl.col("lad22").is_in(inputs.codes)).then(pl.lit(inputs.place.code)).otherwise(pl.col("lad22")),
    )


def tally(inputs: Inputs, areas: pl.DataFrame, question: Question) -> Tally | None:
    """The table of a question, added up over ``areas`` (see :func:`land`); ``None`` where the place is not in it whole.

    Raises
    ------
    RefusedInput
        When an area of the table is not in the lookups, or has no name, so that its people would be lost.
    """
    if question.level == "msoa":
        by_name = areas.group_by("neighbourhood").agg(pl.col("lad").unique().sort().first())
        named = inputs.tables[f"{question.names or question.kind}.units"].select("unit", neighbourhood="name").collect()
        areas = by_name.join(named, on="neighbourhood", how="left")
    groups = [group for row in question.rows for group in row.groups]
    wide = _wide(inputs.tables[f"{question.kind}.counts"], groups)
    joined = areas.join(wide, on="unit", how="left")
    if lost := wide.join(areas.drop_nulls("unit"), on="unit", how="anti").height:
        raise RefusedInput(
            f"{lost:,} of {wide.height:,} areas of {question.kind} have no name or no authority in the other files.",
            rule="join",
            hint=f"Read the lookups{' and ' + question.names if question.names else ''} of the same census again.",
        )
    return _added_up(joined, inputs.place.code, question, groups)


def _wide(counts: pl.LazyFrame, groups: Sequence[str]) -> pl.DataFrame:
    """One row an area, one column a category.

    Raises
    ------
    RefusedInput
        When the table holds a category that no row adds up: its people would be left out of the total.
    """
    long = counts.select("unit", pl.col("group").cast(pl.String), "count").collect()
    strange = sorted(set(long["group"].unique()) - set(groups))
    if strange:
        raise RefusedInput(f"The table holds what nobody asked for: {', '.join(strange)}.", rule="categories")
    parts = [pl.col("count").filter(pl.col("group") == group).sum().alias(group) for group in groups]
    return long.group_by("unit").agg(parts)


def _added_up(joined: pl.DataFrame, code: str, question: Question, groups: Sequence[str]) -> Tally | None:
    whole = joined.group_by("lad").agg(pl.col(groups[0]).is_null().any().alias("gap")).filter(~pl.col("gap"))["lad"]
    if code not in whole.to_list():
        return None
    rows = [pl.sum_horizontal(row.groups).alias(row.id) for row in question.rows]
    ids = [row.id for row in question.rows]
    kept = joined.filter(pl.col("lad").is_in(whole.to_list())).with_columns(rows)
    by_lad = kept.group_by("lad").agg(pl.col(ids).sum()).sort("lad")
    mine = kept.filter(pl.col("lad") == code)
    by_name = mine.group_by("neighbourhood").agg(pl.col(ids).sum()).sort("neighbourhood")
    return Tally(
        authorities=dict(zip(by_lad["lad"].to_list(), by_lad.select(ids).to_numpy().astype(np.int64), strict=True)),
        listed=joined["lad"].n_unique(),
        neighbourhoods=tuple(by_name["neighbourhood"].to_list()),
        counts=by_name.select(ids).to_numpy().astype(np.int64),
        finer={group: int(mine[group].sum()) for group in groups},
        areas=mine.height,
    )
