"""Indices for every area and group of a table of counts, each with what is needed to judge it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from convive.core.estimates import Estimate, not_computable
from convive.evidence.segregation.answers import REST
from convive.evidence.segregation.chance import expected_dissimilarity, expected_isolation, expected_theil_h_multi
from convive.evidence.segregation.cube import Cube, from_long
from convive.evidence.segregation.indices import dissimilarity, isolation, theil_h_multi
from convive.evidence.segregation.sums import INDICES
from convive.evidence.segregation.table import SMALL_GROUP, tabulate

if TYPE_CHECKING:
    import polars as pl

Counts = NDArray[np.int64]

# Index of one group against everyone else: its value and what random allocation would give.
_ONE_GROUP: dict[str, tuple[Callable[[Counts, Counts], float], Callable[[Counts, Counts], float]]] = {
    "dissimilarity": (dissimilarity, expected_dissimilarity),
    "isolation": (isolation, expected_isolation),
}


@dataclass(frozen=True)
class Result:
    """One index in one area. ``group`` and ``against`` are empty for indices over all groups at once.

    ``p_value`` is how often random allocation is at least as uneven, ``q_value`` the same with regard to all tests of
    the table; ``at_least`` and ``at_most`` are what rounded or withheld counts leave open.
    """

    within: str
    group: str
    against: str
    index: str
    estimate: Estimate
    p_value: float | None = None
    q_value: float | None = None
    at_least: float | None = None
    at_most: float | None = None


def measure(
    counts: pl.DataFrame | Cube,
    *,
    within: str | None = None,
    indices: Sequence[str] = INDICES,
    groups: Sequence[str] = (),
    against: str | Sequence[str] = REST,
    draws: int = 0,
    seed: int = 0,
    people: bool = False,
    tested: bool = True,
    threshold: float = 0.5,
    under: bool = False,
    round_to: int = 0,
    executor: Executor | None = None,
) -> tuple[Result, ...]:
    """Every index asked for, for every area and every group against the rest or against other groups.

    Parameters
    ----------
    counts
        A cube, or a long table with columns ``unit``, ``group``, ``count`` (people), and the one named by ``within``.
    within
        Column that says which area a unit lies in; ``None`` for one area.
    indices
        Names from :data:`INDICES`.
    groups
        The groups that make up the whole population, in the order wanted; all found, in alphabetical order, otherwise.
    against, draws, seed, people, tested, threshold, under, round_to, executor
        As for :func:`convive.evidence.segregation.tabulate`, which gives the same figures as a table.

    Returns
    -------
    Results ordered by area, index, group and the group compared with.

    Raises
    ------
    UnknownName
        For an index or a group that is not there.
    RefusedInput
        For counts that cannot be used (:func:`convive.evidence.segregation.from_long`).

    >>> import polars as pl
    >>> table = pl.DataFrame({"unit": ["a", "a", "b", "b"], "group": ["x", "y"] * 2, "count": [90, 10, 10, 90]})
    >>> [round(r.estimate.value, 3) for r in measure(table, indices=["dissimilarity"])]
    [0.8, 0.8]
    """
    cube = counts if isinstance(counts, Cube) else from_long(counts, within=within, groups=groups)
    found = tabulate(
        cube,
        indices=indices,
        against=against,
        draws=draws,
        seed=seed,
        people=people,
        tested=tested,
        threshold=threshold,
        under=under,
        round_to=round_to,
        executor=executor,
    )
    fields = tuple(Estimate.__dataclass_fields__)
    beside = [name for name in ("p_value", "q_value", "at_least", "at_most") if name in found.columns]
    return tuple(
        Result(
            row["within"],
            row["group"],
            row["against"],
            row["index"],
            Estimate(**{field: row[field] for field in fields}),
            **{name: row[name] for name in beside},
        )
        for row in found.iter_rows(named=True)
    )


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
