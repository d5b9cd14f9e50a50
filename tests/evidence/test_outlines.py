"""Outlines of neighbourhoods: merged, simplified together, and still touching."""

from __future__ import annotations

import shapely

from convive.evidence.outlines import merge


def wkb(*boxes: tuple[float, float, float, float]) -> list[bytes]:
    return [shapely.to_wkb(shapely.box(*box)) for box in boxes]


def test_parts_are_merged_and_neighbours_still_meet() -> None:
    found = merge({"a": wkb((0, 0, 1, 1), (1, 0, 2, 1)), "b": wkb((2, 0, 3, 1))})
    a, b = (shapely.Polygon(found[name][0]) for name in "ab")
    assert (a.area, b.area) == (2.0, 1.0)
    assert a.touches(b)
    assert a.intersection(b).length == 1.0


def test_a_neighbourhood_in_two_parts_has_two_rings_and_a_hole_another() -> None:
    assert len(merge({"a": wkb((0, 0, 1, 1), (5, 5, 6, 6))})["a"]) == 2
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    assert len(merge({"a": [shapely.to_wkb(ring)]})["a"]) == 2


def test_nothing_gives_nothing() -> None:
    assert merge({}) == {}
