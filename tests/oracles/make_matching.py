"""Work out the values of maximum-weight matchings with ``rustworkx`` and store them with their graphs in matching.json.

Run by hand with script/oracles; the suite reads the stored values and needs no rustworkx. The graphs are those of
proofs/blossom.py, a few of each family.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "proofs"))
from blossom import FAMILIES, by_rustworkx

SEED = 7
OF_EACH_FAMILY = 24


def main() -> None:
    """Write matching.json beside this file."""
    rng = np.random.default_rng(SEED)
    graphs = []
    for _ in range(OF_EACH_FAMILY):
        for family, make in FAMILIES.items():
            n, first, second, weights = make(rng)
            edges = [list(edge) for edge in zip(first, second, weights, strict=True)]
            graphs.append(
                {
                    "family": family,
                    "vertices": n,
                    "value": by_rustworkx((n, first, second, weights)),
                    "edges": edges,
                }
            )
    lines = ",\n".join(json.dumps(graph, separators=(",", ":")) for graph in graphs)
    made_with = json.dumps({"rustworkx": version("rustworkx")})
    Path(__file__).with_name("matching.json").write_text(
        f'{{"made_with": {made_with},\n"graphs": [\n{lines}\n]}}\n', encoding="utf-8"
    )


if __name__ == "__main__":
    main()
