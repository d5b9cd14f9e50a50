"""Spreadsheets: one sheet as text, line for row; dates as dates; what holds no number, or runs, is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest

from convive.core.errors import RefusedInput, UnknownName
from convive.sources.own_tables import long_table, read_columns, wide_table
from convive.sources.workbooks import sheets_of

ROWS = [["Ward", "White", "Asian"], ["Mill", 10, 5], ["Weir", 20, 0]]


def book(*sheets: tuple[str, list[list[object]]], merged: tuple[str, ...] = ()) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets or (("Data", ROWS),):
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def packed(**more: bytes) -> bytes:
    """A spreadsheet with further files in it."""
    stream = io.BytesIO(book())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as into:
        for name, data in more.items():
            into.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


def wide(file, **other):
    return wide_table(file, unit="Ward", groups=["White", "Asian"], **other)


def refusal(call, *given, **options):
    with pytest.raises((RefusedInput, UnknownName)) as caught:
        call(*given, **options)
    return caught.value


def test_rows_of_the_sheet_are_rows_of_the_table(write) -> None:
    rows = [["Notes of the publisher"], [], *ROWS]
    table = wide(write("x.xlsx", book(("Data", rows))))
    assert table.rows() == [
        (4, "Mill", "White", 10),
        (5, "Weir", "White", 20),
        (4, "Mill", "Asian", 5),
        (5, "Weir", "Asian", 0),
    ]


def test_dates_are_days_whole_floats_whole_and_line_breaks_spaces() -> None:
    rows = [
        ["a", "b"],
        [date(2026, 3, 31), 8.0],
        [datetime.combine(date(2026, 3, 31), time(0)), 0.25],
        ["two\nlines", True],
    ]
    assert sheets_of(book(("Data", rows)), "x.xlsx")[0].data.decode().splitlines() == [
        "a,b", "2026-03-31,8", "2026-03-31,0.25", "two lines,TRUE"
    ]  # fmt: skip


def test_a_percentage_is_no_count_though_the_sheet_shows_one(write) -> None:
    file = write("x.xlsx", book(("Data", [ROWS[0], ["Mill", 0.45, 5]])))
    error = refusal(wide, file)
    assert (error.rule, error.row, error.column) == ("whole-number", 2, "White")


def test_merged_header_cells_are_read_as_one_header(write) -> None:
    rows = [["Ward", 2021, None], [None, "White", "Asian"], *ROWS[1:]]
    file = write("x.xlsx", book(("Data", rows), merged=("A1:A2", "B1:C1")))
    assert wide(file)["count"].to_list() == [10, 20, 5, 0]


def test_a_name_merged_down_its_rows_stands_in_each(write) -> None:
    rows = [["Ward", "group", "count"], ["Mill", "White", 10], [None, "Asian", 5]]
    file = write("x.xlsx", book(("Data", rows), merged=("A2:A3",)))
    table = long_table(file, unit="Ward", group="group", count="count")
    assert table["unit"].to_list() == ["Mill", "Mill"]


def test_a_number_merged_over_cells_would_be_counted_twice(write) -> None:
    file = write("x.xlsx", book(("Data", ROWS), merged=("B2:B3",)))
    error = refusal(wide, file)
    assert (error.rule, error.row) == ("merged", 2)


def test_the_sheet_with_the_columns_is_found_and_two_must_be_named(write) -> None:
    notes = ("Notes", [["Ward", "is a ward"]])
    assert wide(write("x.xlsx", book(notes, ("Data", ROWS)))).height == 4
    two = write("y.xlsx", book(("2020", ROWS), ("2021", ROWS)))
    error = refusal(wide, two)
    assert error.rule == "sheet"
    assert "2020, 2021" in error.says
    assert wide(two, sheet="2021").height == 4
    assert "2020, 2021" in refusal(wide, two, sheet="none").hint
    assert refusal(wide, write("z.csv", "Ward,White,Asian\nMill,1,2\n"), sheet="Data").rule == "sheet"


def test_a_column_that_no_sheet_has_names_the_sheet(write) -> None:
    error = refusal(read_columns, write("x.xlsx", book()), ["Wart"])
    assert (error.file, error.hint) == ("x.xlsx, sheet “Data”", "Did you mean Ward?")


def test_a_formula_that_was_never_calculated_holds_no_number(write) -> None:
    file = write("x.xlsx", book(("Data", [*ROWS, ["Both", "=SUM(B2:B3)", 5]])))
    error = refusal(wide, file)
    assert (error.rule, error.row) == ("formula", 4)
    assert "Cell B4 of sheet “Data”" in error.says
    assert error.hint == "Open it, let it calculate, and save it."


def test_a_formula_that_was_calculated_is_its_number(write) -> None:
    data = book(("Data", [*ROWS, ["Both", "=SUM(B2:B3)", 5]]))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for info in old.infolist():
            xml = old.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                before, xml = xml, xml.replace(b"<f>SUM(B2:B3)</f><v></v>", b"<f>SUM(B2:B3)</f><v>30</v>")
                xml = xml.replace(b"<f>SUM(B2:B3)</f><v />", b"<f>SUM(B2:B3)</f><v>30</v>")
                assert xml != before
            new.writestr(info, xml)
    assert wide(write("x.xlsx", stream.getvalue()))["count"].to_list() == [10, 20, 30, 5, 0, 5]


def test_a_sheet_that_understates_its_size_loses_nothing(write) -> None:
    data = book()
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for info in old.infolist():
            new.writestr(info, old.read(info).replace(b'ref="A1:C3"', b'ref="A1"'))
    assert wide(write("x.xlsx", stream.getvalue())).height == 4


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (packed(xl__vbaProject_bin=b"").replace(b"vbaProject_bin", b"vbaProject.bin"), "macros"),
        (packed(xl__media__bomb=b"0" * 20_000_000), "too-large"),
        (book()[:2000], "workbook"),
        (book(("Data", [])), "empty"),
    ],
    ids=["macros", "bomb", "cut off", "empty"],
)
def test_what_runs_or_bursts_or_breaks_is_refused(write, data, rule) -> None:
    error = refusal(wide, write("x.xlsx", data))
    assert (error.rule, error.file) == (rule, "x.xlsx")


@pytest.mark.parametrize(
    ("inside", "words"),
    [({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "OpenDocument"), ({"a.csv": "a,b"}, "zip file")],
)
def test_other_packed_files_are_called_by_their_name(write, inside, words) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as into:
        for name, text in inside.items():
            into.writestr(name, text)
    assert words in refusal(wide, write("x.xlsx", stream.getvalue())).says
