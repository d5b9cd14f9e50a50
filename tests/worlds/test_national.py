"""The invented country: the same every time, of the size and shape that speed is measured on."""

from __future__ import annotations

import numpy as np

from convive.worlds.national import invent


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    one, two, other = (invent(seed=seed, units=500, areas=7) for seed in (1, 1, 2))
    assert (one.counts == two.counts).all()
    assert (one.area == two.area).all()
    assert (one.counts != other.counts).any()


def test_its_shape_is_that_of_a_census() -> None:
    made = invent(seed=3, units=4_000, areas=20)
    assert made.counts.shape == (4_000, 19)
    assert 0.4 < (made.counts > 0).mean() < 0.65
    assert 250 < made.counts.sum() / 4_000 < 350
    assert (np.diff(made.area) >= 0).all()
    units = np.bincount(made.area)
    assert len(units) == 20
    assert units.min() >= 2
    assert units.max() > 2 * units.min()
