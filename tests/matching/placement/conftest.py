"""The stored instances, small lists made of a line each, and a checker that shares nothing with the engine."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from convive.core.problems import PlacementProblem, PlacementWeights
from convive.matching.placement import Placement

FILES = ("learners.csv", "classes.csv", "trainees.csv")
LEVELS = ["PreEntry", "E1", "E2", "E3", "L1", "L2"]
LEARNER: dict[str, Any] = {
    "level": "E1",
    "literate": 1,
    "female": 1,
    "women_only": 0,
    "needs_childcare": 0,
    "x_km": 0.0,
    "y_km": 0.0,
    "max_km": 3.0,
    "wait_weeks": 10,
    "slots": "0|1",
}
CLASS: dict[str, Any] = {
    "level_min": "E1",
    "level_max": "E2",
    "takes_non_literate": 0,
    "women_only": 0,
    "slot": 0,
    "capacity": 2,
    "creche_places": 0,
    "venue_x_km": 1.0,
    "venue_y_km": 0.0,
    "sessions": 4,
    "min_size": 1,
}
TRAINEE: dict[str, Any] = {"female": 1, "min_sessions": 2, "max_sessions": 8, "slots": "0|1|2"}


def rows(prefix: str, column: str, usual: dict[str, Any], given: list[dict[str, Any]]) -> pl.DataFrame:
    lines = [{"row": at + 2, column: f"{prefix}{at}", **usual, **line} for at, line in enumerate(given)]
    return pl.DataFrame(lines, infer_schema_length=None)


@pytest.fixture
def listing() -> Callable[..., PlacementProblem]:
    """A problem from what differs from the usual line of each list."""

    def build(
        learners: list[dict[str, Any]],
        classes: list[dict[str, Any]],
        trainees: list[dict[str, Any]] | None = None,
        **rest: Any,
    ) -> PlacementProblem:
        frames = [rows("L", "learner_id", LEARNER, learners), rows("K", "class_id", CLASS, classes)]
        if trainees:
            frames.append(rows("T", "trainee_id", TRAINEE, trainees))
        weights = rest.pop("weights", PlacementWeights())
        return PlacementProblem(*frames, weights=weights, **rest)

    return build


@pytest.fixture(scope="session")
def instance(shared_data: Path) -> Callable[[str], PlacementProblem]:
    """One of the stored instances, read as text as the command line reads it."""

    def read(name: str) -> PlacementProblem:
        folder = shared_data / "matching" / name
        return PlacementProblem(
            *(pl.read_csv(folder / file, infer_schema=False).with_row_index("row", 2) for file in FILES)
        )

    return read


def rules_broken(learner: dict[str, Any], klass: dict[str, Any]) -> list[str]:
    """The rules that a pair breaks, read from the README line by line."""
    skill = klass.get("skill")
    level = (learner.get(skill) if skill else None) or learner["level"]
    every = (klass["level_min"], klass["level_max"]) == ("PreEntry", "L2")
    low, high = LEVELS.index(klass["level_min"]), LEVELS.index(klass["level_max"])
    slots = [int(slot) for slot in (learner["slots"] or "").split("|") if slot]
    km = math.dist((learner["x_km"], learner["y_km"]), (klass["venue_x_km"], klass["venue_y_km"]))
    kept = {
        "level": every or (level is not None and low <= LEVELS.index(level) <= high),
        "literacy": bool(learner["literate"] or klass["takes_non_literate"]),
        "women_only": bool(learner["female"] if klass["women_only"] else not learner["women_only"]),
        "time": klass["slot"] in slots,
        "childcare": bool(not learner["needs_childcare"] or klass["creche_places"] > 0),
        "distance": km <= learner["max_km"] + 1e-9,
    }
    return [rule for rule, fine in kept.items() if not fine]


def by_id(frame: pl.DataFrame, column: str) -> dict[str, dict[str, Any]]:
    return {row[column]: row for row in frame.iter_rows(named=True)}


def worth(problem: PlacementProblem, learner: dict[str, Any], klass: dict[str, Any]) -> int:
    weights, weeks = problem.weights, learner["wait_weeks"]
    weeks = weeks if weights.wait_cap is None else min(weeks, weights.wait_cap)
    km = math.dist((learner["x_km"], learner["y_km"]), (klass["venue_x_km"], klass["venue_y_km"]))
    return weights.place + weights.week * weeks - round(weights.km * km)


def faults(answer: Placement, *, full: bool) -> list[str]:
    """Everything that is wrong with an answer, worked out from the problem's frames alone."""
    problem, found, points = answer.problem, [], 0
    learners, classes = by_id(problem.learners, "learner_id"), by_id(problem.classes, "class_id")
    if sorted([*answer.assignments["learner_id"], *answer.unassigned["id"]]) != sorted(learners):
        found.append("somebody is in no list or in two")
    held: dict[str, list[dict[str, Any]]] = {name: [] for name in classes}
    for row in answer.assignments.iter_rows(named=True):
        learner, klass = learners[row["learner_id"]], classes[row["class_id"]]
        held[row["class_id"]].append(learner)
        found += [f"{row['learner_id']} breaks {rule}" for rule in rules_broken(learner, klass)]
        if learner["open_to_me"] == "no":
            found.append(f"{row['learner_id']} said no")
        value = worth(problem, learner, klass)
        if value != row["value"] or row["value"] != row["place"] + row["weeks"] - row["km"]:
            found.append(f"{row['learner_id']} is worth {value}")
        points += value
    for name, people in held.items():
        if len(people) > classes[name]["capacity"]:
            found.append(f"{name} holds too many")
        if sum(person["needs_childcare"] for person in people) > classes[name]["creche_places"]:
            found.append(f"the crèche of {name} holds too many")
    if full:
        missing, wrong = taught_wrong(answer, held)
        found += wrong
        points -= problem.weights.shortfall * missing
    if points != answer.totals["points"]:
        found.append(f"the answer is worth {points}")
    if answer.terms.objective == "weighted" and points != answer.quality.value:
        found.append("the quality says something else")
    return found


