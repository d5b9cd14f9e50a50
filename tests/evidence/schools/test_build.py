"""The schools of a place as one part of its evidence: whole, without a file, alone, made of districts."""

from __future__ import annotations

from convive.evidence.schools import build

HERE = "X09000001"


def test_every_topic_is_there_and_every_sheet_it_names(make_town, six_schools) -> None:
    years = {"R": 80, "1": 85, "2": 90, "3": 95, "4": 100, "5": 105, "6": 110}
    part = build(make_town(six_schools(years=years)).inputs())
    assert [topic.id for topic in part.topics] == ["schools-mix", "pupils-by-year", "school-places"]
    sheets = {sheet.id for sheet in part.sheets}
    assert {topic.sheet for topic in part.topics if topic.sheet} <= sheets
    assert {"schools-primary", "schools-beside", "schools-around", "schools-apart", "schools-placed"} <= sheets
    mix = part.topics[0]
    assert mix.total == sum(line.count for line in mix.lines) == 1200
    assert {line.id: line.count for line in mix.lines}["White"] == 545
    assert mix.date_words == "January 2023"


def test_without_a_file_each_topic_says_who_holds_the_figure(make_town) -> None:
    part = build(make_town().inputs())
    assert {topic.status for topic in part.topics} == {"cannot say"}
    assert all(topic.reason and not topic.lines and topic.value is None for topic in part.topics)
    assert (part.sheets, part.standings, part.figures) == ((), (), {})


def test_a_place_that_the_file_leaves_out_says_so(make_town, make_school) -> None:
    part = build(make_town([make_school("1", (20, 20, 20, 20, 20), authority="X09000100")]).inputs())
    assert "no school of this place" in part.topics[0].reason


def test_one_school_alone_has_a_table_and_nothing_to_compare(make_town, make_school) -> None:
    part = build(make_town([make_school("1", (50, 20, 20, 20, 90))]).inputs())
    mix = part.topics[0]
    assert (mix.status, mix.indicator, mix.value) == ("ok", "", None)
    ids = {sheet.id for sheet in part.sheets}
    assert "schools-primary" in ids
    assert not ids & {"schools-beside", "schools-around"}
    assert part.standings == ()


def test_a_place_made_of_districts_has_the_schools_of_all(make_town, make_school, six_schools) -> None:
    parts = ((HERE, "Twinford"), ("X09000100", "Eastford"))
    abroad = make_school("200000", (50, 20, 20, 20, 90), authority="X09000100")
    inputs = make_town([*six_schools(), abroad]).inputs("X09000999", parts)
    part = build(inputs)
    assert part.topics[0].total == 1200 + 200


def test_missing_postcodes_and_ages_are_named(make_town, six_schools) -> None:
    part = build(make_town(six_schools()).inputs())
    assert [missing.kind for missing in part.missing] == [
        "postcodes",
        "census-2011-age",
        "schools-spc",
        "school-places",
    ]


def test_a_group_that_one_phase_withholds_is_withheld_in_the_topic(make_town, make_school, six_schools) -> None:
    few = make_school("300000", (4, 40, 40, 40, 77), phase="State-funded secondary")
    part = build(make_town([*six_schools(), few]).inputs())
    counts = {line.id: line.count for line in part.topics[0].lines}
    assert counts["Asian"] is None
    assert sum(count is None for count in counts.values()) >= 2


def test_pairs_of_pupils_have_a_formula_of_their_own(make_town, six_schools) -> None:
    found = build(make_town(six_schools()).inputs()).figures["school-pairs"]
    assert "neighbour" not in found.formula
    assert "one school" in found.formula
