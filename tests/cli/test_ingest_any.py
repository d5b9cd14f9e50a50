"""One command for a folder of downloads."""

from __future__ import annotations

import json
from pathlib import Path

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
    assert "Of no kind that can be read: README.txt." in said
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
    assert result["unknown"] == ["README.txt"]
    kept = {entry.kind for entry in DataFolder(tmp_path / "data").catalogue.entries}
    assert "census-2011-ethnic" in kept
    assert "census-ts021" not in kept
