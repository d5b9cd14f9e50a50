"""Dealing everybody to units: both margins kept, and every deal as likely as whole-number arithmetic says."""

from __future__ import annotations

from collections import Counter
from math import comb, factorial, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare, hypergeom

from convive.evidence.segregation.dealing import deal, plan_of
from convive.evidence.segregation.streams import begin

DEALS = 20_000


def deals(people: list[int], size: list[int], many: int, seed: int) -> np.ndarray:
    """Deals × groups × units."""
    k, n = np.array(people), np.array(size)
    plan = plan_of(k, n)
    found = np.zeros((many, len(k), len(n)), dtype=np.int64)
    for d in range(many):
        deal(k, n, plan, found[d], np.uint64(begin(np.uint64(seed), d)))
    return found


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_both_margins_are_kept_whatever_the_sizes(data: st.DataObject) -> None:
    size = data.draw(st.lists(st.integers(0, 400), min_size=1, max_size=12))
    cuts = sorted(data.draw(st.lists(st.integers(0, sum(size)), min_size=2, max_size=4)))
    people = np.diff([0, *cuts, sum(size)]).tolist()
    for dealt in deals(people, size, 5, data.draw(st.integers(0, 1000))):
        assert dealt.min() >= 0
        assert dealt.sum(axis=1).tolist() == people
        assert dealt.sum(axis=0).tolist() == size


def test_every_table_of_a_small_place_is_as_likely_as_it_should_be() -> None:
    people, size = [3, 2, 2], [4, 2, 1]
    seen = Counter(table.tobytes() for table in deals(people, size, DEALS, 7))
    chances = []
    for table in seen:
        x = np.frombuffer(table, dtype=np.int64)
        ways = prod(map(factorial, people)) * prod(map(factorial, size))
        chances.append(ways / (factorial(sum(size)) * prod(factorial(int(cell)) for cell in x)))
    assert sum(chances) == pytest.approx(1)
    assert chisquare(list(seen.values()), DEALS * np.array(chances)).pvalue > 1e-4


@pytest.mark.parametrize(
    ("people", "size"),
    [
        ([90, 80, 50], [120, 100]),  # every group but the largest from tables, one digit
        ([700, 400, 90, 5], [330, 65, 64, 63, 1, 672]),  # two digits, and small groups that pick seats
        ([9_000, 6_000, 400], [4_200, 11_000, 200]),  # three digits
    ],
)
def test_each_cell_is_hypergeometric_and_cells_vary_together_as_they_should(people: list[int], size: list[int]) -> None:
    everyone = sum(size)
    found = deals(people, size, DEALS, 11)
    for g, k in enumerate(people):
        for i, n in enumerate(size):
            law = hypergeom(everyone, k, n)
            cells = found[:, g, i]
            # Classes of at least 40 expected deals.
            ends = np.unique(law.ppf(np.linspace(0, 1, 13)[1:-1]))
            wanted = np.diff(np.concatenate([[0], law.cdf(ends), [1]])) * DEALS
            got = np.bincount(np.searchsorted(ends, cells), minlength=len(wanted))
            kept = wanted > 40
            if kept.sum() > 1:
                pooled = (
                    [np.append(x[kept], x[~kept].sum()) for x in (got, wanted)] if not kept.all() else [got, wanted]
                )
                pooled = [x[pooled[1] > 5] for x in pooled]
                assert chisquare(pooled[0], pooled[1] * pooled[0].sum() / pooled[1].sum()).pvalue > 1e-5, (g, i)
    # Cov(x_gi, x_hj) for different groups and units is K_g K_h n_i n_j / (N² (N − 1)).
    one, two = found[:, 0, 0], found[:, 1, 1]
    exact = people[0] * people[1] * size[0] * size[1] / (everyone**2 * (everyone - 1))
    spread = one.std() * two.std() / np.sqrt(DEALS)
    assert abs(np.cov(one, two)[0, 1] - exact) < 4 * spread


def test_a_deal_depends_on_its_stream_alone() -> None:
    one, two = deals([90, 80, 50], [120, 100], 3, 5), deals([90, 80, 50], [120, 100], 9, 5)
    assert (one == two[:3]).all()
    assert (one[0] != one[1]).any()


def test_nobody_and_one_seat() -> None:
    assert deals([1, 0], [0, 1], 2, 1).tolist() == [[[0, 1], [0, 0]]] * 2
    assert comb(2, 1) == len({tuple(t.ravel()) for t in deals([1, 1], [1, 1], 200, 3)})
