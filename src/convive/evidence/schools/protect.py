"""Which shares of schools may be printed: those that leave every withheld count as open as it was.

A withheld count of a school is known to lie between nobody and all pupils that are withheld in its row. A number that
rests on such counts is printed as what can be worked out from the printed ones: as one number where they leave only
one, else from the least to the most it can be. A word ("smaller", "larger") stands where both give the same.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convive.core.disclosure import SMALLEST_SHOWN, is_small
from convive.evidence.schools.pupils import Counts
from convive.evidence.shares import newcombe

Mask = NDArray[np.bool_]


def row_mask(row: Counts) -> Mask:
    """What a school's own row withholds, its total printed beside it: small counts and enough others.

    >>> row_mask(np.array([3, 40, 200])).tolist(), row_mask(np.array([4, 6, 200])).tolist()
    ([True, True, False], [True, True, False])
    """
    hidden = np.array([is_small(int(count)) for count in row])
    while hidden.any() and not hidden.all() and (hidden.sum() < 2 or row[hidden].sum() < SMALLEST_SHOWN):
        # A count of nobody hides nothing, so it is the last to be taken.
        open_ = np.flatnonzero(~hidden)
        hidden[min(open_, key=lambda i: (row[i] == 0, row[i], i))] = True
    return hidden


def bounds(counts: Counts, hidden: Mask, group: int) -> tuple[int, int]:
    """The fewest and the most pupils of a group that several schools can have, as far as what is printed goes.

    ``counts`` and ``hidden`` are schools × groups.

    >>> bounds(np.array([[3, 40, 200], [20, 30, 50]]), np.array([[True, True, False], [False] * 3]), 0)
    (20, 63)
    """
    few = many = 0
    for row, mask in zip(counts, hidden, strict=True):
        shown = 0 if mask[group] else int(row[group])
        few += shown
        many += int(row[mask].sum()) if mask[group] else shown
    return few, many


def share_range(few: int, many: int, whole: int) -> str:
    """A share in whole numbers of 100, or from what to what it may lie; empty without anybody.

    >>> share_range(20, 21, 1000), share_range(20, 63, 1000), share_range(0, 0, 0)
    ('2', '2 to 6', '')
    """
    return _range(few / whole, many / whole) if whole else ""


def _range(low: float, high: float) -> str:
    first, last = (int(100 * share + 0.5) for share in (low, high))
    return str(first) if first == last else f"{first} to {last}"


def same_side(part: int, whole: int, few: int, many: int, around: int) -> str | None:
    """Whether a school has clearly a "smaller" or "larger" share of a group, or "no clear difference".

    ``None`` where that turns on counts that are withheld.

    >>> same_side(80, 100, 40, 45, 200), same_side(5, 100, 40, 45, 200), same_side(20, 100, 20, 45, 100)
    ('larger', 'smaller', None)
    """
    if not around:
        return None
    sides = {_side(*newcombe(part, whole, count, around)) for count in (few, many)}
    return sides.pop() if len(sides) == 1 else None


def _side(low: float, high: float) -> str:
    return "smaller" if high < 0 else "larger" if low > 0 else "no clear difference"


def pairs_range(row: Counts, hidden: Mask) -> str:
    """How many in 100 pairs of pupils of a school differ, or from what to what, as far as what is printed goes.

    With the withheld pupils in one group fewest pairs differ, spread evenly over the withheld groups most do.

    >>> pairs_range(np.array([300, 80, 8, 6]), np.array([False, False, True, True]))
    '38'
    >>> pairs_range(np.array([30, 8, 8, 6]), np.array([False, True, True, True]))
    '50 to 62'
    """
    whole, rest, groups = int(row.sum()), int(row[hidden].sum()), int(hidden.sum())
    if whole < 2:
        return ""
    shown = float((row[~hidden] * (row[~hidden] - 1)).sum())
    together = shown + rest * (rest - 1)
    spread = shown + (max(0.0, rest * (rest / groups - 1)) if groups else 0.0)
    fewest, most = (1 - alike / (whole * (whole - 1)) for alike in (together, spread))
    return _range(fewest, most)


def of_rows(counts: Counts) -> Mask:
    """:func:`row_mask` of every row."""
    return np.array([row_mask(row) for row in counts]) if len(counts) else np.zeros(counts.shape, dtype=bool)
