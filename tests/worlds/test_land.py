"""Invented outlines: pieces that tile exactly."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon
from shapely.ops import unary_union

from convive.worlds.land import area2, tile, to_degrees

CONVEX = st.sampled_from(
    [
        [(0, 0), (40, 0), (40, 30), (0, 30)],
        [(0, 0), (30, -12), (60, 8), (55, 50), (20, 61), (-10, 30)],
        [(0, 0), (90, 5), (20, 40)],
    ]
)


@given(CONVEX, st.integers(1, 8))
def test_pieces_add_up_to_the_whole_and_share_every_corner(outline: list[tuple[int, int]], parts: int) -> None:
    ring = to_degrees(outline)
    pieces = tile(ring, parts)
    assert len(pieces) == parts
    shapes = [Polygon(piece) for piece in pieces]
    assert all(shape.is_valid and shape.area > 0 for shape in shapes)
    whole = unary_union(shapes)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert whole.area == sum(shape.area for shape in shapes) == Polygon(ring).area
    edges = [frozenset(edge) for piece in pieces for edge in pairwise([*piece, piece[0]])]
    outer = {frozenset(edge) for edge in pairwise([*ring, ring[0]])}
    assert all(edges.count(edge) == (1 if edge in outer else 2) for edge in edges)


@given(CONVEX, st.integers(2, 6))
def test_pieces_are_of_about_the_same_size(outline: list[tuple[int, int]], parts: int) -> None:
    sizes = [area2(piece) for piece in tile(to_degrees(outline), parts)]
    assert max(sizes) < 8 * min(sizes)


def test_an_edge_has_the_same_corners_from_both_sides() -> None:
    there = to_degrees([(0, 0), (7, 3), (9, 9)])
    back = to_degrees([(7, 3), (0, 0), (-4, 8)])
    assert set(there[:4]) == set(back[:4])


def test_a_ring_that_cannot_be_cut_is_refused() -> None:
    with pytest.raises(ValueError, match="no cut"):
        tile(((0, 0), (10, 0), (0, 10)), 2)
