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

import pandas as pd

warnings.filterwarnings("ignore")
from segregation.multigroup import MultiInfoTheory  # noqa: E402  the library warns while it is imported
from segregation.singlegroup import Dissim, Isolation  # noqa: E402

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
        "theil_h_multi": float(MultiInfoTheory(frame, present).statistic),
        "dissimilarity": {group: float(Dissim(frame, group, "total").statistic) for group in present},
        "isolation": {group: float(Isolation(frame, group, "total").statistic) for group in present},
    }


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
    target = Path(__file__).with_name("segregation.json")
    target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"{target}: {len(found) - 1} tables")


if __name__ == "__main__":
    main()
