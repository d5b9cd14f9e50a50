"""The best assignment is the best: against every possibility, against linear programming, and by its own prices."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from convive.core.errors import ConviveError, RefusedInput
from convive.matching.solve.flow import Assigned, assign, certify

Problem = dict[str, Any]


@st.composite
def problems(draw: st.DrawFn, most: int = 4, heaviest: int = 3) -> Problem:
    """Few vertices, few weights: ties everywhere, capacities of none, edges worth nothing, edges twice."""
    left, right = draw(st.integers(0, most)), draw(st.integers(1, most))
    edges = draw(st.lists(st.tuples(st.integers(0, max(left - 1, 0)), st.integers(0, right - 1)), max_size=3 * most))
    edges = edges if left else []
    found: Problem = {
        "left": left,
        "right_capacity": draw(st.lists(st.integers(0, 2), min_size=right, max_size=right)),
        "edge_left": [one for one, _ in edges],
        "edge_right": [other for _, other in edges],
        "weight": draw(st.lists(st.integers(-1, heaviest), min_size=len(edges), max_size=len(edges))),
    }
    if draw(st.booleans()):
        parents = draw(st.integers(1, 2))
        found["parent"] = draw(st.lists(st.integers(-1, parents - 1), min_size=right, max_size=right))
        found["parent_capacity"] = draw(st.lists(st.integers(0, 3), min_size=parents, max_size=parents))
    return found


def best_of_all(problem: Problem) -> int:
    """Every way to give each left vertex one of its edges or none."""
    options = [[-1] for _ in range(problem["left"])]
    for e, one in enumerate(problem["edge_left"]):
        options[one].append(e)
    best = 0
    for choice in itertools.product(*options):
        used = [e for e in choice if e >= 0]
        on = [problem["edge_right"][e] for e in used]
        under = [problem["parent"][r] for r in on] if "parent" in problem else []
        if all(on.count(r) <= many for r, many in enumerate(problem["right_capacity"])) and all(
            under.count(p) <= many for p, many in enumerate(problem.get("parent_capacity", []))
        ):
            best = max(best, sum(problem["weight"][e] for e in used))
    return best


def by_linear_programming(problem: Problem) -> float:
    """scipy's HiGHS on the relaxation, whose best is whole."""
    edges = len(problem["weight"])
    right = np.asarray(problem["edge_right"])
    rows = [np.asarray(problem["edge_left"]), problem["left"] + right]
    limits = [np.ones(problem["left"]), np.asarray(problem["right_capacity"])]
    columns = [np.arange(edges), np.arange(edges)]
    if "parent" in problem:
        parent = np.asarray(problem["parent"])[right]
        rows.append(problem["left"] + len(problem["right_capacity"]) + parent[parent >= 0])
        columns.append(np.flatnonzero(parent >= 0))
        limits.append(np.asarray(problem["parent_capacity"]))
    row, column, limit = np.concatenate(rows), np.concatenate(columns), np.concatenate(limits)
    matrix = csr_array((np.ones(len(row)), (row, column)), shape=(len(limit), edges))
    return -float(linprog(-np.asarray(problem["weight"], float), A_ub=matrix, b_ub=limit, bounds=(0, 1)).fun)


