"""``convive ingest``: what it prints, what it keeps, and how it ends."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from convive.cli import ingest
from convive.core.errors import ConviveError, UnknownName
from convive.sources import DataFolder
from convive.worlds import brackenford

WARDS = (
    "lsoa21_name,lsoa21_code,ward24_name,ward24_code,ltla24_name,ltla24_code\n"
    "Brackenford 001A,X01000001,Priory,X05000001,Brackenford,X08000001\n"
)
app = typer.Typer()
app.command("ingest", help=ingest.HELP)(ingest.ingest)


def run(*words: object):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def wards(tmp_path: Path) -> Path:
    file = tmp_path / "wards.csv"
    file.write_text(WARDS)
    return file


def test_counts_come_first_then_what_was_understood(wards, tmp_path) -> None:
    done = run("lookups", wards, "--data", tmp_path / "data")
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert lines[0] == "Good rows: 1. Refused rows: 0."
    assert "wards.csv" in lines[1]
    assert f"Kept in {tmp_path / 'data'}." in done.output


def test_check_writes_nothing(wards, tmp_path) -> None:
    done = run("lookups", wards, "--data", tmp_path / "data", "--check")
    assert done.exit_code == 0
    assert "Nothing was written" in done.output
    assert not (tmp_path / "data").exists()


def test_check_needs_no_data_folder(wards) -> None:
    assert run("lookups", wards, "--check").exit_code == 0


def test_the_day_is_the_one_that_was_given(wards, tmp_path) -> None:
    assert run("lookups", wards, "--data", tmp_path / "data", "--today", "2026-11-22").exit_code == 0
    (entry,) = DataFolder(tmp_path / "data").catalogue.entries
    assert entry.imported_on == "2026-11-22"


def test_a_second_import_says_what_it_replaces(wards, tmp_path) -> None:
    for day in ("2026-01-02", "2026-11-22"):
        done = run("lookups", wards, "--data", tmp_path / "data", "--today", day)
    assert "This replaces wards.csv, imported on 2026-01-02." in done.output


def test_json_holds_the_counts_the_sources_and_the_findings(wards, tmp_path) -> None:
    report = json.loads(run("lookups", wards, "--data", tmp_path / "data", "--json").output)
    assert (report["kind"], report["rows_good"], report["rows_refused"], report["written"]) == ("lookups", 1, 0, True)
    assert report["tables"] == {"lsoa_wards": 1}
    assert report["sources"][0]["file"] == "wards.csv"
    assert report["findings"][0]["rule"] == "lookup-absent"


def test_list_needs_no_kind_and_says_what_each_lets_the_plan_say() -> None:
    done = run("--list")
    assert done.exit_code == 0
    for said in ("census-ts021", "March 2021, in lockdown", "Lets the plan say:"):
        assert said in done.output


def test_list_as_json() -> None:
    assert "boundaries" in [kind["id"] for kind in json.loads(run("--list", "--json").output)]


@pytest.mark.parametrize("words", [[], ["lookups"], ["lookups", "FILE"]], ids=["no kind", "no file", "no folder"])
def test_a_call_that_leaves_something_out_ends_with_2(wards, words) -> None:
    assert run(*(wards if word == "FILE" else word for word in words)).exit_code == 2


def test_an_unknown_kind_is_answered_with_the_one_that_was_meant(wards) -> None:
    done = run("lokups", wards, "--check")
    assert isinstance(done.exception, UnknownName)
    assert done.exception.hint == "Did you mean lookups?"


def test_a_day_that_is_none_is_refused(wards) -> None:
    assert isinstance(run("lookups", wards, "--check", "--today", "22.11.2026").exception, ConviveError)


HEADER, ROW = WARDS.splitlines()
PACKED = gzip.compress("\n".join([HEADER, *(f"a {number},b,c,d,e,f" for number in range(5000))]).encode())
BAD_INPUT = {
    "web-page": b"<!DOCTYPE html><title>Not found</title>",
    "gzip": PACKED[: len(PACKED) // 2],
    "empty": b"",
    "no-rows": f"{HEADER}\n".encode(),
    "another-table": b"lsoa21_code,total_residents,Buddhist,Christian\nX01000001,1,0,1\n",
    "header-twice": f"{HEADER},ward24_name\n{ROW},Weir\n".encode(),
    "area-twice": f"{HEADER}\n{ROW}\n{ROW}\n".encode(),
    "code": f"{HEADER}\n{ROW.replace('X01000001', 'Priory')}\n".encode(),
}


@pytest.mark.parametrize("rule", BAD_INPUT)
def test_a_refused_file_leaves_the_data_folder_as_it_was(wards, tmp_path, rule) -> None:
    data = tmp_path / "data"
    run("lookups", wards, "--data", data)
    was = {p: p.read_bytes() for p in data.rglob("*") if p.is_file()}
    bad = tmp_path / "bad.csv"
    bad.write_bytes(BAD_INPUT[rule])
    error = run("lookups", bad, "--data", data).exception
    assert isinstance(error, ConviveError)
    assert (error.file, error.rule) == ("bad.csv", rule)
    assert {p: p.read_bytes() for p in data.rglob("*") if p.is_file()} == was


def test_a_refused_file_makes_no_data_folder(wards, tmp_path) -> None:
    run("census-ts021", wards, "--data", tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_importing_the_verb_and_listing_the_kinds_loads_nothing_heavy() -> None:
    code = """
import sys
import convive.cli.ingest, convive.sources
convive.sources.kinds()
print([name for name in ("polars", "numpy", "shapely", "rich") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_invented_borough_is_read_kind_by_kind_and_stays_invented(tmp_path) -> None:
    brackenford.write(tmp_path / "files")
    for kind in ("lookups", "boundaries", "census-2011-ethnic", "census-ts021"):
        assert run(kind, tmp_path / "files", "--data", tmp_path / "data").exit_code == 0
    sources = DataFolder(tmp_path / "data").sources()
    assert {source.kind for source in sources} == {"lookups", "boundaries", "census-2011-ethnic", "census-ts021"}
    assert all(source.invented for source in sources)


def test_the_real_files_in_the_order_of_the_tutorial(shared_data, tmp_path) -> None:
    census = shared_data / "census"
    for kind, path in (
        ("lookups", shared_data / "geography"),
        ("boundaries", shared_data / "geography/boundaries"),
        ("census-2011-ethnic", census / "census2011_ethnic_group_oa.csv.gz"),
        ("census-ts021", census / "census2021_ts021_ethnic_group_lsoa_nomis_table.csv.gz"),
    ):
        done = run(kind, path, "--data", tmp_path / "data")
        assert done.exit_code == 0
        assert "Refused rows: 0." in done.output
    data = DataFolder(tmp_path / "data")
    assert data.scan("census-2011-ethnic", "units").collect().height == 173_979
    assert data.source("census-ts021").rows == 34_134
