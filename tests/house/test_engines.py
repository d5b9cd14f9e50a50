"""Engines know no clock and draw no chance but from a seed; files are named for what is in them and stay readable."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ENGINES = ("core", "evidence", "matching", "planning", "playbooks", "reports", "sources", "worlds")
# Waiting for a lock by time.monotonic is no look at the calendar.
CLOCK = {"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime"}
SEEDED = {"Random", "default_rng", "Generator", "SeedSequence", "PCG64"}
MODULES_OF_CHANCE = {"random", "np.random", "numpy.random"}
NAMES_THAT_SAY_NOTHING = {
    "base",
    "common",
    "helper",
    "helpers",
    "misc",
    "service",
    "services",
    "tools",
    "util",
    "utils",
}
MOST_LINES = 600


def faults(code: str) -> list[str]:
    """Uses of the clock and of chance without a seed, as ``line: what``."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value)
            if node.attr in CLOCK and owner.rpartition(".")[2] in {"date", "datetime", "time"}:
                found.append(f"{node.lineno}: the clock, {owner}.{node.attr}")
            if owner in MODULES_OF_CHANCE and node.attr not in SEEDED:
                found.append(f"{node.lineno}: chance without a seed, {owner}.{node.attr}")
        if isinstance(node, ast.ImportFrom) and node.module in {"random", "time", "numpy.random", "secrets", "uuid"}:
            names = {alias.name for alias in node.names} - SEEDED
            found += [f"{node.lineno}: {node.module}.{name}" for name in sorted(names)]
    return found


def modules(root: Path) -> list[Path]:
    return sorted((root / "src" / "convive").rglob("*.py"))


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_knows_no_clock_and_draws_no_chance_without_a_seed(root: Path, engine: str) -> None:
    found = {
        str(path.relative_to(root)): wrong
        for path in (root / "src" / "convive" / engine).rglob("*.py")
        if (wrong := faults(path.read_text("utf-8")))
    }
    assert found == {}


FAULTS = [
    "date.today()",
    "datetime.datetime.now(tz)",
    "time.time()",
    "random.shuffle(x)",
    "np.random.rand(3)",
    "from random import choice",
    "from time import time",
]


@pytest.mark.parametrize("code", FAULTS)
def test_the_search_sees_each_kind_of_fault(code: str) -> None:
    assert faults(code)


@pytest.mark.parametrize("code", ["random.Random(7)", "np.random.default_rng(seed)", "area.now", "time.monotonic()"])
def test_the_search_leaves_seeded_chance_and_other_words_alone(code: str) -> None:
    assert faults(code) == []


def test_a_module_is_named_for_what_is_in_it(root: Path) -> None:
    assert [str(path) for path in modules(root) if path.stem.strip("_") in NAMES_THAT_SAY_NOTHING] == []


def test_no_module_is_too_long_to_read(root: Path) -> None:
    lengths = {str(path.relative_to(root)): len(path.read_text("utf-8").splitlines()) for path in modules(root)}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}
