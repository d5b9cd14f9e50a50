"""The indices themselves: plain formulas on a units × groups matrix of people.

These are the definitions; the compiled pass over many areas is tested against them. ``group`` are the people of one
group and ``total`` all people compared, unit by unit: everybody, or the group and the one it is compared with. Units
without people carry no weight. Groups that nobody belongs to are the caller's business
(:func:`convive.evidence.segregation.measure` says "not computable" for them).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convive.evidence.segregation.sums import xlogx

Counts = NDArray[np.int64]


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


def gini(group: Counts, total: Counts) -> float:
    """Gini index of a group against everyone else.

    ``G = Σᵢ Σⱼ tᵢ tⱼ |pᵢ − pⱼ| / (2 T² P (1 − P))``, ``pᵢ = xᵢ/tᵢ`` (Massey and Denton, 1988): the mean difference in
    the group's share between all pairs of units, as a part of the largest there could be. 0: every unit has the same
    mix; 1: no unit is shared.

    >>> gini(np.array([10, 0]), np.array([10, 10]))
    1.0
    """
    x, t = group.astype(np.float64), total.astype(np.float64)
    apart = np.abs(np.outer(x, t) - np.outer(t, x)).sum()
    return float(apart / (2 * x.sum() * (t.sum() - x.sum())))


def atkinson(group: Counts, total: Counts) -> float:
    """Atkinson index of a group against everyone else, units above and below the group's share weighing the same.

    ``A = 1 − P/(1 − P) · |Σ (1 − pᵢ)^½ pᵢ^½ tᵢ / (P T)|²`` (Atkinson, 1970; Massey and Denton, 1988, with b = ½), which
    is ``1 − (Σ √(xᵢ yᵢ))² / (X Y)``. 0: every unit has the same mix; 1: no unit is shared.

    >>> round(atkinson(np.array([10, 0]), np.array([10, 10])), 12)
    1.0
    """
    x, y = group.astype(np.float64), (total - group).astype(np.float64)
    return float(1 - np.sqrt(x * y).sum() ** 2 / (x.sum() * y.sum()))


def theil_h(group: Counts, total: Counts) -> float:
    """Information theory index H of a group against everyone else: the multi-group H with two groups.

    >>> round(theil_h(np.array([10, 0]), np.array([10, 10])), 12)
    1.0
    """
    return theil_h_multi(np.column_stack([group, total - group]))


def exposure(group: Counts, other: Counts, total: Counts) -> float:
    """Exposure xPy: the share of another group among the neighbours of an average member of this one.

    ``xPy = Σ (xᵢ/X)(yᵢ/nᵢ)`` (Lieberson, 1981); ``total`` are all people. Against everybody else it is ``1 − xPx``. It
    rises with the size of the other group and is not the same from y to x.

    >>> exposure(np.array([5, 5]), np.array([2, 4]), np.array([10, 10]))
    0.3
    """
    used = total > 0
    x = group[used].astype(np.float64)
    return float((x * other[used] / total[used]).sum() / x.sum())


def correlation_ratio(group: Counts, total: Counts) -> float:
    """Correlation ratio η²: isolation freed of the size of the group, ``(xPx − P)/(1 − P)`` (Bell, 1954).

    It is the share of the variance of belonging to the group that lies between units.

    >>> correlation_ratio(np.array([10, 0]), np.array([10, 10]))
    1.0
    """
    share = float(group.sum() / total.sum())
    return (isolation(group, total) - share) / (1 - share)


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


def mutual_information(counts: Counts) -> float:
    """Mutual information M of unit and group, in natural units: ``H · E`` (Theil, 1972; Mora and Ruiz-Castillo, 2011).

    How much the unit somebody lives in tells of their group, and the other way round. Unlike H it adds up over parts of
    a place and over groups that are merged.

    >>> round(mutual_information(np.array([[10, 0], [0, 10]])), 6)
    0.693147
    """
    return theil_h_multi(counts) * entropy(counts.sum(axis=0))


def simpson(groups: Counts) -> float:
    """Simpson's diversity of one population: ``1 − Σ P²``, the chance that two draws with putting back differ.

    >>> simpson(np.array([50, 50]))
    0.5
    """
    share = groups / groups.sum()
    return float(1 - (share**2).sum())


def relative_diversity(counts: Counts) -> float:
    """Relative diversity R: how much less diverse, by Simpson, units are than the whole: ``Σ nᵢ (I − Iᵢ) / (N I)``.

    (Carlson, 1992; Reardon and Firebaugh, 2002.) 0: every unit has the mix of the whole; 1: no unit is shared.

    >>> relative_diversity(np.array([[10, 0], [0, 10]]))
    1.0
    """
    used = counts[counts.sum(axis=1) > 0]
    whole = simpson(counts.sum(axis=0))
    within = sum(row.sum() * simpson(row) for row in used) / counts.sum()
    return float((whole - within) / whole)


def normalised_exposure(counts: Counts) -> float:
    """Normalised exposure P: ``Σ_g Σᵢ nᵢ (p_ig − P_g)² / (N (1 − P_g))``, the correlation ratio of all groups, each
    weighted by its size (James, 1986; Reardon and Firebaugh, 2002). 0: every unit has the mix of the whole; 1: no unit
    is shared.

    >>> normalised_exposure(np.array([[10, 0], [0, 10]]))
    1.0
    """
    sizes, groups = counts.sum(axis=1), counts.sum(axis=0)
    used = sizes > 0
    share = groups / groups.sum()
    apart = sizes[used, None] * (counts[used] / sizes[used, None] - share) ** 2
    return float((apart.sum(axis=0) / (groups.sum() * (1 - share))).sum())


def threshold_share(group: Counts, named: Counts, total: Counts, threshold: float, *, under: bool = False) -> float:
    """Share of a group in units where a named group is at least ``threshold`` of everybody, or with ``under`` less.

    The measures of the public debate ("pupils in schools where nine in ten are of one group"). What they give depends
    on the threshold: quote it, and try another.

    >>> threshold_share(np.array([9, 1]), np.array([9, 1]), np.array([10, 10]), 0.5)
    0.9
    """
    past = (named < threshold * total) if under else (named >= threshold * total)
    return float(group[past & (total > 0)].sum() / group.sum())


def units_over(group: Counts, total: Counts, threshold: float, *, under: bool = False) -> int:
    """Units where a group is at least ``threshold`` of everybody, or with ``under`` less.

    >>> units_over(np.array([9, 1]), np.array([10, 10]), 0.5)
    1
    """
    past = (group < threshold * total) if under else (group >= threshold * total)
    return int((past & (total > 0)).sum())


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
