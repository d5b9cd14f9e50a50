"""The 2011 census by output area, from the file to the data folder: under 3 seconds and 500 MB.

    python benchmarks/import_2011.py

Prints the seconds and the peak memory of one import in a fresh process, start of Python included.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILE = Path(__file__).parents[2] / "shared/data/census/census2011_ethnic_group_oa.csv.gz"
IMPORT = """
import sys
from convive.sources import DataFolder, read
report = read("census-2011-ethnic", sys.argv[1])
DataFolder(sys.argv[2]).put(report, imported_on="2026-11-22")
print(report.rows_good)
"""


def main() -> int:
    """Runs the import once; exit 1 when it misses either bound."""
    if not FILE.exists():
        print("The census file is not there, so there is nothing to measure.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", IMPORT, str(FILE), folder], check=True, capture_output=True, text=True
        )
        seconds = time.perf_counter() - start
    # Linux counts kilobytes.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    print(f"{int(done.stdout):,} output areas: {seconds:.2f} s (bound 3 s), {peak:.0f} MB at most (bound 500 MB)")
    return int(seconds > 3 or peak > 500)


if __name__ == "__main__":
    sys.exit(main())
