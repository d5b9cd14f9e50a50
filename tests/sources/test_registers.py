"""Registers of schools: open ones with their places, where they stand, and no name of anybody."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.core.tables import Capacity, Points, Schools
from convive.sources import DataFolder, RefusedRows, looks_like, read

GIAS = ["URN", "EstablishmentName", "EstablishmentStatus (name)", "TypeOfEstablishment (name)",
        "PhaseOfEducation (name)", "SchoolCapacity", "NumberOfPupils", "DistrictAdministrative (code)",
        "DistrictAdministrative (name)", "Postcode", "Easting", "Northing", "CensusDate", "HeadTitle (name)",
        "HeadFirstName", "HeadLastName"]  # fmt: skip
PLACES = ["name", "local_authority_code", "unique_reference_number", "type", "lowest_admission_age",
          "highest_admission_age", "capacity", "percent_fsm", "postcode", "lon", "lat"]  # fmt: skip


def school(urn: str = "100001", **other: str) -> list[str]:
    cells = [urn, f"School {urn}", "Open", "Community school", "Primary", "210", "200", "X08000001", "Brackenford",
             "zz11aa", "437584", "436788", "20-01-2022", "Dr", "Firstname", "Lastname"]  # fmt: skip
    row = dict(zip(GIAS, cells, strict=True))
    return list((row | other).values())


def place(urn: str = "200001", **other: str) -> list[str]:
    row = dict(zip(PLACES, [f"School {urn}", "358", urn, "Academies", "3", "11", "420", "NA", "M33 3NH", "-2.32",
        "53.42"], strict=True))  # fmt: skip
    return list((row | other).values())


def text(header: list[str], *rows: list[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue()


@pytest.fixture
def gias(write):
    return lambda *rows: write("x.csv", text(GIAS, *rows))


@pytest.fixture
def places(write):
    return lambda *rows: write("x.csv", text(PLACES, *rows))


def found(report, rule):
    return [finding for finding in report.findings if finding.rule == rule]


def test_open_schools_with_their_places_and_where_they_stand(gias) -> None:
    report = read("schools-gias", gias(school()))
    schools, capacity, points = (report.tables[name] for name in ("schools", "capacity", "points"))
    assert (Schools.is_valid(schools), Capacity.is_valid(capacity), Points.is_valid(points)) == (True, True, True)
    assert schools.select("unit", "phase", "authority", "postcode", "pupils", "counted").row(0) == (
        "100001", "State-funded primary", "X08000001", "ZZ1 1AA", 200, False
    )  # fmt: skip
    assert capacity.row(0) == (2, "100001", 210, 200)
    latitude, longitude = points.select("latitude", "longitude").row(0)
    assert (round(latitude, 2), round(longitude, 2)) == (53.83, -1.43)
    assert report.sources[0].date_words == "January 2022"


def test_closed_schools_are_named_and_left_out(gias) -> None:
    shut = {"EstablishmentStatus (name)": "Closed"}
    soon = {"EstablishmentStatus (name)": "Open, but proposed to close"}
    report = read("schools-gias", gias(school("1", **shut), school("2"), school("3", **soon)))
    assert report.tables["schools"]["unit"].to_list() == ["2", "3"]
    (finding,) = found(report, "not-open")
    assert finding.size == 1
    assert "School 1" in finding.says
    with pytest.raises(RefusedInput) as caught:
        read("schools-gias", gias(school(**shut)))
    assert caught.value.rule == "no-rows"


def test_names_of_head_teachers_are_kept_nowhere(gias, tmp_path) -> None:
    report = read("schools-gias", gias(school()))
    data = DataFolder(tmp_path / "data")
    data.put(report, imported_on="2026-11-22")
    stored = [file.read_bytes() for file in (tmp_path / "data").rglob("*") if file.is_file()]
    printed = report.in_words() + str(report.as_dict())
    for name in ("Firstname", "Lastname"):
        assert name not in printed
        assert not any(name.encode() in data for data in stored)
        for frame in report.tables.values():
            assert name not in frame.write_csv()


@pytest.mark.parametrize(
    ("type", "phase", "as_read"),
    [
        ("Academy converter", "Secondary", "State-funded secondary"),
        ("Community school", "Middle deemed primary", "State-funded primary"),
        ("Academy converter", "All-through", "State-funded secondary"),
        ("University technical college", "Secondary", "State-funded secondary"),
        ("Other independent special school", "Not applicable", "Independent school"),
        ("Non-maintained special school", "Not applicable", "Non-maintained special school"),
        ("Academy special converter", "Not applicable", "State-funded special school"),
        ("Pupil referral unit", "Not applicable", "State-funded AP school"),
        ("Further education", "16 plus", "College"),
        ("Local authority nursery school", "Nursery", "State-funded nursery"),
        ("Secure units", "Not applicable", "Other"),
    ],
)
def test_phases_are_those_of_the_school_census(gias, type, phase, as_read) -> None:
    row = school(**{"TypeOfEstablishment (name)": type, "PhaseOfEducation (name)": phase})
    assert read("schools-gias", gias(row)).tables["schools"]["phase"].to_list() == [as_read]


def test_what_nobody_filled_in_is_unknown_and_not_nought(gias) -> None:
    empty = {"SchoolCapacity": "0", "NumberOfPupils": "", "Easting": "", "Northing": "", "Postcode": ""}
    report = read("schools-gias", gias(school(), school("100002", **empty)))
    assert report.tables["capacity"].row(1) == (3, "100002", None, None)
    assert report.tables["points"]["unit"].to_list() == ["100001"]
    assert found(report, "postcode-unknown")[0].size == 1


def test_more_pupils_than_places_is_said(gias) -> None:
    assert found(read("schools-gias", gias(school(NumberOfPupils="230"))), "over-places")[0].size == 1


def test_a_council_by_its_own_number_and_na_for_nothing(places) -> None:
    report = read("school-places", places(place(), place("200002", capacity="NA", highest_admission_age="16")))
    schools = report.tables["schools"]
    assert schools["authority"].to_list() == ["E08000009"] * 2
    assert schools["phase"].to_list() == ["State-funded primary", "State-funded secondary"]
    assert report.tables["capacity"]["places"].to_list() == [420, None]
    assert report.tables["points"].row(0) == (2, "200001", 53.42, -2.32)


def test_latitude_and_longitude_that_changed_places_are_refused_by_name(places) -> None:
    with pytest.raises(RefusedRows) as caught:
        read("school-places", places(place(lon="53.42", lat="-2.32")))
    assert (caught.value.rule, caught.value.row, caught.value.column) == ("place", 2, "lat")
    assert "Latitude and longitude may have changed places" in caught.value.hint


@pytest.mark.parametrize(
    ("other", "rule", "column"),
    [
        ({"URN": ""}, "filled", "URN"),
        ({"EstablishmentName": ""}, "filled", "EstablishmentName"),
        ({"SchoolCapacity": "many"}, "whole-number", "SchoolCapacity"),
        ({"NumberOfPupils": "10.5"}, "whole-number", "NumberOfPupils"),
        ({"Northing": "4367880"}, "place", "Northing"),
        ({"Easting": "west"}, "degrees", "Easting"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused(gias, other, rule, column) -> None:
    with pytest.raises(RefusedRows) as caught:
        read("schools-gias", gias(school("100009"), school(**other)))
    assert (caught.value.row, caught.value.rule, caught.value.column) == (3, rule, column)


def test_a_school_that_stands_twice_and_two_registers(gias, write) -> None:
    with pytest.raises(RefusedRows) as caught:
        read("schools-gias", gias(school(), school()))
    assert caught.value.rule == "area-twice"
    files = [write(name, text(GIAS, school())) for name in ("a.csv", "b.csv")]
    with pytest.raises(RefusedInput) as caught_too:
        read("schools-gias", files)
    assert caught_too.value.rule == "table-twice"


def test_the_real_register(shared_data) -> None:
    file = shared_data / "schools/gias_edubase_leeds.csv.gz"
    assert looks_like(file) == "schools-gias"
    report = read("schools-gias", file)
    assert (report.rows_good, found(report, "not-open")[0].size) == (306, 465)
    assert report.tables["points"].height == 306
    raw = pl.read_csv(file, infer_schema=False).with_columns(
        pl.concat_str("HeadFirstName", "HeadLastName", separator=" ").alias("head")
    )
    heads = raw.filter(pl.col("HeadLastName").str.len_chars() > 3)["head"].to_list()
    assert len(heads) > 100
    kept = report.in_words() + "".join(report.tables[name].write_csv() for name in report.tables)
    assert not [head for head in heads if head in kept]


def test_the_real_places(shared_data) -> None:
    file = shared_data / "schools/trafford_schools_and_colleges.csv"
    assert looks_like(file) == "school-places"
    report = read("school-places", file)
    assert (report.rows_good, found(report, "places-known")[0].size) == (103, 99)
    assert set(report.tables["schools"]["authority"]) == {"E08000009"}
