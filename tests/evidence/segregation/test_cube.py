"""Long and wide tables become the same cube, and what cannot be counted is refused with its row and column."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from convive.core.errors import RefusedInput, UnknownName
from convive.evidence.segregation import from_long, from_wide
from convive.evidence.segregation.cube import Cube

GROUPS = ("x", "y", "z")


def wide(counts: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame(counts, schema=list(GROUPS), orient="row").with_columns(
        unit=pl.Series([f"u{i}" for i in range(len(counts))]), area=pl.Series([f"a{i % 2}" for i in range(len(counts))])
    )


def long(table: pl.DataFrame) -> pl.DataFrame:
    return table.unpivot(on=list(GROUPS), index=["unit", "area"], variable_name="group", value_name="count")


@given(arrays(np.int64, st.tuples(st.integers(1, 7), st.just(3)), elements=st.integers(0, 9)), st.randoms())
@settings(max_examples=50, deadline=None)
def test_long_and_wide_are_the_same_cube(counts: np.ndarray, shuffle) -> None:
    people = counts + np.array([0, 1, 3])
    # A column that is the sum of the others everywhere is refused as a column of totals.
    assume(not (2 * people == people.sum(axis=1, keepdims=True)).all(axis=0).any())
    table = wide(people)
    one = from_wide(table, groups=GROUPS, within="area")
    rows = list(range(3 * table.height))
    shuffle.shuffle(rows)
    two = from_long(long(table)[rows], within="area", groups=GROUPS)
    assert one.units.equals(two.units)
    for area in range(one.areas.height):
        assert one.area_counts(area).tolist() == two.area_counts(area).tolist()
    assert one.people == counts.sum() + 4 * len(counts)
    assert one.counts.min(initial=1) > 0


def test_parts_and_blocks_hold_everything_once() -> None:
    cube = from_wide(wide(np.arange(30).reshape(10, 3)), groups=GROUPS, within="area")
    blocks = list(cube.blocks(5))
    assert blocks == [(0, 1), (1, 2)]
    assert sum(cube.part(*block).people for block in blocks) == cube.people
    assert cube.part(1, 2).area_counts(0).tolist() == cube.area_counts(1).tolist()
    assert list(cube.blocks(1)) == [(0, 2)]


def test_units_merge_into_a_level() -> None:
    table = wide(np.arange(12).reshape(4, 3)).with_columns(ward=pl.Series(["w", "v", "w", "v"]))
    cube = from_wide(table, groups=GROUPS, within="area", levels=["ward"])
    merged = cube.merged("ward")
    assert merged.units.rows() == [("w", "a0"), ("v", "a1")]
    assert merged.area_counts(0).tolist() == [[0 + 6, 1 + 7, 2 + 8]]


def test_splits_make_areas_of_their_own() -> None:
    table = pl.concat(
        [wide(np.arange(12).reshape(4, 3) + year).with_columns(year=pl.lit(str(year))) for year in (1, 2)]
    )
    cube = from_wide(table, groups=GROUPS, within="area", splits=["year"])
    assert cube.areas.rows() == [("a0", "1"), ("a0", "2"), ("a1", "1"), ("a1", "2")]
    assert cube.area_counts(1).tolist() == [[2, 3, 4], [8, 9, 10]]


def test_groups_named_are_the_whole_population() -> None:
    cube = from_long(long(wide(np.arange(12).reshape(4, 3))), groups=["z", "x"])
    assert cube.groups == ("z", "x")
    assert cube.area_counts(0).tolist() == [[2, 0], [5, 3], [8, 6], [11, 9]]


def refused(table: pl.DataFrame, **words: object) -> tuple[str | None, int | None, str | None]:
    with pytest.raises((RefusedInput, UnknownName)) as caught:
        from_long(table, **{"within": "area", "file": "t.csv", **words})
    error = caught.value
    assert error.file == "t.csv"
    return error.rule, error.row, error.column


def test_refusals_of_long_tables() -> None:
    good = long(wide(np.arange(12).reshape(4, 3))).with_row_index("row", 2)

    def with_cell(column: str, value: object) -> pl.DataFrame:
        values = good[column].to_list()
        values[4] = value
        return good.with_columns(pl.Series(column, values, strict=False))

    assert refused(with_cell("count", -1)) == ("not-negative", 6, "count")
    assert refused(with_cell("count", None)) == ("missing", 6, "count")
    assert refused(good.with_columns(pl.lit(float("nan")).alias("count"))) == ("number", 2, "count")
    assert refused(good.with_columns(pl.lit(2.5).alias("count"))) == ("whole", 2, "count")
    assert refused(good.with_columns(pl.lit(1e12).alias("count"))) == ("too-large", 2, "count")
    assert refused(good.with_columns(pl.lit("1,234").alias("count"))) == ("number", 2, "count")
    assert refused(with_cell("unit", None)) == ("missing", 6, "unit")
    assert refused(with_cell("area", " ")) == ("missing", 6, "area")
    assert refused(with_cell("group", None)) == ("group", 6, "group")
    assert refused(with_cell("area", "a1")) == ("one-area", 6, "area")
    assert refused(pl.concat([good, good[:1].with_columns(pl.lit(14).cast(pl.UInt32).alias("row"))])) == (
        "once",
        14,
        "unit",
    )
    assert refused(good.filter(pl.col("group") == "x"))[0] == "one-group"
    assert refused(good, groups=["x", "y", "x"])[0] == "once"
    assert refused(good, groups=["x", "w"])[0] == "group"
    assert refused(good, group="grup")[0] == "column"
    assert refused(good.clear())[0] == "empty"
    assert refused(good.with_columns(ward=pl.col("row").cast(pl.String)), levels=["ward"])[0] == "nested"


def test_refusals_of_wide_tables() -> None:
    good = wide(np.arange(12).reshape(4, 3))
    for table, rule in (
        (good.with_columns(x=pl.Series([1, 2, -3, 4])), "not-negative"),
        (good.with_columns(x=pl.Series(["1", "2", "three", "4"])), "number"),
        (good.with_columns(unit=pl.lit("u")), "once"),
        (good.with_columns(x=pl.lit(True)), "number"),
    ):
        with pytest.raises(RefusedInput) as caught:
            from_wide(table, groups=GROUPS)
        assert caught.value.rule == rule


def total_of(counts: np.ndarray, name: str = "t") -> Cube:
    table = wide(counts).with_columns((pl.col("x") + pl.col("y") + pl.col("z")).alias(name))
    return from_wide(table, groups=[*GROUPS, name])


@pytest.mark.parametrize("name", ["t", "Persons", "AllPeople", "total_2011"])
def test_a_column_that_adds_up_the_others_is_named(name: str) -> None:
    counts = np.random.default_rng(1).integers(0, 50, (20, 3))
    with pytest.raises(RefusedInput, match=f"“{name}” is the sum of the other groups") as caught:
        total_of(counts, name)
    assert caught.value.column == name


def test_a_total_that_holds_people_of_no_group_is_named_too() -> None:
    counts = np.random.default_rng(1).integers(10, 50, (60, 3))
    table = wide(counts).with_columns(n=pl.col("x") + pl.col("y") + pl.col("z") + pl.int_range(pl.len()) % 2)
    with pytest.raises(RefusedInput, match="“n” is the sum"):
        from_wide(table, groups=[*GROUPS, "n"])


def test_a_majority_is_no_total() -> None:
    counts = np.random.default_rng(1).integers(0, 10, (60, 3)) + np.array([0, 0, 100])
    assert from_wide(wide(counts), groups=GROUPS).people == counts.sum()


@pytest.mark.slow
def test_ten_million_rows() -> None:
    rows = 10_000_000
    unit = pl.int_range(rows, eager=True) // 10
    table = pl.DataFrame(
        {
            "unit": unit.cast(pl.String),
            "group": (pl.int_range(rows, eager=True) % 10).cast(pl.String),
            "count": (pl.int_range(rows, eager=True) * 7) % 30,
        }
    )
    cube = from_long(table)
    assert (cube.units.height, len(cube.groups), cube.people) == (1_000_000, 10, int(table["count"].sum()))
