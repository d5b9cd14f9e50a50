"""Figures of one's own: the template, each cell read as what it means, and one part a service."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from convive.core.errors import RefusedInput
from convive.core.tables import Observations
from convive.evidence.pressures.ahead import TEMPLATE as OTHER
from convive.sources import DataFolder, RefusedRows, looks_like, read
from convive.sources.observations import TEMPLATE

HEADER = "place,service,measure,date,value,source"


def row(place="X08000001", service="homes", measure="demand", day="2026-03-31", value="120", source="Housing team"):
    return f"{place},{service},{measure},{day},{value},{source}"


@pytest.fixture
def file(write):
    return lambda *rows: write("x.csv", [HEADER, *rows])


def found(report, rule):
    return [finding for finding in report.findings if finding.rule == rule]


def test_the_template_is_known_by_its_header_and_its_examples_are_no_figures(write) -> None:
    template = write("t.csv", TEMPLATE)
    assert looks_like(template) == "counts"
    with pytest.raises(RefusedInput) as caught:
        read("counts", template)
    assert (caught.value.rule, caught.value.says) == ("no-rows", "No figure has been filled in yet.")
    filled = TEMPLATE.replace("# E08000032", "E08000032")
    assert read("counts", write("t.csv", filled)).rows_good == 4


def test_figures_by_service_with_their_days(file) -> None:
    report = read("counts", file(row(), row(measure="capacity", value="40.5"), row(service="patients", day="1/4/2026")))
    table = report.tables["observations"]
    assert Observations.is_valid(table)
    assert table.row(0) == (2, "X08000001", "homes", "demand", date(2026, 3, 31), 120.0, "Housing team")
    assert [part.part for part in report.parts] == ["homes", "patients"]
    assert [source.date_words for source in report.sources] == ["31 March 2026", "1 April 2026"]
    assert (
        found(report, "one-measure")[0].says == "X08000001, patients: there is demand and no capacity to lay beside it."
    )


def test_a_newer_file_of_one_service_leaves_the_others(file, tmp_path) -> None:
    data = DataFolder(tmp_path / "data")
    data.put(read("counts", file(row(), row(service="patients"))), imported_on="2026-11-22")
    data.put(read("counts", file(row(value="150"))), imported_on="2026-11-23")
    table = data.scan("counts", "observations").collect()
    assert sorted(table.select("service", "value").rows()) == [("homes", 150.0), ("patients", 120.0)]


def test_a_filled_template_may_be_a_spreadsheet(write) -> None:
    book = openpyxl.Workbook()
    for cells in (HEADER.split(","), ["X08000001", "homes", "demand", date(2026, 3, 31), 120, "Housing team"]):
        book.active.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    file = write("x.xlsx", stream.getvalue())
    assert looks_like(file) == "counts"
    assert read("counts", file).tables["observations"].row(0)[1:6] == (
        "X08000001", "homes", "demand", date(2026, 3, 31), 120.0
    )  # fmt: skip


def test_two_sheets_with_the_template_are_not_guessed_at(write) -> None:
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("More")):
        sheet.append(HEADER.split(","))
        sheet.append(["X08000001", "homes", "demand", date(2026, 3, 31), 120, ""])
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(RefusedInput) as caught:
        read("counts", write("x.xlsx", stream.getvalue()))
    assert caught.value.rule == "sheet"


@pytest.mark.parametrize("mark", ["x", "c", "[z]", "!", "-", "~", "<5", ""])
def test_a_mark_is_read_as_what_it_means_and_never_as_nought(file, mark) -> None:
    report = read("counts", file(row(), row(measure="capacity", value=mark)))
    assert report.tables["observations"].height == 1
    (finding,) = found(report, "mark")
    assert (finding.row, finding.column, finding.severity) == (3, "value", "finding")
    assert "not read as nought" in finding.says


def test_words_of_ones_own_are_kept_and_named(file) -> None:
    report = read("counts", file(row(service="English classes"), row(service="homs", measure="capacty")))
    assert {part.part for part in report.parts} == {"english-classes", "homs"}
    (service,) = found(report, "own-service")
    assert service.hint == "Did you mean homes?"
    assert found(report, "own-measure")[0].hint == "Did you mean capacity?"


@pytest.mark.parametrize(
    ("bad", "rule", "column"),
    [
        (row(place="Brackenford"), "code", "place"),
        (row(place="X01000001"), "code", "place"),
        (row(place=""), "filled", "place"),
        (row(service=""), "filled", "service"),
        (row(day=""), "filled", "date"),
        (row(day="last spring"), "day", "date"),
        (row(value="45%"), "number", "value"),
        (row(value='"21,500"'), "number", "value"),
        (row(value="many"), "number", "value"),
        (row(value="-3"), "not-negative", "value"),
        (row(value="inf"), "number", "value"),
        (row(service="patients"), "area-twice", "place"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused(file, bad, rule, column) -> None:
    with pytest.raises(RefusedRows) as caught:
        read("counts", file(row(service="patients"), bad))
    assert (caught.value.row, caught.value.rule, caught.value.column) == (3, rule, column)


def test_with_lookups_a_name_is_answered_with_its_code(file, write, publisher, tmp_path) -> None:
    data = DataFolder(tmp_path / "data")
    data.put(
        read("lookups", [write("c.csv", publisher.changes), write("w.csv", publisher.wards)]), imported_on="2026-11-22"
    )
    with pytest.raises(RefusedRows) as caught:
        read("counts", file(row(place="Brackenford")), data.places())
    assert caught.value.hint == "Write its code: X08000001."
    with pytest.raises(RefusedRows) as caught_too:
        read("counts", file(row(place="X08000077")), data.places())
    assert caught_too.value.rule == "unknown-code"


def test_the_template_of_another_command_is_refused_with_the_one_that_is_read(write) -> None:
    with pytest.raises(RefusedInput) as caught:
        read("counts", write("services.csv", OTHER.splitlines()))
    assert (caught.value.rule, caught.value.column) == ("columns", "place")
    assert "convive ingest counts --template" in caught.value.hint
    assert "convive pressures" in caught.value.hint
