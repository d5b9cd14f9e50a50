"""The sums that every index is made of, and how the indices follow from them.

One table of sums serves the observed counts, every draw and the expectation under random allocation. Where an index is
a linear function of them (with the totals fixed), its expected value is that function of the expected sums: exact.

By group, for units ``i`` with ``x`` people of the group among ``t`` people compared (everybody, or only the group and
the one it is compared with) and ``n`` people in all:

======================  ==============================================================================================
``PEOPLE``              Σ x
``POPULATION``          Σ t
``SQUARES``             Σ x² / t
``LOGS``                Σ [f(x) + f(t − x) − f(t)], f(z) = z ln z
``ABOVE``               Σ max(0, x − t p), p the group's share of everybody compared
``MET``                 Σ x y / n, y people of the group it is compared with, or of all others
``ROOTS``               Σ √(x (t − x))
``CURVE``               twice the area under the curve of (others, group), units in falling order of x / t, in people²
``INSIDE``              people of the group in units past the limit
``OVER``                units past the limit
``UNITS``               units with anybody compared
======================  ==============================================================================================

By area: ``EVERYONE`` Σ n, ``CELL_LOGS`` ΣΣ f(x) over all groups, ``SIZE_LOGS`` Σ f(n), and units with people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PEOPLE, POPULATION, SQUARES, LOGS, ABOVE, MET, ROOTS, CURVE, INSIDE, OVER, UNITS = range(11)
WIDTH = 11
EVERYONE, CELL_LOGS, SIZE_LOGS, PEOPLED = range(4)
AREA_WIDTH = 4


@dataclass(frozen=True)
class Sums:
    """Sums by group (… × groups × :data:`WIDTH`) and by area (… × :data:`AREA_WIDTH`)."""

    by_group: Floats
    by_area: Floats


def xlogx(x: Floats) -> Floats:
    """``x ln x`` with ``0 ln 0 = 0``.

    >>> xlogx(np.array([0.0, 1.0, np.e])).round(6).tolist()
    [0.0, 0.0, 2.718282]
    """
    return x * np.log(np.where(x > 0, x, 1.0))


def _dissimilarity(s: Floats) -> Floats:
    rest = s[..., POPULATION] - s[..., PEOPLE]
    found: Floats = s[..., ABOVE] * s[..., POPULATION] / (s[..., PEOPLE] * rest)
    return found


def _gini(s: Floats) -> Floats:
    found: Floats = s[..., CURVE] / (s[..., PEOPLE] * (s[..., POPULATION] - s[..., PEOPLE])) - 1
    return found


def _atkinson(s: Floats) -> Floats:
    found: Floats = 1 - s[..., ROOTS] ** 2 / (s[..., PEOPLE] * (s[..., POPULATION] - s[..., PEOPLE]))
    return found


def _theil_h(s: Floats) -> Floats:
    population, people = s[..., POPULATION], s[..., PEOPLE]
    found: Floats = 1 + s[..., LOGS] / (xlogx(population) - xlogx(people) - xlogx(population - people))
    return found


def _isolation(s: Floats) -> Floats:
    found: Floats = s[..., SQUARES] / s[..., PEOPLE]
    return found


def _exposure(s: Floats) -> Floats:
    found: Floats = s[..., MET] / s[..., PEOPLE]
    return found


def _correlation_ratio(s: Floats) -> Floats:
    share = s[..., PEOPLE] / s[..., POPULATION]
    found: Floats = (s[..., SQUARES] / s[..., PEOPLE] - share) / (1 - share)
    return found


def _threshold_share(s: Floats) -> Floats:
    found: Floats = s[..., INSIDE] / s[..., PEOPLE]
    return found


def _units_over(s: Floats) -> Floats:
    found: Floats = s[..., OVER]
    return found


def _shares(sums: Sums) -> Floats:
    found: Floats = sums.by_group[..., PEOPLE] / sums.by_area[..., EVERYONE, None]
    return found


def _entropy(sums: Sums) -> Floats:
    found: Floats = -xlogx(_shares(sums)).sum(axis=-1)
    return found


def _mutual_information(sums: Sums) -> Floats:
    everyone = sums.by_area[..., EVERYONE]
    margins = sums.by_area[..., SIZE_LOGS] + xlogx(sums.by_group[..., PEOPLE]).sum(axis=-1) - xlogx(everyone)
    found: Floats = (sums.by_area[..., CELL_LOGS] - margins) / everyone
    return found


def _theil_h_multi(sums: Sums) -> Floats:
    found: Floats = _mutual_information(sums) / _entropy(sums)
    return found


def _simpson(sums: Sums) -> Floats:
    found: Floats = 1 - (_shares(sums) ** 2).sum(axis=-1)
    return found


def _relative_diversity(sums: Sums) -> Floats:
    alike_in_units = sums.by_group[..., SQUARES].sum(axis=-1) / sums.by_area[..., EVERYONE]
    found: Floats = 1 - (1 - alike_in_units) / _simpson(sums)
    return found


def _normalised_exposure(sums: Sums) -> Floats:
    share = _shares(sums)
    spread = sums.by_group[..., SQUARES] / sums.by_area[..., EVERYONE, None] - share**2
    found: Floats = (spread / np.where(share < 1, 1 - share, 1.0)).sum(axis=-1)
    return found


BY_GROUP: dict[str, Callable[[Floats], Floats]] = {
    "dissimilarity": _dissimilarity,
    "gini": _gini,
    "atkinson": _atkinson,
    "theil_h": _theil_h,
    "isolation": _isolation,
    "exposure": _exposure,
    "correlation_ratio": _correlation_ratio,
    "threshold_share": _threshold_share,
    "units_over": _units_over,
}
BY_AREA: dict[str, Callable[[Sums], Floats]] = {
    "theil_h_multi": _theil_h_multi,
    "mutual_information": _mutual_information,
    "simpson": _simpson,
    "entropy": _entropy,
    "relative_diversity": _relative_diversity,
    "normalised_exposure": _normalised_exposure,
}
INDICES = (*BY_GROUP, *BY_AREA)

# The totals alone decide these, so that random allocation leaves them as they are.
FIXED = frozenset({"simpson", "entropy"})
# These are no linear functions of the sums: their expected value is simulated.
SIMULATED = frozenset({"gini", "atkinson"})
IN_ORDER = frozenset({"gini", "threshold_share", "units_over"})
PAST_A_LIMIT = frozenset({"threshold_share", "units_over"})
WITH_LOGS = frozenset({"theil_h", "theil_h_multi", "mutual_information"})


def by_group(index: str, sums: Sums) -> Floats:
    """An index of one group, for every group: … × groups. Not a number where it cannot be worked out."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return BY_GROUP[index](sums.by_group)


def by_area(index: str, sums: Sums) -> Floats:
    """An index over all groups at once. Not a number where it cannot be worked out."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return BY_AREA[index](sums)
