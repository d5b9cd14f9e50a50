"""Schools beside residents of school age, from a data folder: the comparison, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl
import pytest

from convive.evidence.schools.residents import beside_residents
from convive.sources import DataFolder, read
from convive.worlds import brackenford

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, pl.LazyFrame]:
    folder = tmp_path_factory.mktemp("brackenford")
    data = DataFolder(folder / "data")
    for kind, files in brackenford.write(folder / "files").items():
        data.put(read(kind, files, data.places()), imported_on="2026-11-22")
    return data.tables()


def test_without_lookups_it_says_what_is_needed() -> None:
    found, without = beside_residents(brackenford.CODE, {}, today=DAY)
    assert found is None
    assert without == "that needs the lookups of small areas, and a census by age."


def test_without_a_school_of_the_place_it_says_so(tables) -> None:
    elsewhere = tables["schools-spc.schools"].with_columns(authority=pl.lit("X09000050"))
    given = dict(tables) | {"schools-spc.schools": elsewhere}
    found, without = beside_residents(brackenford.CODE, given, today=DAY)
    assert (found, without) == (None, "there is no school of this place in the data folder.")


def test_the_white_group_alone_is_compared_and_as_age_adjusted(tables) -> None:
    found, without = beside_residents(brackenford.CODE, tables, today=DAY)
    assert without == ""
    assert found is not None
    assert {row.group for row in found.rows} == {"White"}
    assert "aged 5 to 15" in found.residents
    assert "age-adjusted" in found.residents


def test_without_a_census_by_age_it_says_what_would_mend_it(tables) -> None:
    given = {name: table for name, table in tables.items() if not name.startswith("census-2011-age")}
    found, without = beside_residents(brackenford.CODE, given, today=DAY)
    assert found is None
    assert "that needs the census of 2011 by age" in without
    assert "Pupils are never held against residents of all ages." in without
