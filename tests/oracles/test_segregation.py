"""Our indices against PyPI ``segregation`` on real places, to 1e-9. Values are stored (script/oracles renews them)."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from convive.core.groups import classification
from convive.evidence.segregation import measure
from convive.sources import read

ORACLE = json.loads(Path(__file__).with_name("segregation.json").read_text("utf-8"))
TABLES = [name for name in ORACLE if name != "made_with"]


@pytest.fixture(scope="module")
def counts_2011(shared_data: Path) -> pl.DataFrame:
    tables = read("census-2011-ethnic", [shared_data / "census" / "census2011_ethnic_group_oa.csv.gz"]).tables
    return tables["counts"].join(tables["units"].select("unit", "authority"), on="unit")


@pytest.fixture(scope="module")
def counts_2021(shared_data: Path) -> pl.DataFrame:
    file = shared_data / "census" / "census2021_ts021_ethnic_group_lsoa_nomis_table.csv.gz"
    tables = read("census-ts021", [file]).tables
    names = tables["units"].with_columns(authority=pl.col("name").str.replace(r" \d{3}[A-Z]+$", ""))
    return tables["counts"].join(names.select("unit", "authority"), on="unit")


@pytest.mark.parametrize("name", TABLES)
def test_every_index_agrees(name: str, request: pytest.FixtureRequest) -> None:
    year, _, place = name.split(" ", 2)
    counts = request.getfixturevalue(f"counts_{year}")
    groups = classification("ethnic-2011-15" if year == "2011" else "ethnic-5").ids
    mine = counts.filter(pl.col("authority") == place)
    found = {(r.index, r.group): r.estimate for r in measure(mine, groups=groups)}
    theirs = ORACLE[name]
    assert found["theil_h_multi", ""].value == pytest.approx(theirs["theil_h_multi"], abs=1e-9)
    assert (found["theil_h_multi", ""].units, found["theil_h_multi", ""].people) == (theirs["units"], theirs["people"])
    for index in ("dissimilarity", "isolation"):
        for group, value in theirs[index].items():
            assert found[index, group].value == pytest.approx(value, abs=1e-9), (index, group)
        for group in theirs["absent"]:
            assert found[index, group].status == "not computable"


def test_an_absent_group_stops_the_other_library_and_not_us() -> None:
    scilly = ORACLE["2011 oa Isles of Scilly"]
    assert scilly["absent"]
    assert scilly["pysal_multi_is_nan"]
    assert scilly["theil_h_multi"] > 0
