"""Mixed teams of invented people: how long, how good, how near to the bound, against what anticlust was timed at.

    python benchmarks/teams.py [--people 60,300,3000,10000]

People have five attributes (ethnicity 6 levels, free school meals 2, gender 3, disability 2, school one level for each
22 people); teams have 13 people or so. R is not started here: the times of anticlust 0.8.11 are those once measured on
two cores of this kind for its best setting on people made in the same way (60: 0.1 s; 300: 14 s for ten restarts;
3,000: 96 s with all exchange partners). Since the people are not the same ones, quality is compared as the distance
from the bound of each. Kernels are compiled before the clock starts.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import polars as pl

from convive.core.problems import TeamsProblem
from convive.matching.teams import form

# people → seconds and score of anticlust, and the lower bound it was held against.
PUBLISHED = {60: (0.1, 11.20, 11.20), 300: (14.0, 99.89, 99.84), 3_000: (96.0, 2973.31, 2972.17)}
LEVELS = {
    "ethnicity": (["white_british", "asian", "black", "mixed", "other", "arab"], [0.6, 0.15, 0.11, 0.07, 0.05, 0.02]),
    "fsm": (["0", "1"], [0.75, 0.25]),
    "gender": (["f", "m", "x"], [0.5, 0.48, 0.02]),
    "disability": (["0", "1"], [0.88, 0.12]),
}


def people(count: int, seed: int = 1) -> TeamsProblem:
    """A pool of so many people."""
    rng = np.random.default_rng(seed)
    columns = {name: rng.choice(levels, count, p=shares) for name, (levels, shares) in LEVELS.items()}
    schools = max(2, count // 22)
    frame = pl.DataFrame(
        {
            "person_id": [f"P{at:06}" for at in range(count)],
            **columns,
            "school": [f"S{at}" for at in rng.integers(0, schools, count)],
        }
    )
    teams = -(-count // 13)
    sizes = tuple(count // teams + (at < count % teams) for at in range(teams))
    guarded = tuple(level for level in LEVELS["ethnicity"][0] if level != "white_british")
    return TeamsProblem(
        frame, dict.fromkeys([*LEVELS, "school"], 1.0), team_sizes=sizes, protected={"ethnicity": guarded}
    )


def main() -> None:
    """Prints one line for each number of people and rule."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", default="60,300,3000,10000")
    wanted = [int(each) for each in parser.parse_args().people.split(",")]
    form(people(60), budget=1_000)
    for count in wanted:
        asked = people(count)
        free = TeamsProblem(asked.participants, asked.attributes, team_sizes=asked.team_sizes)
        for rule, problem in (("sizes only", free), ("nobody alone, both ways", asked)):
            begun, worked = time.perf_counter(), time.process_time()
            got = form(problem)
            spent, worked = time.perf_counter() - begun, time.process_time() - worked
            quality = got.quality
            line = (
                f"{count:>7,} people, {rule:<24} {spent:7.2f} s ({worked:.2f} s of processor)   "
                f"score {quality.value:11.4f}   bound {quality.bound:11.4f}   gap {100 * (quality.gap or 0.0):.4f} %   "
                f"{quality.status}"
            )
            if rule == "sizes only" and count in PUBLISHED:
                seconds, score, bound = PUBLISHED[count]
                distance = 100 * (score / bound - 1)
                line += f"   anticlust {seconds:.1f} s, gap {distance:.3f} %: {seconds / spent:.1f} times as fast"
            print(line, flush=True)
    print(
        "Floor: gap 0.1 % at 10,000 in 10 s and 20 times anticlust at 3,000 (sizes only). Limit: a swap reads four "
        "counts for each attribute in which two people differ, some 20 scattered reads for five: about 20 million "
        "swaps a second and core. To go further, fewer swaps have to be tried."
    )


if __name__ == "__main__":
    main()
