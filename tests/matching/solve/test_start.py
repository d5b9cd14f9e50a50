"""The start: lists of neighbours, prices that cover every edge, mates along edges without slack."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from convive.matching.solve import shape, start
from convive.matching.solve.matched import edges

EDGE = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(-2, 6)).filter(lambda edge: edge[0] != edge[1])


@given(st.lists(EDGE, max_size=25))
def test_every_edge_worth_something_stands_with_both_its_ends(listed: list[tuple[int, int, int]]) -> None:
    first, second, weights = ([edge[i] for edge in listed] for i in range(3))
    starts, ends, doubled = start.neighbours(7, *edges(7, first, second, weights))
    found = [(v, int(ends[k]), int(doubled[k])) for v in range(7) for k in range(starts[v], starts[v + 1])]
    expected = [(a, b, 2 * w) for a, b, w in listed if w > 0] + [(b, a, 2 * w) for a, b, w in listed if w > 0]
    assert sorted(found) == sorted(expected)


@given(st.lists(EDGE, max_size=25))
def test_first_prices_cover_every_edge_and_first_mates_have_no_slack(listed: list[tuple[int, int, int]]) -> None:
    first, second, weights = ([edge[i] for edge in listed] for i in range(3))
    s = shape.prepare(*start.neighbours(7, *edges(7, first, second, weights)))
    start.first_prices(s)
    price, mate = s.price, s.vertices["mate"]
    assert price.min() >= 0
    assert all(price[a] + price[b] >= 2 * w for a, b, w in listed)
    best = {(min(a, b), max(a, b)): 0 for a, b, _ in listed}
    for a, b, w in listed:
        best[min(a, b), max(a, b)] = max(w, best[min(a, b), max(a, b)])
    worth = 0
    for v in range(7):
        if mate[v] >= 0:
            assert mate[mate[v]] == v
            assert price[v] + price[mate[v]] == 2 * best[min(v, mate[v]), max(v, mate[v])]
            worth += best[min(v, mate[v]), max(v, mate[v])]
    assert start.weight_of(s) == worth // 2
