"""The check of the proof: it accepts what is proved, and refuses whatever has been tampered with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convive.core.errors import ConviveError
from convive.matching.solve.blossom import Blossoms, Matched, certify, max_weight_matching, slack
from convive.worlds.linking import invent, pairs

Graph = tuple[int, np.ndarray, np.ndarray, np.ndarray]


@pytest.fixture(scope="module")
def graph() -> Graph:
    made = pairs(invent(seed=20, classes=120, towns=1))
    return 120, made.first, made.second, made.weight


@pytest.fixture(scope="module")
def found(graph: Graph) -> Matched:
    best = max_weight_matching(*graph)
    assert best.blossoms.duals.size > 5
    assert (best.mate < 0).any()
    return best


def test_what_is_proved_is_accepted(graph: Graph, found: Matched) -> None:
    assert certify(found, *graph) == found.value


def changed(array: np.ndarray, at: int, by: int) -> np.ndarray:
    new = array.copy()
    new[at] += by
    return new


def without_pair(found: Matched) -> Matched:
    mate = found.mate.copy()
    one = int(np.flatnonzero(mate >= 0)[0])
    mate[mate[one]] = mate[one] = -1
    return replace(found, mate=mate)


def with_mates(found: Matched, mate: np.ndarray) -> Matched:
    return replace(found, mate=mate)


def with_sets(found: Matched, **parts: np.ndarray) -> Matched:
    return replace(found, blossoms=replace(found.blossoms, **parts))


def crossed(found: Matched, graph: Graph) -> Matched:
    """Two pairs change partners so that one of the new pairs is no edge."""
    edges = set(zip(graph[1].tolist(), graph[2].tolist(), strict=True))
    matched = np.flatnonzero(found.mate > np.arange(len(found.mate)))
    for a in matched:
        for c in matched:
            b, d = found.mate[a], found.mate[c]
            if a != c and (min(a, d), max(a, d)) not in edges:
                mate = found.mate.copy()
                mate[a], mate[d], mate[c], mate[b] = d, a, b, c
                return replace(found, mate=mate)
    raise AssertionError("every pair is an edge here")


TAMPERED = {
    "a pair is left out": (lambda f, g: without_pair(f), "the value is given as"),
    "a pair is left out and the value follows": (
        lambda f, g: replace(
            without_pair(f),
            value=f.value - int(g[3][(f.mate[g[1]] == g[2]) & (without_pair(f).mate[g[1]] == -1)].sum()),
        ),
        "the matching only to",
    ),
    "mates are not mutual": (lambda f, g: with_mates(f, changed(f.mate, int(np.argmax(f.mate)), -1)), "who has"),
    "a mate is no vertex": (lambda f, g: with_mates(f, changed(f.mate, 0, 1000)), "no vertex"),
    "mates without an edge": (crossed, "no edge"),
    "a value too high": (lambda f, g: replace(f, value=f.value + 1), "the value is given as"),
    "a bound too high": (lambda f, g: replace(f, bound=f.bound + 1), "the bound is given as"),
    "a price too low": (
        lambda f, g: replace(f, prices=changed(f.prices, int(f.prices.argmax()), -2)),
        "more than its prices",
    ),
    "a price too high": (
        lambda f, g: replace(f, prices=changed(f.prices, 3, 2), bound=f.bound + 1),
        "the matching only to",
    ),
    "a negative price": (lambda f, g: replace(f, prices=changed(f.prices, 3, -10_000)), "negative price"),
    "a blossom less": (
        lambda f, g: with_sets(f, duals=changed(f.blossoms.duals, 0, -2)),
        "more than its prices|add up to",
    ),
    "a negative dual": (lambda f, g: with_sets(f, duals=changed(f.blossoms.duals, 0, -10_000)), "negative dual"),
    "an even set": (lambda f, g: with_sets(f, ends=changed(f.blossoms.ends, 0, 1)), "not an odd set"),
    "an order with a vertex twice": (
        lambda f, g: with_sets(f, order=changed(f.blossoms.order, int(f.blossoms.order.argmax()), -1)),
        "each of them once",
    ),
    "a stretch beyond the last vertex": (lambda f, g: with_sets(f, ends=changed(f.blossoms.ends, 0, 1000)), "stretch"),
    "sets that cross": (
        lambda f, g: with_sets(f, begins=np.array([0, 2]), ends=np.array([5, 7]), duals=np.array([2, 2])),
        "partly inside",
    ),
    "lists that do not fit": (lambda f, g: with_sets(f, duals=f.blossoms.duals[:-1]), "do not fit"),
    "another graph": (lambda f, g: replace(f, mate=f.mate[:-1]), "the graph has"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_tampered_with_is_refused(graph: Graph, found: Matched, name: str) -> None:
    change, says = TAMPERED[name]
    with pytest.raises(ConviveError, match=says):
        certify(change(found, graph), *graph)


def test_a_graph_with_one_better_edge_is_refused(graph: Graph, found: Matched) -> None:
    n, first, second, weights = graph
    with pytest.raises(ConviveError, match="more than its prices"):
        certify(found, n, first, second, changed(weights, 17, 5000))


def test_slack_is_that_of_the_definition(graph: Graph, found: Matched) -> None:
    _, first, second, weights = graph
    sets = found.blossoms
    for i in range(0, len(first), 7):
        expected = found.prices[first[i]] + found.prices[second[i]] - 2 * weights[i]
        for k, dual in enumerate(sets.duals):
            members = sets.members(k)
            if first[i] in members and second[i] in members:
                expected += dual
        assert slack(found, first[i : i + 1], second[i : i + 1], weights[i : i + 1])[0] == expected


def test_slack_bounds_what_forcing_a_pair_costs(graph: Graph, found: Matched) -> None:
    n, first, second, weights = graph
    left = slack(found, first, second, weights)
    assert left.min() == 0
    assert (left[found.mate[first] == second] == 0).all()
    for i in range(0, len(first), 211):
        apart = (first != first[i]) & (first != second[i]) & (second != first[i]) & (second != second[i])
        rest = max_weight_matching(n, first[apart], second[apart], weights[apart]).value
        assert 2 * (found.value - rest - weights[i]) >= left[i]


def test_an_answer_without_blossoms_is_checked_too() -> None:
    graph = (2, [0], [1], [3])
    none = np.zeros(0, dtype=np.int64)
    alone = Matched(np.array([-1, -1]), 0, 3, np.array([3, 3]), Blossoms(np.arange(2), none, none, none))
    with pytest.raises(ConviveError, match="the matching only to 0"):
        certify(alone, *graph)
    assert certify(replace(alone, mate=np.array([1, 0]), value=3), *graph) == 3
