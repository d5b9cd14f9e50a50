"""The best matching against rustworkx on 10,000 graphs, most of them full of ties, with the proof checked every time.

Each graph is solved twice: as users get it, and by the search alone from the plainest start (every price half the
largest weight, nobody with a mate), which makes and opens far more blossoms. Both must reach the value of rustworkx and
pass the certificate. Graphs: any density up to 40 vertices; odd rings joined by edges; rings of rings of rings; odd
complete graphs with a few weights changed; a bipartite part with odd rings hung on. Prints what was met; exits 1 when
anything differs.

    python proofs/blossom.py [GRAPHS]      10,000 unless said otherwise; needs rustworkx: script/install oracles
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from convive.matching.solve import shape, start
from convive.matching.solve.blossom import Blossoms, certify, max_weight_matching, read
from convive.matching.solve.matched import edges
from convive.matching.solve.search import search_all

ORACLES = Path(__file__).resolve().parents[1] / ".venv-oracles" / "bin" / "python"
SEED = 20261125
Graph = tuple[int, list[int], list[int], list[int]]
Pair = tuple[int, int]
WEIGHTS = (1, 2, 3, 5, 10, 1000)


def any_graph(rng: np.random.Generator) -> Graph:
    """Any density, weights from a few values, some edges twice and some worth nothing."""
    n = int(rng.integers(2, 41))
    chosen = np.argwhere(np.triu(rng.random((n, n)) < rng.choice([0.05, 0.1, 0.2, 0.5, 1.0]), 1)).tolist()
    pairs = chosen + [pair[::-1] for pair in chosen if rng.random() < 0.05]
    return weighted(rng, n, pairs, 0)


def weighted(rng: np.random.Generator, n: int, pairs: list[Pair], least: int = 1) -> Graph:
    """The pairs in any order, with weights up to one of a few maxima."""
    most = int(rng.choice(WEIGHTS))
    order = rng.permutation(len(pairs))
    ends = [pairs[i] for i in order]
    weights = rng.integers(least, most + 1, len(pairs)).tolist()
    return n, [a for a, _ in ends], [b for _, b in ends], weights


def ring(members: list[int]) -> list[Pair]:
    """The edges of a ring."""
    return list(zip(members, members[1:] + members[:1], strict=True))


def joined_rings(rng: np.random.Generator) -> Graph:
    """Odd rings of nearly equal weight, joined by a few edges of about that weight."""
    pairs: list[Pair] = []
    n = 0
    while n < 30:
        size = int(rng.choice([3, 3, 5, 7]))
        pairs += ring(list(range(n, n + size)))
        n += size
    pairs += [(int(a), int(b)) for a, b in rng.integers(0, n, (int(rng.integers(2, 14)), 2)) if a != b]
    graph = weighted(rng, n, pairs)
    high = int(rng.integers(1, 40))
    return graph[0], graph[1], graph[2], [w % 4 + high for w in graph[3]]


def rings_of_rings(rng: np.random.Generator) -> Graph:
    """A ring whose members are rings whose members may be rings: inner edges are the heavier. Tails hang on it."""
    names = iter(range(1000))
    pairs: list[Pair] = []
    weights: list[int] = []
    low, step = int(rng.integers(2, 20)), int(rng.integers(0, 6))

    def grow(depth: int) -> list[int]:
        if depth == 0 or rng.random() < 0.2:
            return [next(names)]
        parts = [grow(depth - 1) for _ in range(int(rng.choice([3, 3, 5])))]
        for one, other in zip(parts, parts[1:] + parts[:1], strict=True):
            pairs.append((int(rng.choice(one)), int(rng.choice(other))))
            weights.append(low + step * (3 - depth) + int(rng.integers(0, 3)))
        return [v for part in parts for v in part]

    inside = grow(int(rng.integers(1, 4)))
    for _ in range(int(rng.integers(0, 8))):
        pairs.append((int(rng.choice(inside)), next(names)))
        weights.append(int(rng.integers(1, low + 2 * step + 4)))
    n = next(names)
    for _ in range(int(rng.integers(0, 6))):
        a, b = (int(v) for v in rng.integers(0, n, 2))
        if a != b:
            pairs.append((a, b))
            weights.append(int(rng.integers(1, low + 2 * step + 4)))
    turned = rng.permutation(n).tolist()
    return n, [turned[a] for a, _ in pairs], [turned[b] for _, b in pairs], weights


def nearly_complete(rng: np.random.Generator) -> Graph:
    """An odd complete graph of one weight, a few of its edges a little heavier or lighter."""
    n = int(rng.choice([5, 7, 9, 11, 15, 21]))
    first, second = np.triu_indices(n, 1)
    weights = np.full(len(first), int(rng.integers(2, 20)))
    some = rng.integers(0, len(first), int(rng.integers(1, 2 * n)))
    weights[some] += rng.integers(-2, 3, len(some))
    return n, first.tolist(), second.tolist(), weights.tolist()


def hung_rings(rng: np.random.Generator) -> Graph:
    """Two sides with edges between them, and odd rings that share a vertex with one side."""
    a, b = int(rng.integers(2, 10)), int(rng.integers(2, 10))
    pairs = [(i, a + j) for i in range(a) for j in range(b) if rng.random() < 0.4]
    n = a + b
    for v in rng.integers(0, n, int(rng.integers(1, 5))).tolist():
        size = int(rng.choice([2, 2, 4]))
        pairs += ring([v, *range(n, n + size)])
        n += size
    return weighted(rng, n, pairs)


FAMILIES: dict[str, Callable[[np.random.Generator], Graph]] = {
    "any graph": any_graph,
    "joined rings": joined_rings,
    "rings of rings": rings_of_rings,
    "nearly complete": nearly_complete,
    "hung rings": hung_rings,
}


def by_the_search_alone(graph: Graph, met: Counter[str]) -> int:
    """Value by the search from the plainest start, certified; what it made and opened is counted."""
    s = shape.prepare(*start.neighbours(graph[0], *edges(*graph)))
    s.price[:] = max([0, *graph[3]])
    search_all(s, np.zeros(3, dtype=np.int64))
    met["blossoms made"] += int(s.counters[shape.CLOSED])
    met["blossoms opened"] += int(s.counters[shape.OPENED])
    return certify(read(s), *graph)


def covered(sets: Blossoms) -> np.ndarray:
    """How many blossoms each place of their order lies in."""
    change = np.zeros(len(sets.order) + 1, dtype=np.int64)
    np.add.at(change, sets.begins, 1)
    np.subtract.at(change, sets.ends, 1)
    return np.cumsum(change)


def by_rustworkx(graph: Graph) -> int:
    """The value of rustworkx's matching; of edges between the same two vertices it gets the best."""
    import rustworkx

    n, first, second, weights = graph
    best: dict[Pair, int] = {}
    for a, b, w in zip(first, second, weights, strict=True):
        best[min(a, b), max(a, b)] = max(w, best.get((min(a, b), max(a, b)), 0))
    theirs = rustworkx.PyGraph()
    theirs.add_nodes_from(range(n))
    theirs.add_edges_from([(a, b, w) for (a, b), w in best.items()])
    chosen = rustworkx.max_weight_matching(theirs, weight_fn=int)
    return sum(best[min(a, b), max(a, b)] for a, b in chosen)


