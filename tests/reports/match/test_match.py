"""How a proposal reads: what it finds, how good it is, who was left out and why; and what it never says."""

from __future__ import annotations

import json
import re
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convive.core.problems import LinkingProblem
from convive.core.problems.placement import RULES as PLACE_RULES
from convive.matching.linking.rules import RULES as LINK_RULES
from convive.reports.match import parts, record
from convive.reports.match.content import bound
from convive.reports.match.document import html
from convive.reports.match.fairness import look
from convive.reports.match.linking import across, five, setting
from convive.reports.match.why import for_schools
from convive.reports.words import say, strings

QUALITY: dict[str, Any] = {
    "value": 30.0,
    "bound": 30.0,
    "gap": 0.0,
    "status": "optimal",
    "solver": "flow",
    "seed": 3,
    "input_hash": "0" * 64,
}
GROUPS = re.compile(r"\b(Asian|Black|Mixed|White|Pakistani|Muslim|Christian|ethnic)\b", re.IGNORECASE)


def words_of(piece: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(piece)))


def test_a_record_is_plain_values_and_comes_back_the_same(linking, linked):
    kept = record(linking, linked)
    assert json.loads(json.dumps(kept)) == kept
    assert (kept["kind"], kept["targets"]) == ("linking", ["C1", "C2", "C3", "C4", "C5"])


def test_the_finding_of_a_linking_year_is_the_chance_to_meet(linking, linked):
    # By hand: 1 − (0.1·0.8 + 0.9·0.2) = 0.74; 1 − (0.2·0.9 + 0.8·0.1) = 0.74; own: 0.18, 0.32, 0.32, 0.18.
    page = parts(record(linking, linked))
    assert "105 children would meet across groups <mark>74 times in 100</mark>" in page.hero
    assert "In their own schools it is <mark>25</mark>" in page.hero
    assert "4 classes, two links. Two linked schools are 14 minutes apart on average" in page.hero
    assert "One class has no partner yet." in page.hero


def test_each_link_is_in_the_table_with_its_venue_in_whichever_order_the_pair_was_met(linking, linked):
    text = words_of(parts(record(linking, linked)).table)
    assert "Alder &lt;b&gt;, Year 4 and Birch, Year 4 74 18, 32 13 Town library, 12 May New" in text
    assert "Cedar, Year 5 and Dogwood, Year 5 74 32, 18 15 to be found Kept from before" in text


def test_whoever_is_left_out_is_told_the_one_rule_that_would_help(linking, linked):
    page = parts(record(linking, linked))
    assert "No class on the lists is a possible partner under these rules." in page.left
    assert "One rule alone would change that, if it went: the travelling time." in page.left
    assert "S5" in page.left  # a school without a name is named by its id
    linked["unassigned"][0]["would_open"] = []
    assert "No single rule alone would change that." in parts(record(linking, linked)).left


def test_the_pictures_say_in_words_what_they_show(linking, linked):
    page = parts(record(linking, linked))
    assert (
        'aria-label="Chance meetings across groups, of 100: 25 in the children’s own schools, 74 in the pairs"'
        in page.hero
    )
    assert 'aria-label="Map of 5 schools with two links"' in page.shown
    assert page.shown.count('<path d="M') >= 3  # two links and one venue
    assert "Alder &lt;b&gt;" in page.shown
    assert "<b>" not in page.shown


def test_without_any_mix_the_finding_is_said_without_one(linking, linked):
    bare = LinkingProblem(linking.schools.drop("eth_asian", "eth_white_british"), linking.classes)
    page = parts(record(bare, linked))
    assert "<mark>" not in page.hero
    assert "4 classes have a partner." in page.hero
    assert "<svg" not in page.hero


def test_without_any_link_it_says_so(linking, linked):
    none = {**linked, "assignments": [], "unassigned": [
        {"id": one, "reason": "no_admissible_partner", "would_open": []} for one in linking.classes["class_id"]
    ]}  # fmt: skip
    page = parts(record(linking, none))
    assert "No two classes can be linked under these rules." in page.hero
    assert page.shown is not None
    assert "Five classes have no partner yet" in page.left


