"""English classes for invented waiting lists, against scipy's HiGHS timed in the same run.

    python benchmarks/placement.py [--small]

Waiting lists have the shape of the stored instances: six levels, slots, crèches, women-only classes, distances as the
crow flies, and nine trainees for ten classes. Each line gives our time, the peer's or the floor, and the physical
limit; memory is the most that a fresh process ever held. Exit 1 when a floor is missed or two values differ.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.problems import PlacementProblem
from convive.core.problems.placement import LEVELS, SLOTS

PLACES_S, FULL_S, FULL_MB = 0.2, 30.0, 1000.0
SHARES = [0.2, 0.25, 0.23, 0.15, 0.11, 0.06]  # of the six levels
LITERATE = np.array([0.55, 0.6, 0.95, 0.94, 0.93, 0.9])
MEMORY = """
import sys
from pathlib import Path
sys.path.insert(0, {folder!r})
from placement import invent
from convive.matching.placement import place
def most():
    # Unlike getrusage this begins anew with the process; where it is absent (not Linux) nothing is claimed.
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM")), 0)
problem = invent({learners}, {classes})
before = most()
place(problem, places_only={places_only})
print(before, most())
"""


def invent(learners: int, classes: int, seed: int = 1) -> PlacementProblem:
    """A waiting list, classes and trainees; three in ten learners have no class, as in a real list."""
    chance = np.random.default_rng(seed)
    spread = 2.7 * (learners / 600) ** 0.25
    level = chance.choice(len(LEVELS), learners, p=SHARES)
    female = chance.random(learners) < 0.56
    waiting = pl.DataFrame(
        {
            "learner_id": [f"L{at:06d}" for at in range(learners)],
            "level": [LEVELS[at] for at in level],
            "literate": (chance.random(learners) < LITERATE[level]).astype(int),
            "female": female.astype(int),
            "women_only": (female & (chance.random(learners) < 0.24)).astype(int),
            "needs_childcare": (chance.random(learners) < np.where(female, 0.345, 0.07)).astype(int),
            "x_km": chance.normal(0, spread, learners).round(2),
            "y_km": chance.normal(0, spread, learners).round(2),
            "max_km": chance.choice([2.0, 3, 5, 8], learners, p=[0.25, 0.38, 0.24, 0.13]),
            "wait_weeks": np.minimum(60, chance.exponential(15, learners)).astype(int),
            "slots": slots(chance, learners, 0.48, 0.3),
        }
    )
    sites = chance.normal(0, 0.8 * spread, (max(2, classes // 8), 2)).round(2)
    site = chance.integers(0, len(sites), classes)
    lowest = chance.choice(len(LEVELS), classes, p=SHARES)
    offered = pl.DataFrame(
        {
            "class_id": [f"K{at:04d}" for at in range(classes)],
            "level_min": [LEVELS[at] for at in lowest],
            "level_max": [LEVELS[at] for at in np.minimum(5, lowest + (chance.random(classes) < 0.4))],
            "takes_non_literate": ((lowest <= 1) & (chance.random(classes) < 0.4)).astype(int),
            "women_only": (chance.random(classes) < 0.2).astype(int),
            "slot": chance.integers(0, SLOTS, classes),
            "capacity": chance.integers(8, 17, classes),
            "creche_places": np.where(chance.random(classes) < 0.38, chance.integers(2, 7, classes), 0),
            "venue_x_km": sites[site, 0],
            "venue_y_km": sites[site, 1],
            "sessions": chance.choice([10, 12], classes),
            "min_size": np.full(classes, 5),
        }
    )
    many = classes * 9 // 10
    trainees = pl.DataFrame(
        {
            "trainee_id": [f"T{at:04d}" for at in range(many)],
            "female": (chance.random(many) < 0.65).astype(int),
            "min_sessions": np.full(many, 6),
            "max_sessions": chance.choice([12, 18, 24], many),
            "slots": slots(chance, many, 0.4, 0.38),
        }
    )
    return PlacementProblem(waiting, offered, trainees)


def slots(chance: np.random.Generator, many: int, by_day: float, evening: float) -> list[str]:
    """Parts of the week that suit, one at least."""
    free = chance.random((many, SLOTS)) < np.where(np.arange(SLOTS) % 3 == 2, evening, by_day)
    free[np.arange(many), chance.integers(0, SLOTS, many)] = True
    return ["|".join(map(str, np.flatnonzero(line))) for line in free]


def seconds(run: Callable[[], object], times: int = 5) -> float:
    """Median wall-clock time after one run to load what is loaded on first use."""
    run()
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent)


def peer(problem: PlacementProblem) -> tuple[Callable[[], float], int]:
    """Places only as a programme for scipy's HiGHS, ready to be solved."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csc_array, vstack

    from convive.matching.placement.arrays import arrays
    from convive.matching.placement.pairs import pairs

    board = arrays(problem)
    found = pairs(board)
    edge = np.arange(len(found))

    def rows(who: NDArray[np.int64], which: NDArray[np.int64], many: int) -> csc_array:
        return csc_array((np.ones(len(which)), (who, which)), shape=(many, len(found)))

    needing = np.flatnonzero(found.needs_creche)
    classes = board.classes.height
    matrix = vstack(
        [
            rows(found.learner, edge, board.learners.height),
            rows(found.klass, edge, classes),
            rows(found.klass[needing], needing, classes),
        ],
        format="csc",
    )
    most = np.concatenate([np.ones(board.learners.height), board.capacity, board.creche])
    limits = LinearConstraint(matrix, -np.inf, most)
    aim = -found.worth.astype(float)
    options = {"mip_rel_gap": 0}
    whole = np.ones(len(found))
    return (
        lambda: -float(milp(aim, constraints=limits, bounds=Bounds(0, 1), integrality=whole, options=options).fun),
        len(found),
    )


