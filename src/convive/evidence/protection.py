"""Broad groups and the finer groups they are made of, withheld together: neither table gives the other away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from convive.core.disclosure import is_small, withhold_linked
from convive.evidence.census import Counts

Mask = NDArray[np.bool_]


def nested(
    broad: Counts, fine: Counts | None, parents: Sequence[int], whole: Counts | None = None
) -> tuple[Mask, Mask | None, Mask | None]:
    """What to withhold in a table by broad group, in one by finer group, and in the whole place's finer groups.

    Parameters
    ----------
    broad
        units × broad groups, people; totals of rows and columns are printed beside it.
    fine
        units × finer groups of the same units, or ``None``; its totals are printed too.
    parents
        The position of each finer group's broad group.
    whole
        The whole place by finer group as another table of the same census counts it, or ``None``.

    Returns
    -------
    Masks with the totals as last row and last column; of ``whole`` one row, with everybody last. Census tables differ
    slightly from each other by design, so what is small in either is withheld in both.

    >>> broad, _, place = nested(np.array([[60, 90]]), None, [0, 0, 1], np.array([53, 7, 90]))
    >>> broad.astype(int).tolist(), place.astype(int).tolist()
    ([[0, 0, 0], [0, 0, 0]], [1, 1, 0, 0])
    """
    units, groups = broad.shape
    width, finer = groups + 1, len(parents)
    body = np.hstack([broad, broad.sum(axis=1, keepdims=True)])
    table = np.vstack([body, body.sum(axis=0, keepdims=True)])
    values = list(table.ravel())
    at = np.arange(table.size).reshape(table.shape)
    sums: list[tuple[Sequence[int], int]] = [(at[r, :-1].tolist(), int(at[r, -1])) for r in range(units + 1)]
    sums += [(at[:-1, c].tolist(), int(at[-1, c])) for c in range(width)]
    rows = _finer_rows(fine, whole, units)
    small = np.zeros(0, dtype=np.bool_)
    if rows:
        first = len(values)
        cells = np.arange(first, first + len(rows) * finer).reshape(len(rows), finer)
        for r, (unit, counts, also) in enumerate(rows):
            values += counts.tolist()
            small = np.concatenate([small, [is_small(n) or is_small(m) for n, m in zip(counts, also, strict=True)]])
            for group in range(groups):
                parts = [int(cells[r, g]) for g in range(finer) if parents[g] == group]
                if parts:
                    sums.append((parts, int(at[unit, group])))
        if fine is not None:
            sums += [(cells[:-1, g].tolist(), int(cells[-1, g])) for g in range(finer)]
    hidden = np.concatenate([np.zeros(table.size, dtype=np.bool_), small])
    mask = withhold_linked(np.array(values, dtype=np.int64), sums, hidden)
    broad_mask = mask[: table.size].reshape(table.shape)
    if not rows:
        return broad_mask, None, None
    found = mask[table.size :].reshape(len(rows), finer)
    totals = broad_mask[[unit for unit, _, _ in rows], -1][:, None]
    fine_mask = np.hstack([found, totals])
    return broad_mask, fine_mask if fine is not None else None, fine_mask[-1]


def _finer_rows(fine: Counts | None, whole: Counts | None, units: int) -> list[tuple[int, Counts, Counts]]:
    """(row of the broad table, its finer counts, the same as another table has them), the whole place last."""
    if fine is None:
        return [] if whole is None else [(units, whole, whole)]
    total = fine.sum(axis=0)
    rows = [(unit, row, row) for unit, row in enumerate(fine)]
    return [*rows, (units, total, total if whole is None else whole)]
