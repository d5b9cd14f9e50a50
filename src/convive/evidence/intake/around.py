"""Which schools are around a school: the nearest of its phase, or those of its ward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convive.evidence.intake.model import Around

Floats = NDArray[np.float64]
EARTH_KM = 6371.0088
_AT_ONCE = 512


@dataclass(frozen=True)
class Neighbours:
    """The schools around one school: their places in the table, how they were found, kilometres to the farthest."""

    schools: tuple[int, ...]
    around: Around
    farthest: float | None


def distances(latitude: Floats, longitude: Floats, to_latitude: Floats, to_longitude: Floats) -> Floats:
    """Great-circle distances in kilometres (haversine), every point of the first to every point of the second.

    ``2 R asin √(sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2))`` with R = 6,371 km; degrees in. It is off by up to 0.5 % from
    the distance on the ellipsoid, which no ranking of schools in one place turns on.

    >>> round(float(distances(np.array([53.79]), np.array([-1.75]), np.array([53.54]), np.array([-2.11]))[0, 0]), 1)
    36.5
    """
    a, b = np.radians(latitude)[:, None], np.radians(to_latitude)[None, :]
    east = np.radians(longitude)[:, None] - np.radians(to_longitude)[None, :]
    half = np.sin((a - b) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(east / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))), dtype=np.float64)


def nearest(latitude: Floats, longitude: Floats, wanted: Sequence[int], how_many: int) -> dict[int, Neighbours]:
    """The ``how_many`` nearest of all placed schools (NaN: not placed) to each wanted one that is placed itself.

    Of schools at the same distance the one further up in the table comes first.
    """
    placed = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
    mine = [i for i in wanted if np.isfinite(latitude[i]) and np.isfinite(longitude[i])]
    found: dict[int, Neighbours] = {}
    for start in range(0, len(mine), _AT_ONCE):
        some = np.array(mine[start : start + _AT_ONCE])
        # To the millimetre: the last binary digits must not decide which of two schools is nearer.
        far = distances(latitude[some], longitude[some], latitude[placed], longitude[placed]).round(6)
        far[placed[None, :] == some[:, None]] = np.inf
        order = np.argsort(far, axis=1, kind="stable")[:, : min(how_many, len(placed) - 1)]
        for row, school in enumerate(some.tolist()):
            if not order.shape[1]:
                found[school] = Neighbours((), "nearest", None)
                continue
            chosen = order[row]
            found[school] = Neighbours(tuple(placed[chosen].tolist()), "nearest", float(far[row, chosen[-1]]))
    return found


def in_ward(wards: Sequence[str | None], wanted: Sequence[int]) -> dict[int, Neighbours]:
    """The other schools of each wanted one's ward; nobody where the ward is not known."""
    members: dict[str, list[int]] = {}
    for i, ward in enumerate(wards):
        if ward is not None:
            members.setdefault(ward, []).append(i)
    found = {}
    for i in wanted:
        ward = wards[i]
        others = tuple(j for j in members.get(ward, ()) if j != i) if ward is not None else ()
        found[i] = Neighbours(others, "ward" if others else "", None)
    return found
