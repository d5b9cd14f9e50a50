"""A linking problem of five invented schools, and an answer to it as an engine gives it."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from convive.core.problems import LinkingProblem, MentoringProblem, PlacementProblem, TeamsProblem

QUALITY = {
    "value": 990.0,
    "bound": 990.0,
    "gap": 0.0,
    "status": "optimal",
    "seconds": 0.1,
    "solver": "blossom",
    "seed": 0,
    "input_hash": "abcdef0123456789",
}


@pytest.fixture
def linking() -> LinkingProblem:
    schools = pl.DataFrame(
        {
            "school_id": ["S1", "S2", "S3", "S4", "S5"],
            "name": ["Alder <b>", "Birch", "Cedar", "Dogwood", None],
            "x_km": [0.0, 2.0, 4.0, 3.0, 9.0],
            "y_km": [0.0, 1.0, 0.0, 3.0, 4.0],
            "eth_asian": [0.1, 0.8, 0.2, 0.9, None],
            "eth_white_british": [0.9, 0.2, 0.8, 0.1, None],
            "fsm": [0.2, 0.4, 0.1, 0.5, None],
        }
    )
    classes = pl.DataFrame(
        {
            "class_id": ["C1", "C2", "C3", "C4", "C5"],
            "school_id": ["S1", "S2", "S3", "S4", "S5"],
            "year": [4, 4, 5, 5, None],
            "size": [28, 27, 30, 20, None],
        }
    )
    venues = pl.DataFrame({"venue_id": ["V1"], "name": ["Town library"], "x_km": [2.0], "y_km": [2.0]})
    pairs = pl.DataFrame({"school_a": ["S4"], "school_b": ["S3"]})
    return LinkingProblem(schools, classes, venues=venues, previous=pairs)


@pytest.fixture
def linked() -> dict[str, Any]:
    row = {"bonus": 500, "difference": 420, "year": 0, "size": -6, "travel": -12, "continuity": 0}
    return {
        "quality": QUALITY,
        "assignments": [
            {"class_a": "C1", "class_b": "C2", "minutes": 13, "value": 902, **row},
            {"class_a": "C3", "class_b": "C4", "minutes": 15, "value": 902, **row, "continuity": 100},
        ],
        "unassigned": [{"id": "C5", "reason": "no_admissible_partner", "would_open": ["minutes"]}],
        "relaxed": [{"rule": "year", "who": "C5", "price": None, "says": "The year of C5 is not known."}],
        "venue": {
            "value": 40,
            "bound": 40,
            "assignments": [{"class_a": "C2", "class_b": "C1", "venue_id": "V1", "date": "12 May"}],
        },
    }


@pytest.fixture
def learners() -> PlacementProblem:
    def learner(id: str, weeks: int, childcare: int) -> dict[str, Any]:
        same = {"level": "E1", "literate": 1, "female": 1, "women_only": 0, "x_km": 0.0, "y_km": 0.0, "max_km": 3.0}
        return {"learner_id": id, "wait_weeks": weeks, "needs_childcare": childcare, "slots": "1|2", **same}

    people = [learner(f"L{n}", n, int(n < 6)) for n in range(12)]
    klass = {
        "class_id": "K1", "level_min": "E1", "level_max": "E2", "takes_non_literate": 1, "women_only": 0, "slot": 4,
        "capacity": 8, "creche_places": 0, "venue_x_km": 1.0, "venue_y_km": 0.0,
    }  # fmt: skip
    return PlacementProblem(pl.DataFrame(people), pl.DataFrame([klass]))


@pytest.fixture
def placed() -> dict[str, Any]:
    return {
        "quality": {**QUALITY, "status": "gap", "bound": 993.0, "gap": 0.00302},
        "assignments": [{"learner_id": f"L{n}", "class_id": "K1", "km": -10, "distance_km": 1.0} for n in range(6, 12)],
        "unassigned": [
            {"id": f"L{n}", "reason": "no_eligible_class", "would_open": ["childcare"] if n else []} for n in range(6)
        ],
        "relaxed": [],
    }


@pytest.fixture
def people() -> TeamsProblem:
    frame = pl.DataFrame({"person_id": [f"P{n}" for n in range(24)], "gender": ["f", "m"] * 12})
    apart = pl.DataFrame({"type": ["apart", "together"], "person_a": ["P0", "P1"], "person_b": ["P2", "P3"]})
    return TeamsProblem(frame, {"gender": 1}, relations=apart)


@pytest.fixture
def mentors() -> MentoringProblem:
    return MentoringProblem(
        pl.DataFrame({"mentee": ["M1"], "mentor": ["N1"], "score": [3], "weight": [30]}),
        pl.DataFrame({"mentor": ["N1"], "capacity": [1]}),
        pl.DataFrame({"mentee": ["M1", "M2"], "wait_weeks": [3, 40]}),
    )
