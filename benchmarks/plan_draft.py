"""A draft plan for one place from every public file: 8 s for HTML, TOML and CSV, 15 s with the PDF, 25 s from nothing.

    python benchmarks/plan_draft.py [PLACE]

The data folder is made once in out/benchmark from the open data beside the project. The first two times are those of a
process that has drafted before; the last is a fresh process that makes everything, PDF included. The limit beneath is
the PDF: the renderer lays out about four pages a second.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
DATA = ROOT / "out" / "benchmark" / "data"
# Every kind and where its files lie beside the project. Lookups first: the others are checked against them.
FILES = {
    "lookups": ["geography"],
    "boundaries": ["geography/boundaries"],
    "postcodes": ["geography/postcode_centroids"],
    "census-2011-ethnic": ["census/census2011_ethnic_group_oa.csv.gz"],
    "census-2011-ethnic-lad": ["census/census2011_qs201ew_ethnic_group_lad.csv"],
    "census-2011-age": [
        "census/census2011_msoa_all_ethnicities_age_profile_2011_data.csv.gz",
        "census/census2011_msoa_white_population_age_profile_2011_data.csv.gz",
    ],
    "census-ts021": ["census/census2021_ts021_ethnic_group_lsoa_nomis_table.csv.gz"],
    "census-ts021-lad": ["census/census2021_ts021_ethnic_group_lad_long.csv.gz"],
    "census-age": ["census/census2021_age_sex_lad.csv"],
    "census-religion": ["census/census2021_religion_lsoa.csv.gz"],
    "census-tenure": ["census/census2021_tenure_lsoa.csv.gz"],
    "census-occupancy": ["census/census2021_occupancy_rating_lsoa.csv.gz"],
    "census-migration": ["census/census2021_migrant_indicator_msoa.csv.gz"],
    "census-english": ["census/census2021_ts029_english_proficiency_msoa.csv.gz"],
    "census-small-area": ["census/trafford_gm"],
    "imd-2019": ["disparities/imd2019_lsoa11.csv.gz"],
    "imd-2025": ["disparities/imd2025_lsoa21.csv.gz"],
    "asylum-support": ["disparities/asylum_local_authority_support_to_2022.csv.gz"],
    "resettlement": ["disparities/asylum_local_authority_resettlement_to_2022.csv.gz"],
    "schools-spc": ["schools/spc_school_level_2022_23.csv.gz"],
    "schools-gias": ["schools/gias_edubase_leeds.csv.gz"],
    "school-places": ["schools/trafford_schools_and_colleges.csv"],
}
BOUNDS = {"warm, without PDF": 8.0, "warm, with PDF": 15.0, "fresh process, with PDF": 25.0}
TODAY = "2026-11-22"


def main(place: str = "E08000032") -> int:
    """Drafts the place and prints each time beside its bound; exit 1 when one is missed."""
    if not SHARED.is_dir():
        print("The open data is not beside the project, so there is nothing to measure.")
        return 0
    fill(DATA)
    with tempfile.TemporaryDirectory() as folder:
        draft(place, Path(folder) / "first", pdf=True)  # modules, fonts and kernels are loaded by now
        plain = [draft(place, Path(folder) / f"plain{n}", pdf=False) for n in range(3)]
        printed = [draft(place, Path(folder) / f"pdf{n}", pdf=True) for n in range(3)]
        start = time.perf_counter()
        words = ["plan", "draft", "--place", place, "--data", str(DATA), "-o", str(Path(folder) / "fresh")]
        command = [sys.executable, "-m", "convive.cli.main", *words, "--today", TODAY]
        subprocess.run(command, check=True, capture_output=True)
        fresh = time.perf_counter() - start
    found = dict(zip(BOUNDS, (statistics.median(plain), statistics.median(printed), fresh), strict=True))
    for what, bound in BOUNDS.items():
        print(f"{place}, {what}: {found[what]:.1f} s (bound {bound:.0f} s)")
    return int(any(found[what] > bound for what, bound in BOUNDS.items()))


def fill(data: Path) -> None:
    """Reads every file of :data:`FILES` into the data folder, once."""
    from convive.sources import DataFolder, read

    folder = DataFolder(data)
    for kind, paths in FILES.items():
        if not folder.has(kind):
            start = time.perf_counter()
            report = read(kind, [SHARED / path for path in paths], folder.places())
            folder.put(report, imported_on=TODAY)
            print(f"read {kind}: {report.rows_good:,} rows in {time.perf_counter() - start:.1f} s")


def draft(place: str, out: Path, *, pdf: bool) -> float:
    """Seconds for one draft in this process."""
    from typer.testing import CliRunner

    from convive.cli.main import app

    words = ["plan", "draft", "--place", place, "--data", str(DATA), "-o", str(out), "--today", TODAY]
    start = time.perf_counter()
    done = CliRunner().invoke(app, [*words, *([] if pdf else ["--no-pdf"])])
    seconds = time.perf_counter() - start
    if done.exit_code:
        raise SystemExit(f"The draft failed: {done.output}")
    return seconds


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
