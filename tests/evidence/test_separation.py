"""How far apart groups live: intervals for the place, one pass for all, the same bytes every time."""

from __future__ import annotations

import polars as pl
import pytest

from convive.evidence.census import join, matrix
from convive.evidence.segregation.measure import all_groups, one_group
from convive.evidence.separation import beyond_chance, measures


def test_every_figure_of_the_place_lies_in_its_interval_and_has_an_expected_value(twinford) -> None:
    assert {(m.year, m.unit) for m in twinford.measures} == {
        (2021, "lsoa"),
        (2011, "common"),
        (2021, "common"),
        (2011, "oa"),
    }
    judged = [m.estimate for m in twinford.measures if m.estimate.status == "ok"]
    assert judged
    for estimate in judged:
        assert estimate.low <= estimate.value <= estimate.high
        assert estimate.low < estimate.high
        assert 0 <= estimate.expected <= 1


def test_the_values_are_those_of_the_plain_formulae(world) -> None:
    joined = join(world.tables())
    counts = matrix(joined.lsoa21, "X09000001", joined.groups)
    found = {(m.index, m.group): m.estimate for m in measures(joined, "X09000001", (2011, 2021)) if m.unit == "lsoa"}
    by_hand = all_groups(counts)
    assert found["theil_h_multi", ""].value == pytest.approx(by_hand.value, abs=1e-6)
    assert found["theil_h_multi", ""].corrected == pytest.approx(by_hand.corrected, abs=1e-6)
    for at, group in enumerate(joined.groups):
        plain = one_group("dissimilarity", counts[:, at], counts.sum(axis=1))
        assert found["dissimilarity", group].value == pytest.approx(plain.value, abs=1e-6)
        assert found["dissimilarity", group].expected == pytest.approx(plain.expected, abs=1e-6)


def test_one_pass_gives_what_authority_by_authority_gives(world) -> None:
    joined = join(world.tables())
    found = beyond_chance(joined.lsoa21, joined.groups)
    assert set(found) == set(joined.authorities)
    for lad, estimate in found.items():
        alone = all_groups(matrix(joined.lsoa21, lad, joined.groups))
        assert estimate.value == pytest.approx(alone.value, abs=1e-12)
        assert estimate.corrected == pytest.approx(alone.corrected, abs=1e-12)


def test_the_same_evidence_has_the_same_intervals(world) -> None:
    assert world.evidence("X09000001").measures == world.evidence("X09000001").measures


def test_counts_of_one_small_area_are_not_left_beside_a_comparison(twinford) -> None:
    for measure in twinford.measures:
        if measure.unit != "lsoa":
            assert (measure.estimate.people, measure.estimate.numerator) == (0, None)


def test_nothing_is_measured_without_units() -> None:
    empty = pl.DataFrame(schema={"unit": pl.String, "lad": pl.String} | dict.fromkeys(("a", "b"), pl.Int64))
    assert beyond_chance(None, ("a", "b")) == {}
    assert beyond_chance(empty, ("a", "b")) == {}
