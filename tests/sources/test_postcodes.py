"""Postcodes: one spelling, a place in the United Kingdom, and no place where the publisher gives none."""

from __future__ import annotations

import pytest

from convive.core.errors import RefusedInput
from convive.core.tables import Postcodes
from convive.sources import DataFolder, read

HEADER = "Postcode,lat,long"
ROWS = ("BD1 1AA,53.79603,-1.75060", "bd139aa,53.80,-1.85", "OL1 5BH,,0.00000", "BD2 2BB,99.999999,0.000000")


def refusal(*files) -> RefusedInput:
    with pytest.raises(RefusedInput) as caught:
        read("postcodes", files)
    return caught.value


def test_spellings_become_one_and_those_without_a_place_are_counted(write) -> None:
    report = read("postcodes", write("x.csv", [HEADER, *ROWS]))
    table = report.tables["postcodes"]
    assert Postcodes.is_valid(table)
    assert table.select("row", "postcode").rows() == [(2, "BD1 1AA"), (3, "BD13 9AA")]
    assert [f.size for f in report.findings if f.rule == "no-place"] == [2]


def test_a_place_on_the_meridian_is_a_place(write) -> None:
    table = read("postcodes", write("x.csv", [HEADER, "SE10 9NF,51.478,0.0"])).tables["postcodes"]
    assert table["longitude"].to_list() == [0.0]


def test_codes_of_areas_are_kept_where_they_are_codes(write) -> None:
    header = "postcode,ward_code,lsoa_code,la_code,lon,lat"
    rows = ["M15 4AB,E05015247,E01034001,E08000009,-2.26,53.46", "AB1 1AA,S13002842,S01006506,S12000033,-2.1,57.1"]
    table = read("postcodes", write("x.csv", [header, *rows])).tables["postcodes"]
    codes = {postcode: rest for postcode, *rest in table.select("postcode", "lsoa", "ward", "authority").rows()}
    assert codes == {"M15 4AB": ["E01034001", "E05015247", "E08000009"], "AB1 1AA": [None, None, None]}


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("Bradford,53.79,-1.75", "postcode"),
        (",53.79,-1.75", "postcode"),
        ("BD1 1AB,north,-1.75", "degrees"),
        ("BD1 1AB,nan,-1.75", "degrees"),
        ("BD1 1AB,53.79,west", "degrees"),
        ("BD1 1AB,-1.75,53.79", "place"),
        ("BD1 1AB,53.79,", "place"),
        ("bd11aa,53.79,-1.75", "postcode-twice"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused(write, row, rule) -> None:
    error = refusal(write("x.csv", [HEADER, ROWS[0], row]))
    assert (error.file, error.row, error.rule) == ("x.csv", 3, rule)


def test_a_file_in_which_nothing_has_a_place_is_refused(write) -> None:
    assert refusal(write("x.csv", [HEADER, ROWS[2]])).rule == "no-rows"


def test_the_same_postcode_in_two_files_is_refused(write) -> None:
    error = refusal(write("a.csv", [HEADER, ROWS[0]]), write("b.csv", [HEADER, ROWS[0]]))
    assert (error.file, error.row, error.rule) == ("b.csv", 2, "postcode-twice")


def test_a_second_import_replaces_its_own_letters_and_leaves_the_others(write, tmp_path) -> None:
    data = DataFolder(tmp_path / "data")
    for number, rows in enumerate((ROWS[:2], ["OL1 1AA,53.5,-2.1"], [ROWS[0]])):
        data.put(read("postcodes", write(f"{number}.csv", [HEADER, *rows])), imported_on="2026-11-22")
    kept = data.scan("postcodes", "postcodes").collect()["postcode"].to_list()
    assert sorted(kept) == ["BD1 1AA", "OL1 1AA"]


def test_the_real_files(shared_data) -> None:
    report = read("postcodes", shared_data / "geography/postcode_centroids")
    assert [part.part for part in report.parts] == ["B", "BD", "CR", "CT", "KT", "N", "OL", "SM"]
    assert report.rows_good == 198_988
    trafford = read("postcodes", shared_data / "geography/postcodes_trafford_lsoa_ward.csv.gz").tables["postcodes"]
    assert trafford.height == 11_264
    assert trafford["lsoa"].null_count() == 0


def test_the_real_table_of_a_place_with_its_areas(shared_data) -> None:
    table = read("postcodes", shared_data / "geography/postcodes_trafford_lsoa_ward.csv.gz").tables["postcodes"]
    assert table.height == 11_264
    assert table.select("lsoa", "ward", "authority").null_count().row(0) == (0, 0, 0)
    assert set(table["authority"]) == {"E08000009"}
