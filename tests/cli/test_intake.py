"""``convive intake``: on the publisher's file, and how residents of all ages are refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from convive.core.groups import classification
from convive.worlds import brackenford

GROUPS = [group.long for group in classification("ethnic-pupils-18").groups]
HEADER = ["urn", "school_name", "phase_type_grouping", "district_administrative_code", "district_administrative_name",
          "ward_code", "ward_name", "school_postcode", "headcount of pupils", *GROUPS,
          "number of pupils unclassified"]  # fmt: skip


@pytest.fixture
def schools(tmp_path: Path) -> Path:
    file = tmp_path / "schools.csv"
    with file.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for i, white in enumerate((80, 50, 40, 5)):
            counts = [white, *[0] * 9, 100 - white, *[0] * 7, 0]
            where = ["X08000001", "Brackenford", "X05000001", "Priory", f"ZZ{i} 1AA"]
            writer.writerow([f"10000{i}", f"School {i}", "State-funded primary", *where, 100, *counts])
    return file


@pytest.fixture
def postcodes(tmp_path: Path) -> Path:
    file = tmp_path / "postcodes.csv"
    file.write_text("Postcode,lat,long\n" + "".join(f"ZZ{i} 1AA,{53 + i / 100},-1.0\n" for i in range(4)))
    return file


def test_schools_beside_the_nearest(convive, schools, postcodes, tmp_path) -> None:
    out = tmp_path / "intake.csv"
    done = convive("intake", schools, "--place", "X08000001", "--postcodes", postcodes, "--nearest", 2, "-o", out)
    assert done.code == 0, done.err
    assert "Brackenford (X08000001), January 2023: 4 schools could be compared" in done.out
    assert "beside the 4 nearest" in done.out
    assert "beside the other schools of the ward" in done.out
    assert "A working table, not for publication" in done.out
    with out.open() as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 4 * 5
    first = next(row for row in rows if (row["unit"], row["group"]) == ("100000", "White"))
    assert (first["around"], first["around_numerator"], first["by_points"]) == ("nearest", "90", "more")


def test_without_postcodes_every_school_is_compared_with_its_ward_and_told_so(convive, schools) -> None:
    done = convive("intake", schools)
    assert done.code == 0, done.err
    assert "No postcodes were given" in done.out


def test_json(convive, schools) -> None:
    given = json.loads(convive("intake", schools, "--around", "ward", "--json").out)
    assert given["note"].startswith("A working table")
    assert {row["around"] for row in given["rows"]} == {"ward"}


def test_the_data_folder(convive, schools, postcodes, tmp_path) -> None:
    for kind, file in (("schools-spc", schools), ("postcodes", postcodes)):
        assert convive("ingest", kind, file, "--data", tmp_path / "data").code == 0
    done = convive("intake", "--data", tmp_path / "data", "--place", "X08000001")
    assert "4 schools were placed by postcode" in done.out


def test_residents_without_ages_are_refused_and_with_them_age_adjusted(convive, schools, tmp_path) -> None:
    residents = tmp_path / "residents.csv"
    residents.write_text("ward,group,count\nX05000001,White,600\nX05000001,Asian,400\n")
    done = convive("intake", schools, residents)
    assert (done.code, "comparison of ages" in done.err) == (1, True)
    done = convive("intake", schools, residents, "--ages", "0-99")
    assert (done.code, "not of school age" in done.err) == (1, True)
    done = convive("intake", schools, residents, "--ages", "school")
    assert (done.code, "no range of ages" in done.err) == (1, True)
    done = convive("intake", schools, residents, "--ages", "5-15")
    assert done.code == 0, done.err
    assert "aged 5 to 15, from residents.csv (age-adjusted)" in done.out


def test_refusals(convive, schools, postcodes, tmp_path) -> None:
    assert convive("intake").code == 2
    assert convive("intake", schools, "--data", tmp_path).code == 2
    done = convive("intake", schools, "--place", "X08000002")
    assert (done.code, "Did you mean X08000001?" in done.err) == (1, True)
    done = convive("intake", schools, "--show", "Whit")
    assert (done.code, "Did you mean White?" in done.err) == (1, True)
    done = convive("intake", postcodes)
    assert (done.code, "the kind postcodes" in done.err) == (1, True)


def test_bradfords_real_schools(convive, shared_data) -> None:
    done = convive(
        "intake", shared_data / "schools/spc_school_level_2022_23.csv.gz", "--place", "E08000032",
        "--postcodes", shared_data / "geography/postcode_centroids",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "183 schools were placed by postcode; 8 are compared with the other schools of their ward" in done.out
    assert "beside the other schools of the ward, 14 in 100 schools have fewer and 20 in 100 have more" in done.out


def test_a_document_to_read_lies_beside_its_figures(convive, schools, postcodes, tmp_path) -> None:
    report, out = tmp_path / "reports" / "intake.html", tmp_path / "intake.csv"
    done = convive("intake", schools, "--place", "X08000001", "--postcodes", postcodes, "--nearest", 2,
                   "--report", report, "-o", out)  # fmt: skip
    assert done.code == 0, done.err
    page = report.read_text("utf-8")
    assert "Working document, not for publication" in page
    assert 'href="../intake.csv"' in page
    assert not report.with_suffix(".csv").exists()


def test_a_place_by_its_name_is_answered_with_its_code(convive, schools) -> None:
    done = convive("intake", schools, "--place", "brackenford")
    assert (done.code, "Did you mean X08000001 (Brackenford)?" in done.err) == (1, True)
    assert "Name the authority by its code" in convive("intake", schools, "--place", "zzzzzz").err


def test_residents_of_groups_that_are_not_there_are_refused(convive, schools, tmp_path) -> None:
    counts = tmp_path / "wards.csv"
    counts.write_text("ward,group,count\nX05000001,White,100\nX05000001,Asain,40\n")
    done = convive("intake", schools, counts, "--place", "X08000001", "--ages", "5-15")
    assert done.code == 1
    assert "wards.csv, column group: “Asain” is no group of" in done.err
    assert "Did you mean Asian?" in done.err
    counts.write_text("ward,group,count\nX05000001,White,100\n")
    done = convive("intake", schools, counts, "--place", "X08000001", "--ages", "5-15")
    assert (done.code, "Only one group of residents is in the table" in done.err) == (1, True)


def test_without_ages_the_residents_are_refused_before_their_table_is_read(convive, schools, tmp_path) -> None:
    done = convive("intake", schools, tmp_path / "not-there.csv", "--place", "X08000001")
    assert (done.code, "comparison of ages" in done.err) == (1, True)


def test_from_the_data_folder_residents_of_school_age_stand_beside_the_schools(convive, brackenford_data) -> None:
    done = convive("intake", "--data", brackenford_data, "--place", brackenford.CODE)
    assert done.code == 0, done.err
    assert "Beside residents of " in done.out


def test_in_bradford_the_rule_gives_14_and_20_by_the_ward_and_residents_are_age_adjusted(
    convive, shared_data, tmp_path
) -> None:
    data = tmp_path / "data"
    for folder in ("schools", "census", "geography", "geography/postcode_centroids"):
        assert convive("ingest", "any", shared_data / folder, "--data", data).code == 0
    done = convive("intake", "--data", data, "--place", "E08000032", "-o", tmp_path / "i.csv")
    assert done.code == 0, done.err
    assert "beside the other schools of the ward, 14 in 100 schools have fewer and 20 in 100 have more" in done.out
    assert "aged 5 to 15, 2021 shares moved by what age made of shares in 2011; an estimate (age-adjusted)" in done.out
    with (tmp_path / "i.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert {row["group"] for row in rows if row["residents_share"]} == {"White"}
