"""What is strong: the favourable end of the rule for priorities, and things that are there to be counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convive.core.disclosure import Column, plain_sheet
from convive.evidence.catalogue import indicator
from convive.evidence.model import Line, PlaceEvidence, Topic
from convive.evidence.strengths import CANDIDATES, OF_MIXING, RULE, figure_of, strengths


def with_value(evidence: PlaceEvidence, name: str, value: float) -> PlaceEvidence:
    one = evidence.standing("theil_h_multi")
    changed = replace(one, indicator=name, value=value, low_quarter=0.1, median=0.2, high_quarter=0.3)
    return replace(evidence, standings=(changed,), neighbourhoods=())


@pytest.mark.parametrize("name", CANDIDATES)
def test_the_lower_quarter_of_every_candidate_is_a_strength_and_its_middle_is_not(twinford, name) -> None:
    assert [one.id for one in strengths(with_value(twinford, name, 0.1))] == [name]
    assert strengths(with_value(twinford, name, 0.15)) == ()
    assert indicator(name).polarity in ("apart", "need")


@pytest.mark.parametrize("name", ["asylum_support", "little_english", "recent_arrivals", "social_renting"])
def test_few_newcomers_or_tenants_are_never_called_a_strength(twinford, name) -> None:
    assert strengths(with_value(twinford, name, 0.0)) == ()


def test_nobody_stands_out_where_most_are_level(twinford) -> None:
    one = replace(twinford.standing("theil_h_multi"), indicator="crowding", value=0.2, low_quarter=0.2, median=0.2)
    assert strengths(replace(twinford, standings=(one,), neighbourhoods=())) == ()


def test_a_figure_within_chance_is_no_strength(twinford) -> None:
    low = with_value(twinford, "separation_change", 0.05)
    small = replace(
        low.standings[0], estimate=replace(low.standings[0].estimate, status="small", reason="Within chance.")
    )
    assert strengths(replace(low, standings=(small,))) == ()


def test_neighbourhoods_as_mixed_as_the_place_are_counted(twinford) -> None:
    found = {one.id: one for one in strengths(twinford)}["mixed-neighbourhoods"]
    anywhere = twinford.pairs[-1].anywhere
    assert found.count == sum(n.pairs_differ >= anywhere for n in twinford.neighbourhoods)
    assert found.of == 6
    assert found.date_words == "March 2021, in lockdown"


def test_people_who_speak_two_languages_well_are_counted(twinford) -> None:
    topic = Topic(
        "english",
        "needs",
        "English",
        "residents",
        ("census-english",),
        date_words="March 2021",
        total=900,
        lines=(Line("main", "English", 800, 0.8), Line("well", "Well", 60, 0.06)),
    )
    found = {one.id: one for one in strengths(replace(twinford, topics=(topic,)))}["two-languages"]
    assert (found.count, found.of) == (60, 900)
    withheld = replace(topic, lines=(Line("well", "Well", None, None),))
    assert "two-languages" not in {one.id for one in strengths(replace(twinford, topics=(withheld,)))}


def test_schools_like_those_around_them_are_counted(twinford) -> None:
    columns = [
        Column("group", "Pupils", "label"),
        Column("beside", "Beside", "label"),
        Column("schools", "S", "number"),
        Column("points_smaller", "A", "number"),
        Column("points_larger", "B", "number"),
    ]
    rows = [("Asian", "schools around", 20, 9, 9), ("White", "schools around", 20, 3, 5)]
    sheet = plain_sheet("schools-around", "Schools", columns, rows, source="s")
    topic = Topic("schools-mix", "schools", "Schools", "pupils", ("schools-spc",), date_words="January 2023")
    evidence = replace(twinford, sheets=(*twinford.sheets, sheet), topics=(topic,))
    found = {one.id: one for one in strengths(evidence)}["schools-alike"]
    assert (found.count, found.of, found.date_words) == (12, 20, "January 2023")


def test_where_nearly_everybody_is_of_one_group_evenness_is_no_strength(twinford) -> None:
    """The stated rule: under 10 in 100 pairs of residents of different groups."""
    uniform = (replace(twinford.pairs[-1], anywhere=0.09),)
    for name in OF_MIXING:
        if name in CANDIDATES:
            low = with_value(twinford, name, 0.05)
            assert [one.id for one in strengths(low)] == [name]
            assert strengths(replace(low, pairs=uniform)) == ()
    assert "mixed-neighbourhoods" not in {one.id for one in strengths(replace(twinford, pairs=uniform))}
    crowding = with_value(twinford, "crowding", 0.05)
    assert [one.id for one in strengths(replace(crowding, pairs=uniform))] == ["crowding"]
    assert "fewer than 10 in 100 pairs" in RULE


def test_each_count_says_where_it_is_from(twinford) -> None:
    one = {one.id: one for one in strengths(twinford)}["mixed-neighbourhoods"]
    found = figure_of(one, twinford)
    assert found.words == f"{one.count}"
    assert found.rows.startswith("6 neighbourhoods")
    assert "table" in found.source
    assert figure_of(replace(one, id="two-languages"), twinford) is None
