"""Tables that somebody made: long and wide, CSV and Parquet, and each way in which they cannot be used."""

from __future__ import annotations

import polars as pl
import pytest

from convive.core.errors import RefusedInput, UnknownName
from convive.sources.own_tables import long_table, read_columns, wide_table

LONG = ("school,group,pupils,town", "Mill,a,12,North", "Mill,b,3,North", "Weir,a,0,South")
WIDE = ("notes above", "school,White,Asian,Black,All", "Mill,10,5,1,16", "Weir,20,2,2,24", "Priory,3,30,0,33")


def long_(file, **other) -> pl.DataFrame:
    return long_table(file, **({"unit": "school", "group": "group", "count": "pupils"} | other))


def refusal(call, *given, **options):
    with pytest.raises((RefusedInput, UnknownName)) as caught:
        call(*given, **options)
    return caught.value


def test_a_long_table(write) -> None:
    table = long_(write("x.csv", LONG), labels={"within": "town"})
    assert table.rows() == [(2, "Mill", "a", 12, "North"), (3, "Mill", "b", 3, "North"), (4, "Weir", "a", 0, "South")]


def test_a_wide_table_under_notes_becomes_a_long_one(write) -> None:
    table = wide_table(write("x.csv", WIDE), unit="school", groups=["White", "Asian"])
    assert table.filter(pl.col("unit") == "Weir").rows() == [(4, "Weir", "White", 20), (4, "Weir", "Asian", 2)]


def test_gzip_and_parquet_are_read_as_well(write, tmp_path) -> None:
    assert long_(write("x.csv.gz", LONG)).height == 3
    file = tmp_path / "x.parquet"
    pl.DataFrame({"school": ["Mill", "Weir"], "group": ["a", "a"], "pupils": [12, 3]}).write_parquet(file)
    assert long_(file).rows() == [(1, "Mill", "a", 12), (2, "Weir", "a", 3)]


@pytest.mark.parametrize(
    ("row", "rule", "column"),
    [
        ("Mill,c,-1,N", "not-negative", "pupils"),
        ("Mill,c,,N", "count-missing", "pupils"),
        ("Mill,c,nan,N", "whole-number", "pupils"),
        ("Mill,c,few,N", "whole-number", "pupils"),
        ("Mill,c,1.5,N", "whole-number", "pupils"),
        (",c,1,N", "filled", "school"),
        ("Mill,,1,N", "filled", "group"),
        ("Mill,a,1,N", "area-twice", "school"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused(write, row, rule, column) -> None:
    error = refusal(long_, write("x.csv", [*LONG, row]))
    assert (error.file, error.row, error.column, error.rule) == ("x.csv", 5, column, rule)


def test_a_column_that_is_not_there_is_answered_with_the_one_that_was_meant(write) -> None:
    error = refusal(long_, write("x.csv", LONG), count="pupil")
    assert (error.rule, error.hint) == ("column", "Did you mean pupils?")
    error = refusal(long_, write("y.csv", LONG), group="zzz")
    assert "school, group, pupils" in error.hint


def test_a_total_among_the_groups_is_found_by_its_figures_not_its_name(write) -> None:
    file = write("x.csv", [line.replace("All", "Chinese") for line in WIDE])
    error = refusal(wide_table, file, unit="school", groups=["White", "Asian", "Black", "Chinese"])
    assert (error.rule, error.column) == ("totals-column", "Chinese")
    assert wide_table(file, unit="school", groups=["White", "Asian", "Black"]).height == 9


def test_two_groups_of_equal_size_are_no_total(write) -> None:
    file = write("x.csv", ["school,a,b", "Mill,5,5", "Weir,7,7"])
    assert wide_table(file, unit="school", groups=["a", "b"]).height == 4


def test_a_group_named_twice_and_a_header_that_stands_twice(write) -> None:
    assert refusal(wide_table, write("x.csv", WIDE), unit="school", groups=["White", "White"]).rule == "group-twice"
    file = write("y.csv", ["school,White,White", "Mill,1,2"])
    assert refusal(wide_table, file, unit="school", groups=["White"]).rule == "header-twice"


def test_a_unit_twice_in_a_wide_table(write) -> None:
    error = refusal(wide_table, write("x.csv", [*WIDE, "Mill,1,1,1,3"]), unit="school", groups=["White", "Asian"])
    assert (error.rule, error.row) == ("area-twice", 6)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty"),
        (b"<!doctype html>", "web-page"),
        (b"PK\x03\x04", "workbook"),
        (b"PAR1broken", "parquet"),
        (b"school,group,pupils\n", "no-rows"),
    ],
)
def test_what_is_no_table_is_refused(write, content, rule) -> None:
    assert refusal(long_, write("x.csv", content)).rule == rule


def test_a_file_that_is_not_there_and_a_folder(write, tmp_path) -> None:
    write("own.csv", LONG)
    error = refusal(long_, tmp_path / "owm.csv")
    assert (error.rule, error.hint) == ("no-file", "Did you mean own.csv?")
    write("other.csv", LONG)
    assert refusal(long_, tmp_path).rule == "one-file"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_columns_asked_for_as_text_with_their_rows(write, separator) -> None:
    found = read_columns(write("t.csv", "\ufeffunit,a,b\nu,1,2\nv,,x\n".replace(",", separator)), ["b", "unit", "b"])
    assert found.columns == ["row", "b", "unit"]
    assert found.rows() == [(2, "2", "u"), (3, "x", "v")]


def test_parquet_keeps_its_types_where_columns_are_asked_for(tmp_path) -> None:
    pl.DataFrame({"unit": ["u"], "a": [1.5]}).write_parquet(tmp_path / "t.parquet")
    assert read_columns(tmp_path / "t.parquet", ["unit", "a"]).rows() == [(1, "u", 1.5)]


def test_a_row_with_a_cell_too_many_is_refused_and_never_shifted(write) -> None:
    error = refusal(read_columns, write("t.csv", "a,b\n1,2\n1,2,3,4\n"), ["a"])
    assert (error.rule, error.row) == ("too-many-cells", 3)


@pytest.mark.parametrize(
    "header",
    [
        ("School,Pupils,,", ",White,Asian,Black"),
        ("School,,Pupils,", ",White,Asian,Black"),
        ("Notes", "", "School,White,Asian,Black"),
    ],
)
def test_a_header_over_two_rows_is_read_as_one(write, header) -> None:
    table = wide_table(write("x.csv", [*header, "Mill,1,2,3"]), unit="School", groups=["White", "Asian"])
    assert table.rows() == [(len(header) + 1, "Mill", "White", 1), (len(header) + 1, "Mill", "Asian", 2)]
