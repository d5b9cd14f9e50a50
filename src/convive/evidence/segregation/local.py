"""Which units carry an index: quotients and scores unit by unit, and parts that add up to the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from convive.core.errors import UnknownName, did_you_mean
from convive.evidence.segregation.sums import xlogx

if TYPE_CHECKING:
    import polars as pl

    from convive.evidence.segregation.cube import Cube

Floats = NDArray[np.float64]


def quotients(cube: Cube) -> pl.DataFrame:
    """Location quotients: the group's share in a unit over its share in the area, for every unit and group.

    ``LQ = (xᵢ/nᵢ) / (K/N)``: 1 where the unit is like the area, 2 where the group's share is twice as large. Empty
    where the unit or the group has nobody.

    Returns
    -------
    Columns of the cube's units, then ``group``, ``count``, ``people`` (of the unit) and ``quotient``.

    >>> import polars as pl
    >>> from convive.evidence.segregation import from_wide
    >>> cube = from_wide(pl.DataFrame({"unit": ["u", "v"], "a": [10, 30], "b": [30, 10]}), groups=["a", "b"])
    >>> quotients(cube)["quotient"].to_list()
    [0.5, 1.5, 1.5, 0.5]
    """
    import polars as pl

    parts = []
    for area in range(cube.areas.height):
        counts = cube.area_counts(area)
        sizes, people = counts.sum(axis=1), counts.sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = (counts / sizes[:, None]) / (people / people.sum())
        parts.append((counts, np.repeat(sizes, counts.shape[1]), np.where(np.isfinite(found), found, np.nan)))
    groups = len(cube.groups)
    units = cube.units[np.repeat(np.arange(cube.units.height), groups)]
    return units.with_columns(
        group=pl.Series(list(cube.groups) * cube.units.height, dtype=pl.String),
        count=pl.Series(np.concatenate([part[0].ravel() for part in parts])),
        people=pl.Series(np.concatenate([part[1] for part in parts])),
        quotient=pl.Series(np.concatenate([part[2].ravel() for part in parts])).fill_nan(None),
    )


def scores(cube: Cube) -> pl.DataFrame:
    """How mixed each unit is, and what it adds to the multi-group indices of its area.

    Returns
    -------
    Columns of the cube's units, then ``people``; ``simpson`` and ``entropy`` of the unit's own mix; ``local_m``, how
    far that mix is from the area's (``Σ p ln(p/P)``, never below 0; Mora and Ruiz-Castillo, 2011); and the parts
    ``m_part`` = ``nᵢ/N · local_m`` and ``h_part`` = ``m_part / E``, which add up to M and H of the area. Empty where
    the unit has nobody, or the area only one group.

    >>> import polars as pl
    >>> from convive.evidence.segregation import from_wide
    >>> cube = from_wide(pl.DataFrame({"unit": ["u", "v"], "a": [10, 0], "b": [0, 10]}), groups=["a", "b"])
    >>> scores(cube).select("unit", "simpson", "h_part").rows()
    [('u', 0.0, 0.5), ('v', 0.0, 0.5)]
    """
    import polars as pl

    names = ("simpson", "entropy", "local_m", "m_part", "h_part")
    parts: list[tuple[Floats, ...]] = []
    people = []
    for area in range(cube.areas.height):
        counts = cube.area_counts(area)
        sizes = counts.sum(axis=1)
        people.append(sizes)
        with np.errstate(divide="ignore", invalid="ignore"):
            own = counts / sizes[:, None]
            whole = counts.sum(axis=0) / sizes.sum()
            apart = (xlogx(own) - own * np.log(np.where(whole > 0, whole, 1.0))).sum(axis=1)
            mix = -xlogx(whole).sum()
            m_part = sizes / sizes.sum() * apart
            h_part = m_part / mix if mix > 0 else np.full(len(sizes), np.nan)
            parts.append((1 - (own**2).sum(axis=1), -xlogx(own).sum(axis=1), np.maximum(apart, 0.0), m_part, h_part))
    # 0.0 + makes a negative zero, which prints badly, an ordinary one.
    columns = {
        name: pl.Series(0.0 + np.concatenate([part[at] for part in parts])).fill_nan(None)
        for at, name in enumerate(names)
    }
    return cube.units.with_columns(people=pl.Series(np.concatenate(people)), **columns)


def contributions(cube: Cube, group: str) -> pl.DataFrame:
    """What each unit adds to a group's dissimilarity against everyone else.

    ``½ |xᵢ/X − yᵢ/Y|``, which adds up to D of the area; ``more`` says whether the group's share there is above the
    area's. Empty where the area has nobody of the group, or nobody else.

    Returns
    -------
    Columns of the cube's units, then ``count``, ``people``, ``d_part`` and ``more``.

    Raises
    ------
    UnknownName
        For a group that is not there.

    >>> import polars as pl
    >>> from convive.evidence.segregation import from_wide
    >>> cube = from_wide(pl.DataFrame({"unit": ["u", "v"], "a": [10, 30], "b": [30, 10]}), groups=["a", "b"])
    >>> contributions(cube, "a").select("d_part", "more").rows()
    [(0.25, False), (0.25, True)]
    """
    import polars as pl

    if group not in cube.groups:
        raise UnknownName(f"There is no group “{group}”.", rule="group", hint=did_you_mean(group, cube.groups))
    at = cube.groups.index(group)
    parts, own, people = [], [], []
    for area in range(cube.areas.height):
        counts = cube.area_counts(area)
        x, n = counts[:, at], counts.sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            parts.append((x / x.sum() - (n - x) / (n - x).sum()) / 2)
        own.append(x)
        people.append(n)
    signed = pl.Series(np.concatenate(parts)).fill_nan(None)
    return cube.units.with_columns(
        count=pl.Series(np.concatenate(own)),
        people=pl.Series(np.concatenate(people)),
        d_part=signed.abs(),
        more=signed > 0,
    )
