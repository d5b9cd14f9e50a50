"""Files that cannot be used: one message with file, row, column, rule and hint, and never a traceback."""

from __future__ import annotations

import gzip

import pytest

from convive.core.errors import RefusedInput
from convive.sources import looks_like, read


def refusal(kind: str, file) -> RefusedInput:
    with pytest.raises(RefusedInput) as caught:
        read(kind, file)
    return caught.value


def test_another_table_than_announced_is_called_by_its_name(write, publisher) -> None:
    error = refusal("census-ts021", write("x.csv", [publisher.columns_2011, publisher.row_2011()]))
    assert (error.file, error.rule) == ("x.csv", "another-table")
    assert "Ethnic group, 2011 census" in error.says
    assert "census-2011-ethnic" in error.hint


def test_a_table_that_no_kind_reads_yet_is_called_by_its_name_too(write) -> None:
    error = refusal("census-ts021", write("x.csv", "Regions Code,Ethnic group (20 categories) Code\nX12000001,1\n"))
    assert error.rule == "another-table"
    assert "twenty categories by region" in error.says


def test_outlines_for_a_table_and_a_table_for_outlines(write, publisher) -> None:
    drawn = write("x.geojson", publisher.geojson(publisher.feature("X01000001", "Brackenford 001A")))
    assert "kind boundaries" in refusal("lookups", drawn).hint
    assert "kind lookups" in refusal("boundaries", write("x.csv", publisher.changes)).hint


def test_a_table_nobody_knows_is_answered_with_how_it_begins(write) -> None:
    error = refusal("lookups", write("x.csv", "day,rain\n1,2\n"))
    assert error.rule == "another-table"
    assert "day,rain" in error.says


def test_a_missing_column_is_named_with_the_one_that_was_meant(write, publisher) -> None:
    error = refusal("census-2011-ethnic", write("x.csv", [publisher.columns_2011.replace("Indian", "Indien"), "1"]))
    assert (error.rule, error.row, error.column) == ("columns", 1, "Indian")
    assert error.hint == "Did you mean Indien?"


@pytest.mark.parametrize("page", ["<!DOCTYPE html><html>", "\n <html><body>Not found", "\ufeff<HTML>"])
def test_a_web_page_saved_as_csv_is_no_table(write, page) -> None:
    error = refusal("census-ts021", write("x.csv", page))
    assert (error.file, error.row, error.rule) == ("x.csv", 1, "web-page")
    assert error.hint


@pytest.mark.parametrize("content", ["", " \n\n", b"\xef\xbb\xbf"])
def test_an_empty_file(write, content) -> None:
    assert refusal("census-ts021", write("x.csv", content)).rule == "empty"


def test_an_empty_gzip_file(write) -> None:
    assert refusal("census-ts021", write("x.csv.gz", "")).rule == "empty"


def test_a_header_and_nothing_under_it(write, publisher) -> None:
    error = refusal("census-2011-ethnic", write("x.csv", publisher.columns_2011))
    assert (error.rule, error.row) == ("no-rows", 1)


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.95])
def test_a_truncated_gzip_file_wherever_it_was_cut(write, publisher, keep) -> None:
    rows = [publisher.row_2011(oa=f"X{i:08d}", persons=i + 1, white=i) for i in range(3000)]
    whole = gzip.compress("\n".join([publisher.columns_2011, *rows]).encode())
    error = refusal("census-2011-ethnic", write("x.csv", whole[: int(len(whole) * keep)]))
    assert (error.file, error.rule) == ("x.csv", "gzip")
    assert "Download it again" in error.hint


def test_gzip_is_told_by_its_bytes_not_its_name(write, publisher) -> None:
    packed = gzip.compress("\n".join([publisher.columns_2011, publisher.row_2011()]).encode())
    assert read("census-2011-ethnic", write("x.csv", packed)).rows_good == 1


@pytest.mark.parametrize(("magic", "what"), [(b"PAR1", "Parquet"), (b"%PDF-1.7", "PDF"), (b"\xff\xfea", "UTF-16")])
def test_what_is_no_text_is_told_by_its_first_bytes(write, magic, what) -> None:
    error = refusal("lookups", write("x.csv", magic + b"abc\n"))
    assert error.rule == "not-csv"
    assert what in error.says


def test_a_header_that_stands_twice(write, publisher) -> None:
    header = publisher.columns_2011 + ",Irish"
    error = refusal("census-2011-ethnic", write("x.csv", [header, publisher.row_2011() + ",4"]))
    assert (error.rule, error.row, error.column) == ("header-twice", 1, "Irish")


