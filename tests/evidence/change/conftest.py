"""Small tables of two dates, and the real ones where they are at hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from convive.evidence import census
from convive.sources import read


def long(counts: np.ndarray, units: str = "abcdefghijklmnop", groups: str = "uvwxyz") -> pl.DataFrame:
    """A units × groups matrix as a long table."""
    return pl.DataFrame(
        [
            {"unit": units[i], "group": groups[j], "count": int(counts[i, j])}
            for i in range(counts.shape[0])
            for j in range(counts.shape[1])
        ],
        schema={"unit": pl.String, "group": pl.String, "count": pl.Int64},
    )


@pytest.fixture(scope="session")
def as_long():
    return long


@pytest.fixture(scope="session")
def bradford(shared_data: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Bradford's five groups in 2011 and 2021, on units whose outline is the same at both."""
    tables = {
        f"{kind}.{name}": table.lazy()
        for kind, file in (
            ("lookups", shared_data / "geography"),
            ("census-2011-ethnic", shared_data / "census/census2011_ethnic_group_lsoa.csv.gz"),
            ("census-ts021", shared_data / "census/census2021_ts021_ethnic_group_lsoa_nomis_table.csv.gz"),
        )
        for name, table in read(kind, file).tables.items()
    }
    joined = census.join(tables)
    assert joined.common is not None
    mine = joined.common.filter(pl.col("lad") == "E08000032").with_columns(pl.col("unit").cast(pl.String))
    then, now = (
        mine.select("unit", *(pl.col(f"{group}{suffix}").alias(group) for group in joined.groups))
        .unpivot(index="unit", variable_name="group", value_name="count")
        .with_columns(pl.col("count").cast(pl.Int64))
        for suffix in ("_11", "_21")
    )
    return then, now