def taught_wrong(answer: Placement, held: dict[str, list[dict[str, Any]]]) -> tuple[int, list[str]]:
    """Sessions by which trainees fall short, and what is wrong with who teaches and what runs."""
    problem, found = answer.problem, []
    classes, trainees = by_id(problem.classes, "class_id"), by_id(problem.trainees, "trainee_id")
    taught, gives = dict.fromkeys(classes, 0), dict.fromkeys(trainees, 0)
    for row in answer.sessions.iter_rows(named=True):
        trainee, klass = trainees[row["trainee_id"]], classes[row["class_id"]]
        taught[row["class_id"]] += row["sessions"]
        gives[row["trainee_id"]] += row["sessions"]
        if str(klass["slot"]) not in (trainee["slots"] or "").split("|"):
            found.append(f"{row['trainee_id']} is not free for {row['class_id']}")
        if problem.female_trainees_only and klass["women_only"] and not trainee["female"]:
            found.append(f"{row['trainee_id']} teaches a women-only class")
    for name, row in by_id(answer.classes, "class_id").items():
        klass, people, runs = classes[name], held[name], row["opened"]
        if people and not runs:
            found.append(f"{name} has learners and does not run")
        if runs and len(people) < max(1, klass["min_size"] or 0):
            found.append(f"{name} runs with too few")
        if taught[name] != ((klass["sessions"] or 0) if runs and trainees else 0):
            found.append(f"{name} has {taught[name]} sessions")
    found += [f"{name} gives too many" for name in trainees if gives[name] > trainees[name]["max_sessions"]]
    return sum(max(0, trainees[name]["min_sessions"] - gives[name]) for name in trainees), found


@pytest.fixture(scope="session")
def check() -> Callable[..., list[str]]:
    """Everything that is wrong with an answer."""
    return faults


@pytest.fixture(scope="session")
def broken() -> Callable[[dict[str, Any], dict[str, Any]], list[str]]:
    """The rules that a pair breaks."""
    return rules_broken
