"""Between and within: parts add up, none is below zero, and each is what it says."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.core.errors import RefusedInput, UnknownName
from convive.evidence.segregation import from_wide, indices
from convive.evidence.segregation.cube import Cube
from convive.evidence.segregation.levels import decompose


def nested(seed: int) -> tuple[np.ndarray, Cube]:
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.gamma(0.6, [20, 60, 90], (24, 3))) + 1
    table = pl.DataFrame(counts, schema=["a", "b", "c"], orient="row").with_columns(
        unit=pl.Series([f"u{i:02}" for i in range(24)]),
        town=pl.Series([f"t{i // 4}" for i in range(24)]),
        region=pl.Series([f"r{i // 12}" for i in range(24)]),
    )
    return counts, from_wide(table, groups=["a", "b", "c"], levels=["region", "town"])


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_parts_add_up_to_the_whole_and_none_is_below_zero(seed: int) -> None:
    counts, cube = nested(seed)
    parts = decompose(cube, ["region", "town"])
    assert [part.level for part in parts] == ["region", "town", "unit"]
    assert [part.pieces for part in parts] == [2, 6, 24]
    assert min(part.mutual_information for part in parts) >= 0
    assert sum(part.mutual_information for part in parts) == pytest.approx(indices.mutual_information(counts))
    assert sum(part.theil_h for part in parts) == pytest.approx(indices.theil_h_multi(counts))
    assert sum(part.share for part in parts) == pytest.approx(1)


def test_a_part_is_the_mean_of_what_is_inside_each_piece_above() -> None:
    counts, cube = nested(4)
    towns = [counts[4 * i : 4 * i + 4] for i in range(6)]
    inside = sum(town.sum() / counts.sum() * indices.mutual_information(town) for town in towns)
    assert decompose(cube, ["region", "town"])[2].mutual_information == pytest.approx(inside)


def test_merging_units_never_raises_m() -> None:
    counts, cube = nested(9)
    assert indices.mutual_information(cube.merged("town").area_counts(0)) <= indices.mutual_information(counts)


def test_a_level_that_is_not_there_or_does_not_nest_is_refused() -> None:
    _, cube = nested(1)
    with pytest.raises(UnknownName, match="Did you mean town"):
        decompose(cube, ["towns"])
    with pytest.raises(RefusedInput, match="two pieces"):
        decompose(cube, ["town", "region"])


def test_one_group_or_nobody_leaves_no_share() -> None:
    table = pl.DataFrame({"unit": ["u", "v"], "t": ["x", "y"], "a": [5, 5], "b": [0, 0]})
    parts = decompose(from_wide(table, groups=["a", "b"], levels=["t"]), ["t"])
    assert [(part.mutual_information, part.theil_h, part.share) for part in parts] == [(0, None, None)] * 2
