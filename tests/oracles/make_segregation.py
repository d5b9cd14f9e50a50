"""Work out independent values with PyPI ``segregation`` (PySAL) and store them in segregation.json.

Run by hand with script/oracles; the suite reads the stored values and needs neither library nor network.
PySAL answers "not a number" for a multi-group index when a group is absent: its own value without that group is stored
beside the fact.
"""

from __future__ import annotations

import json
import math
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
from segregation.multigroup import (  # noqa: E402  the library warns while it is imported
    MultiDiversity,
    MultiInfoTheory,
    MultiNormExposure,
    MultiRelativeDiversity,
    SimpsonsInteraction,
)
from segregation.singlegroup import (  # noqa: E402
    Atkinson,
    CorrelationR,
    Dissim,
    Entropy,
    Gini,
    Interaction,
    Isolation,
)

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "census"
PLACES_2011 = ["Bradford", "Thanet", "Oldham", "Croydon", "Isles of Scilly"]
GROUPS_2021 = {
    "Asian": "Asian, Asian British or Asian Welsh",
    "Black": "Black, Black British, Black Welsh, Caribbean or African",
    "Mixed": "Mixed or Multiple ethnic groups",
    "Other": "Other ethnic group",
    "White": "White",
}


def indices(frame: pd.DataFrame, groups: list[str]) -> dict[str, object]:
    frame = frame.copy()
    frame["total"] = frame[groups].sum(axis=1)
    frame = frame[frame["total"] > 0]
    present = [group for group in groups if frame[group].sum() > 0]
    everything = float(MultiInfoTheory(frame, groups).statistic)
    return {
        "units": len(frame),
        "people": int(frame["total"].sum()),
        "absent": [group for group in groups if group not in present],
        "pysal_multi_is_nan": math.isnan(everything),
        "over_all": {
            name: float(made(frame, present).statistic) for name, made in OVER_ALL.items() if len(present) > 1
        },
        "one_group": {
            name: {group: float(made(frame, group, "total").statistic) for group in present}
            for name, made in ONE_GROUP.items()
        },
        "two_groups": {
            name: {" ".join(two): against(frame, *two, made) for two in pairs(present)} for name, made in PAIRED.items()
        },
    }


def pairs(present: list[str]) -> list[tuple[str, str]]:
    """The largest group against three others, and back: all pairs would fill the file."""
    return [(a, b) for a in present[:4] for b in present[:4] if a != b]


def against(frame: pd.DataFrame, group: str, other: str, made: type) -> float:
    """An index of two groups as if they were everybody: the peer needs a total of its own for that."""
    two = frame[[group, other]].assign(both=frame[group] + frame[other])
    return float(made(two[two["both"] > 0], group, "both").statistic)


ONE_GROUP = {
    "dissimilarity": Dissim,
    "gini": Gini,
    "atkinson": Atkinson,
    "theil_h": Entropy,
    "isolation": Isolation,
    "exposure": Interaction,
    "correlation_ratio": CorrelationR,
}
PAIRED = {name: ONE_GROUP[name] for name in ("dissimilarity", "gini", "theil_h", "isolation", "correlation_ratio")}
OVER_ALL = {
    "theil_h_multi": MultiInfoTheory,
    "relative_diversity": MultiRelativeDiversity,
    "normalised_exposure": MultiNormExposure,
    "simpson": SimpsonsInteraction,
    "entropy": MultiDiversity,
}
RANDOM = {"few large units": (25, 4, 600, 3.0), "many small units": (300, 6, 40, 0.5), "one is rare": (80, 3, 200, 0.2)}


def random_table(name: str) -> pd.DataFrame:
    """Counts from a seed, stored with the values so that the suite needs no numpy of the same version."""
    units, groups, people, evenness = RANDOM[name]
    rng = np.random.Generator(np.random.PCG64(20261122))
    mean = rng.gamma(evenness, people / groups / evenness, (units, groups)) * np.linspace(1, 0.1, groups)
    return pd.DataFrame(rng.poisson(mean), columns=[f"g{i}" for i in range(groups)])


def main() -> None:
    if not SHARED.exists():
        sys.exit(f"The census files are not in {SHARED}.")
    found: dict[str, object] = {"made_with": f"segregation {version('segregation')}"}
    oa = pd.read_csv(SHARED / "census2011_ethnic_group_oa.csv.gz")
    groups = list(oa.columns[2:16])
    oa["GypsyTraveller"] = oa["Persons"] - oa[groups].sum(axis=1)
    for place in PLACES_2011:
        found[f"2011 oa {place}"] = indices(oa[oa["LAD"] == place], [*groups, "GypsyTraveller"])
    table = pd.read_csv(SHARED / "census2021_ts021_ethnic_group_lsoa_nomis_table.csv.gz", skiprows=6)
    area = table.columns[0]
    table = table[table[area].astype(str).str.match(r"[EW]01\d{6} : ")]
    names = table[area].str[12:]
    table = table.rename(columns={long: short for short, long in GROUPS_2021.items()})
    table[list(GROUPS_2021)] = table[list(GROUPS_2021)].astype(int)
    for place in ["Bradford", "Thanet", "Oldham", "Croydon"]:
        mine = table[names.str.match(rf"{place} \d{{3}}")]
        found[f"2021 lsoa {place}"] = indices(mine, list(GROUPS_2021))
    for name in RANDOM:
        made = random_table(name)
        groups = list(made.columns)
        found[f"random {name}"] = {"counts": made.to_numpy().tolist(), **indices(made, groups)}
    target = Path(__file__).with_name("segregation.json")
    target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"{target}: {len(found) - 1} tables")


if __name__ == "__main__":
    main()
