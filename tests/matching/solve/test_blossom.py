"""The best matching is the best: against every possibility, on real instances, and by its own proof each time."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.core.errors import RefusedInput
from convive.matching.solve.blossom import Matched, certify, max_weight_matching
from convive.worlds.linking import invent, pairs

Graph = tuple[int, list[int], list[int], list[int]]


@st.composite
def graphs(draw: st.DrawFn, most: int = 9) -> Graph:
    """Few vertices, few different weights: ties everywhere, edges worth nothing, edges twice."""
    n = draw(st.integers(2, most))
    two = st.lists(st.integers(0, n - 1), min_size=2, max_size=2, unique=True)
    ends = draw(st.lists(two, max_size=4 * n))
    heaviest = draw(st.sampled_from([1, 3, 8, 1000]))
    weights = draw(st.lists(st.integers(-1, heaviest), min_size=len(ends), max_size=len(ends)))
    return n, [one for one, _ in ends], [other for _, other in ends], weights


def best_of_all(graph: Graph) -> int:
    """The lowest vertex that is left stays alone or takes each other one; every possibility, one table of sets."""
    n, first, second, weights = graph
    worth: dict[tuple[int, int], int] = {}
    for a, b, w in zip(first, second, weights, strict=True):
        worth[min(a, b), max(a, b)] = max(w, worth.get((min(a, b), max(a, b)), 0))
    best = {0: 0}
    for left in range(1, 1 << n):
        low = (left & -left).bit_length() - 1
        rest = left & ~(1 << low)
        found = best[rest]
        for other in range(low + 1, n):
            if rest >> other & 1 and (low, other) in worth:
                found = max(found, worth[low, other] + best[rest & ~(1 << other)])
        best[left] = found
    return best[(1 << n) - 1]


def proved(graph: Graph) -> Matched:
    found = max_weight_matching(*graph)
    assert certify(found, *graph) == found.bound == found.value
    return found


@given(graphs())
@settings(max_examples=300)
def test_nothing_is_better_than_the_best_of_all_possibilities(graph: Graph) -> None:
    assert proved(graph).value == best_of_all(graph)


@given(graphs(most=40))
@settings(max_examples=150)
def test_a_larger_graph_comes_with_its_proof(graph: Graph) -> None:
    proved(graph)


@given(graphs(), st.randoms(use_true_random=False))
def test_the_value_does_not_depend_on_the_order_of_edges_or_the_names_of_vertices(graph: Graph, chance: object) -> None:
    n, first, second, weights = graph
    rng = np.random.default_rng(chance.randrange(2**32))  # type: ignore[attr-defined]
    names, order = rng.permutation(n), rng.permutation(len(weights))
    turned = (n, *(np.asarray(part, dtype=np.int64)[order] for part in (names[second], names[first], weights)))
    assert proved(turned).value == proved(graph).value  # type: ignore[arg-type]


@given(graphs(), st.integers(2, 7))
def test_weights_in_other_units_choose_as_much(graph: Graph, factor: int) -> None:
    n, first, second, weights = graph
    assert proved((n, first, second, [factor * w for w in weights])).value == factor * proved(graph).value


@given(graphs(), st.integers(1, 2000))
def test_one_more_edge_is_worth_at_least_nothing_and_at_most_its_weight(graph: Graph, weight: int) -> None:
    n, first, second, weights = graph
    more = proved((n, [*first, 0], [*second, n - 1], [*weights, weight])).value
    assert proved(graph).value <= more <= proved(graph).value + weight


def test_the_same_arrays_give_the_same_mates() -> None:
    made = pairs(invent(seed=5, classes=300))
    one, two = (max_weight_matching(300, made.first, made.second, made.weight // 100) for _ in range(2))
    assert (one.mate == two.mate).all()
    assert (one.prices == two.prices).all()


RING = [0, 1, 2, 3, 4]
NASTY: dict[str, tuple[Graph, int]] = {
    "no vertices": ((0, [], [], []), 0),
    "one vertex": ((1, [], [], []), 0),
    "no edge worth anything": ((3, [0, 1], [1, 2], [0, -5]), 0),
    "three edges between two, the best counts": ((2, [0, 1, 0], [1, 0, 1], [3, 9, 4]), 9),
    "a heavy middle": ((4, [0, 1, 2], [1, 2, 3], [5, 11, 5]), 11),
    "a ring of five": ((5, RING, [1, 2, 3, 4, 0], [8, 9, 10, 7, 9]), 19),
    "a blossom that is opened": (
        (8, [0, 0, 1, 0, 3, 4, 5, 3, 1, 6], [1, 2, 2, 3, 4, 5, 6, 5, 7, 0], [9, 8, 10, 5, 4, 3, 3, 4, 2, 6]),
        20,
    ),
    "rings within rings": (
        (10, [0, 0, 1, 2, 0, 4, 3, 1, 6, 8], [1, 2, 2, 3, 4, 5, 4, 6, 7, 9], [8, 8, 10, 9, 9, 2, 10, 6, 5, 1]),
        26,
    ),
}


@pytest.mark.parametrize("name", NASTY)
def test_a_graph_that_is_easily_got_wrong(name: str) -> None:
    graph, value = NASTY[name]
    assert proved(graph).value == best_of_all(graph) == value


@pytest.mark.parametrize("size", [3, 5, 9, 33, 101])
def test_an_odd_complete_graph_leaves_one_out_and_is_proved_by_one_blossom(size: int) -> None:
    first, second = np.triu_indices(size, 1)
    graph = (size, first, second, np.full(len(first), 7))
    found = max_weight_matching(*graph)
    assert certify(found, *graph) == found.value == 7 * (size // 2)
    assert [len(found.blossoms.members(i)) for i in range(len(found.blossoms.duals))] == [size]


@pytest.mark.parametrize("name", ["p1_small", "p1_town"])
def test_a_known_instance_reaches_its_proven_optimum(shared_data: Path, name: str) -> None:
    known = json.loads((shared_data / "matching" / "best_known.json").read_text("utf-8"))[name]
    edges = pl.read_csv(shared_data / "matching" / name / "edges.csv.gz")
    codes = pl.concat([edges["class_a"], edges["class_b"]]).unique().sort()
    first, second = (codes.search_sorted(edges[end]).to_numpy() for end in ("class_a", "class_b"))
    graph = (len(codes), first, second, edges["weight"].to_numpy())
    found = max_weight_matching(*graph)
    assert certify(found, *graph) == found.value == known["optimum"]
    assert (found.mate >= 0).sum() == 2 * known["links"]


REFUSED: dict[str, tuple[Graph, str]] = {
    "itself": ((2, [1], [1], [3]), "joins vertex 1 to itself"),
    "too high": ((2, [0], [2], [3]), "ends at 2; vertices are 0 to 1"),
    "negative": ((2, [-1], [1], [3]), "ends at -1"),
    "lengths": ((2, [0], [1], [3, 4]), "of one length"),
    "fractions": ((2, [0], [1], [0.5]), "whole numbers"),  # type: ignore[list-item]
    "too large": ((2, [0], [1], [2**60]), "too large"),
    "too large for a sign": ((2, [0], [1], [2**64 - 1]), "too large"),
    "fewer than no vertices": ((-1, [], [], []), "cannot have -1"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_edges_that_cannot_be_used_are_refused(name: str) -> None:
    graph, says = REFUSED[name]
    with pytest.raises(RefusedInput, match=says):
        max_weight_matching(*graph)