def test_ts021_may_repeat_its_percent_and_nothing_else(write, publisher) -> None:
    assert read("census-ts021", write("good.csv", publisher.ts021())).rows_good == 2
    header = publisher.ts021_header.replace(
        "Mixed or Multiple ethnic groups,%", "Mixed or Multiple ethnic groups,White"
    )
    error = refusal("census-ts021", write("x.csv", publisher.ts021(header=header)))
    assert (error.rule, error.row, error.column) == ("header-twice", 7, "White")


def test_two_spellings_of_one_group_are_a_column_too_many(write, publisher) -> None:
    header = publisher.ts021_header.replace("White,%", "White,Asian or Asian British")
    assert refusal("census-ts021", write("x.csv", publisher.ts021(header=header))).rule == "header-twice"


def test_a_row_with_too_many_cells(write, publisher) -> None:
    error = refusal("census-2011-ethnic", write("x.csv", [publisher.columns_2011, publisher.row_2011() + ",9"]))
    assert (error.rule, error.row) == ("too-many-cells", 2)


def test_a_quotation_mark_left_open(write, publisher) -> None:
    rows = [publisher.columns_2011, publisher.row_2011(), publisher.row_2011(oa='"X00000002')]
    error = refusal("census-2011-ethnic", write("x.csv", rows))
    assert (error.rule, error.row) == ("quotation-marks", 3)


def test_row_numbers_hold_over_blank_lines_and_line_breaks_in_cells(write, publisher) -> None:
    named = publisher.row_2011(authority='"Bracken\nford"')
    rows = [publisher.columns_2011, named, "", publisher.row_2011(oa="X00000002", indian="-1")]
    assert refusal("census-2011-ethnic", write("x.csv", rows)).row == 5


def test_a_file_that_is_not_there_is_answered_with_its_neighbour(write) -> None:
    file = write("census.csv", "a,b\n")
    error = refusal("lookups", file.with_name("cenus.csv"))
    assert (error.rule, error.hint) == ("no-file", "Did you mean census.csv?")


def test_an_empty_folder(tmp_path) -> None:
    assert refusal("lookups", tmp_path).rule == "no-file"


def test_a_zero_byte_is_no_text(write, publisher) -> None:
    text = "\n".join([publisher.columns_2011, publisher.row_2011()]).replace("Brackenford", "Brack\0ford")
    error = refusal("census-2011-ethnic", write("x.csv", text))
    assert (error.rule, error.row) == ("encoding", 2)


def test_a_byte_order_mark_is_read_and_the_report_says_so(write, publisher) -> None:
    text = "\ufeff" + "\n".join([publisher.columns_2011, publisher.row_2011()])
    report = read("census-2011-ethnic", write("x.csv", text))
    assert report.rows_good == 1
    assert "byte-order-mark" in [f.rule for f in report.findings]


def test_windows_1252_is_read_and_the_report_says_so(write, publisher) -> None:
    text = "\n".join([publisher.columns_2011, publisher.row_2011(authority="Ynys Môn")])
    report = read("census-2011-ethnic", write("x.csv", text.encode("cp1252")))
    assert report.tables["units"]["authority"].to_list() == ["Ynys Môn"]
    assert [(f.rule, f.row) for f in report.findings if f.rule == "windows-1252"] == [("windows-1252", 2)]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_semicolons_and_tabs_separate_too(write, publisher, separator) -> None:
    text = "\n".join([publisher.columns_2011, publisher.row_2011()]).replace(",", separator)
    assert read("census-2011-ethnic", write("x.csv", text)).rows_good == 1


def test_looks_like_tells_the_kind_by_the_header(write, publisher) -> None:
    assert looks_like(write("a", [publisher.columns_2011])) == "census-2011-ethnic"
    assert looks_like(write("b", publisher.ts021())) == "census-ts021"
    assert looks_like(write("c", publisher.wards)) == "lookups"
    assert looks_like(write("d", publisher.geojson(publisher.feature("X01000001", "A 001A")))) == "boundaries"
    assert looks_like(write("e", "<html>")) is None
    assert looks_like(write("f", "msoa11_code,msoa21_code\n")) is None


@pytest.mark.parametrize(
    ("count", "hint"), [("-3", "A count begins at 0"), ("abc", "Write digits only"), ("", "the cell says 0")]
)
def test_every_wrong_count_says_how_to_mend_it(write, publisher, count, hint) -> None:
    error = refusal("census-2011-ethnic", write("x.csv", [publisher.columns_2011, publisher.row_2011(white=count)]))
    assert hint in error.hint