def main() -> int:
    """Print what was met; 1 when anything differs."""
    try:
        import rustworkx
    except ImportError:
        if ORACLES.exists() and Path(sys.executable) != ORACLES:
            return subprocess.run([ORACLES, *sys.argv], check=False).returncode
        print("rustworkx is not here: script/install oracles brings it.")
        return 1
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rng = np.random.default_rng(SEED)
    met: Counter[str] = Counter()
    wrong = 0
    for i in range(wanted):
        family = list(FAMILIES)[i % len(FAMILIES)]
        graph = FAMILIES[family](rng)
        found = max_weight_matching(*graph)
        values = certify(found, *graph), found.value, by_the_search_alone(graph, met), by_rustworkx(graph)
        met[family] += 1
        met["answers whose proof needs blossoms"] += bool(len(found.blossoms.duals))
        sets = found.blossoms
        met["answers with a blossom inside another"] += bool((covered(sets) > 1).any())
        if len(set(values)) != 1:
            wrong += 1
            print(
                f"{family}, graph {i}: proved {values[0]}, ours {values[1]}, search alone {values[2]}, "
                f"rustworkx {values[3]}: {graph}"
            )
    for what, many in met.items():
        print(f"{what}: {many:,}")
    print(
        f"{wanted - wrong:,} of {wanted:,} values are those of rustworkx {rustworkx.__version__}, each with its proof"
    )
    return int(wrong > 0 or not met["blossoms opened"])


if __name__ == "__main__":
    sys.exit(main())
