"""A linking year of an invented country, from lists of schools and classes to the whole answer, phase by phase.

    python benchmarks/linking.py [--small]

2,000, 20,000 and 50,000 classes (England; not with ``--small``). Peers in the same run: the same pairs by numpy and a
KD-tree, and links chosen greedily, the best pair first. A repair after one class in twenty drops out is set beside
solving again. Seconds are of the processor. Exits 1 when a floor is missed.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl

from convive.core.problems import LinkingProblem
from convive.worlds import linking as world


def timed(run: Callable[[], Any]) -> tuple[Any, float]:
    """What it gives and how long the processor took."""
    begun = time.process_time()
    found = run()
    return found, time.process_time() - begun


def problem_of(country: world.Country) -> LinkingProblem:
    """The invented country as the lists a facilitator has."""
    schools, classes = len(country.place), len(country.school)
    mixes = {name: country.ethnic[:, at] for at, name in enumerate(world.ETHNIC)}
    mixes |= {name: country.faith[:, at] for at, name in enumerate(world.FAITH)}
    ids = [f"S{at:05}" for at in range(schools)]
    return LinkingProblem(
        pl.DataFrame(
            {"school_id": ids, "x_km": country.place[:, 0], "y_km": country.place[:, 1], "fsm": country.fsm} | mixes
        ),
        pl.DataFrame(
            {
                "class_id": [f"C{at:06}" for at in range(classes)],
                "school_id": [ids[at] for at in country.school.tolist()],
                "year": country.year,
                "size": country.size,
            }
        ),
    )


def greedy(classes: int, first: np.ndarray, second: np.ndarray, weight: np.ndarray) -> tuple[int, int]:
    """Always the best pair that is still free: value and links."""
    free = [True] * classes
    value = links = 0
    order = np.argsort(-weight, kind="stable")
    for a, b, w in zip(first[order].tolist(), second[order].tolist(), weight[order].tolist(), strict=True):
        if free[a] and free[b]:
            free[a] = free[b] = False
            value, links = value + w, links + 1
    return value, links


def main() -> int:
    """Print every phase and claim; exit 1 when a floor is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true", help="without the country of 50,000 classes")
    asked = parser.parse_args()
    from convive.matching.linking import pair
    from convive.matching.linking.changes import changed
    from convive.matching.linking.pairs import Pairs, admissible
    from convive.matching.linking.prepared import Prepared
    from convive.matching.linking.roll import roll

    pair(problem_of(world.invent(seed=2, classes=60, towns=1)))  # loads what is loaded on first use
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    held_true = True
    for classes in (2_000, 20_000) if asked.small else (2_000, 20_000, 50_000):
        country = world.invent(seed=1, classes=classes)
        peer_pairs, peer = timed(lambda country=country: world.pairs(country))
        problem, checking = timed(lambda country=country: problem_of(country))
        known, reading = timed(lambda problem=problem: roll(problem))
        pairs, finding = timed(lambda known=known: admissible(known))
        none = np.zeros(0, dtype=np.int64)
        ready = Prepared(problem, known, pairs, Pairs(none, none, none), pairs, {})
        best, matching = timed(ready.best)
        answer, whole = timed(lambda problem=problem: pair(problem))
        value, links = greedy(classes, pairs.first, pairs.second, pairs.weight)
        print(
            f"{classes:,} classes, {len(pairs):,} pairs: frames {checking:.2f} s, arrays {reading:.2f} s, pairs "
            f"{finding:.2f} s (numpy {peer:.2f} s, ratio {peer / finding:.0f}), matching and certificate "
            f"{matching:.2f} s; the whole with reasons {whole:.2f} s\n"
            f"    {answer.assignments.height:,} links worth {answer.quality.value:,}, bound {answer.quality.bound:,}; "
            f"greedy {links:,} worth {value:,}: {100 * best.value / value - 100:.1f} % more value, "
            f"{100 * answer.assignments.height / links - 100:.1f} % more links"
        )
        held_true &= len(peer_pairs.first) == len(pairs) and int(peer_pairs.weight.sum()) == int(pairs.weight.sum())
        held_true &= answer.quality.status == "optimal" and whole < 60
        if classes == 2_000:
            names = problem.classes["class_id"].to_numpy()
            gone = np.random.default_rng(1).choice(names, classes // 20, replace=False).tolist()
            mended, mending = timed(lambda answer=answer, gone=gone: answer.repair(without=gone))
            again = pair(changed(problem, without=gone)).quality.value
            lost = 100 * (1 - mended.linking.quality.value / again)
            print(
                f"    repair after {len(gone)} classes drop out: {mending:.2f} s (bound 1 s), {mended.kept} of "
                f"{mended.standing} links kept (floor 90 %), {lost:.2f} % less than solving again (bound 1 %)"
            )
            held_true &= mending <= 1 and mended.share_kept >= 0.9 and lost <= 1
    print(f"largest memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")
    return 0 if held_true else 1


if __name__ == "__main__":
    sys.exit(main())
