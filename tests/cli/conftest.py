"""Run the command line as a person does: words in, exit code and two streams out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from convive.cli.main import main
from convive.worlds import brackenford


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


@pytest.fixture
def convive(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """``convive("plan", "lint", path)`` with the exit code that a shell would see."""

    def call(*words: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["convive", *map(str, words)])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        streams = capsys.readouterr()
        return Ended(code or 0, streams.out, streams.err)

    return call


@pytest.fixture(scope="session")
def brackenford_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with all four kinds of the invented borough."""
    from convive.sources import DataFolder, read

    folder = tmp_path_factory.mktemp("brackenford")
    data = DataFolder(folder / "data")
    for kind, files in brackenford.write(folder / "files").items():
        data.put(read(kind, files, data.places()), imported_on="2026-11-22")
    return folder / "data"
