"""Small areas among the most deprived fifth, beside England's."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convive.evidence.needs.deprivation import FIFTHS, deprived_fifth


@given(st.dictionaries(st.just("1"), st.integers(0, 500), min_size=1), st.integers(1, 500))
def test_the_share_is_of_small_areas(first, others) -> None:
    fifths = dict.fromkeys(FIFTHS, 0) | first | {"3": others}
    found = deprived_fifth(fifths, people=1000)
    assert found.value == pytest.approx(first["1"] / (first["1"] + others))
    assert found.people == 1000


def test_counted_by_hand(country, topic) -> None:
    # Twinford's twelve small areas have the tenths 1, 3, 5 in turn.
    found = topic("deprivation")
    assert (found.numerator, found.denominator, found.value) == (4, 12, pytest.approx(1 / 3))
    assert [line.count for line in found.lines] == [4, 4, 4, 0, 0]
    assert (found.company.words, found.company.whole) == ("England", True)
    everywhere = country.tables["imd-2025.ranks"].filter(pl.col("domain") == "all").collect()
    assert found.lines[0].elsewhere == pytest.approx((everywhere["tenth"] <= 2).mean(), abs=1e-6)


def test_domain_by_domain(country) -> None:
    table = next(sheet for sheet in country.needs().sheets if sheet.id == "deprivation")
    assert [row[0].value for row in table.rows] == ["All together (the index)", "Income"]
    assert [cell.value for cell in table.rows[0][1:4]] == [12, 4, 33.3]


def test_wales_is_not_in_the_english_indices(country) -> None:
    inputs = country.inputs()
    from dataclasses import replace

    from convive.evidence.needs.deprivation import measured

    wales = replace(inputs, place=replace(inputs.place, code="W06000015", name="Cardiff"))
    (found,) = measured(wales, None).topics
    assert found.status == "cannot say"
    assert "Welsh Index of Multiple Deprivation" in found.reason


def test_without_a_file_it_says_who_publishes_it(bare) -> None:
    found = next(topic for topic in bare.needs().topics if topic.id == "deprivation")
    assert found.status == "cannot say"
    assert "Ministry of Housing" in found.reason


def test_a_small_area_that_is_in_no_authority_is_refused(country) -> None:
    ranks = country.tables["imd-2025.ranks"].collect()
    lost = ranks.head(1).with_columns(unit=pl.lit("X01999999"))
    country.tables["imd-2025.ranks"] = pl.concat([ranks, lost]).lazy()
    found = next(topic for topic in country.needs().topics if topic.id == "deprivation")
    assert found.status == "cannot say"
    assert "1 small areas of imd-2025 are not in the lookups" in found.reason


def test_a_place_with_an_area_without_a_rank_is_not_judged(country) -> None:
    ranks = country.tables["imd-2025.ranks"].collect()
    country.tables["imd-2025.ranks"] = ranks.filter(pl.col("unit") != country.places[0][0]).lazy()
    found = next(topic for topic in country.needs().topics if topic.id == "deprivation")
    assert found.status == "cannot say"
    assert "leaves out small areas of Twinford" in found.reason


def test_the_older_edition_stands_in(country) -> None:
    ranks = country.tables.pop("imd-2025.ranks").collect()
    country.sources = [source for source in country.sources if source.kind != "imd-2025"]
    country.add("imd-2019", ("2019-09-26", "September 2019"), ranks=ranks)
    part = country.needs()
    found = next(topic for topic in part.topics if topic.id == "deprivation")
    assert (found.kinds, found.numerator) == (("imd-2019",), 4)
    # Its small areas are those of 2011, which lie in no neighbourhood of 2021: nothing stands beside the others.
    beside = [c.id for sheet in part.sheets if sheet.id == "english" for c in sheet.columns if c.id == "deprived"]
    assert beside == []


def test_residents_are_an_order_of_size(country) -> None:
    standing = next(s for s in country.needs(country.here).standings if s.indicator == "deprived_fifth")
    assert standing.people % 100 == 0
