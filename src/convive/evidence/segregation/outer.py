"""Ends that no table of whole people can pass: the compiled search behind :mod:`convive.evidence.segregation.bounds`.

Each unit has between ``low`` and ``high`` people of a group and between ``other_low`` and ``other_high`` others. With
r = X/Y, the ratio of the totals, every index here is at most s just when a sum over units is at most 0::

    excess over c   Σ [max(0, x − c r y) − s x]                   dissimilarity is c = 1
    isolation       Σ [x²/(x + y) − s x]
    correlation     Σ [x²/(x + y) − (s + r)/(1 + r) x]
    Theil's H       Σ [f(x) + f(y) − f(x + y) + (1 − s) E(r) (x + y)],   E the entropy of shares r : 1
    Atkinson        Σ [−√(x y) + √((1 − s)/r) x]

and ``μ Σ (x − r y) = 0`` may be added for any μ. Each term is convex, and k times as large for k times the people. So
the most a unit can add is at a corner of its range, and the least is on an edge, in closed form: adding up the most
(or least) of each unit gives a proof for all tables at once. It is worked out for ratios from one end of a small range
to the other, since what holds at both ends holds between them; the range with the worst end is halved again and again.
Whatever μ and however many halvings, the end is one that cannot be passed: they only bring it nearer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

EXCESS, ISOLATION, CORRELATION, THEIL, ATKINSON = range(5)
KINDS = {
    "dissimilarity": EXCESS,
    "isolation": ISOLATION,
    "correlation_ratio": CORRELATION,
    "theil_h": THEIL,
    "atkinson": ATKINSON,
}
_HALVINGS, _CELLS, _NEAR, _ROUNDED = 26, 30, 5e-4, 1e-9


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _xlogx(x: Any) -> Any:
    return x * np.log(x) if x > 0.0 else 0.0


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _term(kind: Any, q: Any, x: Any, y: Any) -> Any:
    if kind == EXCESS:
        return max(0.0, x - q * y)
    if kind == THEIL:
        return _xlogx(x) + _xlogx(y) - _xlogx(x + y)
    if kind == ATKINSON:
        return -np.sqrt(x * y)
    return x * x / (x + y) if x > 0.0 else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def _slopes(kind: Any, q: Any, of_x: Any, of_y: Any) -> Any:
    """Where the sum of term and line is level: x for one y along an edge, and y for one x; −1 where nowhere."""
    along_x, along_y = -1.0, -1.0
    if kind == EXCESS:
        along_x, along_y = q, 1.0 / q
    elif kind == THEIL:
        if of_x > 0.0:
            along_x = 1.0 / np.expm1(of_x)
        if of_y > 0.0:
            along_y = 1.0 / np.expm1(of_y)
    elif kind == ATKINSON:
        if of_x > 0.0:
            along_x = 0.25 / (of_x * of_x)
        if of_y > 0.0:
            along_y = 0.25 / (of_y * of_y)
    else:
        if -1.0 < of_x < 0.0:
            along_x = 1.0 / np.sqrt(1.0 + of_x) - 1.0
        if 0.0 < of_y < 1.0:
            along_y = 1.0 / np.sqrt(of_y) - 1.0
    return along_x, along_y


@njit(cache=True, nogil=True, error_model="numpy")
def _corners(kind: Any, low: Any, high: Any, other_low: Any, other_high: Any) -> Any:
    """Each unit's term at the four corners of its range, where it does not depend on the ratio."""
    found = np.zeros((len(low), 4))
    if kind != EXCESS:
        for i in range(len(low)):
            for at in range(4):
                x = low[i] if at & 1 else high[i]
                found[i, at] = _term(kind, 1.0, x, other_low[i] if at & 2 else other_high[i])
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def _total(kind: Any, q: Any, of_x: Any, of_y: Any, box: Any, most: Any) -> Any:
    """The most (or least) that all units can add to ``Σ [term + of_x x + of_y y]``, and the x and y that do."""
    low, high, other_low, other_high, corners = box
    sign = 1.0 if most else -1.0
    along_x, along_y = _slopes(kind, q, of_x, of_y)
    # Along an edge the term at the level place is the same for one person on it, whatever the unit.
    for_one_y, for_one_x = _term(kind, q, along_x, 1.0), _term(kind, q, 1.0, along_y)
    total, all_x, all_y = 0.0, 0.0, 0.0
    for i in range(len(low)):
        best, best_x, best_y = -np.inf, 0.0, 0.0
        for at in range(4):
            x = low[i] if at & 1 else high[i]
            y = other_low[i] if at & 2 else other_high[i]
            term = corners[i, at] if kind != EXCESS else max(0.0, x - q * y)
            found = sign * (term + of_x * x + of_y * y)
            if found > best:
                best, best_x, best_y = found, x, y
        if not most:
            for at in range(2):
                y = other_low[i] if at else other_high[i]
                x = along_x * y
                if low[i] < x < high[i]:
                    found = -(for_one_y * y + of_x * x + of_y * y)
                    if found > best:
                        best, best_x, best_y = found, x, y
                x = low[i] if at else high[i]
                y = along_y * x
                if other_low[i] < y < other_high[i]:
                    found = -(for_one_x * x + of_x * x + of_y * y)
                    if found > best:
                        best, best_x, best_y = found, x, y
        total += best
        all_x += best_x
        all_y += best_y
    return sign * total, all_x, all_y


