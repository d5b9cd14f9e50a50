"""What a fresh process must not load, so that the command line answers at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Not pydantic: typer loads it by itself for the help of a verb.
HEAVY = ("allauth", "dataframely", "django", "numba", "numpy", "polars", "rich", "scipy", "shapely", "weasyprint")
ASK = """
import sys
sys.argv = ["convive", *{arguments!r}]
try:
    from convive.cli.main import main
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
print("loaded:", *sorted(name for name in {heavy!r} if name in sys.modules))
"""


def loaded(*arguments: str, heavy: tuple[str, ...] = HEAVY) -> list[str]:
    program = ASK.format(arguments=list(arguments), heavy=heavy)
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()[-1].removeprefix("loaded:").split()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("ingest", "--help"),
        ("segregation", "--help"),
        ("change", "--help"),
        ("intake", "--help"),
        ("workforce", "--help"),
        ("plan", "--help"),
        ("plan", "draft", "--help"),
        ("match", "--help"),
        ("match", "linking", "--help"),
        ("match", "what-if", "--help"),
        ("match", "build", "linking", "--help"),
        ("explain", "--help"),
    ],
)
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert loaded(*arguments) == []


def test_the_measure_can_see_a_heavy_import() -> None:
    assert "json" in loaded("--help", heavy=("json", "polars"))


def test_the_segregation_engine_loads_no_compiler_before_it_counts() -> None:
    program = (
        "import sys, convive.evidence.segregation; print(*sorted({'numba', 'polars', 'scipy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "\n"
