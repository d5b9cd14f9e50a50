"""Files leave together or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from convive.core.errors import RefusedInput
from convive.reports import publication


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_files_are_written_with_their_folders(tmp_path: Path) -> None:
    written = publication.write(tmp_path / "out", {"a.txt": b"1", "evidence/b.csv": b"2"})
    assert names(tmp_path / "out") == {"a.txt", "evidence/b.csv"}
    assert [path.read_bytes() for path in written] == [b"1", b"2"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_full_disk_leaves_the_folder_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    publication.write(out, {"a.txt": b"old", "evidence/b.csv": b"old"})

    calls = []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RefusedInput, match="No space left"):
        publication.write(out, {"a.txt": b"new", "evidence/b.csv": b"new"}, renewed=["evidence"])
    assert (out / "a.txt").read_bytes() == b"old"
    assert (out / "evidence" / "b.csv").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_interruption_leaves_the_folder_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    publication.write(out, {"a.txt": b"old"})

    def stop(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        publication.write(out, {"a.txt": b"new"})
    assert (out / "a.txt").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_convive_owns_is_renewed_and_the_rest_stays(tmp_path: Path) -> None:
    publication.write(tmp_path, {"evidence/old.csv": b"1"})
    (tmp_path / "minutes.txt").write_text("ours")
    publication.write(tmp_path, {"evidence/new.csv": b"2"}, renewed=["evidence"])
    assert names(tmp_path) == {"evidence/new.csv", "minutes.txt"}


def test_a_file_in_the_folders_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(RefusedInput, match="a folder is needed"):
        publication.write(tmp_path / "out", {"a.txt": b"1"})


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RefusedInput, match="cannot be written"):
        publication.write(tmp_path / "file" / "out", {"a.txt": b"1"})
