"""The best links under quotas reach the optimum of another solver, and the bounds beside them hold."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.core.problems import LinkingProblem
from convive.matching.linking.best import Best, best_links
from convive.matching.linking.pairs import Pairs, admissible
from convive.matching.linking.roll import Roll, roll


def optimum(classes: int, pairs: Pairs, school: np.ndarray, quotas: dict[int, int], gone: set[int]) -> int:
    """The same by scipy's mixed-integer solver."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    stays = [
        at for at, ends in enumerate(zip(pairs.first, pairs.second, strict=True)) if not gone & set(map(int, ends))
    ]
    if not stays:
        return 0
    touch = np.zeros((classes, len(stays)))
    for column, at in enumerate(stays):
        touch[pairs.first[at], column] = touch[pairs.second[at], column] = 1
    rows, limits = [*touch], [1.0] * classes
    for place, quota in quotas.items():
        rows.append(touch[school == place].sum(axis=0))
        limits.append(quota)
    found = milp(
        -pairs.weight[stays],
        constraints=LinearConstraint(np.array(rows), ub=np.array(limits)),
        integrality=np.ones(len(stays)),
        bounds=Bounds(0, 1),
    )
    assert found.status == 0
    return round(-found.fun)


def solve(problem: LinkingProblem) -> tuple[Roll, Pairs, dict[int, int], Best]:
    known = roll(problem)
    pairs = admissible(known)
    places = known.school_places(problem.quotas["school_id"])
    quotas = dict(zip(places.tolist(), problem.quotas["max_linked_classes"].to_list(), strict=True))
    best = best_links(known.classes, pairs.first, pairs.second, pairs.weight, school=known.arrays.school, quotas=quotas)
    return known, pairs, quotas, best


@given(seed=st.integers(0, 10**6))
@settings(max_examples=120, deadline=None)
def test_the_value_is_the_optimum_and_every_quota_holds(invent: Callable[..., LinkingProblem], seed: int) -> None:
    known, pairs, quotas, best = solve(invent(seed))
    school = known.arrays.school
    assert best.value == best.bound == optimum(known.classes, pairs, school, quotas, set())
    weights = {(a, b): w for a, b, w in zip(pairs.first, pairs.second, pairs.weight, strict=True)}
    linked = np.flatnonzero(best.mate >= 0)
    assert np.array_equal(best.mate[best.mate[linked]], linked)
    assert best.value == sum(weights[a, best.mate[a]] for a in linked if a < best.mate[a])
    for place, quota in quotas.items():
        assert (best.mate[school == place] >= 0).sum() <= quota


@given(seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_what_a_pair_costs_is_no_more_than_said(invent: Callable[..., LinkingProblem], seed: int) -> None:
    known, pairs, quotas, best = solve(invent(seed, classes=10))
    school = known.arrays.school
    said = best.at_least(pairs.first, pairs.second, pairs.weight)
    for at in range(0, len(pairs), 3):
        a, b = int(pairs.first[at]), int(pairs.second[at])
        left = dict(quotas)
        for end in (a, b):
            if school[end] in left:
                left[school[end]] -= 1
        if min(left.values(), default=0) < 0:
            continue
        forced = int(pairs.weight[at]) + optimum(known.classes, pairs, school, left, {a, b})
        assert best.value - forced >= said[at] >= 0
        if best.mate[a] == b:
            assert said[at] == 0


@given(seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_the_bound_holds_when_some_have_left(invent: Callable[..., LinkingProblem], seed: int) -> None:
    known, pairs, quotas, best = solve(invent(seed))
    gone = np.unique(np.random.default_rng(seed).integers(0, known.classes, 3))
    bound = best.bound_without(gone, known.arrays.school[gone])
    assert bound >= optimum(known.classes, pairs, known.arrays.school, quotas, set(gone.tolist()))
    assert bound <= best.bound


@given(seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_one_more_class_adds_no_more_than_said(invent: Callable[..., LinkingProblem], seed: int) -> None:
    known, pairs, quotas, best = solve(invent(seed))
    school = known.arrays.school
    for place, most in best.one_more().items():
        gain = optimum(known.classes, pairs, school, quotas | {place: quotas[place] + 1}, set()) - best.value
        assert 0 <= gain <= most


def test_a_school_that_may_link_nobody_links_nobody() -> None:
    ends = (np.array([0, 1]), np.array([2, 2]))
    school = np.array([0, 1, 2])
    found = best_links(3, *ends, np.array([9, 4]), school=school, quotas={0: 0})
    assert found.mate.tolist() == [-1, 2, 1]
    assert found.value == 4
    assert best_links(3, *ends, np.array([9, 4]), school=school, quotas={2: 0}).value == 0


def test_nobody_at_all() -> None:
    empty = np.zeros(0, dtype=np.int64)
    assert best_links(0, empty, empty, empty, school=empty, quotas={}).value == 0
    assert best_links(2, empty, empty, empty, school=np.array([0, 1]), quotas={0: 0, 1: 5}).value == 0


@pytest.mark.parametrize("name", ["p1_small", "p1_town", "p1_quota"])
def test_the_published_optimum_is_reached(
    instance: Callable[[str], LinkingProblem], best_known: Callable[[str], dict[str, float]], name: str
) -> None:
    _, _, _, best = solve(instance(name))
    proven = best_known(name)
    assert best.value == best.bound == proven["optimum"]
    assert (best.mate >= 0).sum() == 2 * proven["links"]
