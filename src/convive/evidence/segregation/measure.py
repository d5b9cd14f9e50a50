"""Indices for every area and group of a table of counts, each with what is needed to judge it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from convive.core.errors import RefusedInput, UnknownName, did_you_mean
from convive.core.estimates import Estimate, not_computable
from convive.evidence.segregation.chance import expected_dissimilarity, expected_isolation, expected_theil_h_multi
from convive.evidence.segregation.indices import dissimilarity, isolation, theil_h_multi

if TYPE_CHECKING:
    import polars as pl

Counts = NDArray[np.int64]

# Index of one group against everyone else: its value and what random allocation would give.
_ONE_GROUP: dict[str, tuple[Callable[[Counts, Counts], float], Callable[[Counts, Counts], float]]] = {
    "dissimilarity": (dissimilarity, expected_dissimilarity),
    "isolation": (isolation, expected_isolation),
}
INDICES = (*_ONE_GROUP, "theil_h_multi")

# Under a hundred people an index of one group says more about chance than about homes.
SMALL_GROUP = 100


@dataclass(frozen=True)
class Result:
    """One index in one area. ``group`` and ``against`` are empty for indices over all groups at once."""

    within: str
    group: str
    against: str
    index: str
    estimate: Estimate


def measure(
    counts: pl.DataFrame, *, within: str | None = None, indices: Sequence[str] = INDICES, groups: Sequence[str] = ()
) -> tuple[Result, ...]:
    """Every index asked for, for every area and every group against the rest.

    Parameters
    ----------
    counts
        Long table with columns ``unit``, ``group``, ``count`` (people), and the column named by ``within``.
    within
        Column that says which area a unit lies in; ``None`` for one area.
    indices
        Names from :data:`INDICES`.
    groups
        The groups that make up the whole population, in the order wanted; all found, in alphabetical order, otherwise.

    Returns
    -------
    Results ordered by area, index and group.

    Raises
    ------
    UnknownName
        For an index or a group that is not there.
    RefusedInput
        For a negative count or a unit and group that come twice.

    >>> import polars as pl
    >>> table = pl.DataFrame({"unit": ["a", "a", "b", "b"], "group": ["x", "y"] * 2, "count": [90, 10, 10, 90]})
    >>> [round(r.estimate.value, 3) for r in measure(table, indices=["dissimilarity"])]
    [0.8, 0.8]
    """
    for index in indices:
        if index not in INDICES:
            raise UnknownName(f"There is no index “{index}”.", hint=did_you_mean(index, INDICES))
    return tuple(
        result
        for area, _, names, matrix in matrices(counts, within=within, groups=groups)
        for result in _area(area, names, matrix, indices)
    )


def matrices(
    counts: pl.DataFrame, *, within: str | None = None, groups: Sequence[str] = ()
) -> Iterable[tuple[str, list[str], list[str], Counts]]:
    """Each area's units × groups matrix: (area, units, groups, people), areas and units in alphabetical order.

    A unit and group that are not in the table count nobody.

    Raises
    ------
    RefusedInput
        For a negative count or a unit and group that come twice.
    UnknownName
        For a group that is not in the table.
    """
    import polars as pl

    names = list(groups) or sorted(counts["group"].unique().to_list())
    found = set(counts["group"].unique().to_list())
    for group in names:
        if group not in found:
            raise UnknownName(f"There is no group “{group}” in the table.", hint=did_you_mean(group, sorted(found)))
    if (counts["count"] < 0).any():
        raise RefusedInput("A count of people is below zero.", column="count", rule="not-negative")
    keyed = counts.with_columns(pl.lit("").alias("_within") if within is None else pl.col(within).alias("_within"))
    if keyed.select("_within", "unit", "group").is_duplicated().any():
        raise RefusedInput("A unit has two counts for the same group.", column="unit", rule="once")
    wide = (
        keyed.filter(pl.col("group").is_in(names))
        .with_columns(pl.col("group").cast(pl.String))
        .pivot(on="group", on_columns=names, index=["_within", "unit"], values="count", aggregate_function="sum")
        .with_columns(pl.col(names).fill_null(0).cast(pl.Int64))
        .sort("_within", "unit")
    )
    areas = wide["_within"].to_list()
    units = wide["unit"].to_list()
    matrix = wide.select(names).to_numpy().astype(np.int64, copy=False)
    start = 0
    for end in range(1, len(areas) + 1):
        if end == len(areas) or areas[end] != areas[start]:
            yield areas[start], units[start:end], names, np.ascontiguousarray(matrix[start:end])
            start = end


def _area(area: str, groups: Sequence[str], counts: Counts, indices: Sequence[str]) -> Iterable[Result]:
    for index in indices:
        if index in _ONE_GROUP:
            for position, group in enumerate(groups):
                yield Result(area, group, "rest", index, one_group(index, counts[:, position], counts.sum(axis=1)))
        else:
            yield Result(area, "", "", index, all_groups(counts))


def one_group(index: str, group: Counts, total: Counts) -> Estimate:
    """An index of one group against everyone else, with its exact expected value under random allocation.

    >>> one_group("dissimilarity", np.array([0, 0]), np.array([9, 9])).status
    'not computable'
    """
    people, everyone = int(group.sum()), int(total.sum())
    units = int((total > 0).sum())
    if people == 0:
        return not_computable(index, "Nobody of this group was counted here.", units=units)
    if people == everyone:
        return not_computable(index, "Everybody counted here is of this group.", units=units, people=people)
    if units < 2:
        return not_computable(index, "There is only one unit with people in it.", units=units, people=people)
    value, expected = (function(group, total) for function in _ONE_GROUP[index])
    small = people < SMALL_GROUP
    return Estimate(
        value=value,
        expected=expected,
        corrected=_corrected(value, expected),
        numerator=float(people),
        denominator=float(everyone),
        units=units,
        people=people,
        method=index,
        status="small" if small else "ok",
        reason=f"Fewer than {SMALL_GROUP} people of this group were counted here." if small else "",
    )


def all_groups(counts: Counts) -> Estimate:
    """The multi-group H of an area, with its exact expected value under random allocation.

    Groups that nobody belongs to are left out: they change neither value nor expectation.
    """
    total = counts.sum(axis=1)
    everyone, units = int(total.sum()), int((total > 0).sum())
    present = counts[:, counts.sum(axis=0) > 0]
    if present.shape[1] < 2:
        return not_computable("theil_h_multi", "Fewer than two groups were counted here.", units=units, people=everyone)
    if units < 2:
        return not_computable(
            "theil_h_multi", "There is only one unit with people in it.", units=units, people=everyone
        )
    value, expected = theil_h_multi(present), expected_theil_h_multi(present)
    return Estimate(
        value=value,
        expected=expected,
        corrected=_corrected(value, expected),
        units=units,
        people=everyone,
        method="theil_h_multi",
    )


def _corrected(value: float, expected: float) -> float | None:
    # At most one person a unit: everything is dealt by chance and nothing is left to correct.
    return None if expected >= 1 else (value - expected) / (1 - expected)