@njit(cache=True, nogil=True, error_model="numpy")
def _entropy(r: Any) -> Any:
    p = r / (1.0 + r)
    return -_xlogx(p) - _xlogx(1.0 - p)


@njit(cache=True, nogil=True, error_model="numpy")
def _lines(kind: Any, s: Any, r1: Any, r2: Any, most: Any) -> Any:
    """What ``s`` puts before x and y, for every ratio of the range: the worst of them."""
    if kind == CORRELATION:
        r = r1 if most else r2
        return -(s + r) / (1.0 + r), 0.0
    if kind == THEIL:
        one, two = _entropy(r1), _entropy(r2)
        mix = min(one, two)
        if most:
            mix = _entropy(1.0) if r1 < 1.0 < r2 else max(one, two)
        return (1.0 - s) * mix, (1.0 - s) * mix
    if kind == ATKINSON:
        return np.sqrt((1.0 - s) / (r1 if most else r2)), 0.0
    return -s, 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def _proved(kind: Any, c: Any, s: Any, mu: Any, r1: Any, r2: Any, box: Any, most: Any) -> Any:
    """Whether no table with a ratio of the range has an index above (below) ``s``."""
    of_x, of_y = _lines(kind, s, r1, r2, most)
    for r in (r1, r2):
        q = c * (r if most else r2)
        total = _total(kind, q, of_x + mu, of_y - mu * r, box, most)[0]
        if (most and total > 0.0) or (not most and total < 0.0):
            return False
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def _end_of_range(kind: Any, c: Any, near: Any, r1: Any, r2: Any, box: Any, most: Any) -> Any:
    """The end for ratios from ``r1`` to ``r2``; μ from a table with the middle ratio and an index of about ``near``."""
    mu = 0.0
    if kind != ISOLATION:
        r = np.sqrt(r1 * r2)
        of_x, of_y = _lines(kind, near, r, r, most)
        widest = 4.0 + 4.0 / min(r, 1.0)
        mu_low, mu_high = -widest, widest
        for _ in range(_HALVINGS):
            mu = 0.5 * (mu_low + mu_high)
            _, x, y = _total(kind, c * r, of_x + mu, of_y - mu * r, box, most)
            if (x > r * y) == most:
                mu_high = mu
            else:
                mu_low = mu
    # ``sure`` cannot be passed at any time; ``open`` may be.
    sure, open_ = (1.0, 0.0) if most else (0.0, 1.0)
    for _ in range(_HALVINGS):
        s = 0.5 * (sure + open_)
        if _proved(kind, c, s, mu, r1, r2, box, most):
            sure = s
        else:
            open_ = s
    return sure


@njit(cache=True, nogil=True, error_model="numpy")
def end(kind: Any, c: Any, near: Any, low: Any, high: Any, other_low: Any, other_high: Any, most: Any) -> Any:
    """What an index cannot be above (``most``), or below; ``near`` is a value that some table has.

    Ends are whole people as decimal numbers, unit by unit.
    """
    box = low, high, other_low, other_high, _corners(kind, low, high, other_low, other_high)
    r_low = max(low.sum(), 1.0) / max(other_high.sum(), 1.0)
    r_high = max(high.sum(), 1.0) / max(other_low.sum(), 1.0)
    begins, ends, found = np.empty(_CELLS + 1), np.empty(_CELLS + 1), np.empty(_CELLS + 1)
    begins[0], ends[0] = r_low, r_high
    found[0] = _end_of_range(kind, c, near, r_low, r_high, box, most)
    cells = 1
    while cells < _CELLS and kind != ISOLATION:
        worst = np.argmax(found[:cells]) if most else np.argmin(found[:cells])
        if abs(found[worst] - near) < _NEAR:
            break
        middle = np.sqrt(begins[worst] * ends[worst])
        begins[cells], ends[cells] = middle, ends[worst]
        ends[worst] = middle
        for at in (worst, cells):
            found[at] = _end_of_range(kind, c, near, begins[at], ends[at], box, most)
        cells += 1
    # What adding up rounded off is far below this.
    if most:
        return min(found[:cells].max() + _ROUNDED, 1.0)
    return max(found[:cells].min() - _ROUNDED, 0.0)
