"""Claim: ``convive --help`` answers in under 0.4 s. Peer, timed in the same run: Python that only imports typer."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

TARGET = 0.4
RUNS = 7
CONVIVE = [str(Path(sys.executable).with_name("convive")), "--help"]
PEER = [sys.executable, "-c", "import typer"]


def seconds(command: list[str]) -> float:
    """Median wall-clock time of a fresh process, after one run to warm the disk."""
    times = []
    for _ in range(RUNS + 1):
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - begun)
    return statistics.median(times[1:])


def main() -> int:
    """Print the two times and their ratio; exit 1 when the claim does not hold."""
    ours, peer = seconds(CONVIVE), seconds(PEER)
    print(f"convive --help {ours:.2f} s (target {TARGET} s); importing typer {peer:.2f} s; ratio {ours / peer:.1f}")
    return 0 if ours < TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
