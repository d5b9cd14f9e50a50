"""Every admissible pair is found, no other, and each is worth what the formulas say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.core.problems import LinkingProblem, LinkRules, LinkWeights
from convive.matching.linking.pairs import admissible, funnel, made_of
from convive.matching.linking.roll import roll
from convive.matching.linking.rules import RULES, broken

INSTANCES = Path(__file__).parents[4] / "shared" / "data" / "matching"
Row = dict[str, object]


def phase_of(row: Row, school: Row) -> set[str]:
    """The ages of a class, written out anew."""
    years = [year for year in (row["year"], row["year_to"]) if year is not None]
    if years:
        return {"p" if year < 7 else "s" for year in range(min(years), max(years) + 1)}  # type: ignore[type-var]
    return {"primary": {"p"}, "secondary": {"s"}}.get(str(school["phase"]), {"p", "s"})


def size_of(row: Row, school: Row, classes: list[Row]) -> float | None:
    if row["size"] is not None:
        return row["size"]  # type: ignore[return-value]
    if school["class_size"] is not None:
        return round(school["class_size"])  # type: ignore[call-overload, no-any-return]
    others = [own["size"] for own in classes if own["school_id"] == row["school_id"] and own["size"] is not None]
    return round(float(np.median(others))) if others else None  # type: ignore[arg-type]


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
        return sum(abs((s[name] or 0.0) - (t[name] or 0.0)) for name in names) / 2  # type: ignore[operator]

    meals = 0.0 if s["fsm"] is None or t["fsm"] is None else abs(s["fsm"] - t["fsm"])  # type: ignore[operator]
    benefit = round(weights.w_eth * tv("eth_") + weights.w_faith * tv("faith_") + weights.w_fsm * meals)
    dx, dy = s["x_km"] - t["x_km"], s["y_km"] - t["y_km"]  # type: ignore[operator]
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
    uneven = 0 if None in sizes else abs(sizes[0] - sizes[1])  # type: ignore[operator]
    base = weights.bonus + benefit - weights.p_year * gap - weights.p_size * uneven
    base -= weights.p_min * max(0, minutes - weights.free_min)
    bad |= {"weight"} if base <= 0 else set()
    return bad, base + weights.prev * named(problem.previous, "school")


def span(years: list[int]) -> range:  # type: ignore[type-arg]
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


@given(seed=st.integers(0, 10**6))
@settings(max_examples=150, deadline=None)
def test_the_pairs_are_those_of_a_plain_loop(invent: Callable[..., LinkingProblem], seed: int) -> None:
    problem = invent(seed)
    known = roll(problem)
    found = admissible(known)
    ids = known.class_ids
    got = {(ids[a], ids[b]): w for a, b, w in zip(found.first, found.second, found.weight, strict=True)}
    assert list(got) == sorted(got)
    assert got == {pair: weight for pair, (bad, weight) in everything(problem).items() if not bad}


@given(seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_a_pair_is_made_of_parts_and_says_what_it_breaks(invent: Callable[..., LinkingProblem], seed: int) -> None:
    problem = invent(seed)
    known, plain = roll(problem), everything(problem)
    at = {name: place for place, name in enumerate(known.class_ids)}
    first, second = (np.array([at[pair[end]] for pair in plain], dtype=np.int64) for end in (0, 1))
    made = made_of(known, first, second)
    for row, (bad, weight) in enumerate(plain.values()):
        assert set(broken(int(made.mask[row]))) == bad
        assert made.value[row] == weight
        assert made.difference[row] == round(made.ethnicity[row] + made.faith[row] + made.fsm[row])


@given(seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_a_funnel_counts_who_is_left_after_each_rule(invent: Callable[..., LinkingProblem], seed: int) -> None:
    problem = invent(seed)
    known, plain = roll(problem), everything(problem)
    left, alone = funnel(known, np.arange(known.classes))
    for at, name in enumerate(known.class_ids):
        bad = [broken_by for pair, (broken_by, _) in plain.items() if name in pair]
        assert left[at].tolist() == [
            sum(not some & set(RULES[:upto]) for some in bad) for upto in range(len(RULES) + 1)
        ]
        assert alone[at].tolist() == [sum(some == {rule} for some in bad) for rule in RULES]


@pytest.mark.parametrize("name", ["p1_small", "p1_town", "p1_quota"])
def test_the_published_edges_come_out_to_the_last_row(instance: Callable[[str], LinkingProblem], name: str) -> None:
    known = roll(instance(name))
    found = admissible(known)
    made = made_of(known, found.first, found.second)
    ids = np.array(known.class_ids)
    ours = pl.DataFrame(
        {
            "class_a": ids[found.first],
            "class_b": ids[found.second],
            "weight": found.weight,
            "benefit": made.difference,
            "minutes": made.minutes,
        }
    )
    assert ours.equals(pl.read_csv(INSTANCES / name / "edges.csv.gz").sort("class_a", "class_b"))


def road(*km: float, **rules: float) -> LinkingProblem:
    """Schools along a road, each with one class of year 4; neighbours differ wholly."""
    names = [f"S{at:02}" for at in range(len(km))]
    schools = pl.DataFrame(
        {
            "school_id": names,
            "x_km": [float(at) for at in km],
            "y_km": [0.0] * len(km),
            "eth_a": [float(at % 2) for at in range(len(km))],
            "eth_b": [float(1 - at % 2) for at in range(len(km))],
        }
    )
    classes = pl.DataFrame({"class_id": names, "school_id": names, "year": [4] * len(km), "size": [30] * len(km)})
    return LinkingProblem(schools, classes, LinkRules(limit_min=30), LinkWeights(**rules))  # type: ignore[arg-type]


def test_the_limit_is_met_after_rounding_half_to_even() -> None:
    assert len(admissible(roll(road(0, 22.5, fixed_min=8, speed_min_per_km=1)))) == 1  # 30.5 is 30
    assert len(admissible(roll(road(0, 22.51, fixed_min=8, speed_min_per_km=1)))) == 0
    assert len(admissible(roll(road(0, 0, fixed_min=31, speed_min_per_km=1)))) == 0
    assert len(admissible(roll(road(0, 900, fixed_min=8, speed_min_per_km=0)))) == 1


def test_one_school_or_nobody_gives_no_pairs() -> None:
    assert len(admissible(roll(road()))) == 0
    assert len(admissible(roll(road(1.0)))) == 0
    alone = road(1.0)
    two = pl.concat([alone.classes, alone.classes.with_columns(class_id=pl.lit("T"))])
    assert len(admissible(roll(LinkingProblem(alone.schools, two)))) == 0


def test_the_order_of_the_rows_counts_for_nothing(invent: Callable[..., LinkingProblem]) -> None:
    problem = invent(5, classes=30, schools=12)
    turned = LinkingProblem(
        problem.schools.reverse(),
        problem.classes.reverse(),
        problem.rules,
        problem.weights,
        vetoes=problem.vetoes.rename({"school_a": "school_b", "school_b": "school_a"}),
        forbidden=problem.forbidden.reverse(),
        previous=problem.previous.reverse(),
    )
    one, other = admissible(roll(problem)), admissible(roll(turned))
    assert len(one)
    for field in ("first", "second", "weight"):
        assert np.array_equal(getattr(one, field), getattr(other, field))


def test_days_beyond_the_sixty_fourth_count_too() -> None:
    problem = road(0, 1)
    days = ["|".join(f"D{day}" for day in range(70)), "D69"]
    some = problem.classes.with_columns(dates=pl.Series(days))
    assert len(admissible(roll(LinkingProblem(problem.schools, some)))) == 1
    none = problem.classes.with_columns(dates=pl.Series([days[0], "E1"]))
    assert len(admissible(roll(LinkingProblem(problem.schools, none)))) == 0
