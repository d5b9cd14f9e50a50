"""A small town with schools on a line, and the publisher's own file where it is at hand."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from convive.core.groups import classification
from convive.sources import read

PRIMARY, SECONDARY = "State-funded primary", "State-funded secondary"


def town(mixes: list[tuple[int, int]], phase: str = PRIMARY, wards: str = "") -> tuple[pl.DataFrame, ...]:
    """Schools s0, s1 … one kilometre apart, each with so many pupils of the groups x and y, and their postcodes."""
    many = range(len(mixes))
    schools = pl.DataFrame(
        {
            "row": list(many),
            "unit": [f"s{i}" for i in many],
            "name": [f"School {i}" for i in many],
            "phase": [phase] * len(mixes),
            "authority": ["X08000001"] * len(mixes),
            "authority_name": ["Brackenford"] * len(mixes),
            "ward": list(wards) or ["w"] * len(mixes),
            "ward_name": ["Priory"] * len(mixes),
            "postcode": [f"ZZ{i} 1AA" for i in many],
            "pupils": [x + y for x, y in mixes],
            "unrecorded": [0] * len(mixes),
            "counted": [True] * len(mixes),
        }
    )
    pupils = pl.DataFrame(
        [(f"s{i}", group, count) for i, mix in enumerate(mixes) for group, count in zip("xy", mix, strict=True)],
        schema={"unit": pl.String, "group": pl.String, "count": pl.Int64},
        orient="row",
    )
    postcodes = pl.DataFrame(
        {
            "postcode": [f"ZZ{i} 1AA" for i in many],
            "latitude": [53 + i * 0.009 for i in many],
            "longitude": [-1.0] * len(mixes),
        }
    )
    return schools, pupils, postcodes


@pytest.fixture(scope="session")
def make_town():
    return town


@pytest.fixture(scope="session")
def england(shared_data: Path) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Every school of the publisher's file, its pupils in five groups, and the postcodes that are at hand."""
    tables = read("schools-spc", shared_data / "schools/spc_school_level_2022_23.csv.gz").tables
    to = classification("ethnic-pupils-18").crosswalk("ethnic-5")
    five = pl.col("group").cast(pl.String).replace_strict(to, return_dtype=pl.String)
    pupils = tables["pupils"].with_columns(five).group_by("unit", "group").agg(pl.col("count").sum())
    postcodes = read("postcodes", shared_data / "geography/postcode_centroids").tables["postcodes"]
    return tables["schools"], pupils, postcodes
