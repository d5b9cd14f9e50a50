"""Exact expected values under random allocation, against simulation on real places.

Every resident of a place is dealt to its small areas at random, areas and groups keeping their sizes. The mean of D,
xPx and multi-group H over many deals must lie within two Monte Carlo standard errors of the exact value for about 95 in
100 of the figures, and within four for all of them. Prints every figure; exits 1 when one lies further out.

    python proofs/chance.py [DRAWS]        2,000 draws a place unless said otherwise; the data is ../shared/data
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

from convive.core.groups import classification
from convive.evidence.segregation import from_long, measure
from convive.evidence.segregation.indices import dissimilarity, isolation, theil_h_multi
from convive.sources import read

CENSUS = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "census"
PLACES = ("Bradford", "Thanet", "Oldham", "Croydon")
SEED = 20261122
INDICES = ("dissimilarity", "isolation", "theil_h_multi")


def deal(sizes: np.ndarray, groups: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One random allocation with both margins fixed: units × groups."""
    people = np.repeat(np.arange(len(groups)), groups)
    rng.shuffle(people)
    units = np.repeat(np.arange(len(sizes)), sizes)
    return np.bincount(units * len(groups) + people, minlength=len(sizes) * len(groups)).reshape(len(sizes), -1)


def main() -> int:
    """Print every figure; 1 when one lies too far out."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    file = CENSUS / "census2021_ts021_ethnic_group_lsoa_nomis_table.csv.gz"
    if not file.exists():
        print(f"The census file is not in {CENSUS}.")
        return 1
    tables = read("census-ts021", [file]).tables
    names = tables["units"].with_columns(place=pl.col("name").str.replace(r" \d{3}[A-Z]+$", ""))
    counts = tables["counts"].join(names.select("unit", "place"), on="unit")
    groups = classification("ethnic-5").ids
    rng = np.random.default_rng(SEED)
    within, outside, furthest = 0, 0, 0.0
    for place in PLACES:
        mine = counts.filter(pl.col("place") == place)
        exact = {(r.index, r.group): r.estimate.expected for r in measure(mine, groups=groups, indices=INDICES)}
        matrix = from_long(mine, groups=groups).area_counts(0)
        sizes, totals = matrix.sum(axis=1), matrix.sum(axis=0)
        simulated: dict[tuple[str, str], list[float]] = {key: [] for key in exact}
        for _ in range(draws):
            drawn = deal(sizes, totals, rng)
            simulated["theil_h_multi", ""].append(theil_h_multi(drawn))
            for position, group in enumerate(groups):
                simulated["dissimilarity", group].append(dissimilarity(drawn[:, position], sizes))
                simulated["isolation", group].append(isolation(drawn[:, position], sizes))
        for key, values in simulated.items():
            error = float(np.std(values) / np.sqrt(draws))
            off = abs(float(np.mean(values)) - (exact[key] or 0.0)) / error
            within, outside, furthest = within + (off <= 2), outside + (off > 2), max(furthest, off)
            figures = f"exact {exact[key]:.7f}  simulated {np.mean(values):.7f}  {off:.1f} s.e."
            print(f"{place:10} {key[0]:14} {key[1]:6} {figures}")
    print(
        f"{within} of {within + outside} within two standard errors; the furthest at {furthest:.1f} ({draws:,} draws)"
    )
    return int(furthest > 4)


if __name__ == "__main__":
    sys.exit(main())
