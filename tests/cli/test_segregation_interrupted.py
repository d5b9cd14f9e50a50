"""Ctrl-C in a run with draws: nothing is half-written, and the same command goes on to the same bytes."""

from __future__ import annotations

import csv
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

MORE = ["--unit", "unit", "--within", "area", "--groups", "x,y,z", "--seed", "1"]


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    chance = random.Random(2)
    file = tmp_path / "counts.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["unit", "area", "x", "y", "z"])
        for area in range(30):
            for unit in range(80):
                writer.writerow([f"{area}-{unit}", f"area {area}", *(chance.randint(0, 400) for _ in "xyz")])
    return file


def command(counts: Path, out: Path) -> list[str]:
    words = ["segregation", str(counts), *MORE, "--draws", "300", "-o", str(out)]
    return [sys.executable, "-m", "convive.cli.main", *words]


def finished(folder: Path) -> list[Path]:
    """Pieces that were written whole."""
    return [file for file in folder.glob("*") if not file.suffix]


@pytest.mark.slow
def test_an_interrupted_run_goes_on_where_it_stopped(counts: Path, tmp_path: Path) -> None:
    out = tmp_path / "s.csv"
    unfinished = tmp_path / ".s.csv.unfinished"
    run = subprocess.Popen(command(counts, out), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    deadline = time.monotonic() + 60
    while run.poll() is None and not finished(unfinished) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert run.poll() is None, "it was done before it could be stopped"
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "goes on from there" in said
    assert "Traceback" not in said
    assert not out.exists()
    assert 0 < len(finished(unfinished)) < 30

    subprocess.run(command(counts, out), check=True, capture_output=True, env=os.environ | {"NO_COLOR": "1"})
    assert not unfinished.exists()
    afresh = tmp_path / "afresh.csv"
    subprocess.run(command(counts, afresh), check=True, capture_output=True)
    assert out.read_bytes() == afresh.read_bytes()
