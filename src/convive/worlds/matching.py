"""Invented lists to try matching with: a few schools, young people, learners and mentors of Brackenford.

The same seed makes the same bytes on every platform, since everything is dealt out in whole numbers. Nobody in the
lists is real; schools and places say so in their names, people have ids alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

SEED = 2021
README = (
    "Invented lists for trying Convive's matching. Nobody and no school in them is real.\n"
    "One folder for each kind: choose all the files of one folder at once.\n"
)
SCHOOLS = (
    "Alder Road",
    "Beck Lane",
    "Castle Mead",
    "Dyehouse",
    "Eastfield",
    "Fuller Street",
    "Goose Green",
    "Hawthorn Bank",
    "Ings Top",
    "Junction Road",
    "Kiln Hill",
    "Lower Wharf",
)
GROUPS = ("Asian", "Black", "Mixed", "Other", "White")
SLOTS = ("Mon am", "Tue evening", "Wed am", "Thu pm", "Fri am")
LEVELS = ("PreEntry", "E1", "E2", "E3")
DATES = "2027-03-02|2027-03-09|2027-03-16"
Rows = Iterable[Sequence[object]]


def write(folder: Path, *, seed: int = SEED) -> dict[str, list[Path]]:
    """Write a folder of lists for each kind of match below ``folder``; the paths by kind."""
    written: dict[str, list[Path]] = {}
    for kind, named in bytes_of(seed).items():
        (folder / kind).mkdir(parents=True, exist_ok=True)
        for name, data in named.items():
            (folder / kind / name).write_bytes(data)
            written.setdefault(kind, []).append(folder / kind / name)
    (folder / "README.txt").write_text(README, "utf-8", newline="\n")
    return written


def bytes_of(seed: int = SEED) -> dict[str, dict[str, bytes]]:
    """The lists by kind and file name: a pure function of the seed.

    >>> sorted(bytes_of()["teams"])
    ['participants.csv', 'relations.csv']
    """
    return {
        "linking": _linking(seed),
        "teams": _teams(seed),
        "placement": _placement(seed),
        "mentoring": _mentoring(seed),
    }


def _linking(seed: int) -> dict[str, bytes]:
    """Twelve primary schools on two sides of a river; each has classes of two or three years."""
    rng = Random(f"linking {seed}")
    schools, classes = [], []
    for i, name in enumerate(SCHOOLS):
        asian = rng.randrange(50, 80) if i % 2 else rng.randrange(4, 20)
        black, mixed, other = rng.randrange(2, 9), rng.randrange(3, 8), rng.randrange(1, 5)
        mix = [asian, black, mixed, other, 100 - asian - black - mixed - other]
        x, y = rng.randrange(0, 40) + (45 if i % 2 else 0), rng.randrange(0, 70)
        shares = [f"{share / 100:.2f}" for share in (*mix, rng.randrange(12, 45))]
        schools.append([f"S{i + 1:02}", f"{name} Primary (invented)", "primary", f"{x / 10}", f"{y / 10}", *shares])
        for year in rng.sample((3, 4, 5, 6), 2 + i % 2):
            classes.append([f"S{i + 1:02}-Y{year}", f"S{i + 1:02}", year, rng.randrange(19, 31)])
    classes.append(["S11-Y0", "S11", 0, 18])  # too young for every other class, so that somebody is left out
    groups = [f"eth_{group.lower()}" for group in GROUPS]
    venues = [
        ["mill", "The mill museum (invented)", "4.1", "3.0", 4, DATES],
        ["park", "Riverside park hall (invented)", "4.4", "5.2", 4, DATES],
    ]
    return {
        "schools.csv": _csv(["school_id", "name", "phase", "x_km", "y_km", *groups, "fsm"], schools),
        "classes.csv": _csv(["class_id", "school_id", "year", "size"], sorted(classes, key=lambda row: str(row[0]))),
        "previous_links.csv": _csv(["school_a", "school_b"], [["S01", "S04"], ["S05", "S08"]]),
        "vetoes.csv": _csv(["school_a", "school_b", "reason"], [["S03", "S06", "practical"]]),
        "venues.csv": _csv(["venue_id", "name", "x_km", "y_km", "capacity", "dates"], venues),
    }


def _teams(seed: int) -> dict[str, bytes]:
    """Fifty-two young people from four schools, some friends and one pair that belongs apart."""
    rng = Random(f"teams {seed}")
    people = []
    for i in range(52):
        school = rng.randrange(4)
        group = GROUPS[rng.choice((0, 0, 0, 1, 4)) if school % 2 else rng.choice((4, 4, 4, 4, 0, 2))]
        people.append([f"P{i + 1:03}", group, rng.choice("fm"), f"{SCHOOLS[school]} School (invented)"])
    relations = [["together", "P003", "P017"], ["together", "P021", "P040"], ["apart", "P008", "P033"]]
    return {
        "participants.csv": _csv(["person_id", "ethnicity", "gender", "school"], people),
        "relations.csv": _csv(["type", "person_a", "person_b"], relations),
    }


def _placement(seed: int) -> dict[str, bytes]:
    """Forty-two people who wait for an English class, six classes, five trainee teachers."""
    rng = Random(f"placement {seed}")
    columns = [
        *("learner_id", "level", "literate", "female", "women_only", "needs_childcare"),
        *("x_km", "y_km", "max_km", "wait_weeks", "slots", "open_to_me"),
    ]
    learners: list[list[object]] = []
    for i in range(42):
        female = rng.randrange(2)
        near = [f"{rng.randrange(0, 60) / 10}", f"{rng.randrange(0, 60) / 10}", rng.choice((2, 3, 5, 8))]
        free = "|".join(slot for slot in SLOTS if rng.randrange(5) < 3) or SLOTS[i % len(SLOTS)]
        said = [rng.choice(LEVELS), int(rng.randrange(8) > 0), female, int(female and rng.randrange(6) == 0)]
        asked = rng.choice(("yes", "yes", "yes", "not asked"))
        learners.append([f"L{i + 1:03}", *said, int(rng.randrange(4) == 0), *near, rng.randrange(1, 50), free, asked])
    classes = [
        ["K1", "PreEntry", "E1", 1, 0, "", "Mon am", 12, 3, "1.5", "2.0", 12, 4],
        ["K2", "E1", "E2", 0, 0, "", "Tue evening", 12, 0, "4.0", "3.0", 12, 4],
        ["K3", "E2", "E3", 0, 0, "", "Wed am", 10, 2, "2.5", "4.5", 12, 4],
        ["K4", "PreEntry", "E2", 1, 1, "asked for by the women who come", "Thu pm", 8, 4, "3.0", "1.0", 12, 4],
        ["K5", "E3", "E3", 0, 0, "", "Fri am", 10, 0, "5.0", "5.0", 12, 4],
        ["K6", "PreEntry", "E1", 1, 0, "", "Fri am", 10, 0, "3.5", "3.5", 12, 4],
    ]
    heads = [
        *("class_id", "level_min", "level_max", "takes_non_literate", "women_only", "reason", "slot", "capacity"),
        *("creche_places", "venue_x_km", "venue_y_km", "sessions", "min_size"),
    ]
    trainees = [[f"T{i + 1}", i % 2, 6, 24, "|".join(SLOTS[i:] + SLOTS[: max(0, i - 1)])] for i in range(5)]
    return {
        "learners.csv": _csv(columns, learners),
        "classes.csv": _csv(heads, classes),
        "trainees.csv": _csv(["trainee_id", "female", "min_sessions", "max_sessions", "slots"], trainees),
    }


def _mentoring(seed: int) -> dict[str, bytes]:
    """Eighteen people who look for a mentor, fourteen mentors, and the pairs that would do."""
    rng = Random(f"mentoring {seed}")
    employers = ("", "Mill Street surgery (invented)", "Brackenford Bakery (invented)", "")
    waits = [(f"M{i + 1:02}", rng.randrange(1, 40)) for i in range(18)]
    mentors = [[f"N{i + 1:02}", rng.choice((1, 1, 2)), employers[i % 4]] for i in range(14)]
    edges: list[list[object]] = []
    for mentee, weeks in waits:
        for mentor in sorted(rng.sample(range(14), rng.randrange(1, 6))):
            score = 10 * rng.randrange(1, 40)
            edges.append([mentee, f"N{mentor + 1:02}", score, 600 + score + weeks])
    return {
        "mentees.csv": _csv(["mentee", "wait_weeks"], waits),
        "mentors.csv": _csv(["mentor", "capacity", "employer"], mentors),
        "edges.csv": _csv(["mentee", "mentor", "score", "weight"], edges),
    }


def _csv(columns: Sequence[str], rows: Rows) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")
