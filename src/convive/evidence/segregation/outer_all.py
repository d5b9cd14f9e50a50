"""Ends over all groups at once, and of what has a proof of its own: no table that fits lies outside.

Every proof here puts something simple in the place of something bent, on the safe side: a chord above a curve that
bends up, a tangent below it. What is left are means with weights that may lie anywhere in a range, and their ends are
exact: the weights are at one end below a mark and at the other above it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from convive.evidence.segregation.sums import xlogx

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Ends = tuple[float, float]

_HALVINGS, _STRIPS = 40, 400


def least_mean(values: Floats, low: Floats | Ints, high: Floats | Ints) -> float:
    """The least ``Σ w v / Σ w`` with each weight between its two ends.

    >>> least_mean(np.array([0.0, 1.0]), np.array([1.0, 1.0]), np.array([3.0, 3.0]))
    0.25
    """
    order = np.argsort(values, kind="stable")
    v, a, b = values[order], low[order].astype(np.float64), high[order].astype(np.float64)
    # Nothing of the first units is left out, nothing more of the last is taken.
    weight = np.concatenate([[0.0], np.cumsum(b)]) + a.sum() - np.concatenate([[0.0], np.cumsum(a)])
    total = np.concatenate([[0.0], np.cumsum(b * v)]) + (a * v).sum() - np.concatenate([[0.0], np.cumsum(a * v)])
    return float((total[weight > 0] / weight[weight > 0]).min(initial=np.inf))


def most_mean(values: Floats, low: Floats | Ints, high: Floats | Ints) -> float:
    """The most of the same."""
    return -least_mean(-values, low, high)


def _last(holds: Callable[[float], bool], sure: float, open_: float) -> float:
    """The furthest from ``sure`` towards ``open_`` for which something is proved."""
    for _ in range(_HALVINGS):
        middle = (sure + open_) / 2
        if holds(middle):
            sure = middle
        else:
            open_ = middle
    return sure


def gini(low: Ints, high: Ints, other_low: Ints, other_high: Ints, excess: Callable[[float], float]) -> Ends:
    """Ends of the Gini index of one group.

    Below: ``G = ΣΣ |xᵢ yⱼ − xⱼ yᵢ| / 2XY`` is at least the same sum with the sign that the units' order gives, whatever
    order is taken; that is a mean over the group of the share of others in earlier units less that in later ones.
    Above: ``E(c) = Σ max(0, xᵢ/X − c yᵢ/Y)`` falls from 1 and bends up, and ``G = 1 − ∫ E′(c)² dc``, which grows with E
    (the more uneven, the larger every E). The chords between a few ends of E lie above it; ``excess`` gives those.
    """
    order = np.argsort((low + high) / np.maximum(low + high + other_low + other_high, 1), kind="stable")
    few, many = other_low[order].astype(np.float64), other_high[order].astype(np.float64)
    before, after = np.cumsum(few) - few, many.sum() - np.cumsum(many)
    own = np.where(before < after, few, many)
    worst = (before - after) / np.maximum(before + after + own, 1e-300)
    least = least_mean(worst, low[order], high[order])
    c = np.array([0.0, 0.3, 0.6, 0.85, 1.0, 1.2, 1.6, 2.5, 5.0])
    e = np.minimum.accumulate([1.0, *(min(1.0, excess(at)) for at in c[1:])])
    hull = [0]
    for at in range(1, len(c)):
        while len(hull) > 1 and (e[at] - e[hull[-2]]) * (c[hull[-1]] - c[hull[-2]]) <= (e[hull[-1]] - e[hull[-2]]) * (
            c[at] - c[hull[-2]]
        ):
            hull.pop()
        hull.append(at)
    return max(least, 0.0), min(1.0, float(1 - (np.diff(e[hull]) ** 2 / np.diff(c[hull])).sum()))


def exposure(low: Ints, high: Ints, other_low: Ints, other_high: Ints, rest_low: Ints, rest_high: Ints) -> Ends:
    """Ends of ``Σ x y/(x + y + z) / X``: at most s just when ``Σ x [y/(x + y + z) − s]`` is at most 0."""
    x0, x1 = low.astype(np.float64), high.astype(np.float64)

    def sums(x: Floats, y: Floats, z: Floats, s: float) -> Floats:
        found: Floats = x * (y / np.maximum(x + y + z, 1) - s)
        return found

    y, z = other_high.astype(np.float64), rest_low.astype(np.float64)

    def none_above(s: float) -> bool:
        # It bends down in x: the best whole number stands beside the level place.
        level = np.floor(np.sqrt(y * (y + z) / s) - y - z)
        best = np.maximum(*(sums(np.clip(x, x0, x1), y, z, s) for x in (level, level + 1)))
        return bool(best.sum() <= 0)

    y_low, z_high = other_low.astype(np.float64), rest_high.astype(np.float64)

    def none_below(s: float) -> bool:
        return bool(np.minimum(sums(x0, y_low, z_high, s), sums(x1, y_low, z_high, s)).sum() >= 0)

    return _last(none_below, 0.0, 1.0), _last(none_above, 1.0, 0.0)


def simpson(low: Ints, high: Ints) -> Ends:
    """Ends of ``1 − Σ P²`` of the totals of all groups, each between two ends."""
    a, b = low.astype(np.float64), high.astype(np.float64)
    level = _level(a, b, lambda k: float((k**2).sum() / k.sum()))
    # |K| is at least its part along any direction.
    most = 1 - (least_mean(level, a, b) ** 2) / (level**2).sum()
    squares = _most_over_strips(a, b, lambda k: k**2)
    return max(0.0, 1 - squares), float(most)


def _level(a: Floats, b: Floats, aim: Callable[[Floats], float]) -> Floats:
    """The totals nearest to one size for all."""
    k = (a + b) / 2
    for _ in range(200):
        k = np.clip(aim(k), a, b)
    return np.maximum(k, 1e-9)


def _most_over_strips(a: Floats, b: Floats, curve: Callable[[Floats], Floats]) -> float:
    """No ``Σ K²/T²`` is above this: in each strip of T the sum is at most ``Σ max(K² − λK) + λT``, whatever λ."""
    lines = _lines(a, b, curve)
    t = _strips(a, b)
    best = np.full(len(t) - 1, np.inf)
    for line in lines:
        rest = np.maximum(curve(a) - line * a, curve(b) - line * b).sum()
        best = np.minimum(best, np.maximum(rest / t[:-1] ** 2, rest / t[1:] ** 2) + line / t[:-1])
    return float(best.max())


def _lines(a: Floats, b: Floats, curve: Callable[[Floats], Floats]) -> Floats:
    open_ = b > a
    if not open_.any():
        return np.zeros(1)
    found: Floats = np.unique((curve(b) - curve(a))[open_] / (b - a)[open_])
    return found[found >= 0] if (found >= 0).any() else np.zeros(1)


def _strips(a: Floats, b: Floats) -> Floats:
    return np.linspace(max(a.sum(), 1.0), max(b.sum(), 1.0) * (1 + 1e-12), _STRIPS + 1)


def entropy(low: Ints, high: Ints) -> Ends:
    """Ends of ``ln T − Σ f(K) / T`` of the totals of all groups, f(K) = K ln K."""
    a, b = low.astype(np.float64), high.astype(np.float64)
    level = _level(a, b, lambda k: float(np.exp(xlogx(k).sum() / k.sum())))
    # The mix is never more varied than it looks by another mix's shares.
    most = most_mean(-np.log(level / level.sum()), a, b)
    t = _strips(a, b)
    best = np.full(len(t) - 1, -np.inf)
    for line in _lines(a, b, xlogx):
        rest = np.maximum(xlogx(a) - line * a, xlogx(b) - line * b).sum()
        best = np.maximum(best, np.log(t[:-1]) - line - np.maximum(rest / t[:-1], rest / t[1:]))
    return max(0.0, float(best.min())), float(most)


def mutual(low: Ints, high: Ints, even: Ints, uneven: Ints, *, of_h: bool) -> Ends:
    """Ends of mutual information M, or with ``of_h`` of ``H = M/E``; units × groups, and two tables that fit.

    With ``T E = f(T) − Σ f(K)`` and ``n e = f(n) − Σ f(x)`` in each unit, ``M = (T E − Σ n e)/T`` and ``1 − H =
    Σ n e / T E``. Each of the two is at most what another mix's shares make of it (a sum of people with fixed weights),
    and at least the tangent of f(T) less the chords of the f(K). So all that is left is linear in the cells.
    """
    a, b = low.astype(np.float64), high.astype(np.float64)
    totals_a, totals_b = a.sum(axis=0), b.sum(axis=0)
    flat, flat_rest = _below(totals_a[None, :], totals_b[None, :], even.sum(axis=0)[None, :].astype(np.float64))
    bent, bent_rest = _below(a, b, uneven.astype(np.float64))
    whole_up, units_up = _above(uneven.sum(axis=0)[None, :]), _above(even)

    def most(weights: Floats) -> float:
        return float(np.maximum(weights * a, weights * b).sum())

    if of_h:
        # 1 − H is at most v when Σ n e − v T E is at most 0 everywhere.
        unlike = _last(lambda v: most(units_up - v * flat) - v * flat_rest <= 0, 1.0, 0.0)
        alike = _last(lambda v: most(v * whole_up - bent) - bent_rest <= 0, 0.0, 1.0)
        return 1 - unlike, 1 - alike
    largest = float(np.log(low.shape[1]))
    least = _last(lambda s: most(units_up - flat + s) - flat_rest <= 0, 0.0, largest)
    return least, _last(lambda s: most(whole_up - bent - s) - bent_rest <= 0, largest, 0.0)


def _above(table: Ints) -> Floats:
    """Weights with which ``n e`` of any table is at most ``Σ weight x``: −ln of the shares of one table."""
    some = table + 0.5
    found: Floats = -np.log(some / some.sum(axis=1, keepdims=True))
    return found


def _below(a: Floats, b: Floats, at: Floats) -> tuple[Floats, float]:
    """Weights and a constant with which ``f(n) − Σ f(x)`` of any table is at least ``Σ weight x + constant``."""
    chord = np.where(b > a, (xlogx(b) - xlogx(a)) / np.where(b > a, b - a, 1.0), 0.0)
    rest = -(xlogx(a) - chord * a)
    size = np.maximum(at.sum(axis=1, keepdims=True), 1.0)
    return 1 + np.log(size) - chord, float(rest.sum() - size.sum())


def weighted(ratios: list[Ends], low: Ints, high: Ints, *, by_spread: bool) -> Ends:
    """Ends of normalised exposure, the mean of the groups' correlation ratios weighted by their people, or with
    ``by_spread`` of relative diversity, the same mean weighted by ``P (1 − P)``.
    """
    a, b = low.astype(np.float64), high.astype(np.float64)
    if by_spread:
        least = a / np.maximum(a + b.sum() - b, 1.0)
        most = b / np.maximum(b + a.sum() - a, 1.0)
        ends = least * (1 - least), most * (1 - most)
        a = np.minimum(*ends)
        b = np.where((least <= 0.5) & (most >= 0.5), 0.25, np.maximum(*ends))
    return least_mean(np.array([r[0] for r in ratios]), a, b), most_mean(np.array([r[1] for r in ratios]), a, b)