def test_the_reason_for_schools_and_parents_holds_no_share_and_no_group(linking, linked):
    page = parts(record(linking, linked))
    for one in ("C1", "C3"):
        public = str(page.why(one)).split("note", 1)[1]
        assert "For schools and parents" in public
        assert not GROUPS.search(words_of(public))
        assert not re.search(r"\d+ (times )?in 100|\d ?%|per cent", public)
    assert "Birch" in page.why("C1")
    assert "Cedar is a big class and Dogwood a small one." in page.why("C4")
    assert "The children are of the same year" in page.why("C1")
    assert "They first meet at Town library." in page.why("C2")


shares = st.lists(st.floats(0, 1), min_size=5, max_size=5).filter(lambda mix: sum(mix) > 0.1)


def end(name, mix, size, near, year):
    return {"short": name, "name": name, "mix": mix, "size": size, "near": near, "year": year, "own": 0.4}


@given(
    shares, shares, st.integers(1, 40), st.integers(1, 40), st.integers(0, 30), st.integers(0, 30), st.integers(0, 90)
)
def test_whatever_the_mixes_the_reason_for_schools_is_the_same(one, other, big, small, near, far, minutes):
    """Two pairs that differ in nothing but their mixes are told the same."""

    def told(a, b):
        ends = {"a": end("Alder", a, big, near, 4), "b": end("Birch", b, small, far, 4)}
        return for_schools({**ends, "minutes": minutes, "kept": False, "venue": "", "across": across(a, b)})

    assert told(one, other) == told(other, one) == told([1, 0, 0, 0, 0], [1, 0, 0, 0, 0])
    assert not GROUPS.search(" ".join(told(one, other)))


@given(shares, shares)
def test_a_chance_to_meet_is_a_chance_and_does_not_depend_on_who_is_named_first(one, other):
    met = across(one, other)
    assert 0 <= met <= 1
    assert met == across(other, one)
    assert across(one, None) is None


def test_other_groups_than_the_five_are_other():
    assert five({"eth_arab": 0.25, "eth_black_african": 0.25, "eth_black_caribbean": 0.5, "name": "x"}) == [
        0.0, 0.75, 0.0, 0.25, 0.0,
    ]  # fmt: skip
    assert five({"name": "x"}) is None
    assert [setting(n) for n in (0, 4, 5, 11, 12)] == ["out", "out", "between", "between", "town"]


@pytest.mark.parametrize(
    ("gap", "says"),
    [(0.02, "2"), (0.0031, "0.4"), (0.0030, "0.3"), (0.00051, "0.06"), (0.5, "50"), (0.012, "2"), (0.000001, "0.001")],
)
def test_a_gap_is_never_rounded_in_its_own_favour(gap, says):
    title = bound({"status": "gap", "gap": gap})["title"]
    assert title == f"Could it be better? By at most {says} in 100"
    assert float(says) / 100 >= gap - 1e-12


def test_what_is_not_proven_is_not_claimed():
    assert bound({"status": "heuristic", "gap": None})["title"] == "Could it be better? That is not known"
    assert "That is proven" in bound({"status": "optimal", "gap": 0.0})["says"]


def test_places_in_classes(learners, placed):
    page = parts(record(learners, placed))
    assert "<mark>6</mark> of 12 people who wait would have a place." in page.hero
    assert "For five people without a class, one thing alone stands in the way most often: childcare." in page.hero
    assert "Tuesday afternoon" in page.shown
    assert "6 of 8" in page.shown
    assert "Six people wait on" in page.left
    assert "never who may enter a drop-in class" in page.care


def test_fairness_tells_who_is_placed_least_and_hides_the_few(learners, placed):
    text = words_of(parts(record(learners, placed)).fairness)
    assert "Is this fair to everybody who waits?" in text
    assert "Placed least: “Yes”, 100 in 100 less than “No”." in text
    assert "1.0 km" in text
    few = look("childcare", {"a": "Yes", "b": "Yes", "c": "No"}, {"a": 1.0})
    kept = record(learners, placed)
    kept["facts"]["fair"] = [few]
    text = words_of(parts(kept).fairness)
    assert "Yes few" in text
    assert "it would be a fact about them" in text
    assert "Placed least" not in text
    assert "1.0 km" not in text