def memory(learners: int, classes: int, places_only: bool) -> tuple[float, float]:
    """Megabytes that a fresh process held before and at most."""
    code = MEMORY.format(
        folder=str(Path(__file__).resolve().parent), learners=learners, classes=classes, places_only=places_only
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    before, most = out.split()
    return float(before), float(most)


def main() -> int:
    """Print every claim; exit 1 when a floor is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true", help="500 learners only")
    asked = parser.parse_args()
    from convive.matching.placement import place
    from convive.matching.placement.arrays import arrays
    from convive.matching.placement.pairs import pairs
    from convive.matching.placement.places import seat

    kept = True
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for learners, classes in [(500, 50)] if asked.small else [(500, 50), (5000, 400)]:
        problem = invent(learners, classes)
        solve, edges = peer(problem)
        print(f"\n{learners:,} learners, {classes} classes, {edges:,} pairs")
        board = arrays(problem)
        found = pairs(board)
        flow = seconds(lambda board=board, found=found: seat(board, found, found.worth))
        highs = seconds(solve, 3)
        value = place(problem, places_only=True).quality
        same = round(solve()) == value.value == value.bound
        kept &= same
        print(
            f"places only, the search: {1000 * flow:.1f} ms, HiGHS {1000 * highs:,.0f} ms, ratio {highs / flow:,.0f}; "
            f"value {value.value:,}, {'the same' if same else 'NOT THE SAME'}; limit: every pair read once, "
            f"{edges * 24 / 10e9 * 1000:.2f} ms at 10 GB/s"
        )
        whole = seconds(lambda problem=problem: place(problem, places_only=True))
        kept &= whole < PLACES_S
        print(
            f"places only, from lists to reasons: {whole:.3f} s (floor {PLACES_S} s); "
            f"limit: {learners * classes:,} distances, {learners * classes / 1e9:.4f} s at one a nanosecond"
        )
        before, most = memory(learners, classes, True)
        print(f"  memory {most:.0f} MB, of which {before:.0f} MB before")
        begun = time.perf_counter()
        full = place(problem)
        spent = time.perf_counter() - begun
        before, most = memory(learners, classes, False)
        fits = spent < FULL_S and most < FULL_MB and full.quality.status == "optimal"
        kept &= fits
        print(
            f"full model: {spent:.1f} s (floor {FULL_S:.0f} s), {full.quality.status}, value {full.quality.value:,}, "
            f"bound {full.quality.bound:,}, {full.totals['placed']} placed, "
            f"{full.classes['opened'].sum()} classes run; memory {most:.0f} MB (floor {FULL_MB:.0f}), "
            f"{before:.0f} before; limit: one programme without whole numbers, the least any proof needs"
        )
        begun = time.perf_counter()
        turn = place(problem, objective="lexicographic")
        print(f"  in turn: {time.perf_counter() - begun:.1f} s, {turn.quality.status}, {turn.totals}")
        gone = full.assignments["learner_id"].to_list()[::20]
        answer = place(problem, places_only=True)
        begun = time.perf_counter()
        mended = answer.repair(gone)
        print(
            f"  repair after {len(gone)} drop-outs, places only: {time.perf_counter() - begun:.2f} s, "
            f"{100 * mended.kept / mended.places:.1f} in 100 kept, {100 * mended.lost:.2f} in 100 points lost"
        )
    if not asked.small:
        problem = invent(100_000, 400)
        begun = time.perf_counter()
        answer = place(problem, places_only=True)
        spent = time.perf_counter() - begun
        print(f"\n100,000 learners, 400 classes, places only: {spent:.1f} s, {answer.quality.status}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
