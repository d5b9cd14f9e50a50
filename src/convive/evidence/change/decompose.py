"""Two tables of counts of the same units, and what of the change between them is mix and what is sorting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from convive.core.errors import RefusedInput
from convive.evidence.change.checks import groups_of, matrix, refuse_unlike
from convive.evidence.change.measures import disagreements, two_dates
from convive.evidence.change.model import PARTS, Change, Part, UnitParts
from convive.evidence.change.split import Split, split

if TYPE_CHECKING:
    import polars as pl

Counts = NDArray[np.int64]


def decompose(
    before: pl.DataFrame, after: pl.DataFrame, *, groups: Sequence[str] = (), draws: int = 0, seed: int = 0
) -> Change:
    """The change in mutual information M and in multi-group H between two dates, in parts that add up.

    Parameters
    ----------
    before, after
        Long tables with the columns ``unit``, ``group``, ``count`` (people), of the same units and groups.
    groups
        The groups that make up the whole population; all found, in alphabetical order, otherwise.
    draws, seed
        Samples of units, drawn with replacement, for the intervals (95 in 100); none without draws.

    ``M = Σᵢ pᵢ Σ_g p_g|i ln(p_g|i / p_g)`` and ``H = M / E`` (Theil and Finizza, 1971). The change is (Elbers, 2023):

    *removals*, M of the units and groups that stay less M of all before; *additions*, M of all after less M of those
    that were there before; and, for what stands at both dates, *unit margin* (units grew and shrank), *group margin*
    (the population's mix changed) and *structure* (who lives where, with both margins held: odds ratios). Each of
    these three is its average over the six orders in which they can change (Shapley, 1953), taken over eight tables
    that are fitted to a stated residual, so that no sign hangs on where a loop was stopped.

    Assumptions: the units cover the same land at both dates (see :func:`convive.core.geography.common_units`), and
    people describe themselves alike. Nothing here says why anything changed.

    Raises
    ------
    UnknownName
        For a group that is not in the tables.
    RefusedInput
        For a negative count, a unit and group twice, a total among the groups, fewer than two groups, nobody at one
        of the dates, or tables whose units are not the same.

    >>> import polars as pl
    >>> then = pl.DataFrame({"unit": ["a", "a", "b", "b"], "group": ["x", "y"] * 2, "count": [90, 10, 10, 90]})
    >>> now = pl.DataFrame({"unit": ["a", "a", "b", "b"], "group": ["x", "y"] * 2, "count": [60, 40, 40, 60]})
    >>> found = decompose(then, now)
    >>> [(part.part, round(part.value, 3)) for part in found.parts if part.index == "theil_h_multi"][3:]
    [('group_margin', 0.0), ('structure', -0.502), ('change', -0.502)]
    """
    names = groups_of(before, after, groups)
    units = sorted({*before["unit"].unique().to_list(), *after["unit"].unique().to_list()})
    tables = tuple(matrix(frame, units, names, when) for frame, when in ((before, "before"), (after, "after")))
    refuse_unlike(tables[0], tables[1])
    found = split(tables[0], tables[1])
    intervals = _intervals(tables[0], tables[1], draws, seed)
    measures = two_dates(before, after, names)
    shares = [table.sum(axis=0) / table.sum() for table in tables]
    there = [table.sum(axis=1) > 0 for table in tables]
    return Change(
        groups=names,
        shares=tuple((float(a), float(b)) for a, b in zip(*shares, strict=True)),
        units=int((there[0] & there[1]).sum()),
        added=int((there[1] & ~there[0]).sum()),
        removed=int((there[0] & ~there[1]).sum()),
        measures=measures,
        parts=_parts(found, intervals),
        by_unit=_by_unit(units, found),
        disagreements=disagreements(measures, dict(zip(names, zip(*shares, strict=True), strict=True))),
        residual=found.residual,
        converged=found.converged,
    )


def _parts(found: Split, intervals: dict[tuple[str, str], tuple[float, float]]) -> tuple[Part, ...]:
    parts = []
    for index, table, change in (
        ("mutual_information", found.mutual, float(found.change.sum())),
        ("theil_h_multi", found.theil, found.theil_change),
    ):
        values: dict[str, float] = dict(zip(PARTS, table.sum(axis=1).tolist(), strict=True)) | {"change": change}
        for name, value in values.items():
            if name in PARTS[2:] and not found.converged:
                reason = f"No table with these empty cells has these margins: the fit stops {found.residual:.1e} away."
                parts.append(Part(index, name, None, status="not computable", reason=reason))
                continue
            low, high = intervals.get((index, name), (None, None))
            parts.append(Part(index, name, value, low, high))
    return tuple(parts)


def _by_unit(units: Sequence[str], found: Split) -> tuple[UnitParts, ...]:
    fitted = found.converged
    return tuple(
        UnitParts(
            unit,
            float(found.mutual[0, i]),
            float(found.mutual[1, i]),
            float(found.mutual[2, i]) if fitted else None,
            float(found.mutual[3, i]) if fitted else None,
            float(found.mutual[4, i]) if fitted else None,
            float(found.change[i]),
        )
        for i, unit in enumerate(units)
    )


def _intervals(before: Counts, after: Counts, draws: int, seed: int) -> dict[tuple[str, str], tuple[float, float]]:
    """The middle 95 in 100 of every part over samples of units, each with its people of both dates."""
    if draws < 1:
        return {}
    chance = np.random.default_rng(seed)
    drawn: dict[tuple[str, str], list[float]] = {}
    for _ in range(draws):
        rows = chance.integers(0, len(before), len(before))
        try:
            sample = split(before[rows], after[rows])
        except RefusedInput:
            continue
        for part in _parts(sample, {}):
            if part.value is not None:
                drawn.setdefault((part.index, part.part), []).append(part.value)
    # A part that many samples could not give has no interval.
    kept = {key: values for key, values in drawn.items() if len(values) >= 0.95 * draws}
    return {key: (float(np.quantile(v, 0.025)), float(np.quantile(v, 0.975))) for key, v in kept.items()}
