"""Segregation over an invented country, against PyPI ``segregation`` (PySAL) timed in the same run.

    python benchmarks/segregation.py [--small] [--oracles PYTHON]

The country has 188,880 small areas, 19 groups and 331 authorities (a tenth of it with ``--small``). The peer loops over
the authorities, one group at a time, in an interpreter of its own (``.venv-oracles``, made by script/oracles); without
it only our times are printed. Medians; each line gives the ratio, its floor and aim, and the physical limit.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import polars as pl

ROOT = Path(__file__).resolve().parents[1]
PEER = """
import json, statistics, sys, time, warnings
warnings.filterwarnings("ignore")
import numpy as np, pandas as pd
from segregation.singlegroup import Dissim, Entropy, Isolation
from segregation.multigroup import MultiInfoTheory
from segregation.inference import SingleValueTest
held = np.load(sys.argv[1])
counts, area = held["counts"], held["area"]
names = [f"g{i}" for i in range(counts.shape[1])]
frame = pd.DataFrame(counts, columns=names)
frame["total"] = counts.sum(axis=1)
frame["area"] = area
places = [part for _, part in frame.groupby("area")]
Dissim(places[0], "g1", "total"), Isolation(places[0], "g1", "total"), Entropy(places[0], "g1", "total")
def loop():
    return [
        (Dissim(p, "g1", "total").statistic, Isolation(p, "g1", "total").statistic, Entropy(p, "g1", "total").statistic)
        for p in places
    ]
def several():
    return [MultiInfoTheory(p, names).statistic for p in places]
def timed(run, times):
    spent = []
    for _ in range(times):
        begun = time.perf_counter(); run(); spent.append(time.perf_counter() - begun)
    return statistics.median(spent)
one = places[int(sys.argv[2])]
found = {
    "loop": timed(loop, 3),
    "multi": timed(several, 3),
    "bootstrap": timed(lambda: SingleValueTest(
        Dissim(one, "g1", "total"), iterations_under_null=500, null_approach="bootstrap", n_jobs=1), 2),
    "deal": timed(lambda: SingleValueTest(
        Dissim(one, "g1", "total"), iterations_under_null=5, null_approach="person_permutation", n_jobs=1), 1) / 5,
    "values": loop()[0],
}
print(json.dumps(found))
"""
IMPORT = """
import time, numpy, polars
begun = time.perf_counter()
import convive.evidence.segregation
print(time.perf_counter() - begun)
"""
MEMORY = """
import sys, resource
import numpy as np, polars as pl
held = np.load(sys.argv[1])
from convive.evidence.segregation import from_wide, tabulate
names = [f"g{i}" for i in range(held["counts"].shape[1])]
frame = pl.DataFrame(held["counts"].astype(np.int32), schema=names, orient="row").with_columns(
    unit=pl.int_range(pl.len()).cast(pl.String), area=pl.Series(held["area"]).cast(pl.String))
del held
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
from convive.evidence.segregation import kernels
tabulate(from_wide(frame[:50], groups=names, within="area"), indices=["dissimilarity", "theil_h_multi"])
before = peak()
cube = from_wide(frame, groups=names, within="area")
tabulate(cube, indices=[i for i in __import__("convive.evidence.segregation", fromlist=["x"]).INDICES
    if i not in ("gini", "atkinson")])
