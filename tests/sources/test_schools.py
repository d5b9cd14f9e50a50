"""Schools: marks for what is not counted, districts under counties, head counts that their groups add up to."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.core.groups import classification
from convive.core.tables import Counts, Schools
from convive.sources import DataFolder, kind, read

GROUPS = [group.long for group in classification("ethnic-pupils-18").groups]
PLACES = ["urn", "la_name", "new_la_code", "school_name", "phase_type_grouping", "district_administrative_code",
          "district_administrative_name", "ward_code", "ward_name", "school_postcode", "headcount of pupils",
          "full time pupils"]  # fmt: skip
HEADER = [*PLACES, *GROUPS, "number of pupils unclassified"]


def school(urn: str = "100001", **other: str) -> list[str]:
    """A primary school of an invented town: 60 White British, 30 Pakistani, 10 without a group."""
    row = dict.fromkeys(HEADER, "0") | {
        "urn": urn, "la_name": "Midshire", "new_la_code": "E10000099", "school_name": f"School {urn}",
        "phase_type_grouping": "State-funded primary", "district_administrative_code": "X08000001",
        "district_administrative_name": "Brackenford", "ward_code": "X05000001", "ward_name": "Priory",
        "school_postcode": "ZZ1 1AA", "headcount of pupils": "100", "full time pupils": "100",
        GROUPS[0]: "60", GROUPS[10]: "30", "number of pupils unclassified": "10",
    }  # fmt: skip
    return list((row | other).values())


def text(*rows: list[str], header: list[str] = HEADER) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue()


def independent(urn: str = "100002") -> list[str]:
    marks = dict.fromkeys([*GROUPS, "number of pupils unclassified"], "z")
    return school(urn, phase_type_grouping="Independent school", **marks)


def refusal(file) -> RefusedInput:
    with pytest.raises(RefusedInput) as caught:
        read("schools-spc", file)
    return caught.value


def test_a_school_is_read_with_its_groups_and_those_without_one(write) -> None:
    report = read("schools-spc", write("x.csv", text(school(), school("100003"))))
    schools, pupils = report.tables["schools"], report.tables["pupils"]
    assert Schools.is_valid(schools)
    assert Counts.is_valid(pupils)
    assert pupils.height == 2 * 18
    assert schools.select("row", "unit", "pupils", "unrecorded", "counted").row(0) == (2, "100001", 100, 10, True)
    assert {f.rule: f.size for f in report.findings if f.rule == "unrecorded"} == {"unrecorded": 20}
    assert report.sources[0].invented


def test_a_county_does_not_hold_its_districts_schools(write) -> None:
    schools = read("schools-spc", write("x.csv", text(school()))).tables["schools"]
    assert schools["authority"].to_list() == ["X08000001"]
    assert schools["authority_name"].to_list() == ["Brackenford"]


@pytest.mark.parametrize("mark", ["z", "x", "c"])
def test_a_school_that_is_not_counted_is_kept_without_a_mix(write, mark) -> None:
    marks = dict.fromkeys([*GROUPS, "number of pupils unclassified"], mark)
    report = read("schools-spc", write("x.csv", text(school(), school("100002", **marks))))
    assert report.tables["schools"].select("unit", "counted").rows() == [("100001", True), ("100002", False)]
    assert set(report.tables["pupils"]["unit"].to_list()) == {"100001"}
    assert {f.rule: f.size for f in report.findings if f.rule == "not-counted"} == {"not-counted": 1}


def test_a_head_count_that_is_marked_too_is_unknown_and_not_nought(write) -> None:
    row = independent()
    row[HEADER.index("headcount of pupils")] = "z"
    assert read("schools-spc", write("x.csv", text(school(), row))).tables["schools"]["pupils"].to_list() == [100, None]


def test_what_the_publisher_does_not_know_is_empty_and_said(write) -> None:
    row = school(district_administrative_code="Unknown", ward_code="Unknown", school_postcode="NULL")
    report = read("schools-spc", write("x.csv", text(row)))
    assert report.tables["schools"].select("authority", "ward", "postcode").row(0) == (None, None, None)
    assert {"district-unknown", "postcode"} <= {f.rule for f in report.findings}


@pytest.mark.parametrize(
    ("other", "rule", "column"),
    [
        ({GROUPS[0]: "z"}, "mark", GROUPS[0]),
        ({GROUPS[0]: "61"}, "parts-and-total", "headcount of pupils"),
        ({GROUPS[0]: "-60"}, "not-negative", GROUPS[0]),
        ({GROUPS[0]: "60.5"}, "whole-number", GROUPS[0]),
        ({GROUPS[0]: "many"}, "whole-number", GROUPS[0]),
        ({"urn": ""}, "filled", "urn"),
        ({"school_name": " "}, "filled", "school_name"),
        ({"ward_code": "Priory"}, "code", "ward_code"),
        ({"district_administrative_code": "E10000099"}, "code", "district_administrative_code"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused(write, other, rule, column) -> None:
    error = refusal(write("x.csv", text(school("100009"), school(**other))))
    assert (error.file, error.row, error.column, error.rule) == ("x.csv", 3, column, rule)


def test_the_same_school_twice_is_refused(write) -> None:
    error = refusal(write("x.csv", text(school(), school())))
    assert (error.rule, error.row) == ("area-twice", 3)


def test_two_years_are_not_added_up(write) -> None:
    files = [write("a.csv", text(school())), write("b.csv", text(school("100004")))]
    with pytest.raises(RefusedInput) as caught:
        read("schools-spc", files)
    assert (caught.value.file, caught.value.rule) == ("b.csv", "table-twice")


def test_a_missing_group_is_named(write) -> None:
    header = [name for name in HEADER if name != GROUPS[10]]
    row = [cell for cell, name in zip(school(), HEADER, strict=True) if name != GROUPS[10]]
    error = refusal(write("x.csv", text(row, header=header)))
    assert (error.rule, error.column) == ("columns", GROUPS[10])


YEARS = kind("schools-spc").layouts[0].years
PARTS = kind("schools-spc").layouts[0].year_parts
YEAR_HEADER = [*HEADER, *(f"{part} {label}" for label in YEARS.values() for part in PARTS)]


def with_years(row: list[str], **heads: str) -> list[str]:
    """A school whose 100 pupils are 30 boys and 20 girls in reception, part of them half days, and 50 in year 6."""
    own = {"Part time girls Reception": "5", "Full time girls Reception": "15", "Full time boys Reception": "30",
           "Full time boys Year group 6": "50"}  # fmt: skip
    cells = dict.fromkeys(YEAR_HEADER[len(HEADER) :], "0") | own | heads
    return [*row, *cells.values()]


def years_of(report) -> dict[str, int]:
    years = report.tables["years"]
    assert Counts.is_valid(years)
    return {group: count for _, _, group, count in years.iter_rows() if count}


def test_a_year_group_is_girls_and_boys_full_and_part_time(write) -> None:
    report = read("schools-spc", write("x.csv", text(with_years(school()), header=YEAR_HEADER)))
    assert years_of(report) == {"R": 50, "6": 50}
    assert report.tables["years"].height == len(YEARS)
    assert not [f for f in report.findings if f.rule == "years-and-total"]


def test_pupils_in_no_year_group_are_said(write) -> None:
    row = with_years(school(), **{"Full time boys Year group 6": "48"})
    report = read("schools-spc", write("x.csv", text(row, header=YEAR_HEADER)))
    (finding,) = [f for f in report.findings if f.rule == "years-and-total"]
    assert (finding.size, finding.severity) == (2, "finding")


def test_a_school_that_is_not_asked_has_no_year_groups(write) -> None:
    marks = dict.fromkeys(YEAR_HEADER[len(HEADER) :], "z")
    rows = [with_years(school()), with_years(independent(), **marks)]
    report = read("schools-spc", write("x.csv", text(*rows, header=YEAR_HEADER)))
    assert set(report.tables["years"]["unit"]) == {"100001"}


@pytest.mark.parametrize(
    ("heads", "rule"),
    [
        ({"Full time boys Year group 6": "51"}, "years-and-total"),
        ({"Full time boys Year group 6": "z"}, "mark"),
        ({"Full time boys Year group 6": "<5"}, "mark"),
        ({"Full time boys Year group 6": "49.5"}, "whole-number"),
    ],
)
def test_year_groups_that_cannot_be_used_are_refused(write, heads, rule) -> None:
    error = refusal(write("x.csv", text(with_years(school(), **heads), header=YEAR_HEADER)))
    assert (error.rule, error.row) == (rule, 2)


def test_a_year_group_that_lacks_a_column_is_refused(write) -> None:
    at = YEAR_HEADER.index("Full time boys Year group 6")
    row, header = with_years(school()), list(YEAR_HEADER)
    del row[at], header[at]
    error = refusal(write("x.csv", text(row, header=header)))
    assert (error.rule, error.column) == ("columns", "Full time boys Year group 6")


def test_a_file_without_year_groups_says_so(write) -> None:
    report = read("schools-spc", write("x.csv", text(school())))
    assert "years" not in report.tables
    assert [f.rule for f in report.findings if f.rule == "no-years"]


def test_the_real_file(shared_data, tmp_path) -> None:
    report = read("schools-spc", shared_data / "schools/spc_school_level_2022_23.csv.gz")
    schools, pupils = report.tables["schools"], report.tables["pupils"]
    assert schools.height == 23_369
    assert schools.filter(~schools["counted"])["phase"].value_counts(sort=True).rows() == [
        ("Independent school", 2_282),
        ("State-funded special school", 8),
    ]
    bradford = schools.filter(schools["authority"] == "E08000032")
    assert bradford.height == 227
    mine = pupils.filter(pupils["unit"].is_in(bradford["unit"].to_list()))
    sums = dict(mine.group_by("group").agg(pl.col("count").sum()).iter_rows())
    assert (sums["Pakistani"], sums["WhiteBrit"]) == (36_488, 39_581)
    years = dict(report.tables["years"].group_by("group").agg(pl.col("count").sum()).iter_rows())
    assert (years["R"], years["6"], years["X"]) == (578_809, 637_757, 1_005)
    data = DataFolder(tmp_path / "data")
    data.put(report, imported_on="2026-11-22")
    assert data.scan("schools-spc", "pupils").collect().height == pupils.height


MEALS = "number of pupils known to be eligible for free school meals"


def with_meals(*values: str) -> str:
    rows = [[*school(str(100001 + n)), value] for n, value in enumerate(values)]
    return text(*rows, header=[*HEADER, MEALS])


def test_pupils_eligible_for_free_meals_are_kept_where_they_are_published(write) -> None:
    meals = read("schools-spc", write("x.csv", with_meals("35", "z", "0"))).tables["meals"]
    assert meals.select("unit", "eligible").rows() == [("100001", 35), ("100003", 0)]


def test_a_file_without_free_meals_has_no_such_table(write) -> None:
    assert "meals" not in read("schools-spc", write("x.csv", text(school()))).tables


@pytest.mark.parametrize(
    ("value", "rule"), [("101", "parts-and-total"), ("many", "whole-number"), ("-1", "not-negative")]
)
def test_free_meals_that_cannot_be_are_refused(write, value: str, rule: str) -> None:
    error = refusal(write("x.csv", with_meals("35", value)))
    assert (error.rule, error.row, error.column) == (rule, 3, MEALS)
