"""Between and within: parts add up, none is below zero, and each is what it says."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.core.errors import RefusedInput, UnknownName
from convive.evidence.segregation import from_wide, indices, tabulate
from convive.evidence.segregation.cube import Cube
from convive.evidence.segregation.levels import decompose, parts


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


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_rows_of_parts_add_up_to_the_row_of_the_whole_in_value_and_in_chance(seed: int) -> None:
    _, cube = nested(seed)
    found = parts(cube, ["region", "town"])
    whole = tabulate(cube, indices=["theil_h_multi", "mutual_information"])
    for index, value, expected in whole.select("index", "value", "expected").iter_rows():
        mine = found.filter(pl.col("index") == index)
        assert mine["level"].to_list() == ["region", "town", "unit"]
        assert mine["value"].sum() == pytest.approx(value)
        assert mine["expected"].sum() == pytest.approx(expected)
        assert mine["share_of_whole"].sum() == pytest.approx(1)
        assert mine["value"].min() >= 0
        assert mine["expected"].min() > 0


def test_what_chance_gives_of_a_part_is_the_mean_over_random_deals() -> None:
    counts, cube = nested(3)
    rng = np.random.default_rng(1)
    people = np.repeat(np.arange(3), counts.sum(axis=0))
    seats = np.repeat(np.arange(24), counts.sum(axis=1))
    found = []
    for _ in range(300):
        dealt = np.zeros((24, 3), dtype=np.int64)
        np.add.at(dealt, (seats, rng.permutation(people)), 1)
        by_town = dealt.reshape(6, 4, 3).sum(axis=1)
        by_region = dealt.reshape(2, 12, 3).sum(axis=1)
        m = [indices.mutual_information(table) for table in (by_region, by_town, dealt)]
        found.append(np.diff([0.0, *m]))
    given_out = parts(cube, ["region", "town"], ["mutual_information"])["expected"].to_numpy()
    error = np.std(found, axis=0) / np.sqrt(len(found))
    assert (np.abs(np.mean(found, axis=0) - given_out) < 4 * error).all()


def test_parts_by_hand_and_pieces_of_one_name_in_two_areas() -> None:
    rows = [("s", "n", "A", 10, 0), ("t", "n", "A", 10, 0), ("u", "m", "A", 0, 20), ("w", "n", "B", 9, 1),
            ("x", "m", "B", 1, 9), ("y", "n", "C", 4, 0), ("z", "m", "C", 4, 0)]  # fmt: skip
    table = pl.DataFrame(rows, schema=["unit", "town", "area", "a", "b"], orient="row")
    found = parts(from_wide(table, groups=["a", "b"], within="area", levels=["town"]), ["town"], ["theil_h_multi"])
    assert found.filter(pl.col("within") == "A")["value"].to_list() == pytest.approx([1, 0])
    assert found.filter(pl.col("within") == "A")["share_of_whole"].to_list() == pytest.approx([1, 0])
    # One unit in each town: everything lies between towns, chance too.
    b = found.filter(pl.col("within") == "B")
    assert b["value"].to_list()[1] == b["expected"].to_list()[1] == pytest.approx(0)
    assert b["value"].to_list()[0] == pytest.approx(indices.theil_h_multi(np.array([[9, 1], [1, 9]])))
    c = found.filter(pl.col("within") == "C")
    assert c["value"].null_count() == c["expected"].null_count() == 2
    assert set(b["reason"]) == {""}
    assert set(c["status"]) == {"not computable"}
    assert set(c["reason"]) == {"Fewer than two groups were counted here."}


def test_an_index_without_parts_is_refused() -> None:
    _, cube = nested(1)
    with pytest.raises(UnknownName, match="has no parts"):
        parts(cube, ["town"], ["gini"])
