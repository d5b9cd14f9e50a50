"""Pairs of classes meet at the least cost in travel, within reach, on dates both can do, and nowhere is overfull."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.core.problems import LinkingProblem, LinkRules, LinkWeights
from convive.matching.linking.venues import LEFT_OUT, Venues, meet

# One minute a kilometre, so that a distance is a time.
WEIGHTS = LinkWeights(fixed_min=0, speed_min_per_km=1)


def problem(
    schools: dict[str, float],
    venues: dict[str, float],
    slots: list[tuple[str, str, int]],
    dates: dict[str, str | None] | None = None,
    **more: pl.DataFrame,
) -> LinkingProblem:
    """Schools and venues on one road; every school has one class of the same name."""
    names = list(schools)
    return LinkingProblem(
        pl.DataFrame({"school_id": names, "x_km": list(schools.values()), "y_km": [0.0] * len(names)}),
        pl.DataFrame({"class_id": names, "school_id": names, "dates": [(dates or {}).get(name) for name in names]}),
        weights=WEIGHTS,
        venues=pl.DataFrame({"venue_id": list(venues), "x_km": list(venues.values()), "y_km": [0.0] * len(venues)}),
        venue_capacity=pl.DataFrame(slots, schema=["venue_id", "date", "links"], orient="row"),
        **more,
    )


def pairs(*names: str, dates: list[str | None] | None = None) -> pl.DataFrame:
    """Each name is a pair: "ab" is class a with class b."""
    frame = pl.DataFrame({"class_a": [name[0] for name in names], "class_b": [name[1] for name in names]})
    return frame if dates is None else frame.with_columns(dates=pl.Series(dates, dtype=pl.String))


def instance(folder: Path) -> tuple[LinkingProblem, pl.DataFrame]:
    def read(name: str) -> pl.DataFrame:
        return pl.read_csv(folder / f"{name}.csv", infer_schema=False)

    held = json.loads((folder / "params.json").read_text("utf-8"))
    weights = LinkWeights(fixed_min=held["fixed_min"], speed_min_per_km=held["speed_min_per_km"])
    found = LinkingProblem(
        read("schools"),
        read("classes"),
        weights=weights,
        venues=read("venues"),
        venue_capacity=read("venue_capacity"),
    )
    return found, read("fixed_pairs")


def recount(answer: Venues, asked: LinkingProblem, given: pl.DataFrame) -> int:
    """What an answer costs, with every rule checked line by line from the tables themselves."""
    school = {row["class_id"]: row["school_id"] for row in asked.classes.to_dicts()}
    place = {row["school_id"]: (row["x_km"], row["y_km"]) for row in asked.schools.to_dicts()}
    venue = {row["venue_id"]: (row["x_km"], row["y_km"]) for row in asked.venues.to_dicts()}
    left = {(row["venue_id"], row["date"]): row["links"] for row in asked.venue_capacity.to_dicts()}
    dates = {(row["class_a"], row["class_b"]): row.get("dates") for row in given.to_dicts()}
    total = 0
    for row in answer.assignments.to_dicts():
        days = dates.pop((row["class_a"], row["class_b"]))
        assert days is None or row["date"] in days.split("|")
        left[row["venue_id"], row["date"]] -= 1
        minutes = []
        for end in ("class_a", "class_b"):
            x, y = place[school[row[end]]]
            to_x, to_y = venue[row["venue_id"]]
            km = ((x - to_x) ** 2 + (y - to_y) ** 2) ** 0.5
            minutes.append(round(asked.weights.fixed_min + asked.weights.speed_min_per_km * km))
        assert minutes == [row["minutes_a"], row["minutes_b"]]
        assert max(minutes) <= asked.rules.venue_limit_min
        assert row["cost"] == sum(minutes) + abs(minutes[0] - minutes[1])
        total += row["cost"]
    assert sorted(dates) == sorted(answer.unassigned.select("class_a", "class_b").iter_rows())
    assert min(left.values(), default=0) >= 0
    return total + LEFT_OUT * len(dates)


@pytest.mark.parametrize("name", ["p1_small", "p1_town"])
def test_the_instances_cost_what_is_proven_least(shared_data: Path, name: str):
    folder = shared_data / "matching" / name
    best = json.loads((folder.parent / "best_known.json").read_text("utf-8"))[name]["venue"]
    asked, given = instance(folder)
    got = meet(asked, given)
    assert recount(got, asked, given) == got.value == got.bound == best["optimum"]
    assert got.assignments.height == best["assigned"]


@pytest.mark.parametrize("seed", range(12))
def test_no_possibility_costs_less(seed: int):
    """Four pairs, three places on two dates, few of them: every way of giving them out."""
    chance = np.random.default_rng(seed)
    names = list("abcdefgh")
    asked = problem(
        {name: float(chance.integers(0, 90)) for name in names},
        {"V": 20.0, "W": 70.0},
        [("V", "D1", int(chance.integers(0, 3))), ("V", "D2", 1), ("W", "D1", 1)],
    )
    given = pairs("ab", "cd", "ef", "gh", dates=["D1", "D1|D2", "D2", None])
    got = meet(asked, given)
    slots = asked.venue_capacity.to_dicts()
    least = LEFT_OUT * given.height
    for choice in itertools.product([None, *range(len(slots))], repeat=given.height):
        cost, fits = 0, all(choice.count(k) <= slot["links"] for k, slot in enumerate(slots))
        for row, k in zip(given.to_dicts(), choice, strict=True):
            if k is None:
                cost += LEFT_OUT
                continue
            where = {"V": 20.0, "W": 70.0}[slots[k]["venue_id"]]
            a, b = (abs(_x(asked, row[end]) - where) for end in ("class_a", "class_b"))
            fits = fits and max(a, b) <= 60 and (row["dates"] is None or slots[k]["date"] in row["dates"])
            cost += round(a + b + abs(a - b))
        if fits:
            least = min(least, cost)
    assert recount(got, asked, given) == got.value == got.bound == least


def _x(asked: LinkingProblem, school: str) -> float:
    return float(asked.schools.filter(school_id=school)["x_km"].item())


def test_each_pair_left_out_has_its_reason():
    asked = problem(
        {"a": 0, "b": 10, "c": 0, "d": 200, "e": 0, "f": 0, "g": 5, "h": 5},
        {"V": 5, "W": 199},
        [("V", "D1", 1), ("W", "D2", 5)],
    )
    got = meet(asked, pairs("ab", "cd", "ef", "gh", dates=["D1", None, "D2", "D1"]))
    assert got.assignments.select("class_a", "venue_id", "date").rows() == [("g", "V", "D1")]
    assert got.unassigned.rows() == [
        ("a", "b", "full", 5),
        ("c", "d", "no_venue_in_reach", 195),
        ("e", "f", "no_common_date", 5),
    ]


def test_the_limit_is_a_parameter_and_the_longest_way_within_it_is_allowed():
    asked = problem({"a": 0, "b": 0}, {"V": 60}, [("V", "D1", 1)])
    assert meet(asked, pairs("ab")).value == 120
    assert meet(replace(asked, rules=LinkRules(venue_limit_min=59)), pairs("ab")).value == LEFT_OUT


def test_a_fair_venue_is_chosen_before_one_next_door_to_one_of_the_two():
    """20 minutes each costs 40; 0 and 40 costs 80."""
    asked = problem({"a": 0, "b": 40}, {"V": 0, "W": 20}, [("V", "D1", 1), ("W", "D1", 1)])
    assert meet(asked, pairs("ab")).assignments["venue_id"].to_list() == ["W"]


def test_dates_of_the_classes_count_where_the_pair_brings_none():
    days = {"a": "D1|D2", "b": "D2|D3", "c": None, "d": "D3"}
    slots = [("V", day, 1) for day in ("D1", "D2", "D3")]
    asked = problem({"a": 0, "b": 0, "c": 0, "d": 0}, {"V": 1}, slots, dates=days)
    assert meet(asked, pairs("ab", "cd")).assignments["date"].to_list() == ["D2", "D3"]
    none = problem({"a": 0, "b": 0}, {"V": 1}, slots, dates={"a": "D1", "b": "D2"})
    assert meet(none, pairs("ab")).unassigned["reason"].to_list() == ["no_common_date"]


@pytest.mark.parametrize(("last", "now"), [("a", "V"), ("b", "W"), (None, "V")])
def test_among_equals_the_school_that_travelled_further_last_time_travels_less(last: str | None, now: str):
    """Venues 10 from one and 30 from the other cost the same; a lives near V, b near W."""
    previous = pl.DataFrame(
        {"school_a": ["b"], "school_b": ["a"], "travelled_more": pl.Series([last], dtype=pl.String)}
    )
    asked = problem({"a": 0, "b": 40}, {"V": 10, "W": 30}, [("V", "D1", 1), ("W", "D1", 1)], previous=previous)
    got = meet(asked, pairs("ab"))
    assert got.assignments["venue_id"].to_list() == [now]
    assert got.value == got.bound == 60


def test_no_pairs_and_no_venues():
    asked = problem({"a": 0, "b": 0}, {}, [])
    assert meet(asked, pairs()).value == 0
    alone = meet(asked, pairs("ab"))
    assert alone.unassigned.rows() == [("a", "b", "no_venue_in_reach", None)]
    assert alone.value == LEFT_OUT


def test_the_order_of_the_tables_changes_nothing():
    asked = problem(
        {"a": 0, "b": 4, "c": 3, "d": 7}, {"V": 3, "W": 3}, [("V", "D1", 1), ("W", "D1", 1), ("W", "D2", 1)]
    )
    turned = replace(asked, venues=asked.venues.reverse(), venue_capacity=asked.venue_capacity.reverse())
    assert meet(turned, pairs("cd", "ab")).assignments.equals(meet(asked, pairs("ab", "cd")).assignments)


def test_a_class_that_is_not_listed_is_refused():
    asked = problem({"a": 0, "b": 0}, {"V": 1}, [("V", "D1", 1)])
    with pytest.raises(RefusedInput, match="“z” is not in the list of classes"):
        meet(asked, pairs("az"))
    with pytest.raises(RefusedInput, match="stands twice"):
        meet(asked, pairs("ab", "ab"))