def large(seed: int, left: int, right: int, heaviest: int, parents: int = 0) -> Problem:
    chance = np.random.default_rng(seed)
    one, other = np.nonzero(chance.random((left, right)) < 0.2)
    found: Problem = {
        "left": left,
        "right_capacity": chance.integers(0, 2 * left // right + 1, right),
        "edge_left": one,
        "edge_right": other,
        "weight": chance.integers(-2, heaviest, len(one)),
    }
    if parents:
        found["parent"] = chance.integers(-1, parents, right)
        found["parent_capacity"] = chance.integers(0, left // parents, parents)
    return found


@settings(max_examples=400, deadline=None)
@given(problems())
def test_no_possibility_is_better(problem: Problem):
    got = assign(**problem)
    assert certify(got, **problem) == got.bound == best_of_all(problem)


@settings(max_examples=200, deadline=None)
@given(problems(most=12, heaviest=5))
def test_its_own_prices_prove_it(problem: Problem):
    got = assign(**problem)
    assert certify(got, **problem) == got.value
    used = got.chosen[got.chosen >= 0]
    assert np.all(np.asarray(problem["weight"], int)[used] > 0)


@pytest.mark.parametrize("heaviest", [3, 1000])
@pytest.mark.parametrize("parents", [0, 1, 4])
@pytest.mark.parametrize("seed", range(4))
def test_linear_programming_finds_the_same(seed: int, parents: int, heaviest: int):
    problem = large(seed, 120, 20, heaviest, parents)
    got = assign(**problem)
    assert certify(got, **problem) == pytest.approx(by_linear_programming(problem))


def test_the_same_input_gives_the_same_answer_and_the_order_of_edges_changes_no_value():
    problem = large(7, 200, 30, 3, 3)
    first, again = assign(**problem), assign(**problem)
    assert first.chosen.tolist() == again.chosen.tolist()
    turned = problem | {name: problem[name][::-1] for name in ("edge_left", "edge_right", "weight")}
    assert assign(**turned).value == first.value


def test_among_equals_the_first_given_is_taken():
    """One place, three who would do as well: the first. One who could go anywhere: to the first."""
    assert assign(3, [1], [0, 1, 2], [0, 0, 0], [4, 4, 4]).chosen.tolist() == [0, -1, -1]
    assert assign(1, [1, 1, 1], [0, 0, 0], [1, 2, 0], [4, 4, 4]).chosen.tolist() == [0]


def test_a_parent_holds_fewer_than_its_children_together():
    """Two places with two children, one under their parent: the heavier, and the parent has the price."""
    got = assign(2, [1, 1], [0, 1], [0, 1], [3, 5], parent=[0, 0], parent_capacity=[1])
    assert (got.value, got.chosen.tolist()) == (5, [-1, 1])
    assert got.price_parent.tolist() == [3]
    assert got.price_right.tolist() == [0, 0]


def test_room_under_a_parent_is_passed_from_one_child_to_another():
    """The newcomer takes the parent's last room from somebody on another child, who has somewhere else to go."""
    problem: Problem = {
        "left": 2,
        "right_capacity": [1, 1, 1],
        "edge_left": [0, 0, 1],
        "edge_right": [0, 2, 1],
        "weight": [9, 8, 9],
        "parent": [0, 0, -1],
        "parent_capacity": [1],
    }
    got = assign(**problem)
    assert (certify(got, **problem), got.chosen.tolist()) == (17, [1, 2])


def test_nobody_and_nothing():
    assert assign(0, [], [], [], []).value == 0
    assert assign(2, [0], [0, 1], [0, 0], [5, 6]).chosen.tolist() == [-1, -1]
    assert assign(1, [3], [0], [0], [-4]).chosen.tolist() == [-1]


def test_weights_as_large_as_they_may_be():
    problem: Problem = {
        "left": 4,
        "right_capacity": [2, 10**15],
        "edge_left": [0, 1, 2, 3],
        "edge_right": [0, 0, 0, 1],
        "weight": [2**58, 2**58 - 1, 2**58, -(2**58)],
    }
    assert certify(assign(**problem), **problem) == 2**59


TAMPERED = {
    "place": [{"chosen": [2, 0, -1]}, {"chosen": [1, 2]}, {"chosen": [1, 9, -1]}, {"chosen": [-2, 2, -1]}],
    "capacity": [{"chosen": [0, 2, -1]}],
    "value": [{"value": 9}, {"chosen": [1, -1, -1]}],
    "price": [
        {"price_right": [-1, 2]},
        {"price_left": [2, 1]},
        {"price_right": [3.0, 2.0]},
        {"price_right": [2**61, 0]},
    ],
    "dual": [{"price_right": [2, 2]}],
    "slack": [{"price_right": [4, 2]}, {"bound": 9}, {"chosen": [0, -1, -1], "value": 5}],
}


@pytest.mark.parametrize(("rule", "changed"), [(rule, one) for rule, many in TAMPERED.items() for one in many])
def test_a_tampered_answer_is_refused(rule: str, changed: dict[str, Any]):
    problem: Problem = {
        "left": 3,
        "right_capacity": [1, 1],
        "edge_left": [0, 0, 1, 2],
        "edge_right": [0, 1, 0, 0],
        "weight": [5, 4, 4, 3],
    }
    got = assign(**problem)
    assert certify(got, **problem) == 8
    arrays = {name: np.asarray(value) if isinstance(value, list) else value for name, value in changed.items()}
    with pytest.raises(ConviveError) as refused:
        certify(dataclasses.replace(got, **arrays), **problem)
    assert refused.value.rule == rule


def test_more_under_a_parent_than_it_holds_is_refused():
    problem: Problem = {
        "left": 2,
        "right_capacity": [1, 1],
        "edge_left": [0, 1],
        "edge_right": [0, 1],
        "weight": [1, 1],
        "parent": [0, 0],
        "parent_capacity": [1],
    }
    prices = np.zeros(2, np.int64)
    claim = Assigned(np.array([0, 1]), 2, 2, np.ones(2, np.int64), prices, np.zeros(1, np.int64))
    with pytest.raises(ConviveError, match="under a parent"):
        certify(claim, **problem)


GOOD: Problem = {"left": 1, "right_capacity": [1], "edge_left": [0], "edge_right": [0], "weight": [1]}
REFUSED = [
    ("length", {"weight": [1, 2]}),
    ("length", {"edge_right": [0, 0]}),
    ("length", {"parent": [0, 0], "parent_capacity": [1]}),
    ("known", {"edge_left": [1]}),
    ("known", {"edge_right": [-1]}),
    ("known", {"parent": [1], "parent_capacity": [1]}),
    ("capacity", {"right_capacity": [-1]}),
    ("capacity", {"parent": [0], "parent_capacity": [-1]}),
    ("whole", {"weight": [1.5]}),
    ("whole", {"weight": [[1]]}),
    ("large", {"weight": [2**61]}),
    ("large", {"weight": [-(2**61)]}),
    ("parent", {"parent": [0]}),
    ("parent", {"parent_capacity": [1]}),
]


@pytest.mark.parametrize(("rule", "changed"), REFUSED)
def test_what_cannot_be_a_problem_is_refused(rule: str, changed: Problem):
    with pytest.raises(RefusedInput) as refused:
        assign(**(GOOD | changed))
    assert refused.value.rule == rule
    assert refused.value.hint
