"""An invented country of schools whose classes could link: as many as England has, or one crowded town.

Nothing in it is about anybody. Its shape is: towns of very different size about 30 km apart, neighbourhoods within a
town that differ in who lives there, schools that mirror their neighbourhood, about two classes a school, and classes
that travel up to about 17 km.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CLASSES = 50_000
CLASSES_A_SCHOOL = 2.1
CLASSES_A_TOWN = 230
NEIGHBOURHOODS_A_TOWN = 6
REACH_KM = 37 / 2.2  # 45 minutes, 8 of them fixed, at 2.2 minutes a kilometre
ETHNIC = ("eth_white_british", "eth_asian", "eth_black", "eth_mixed", "eth_other")
FAITH = ("faith_christian_or_none", "faith_muslim", "faith_other")

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Country:
    """Schools (place in km, mixes, phase) and classes (the position of their school, year, size)."""

    place: Numbers
    ethnic: Numbers
    faith: Numbers
    fsm: Numbers
    secondary: NDArray[np.bool_]
    school: Whole
    year: Whole
    size: Whole


@dataclass(frozen=True)
class Pairs:
    """Pairs of classes that may link, the lower position first, and what each link is worth."""

    first: Whole
    second: Whole
    weight: Whole


def invent(*, seed: int, classes: int = CLASSES, towns: int | None = None) -> Country:
    """An invented country; the same seed and size give the same schools.

    >>> small = invent(seed=1, classes=50, towns=1)
    >>> len(small.school), small.ethnic.shape[1]
    (50, 5)
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    towns = towns or max(1, round(classes / CLASSES_A_TOWN))
    schools = max(2, round(classes / CLASSES_A_SCHOOL))
    size = rng.lognormal(0, 0.5, towns)
    town = np.sort(rng.choice(towns, schools, p=size / size.sum()))
    side = int(np.ceil(np.sqrt(towns)))
    grid = np.stack([np.arange(towns) % side, np.arange(towns) // side], axis=1) * 30.0
    centre = grid + rng.normal(0, 4, (towns, 2))
    parts = NEIGHBOURHOODS_A_TOWN
    # Larger towns reach further, so that they are not also much denser.
    spread = 4.2 * np.sqrt(size / size.mean())
    middle = centre[:, None] + rng.normal(0, 1, (towns, parts, 2)) * spread[:, None, None]
    white = np.clip(rng.beta(5, 2, (towns, 1)) + rng.normal(0, 0.28, (towns, parts)), 0.04, 0.97)
    others = rng.dirichlet((1.6, 1.0, 0.9, 0.8), (towns, parts))
    mix = np.concatenate([white[..., None], (1 - white[..., None]) * others], axis=2)
    part = rng.integers(0, parts, schools)
    ethnic = _dirichlet(rng, 12 * mix[town, part] + 0.02)
    muslim = 0.01 + 0.7 * ethnic[:, 1] + 0.2 * ethnic[:, 2]
    faith = _dirichlet(rng, 40 * np.stack([0.96 - muslim, muslim, np.full(schools, 0.04)], axis=1).clip(0.01))
    fsm = np.asarray(rng.normal(0.24, 0.12, schools).clip(0.01, 0.8).round(3), dtype=np.float64)
    place = np.round(middle[town, part] + rng.normal(0, 1.5, (schools, 2)), 3)
    secondary = rng.random(schools) < 0.18
    school = np.sort(np.concatenate([np.arange(schools), rng.integers(0, schools, max(0, classes - schools))]))
    school = school[:classes]
    primary_year = rng.choice(np.arange(2, 7), classes, p=(0.1, 0.19, 0.31, 0.26, 0.14))
    year = np.where(secondary[school], rng.integers(7, 10, classes), primary_year)
    pupils = np.clip(np.round(rng.normal(27, 4, classes)), 12, 34).astype(np.int64)
    return Country(place, np.round(ethnic, 3), np.round(faith, 3), fsm, secondary, school, year, pupils)


def pairs(country: Country, *, best: int | None = None) -> Pairs:
    """All admissible pairs with the weights of the usual rules; with ``best``, only each class's best so many.

    A pair is kept when either class has it among its best. Benefit is 600 times the difference of ethnic mixes, 250
    times that of faiths (half the sum of absolute differences) and 150 times that of free school meals; at least 150.
    Worth: 500 + benefit − 60 a year apart − 6 a pupil apart − 4 a minute of way beyond 10.

    >>> made = pairs(invent(seed=1, classes=50, towns=1))
    >>> bool((made.first < made.second).all() and made.weight.min() > 0)
    True
    """
    from scipy.spatial import cKDTree

    near = cKDTree(country.place).query_pairs(REACH_KM + 0.3, output_type="ndarray")
    near = near[country.secondary[near[:, 0]] == country.secondary[near[:, 1]]]
    a, b = near[:, 0], near[:, 1]
    km = np.linalg.norm(country.place[a] - country.place[b], axis=1)
    minutes = np.rint(8 + 2.2 * km).astype(np.int64)
    benefit = np.rint(
        600 * _apart(country.ethnic, a, b)
        + 250 * _apart(country.faith, a, b)
        + 150 * abs(country.fsm[a] - country.fsm[b])
    ).astype(np.int64)
    kept = (minutes <= 45) & (benefit >= 150)
    a, b, minutes, benefit = (part[kept] for part in (a, b, minutes, benefit))
    # From pairs of schools to pairs of their classes.
    heads = np.searchsorted(country.school, np.arange(len(country.place) + 1))
    in_a, in_b = np.diff(heads)[a], np.diff(heads)[b]
    row = np.repeat(np.arange(len(a)), in_a * in_b)
    place = np.arange(len(row)) - np.repeat(np.cumsum(in_a * in_b) - in_a * in_b, in_a * in_b)
    first, second = heads[a[row]] + place // in_b[row], heads[b[row]] + place % in_b[row]
    years = abs(country.year[first] - country.year[second])
    worth = 500 + benefit[row] - 4 * np.maximum(0, minutes[row] - 10) - 60 * years
    worth -= 6 * abs(country.size[first] - country.size[second])
    kept = (years <= 1) & (worth > 0)
    first, second, worth = first[kept], second[kept], worth[kept]
    if best is not None:
        # Each pair once from either end, by class, the best first.
        end, row = np.concatenate([first, second]), np.tile(np.arange(len(first)), 2)
        order = np.lexsort((row, -worth[row], end))
        begins = np.searchsorted(end[order], np.arange(len(country.school)))
        kept = np.zeros(len(first), dtype=bool)
        kept[row[order[np.arange(len(order)) - begins[end[order]] < best]]] = True
        first, second, worth = first[kept], second[kept], worth[kept]
    return Pairs(np.minimum(first, second), np.maximum(first, second), worth.astype(np.int64))


def _dirichlet(rng: np.random.Generator, alpha: Numbers) -> Numbers:
    """One draw for each row."""
    drawn = rng.gamma(alpha) + 1e-9
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True), dtype=np.float64)


def _apart(mix: Numbers, a: Whole, b: Whole) -> Numbers:
    return np.asarray(abs(mix[a] - mix[b]).sum(axis=1) / 2)
