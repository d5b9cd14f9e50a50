"""Which schools are around: the nearest that are placed, never the school itself, and the same ones every time."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convive.evidence.intake.around import distances, in_ward, nearest

places = st.lists(st.tuples(st.floats(50, 58), st.floats(-5, 1)), min_size=2, max_size=30)


def plain_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The spherical law of cosines."""
    a, b, c, d = (math.radians(x) for x in (*one, *other))
    return 6371.0088 * math.acos(min(1.0, math.sin(a) * math.sin(c) + math.cos(a) * math.cos(c) * math.cos(b - d)))


@given(places)
def test_distances_agree_with_another_formula(points) -> None:
    at = np.array(points)
    far = distances(at[:, 0], at[:, 1], at[:, 0], at[:, 1])
    for i, one in enumerate(points):
        for j, other in enumerate(points):
            assert far[i, j] == pytest.approx(plain_km(one, other), abs=0.3)


@given(places, st.integers(1, 6))
def test_the_nearest_are_the_nearest(points, how_many) -> None:
    at = np.array(points)
    found = nearest(at[:, 0], at[:, 1], range(len(points)), how_many)
    far = distances(at[:, 0], at[:, 1], at[:, 0], at[:, 1])
    for i, one in found.items():
        assert i not in one.schools
        assert len(set(one.schools)) == min(how_many, len(points) - 1)
        others = [far[i, j] for j in range(len(points)) if j != i and j not in one.schools]
        assert all(one.farthest <= other + 1e-6 for other in others)


def test_a_school_that_is_not_placed_is_nobodys_neighbour() -> None:
    latitude, longitude = np.array([53.0, np.nan, 53.1]), np.array([-1.0, np.nan, -1.0])
    found = nearest(latitude, longitude, [0, 1, 2], 5)
    assert set(found) == {0, 2}
    assert found[0].schools == (2,)


def test_of_schools_at_one_distance_the_first_comes_first() -> None:
    latitude, longitude = np.array([53.0, 53.1, 52.9, 53.1]), np.full(4, -1.0)
    assert nearest(latitude, longitude, [0], 2)[0].schools[0] == 1


def test_wards() -> None:
    found = in_ward(["a", "b", "a", None], [0, 1, 2, 3])
    assert [found[i].schools for i in range(4)] == [(2,), (), (0,), ()]
    assert [found[i].around for i in range(4)] == ["ward", "", "ward", ""]
