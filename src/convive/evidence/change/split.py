"""The arithmetic: eight tables between two dates, and the average effect of each thing that can change."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from convive.core.errors import RefusedInput
from convive.evidence.change.margins import TOLERANCE, Fit, fit
from convive.evidence.change.model import PARTS

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
# Of the six orders in which three things can change, the share in which none, one or two of the others went before.
_WEIGHT = (1 / 3, 1 / 6, 1 / 3)


@dataclass(frozen=True)
class Split:
    """Parts × units of M and of H, in natural units and in shares, and how well the margins were met."""

    mutual: Floats
    theil: Floats
    change: Floats
    theil_change: float
    residual: float

    @property
    def converged(self) -> bool:
        """Whether every fit met its margins."""
        return self.residual <= TOLERANCE


def split(before: Counts, after: Counts) -> Split:
    """M and H of two units × groups matrices (people, the same units and groups), taken apart by unit.

    Raises
    ------
    RefusedInput
        When fewer than two units or two groups have people at both dates.

    >>> found = split(np.array([[90, 10], [10, 90]]), np.array([[60, 40], [40, 60]]))
    >>> found.converged, round(float(found.mutual.sum() - found.change.sum()), 12)
    (True, 0.0)
    """
    shares = [table / table.sum() for table in (before, after)]
    rows = (before.sum(axis=1) > 0) & (after.sum(axis=1) > 0)
    columns = (before.sum(axis=0) > 0) & (after.sum(axis=0) > 0)
    common = [table[np.ix_(rows, columns)] for table in shares]
    # What is left of a unit or group without the others may be empty at one of the dates.
    while True:
        full_rows = np.all([table.sum(axis=1) > 0 for table in common], axis=0)
        full_columns = np.all([table.sum(axis=0) > 0 for table in common], axis=0)
        if full_rows.all() and full_columns.all():
            break
        rows[np.flatnonzero(rows)[~full_rows]] = False
        columns[np.flatnonzero(columns)[~full_columns]] = False
        common = [table[np.ix_(rows, columns)] for table in shares]
    if columns.sum() < 2 or rows.sum() < 2:
        raise RefusedInput(
            "Fewer than two units or two groups have people at both dates, so nothing can be compared.",
            rule="common-units",
            hint="Look at the names of the units and groups in both tables.",
        )
    common = [table / table.sum() for table in common]
    corners, residual = _corners(common)
    mutual = {key: _local(table) for key, table in corners.items()}
    spread = {key: float(entropy(table.sum(axis=0))) for key, table in corners.items()}
    theil = {key: mutual[key] / spread[key] for key in corners}

    whole = [_local(table) for table in shares]
    entropies = [float(entropy(table.sum(axis=0))) for table in shares]

    def parts(values: dict[tuple[int, int, int], Floats], at: list[Floats]) -> Floats:
        found = np.zeros((len(PARTS), len(rows)))
        first, last = np.zeros(len(rows)), np.zeros(len(rows))
        first[rows], last[rows] = values[0, 0, 0], values[1, 1, 1]
        found[0], found[1] = at[1] - last, first - at[0]
        for factor in range(3):
            found[2 + factor, rows] = _shapley(values, factor)
        return found

    both = [whole[date] / entropies[date] for date in (0, 1)]
    return Split(
        parts(mutual, whole), parts(theil, both), whole[1] - whole[0], float((both[1] - both[0]).sum()), residual
    )


def _corners(common: list[Floats]) -> tuple[dict[tuple[int, int, int], Floats], float]:
    """The table for every choice of date for units' sizes, groups' sizes and structure, and the worst residual."""
    made: dict[tuple[int, int, int], Floats] = {}
    residual = 0.0
    for unit, group, structure in product((0, 1), repeat=3):
        if unit == group == structure:
            made[unit, group, structure] = common[unit]
            continue
        found: Fit = fit(common[structure], common[unit].sum(axis=1), common[group].sum(axis=0))
        made[unit, group, structure] = found.table
        residual = max(residual, found.residual)
    return made, residual


def _shapley(values: dict[tuple[int, int, int], Floats], factor: int) -> Floats:
    """The average effect of moving one of three things from the first date to the second."""
    total: Floats = np.zeros_like(values[0, 0, 0])
    for others in product((0, 1), repeat=2):
        low, high = list(others), list(others)
        low.insert(factor, 0)
        high.insert(factor, 1)
        effect = values[high[0], high[1], high[2]] - values[low[0], low[1], low[2]]
        total = total + _WEIGHT[sum(others)] * effect
    return total


def _local(table: Floats) -> Floats:
    """What every unit adds to M: ``Σ_g p_ig ln(p_ig / (p_i p_g))``; shares of everybody in, natural units out."""
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True)
    ratio = np.divide(table, expected, out=np.ones_like(table), where=(table > 0) & (expected > 0))
    return np.asarray((table * np.log(ratio)).sum(axis=1), dtype=np.float64)


def entropy(shares: Floats) -> float:
    """``−Σ p ln p`` of the shares of one population.

    >>> round(entropy(np.array([0.5, 0.5])), 6)
    0.693147
    """
    filled = shares[shares > 0]
    return float(-(filled * np.log(filled)).sum())
