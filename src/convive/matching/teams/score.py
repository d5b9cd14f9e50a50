"""What a set of teams scores, in exact fractions, and on which values a score can lie at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convive.matching.teams.pool import Pool


@dataclass(frozen=True)
class Score:
    """``value`` as a fraction, how often a guarded level stands alone, and the largest distance from an ideal count."""

    value: Fraction
    alone: int
    farthest: float


def score(pool: Pool, team: NDArray[Any], sizes: Sequence[int]) -> Score:
    """Counts teams anew and scores them: ``Σₐ wₐ Σₗₜ (nₜₗ − sₜ pₗ)²``.

    The squares are taken apart, ``Σₜ n² − 2p Σₜ s n + p² Σₜ s²``, so that three whole numbers for each level are all
    that the fractions have to multiply.
    """
    counts = pool.counts(team, len(sizes)).astype(np.int64)
    size = np.array(sizes, np.int64)
    squares, crossed, all_sizes = (counts * counts).sum(axis=0), size @ counts, int((size * size).sum())
    value = Fraction(0)
    for k, weight in enumerate(pool.weights):
        levels = np.flatnonzero(pool.attribute == k)
        inner = Fraction(int(squares[levels].sum()))
        for at in levels.tolist():
            share = pool.exact[at]
            inner += share * (share * all_sizes - 2 * int(crossed[at]))
        value += weight * inner
    away = np.abs(counts - size[:, None] * pool.share[None, :])
    return Score(value, int((counts[:, pool.guarded] == 1).sum()), float(away.max(initial=0.0)))


def step(pool: Pool, sizes: Sequence[int]) -> Fraction:
    """By what any two scores of this pool differ: a whole multiple of it.

    ``Σ n²`` has the parity of ``Σ n``, which is the number of people, so that it moves in steps of 2. Where all teams
    have one size, ``Σ s n`` stands still; else it moves by whole numbers times the common divisor of the differences.
    """
    base = min(sizes)
    apart = gcd(*(size - base for size in sizes))
    finest = Fraction(0)
    for k, weight in enumerate(pool.weights):
        shares = [pool.exact[at] for at in np.flatnonzero(pool.attribute == k).tolist()]
        steps = [2 * weight] + ([2 * weight * apart * (share - shares[0]) for share in shares] if apart else [])
        for each in steps:
            finest = _common(finest, each)
    return finest


def _common(a: Fraction, b: Fraction) -> Fraction:
    """The largest fraction of which both are whole multiples."""
    whole = a.denominator * b.denominator
    return Fraction(gcd(a.numerator * b.denominator, b.numerator * a.denominator), whole)


def lifted(bound: Fraction, value: Fraction, step: Fraction) -> Fraction:
    """The least score that lies on the steps from ``value`` and is not below ``bound``: still a bound.

    >>> lifted(Fraction("8.3"), Fraction("13.6"), Fraction(2))
    Fraction(48, 5)
    """
    if bound >= value or step == 0:
        return min(bound, value)
    return value - step * floor((value - bound) / step)
