"""The import contracts hold, and each of them breaks when a fault is planted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

LINT = Path(sys.executable).with_name("lint-imports")
# contract, module where the fault is planted, the line planted
FAULTS = [
    ("direction", "core/periods.py", "import convive.reports"),
    ("direction", "core/errors.py", "from convive.sources import folder"),
    ("direction", "evidence/model.py", "import convive.planning.model"),
    ("direction", "sources/__init__.py", "import convive.evidence.model"),
    ("direction", "playbooks/__init__.py", "def late():\n    import convive.worlds"),
    ("direction", "newroom/__init__.py", ""),
    ("django", "core/periods.py", "import django"),
    ("django", "cli/main.py", "def late():\n    from django.core import management"),
    ("django", "reports/__init__.py", "import allauth"),
    ("web-apps", "web/place/views.py", "from convive.web.plan import models"),
    ("web-apps", "web/place/views.py", "from convive.web.plan.models import Version"),
    ("web-apps", "web/plan/queries.py", "import convive.web.place.frames"),
    ("web-apps", "web/audit/models.py", "def late():\n    from convive.web.accounts import views"),
]


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """The package's Python files and the contracts, in a folder of their own."""
    python_only = shutil.ignore_patterns("data", "look", "static", "templates", "__pycache__")
    shutil.copytree(root / "src" / "convive", tmp_path / "convive", ignore=python_only)
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"}
    command = [str(LINT), "--no-logo", "--no-cache", *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def contracts(root: Path) -> dict[str, dict[str, object]]:
    pyproject = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    return {contract["id"]: contract for contract in pyproject["tool"]["importlinter"]["contracts"]}


def test_the_house_keeps_its_contracts(copy: Path) -> None:
    run = lint(copy)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 broken" in run.stdout


@pytest.mark.parametrize(("contract", "module", "line"), FAULTS)
def test_a_planted_fault_breaks_its_contract(copy: Path, root: Path, contract: str, module: str, line: str) -> None:
    title = str(contracts(root)[contract]["name"])
    target = copy / "convive" / module
    target.parent.mkdir(exist_ok=True)
    before = target.read_text("utf-8") if target.exists() else ""
    target.write_text(f"{before}\n{line}\n", encoding="utf-8")
    run = lint(copy, "--contract", contract)
    assert run.returncode == 1, run.stdout + run.stderr
    assert f"{title} BROKEN" in run.stdout or "not listed as layers" in run.stdout, run.stdout + run.stderr


def test_every_room_but_the_web_stands_in_the_contract_about_django(root: Path) -> None:
    rooms = {path.parent.name for path in (root / "src" / "convive").glob("*/__init__.py")}
    assert contracts(root)["django"]["source_modules"] == sorted(f"convive.{room}" for room in rooms - {"web"})


def test_every_web_app_stands_in_the_contract_about_web_apps(root: Path) -> None:
    apps = {path.parent.name for path in (root / "src" / "convive" / "web").glob("*/apps.py")}
    listed = contracts(root)["web-apps"]["modules"]
    assert isinstance(listed, list)
    # config puts the site together and ui is what every app's pages look like: they are no apps of their own.
    assert set(listed) == {f"convive.web.{app}" for app in apps - {"config", "ui"}}
