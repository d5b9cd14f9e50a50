"""What random allocation alone would give: exact expected values, no simulation.

Everyone is dealt to units at random while each unit keeps its size and each group its total. The number of people of a
group in a unit is then hypergeometric, and the expected value of every index here is a sum of expectations over single
cells, so it is exact however the cells depend on each other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convive.evidence.segregation.indices import entropy
from convive.evidence.segregation.sums import xlogx

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

# Eight and a half standard deviations and twenty people to either side leave out about 1e-15 of the probability, also
# where the expected number is far below one (Chernoff's bound for the Poisson, which the hypergeometric stays under).
_DEVIATIONS, _EXTRA = 8.5, 20
_CELLS_AT_ONCE = 500_000


def cell_expectations(everyone: int, group: int, sizes: Counts) -> tuple[Floats, Floats]:
    """Expectations of one hypergeometric cell a unit: ``E|x − μ|`` and ``E[x ln x]``.

    Parameters
    ----------
    everyone
        N, all people.
    group
        K, people of the group; 0 ≤ K ≤ N.
    sizes
        nᵢ, people of each unit; 0 ≤ nᵢ ≤ N.

    The probabilities are built from their ratios ``P(k+1)/P(k) = (K−k)(n−k) / ((k+1)(N−K−n+k+1))`` outward from the
    mode over a window that holds all but about 1e-15 of them, and are scaled to add up to 1: no factorial is formed.

    >>> spread, _ = cell_expectations(4, 2, np.array([2]))
    >>> round(float(spread[0]), 12)
    0.333333333333
    """
    unique, where = np.unique(sizes, return_inverse=True)
    if not len(unique):
        return np.zeros(0), np.zeros(0)
    share = group / everyone
    deviation = np.sqrt(unique * share * (1 - share) * (everyone - unique) / max(everyone - 1, 1))
    reach = np.ceil(_DEVIATIONS * deviation).astype(np.int64) + _EXTRA
    step = max(1, _CELLS_AT_ONCE // int(2 * reach.max() + 1))
    parts = [
        _window(everyone, group, unique[rows], int(reach[rows].max()))
        for rows in (slice(start, start + step) for start in range(0, len(unique), step))
    ]
    spread, product = (np.concatenate(column)[where] for column in zip(*parts, strict=True))
    return spread, product


def _window(everyone: int, group: int, sizes: Counts, reach: int) -> tuple[Floats, Floats]:
    """The two expectations, from the probabilities of ``reach`` values to either side of each mode."""
    n = sizes[:, None].astype(np.float64)
    rest = everyone - group - n  # people outside the group and outside the unit: where k is counted from below
    mode = np.floor((n + 1) * (group + 1) / (everyone + 2))
    steps = np.arange(reach)
    k = mode + steps  # ratios up from k to k + 1; a factor reaches exactly 0 at the end of the range and stays there
    up = np.maximum(group - k, 0) * np.maximum(n - k, 0) / ((k + 1) * np.maximum(rest + k + 1, 1))
    k = mode - steps  # ratios down from k to k − 1
    down = np.maximum(k, 0) * np.maximum(rest + k, 0) / (np.maximum(group - k + 1, 1) * np.maximum(n - k + 1, 1))
    chance = np.concatenate(
        [np.cumprod(down, axis=1)[:, ::-1], np.ones_like(mode), np.cumprod(up, axis=1)],
        axis=1,
    )
    chance /= chance.sum(axis=1, keepdims=True)
    people = mode + np.arange(-reach, reach + 1)
    spread = (np.abs(people - n * (group / everyone)) * chance).sum(axis=1)
    top = int(people.max())
    table = xlogx(np.arange(top + 1, dtype=np.float64))
    product = (table[np.maximum(people, 0).astype(np.int64)] * chance).sum(axis=1)
    return spread, product


def expected_dissimilarity(group: Counts, total: Counts) -> float:
    """Exact expected D of a group against everyone else under random allocation.

    ``E[D] = N / (2 K (N − K)) · Σ E|xᵢ − nᵢ K / N|`` (the sum Winship approximated in 1977).

    >>> round(expected_dissimilarity(np.array([1, 1]), np.array([2, 2])), 6)
    0.333333
    """
    everyone, people = int(total.sum()), int(group.sum())
    spread, _ = cell_expectations(everyone, people, total)
    return float(everyone / (2 * people * (everyone - people)) * spread.sum())


def expected_isolation(group: Counts, total: Counts) -> float:
    """Exact expected xPx under random allocation: ``Σ E[xᵢ²] / (K nᵢ)`` over units with people.

    In closed form ``E[xᵢ²] = nᵢ p (1 − p)(N − nᵢ)/(N − 1) + (nᵢ p)²`` with ``p = K/N``.

    >>> round(expected_isolation(np.array([1, 1]), np.array([2, 2])), 6)
    0.666667
    """
    sizes = total[total > 0].astype(np.float64)
    everyone, people = float(total.sum()), float(group.sum())
    share = people / everyone
    square = sizes * share * (1 - share) * (everyone - sizes) / max(everyone - 1, 1) + (sizes * share) ** 2
    return float((square / sizes).sum() / people)


def expected_theil_h_multi(counts: Counts) -> float:
    """Exact expected multi-group H under random allocation.

    With the margins fixed, only ``Σ xᵢ_g ln xᵢ_g`` of the mutual information varies, and its expectation is the sum of
    the cells' own: ``E[H] = (Σ E[x ln x] − Σ nᵢ ln nᵢ − Σ K_g ln K_g + N ln N) / (N E)``.

    >>> round(expected_theil_h_multi(np.array([[1, 1], [1, 1]])), 6)
    0.333333
    """
    sizes, groups = counts.sum(axis=1), counts.sum(axis=0)
    everyone = int(sizes.sum())
    cells = sum(float(cell_expectations(everyone, int(group), sizes)[1].sum()) for group in groups if group > 0)
    total = np.float64(everyone)
    margins = xlogx(sizes.astype(np.float64)).sum() + xlogx(groups.astype(np.float64)).sum() - xlogx(np.asarray(total))
    return float((cells - margins) / (everyone * entropy(groups)))
