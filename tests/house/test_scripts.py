"""The scripts say what is missing in words a person can use, and do nothing when nothing changed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
SCRIPTS = [
    "script/bench",
    "script/install",
    "script/oracles",
    "script/pin",
    "script/server",
    "script/test",
    "script/wheel",
    ".ci/run",
]
NEEDED = ("bash", "cat", "dirname", "env", "head", "id", "rm", "sha256sum")


@pytest.fixture
def bare(root: Path, tmp_path: Path) -> Path:
    """A copy of what script/install reads, in a folder with a space in its name, and an almost empty PATH."""
    folder = tmp_path / "a place"
    for name in ("script", "requirements"):
        shutil.copytree(root / name, folder / name)
    shutil.copy(root / "pyproject.toml", folder)
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in NEEDED:
        found = shutil.which(name)
        assert found is not None, name
        (commands / name).symlink_to(found)
    return folder


def program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def run(folder: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start a script by its full path, from another folder."""
    env = {"PATH": str(folder.parent / "bin"), "HOME": str(folder.parent)}
    command = [str(folder / script), *arguments]
    return subprocess.run(command, cwd="/", env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_can_be_started_and_bash_can_read_it(root: Path, script: str) -> None:
    assert (root / script).stat().st_mode & stat.S_IXUSR
    read = subprocess.run(["bash", "-n", str(root / script)], capture_output=True, text=True, check=False)
    assert (read.returncode, read.stderr) == (0, "")


@pytest.mark.parametrize("script", ["script/install", "script/server"])
def test_without_a_new_enough_python_it_says_so_and_stops(bare: Path, script: str) -> None:
    program(bare.parent / "bin" / "python3", "exit 1  # what an older Python answers to the question of its version")
    given = run(bare, script, "core")
    assert given.returncode == 1
    assert "Convive needs Python 3.11 or newer" in given.stderr
    assert "apt-get install python3 python3-venv" in given.stderr


def test_without_python3_venv_it_prints_the_one_apt_line_and_stops(bare: Path) -> None:
    program(
        bare.parent / "bin" / "python3",
        f'case "$*" in *ensurepip*) exit 1;; esac\nexec "{sys.executable}" "$@"',
    )
    given = run(bare, "script/server")
    assert given.returncode == 1
    assert f"apt-get install python{VERSION}-venv" in given.stderr
    assert ("sudo apt-get" in given.stderr) == (os.getuid() != 0)
    assert not (bare / ".venv").exists()


def test_a_newer_python_under_its_own_name_is_found(bare: Path) -> None:
    program(bare.parent / "bin" / "python3", "exit 1")
    program(
        bare.parent / "bin" / "python3.12",
        f'case "$*" in *ensurepip*) exit 1;; esac\nexec "{sys.executable}" "$@"',
    )
    assert "venv is missing" in run(bare, "script/install", "core").stderr


def test_a_set_that_is_not_there_is_refused(bare: Path) -> None:
    given = run(bare, "script/install", "everything")
    assert given.returncode == 2
    assert "core, dev and oracles" in given.stderr


def stamped(folder: Path) -> None:
    """A .venv that looks as script/install leaves it: its stamp is made by the script's own rule."""
    (folder / ".venv" / "bin").mkdir(parents=True)
    program(folder / ".venv" / "bin" / "python", f'exec "{sys.executable}" "$@"')
    rule = (folder / "script" / "install").read_text("utf-8").split("fingerprint() {")[1].split("\n}")[0]
    ask = f'root=$PWD; lists=(core)\nfingerprint() {{{rule}\n}}\nfingerprint "$PWD/.venv/bin/python"'
    made = subprocess.run(["bash", "-c", ask], cwd=folder, capture_output=True, text=True, check=True).stdout
    (folder / ".venv" / "convive-core.stamp").write_text(made, encoding="utf-8")


def test_nothing_is_done_when_nothing_changed(bare: Path) -> None:
    stamped(bare)
    given = run(bare, "script/install", "core")
    assert (given.returncode, given.stdout, given.stderr) == (0, "", "")


@pytest.mark.parametrize("changed", ["requirements/core.txt", "pyproject.toml"])
def test_a_change_of_what_is_needed_installs_anew(bare: Path, changed: str) -> None:
    stamped(bare)
    program(bare.parent / "bin" / "python3", "exit 1")
    with (bare / changed).open("a", encoding="utf-8") as file:
        file.write("# one line more\n")
    # The pip of this stand-in is a stand-in too: what counts is that installing begins.
    program(bare / ".venv" / "bin" / "python", f'case "$*" in *pip*) exit 1;; esac\nexec "{sys.executable}" "$@"')
    given = run(bare, "script/install", "core")
    assert given.returncode == 1
    assert "Convive needs Python" in given.stderr


def test_requirements_name_no_index_and_every_package_has_hashes(root: Path) -> None:
    for path in (root / "requirements").glob("*.txt"):
        text = path.read_text("utf-8")
        assert "index-url" not in text, path.name
        for entry in text.replace("\\\n", " ").splitlines():
            assert "==" in entry, f"{path.name}: {entry}"
            assert "--hash=sha256:" in entry, f"{path.name}: {entry}"


def debian(bare: Path, *, uid: int, apt: str) -> subprocess.CompletedProcess[str]:
    """script/test on a made-up Debian where nothing is installed, up to the point where it would install Python's."""
    commands = bare.parent / "bin"
    program(commands / "dpkg-query", "exit 1")
    program(commands / "python3", "exit 0")
    program(commands / "sudo", "exit 1")
    (commands / "id").unlink()
    program(commands / "id", f"echo {uid}")
    program(commands / "apt-get", f'echo "$@" >>"{bare}/asked"\n{apt}')
    program(bare / "script" / "install", 'echo "Python: $1"; exit 3')
    return run(bare, "script/test")


def test_as_root_it_installs_what_the_tests_need_from_debian(bare: Path) -> None:
    given = debian(bare, uid=0, apt="exit 0")
    asked = (bare / "asked").read_text("utf-8")
    assert all(name in asked for name in ("chromium", "libpango-1.0-0", "poppler-utils"))
    assert "skipped" not in given.stdout
    assert (given.returncode, given.stdout.splitlines()[-1]) == (3, "Python: dev")


@pytest.mark.parametrize(("uid", "apt"), [(1000, "exit 0"), (0, "exit 100")])
def test_where_it_may_not_or_cannot_it_says_what_is_skipped_and_goes_on(bare: Path, uid: int, apt: str) -> None:
    given = debian(bare, uid=uid, apt=apt)
    assert "chromium is not here and could not be installed: browser tests may be skipped." in given.stdout
    assert "libpango-1.0-0 is not here and could not be installed: PDF tests may be skipped." in given.stdout
    assert (bare / "asked").exists() == (uid == 0)
    assert given.stdout.splitlines()[-1] == "Python: dev"