def test_teams_are_never_shown_with_their_mix_nor_why_two_are_apart(people):
    assignments = [{"person_id": f"P{n}", "team": f"T{n // 12 + 1:02}"} for n in range(24)]
    answer = {
        "quality": QUALITY,
        "assignments": assignments,
        "unassigned": [],
        "relaxed": [],
        "spread": {"teams": 2, "smallest": 12, "largest": 12, "farthest": 0.8, "alone": 0},
        "price": {"kept": 178.0, "kept_bound": 170.0, "free": 100.0, "free_bound": 100.0, "of_rule": 78.0},
    }
    page = parts(record(people, answer))
    text = words_of(page.hero) + words_of(page.better) + words_of(page.shown) + words_of(page.table)
    assert "24 people in 2 teams" in text
    assert "with that rule the teams are 1.78 times as far from the mix of all as without" in text
    assert "one pair is kept apart" in text.lower()
    assert not re.search(r"P\d+ (f|m)\b", text)
    assert "P0 and P2" not in text


def test_mentors(mentors):
    answer = {
        "quality": QUALITY,
        "assignments": [{"mentee": "M1", "mentor": "N1", "value": 30}],
        "unassigned": [{"id": "M2", "reason": "no_eligible_mentor", "would_open": []}],
        "relaxed": [],
        "stability": {"price": 0.04, "placed_best": 2, "placed_stable": 1},
    }
    page = parts(record(mentors, answer))
    assert "<mark>1</mark> of 2 people who look for a mentor would have one." in page.hero
    assert "it costs 4 in 100 of the value: 1 instead of 2 have a mentor" in page.hero
    assert "The mentor is N1." in page.why("M1")
    assert "No mentor on the list suits." in page.why("M2")


def test_every_rule_that_an_engine_names_has_its_words():
    known = {key.removeprefix("match.rule.") for key in strings("en") if key.startswith("match.rule.")}
    assert {*LINK_RULES, *PLACE_RULES} <= known
    assert say("match.rule.minutes") == "the travelling time"


def test_headings_begin_where_the_page_wants_them(linking, linked):
    page = parts(record(linking, linked), level=2)
    assert "<h1" not in page.hero
    assert "<h2" in page.hero
    assert "<h4" in page.shown


def test_a_class_without_a_year_is_named_by_its_school_and_two_alike_by_their_ids(linking, linked):
    twin = pl.concat([linking.classes, linking.classes.head(1).with_columns(class_id=pl.lit("C9"))])
    names = record(LinkingProblem(linking.schools, twin), linked)["names"]
    assert names["C1"] == "Alder <b>, Year 4 (C1)"
    assert names["C9"] == "Alder <b>, Year 4 (C9)"
    assert names["C5"] == "S5"


def test_a_proposal_is_one_file_that_says_it_is_not_for_publication(linking, linked):
    text = html(record(linking, linked), title="North & West").decode()
    assert text.count("not for publication") >= 3
    assert "<title>North &amp; West</title>" in text
    assert not re.search(r"(src|href)=\"(?!#|data:)", text)
    assert "<script" not in text
    assert text.count("<h1") == 1
    assert "Is this fair to every school?" in text


def test_long_tables_are_left_to_the_data(people):
    assignments = [{"person_id": f"P{n}", "team": "T01", "site": None} for n in range(401)]
    answer = {"quality": QUALITY, "assignments": assignments, "unassigned": [], "relaxed": []}
    assert "They stand in assignments.csv." in html(record(people, answer)).decode()


def test_a_rule_that_cost_something_is_said_with_whom_it_is_about_and_its_price(linking, linked):
    dear = [
        {"rule": "quota", "who": f"S{n}", "price": 100.0 + n, "says": "One more class of it would add these points."}
        for n in range(9)
    ]
    bare = {"rule": "faith_unknown", "who": "all schools", "price": None, "says": "There are no figures."}
    page = parts(record(linking, {**linked, "relaxed": [*dear, bare]}))
    fair, better = words_of(page.fairness), words_of(page.better)
    assert "S8: one more class from this school would add up to 108 points." in fair
    assert fair.index("S8:") < fair.index("S7:")
    assert "Three more prices like these stand in the data." in fair
    assert "Faith, all schools: There are no figures." in better
    assert "S0: One more class" in better


def test_a_mentor_s_line_says_how_well_the_two_fit(mentors):
    answer = {
        "quality": {"status": "optimal", "gap": 0.0, "solver": "flow", "seed": 0, "input_hash": "a" * 64},
        "assignments": [{"mentee": "M1", "mentor": "N1", "score": 30, "employer": "Surgery"}],
        "unassigned": [],
        "relaxed": [],
    }
    said = words_of(parts(record(mentors, answer)).why("M1"))
    assert "How well the two fit, as it stands on your list: 30." in said
    assert "The mentor comes from Surgery." in said
