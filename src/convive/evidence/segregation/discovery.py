"""Many tests at once: how many of the findings are expected to be false."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def adjust(p_values: Floats, *, dependent: bool = False) -> Floats:
    """The smallest share of false findings at which each test would be one, over the whole table.

    Benjamini and Hochberg (1995): ``q(i) = min_{j ≥ i} m p(j) / j``, for tests that are independent or lean the same
    way; with ``dependent`` times ``1 + 1/2 + … + 1/m`` (Benjamini and Yekutieli, 2001), for any dependence. Entries
    that are not a number are no tests and stay so.

    >>> adjust(np.array([0.01, 0.04, 0.03, 0.5])).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    found = np.full(p_values.shape, np.nan)
    tested = np.flatnonzero(np.isfinite(p_values))
    if not len(tested):
        return found
    ranked = tested[np.argsort(p_values[tested], kind="stable")]
    tests = len(ranked)
    factor = float((1 / np.arange(1, tests + 1)).sum()) if dependent else 1.0
    stepped = p_values[ranked] * tests * factor / np.arange(1, tests + 1)
    found[ranked] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return found
