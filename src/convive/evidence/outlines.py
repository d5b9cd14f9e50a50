"""Neighbourhoods' outlines: the LSOAs of each merged, then simplified together so that borders still meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import shapely

Rings = tuple[tuple[tuple[float, float], ...], ...]

# About 1/400 of the width of the place: less than a pixel on the widest map that is printed.
DETAIL = 1 / 400


def merge(polygons: Mapping[str, Sequence[bytes]]) -> dict[str, Rings]:
    """Closed rings (longitude, latitude; 5 decimals) of each neighbourhood.

    Parameters
    ----------
    polygons
        For each neighbourhood, the well-known binary of its LSOAs' polygons.

    Outer rings run before the holes of the same part. Shared borders stay shared: they are simplified once.

    >>> import shapely
    >>> halves = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    >>> sorted(set(merge({"a": [shapely.to_wkb(half) for half in halves]})["a"][0]))
    [(0.0, 0.0), (0.0, 1.0), (2.0, 0.0), (2.0, 1.0)]
    """
    import numpy as np
    import shapely

    if not polygons:
        return {}
    merged = [shapely.union_all(shapely.from_wkb(list(parts))) for parts in polygons.values()]
    west, south, east, north = shapely.total_bounds(np.array(merged))
    simplified = shapely.coverage_simplify(merged, max(east - west, north - south) * DETAIL)
    return {name: _rings(shape) for name, shape in zip(polygons, simplified, strict=True)}


def _rings(shape: shapely.Geometry) -> Rings:
    import shapely

    rings = []
    for part in shapely.get_parts(shape):
        for ring in (shapely.get_exterior_ring(part), *part.interiors):
            rings.append(tuple((round(float(x), 5), round(float(y), 5)) for x, y in shapely.get_coordinates(ring)))
    return tuple(rings)
