"""Every authority's residents, added up from small areas, against the publisher's own table by authority."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from convive.evidence.census import join
from convive.sources import read

KINDS = {
    "lookups": "geography",
    "census-2011-ethnic": "census/census2011_ethnic_group_oa.csv.gz",
    "census-ts021": "census/census2021_ts021_ethnic_group_lsoa_nomis_table.csv.gz",
}


@pytest.fixture(scope="module")
def joined(shared_data: Path):
    tables = {}
    for kind, path in KINDS.items():
        tables |= {f"{kind}.{name}": t.lazy() for name, t in read(kind, [shared_data / path]).tables.items()}
    return join(tables)


def test_2011_residents_are_those_of_table_qs201(joined, shared_data: Path) -> None:
    with (shared_data / "census" / "census2011_qs201ew_ethnic_group_lad.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    everyone = next(name for name in rows[0] if name.startswith("Ethnic Group: All categories"))
    published = {row["geography"]: int(row[everyone]) for row in rows}
    ours = joined.lsoa11.with_columns(n=pl.sum_horizontal(joined.groups)).group_by("lad").agg(pl.col("n").sum())
    found = {joined.authorities[lad]: count for lad, count in ours.iter_rows() if lad in joined.complete[2011]}
    same_name = found.keys() & published.keys()
    assert len(same_name) > 300
    assert {name: (found[name], published[name]) for name in same_name if found[name] != published[name]} == {}


def test_nobody_is_counted_twice(joined) -> None:
    for frame in (joined.lsoa11, joined.oa11, joined.lsoa21, joined.common):
        assert frame["unit"].is_unique().all()
