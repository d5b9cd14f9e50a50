"""``convive match template``, ``check`` and ``build linking`` as a person runs them."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[4] / "shared" / "data"
SCHOOLS = SHARED / "schools" / "spc_school_level_2022_23.csv.gz"
POSTCODES = SHARED / "geography" / "postcode_centroids"
needs_files = pytest.mark.skipif(not SCHOOLS.is_file(), reason="the real files are not beside the project")


@pytest.fixture(scope="session")
def real_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the real file of schools and the postcodes of three towns."""
    from convive.sources import DataFolder, read

    folder = DataFolder(tmp_path_factory.mktemp("real") / "data")
    folder.put(read("schools-spc", SCHOOLS), imported_on="2026-11-25")
    areas = [POSTCODES / f"{area}.csv.gz" for area in ("BD", "OL", "B")]
    folder.put(read("postcodes", areas), imported_on="2026-11-25")
    return folder.path


@pytest.mark.parametrize("what", ["linking", "teams", "placement", "mentoring"])
@pytest.mark.parametrize("xlsx", [False, True])
def test_templates_are_written_and_never_over_lists(convive: Callable, tmp_path: Path, what: str, xlsx: bool) -> None:
    words = ("match", "template", what, "-o", tmp_path / "lists", *(["--xlsx"] if xlsx else []))
    ended = convive(*words)
    assert ended.code == 0
    files = sorted(p.name for p in (tmp_path / "lists").iterdir())
    assert "params.json" in files
    assert all(name in ended.out for name in files)
    again = convive(*words)
    assert again.code == 1
    assert "[replace]" in again.err


def test_there_is_no_such_template(convive: Callable, tmp_path: Path) -> None:
    ended = convive("match", "template", "linkin", "-o", tmp_path)
    assert ended.code == 1
    assert "Did you mean linking?" in ended.err


def test_check_says_what_was_read(convive: Callable, tmp_path: Path) -> None:
    (tmp_path / "participants.csv").write_text("person_id,gender\nP1,f\nP2,m\n")
    ended = convive("match", "check", tmp_path)
    assert ended.code == 0
    assert "Mixed teams" in ended.out
    assert "participants.csv" in ended.out
    assert "gender" in ended.out
    found = json.loads(convive("match", "check", tmp_path, "--json").out)
    assert found["what"] == "teams"
    assert found["lists"] == [{"file": "participants.csv", "rows": 2}]
    assert len(found["input_hash"]) == 64


def test_check_refuses_a_column_of_status(convive: Callable, tmp_path: Path) -> None:
    (tmp_path / "participants.csv").write_text("person_id,Nationality\nP1,x\n")
    ended = convive("match", "check", tmp_path, "--json")
    assert ended.code == 1
    error = json.loads(ended.out)["error"]
    assert (error["rule"], error["column"]) == ("status-column", "Nationality")
    assert "Take the column out" in ended.err


def test_build_says_which_file_is_missing(convive: Callable, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    ended = convive(
        "match", "build", "linking", "--place", "E08000032", "--data", tmp_path / "data", "-o", tmp_path / "o"
    )
    assert ended.code == 1
    assert "Department for Education" in ended.err
    assert "Also missing" in ended.err
    assert not (tmp_path / "o").exists()


@needs_files
@pytest.mark.parametrize(
    ("place", "name"), [("E08000032", "Bradford"), ("E08000004", "Oldham"), ("E08000025", "Birmingham")]
)
def test_a_real_authority_in_one_command(
    convive: Callable, real_data: Path, tmp_path: Path, place: str, name: str
) -> None:
    """Schools, mixes, meals and pupils by year are recounted from the raw file by plain code."""
    venues = tmp_path / "v.csv"
    code = {"E08000032": "BD1 1AA", "E08000004": "OL1 1AA", "E08000025": "B1 1AA"}[place]
    known = {r["Postcode"].replace(" ", "") for r in rows(POSTCODES / f"{code.rstrip('1A ')[:2].rstrip('1')}.csv.gz")}
    venues.write_text(f"Name;Postcode;Capacity;Dates\nTown hall;{sorted(known)[0]};4;2027-03-02|2027-03-09\n")
    out = tmp_path / name
    words = ("--place", place, "--data", real_data, "-o", out, "--venues", venues, "--json")
    ended = convive("match", "build", "linking", *words)
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    raw = {r["urn"]: r for r in rows(SCHOOLS) if r["district_administrative_code"] == place}
    built = {r["school_id"]: r for r in rows(out / "schools.csv")}
    gone = {r["school_id"] for r in rows(out / "left_out.csv")}
    assert set(raw) == set(built) | gone
    assert not set(built) & gone
    assert told["schools"] == len(built) > 90
    for urn, school in built.items():
        one = raw[urn]
        counts = {k: int(v) for k, v in one.items() if k.startswith("number of pupils classified as")}
        asian = sum(
            v
            for k, v in counts.items()
            if any(a in k for a in ("Indian", "Pakistani", "Bangladeshi", "other Asian", "Chinese"))
        )
        white = counts["number of pupils classified as white British ethnic origin"]
        people = sum(counts.values())
        assert float(school["eth_asian"]) == pytest.approx(asian / people, abs=1e-4)
        assert float(school["eth_white_british"]) == pytest.approx(white / people, abs=1e-4)
        meals = int(one["number of pupils known to be eligible for free school meals"]) / int(
            one["headcount of pupils"]
        )
        assert float(school["fsm"]) == pytest.approx(meals, abs=1e-4)
    for row in rows(out / "classes.csv"):
        school = built[row["school_id"]]
        if school["special"] == "0" and not row["year_to"]:
            heads = sum(
                int(raw[row["school_id"]][f"{p} {s} Year group {row['year']}"])
                for p in ("Full time", "Part time")
                for s in ("girls", "boys")
            )
            assert int(row["size"]) == round(heads / -(-heads // 30))
    assert [r["links"] for r in rows(out / "venue_capacity.csv")] == ["4", "4"]
    checked = convive("match", "check", out)
    assert checked.code == 0, checked.err


@needs_files
def test_own_vetoes_stay_when_lists_are_renewed(convive: Callable, real_data: Path, tmp_path: Path) -> None:
    words = ("match", "build", "linking", "--place", "E08000004", "--data", real_data, "-o", tmp_path, "--year", "4")
    assert convive(*words).code == 0
    assert {r["year"] for r in rows(tmp_path / "classes.csv")} <= {"3", "4"}
    (tmp_path / "vetoes.csv").write_text("school_a,school_b\n105626,105627\n")
    assert convive(*words).code == 1
    assert convive(*words, "--replace").code == 0
    assert (tmp_path / "vetoes.csv").read_text() == "school_a,school_b\n105626,105627\n"


@needs_files
@pytest.mark.parametrize("year", ["four", "6-3", "0", "14"])
def test_a_year_that_is_none(convive: Callable, real_data: Path, tmp_path: Path, year: str) -> None:
    ended = convive(
        "match", "build", "linking", "--place", "E08000004", "--data", real_data, "-o", tmp_path, "--year", year
    )
    assert ended.code == 2
    assert "is no year group" in ended.err


def rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))