print(before, peak())
"""


def seconds(run: Callable[[], object], times: int = 5) -> float:
    """Median wall-clock time after one run to load what is loaded on first use."""
    run()
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent)


def line(what: str, ours: float, peer: float | None, floor: int, aim: int, limit: str) -> bool:
    """Print one claim; False when the floor is missed."""
    if peer is None:
        print(f"{what}: {1000 * ours:.1f} ms; no peer here; limit {limit}")
        return True
    ratio = peer / ours
    print(
        f"{what}: {1000 * ours:.1f} ms, peer {1000 * peer:,.0f} ms, ratio {ratio:,.0f} "
        f"(floor {floor:,}, aim {aim:,}); limit {limit}"
    )
    return ratio >= floor


def main() -> int:
    """Print every claim; exit 1 when a floor is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true", help="a tenth of the country")
    parser.add_argument("--oracles", default=str(ROOT / ".venv-oracles" / "bin" / "python"))
    parser.add_argument("--pipeline", action="store_true", help="three censuses, every index, 500 draws, too")
    asked = parser.parse_args()
    from convive.evidence.segregation import INDICES, answers, drawing, from_wide, tabulate
    from convive.evidence.segregation.sums import AREA_WIDTH, WIDTH
    from convive.evidence.segregation.table import block_of
    from convive.worlds.national import AREAS, GROUPS, UNITS, invent

    share = 10 if asked.small else 1
    country = invent(seed=1, units=UNITS // share, areas=AREAS // share)
    names = [f"g{i}" for i in range(GROUPS)]
    frame = pl.DataFrame(country.counts.astype(np.int32), schema=names, orient="row").with_columns(
        unit=pl.int_range(pl.len()).cast(pl.String), area=pl.Series(country.area).cast(pl.String).str.zfill(3)
    )
    begun = time.perf_counter()
    cube = from_wide(frame, groups=names, within="area")
    print(
        f"{cube.people:,} invented people, {cube.units.height:,} units, {len(cube.counts):,} cells with people "
        f"({100 * len(cube.counts) / cube.units.height / GROUPS:.0f} in 100), {cube.areas.height} areas; "
        f"cube from a wide table {time.perf_counter() - begun:.2f} s; {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    # The middle authority by size stands for "one authority", as a sample of one.
    units = np.diff(cube.starts)
    one = int(np.argsort(units)[len(units) // 2])
    peer: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        held = Path(folder) / "country.npz"
        np.savez(held, counts=country.counts, area=country.area)
        if Path(asked.oracles).exists():
            done = subprocess.run(
                [asked.oracles, "-c", PEER, str(held), str(one)], capture_output=True, text=True, check=True
            )
            peer = json.loads(done.stdout.splitlines()[-1])
        memory = subprocess.run([sys.executable, "-c", MEMORY, str(held)], capture_output=True, text=True, check=True)
    stored = cube.counts.nbytes + cube.places.nbytes + cube.heads.nbytes
    big = np.ones(20_000_000)
    speed = big.nbytes / seconds(big.sum, 3)
    once = f"{1000 * stored / speed:.1f} ms to read its {stored / 1e6:.0f} MB once at {speed / 1e9:.0f} GB/s"
    held_true = True

    question = answers.Question(("dissimilarity", "isolation", "theil_h", "theil_h_multi"), (-1,))
    table = answers.xlogx_table(5000)
    blocks = [block_of(cube, *ends) for ends in cube.blocks(8)]

    def observed(block: answers.Block) -> list[np.ndarray]:
        found = answers.observe(block, -1, question, table=table)
        return [answers.index_of(index, found) for index in question.indices]

    with ThreadPoolExecutor(2) as pool:
        one_pass = seconds(lambda: list(pool.map(observed, blocks)), 15)
        exact = answers.Question(("dissimilarity",), (-1,))
        spent = seconds(lambda: list(pool.map(lambda b: answers.expect(b, -1, exact, table=table), blocks)), 9)
    loop = GROUPS * peer["loop"] + peer["multi"] if peer else None
    held_true &= line(
        "D, isolation, H, multi-group H: all groups and areas, two threads", one_pass, loop, 500, 8000, once
    )
    full = seconds(lambda: tabulate(cube, indices=question.indices), 3)
    beside = f", {loop / full:,.0f} times faster than the loop" if loop else ""
    print(
        f"the same as a finished table of Python, with exact expected values: {1000 * full:.0f} ms{beside} (no claim)"
    )
    pairs = GROUPS * cube.areas.height
    deals = 500 * peer["deal"] * pairs if peer else None
    print(f"(exact expected D, against 500 random allocations by the peer for each of {pairs:,} pairs, extrapolated)")
    held_true &= line("exact expected D of every group and area", spent, deals, 100_000, 2_000_000, once)
    held_true &= spent < 0.1

    block = block_of(cube, one, one + 1)
    by_group, by_area = np.zeros((500, GROUPS, WIDTH)), np.zeros((500, AREA_WIDTH))
    wanted = np.zeros(GROUPS, dtype=bool)
    wanted[1] = True
    cells = (0, block.starts, block.heads, block.places, block.counts)
    key = answers.stream(1, "one", "units")
    drawn = seconds(lambda: drawing.draw_units(*cells, -1, table, 0.5, False, wanted, False, key, by_group, by_area), 9)
    floor_draws = f"{1000 * 500 * units[one] * 1e-9:.1f} ms for {500 * units[one]:,} random numbers at 1 ns"
    peer_draws = peer.get("bootstrap")
    held_true &= line(
        f"500 draws of the {units[one]} units of one area, D of one group",
        drawn,
        peer_draws,
        100,
        1000,
        floor_draws,
    )
    everything = seconds(lambda: answers._again(block, 0, -1, answers.Question(INDICES, (-1,), draws=500), table), 5)
    held_true &= line(
        "the same, every index of every group", everything, peer_draws and GROUPS * peer_draws, 100, 1000, floor_draws
    )

    before, peak = (float(part) for part in memory.stdout.split())
    print(
        f"peak memory of a process for one census, every index with an exact expected value: {peak:.0f} MB, of which "
        f"{before:.0f} MB are Python, polars, numba and the table before the cube (floor 500 MB, aim 100 MB)"
    )
    held_true &= peak < 500
    loaded = float(subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True).stdout)
    print(f"import beyond numpy and polars: {loaded:.2f} s (bound 0.3 s)")
    held_true &= loaded < 0.3
    if asked.pipeline:
        begun = time.perf_counter()
        for census in range(3):
            tabulate(cube, draws=500, seed=census)
        spent = time.perf_counter() - begun
        print(f"three censuses, every index, 500 draws: {spent:.0f} s (floor 600 s, aim 60 s)")
        held_true &= spent < 600
    print(f"largest memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")
    return 0 if held_true else 1


if __name__ == "__main__":
    sys.exit(main())
