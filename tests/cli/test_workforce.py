"""``convive workforce``: a made-up employer, from the template to the table."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from convive.worlds.brackenford import CODE


@pytest.fixture
def population(tmp_path: Path) -> Path:
    file = tmp_path / "population.csv"
    file.write_text("group,count\nAsian,3000\nWhite,7000\n")
    return file


@pytest.fixture
def staff(convive, tmp_path: Path) -> Path:
    file = tmp_path / "staff.csv"
    file.write_text(convive("workforce", "--template").out.replace("\n# ", "\n"))
    return file


def test_an_unfilled_template_says_nothing_about_an_employer(convive, population, tmp_path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text(convive("workforce", "--template").out)
    done = convive("workforce", file, "--population", population, "--ages", "16-64")
    assert (done.code, done.out) == (1, "")
    assert "staff.csv: No figure has been filled in yet." in done.err


def test_the_template_is_a_table_that_the_verb_reads(convive, staff, population, tmp_path) -> None:
    out = tmp_path / "workforce.csv"
    done = convive("workforce", staff, "--population", population, "--ages", "16-64", "--where", "Brackenford",
                   "--dated", "March 2021", "-o", out)  # fmt: skip
    assert done.code == 0, done.err
    assert done.out.splitlines()[0] == (
        "75 of 96 people declared their group (78 in 100). Beside: people aged 16 to 64 in Brackenford, March 2021."
    )
    assert "counts of 1 to 9 are withheld" in done.out
    with out.open() as stream:
        rows = list(csv.DictReader(stream))
    assert {row["scope"] for row in rows} >= {"everybody", "grade"}
    assert all(not row["count"] or int(row["count"]) == 0 or int(row["count"]) >= 10 for row in rows)


def test_json_puts_the_declaration_rate_before_the_rows(convive, staff, population) -> None:
    given = json.loads(convive("workforce", staff, "--population", population, "--ages", "16-64", "--json").out)
    keys = list(given)
    assert keys.index("rate") < keys.index("rows")
    assert given["rate"] == pytest.approx(75 / 96)


def test_residents_of_all_ages_are_refused(convive, staff, population) -> None:
    done = convive("workforce", staff, "--population", population)
    assert (done.code, "comparison of ages" in done.err) == (1, True)
    done = convive("workforce", staff, "--population", population, "--ages", "0-99")
    assert (done.code, "not those of working age" in done.err) == (1, True)


def test_refusals(convive, staff, population, tmp_path) -> None:
    assert convive("workforce").code == 2
    assert convive("workforce", staff).code == 2
    staff.write_text(staff.read_text().replace("Hall,White", "Hall,Whit"))
    done = convive("workforce", staff, "--population", population, "--ages", "16-64")
    assert (done.code, "Did you mean White?" in done.err) == (1, True)
    staff.write_text("grade,site,group,count\nA,B,White,few\n")
    done = convive("workforce", staff, "--population", population, "--ages", "16-64")
    assert (done.code, "staff.csv, row 2, column count" in done.err) == (1, True)


def test_other_names_for_those_who_did_not_say(convive, staff, population) -> None:
    staff.write_text(staff.read_text().replace("not declared", "blank"))
    call = ("workforce", staff, "--population", population, "--ages", "16-64")
    assert convive(*call).code == 1
    assert convive(*call, "--undeclared", "blank").code == 0


def test_a_document_to_read_lies_beside_its_figures(convive, staff, population, tmp_path) -> None:
    report = tmp_path / "out" / "workforce.html"
    done = convive("workforce", staff, "--population", population, "--ages", "16-64", "--report", report)
    assert done.code == 0, done.err
    assert f"To read: {report}; its figures: {report.with_suffix('.csv')}." in done.out
    page = report.read_text("utf-8")
    assert "Working document, not for publication" in page
    assert 'href="workforce.csv"' in page
    assert report.with_suffix(".csv").read_text().startswith("scope,name,group")


def test_a_document_of_another_kind_is_refused_before_anything_is_read(convive, tmp_path) -> None:
    done = convive("workforce", tmp_path / "no.csv", "--population", tmp_path / "no.csv", "--report", "a.docx")
    assert (done.code, "Name a file that ends in .html or .pdf." in done.err) == (1, True)


def test_a_line_of_totals_among_the_people_of_working_age_is_named(convive, staff, tmp_path) -> None:
    file = tmp_path / "population.csv"
    file.write_text("group,count\nAsian,3000\nWhite,7000\nEverybody in town,10000\n")
    done = convive("workforce", staff, "--population", file, "--ages", "16-64")
    assert done.code == 1
    assert "population.csv, column group: “Everybody in town” is the total of the other groups" in done.err
    file.write_text("group,count\nWhite,7000\nAll,10000\n")
    assert "“All” is the total" in convive("workforce", staff, "--population", file, "--ages", "16-64").err


def test_a_line_of_totals_among_the_staff_is_named(convive, staff, population) -> None:
    staff.write_text(staff.read_text() + "Manager,Depot,All,26\n")
    done = convive("workforce", staff, "--population", population, "--ages", "16-64")
    assert (done.code, "staff.csv, column group: “All” is no group" in done.err) == (1, True)
    assert "looks like a line of totals: leave its rows out" in done.err


def test_teams_may_stand_in_place_of_grades_and_there_may_be_one_site_only(convive, population, tmp_path) -> None:
    file = tmp_path / "teams.csv"
    file.write_text("team,group,count\nParks,Asian,30\nParks,White,90\nLibraries,Asian,12\nLibraries,White,200\n")
    words = ("workforce", file, "--population", population, "--ages", "16-64", "--grade", "team")
    done = convive(*words, "--site", "none")
    assert done.code == 0, done.err
    assert "Libraries: Asian: 6 in 100; 30 in 100 of working age: fewer than by lot" in done.out
    assert "By site" not in done.out
    refused = convive(*words)
    assert (refused.code, "There is no column “site”" in refused.err) == (1, True)


def test_people_of_working_age_from_a_data_folder_and_what_they_do_not_say(
    convive, staff, brackenford_data, tmp_path
) -> None:
    report = tmp_path / "w.html"
    done = convive("workforce", staff, "--data", brackenford_data, "--place", CODE, "--report", report)
    assert done.code == 0, done.err
    first = done.out.splitlines()[0]
    assert first.endswith("Beside: people aged 16 to 64 in Brackenford, March 2011.")
    assert "All others: " in done.out
    assert "as White and all others only" in done.out
    assert "Put together for that: Asian." in done.out
    assert "in 100 in March 2021" in done.out
    assert "as White and all others only" in report.read_text("utf-8")
    notes = json.loads(convive("workforce", staff, "--data", brackenford_data, "--place", CODE, "--json").out)["notes"]
    assert any("counted in March 2011" in note for note in notes)


def test_a_population_comes_from_one_of_two_places(convive, staff, population, brackenford_data) -> None:
    both = convive("workforce", staff, "--population", population, "--data", brackenford_data, "--place", CODE)
    assert both.code == 2
    assert convive("workforce", staff, "--data", brackenford_data).code == 2
    assert convive("workforce", staff, "--data", brackenford_data, "--place", CODE, "--ages", "16-74").code == 2
    unknown = convive("workforce", staff, "--data", brackenford_data, "--place", "E08000999")
    assert unknown.code == 1
    staff.write_text(staff.read_text().replace("Hall,White", "Hall,Team blue"))
    refused = convive("workforce", staff, "--data", brackenford_data, "--place", CODE)
    assert (refused.code, "staff.csv, column group: “Team blue” is no group that is known" in refused.err) == (1, True)
