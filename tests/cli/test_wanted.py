"""``convive ingest --wanted``: before and after, for a place that is known and for one that is not."""

from __future__ import annotations

import json

from convive.sources import kinds
from convive.sources.wanted import covers

LOOKUP = (
    "lsoa11_name,lsoa11_code,change_code,lsoa21_name,lsoa21_code,ltla22_name,ltla22_code\n"
    "Brackenford 001A,X01000001,U,Brackenford 001A,X01000001,Brackenford,X08000001\n"
)


def test_before_anything_is_there(convive) -> None:
    done = convive("ingest", "--wanted", "--place", "E08000032", "--today", "2026-11-22")
    assert done.code == 0
    assert "Would help most next:" in done.out
    assert done.out.index("[lookups]") < done.out.index("[census-ts021]") < done.out.index("[asylum-support]")
    assert "Are there:" not in done.out
    assert "convive ingest lookups FILE --data DIR" in done.out


def test_after_a_file_it_is_there_with_its_age_and_the_place_has_a_name(convive, tmp_path) -> None:
    file, data = tmp_path / "x.csv", tmp_path / "data"
    file.write_text(LOOKUP)
    assert convive("ingest", "lookups", file, "--data", data, "--today", "2026-11-22").code == 0
    done = convive("ingest", "--wanted", "--place", "X08000001", "--data", data, "--today", "2026-11-22")
    assert "Files about Brackenford (X08000001)" in done.out
    about = [kind for kind in kinds() if covers(kind, "X08000001")]
    assert f"1 of {len(about)} are there" in done.out
    assert "imported 2026-11-22 from x.csv" in done.out
    assert "Not there yet:" in done.out


def test_what_is_old_says_when_a_newer_file_comes(convive, tmp_path) -> None:
    file, data = tmp_path / "x.csv", tmp_path / "data"
    file.write_text(
        "Date,Support Type,Local Authority,LAD Code,Accommodation Type,People\n"
        "2022-12-31,Section 95,Brackenford,X08000001,Dispersal,100\n"
    )
    assert convive("ingest", "asylum-support", file, "--data", data).code == 0
    done = convive("ingest", "--wanted", "--place", "X08000001", "--data", data, "--today", "2026-11-22")
    assert "The plan writes its figures in the past tense. A newer file comes every quarter." in done.out


def test_the_list_as_json(convive) -> None:
    given = json.loads(convive("ingest", "--wanted", "--place", "E08000032", "--json").out)
    assert given["place"] == "E08000032"
    assert given["files"][0]["kind"] == "lookups"
    assert {"state", "months", "next", "lets_say", "page"} <= set(given["files"][0])


def test_a_place_that_is_none_is_refused_in_words(convive, tmp_path) -> None:
    assert convive("ingest", "--wanted", "--place", "Bradford").code == 1
    assert convive("ingest", "--wanted").code == 2
    file, data = tmp_path / "x.csv", tmp_path / "data"
    file.write_text(LOOKUP)
    convive("ingest", "lookups", file, "--data", data)
    done = convive("ingest", "--wanted", "--place", "X08000009", "--data", data)
    assert done.code == 1
    assert "know no authority X08000009" in done.err


def test_another_nation_a_name_and_a_folder_to_come_are_told(convive, tmp_path) -> None:
    done = convive("ingest", "--wanted", "--place", "S12000033")
    assert (done.code, "Scotland and Northern Ireland are not covered yet" in done.err) == (1, True)
    file, data = tmp_path / "x.csv", tmp_path / "data"
    done = convive("ingest", "--wanted", "--place", "X08000001", "--data", data)
    assert (done.code, f"(there is no folder {data} yet)" in done.out) == (0, True)
    file.write_text(LOOKUP)
    convive("ingest", "lookups", file, "--data", data)
    done = convive("ingest", "--wanted", "--place", "Brackenfrod", "--data", data)
    assert (done.code, "Did you mean X08000001 (Brackenford)?" in done.err) == (1, True)
