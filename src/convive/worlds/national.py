"""An invented country: as many small areas, groups and authorities as England and Wales, for trials of speed and size.

Nothing in it is about anybody. Its shape is: most cells of a census table by small area and fine ethnic group are
empty (here about half are not), authorities differ in size and mix, and within each some groups live closer together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNITS, GROUPS, AREAS = 188_880, 19, 331
PEOPLE_A_UNIT = 300
_SHARES = (
    760, 9, 1, 45, 8, 6, 7, 8, 30, 26, 11, 8, 17, 20, 12, 6, 7, 4, 15,
)  # fmt: skip


@dataclass(frozen=True)
class Country:
    """People by unit and group (units × groups), and the position of the area each unit lies in, in rising order."""

    counts: NDArray[np.int64]
    area: NDArray[np.int64]


def invent(*, seed: int, units: int = UNITS, groups: int = GROUPS, areas: int = AREAS) -> Country:
    """An invented country; the same seed and size give the same people.

    >>> small = invent(seed=1, units=200, areas=4)
    >>> small.counts.shape, len(set(small.area.tolist()))
    ((200, 19), 4)
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    sizes = rng.lognormal(0, 0.6, areas)
    # Cuts by size, at least two units each: an authority of one small area could not be measured.
    ends = np.round(np.cumsum(sizes) / sizes.sum() * (units - 2 * areas)).astype(np.int64) + 2 * np.arange(1, areas + 1)
    area = np.repeat(np.arange(areas), np.diff(np.concatenate([[0], ends])))
    national = np.resize(np.array(_SHARES, dtype=np.float64), groups)
    local = national * rng.gamma(0.8, 1.0, (areas, groups))
    local[:, 0] = national[0]
    here = local[area] * rng.gamma(0.9, 1.0, (units, groups))
    here[:, 0] = local[area, 0]
    share = here / here.sum(axis=1, keepdims=True)
    people = np.maximum(rng.normal(PEOPLE_A_UNIT, 60, units), 100)
    return Country(rng.poisson(share * people[:, None]).astype(np.int64), area)
