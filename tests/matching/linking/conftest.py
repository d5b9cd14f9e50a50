"""The instances with proven answers, and small invented problems that have every kind of gap in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from convive.core.problems import LinkingProblem, LinkRules, LinkWeights

INSTANCES = Path(__file__).parents[4] / "shared" / "data" / "matching"
Row = dict[str, Any]
Judged = dict[tuple[str, str], tuple[set[str], int]]
ETH = ["eth_asian", "eth_black", "eth_white"]
FAITH = ["faith_none", "faith_muslim"]
FILES = {
    "vetoes": "vetoes",
    "previous": "previous_links",
    "quotas": "school_quota",
    "venues": "venues",
    "venue_capacity": "venue_capacity",
}


@pytest.fixture
def instance() -> Callable[[str], LinkingProblem]:
    """A published instance by its name, as its files say."""

    def read(name: str) -> LinkingProblem:
        folder = INSTANCES / name
        if not folder.exists():
            pytest.skip(f"the instance {name} is not beside the project")
        held = json.loads((folder / "params.json").read_text("utf-8"))
        rules = LinkRules(limit_min=held.pop("limit_min"), min_benefit=held.pop("min_benefit"))
        more = {
            field: pl.read_csv(folder / f"{file}.csv", infer_schema=False)
            for field, file in FILES.items()
            if (folder / f"{file}.csv").exists()
        }
        tables = (pl.read_csv(folder / f"{file}.csv", infer_schema=False) for file in ("schools", "classes"))
        return LinkingProblem(*tables, rules, LinkWeights(**held), **more)

    return read


@pytest.fixture
def best_known() -> Callable[[str], dict[str, float]]:
    """What is proven of an instance."""

    def read(name: str) -> dict[str, float]:
        if not INSTANCES.exists():
            pytest.skip("the instances are not beside the project")
        found: dict[str, float] = json.loads((INSTANCES / "best_known.json").read_text("utf-8"))[name]
        return found

    return read


@pytest.fixture(scope="session")
def invent() -> Callable[..., LinkingProblem]:
    """A small problem from a seed: classes of mixed and unknown years, gaps in sizes and mixes, days, quotas."""

    def make(seed: int, classes: int = 14, schools: int = 7, **given: object) -> LinkingProblem:
        rng = np.random.default_rng(seed)

        def some(values: object, share: float) -> list[object]:
            return [value if rng.random() < share else None for value in np.asarray(values).tolist()]

        def shares(columns: list[str]) -> dict[str, list[object]]:
            mix = rng.dirichlet(np.full(len(columns), 0.6), schools).round(3)
            gone = rng.random(schools) < 0.1
            return {
                name: [None if lost else value for value, lost in zip(mix[:, at].tolist(), gone, strict=True)]
                for at, name in enumerate(columns)
            }

        school_ids = [f"S{at}" for at in range(schools)]
        list_of_schools = pl.DataFrame(
            {
                "school_id": school_ids,
                "phase": rng.choice(["primary", "secondary", "all-through"], schools, p=[0.6, 0.2, 0.2]).tolist(),
                "x_km": rng.uniform(0, 16, schools).round(2),
                "y_km": rng.uniform(0, 16, schools).round(2),
                "fsm": some(rng.random(schools).round(3), 0.8),
                "special": some(rng.random(schools) < 0.2, 0.8),
                "class_size": some(rng.integers(18, 33, schools).astype(float), 0.3),
            }
            | shares(ETH)
            | (shares(FAITH) if rng.random() < 0.7 else {}),
            schema_overrides={"fsm": pl.Float64, "special": pl.Boolean, "class_size": pl.Float64},
        )
        year = rng.integers(4, 10, classes)
        days = ["|".join(f"D{day}" for day in np.flatnonzero(rng.random(5) < 0.5)) for _ in range(classes)]
        list_of_classes = pl.DataFrame(
            {
                "class_id": [f"C{at:02}" for at in rng.permutation(classes)],
                "school_id": rng.choice(school_ids, classes).tolist(),
                "year": some(year, 0.8),
                "year_to": [to if rng.random() < 0.3 else None for to in (year + 1).tolist()],
                "size": some(rng.integers(15, 33, classes), 0.7),
                "dates": some(days, 0.7),
            },
            schema_overrides={"year": pl.Int64, "year_to": pl.Int64, "size": pl.Int64, "dates": pl.String},
        )

        def few(ids: list[str], kind: str) -> pl.DataFrame:
            drawn = {tuple(rng.choice(ids, 2, replace=False).tolist()) for _ in range(int(rng.integers(0, 5)))}
            return pl.DataFrame(sorted(drawn), schema={f"{kind}_a": pl.String, f"{kind}_b": pl.String}, orient="row")

        settings: dict[str, object] = {
            "vetoes": few(school_ids, "school"),
            "previous": few(school_ids, "school"),
            "forbidden": few(list_of_classes["class_id"].to_list(), "class"),
            "rules": LinkRules(
                max_year_difference=int(rng.integers(0, 3)),
                min_benefit=int(rng.choice([0, 150])),
                special=str(rng.choice(["any", "same"])),
            ),
            "weights": LinkWeights(bonus=int(rng.choice([0, 100, 500]))),
            "quotas": pl.DataFrame({"school_id": school_ids, "max_linked_classes": rng.integers(0, 4, schools)}).head(
                int(rng.integers(0, 3))
            ),
        }
        return LinkingProblem(list_of_schools, list_of_classes, **(settings | given))

    return make


@pytest.fixture(scope="session")
def plainly() -> Callable[[LinkingProblem], Judged]:
    """Every pair of classes of two schools: the rules it breaks and its weight, by plain loops of their own."""
    return everything


def phase_of(row: Row, school: Row) -> set[str]:
    """The ages of a class, written out anew."""
    years = [year for year in (row["year"], row["year_to"]) if year is not None]
    if years:
        return {"p" if year < 7 else "s" for year in range(min(years), max(years) + 1)}
    return {"primary": {"p"}, "secondary": {"s"}}.get(str(school["phase"]), {"p", "s"})


def size_of(row: Row, school: Row, classes: list[Row]) -> float | None:
    if row["size"] is not None:
        return row["size"]
    if school["class_size"] is not None:
        return round(school["class_size"])
    others = [own["size"] for own in classes if own["school_id"] == row["school_id"] and own["size"] is not None]
    return round(float(np.median(others))) if others else None


def judge(problem: LinkingProblem, a: Row, b: Row, classes: list[Row], schools: dict[str, Row]) -> tuple[set[str], int]:
    """The rules that a pair breaks and its weight, one plain line after another."""
    rules, weights, bad = problem.rules, problem.weights, set()
    s, t = schools[str(a["school_id"])], schools[str(b["school_id"])]

    def named(frame: pl.DataFrame, kind: str) -> bool:
        ends = {a[f"{kind}_id"], b[f"{kind}_id"]}
        return any({row[f"{kind}_a"], row[f"{kind}_b"]} == ends for row in frame.to_dicts())

    def tv(prefix: str) -> float:
        names = [name for name in s if name.startswith(prefix)]
        if any(all(school[name] is None for name in names) for school in (s, t)):
            return 0.0
        return sum(abs((s[name] or 0.0) - (t[name] or 0.0)) for name in names) / 2

    meals = 0.0 if s["fsm"] is None or t["fsm"] is None else abs(s["fsm"] - t["fsm"])
    benefit = round(weights.w_eth * tv("eth_") + weights.w_faith * tv("faith_") + weights.w_fsm * meals)
    dx, dy = s["x_km"] - t["x_km"], s["y_km"] - t["y_km"]
    minutes = round(weights.fixed_min + weights.speed_min_per_km * (dx * dx + dy * dy) ** 0.5)
    bad |= {"veto"} if named(problem.vetoes, "school") else set()
    bad |= {"forbidden"} if named(problem.forbidden, "class") else set()
    bad |= set() if phase_of(a, s) & phase_of(b, t) else {"phase"}
    ranges = [[year for year in (row["year"], row["year_to"]) if year is not None] for row in (a, b)]
    if all(ranges):
        gap = min(abs(i - j) for i in span(ranges[0]) for j in span(ranges[1]))
        bad |= {"year"} if gap > rules.max_year_difference else set()
    else:
        gap = 1
    bad |= {"special"} if rules.special == "same" and bool(s["special"]) != bool(t["special"]) else set()
    bad |= {"minutes"} if minutes > rules.limit_min else set()
    bad |= {"benefit"} if benefit < rules.min_benefit else set()
    days = [set(str(row["dates"]).split("|")) if row["dates"] else None for row in (a, b)]
    bad |= {"dates"} if days[0] and days[1] and not days[0] & days[1] else set()
    sizes = [size_of(row, school, classes) for row, school in ((a, s), (b, t))]
    uneven = 0 if None in sizes else abs(sizes[0] - sizes[1])
    base = weights.bonus + benefit - weights.p_year * gap - weights.p_size * uneven
    base -= weights.p_min * max(0, minutes - weights.free_min)
    bad |= {"weight"} if base <= 0 else set()
    return bad, base + weights.prev * named(problem.previous, "school")


def span(years: list[int]) -> range:
    return range(min(years), max(years) + 1)


def everything(problem: LinkingProblem) -> dict[tuple[str, str], tuple[set[str], int]]:
    schools = {row["school_id"]: row for row in problem.schools.to_dicts()}
    classes = sorted(problem.classes.to_dicts(), key=lambda row: row["class_id"])
    return {
        (a["class_id"], b["class_id"]): judge(problem, a, b, classes, schools)
        for at, a in enumerate(classes)
        for b in classes[at + 1 :]
        if a["school_id"] != b["school_id"]
    }
