"""Lookups: told by their header, kept whole or refused."""

from __future__ import annotations

import pytest

from convive.core.errors import RefusedInput
from convive.core.tables import LsoaChanges, LsoaWards
from convive.sources import known_places, read


def refusal(*files) -> RefusedInput:
    with pytest.raises(RefusedInput) as caught:
        read("lookups", files)
    return caught.value


def test_both_lookups_are_read_from_a_folder_and_the_rest_is_named(write, publisher, tmp_path) -> None:
    write("one.csv", publisher.changes)
    write("two.csv", publisher.wards)
    write("README.md", "| file | columns |\n| x | msoa11_code, msoa21_code |\n")
    write("three.csv", "msoa11_code,msoa21_code\nX02000001,X02000001\n")
    write("folder/four.csv", publisher.changes)
    report = read("lookups", tmp_path)
    assert LsoaChanges.is_valid(report.tables["lsoa_changes"])
    assert LsoaWards.is_valid(report.tables["lsoa_wards"])
    assert report.rows_good == 8
    assert report.files == ("one.csv", "two.csv")
    unread = {file.file: file.why for file in report.unread}
    assert set(unread) == {"README.md", "three.csv"}
    assert unread["three.csv"] == "2011 MSOAs and the 2021 MSOAs they became; not used yet"
    assert "does not look like" in unread["README.md"]


def test_a_folder_in_which_no_file_is_known_is_refused(write, tmp_path) -> None:
    write("a.csv", "day,rain\n1,2\n")
    write("b.csv", "day,sun\n1,2\n")
    error = refusal(tmp_path)
    assert error.rule == "another-table"
    assert "2 files" in error.says


def test_one_lookup_alone_says_which_is_absent(write, publisher) -> None:
    report = read("lookups", write("wards.csv", publisher.wards))
    assert list(report.tables) == ["lsoa_wards"]
    assert [f.rule for f in report.findings] == ["lookup-absent"]


def test_the_names_of_the_portal_are_known_too(write, publisher) -> None:
    header = "LSOA11NM,LSOA11CD,CHGIND,LSOA21NM,LSOA21CD,LAD22NM,LAD22CD"
    assert read("lookups", write("x.csv", [header, *publisher.changes[1:]])).rows_good == 4


def test_the_same_lookup_twice_is_refused(write, publisher) -> None:
    error = refusal(write("a.csv", publisher.wards), write("b.csv", publisher.wards))
    assert (error.file, error.rule) == ("b.csv", "table-twice")


@pytest.mark.parametrize(
    ("find", "put", "rule", "column"),
    [
        ("X01000001,U,", "X01000001,Q,", "change", "change_code"),
        ("X01000001,U,", ",U,", "code", "lsoa11_code"),
        (",X08000001", ",E99", "code", "ltla22_code"),
        ("Brackenford 001A,X01000001,U", ",X01000001,U", "filled", "lsoa11_name"),
    ],
)
def test_a_cell_that_cannot_be_used_is_refused(write, publisher, find, put, rule, column) -> None:
    header, first, *others = publisher.changes
    error = refusal(write("x.csv", [header, first.replace(find, put), *others]))
    assert (error.rule, error.row, error.column) == (rule, 2, column)


def test_the_same_pair_twice_is_refused(write, publisher) -> None:
    error = refusal(write("x.csv", [*publisher.changes, publisher.changes[1]]))
    assert (error.rule, error.row) == ("area-twice", 6)
    assert "row 2" in error.says


def test_a_split_is_no_pair_twice(write, publisher) -> None:
    assert read("lookups", write("x.csv", publisher.changes)).rows_good == 4


def test_rows_for_scotland_are_left_out_and_counted(write, publisher) -> None:
    scots = "Aberdeen,S01006506,Airyhall,S13002842,Aberdeen City,S12000033"
    report = read("lookups", write("x.csv", [*publisher.wards, scots]))
    assert report.rows_good == 4
    assert [f.size for f in report.findings if f.rule == "elsewhere"] == [1]


def test_known_places_know_old_names_of_authorities_from_the_names_of_lsoas(write, publisher) -> None:
    old = "Oldtown 001A,X01000009,U,Brackenford 002A,X01000009,Brackenford,X08000001"
    changes = read("lookups", write("x.csv", [*publisher.changes, old])).tables["lsoa_changes"]
    assert known_places(changes).authorities == {"Brackenford", "Millbeck", "Oldtown"}


def test_the_real_folder(shared_data) -> None:
    report = read("lookups", shared_data / "geography")
    assert {name: frame.height for name, frame in report.tables.items()} == {
        "lsoa_changes": 35_795,
        "lsoa_wards": 35_672,
    }
    assert dict(report.tables["lsoa_changes"]["change"].value_counts().iter_rows()) == {
        "U": 33_647,
        "S": 1_900,
        "M": 239,
        "X": 9,
    }
    assert len(report.unread) == len([f for f in (shared_data / "geography").iterdir() if f.is_file()]) - 2
