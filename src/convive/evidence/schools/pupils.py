"""Pupils of every school in the five broad groups, and which of the schools are the place's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.groups import classification
from convive.evidence.census import FIVE
from convive.evidence.parts import Inputs

KIND = "schools-spc"
PUPILS = "ethnic-pupils-18"
GROUPS = classification(FIVE).ids
# What the publisher calls a phase, and how it is printed. Special schools, nurseries and units for pupils out of school
# take children from far away or for a few hours: they are in no comparison.
PHASES = {"State-funded primary": "Primary", "State-funded secondary": "Secondary"}

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Pupils:
    """Every school whose pupils are counted by group: ``schools`` after ``core.tables.Schools`` with five more columns.

    ``authority`` is the district a school stands in; a place that was made of several has its own code there.
    ``others`` are the place's schools without a count by group: independent schools above all.
    """

    place: str
    schools: pl.DataFrame
    others: int

    @property
    def mine(self) -> pl.DataFrame:
        """The schools of the place, in the order of phase and name."""
        return self.schools.filter(pl.col("authority") == self.place).sort("phase", "name", "unit")

    def of_phase(self, phase: str) -> pl.DataFrame:
        """The place's schools of one phase that have pupils with a group, in the order of their names."""
        return self.mine.filter((pl.col("phase") == phase) & (pl.sum_horizontal(GROUPS) > 0))

    def long(self) -> pl.DataFrame:
        """The same pupils as ``unit``, ``group``, ``count``."""
        return self.schools.unpivot(GROUPS, index="unit", variable_name="group", value_name="count")


def matrix(schools: pl.DataFrame) -> Counts:
    """Schools × five groups, pupils."""
    return schools.select(GROUPS).to_numpy().astype(np.int64)


def load(inputs: Inputs) -> Pupils | None:
    """Every school of the file, or ``None`` without one."""
    if not inputs.has(KIND, "schools") or not inputs.has(KIND, "pupils"):
        return None
    to = classification(PUPILS).crosswalk(FIVE)
    parts = [
        pl.col("count").filter(pl.col("group").is_in([old for old, new in to.items() if new == group])).sum()
        for group in GROUPS
    ]
    wide = (
        inputs.tables[f"{KIND}.pupils"]
        .with_columns(pl.col("group").cast(pl.String))
        .group_by("unit")
        .agg(part.alias(group) for part, group in zip(parts, GROUPS, strict=True))
    )
    schools = inputs.tables[f"{KIND}.schools"].with_columns(
        pl.when(pl.col("authority").is_in(list(inputs.codes)))
        .then(pl.lit(inputs.place.code))
        .otherwise("authority")
        .alias("authority")
    )
    counted, others = pl.collect_all(
        [
            schools.filter("counted").join(wide, on="unit", how="inner").sort("unit"),
            schools.filter(~pl.col("counted") & (pl.col("authority") == inputs.place.code)).select(pl.len()),
        ]
    )
    return Pupils(inputs.place.code, counted, int(others.item()))
