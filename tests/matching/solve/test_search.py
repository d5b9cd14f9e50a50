"""After every single search prices and blossoms are as they must be, and the search alone finds the best."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.matching.solve import shape, start
from convive.matching.solve.blossom import certify, max_weight_matching, read, slack
from convive.matching.solve.matched import edges
from convive.matching.solve.search import search_all, search_from
from convive.matching.solve.shape import State

Graph = tuple[int, np.ndarray, np.ndarray, np.ndarray]


def random_graph(seed: int) -> Graph:
    """Up to 24 vertices, few weights, so that blossoms nest, turn and are opened."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 25))
    first, second = np.argwhere(np.triu(rng.random((n, n)) < rng.choice([0.15, 0.3, 0.6, 1.0]), 1)).T
    weights = rng.integers(1, int(rng.choice([2, 4, 12, 60])) + 1, len(first))
    return n, first, second, weights


def plain(graph: Graph) -> State:
    """The plainest start: every price half the largest weight (doubled), nobody with a mate."""
    s = shape.prepare(*start.neighbours(graph[0], *edges(*graph)))
    s.price[:] = graph[3].max(initial=0)
    return s


def check(s: State, graph: Graph) -> None:
    """No edge has negative slack; mates and rings have none; sets with a dual are full; nothing is left over."""
    found = read(s)
    _, first, second, weights = graph
    left = slack(found, first, second, weights)
    assert found.prices.min() >= 0
    assert left.min(initial=0) == 0
    assert (left[found.mate[first] == second] == 0).all()
    assert (found.mate[found.mate[found.mate >= 0]] == np.flatnonzero(found.mate >= 0)).all()
    for i, dual in enumerate(found.blossoms.duals):
        members = found.blossoms.members(i)
        assert dual > 0
        assert dual % 2 == 0
        assert np.isin(found.mate[members], members).sum() == len(members) - 1
    assert (s.nodes["label"] == shape.FREE).all()
    assert [s.reach.count[0], s.pairs.count[0], s.ripe.count[0], s.counters[shape.TOUCHED]] == [0, 0, 0, 0]


@given(st.integers(0, 2**32))
@settings(max_examples=80)
def test_after_every_search_everything_is_as_it_must_be_and_one_more_vertex_is_settled(seed: int) -> None:
    graph = random_graph(seed)
    s, end = plain(graph), np.zeros(3, dtype=np.int64)
    for v in range(graph[0]):
        if s.vertices["mate"][v] < 0 and s.price[v] > 0:
            waiting = ((s.vertices["mate"] < 0) & (s.price > 0)).sum()
            search_from(s, v, end)
            check(s, graph)
            assert ((s.vertices["mate"] < 0) & (s.price > 0)).sum() < waiting
    assert certify(read(s), *graph) == max_weight_matching(*graph).value


@pytest.fixture(scope="module")
def met() -> Counter[str]:
    """What two thousand graphs made of the search alone; each answer is proved and is that of the usual start."""
    counted: Counter[str] = Counter()
    for seed in range(2_000):
        graph = random_graph(seed)
        s = plain(graph)
        search_all(s, np.zeros(3, dtype=np.int64))
        assert certify(read(s), *graph) == max_weight_matching(*graph).value
        counted["closed"] += int(s.counters[shape.CLOSED])
        counted["opened"] += int(s.counters[shape.OPENED])
    return counted


def test_the_hard_parts_are_really_met(met: Counter[str]) -> None:
    assert met["closed"] > 1_000
    assert met["opened"] > 100
