"""Unit by unit: parts that add up to the index of the area, and quotients that average to one."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from convive.core.errors import UnknownName
from convive.evidence.segregation import from_wide, indices
from convive.evidence.segregation.cube import Cube
from convive.evidence.segregation.local import contributions, quotients, scores


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
