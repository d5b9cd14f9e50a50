"""Joining censuses over splits and merges loses nobody and apportions nothing."""

from __future__ import annotations

import polars as pl

from convive.evidence.census import join


def test_splits_and_merges_become_common_units() -> None:
    changes = [
        ("X01000001", "U", "X01000001", "X09000001"),
        ("X01000002", "S", "X01000012", "X09000001"),
        ("X01000002", "S", "X01000013", "X09000001"),
        ("X01000003", "M", "X01000014", "X09000001"),
        ("X01000004", "M", "X01000014", "X09000001"),
    ]
    old = {"X01000001": 100, "X01000002": 200, "X01000003": 30, "X01000004": 40}
    new = {"X01000001": 110, "X01000012": 90, "X01000013": 120, "X01000014": 77}
    tables = {
        "lookups.lsoa_changes": pl.DataFrame(
            [(a, "n", c, b, "n", lad, "Town") for a, c, b, lad in changes],
            schema=["lsoa11", "lsoa11_name", "change", "lsoa21", "lsoa21_name", "lad22", "lad22_name"],
            orient="row",
        ).lazy(),
        "census-2011-ethnic.units": pl.DataFrame({"unit": list(old), "lsoa": list(old)}).lazy(),
        "census-2011-ethnic.counts": pl.DataFrame(
            {"unit": list(old), "group": ["WhiteBrit"] * 4, "count": list(old.values())}
        ).lazy(),
        "census-ts021.units": pl.DataFrame({"unit": list(new), "name": [f"Town 001{c}" for c in "ABCD"]}).lazy(),
        "census-ts021.counts": pl.DataFrame(
            {"unit": list(new), "group": ["White"] * 4, "count": list(new.values())}
        ).lazy(),
    }
    joined = join(tables)
    pairs = sorted(joined.common.select("White_11", "White_21").iter_rows())
    assert pairs == [(70, 77), (100, 110), (200, 210)]
    assert joined.oa11 is None
    assert joined.complete == {2011: frozenset({"X09000001"}), 2021: frozenset({"X09000001"})}


def test_a_unit_over_a_border_is_counted_once_and_left_out_of_comparisons() -> None:
    changes = [
        ("X01000001", "X", "X01000001", "X09000001"),
        ("X01000001", "X", "X01000002", "X09000002"),
        ("X01000003", "U", "X01000003", "X09000002"),
        ("X01000004", "U", "X01000004", "X09000001"),
    ]
    old = {"X01000001": 100, "X01000003": 50, "X01000004": 30}
    new = {"X01000001": 60, "X01000002": 45, "X01000003": 55, "X01000004": 33}
    names = {"X09000001": "North", "X09000002": "South"}
    tables = {
        "lookups.lsoa_changes": pl.DataFrame(
            [(a, "South 001A", c, b, f"{names[lad]} 001A", lad, names[lad]) for a, c, b, lad in changes],
            schema=["lsoa11", "lsoa11_name", "change", "lsoa21", "lsoa21_name", "lad22", "lad22_name"],
            orient="row",
        ).lazy(),
        "census-2011-ethnic.units": pl.DataFrame({"unit": list(old), "lsoa": list(old)}).lazy(),
        "census-2011-ethnic.counts": pl.DataFrame(
            {"unit": list(old), "group": ["WhiteBrit"] * 3, "count": list(old.values())}
        ).lazy(),
        "census-ts021.units": pl.DataFrame({"unit": list(new), "name": [f"Town 001{c}" for c in "ABCD"]}).lazy(),
        "census-ts021.counts": pl.DataFrame(
            {"unit": list(new), "group": ["White"] * 4, "count": list(new.values())}
        ).lazy(),
    }
    joined = join(tables)
    # The redrawn area carries South's name: its 100 people of 2011 are South's, once.
    assert sorted(joined.lsoa11.select("lad", "White").iter_rows()) == [
        ("X09000001", 30),
        ("X09000002", 50),
        ("X09000002", 100),
    ]
    assert sorted(joined.common.select("lad", "White_11", "White_21").iter_rows()) == [
        ("X09000001", 30, 33),
        ("X09000002", 50, 55),
    ]
