"""One command for a folder of downloads."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from convive.cli.main import app
from convive.sources import DataFolder
from convive.worlds import brackenford


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("downloads")
    brackenford.write(folder)
    return folder


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["ingest", "any", *map(str, words)])
    return done.exit_code, done.output


def test_a_folder_of_downloads_fills_the_data_folder(downloads: Path, tmp_path: Path) -> None:
    code, said = run(downloads, "--data", tmp_path / "data", "--today", "2026-11-22")
    assert code == 0, said
    folder = DataFolder(tmp_path / "data")
    kinds = {kind for kind in brackenford.bytes_of() if kind != "readme"}
    assert {entry.kind for entry in folder.catalogue.entries} == kinds
    assert "README" not in said
    assert said.index("lookups:") < said.index("census-ts021:")


def test_check_writes_nothing_and_still_knows_the_lookups(downloads: Path, tmp_path: Path) -> None:
    code, said = run(downloads, "--check")
    assert code == 0, said
    assert "Nothing was written" in said
    assert "There are no lookups" not in said


def test_a_file_that_is_refused_does_not_stop_the_others(downloads: Path, tmp_path: Path) -> None:
    pile = tmp_path / "pile"
    pile.mkdir()
    for file in downloads.iterdir():
        text = file.read_text("utf-8")
        if "census2021_ts021_ethnic_group_lsoa" in file.name:
            text = text.replace("X01000001 : ", "X01000002 : ")
        (pile / file.name).write_text(text, "utf-8")
    code, said = run(pile, "--data", tmp_path / "data", "--json")
    assert code == 1
    result = json.loads(said)
    assert [one["kind"] for one in result["refused"]] == ["census-ts021"]
    assert result["refused"][0]["others"] == []
    assert result["unknown"] == []
    kept = {entry.kind for entry in DataFolder(tmp_path / "data").catalogue.entries}
    assert "census-2011-ethnic" in kept
    assert "census-ts021" not in kept


def test_what_is_no_table_is_said_with_the_reason_and_what_is_unknown_in_one_line(
    downloads: Path, tmp_path: Path
) -> None:
    pile = tmp_path / "pile"
    shutil.copytree(downloads, pile)
    (pile / "failed.csv").write_text("<!DOCTYPE html><title>Not found</title>", "utf-8")
    (pile / "notes.pdf").write_bytes(b"%PDF-1.7 ...")
    for number in range(8):
        (pile / f"rain-{number}.csv").write_text("day,weather\nMonday,rain\n", "utf-8")
    code, said = run(pile, "--check")
    assert code == 0, said
    assert "Not read: failed.csv. This is a web page, not a table.\n  The download probably failed." in said
    assert "Not read: notes.pdf. This is a PDF, not a CSV file." in said
    assert f"Of no kind that can be read, in {pile}: rain-0.csv, " in said
    assert "rain-5.csv and 2 more." in said
    code, said = run(pile, "--check", "--json")
    assert code == 0
    assert [one["rule"] for one in json.loads(said)["broken"]] == ["web-page", "not-csv"]
    code, said = run(next(pile.glob("*lookup*")), pile / "failed.csv", "--check")
    assert (code, "This is a web page" in said) == (1, True)


def test_all_files_of_a_refused_kind_and_all_their_faults_are_named(downloads: Path, tmp_path: Path) -> None:
    file = next(file for file in downloads.iterdir() if "ts021_ethnic_group_lsoa" in file.name)
    text = file.read_text("utf-8")
    paths = []
    for name, more in (("first", "X01000001 : "), ("second", ""), ("third", "X01000003 : ")):
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_text(text.replace(more, "nowhere : ") if more else text, "utf-8")
    code, said = run(*paths, "--data", tmp_path / "data")
    assert code == 1
    assert "census-ts021: refused, and nothing of this kind was kept: first.csv, second.csv, third.csv." in said
    assert "first.csv, row " in said
    assert "third.csv, row " in said
    assert "Nothing was kept." in said


def test_stopped_by_a_person_it_says_which_kinds_were_kept(
    downloads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from convive.cli import ingest_any

    before = ingest_any._read

    def stopped(kind: str, *given: Any) -> Any:
        if kind == "census-ts021":
            raise KeyboardInterrupt
        return before(kind, *given)

    monkeypatch.setattr(ingest_any, "_read", stopped)
    code, said = run(downloads, "--data", tmp_path / "data")
    kept = [entry.kind for entry in DataFolder(tmp_path / "data").catalogue.entries]
    assert code == 130
    assert f"Kept in {tmp_path / 'data'}: lookups" in said
    assert set(kept) == set(said.partition(": ")[2].partition(".")[0].split(", "))
    assert "Not kept: census-ts021, " in said
