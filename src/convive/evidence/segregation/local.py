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


_NO_AREA = "Nobody was counted in this area."
_NO_UNIT = "Nobody was counted in this unit."
_NO_GROUP = "Nobody of this group was counted in this area."
_NO_OTHER = "Everybody counted in this area is of this group."
_ONE_GROUP = "Fewer than two groups were counted in this area."
_STOOD_IN = "A count of this unit was withheld: the middle of its range stands in for it."


def by_unit(cube: Cube, withheld: pl.DataFrame | None = None) -> pl.DataFrame:
    """One row a unit and group, and one with an empty group for everybody in the unit.

    ``withheld`` is as in :func:`convive.evidence.segregation.table.tabulate`; rows of such units say so.

    Returns
    -------
    ``within``, the splits, ``unit``, ``group``; ``people`` of the group in the unit, their ``share`` of the unit, and
    the ``location_quotient``, that share over the area's. ``local_score`` is how far the unit's mix is from the area's,
    in natural units and never below 0: of the group against everyone else in its row, ``p ln(p/P) + (1−p)
    ln((1−p)/(1−P))``, of all groups at once in everybody's (Mora and Ruiz-Castillo, 2011). ``contribution`` is what the
    unit adds to ``index`` of the area: to dissimilarity of the group, to H over all groups. What is empty has its
    ``reason``.

    >>> import polars as pl
    >>> from convive.evidence.segregation import from_wide
    >>> cube = from_wide(pl.DataFrame({"unit": ["u", "v"], "a": [10, 30], "b": [30, 10]}), groups=["a", "b"])
    >>> by_unit(cube).filter(pl.col("group") == "a").select("unit", "share", "location_quotient", "contribution").rows()
    [('u', 0.25, 0.5, 0.25), ('v', 0.75, 1.5, 0.25)]
    """
    import polars as pl

    names = ("people", "share", "location_quotient", "local_score", "contribution", "_why")
    parts: dict[str, list[NDArray[np.float64]]] = {name: [] for name in names}
    for area in range(cube.areas.height):
        for name, values in zip(names, _of_area(cube.area_counts(area)), strict=True):
            parts[name].append(values.ravel())
    many = len(cube.groups) + 1
    why = dict(enumerate(("", _NO_AREA, _NO_UNIT, _NO_GROUP, _NO_OTHER, _ONE_GROUP)))
    numbers = {name: np.concatenate(values) for name, values in parts.items()}
    table = cube.units[np.repeat(np.arange(cube.units.height), many)].with_columns(
        pl.Series("group", ["", *cube.groups] * cube.units.height, dtype=pl.String),
        pl.Series("people", numbers["people"].astype(np.int64)),
        # 0.0 + makes a negative zero, which prints badly, an ordinary one.
        *(pl.Series(name, 0.0 + numbers[name]).fill_nan(None) for name in names[1:-1]),
        pl.Series("_why", numbers["_why"].astype(np.int64)),
    )
    table = table.with_columns(
        index=pl.when(pl.col("group") == "").then(pl.lit("theil_h_multi")).otherwise(pl.lit("dissimilarity")),
        reason=pl.col("_why").replace_strict(why, return_dtype=pl.String),
    )
    keys = cube.areas.columns
    if withheld is not None and not withheld.is_empty():
        mine = withheld.filter(pl.col("group").is_in(cube.groups)).select(*keys, "unit").unique()
        table = table.join(mine.with_columns(_in=True), on=[*keys, "unit"], how="left", maintain_order="left")
        said = pl.concat_str(pl.col("reason"), pl.lit(f" {_STOOD_IN}")).str.strip_chars()
        table = table.with_columns(reason=pl.when(pl.col("_in")).then(said).otherwise("reason"))
    return table.select(
        *keys, "unit", "group", "people", "share", "location_quotient", "local_score", "index", "contribution", "reason"
    )


def _of_area(counts: NDArray[np.int64]) -> tuple[Floats, ...]:
    """People, share, quotient, score, contribution and what is wrong: units × (everybody, then each group)."""
    sizes, totals = counts.sum(axis=1, keepdims=True), counts.sum(axis=0)
    everyone = totals.sum()
    shape = (len(counts), len(totals) + 1)
    share, quotient, score, part = (np.full(shape, np.nan) for _ in range(4))
    empty = (sizes == 0)[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        own, whole = counts / sizes, totals / everyone

        def apart(p: Floats, of: Floats) -> Floats:
            terms: Floats = xlogx(p) - p * np.log(np.where(of > 0, of, 1.0))
            return terms

        score[:, 1:] = np.maximum(apart(own, whole) + apart(1 - own, 1 - whole), 0.0)
        score[:, 0] = np.maximum(apart(own, whole).sum(axis=1), 0.0)
        mix = -xlogx(whole).sum()
        part[:, 0] = np.where(empty, 0.0, sizes[:, 0] / everyone * score[:, 0] / mix)
        part[:, 1:] = np.abs(counts / totals - (sizes - counts) / (everyone - totals)) / 2
        share[:, 1:], quotient[:, 1:] = own, own / whole
    share[~empty, 0] = quotient[~empty, 0] = 1.0
    score[empty] = np.nan
    one = np.concatenate([[(totals > 0).sum() < 2], (totals == 0) | (totals == everyone)])
    score[:, one] = part[:, one] = np.nan
    why = np.zeros(shape)
    why[:, 0] = np.where(one[0], 5, 0)
    why[:, 1:] = np.where(totals == 0, 3, np.where(totals == everyone, 4, 0))
    why[empty] = 2
    if not everyone:
        why[:] = 1
    return np.concatenate([sizes, counts], axis=1).astype(np.float64), share, quotient, score, part, why
