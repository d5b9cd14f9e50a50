"""Unit by unit: parts that add up to the index of the area, and quotients that average to one."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from convive.core.errors import UnknownName
from convive.evidence.segregation import from_wide, indices
from convive.evidence.segregation.cube import Cube
from convive.evidence.segregation.local import by_unit, contributions, quotients, scores


@pytest.fixture(scope="module")
def counts() -> np.ndarray:
    rng = np.random.default_rng(2)
    made = rng.poisson(rng.gamma(0.6, [20, 60, 90], (12, 3))) + 1
    made[5] = 0
    return made


@pytest.fixture(scope="module")
def cube(counts: np.ndarray) -> Cube:
    table = pl.DataFrame(counts, schema=["a", "b", "c"], orient="row").with_columns(
        unit=pl.Series([f"u{i:02}" for i in range(12)])
    )
    return from_wide(table, groups=["a", "b", "c"])


def test_parts_of_h_m_and_d_add_up(cube: Cube, counts: np.ndarray) -> None:
    found = scores(cube)
    assert found["h_part"].sum() == pytest.approx(indices.theil_h_multi(counts))
    assert found["m_part"].sum() == pytest.approx(indices.mutual_information(counts))
    assert found["local_m"].min() >= 0
    for at, group in enumerate("abc"):
        d_part = contributions(cube, group)["d_part"]
        assert d_part.sum() == pytest.approx(indices.dissimilarity(counts[:, at], counts.sum(axis=1)))


def test_a_units_own_mix_is_that_of_its_people(cube: Cube, counts: np.ndarray) -> None:
    row = scores(cube).row(3, named=True)
    assert row["simpson"] == pytest.approx(indices.simpson(counts[3]))
    assert row["entropy"] == pytest.approx(indices.entropy(counts[3]))
    assert row["people"] == counts[3].sum()


def test_quotients_average_to_one(cube: Cube, counts: np.ndarray) -> None:
    found = quotients(cube).filter(pl.col("people") > 0)
    for group in "abc":
        mine = found.filter(pl.col("group") == group)
        assert (mine["quotient"] * mine["people"]).sum() / mine["people"].sum() == pytest.approx(1)


def test_a_unit_with_nobody_has_no_score_and_a_group_with_nobody_no_quotient(cube: Cube) -> None:
    empty = scores(cube).row(5, named=True)
    assert empty["people"] == 0
    assert empty["simpson"] is None
    assert quotients(cube).filter(pl.col("unit") == "u05")["quotient"].null_count() == 3
    absent = from_wide(pl.DataFrame({"unit": ["u", "v"], "a": [5, 5], "b": [0, 0]}), groups=["a", "b"])
    assert contributions(absent, "b")["d_part"].null_count() == 2
    assert quotients(absent).filter(pl.col("group") == "b")["quotient"].null_count() == 2


def test_an_unknown_group_is_said(cube: Cube) -> None:
    with pytest.raises(UnknownName):
        contributions(cube, "d")


def test_the_long_table_is_what_the_direct_calls_give(cube: Cube) -> None:
    found = by_unit(cube)
    assert found.height == 12 * 4
    everybody, known = found.filter(pl.col("group") == ""), scores(cube)
    assert everybody["people"].to_list() == known["people"].to_list()
    peopled = known["people"] > 0
    for mine, theirs in (("local_score", "local_m"), ("contribution", "h_part")):
        assert everybody.filter(peopled)[mine].to_list() == pytest.approx(known.filter(peopled)[theirs].to_list())
    for group in "abc":
        of_group = found.filter(pl.col("group") == group)
        ratio = quotients(cube).filter(pl.col("group") == group)["quotient"]
        assert of_group["location_quotient"].equals(ratio.rename("location_quotient"))
        assert of_group["contribution"].to_list() == pytest.approx(contributions(cube, group)["d_part"].to_list())
        # Of one group against everyone else, the score is that of a table of these two.
        two = cube.area_counts(0)[:, "abc".index(group)]
        rest = cube.area_counts(0).sum(axis=1) - two
        table = pl.DataFrame({"unit": cube.units["unit"], "x": two, "y": rest})
        expected = scores(from_wide(table, groups=["x", "y"]))["local_m"].to_list()
        assert of_group["local_score"].drop_nulls().to_list() == pytest.approx([e for e in expected if e is not None])


def test_a_long_table_by_hand() -> None:
    table = pl.DataFrame({"unit": ["u", "v"], "a": [10, 30], "b": [30, 10]})
    row = by_unit(from_wide(table, groups=["a", "b"])).row(1, named=True)
    assert (row["group"], row["people"], row["share"], row["location_quotient"]) == ("a", 10, 0.25, 0.5)
    # p = 1/4 beside P = 1/2: ¼ ln ½ + ¾ ln 3/2.
    assert row["local_score"] == pytest.approx(0.25 * np.log(0.5) + 0.75 * np.log(1.5))
    # Half of |10/40 − 30/40|.
    assert row["contribution"] == 0.25


def test_what_is_empty_in_the_long_table_has_its_reason() -> None:
    rows = [("u", "p", 5, 5, 0), ("v", "p", 0, 0, 0), ("w", "p", 20, 1, 0), ("x", "q", 9, 0, 0), ("y", "r", 0, 0, 0)]
    table = pl.DataFrame(rows, schema=["unit", "area", "a", "b", "c"], orient="row")
    found = by_unit(from_wide(table, groups=["a", "b", "c"], within="area"))
    numbers = ("share", "location_quotient", "local_score", "contribution")
    missing = found.filter(pl.any_horizontal(pl.col(name).is_null() for name in numbers))
    assert (missing["reason"] != "").all()
    assert found.filter(pl.col("reason") != "").height == missing.height
    reasons = {(r["unit"], r["group"]): r["reason"] for r in found.iter_rows(named=True)}
    assert reasons["u", "a"] == ""
    assert reasons["u", "c"] == "Nobody of this group was counted in this area."
    assert reasons["v", "a"] == "Nobody was counted in this unit."
    assert reasons["x", "a"] == "Everybody counted in this area is of this group."
    assert reasons["x", ""] == "Fewer than two groups were counted in this area."
    assert reasons["y", ""] == "Nobody was counted in this area."


def test_rows_of_a_unit_with_a_withheld_count_say_so() -> None:
    cube = from_wide(pl.DataFrame({"unit": ["u", "v"], "a": [5, 30], "b": [30, 10]}), groups=["a", "b"])
    cells = pl.DataFrame({"unit": ["u"], "within": [""], "group": ["a"], "low": [1], "high": [9]})
    found = by_unit(cube, cells)
    assert found.filter(pl.col("unit") == "u")["reason"].str.contains("was withheld").all()
    assert (found.filter(pl.col("unit") == "v")["reason"] == "").all()
