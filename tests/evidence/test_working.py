"""Working tables name small areas and add up to what is published of them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from convive.evidence.working import working
from convive.sources import DataFolder, read
from convive.sources.pile import sort_out
from convive.worlds import brackenford


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.LazyFrame]:
    files = tmp_path_factory.mktemp("files")
    brackenford.write(files)
    folder = DataFolder(tmp_path_factory.mktemp("data"))
    for kind, paths in sort_out(files).kinds:
        folder.put(read(kind, paths, folder.places()), imported_on="2026-11-22")
    return folder.tables()


def test_every_small_area_table_holds_every_small_area_once(tables) -> None:
    found = working(brackenford.CODE, tables)
    by_lsoa = {name: frame for name, frame in found.items() if name != "common-units"}
    assert set(by_lsoa) == {
        "lsoa-2021",
        "tenure-by-lsoa",
        "bedrooms-by-lsoa",
        "religion-by-lsoa",
        "deprivation-by-lsoa",
    }
    assert {frame.height for frame in by_lsoa.values()} == {134}
    assert {frame["unit"].n_unique() for frame in by_lsoa.values()} == {134}


def test_categories_add_up_to_the_whole_of_each_area(tables) -> None:
    found = working(brackenford.CODE, tables)
    units = tables["census-tenure.units"].select("unit", "people").collect()
    tenure = found["tenure-by-lsoa"].join(units, on="unit")
    kinds = [column for column in tenure.columns if column not in ("unit", "name", "neighbourhood", "people")]
    assert tenure.select(pl.sum_horizontal(kinds) == pl.col("people")).to_series().all()
    assert {"rank_all", "tenth_all", "rank_income"} <= set(found["deprivation-by-lsoa"].columns)


def test_without_a_file_its_table_is_left_out(tables) -> None:
    fewer = {name: frame for name, frame in tables.items() if not name.startswith(("census-tenure", "imd-"))}
    assert not {"tenure-by-lsoa", "deprivation-by-lsoa"} & set(working(brackenford.CODE, fewer))


def test_nineteen_groups_of_a_real_place_by_lsoa(shared_data: Path, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    census = shared_data / "census"
    for kind, path in {
        "lookups": shared_data / "geography",
        "census-ts021": census / "census2021_ts021_ethnic_group_lsoa_nomis_table.csv.gz",
        "census-small-area": census / "trafford_gm",
    }.items():
        folder.put(read(kind, path, folder.places()), imported_on="2026-11-22")
    found = working("E08000009", folder.tables())["nineteen-groups-by-lsoa"]
    assert len(found.columns) == 3 + 19
    assert found.height == 139
