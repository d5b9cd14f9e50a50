"""People by authority and date: code and name are joined, and a code on another authority's row is mended and told."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.core.tables import ByAuthority
from convive.sources import DataFolder, RefusedRows, looks_like, read

HEADER = "Date,Year,Quarter,Support Type,UK Region,Local Authority,LAD Code,Accommodation Type,People"


def row(name="Brackenford", code="X08000001", people="100", day="2022-12-31", support="Section 95", kind="Dispersal"):
    return f"{day},2022,4,{support},Midlands,{name},{code},{kind},{people}"


def found(report, rule):
    return [finding for finding in report.findings if finding.rule == rule]


@pytest.fixture
def file(write):
    return lambda *rows: write("x.csv", [HEADER, *rows])


def test_people_by_authority_date_and_category(file) -> None:
    report = read("asylum-support", file(row(), row(day="2022-09-30", people="90"), row("Millbeck", "X08000002", "7")))
    people = report.tables["people"]
    assert ByAuthority.is_valid(people)
    assert people.row(0) == (2, "X08000001", "Brackenford", date(2022, 12, 31), "Section 95: Dispersal", 100)
    assert (report.sources[0].dated, report.sources[0].date_words) == ("2022-12-31", "31 December 2022")
    assert found(report, "total")[0].size == 107


def test_a_newer_file_is_as_new_as_its_last_date(file) -> None:
    report = read("asylum-support", file(row(), row(day="2026-03-31")))
    assert (report.sources[0].dated, report.sources[0].date_words) == ("2026-03-31", "31 March 2026")


def test_a_number_of_arrivals_says_its_quarter(write) -> None:
    text = "Date,UK Region,LAD Code,Local Authority,Resettlement Scheme,Persons\n"
    report = read("resettlement", write("x.csv", text + "2022-12-31,Midlands,X08000001,Brackenford,Scheme A,12\n"))
    assert report.sources[0].date_words == "the quarter to 31 December 2022"
    assert report.tables["people"].row(0)[4:] == ("Scheme A", 12)


def test_a_code_on_another_authoritys_rows_is_mended_by_the_name_and_told(file) -> None:
    rows = [
        row("Hull", "X06000010"),
        row("Hull", "X06000010", kind="Hotel"),
        row(),
        row(kind="Hotel", code="X06000010"),
    ]
    report = read("asylum-support", file(*rows))
    sums = dict(report.tables["people"].group_by("authority").agg(pl.col("people").sum()).iter_rows())
    assert sums == {"X06000010": 200, "X08000001": 200}
    (finding,) = found(report, "code-of-several-names")
    assert (finding.severity, finding.row, finding.column, finding.size) == ("finding", 5, "LAD Code", 1)
    assert "Hull" in finding.says
    assert "Brackenford" in finding.says


def test_an_authority_that_has_only_the_wrong_code_is_refused(file) -> None:
    rows = [row("Hull", "X06000010"), row("Hull", "X06000010", kind="Hotel"), row("Leeds", "X06000010")]
    with pytest.raises(RefusedRows) as caught:
        read("asylum-support", file(*rows))
    assert (caught.value.row, caught.value.column, caught.value.rule) == (4, "LAD Code", "code-and-name")
    assert "lookups" in caught.value.hint


def test_with_lookups_its_own_code_is_known(file, write, publisher) -> None:
    places = read("lookups", [write("c.csv", publisher.changes), write("w.csv", publisher.wards)])
    data = DataFolder(file(row()).parent / "data")
    data.put(places, imported_on="2026-11-22")
    rows = [row("Hull", "X06000010"), row("Hull", "X06000010", kind="Hotel"), row("Millbeck", "X06000010")]
    report = read("asylum-support", file(*rows), data.places())
    assert report.tables["people"].filter(pl.col("name") == "Millbeck")["authority"].to_list() == ["X08000002"]


def test_a_slip_of_the_pen_stands_for_the_authority_of_its_code(file) -> None:
    rows = [row("Babergh", "X07000200"), row("Babergh", "X07000200", day="2022-09-30")]
    report = read("asylum-support", file(*rows, row("Bamberg", "X07000200", day="2014-03-31")))
    assert set(report.tables["people"]["name"]) == {"Babergh"}
    assert "“Bamberg” (1 row) was read as Babergh" in found(report, "spelling-of-a-name")[0].says


def test_an_earlier_name_is_that_of_its_code(file) -> None:
    rows = [row("Folkestone and Hythe", "X07000112"), row("Folkestone and Hythe", "X07000112", day="2022-09-30")]
    report = read("asylum-support", file(*rows, row("Shepway", "X07000112", day="2015-03-31")))
    assert report.tables["people"]["authority"].unique().to_list() == ["X07000112"]


def test_a_code_that_changed_is_kept_as_it_was_on_its_day(file) -> None:
    rows = [row(code="X08000009", day="2015-03-31"), row(code="X08000009", day="2016-03-31"), row(), row(kind="Other")]
    report = read("asylum-support", file(*rows))
    assert not found(report, "code-of-several-names")
    assert report.tables["people"]["authority"].to_list() == ["X08000009", "X08000009", "X08000001", "X08000001"]


def test_rows_alike_in_all_but_their_number_are_added_up(file) -> None:
    report = read("asylum-support", file(row(people="7"), row(people="35")))
    assert report.tables["people"]["people"].to_list() == [42]
    assert found(report, "rows-added-up")


def test_two_spellings_of_a_category_are_one(file) -> None:
    rows = [row(kind="Subsistence Only"), row("Millbeck", "X08000002", kind="Subsistence Only")]
    report = read("asylum-support", file(*rows, row(day="2022-09-30", kind="Subsistence only")))
    assert set(report.tables["people"]["category"]) == {"Section 95: Subsistence Only"}


def test_people_of_no_authority_are_counted_and_left_out(file) -> None:
    report = read("asylum-support", file(row(), row("Unknown", "", "341"), row("N/A - Section 4", "N/A - Section 4")))
    assert report.tables["people"].height == 1
    assert found(report, "no-authority")[0].size == 441
    assert "541 with those of no authority" in found(report, "total")[0].says


def test_a_spreadsheet_with_a_merged_title_and_notes_is_the_same_table(file, write) -> None:
    book = openpyxl.Workbook()
    notes = book.active
    notes.append(["Notes of the publisher"])
    sheet = book.create_sheet("Data_Asy_D11")
    sheet.append(["Asylum seekers in receipt of support"])
    sheet.merge_cells("A1:I1")
    sheet.append([])
    for line in (HEADER, row(), row("Millbeck", "X08000002")):
        cells: list[object] = line.split(",")
        if cells[0] != "Date":
            cells[0], cells[-1] = date.fromisoformat(str(cells[0])), int(str(cells[-1]))
        sheet.append(cells)
    sheet.append([])
    sheet.append(["Source: the publisher"])
    stream = io.BytesIO()
    book.save(stream)
    packed = write("x.xlsx", stream.getvalue())
    assert looks_like(packed) == "asylum-support"
    plain = read("asylum-support", file(row(), row("Millbeck", "X08000002"))).tables["people"]
    report = read("asylum-support", packed)
    assert report.tables["people"].drop("row").equals(plain.drop("row"))
    assert report.tables["people"]["row"].to_list() == [4, 5]
    assert found(report, "notes")[0].row == 7


@pytest.mark.parametrize(
    ("bad", "rule", "column"),
    [
        (row(code="Hull"), "code", "LAD Code"),
        (row(code=""), "code", "LAD Code"),
        (row(name=""), "filled", "Local Authority"),
        (row(day="last year"), "day", "Date"),
        (row(people="2.5"), "whole-number", "People"),
        (row(people="<5"), "mark", "People"),
        (row(support=""), "filled", "Support Type"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused(file, bad, rule, column) -> None:
    with pytest.raises(RefusedRows) as caught:
        read("asylum-support", file(row("Millbeck", "X08000002"), bad))
    assert (caught.value.row, caught.value.column, caught.value.rule) == (3, column, rule)


def test_two_files_are_not_added_up(write) -> None:
    files = [write(name, [HEADER, row()]) for name in ("a.csv", "b.csv")]
    with pytest.raises(RefusedInput) as caught:
        read("asylum-support", files)
    assert caught.value.rule == "table-twice"


def test_the_real_support_file(shared_data, tmp_path) -> None:
    file = shared_data / "disparities/asylum_local_authority_support_to_2022.csv.gz"
    report = read("asylum-support", file)
    people = report.tables["people"]
    last = people.filter(pl.col("date") == date(2022, 12, 31))
    by = {key: int(frame["people"].sum()) for (key,), frame in last.group_by("authority")}
    assert (by["E08000032"], by["E08000025"]) == (1_775, 3_251)
    assert sum(by.values()) + found(report, "no-authority")[0].size == 110_171
    assert people["date"].n_unique() == 36
    mended = found(report, "code-of-several-names")
    assert (mended[0].size, "Kingston upon Hull" in mended[0].says) == (21, True)
    assert any("Bamberg" in finding.says for finding in found(report, "spelling-of-a-name"))
    assert people.select("authority", "name").unique().filter(pl.col("authority").is_duplicated()).is_empty()
    data = DataFolder(tmp_path / "data")
    data.put(report, imported_on="2026-11-22")
    assert data.scan("asylum-support", "people").collect().equals(people)


def test_the_real_resettlement_file(shared_data) -> None:
    file = shared_data / "disparities/asylum_local_authority_resettlement_to_2022.csv.gz"
    assert looks_like(file) == "resettlement"
    report = read("resettlement", file)
    bradford = report.tables["people"].filter(pl.col("authority") == "E08000032")
    raw = pl.read_csv(file, infer_schema=False).filter(pl.col("Local Authority") == "Bradford")
    assert bradford["people"].sum() == raw["Persons"].cast(pl.Int64).sum() > 0
