"""The wheel alone, without the source beside it, does what the command line promises."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from convive.worlds import brackenford


@pytest.fixture(scope="module")
def installed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked wheel, as pip installs it for a user."""
    made, target = tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "build", "--quiet", "--wheel", "--no-isolation", "--outdir", str(made), str(root)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = made.glob("convive-*-py3-none-any.whl")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(target), str(wheel)], check=True, capture_output=True)
    return target


def convive(installed: Path, cwd: Path, *words: str) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CONVIVE_", "DJANGO_"))}
    command = [sys.executable, "-c", "from convive.cli.main import main; main()", *words]
    run = subprocess.run(
        command, cwd=cwd, env=env | {"PYTHONPATH": str(installed)}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_code_that_runs_is_the_wheels(installed: Path, tmp_path: Path) -> None:
    where = [sys.executable, "-c", "import convive; print(convive.__file__)"]
    env = os.environ | {"PYTHONPATH": str(installed)}
    found = subprocess.run(where, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()).is_relative_to(installed)


@pytest.mark.slow
def test_from_files_to_a_plan_with_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    files = brackenford.write(tmp_path / "files")
    for kind in ("lookups", "boundaries", "census-2011-ethnic", "census-ts021"):
        convive(installed, tmp_path, "ingest", kind, *map(str, files[kind]), "--data", str(data))
    place = ["plan", "draft", "--place", brackenford.CODE, "--data", str(data), "-o", "out", "--no-pdf"]
    assert "A draft for Brackenford" in convive(installed, tmp_path, *place)
    assert (tmp_path / "out" / "report.html").stat().st_size > 100_000
    assert "schools-linking" in convive(installed, tmp_path, "playbook", "list")


def test_every_part_of_the_list_has_its_digest(root: Path) -> None:
    lines = (root / "requirements" / "core.txt").read_text("utf-8").splitlines()
    parts = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert len(parts) > 40
    assert [line for line in parts if "==" not in line or not line.endswith("\\")] == []
    assert not any("://" in line or line.startswith("--") for line in parts)
