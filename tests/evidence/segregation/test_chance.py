"""Exact expected values under random allocation: against every possible deal, published values and simulation."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.evidence.segregation.chance import (
    cell_expectations,
    expected_dissimilarity,
    expected_isolation,
    expected_theil_h_multi,
)
from convive.evidence.segregation.indices import dissimilarity, isolation, theil_h_multi

small = st.lists(st.integers(1, 4), min_size=2, max_size=3)


def deals(sizes: list[int], people: int) -> list[np.ndarray]:
    """Every way to choose which of the numbered places the group's people take, each as likely as any other."""
    unit_of = np.repeat(np.arange(len(sizes)), sizes)
    return [
        np.bincount(unit_of[list(places)], minlength=len(sizes)) for places in combinations(range(sum(sizes)), people)
    ]


@given(small, st.data())
@settings(max_examples=40, deadline=None)
def test_expected_values_are_the_mean_over_every_possible_deal(sizes: list[int], data: st.DataObject) -> None:
    people = data.draw(st.integers(1, sum(sizes) - 1))
    total = np.array(sizes)
    every = deals(sizes, people)
    group = every[0]
    assert expected_dissimilarity(group, total) == pytest.approx(np.mean([dissimilarity(x, total) for x in every]))
    assert expected_isolation(group, total) == pytest.approx(np.mean([isolation(x, total) for x in every]))
    two_groups = [np.column_stack([x, total - x]) for x in every]
    assert expected_theil_h_multi(two_groups[0]) == pytest.approx(np.mean([theil_h_multi(m) for m in two_groups]))


@pytest.mark.parametrize(("size", "share", "published"), [(10, 0.1, 0.387), (10, 0.5, 0.246), (100, 0.1, 0.131)])
def test_winships_values_of_1977(size: int, share: float, published: float) -> None:
    # Winship's table is for an endless city: many units of one size. His last digit is cut, not rounded.
    units = 20_000
    total = np.full(units, size)
    group = np.zeros(units, dtype=np.int64)
    group[0] = int(units * size * share)
    assert expected_dissimilarity(group, total) == pytest.approx(published, abs=1e-3)


def test_the_telescoping_identity_for_the_mean_deviation() -> None:
    everyone, people, size = 5_000, 700, 300
    mean = size * people / everyone
    m = int(mean) + 1
    chance = comb(people, m) * comb(everyone - people, size - m) / comb(everyone, size)
    identity = 2 * m * (everyone - people - size + m) / everyone * chance
    spread, _ = cell_expectations(everyone, people, np.array([size]))
    assert spread[0] == pytest.approx(identity, rel=1e-12)


@pytest.mark.parametrize(("everyone", "people", "size"), [(60, 7, 20), (60, 59, 13), (200, 1, 3), (90, 45, 90)])
def test_one_cell_against_whole_number_arithmetic(everyone: int, people: int, size: int) -> None:
    ways = {
        k: comb(people, k) * comb(everyone - people, size - k)
        for k in range(max(0, size - everyone + people), min(people, size) + 1)
    }
    all_ways = sum(ways.values())
    mean = size * people / everyone
    spread, product = cell_expectations(everyone, people, np.array([size]))
    assert spread[0] == pytest.approx(sum(abs(k - mean) * n for k, n in ways.items()) / all_ways, abs=1e-12)
    expected = sum(k * np.log(k) * (n / all_ways) for k, n in ways.items() if k)
    assert product[0] == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_expected_values_against_simulation() -> None:
    rng = np.random.default_rng(20261122)
    total = np.array([40, 60, 100, 150, 25, 80, 45, 10, 90, 300])
    people = np.array([120, 500, 280])
    assert people.sum() == total.sum()
    draws = []
    for _ in range(3000):
        left = people.copy()
        rows = []
        for size in total[:-1]:
            row = rng.multivariate_hypergeometric(left, size)
            left = left - row
            rows.append(row)
        draws.append(np.array([*rows, left]))
    for exact, simulated in (
        (expected_dissimilarity(draws[0][:, 0], total), [dissimilarity(d[:, 0], total) for d in draws]),
        (expected_isolation(draws[0][:, 2], total), [isolation(d[:, 2], total) for d in draws]),
        (expected_theil_h_multi(draws[0]), [theil_h_multi(d) for d in draws]),
    ):
        error = np.std(simulated) / np.sqrt(len(simulated))
        assert abs(exact - np.mean(simulated)) < 4 * error


def test_no_units_have_no_expectations() -> None:
    spread, product = cell_expectations(10, 3, np.array([], dtype=np.int64))
    assert len(spread) == len(product) == 0
