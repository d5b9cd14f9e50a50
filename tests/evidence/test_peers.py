"""Similar authorities: likeness by hand, its properties, and who is found in a small world."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from convive.core.geography import Place
from convive.evidence.census import join
from convive.evidence.peers import NEAREST, distances, peers

PLACE = Place("X09000001", "Twinford", 2022)
tables = arrays(np.float64, (12, 4), elements=st.integers(-50, 50).map(float))
BLOCKS = ["size", "mix", "mix", "age"]


def test_distance_by_hand() -> None:
    features = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 1.0], [1.0, 1.0, 1.0]])
    # Four of the six pairs differ by 1 in size, and four by 2 in their mix: a usual difference is √(2/3) of that.
    assert distances(features, ["size", "mix", "mix"], 0).tolist() == pytest.approx([0, 1.5**0.5, 1.5**0.5, 3**0.5])


def test_a_large_difference_in_one_group_is_not_hidden_by_many_small_groups() -> None:
    small = np.full((4, 17), 0.001)
    shares = np.array([[0.600, 0.383], [0.598, 0.385], [0.983, 0.000], [0.980, 0.003]])
    features = np.hstack([np.array([[1.0], [2.0], [1.0], [3.0]]), shares, small])
    blocks = ["size", *["mix"] * 19]
    far = distances(features, blocks, 0)
    assert far[1] < far[2]


@given(tables, st.integers(0, 11))
def test_nothing_hangs_on_the_unit_or_the_start_of_a_scale(features, of) -> None:
    moved = features * np.array([2.0, 3.0, 3.0, 10.0]) + np.array([5.0, -1.0, 0.0, 100.0])
    assert np.allclose(distances(features, BLOCKS, of), distances(moved, BLOCKS, of))


@given(tables, st.integers(0, 11))
def test_a_block_weighs_the_same_however_often_it_is_told(features, of) -> None:
    twice = np.hstack([features, features[:, 3:]])
    assert np.allclose(distances(features, BLOCKS, of), distances(twice, [*BLOCKS, "age"], of))


@given(tables, st.integers(0, 11), st.permutations(range(12)))
def test_the_order_of_authorities_does_not_matter(features, of, order) -> None:
    there = distances(features[order], BLOCKS, order.index(of))
    assert np.allclose(there, distances(features, BLOCKS, of)[order])


@given(tables, st.integers(0, 11))
def test_likeness_is_mutual_and_nothing_to_oneself(features, of) -> None:
    far = distances(features, BLOCKS, of)
    assert far[of] == 0
    for other in range(12):
        assert distances(features, BLOCKS, other)[of] == pytest.approx(far[other])


def test_a_feature_that_is_the_same_everywhere_says_nothing() -> None:
    features = np.array([[1.0, 7.0], [2.0, 7.0], [3.0, 7.0]])
    alone = distances(features[:, :1], ["size"], 0)
    assert distances(features, ["size", "age"], 0).tolist() == alone.tolist()


@pytest.fixture
def many(make_world, world, authorities):
    twin = {"X09000099": world.areas["X09000001"]}
    return make_world({**world.areas, **authorities(20), **twin}, names={"X09000001": "Twinford", "X09000099": "Twin"})


def test_ten_are_found_the_twin_first_and_never_the_place_itself(many) -> None:
    found = many.evidence("X09000001").peers
    assert len(found.nearest) == NEAREST
    assert found.nearest[0].name == "Twin"
    assert found.nearest[0].distance == 0
    assert "X09000001" not in {peer.code for peer in found.nearest}
    assert [peer.distance for peer in found.nearest] == sorted(peer.distance for peer in found.nearest)
    assert (found.features, found.groups, found.kinds) == (("size", "mix"), 5, ("census-ts021",))


def test_more_files_compare_more(many) -> None:
    given_tables = dict(many.tables())
    lads = list(many.areas)
    # As the file in circulation is kept: people from 16 to 64, and everybody.
    ages = [(lad, "working", 60 + n) for n, lad in enumerate(lads)]
    everybody = [(lad, 100 + n) for n, lad in enumerate(lads)]
    given_tables["census-age.counts"] = pl.DataFrame(ages, schema=["unit", "group", "count"], orient="row").lazy()
    given_tables["census-age.units"] = pl.DataFrame(everybody, schema=["unit", "people"], orient="row").lazy()
    units = given_tables["census-ts021.units"].collect()["unit"]
    given_tables["imd-2025.ranks"] = pl.DataFrame({"unit": units, "domain": "all", "tenth": 3}).lazy()
    found = peers(join(given_tables), given_tables, PLACE)
    assert found.features == ("size", "mix", "age", "deprivation")
    assert found.kinds == ("census-age", "census-ts021", "imd-2025")


def test_a_standing_has_the_middle_of_the_similar_beside_it(many) -> None:
    evidence = many.evidence("X09000001")
    standing = evidence.standing("theil_h_multi")
    assert standing.similar_of == NEAREST
    assert standing.similar is not None
    assert standing.similar != standing.median


def test_with_too_little_company_there_is_nobody_like_it(twinford) -> None:
    assert twinford.peers is None
    assert twinford.standing("theil_h_multi").similar is None


def test_age_is_the_share_of_residents_from_16_to_64(many) -> None:
    """A file that has no other age right still tells two places apart, and one of them from its twin."""
    given_tables = dict(many.tables())
    lads = list(many.areas)
    young = [(lad, "working", 90 if lad == "X09000099" else 60) for lad in lads]
    given_tables["census-age.counts"] = pl.DataFrame(young, schema=["unit", "group", "count"], orient="row").lazy()
    given_tables["census-age.units"] = pl.DataFrame({"unit": lads, "people": [100] * len(lads)}).lazy()
    found = peers(join(given_tables), given_tables, Place("X09000001", "Twinford", 2022))
    assert found.features == ("size", "mix", "age")
    assert found.nearest[0].code != "X09000099"  # its twin but for age, and the first of all where age is not known
