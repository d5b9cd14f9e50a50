"""Our indices against PyPI ``segregation`` on real places, to 1e-9. Values are stored (script/oracles renews them)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from convive.core.groups import classification
from convive.evidence.segregation import Result, from_wide, measure
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


def check(mine: tuple[Result, ...], theirs: dict[str, Any]) -> int:
    """Every stored value against ours; how many there were."""
    found = {(r.index, r.group, r.against): r.estimate for r in mine}
    compared = 0
    for index, value in theirs["over_all"].items():
        assert found[index, "", ""].value == pytest.approx(value, abs=1e-9), index
        compared += 1
    whole = found["theil_h_multi", "", ""]
    assert (whole.units, whole.people) == (theirs["units"], theirs["people"])
    for index, values in theirs["one_group"].items():
        for group, value in values.items():
            assert found[index, group, "rest"].value == pytest.approx(value, abs=1e-9), (index, group)
            compared += 1
        for group in theirs["absent"]:
            assert found[index, group, "rest"].status == "not computable"
    for index, values in theirs["two_groups"].items():
        for two, value in values.items():
            group, other = two.split(" ")
            assert found[index, group, other].value == pytest.approx(value, abs=1e-9), (index, two)
            compared += 1
    return compared


@pytest.mark.parametrize("name", [name for name in TABLES if not name.startswith("random")])
def test_every_index_agrees_on_real_places(name: str, request: pytest.FixtureRequest) -> None:
    year, _, place = name.split(" ", 2)
    counts = request.getfixturevalue(f"counts_{year}")
    groups = classification("ethnic-2011-15" if year == "2011" else "ethnic-5").ids
    mine = counts.filter(pl.col("authority") == place)
    assert check(measure(mine, groups=groups, against=["rest", "each"]), ORACLE[name]) > 60


@pytest.mark.parametrize("name", [name for name in TABLES if name.startswith("random")])
def test_every_index_agrees_on_random_tables(name: str) -> None:
    counts = ORACLE[name]["counts"]
    groups = [f"g{i}" for i in range(len(counts[0]))]
    table = pl.DataFrame(counts, schema=groups, orient="row").with_columns(unit=pl.int_range(pl.len()))
    results = measure(from_wide(table, groups=groups), against=["rest", "each"])
    assert check(results, ORACLE[name]) > 40


def test_an_absent_group_stops_the_other_library_and_not_us() -> None:
    scilly = ORACLE["2011 oa Isles of Scilly"]
    assert scilly["absent"]
    assert scilly["pysal_multi_is_nan"]
    assert scilly["over_all"]["theil_h_multi"] > 0
