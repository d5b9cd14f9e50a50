"""The indices themselves: plain formulas on a units × groups matrix of people.

Units without people carry no weight. Groups that nobody belongs to are the caller's business
(:func:`convive.evidence.segregation.measure` says "not computable" for them).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]


def xlogx(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """``x ln x`` with ``0 ln 0 = 0``.

    >>> xlogx(np.array([0.0, 1.0, np.e])).round(6).tolist()
    [0.0, 0.0, 2.718282]
    """
    return x * np.log(np.where(x > 0, x, 1.0))


def dissimilarity(group: Counts, total: Counts) -> float:
    """Index of dissimilarity D of a group against everyone else.

    ``D = ½ Σ |xᵢ/X − yᵢ/Y|`` with ``xᵢ`` people of the group and ``yᵢ`` all others in unit i (Duncan and Duncan, 1955).
    0: every unit has the same mix; 1: no unit is shared. It is the smallest share of the group that would have to
    live in another unit for every unit to have the same mix.

    Raises nothing; needs at least one person in the group and one outside it.

    >>> dissimilarity(np.array([10, 0]), np.array([10, 10]))
    1.0
    """
    x = group.astype(np.float64)
    y = (total - group).astype(np.float64)
    return float(0.5 * np.abs(x / x.sum() - y / y.sum()).sum())


def isolation(group: Counts, total: Counts) -> float:
    """Isolation xPx: the share of the group among the neighbours of its average member, that member included.

    ``xPx = Σ (xᵢ/X)(xᵢ/nᵢ)`` (Lieberson, 1981; Massey and Denton, 1988). It rises with the size of the group, so it is
    read beside the group's share of all residents, which is nearly what random allocation gives.

    >>> isolation(np.array([5, 5]), np.array([10, 10]))
    0.5
    """
    used = total > 0
    x = group[used].astype(np.float64)
    return float((x * x / total[used]).sum() / x.sum())


def theil_h_multi(counts: Counts) -> float:
    """Multi-group information theory index H over all groups of a units × groups matrix.

    ``H = Σᵢ nᵢ (E − Eᵢ) / (N E)`` with ``E = −Σ_g P_g ln P_g`` and ``Eᵢ`` the same within unit i (Theil and Finizza,
    1971; Reardon and Firebaugh, 2002). 0: every unit has the mix of the whole; 1: no unit is shared by two groups.

    >>> round(theil_h_multi(np.array([[10, 0], [0, 10]])), 12)
    1.0
    """
    people = counts.astype(np.float64)
    total = people.sum()
    mutual = (
        xlogx(people).sum() - xlogx(people.sum(axis=1)).sum() - xlogx(people.sum(axis=0)).sum() + xlogx(total)
    ) / total
    return float(mutual / entropy(counts.sum(axis=0)))


def entropy(groups: Counts) -> float:
    """Entropy of the mix of one population, in natural units: ``−Σ P ln P``.

    >>> round(entropy(np.array([50, 50])), 6)
    0.693147
    """
    people = groups.astype(np.float64)
    total = people.sum()
    return float(np.log(total) - xlogx(people).sum() / total)


def pairs_differ(groups: Counts) -> float:
    """Chance that two different people of one population are of different groups (Simpson, without replacement).

    ``1 − Σ n_g (n_g − 1) / (n (n − 1))``; needs at least two people.

    >>> round(pairs_differ(np.array([5, 5])), 4)
    0.5556
    """
    people = groups.astype(np.float64)
    total = people.sum()
    return float(1 - (people * (people - 1)).sum() / (total * (total - 1)))
