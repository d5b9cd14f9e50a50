"""A table with the pattern of one and the margins of another: what iterative proportional fitting converges to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# The largest error of any margin, as a share of everybody. Floating point reaches about 1e-16.
TOLERANCE = 1e-12
_SWEEPS, _STEPS, _HALVINGS = 3, 200, 40
# Scales that differ by more than this belong to a table that has no solution: some cell would have to vanish.
_FARTHEST = 60.0


@dataclass(frozen=True)
class Fit:
    """A fitted table (shares of everybody), the largest error of its margins, and the steps it took."""

    table: Floats
    residual: float
    steps: int

    @property
    def converged(self) -> bool:
        """Whether every margin is met to within :data:`TOLERANCE`."""
        return self.residual <= TOLERANCE


def fit(pattern: Floats, rows: Floats, columns: Floats) -> Fit:
    """The table ``r_i · pattern_ij · c_j`` whose margins are the ones given: same odds ratios, other margins.

    Parameters
    ----------
    pattern
        units × groups, not negative; every unit and every group has somebody.
    rows, columns
        The margins wanted, each adding up to 1 and above 0.

    Iterative proportional fitting (Deming and Stephan, 1940) goes to this table, slowly where units hold few groups,
    and a loop that is stopped early can turn the sign of a small change round. Its limit is the minimum of the convex
    function ``Σᵢ uᵢ ln Σⱼ pᵢⱼ e^yⱼ − Σⱼ gⱼ yⱼ``, which has one variable a group: three sweeps of the loop are followed
    by Newton's steps on that, which double the number of right digits each time. ``residual`` says how far it came:
    margins that no table with these empty cells can have leave it above :data:`TOLERANCE`.

    >>> made = fit(np.array([[0.4, 0.1], [0.1, 0.4]]), np.array([0.5, 0.5]), np.array([0.2, 0.8]))
    >>> made.converged, made.table.sum(axis=0).round(6).tolist()
    (True, [0.2, 0.8])
    >>> round(float(made.table[0, 0] * made.table[1, 1] / (made.table[0, 1] * made.table[1, 0])), 9)
    16.0
    """
    y = np.zeros(len(columns))
    for _ in range(_SWEEPS):
        y += np.log(columns / _shares(pattern, y, rows).sum(axis=0))
        y -= y.mean()
    best = _scaled(pattern, y, rows, columns)
    for step in range(1, _STEPS + 1):
        if best.residual <= TOLERANCE / 100 or np.ptp(y) > _FARTHEST:
            break
        y, moved = _newton(pattern, y, rows, columns)
        made = _scaled(pattern, y, rows, columns)
        if made.residual < best.residual:
            best = Fit(made.table, made.residual, step)
        elif not moved or best.converged:
            break
    return best


def _shares(pattern: Floats, y: Floats, rows: Floats) -> Floats:
    scaled = pattern * np.exp(y - y.max())
    return np.asarray(rows[:, None] * scaled / scaled.sum(axis=1, keepdims=True), dtype=np.float64)


def _scaled(pattern: Floats, y: Floats, rows: Floats, columns: Floats) -> Fit:
    table = _shares(pattern, y, rows)
    return Fit(table, float(np.abs(table.sum(axis=0) - columns).max()), 0)


def _height(pattern: Floats, y: Floats, rows: Floats, columns: Floats) -> float:
    # Both margins add up to one, so that a shift of all scales leaves the height alone: the largest becomes 0.
    y = y - y.max()
    return float(rows @ np.log((pattern * np.exp(y)).sum(axis=1)) - columns @ y)


def _newton(pattern: Floats, y: Floats, rows: Floats, columns: Floats) -> tuple[Floats, bool]:
    """One step down, halved until it does not go up; False when no step helps."""
    table = _shares(pattern, y, rows)
    slope = table.sum(axis=0) - columns
    within = table / rows[:, None]
    curve = np.diag(table.sum(axis=0)) - within.T @ table
    # The scales mean the same when all of them are doubled, so the curve is flat in that direction (and, where groups
    # share no unit, in others): the shortest of the steps that do the same is taken.
    step = np.linalg.lstsq(curve, -slope)[0]
    height, size = _height(pattern, y, rows, columns), 1.0
    for _ in range(_HALVINGS):
        moved = y + size * step
        if np.ptp(moved) <= 2 * _FARTHEST and _height(pattern, moved, rows, columns) <= height + 1e-15:
            return moved - moved.mean(), True
        size /= 2
    return y, False
