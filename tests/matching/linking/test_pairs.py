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
Judged = dict[tuple[str, str], tuple[set[str], int]]


@given(seed=st.integers(0, 10**6))
@settings(max_examples=150, deadline=None)
def test_the_pairs_are_those_of_a_plain_loop(
    invent: Callable[..., LinkingProblem], plainly: Callable[[LinkingProblem], Judged], seed: int
) -> None:
    problem = invent(seed)
    known = roll(problem)
    found = admissible(known)
    ids = known.class_ids
    got = {(ids[a], ids[b]): w for a, b, w in zip(found.first, found.second, found.weight, strict=True)}
    assert list(got) == sorted(got)
    assert got == {pair: weight for pair, (bad, weight) in plainly(problem).items() if not bad}


@given(seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_a_pair_is_made_of_parts_and_says_what_it_breaks(
    invent: Callable[..., LinkingProblem], plainly: Callable[[LinkingProblem], Judged], seed: int
) -> None:
    problem = invent(seed)
    known, plain = roll(problem), plainly(problem)
    at = {name: place for place, name in enumerate(known.class_ids)}
    first, second = (np.array([at[pair[end]] for pair in plain], dtype=np.int64) for end in (0, 1))
    made = made_of(known, first, second)
    for row, (bad, weight) in enumerate(plain.values()):
        assert set(broken(int(made.mask[row]))) == bad
        assert made.value[row] == weight
        assert made.difference[row] == round(made.ethnicity[row] + made.faith[row] + made.fsm[row])


@given(seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_a_funnel_counts_who_is_left_after_each_rule(
    invent: Callable[..., LinkingProblem], plainly: Callable[[LinkingProblem], Judged], seed: int
) -> None:
    problem = invent(seed)
    known, plain = roll(problem), plainly(problem)
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
