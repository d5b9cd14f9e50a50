"""Our place: the finding first, with its number and date; both ends by one rule; what is missing is said."""

from __future__ import annotations

import html
import itertools
import re
from dataclasses import replace

import pytest

from convive.core.errors import DisclosureError
from convive.core.words import forbidden
from convive.reports.place import our_place


def seen(fragment: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", fragment)).split())


def test_the_first_heading_is_the_finding_with_both_numbers(evidence):
    pairs = evidence.pairs[0]
    heading = seen(re.search(r"<h1.*?</h1>", our_place(evidence, "release 1"), flags=re.S)[0])
    assert f"{round(100 * pairs.anywhere)} times in 100" in heading
    assert heading.endswith(f"{round(100 * pairs.neighbours)} .")
    assert "March 2021" in heading


def test_figures_older_than_three_years_are_in_the_past(evidence, evidence_with):
    text = seen(our_place(evidence, "release 1"))
    assert "two of us picked at random were from different ethnic groups" in text
    assert "Neighbours were most alike in Northmoor" in text
    fresh = evidence_with(written="2022-11-22")
    assert "two of us picked at random are from different ethnic groups" in seen(our_place(fresh, "release 1"))


def test_four_questions_have_an_answer_or_say_what_is_missing(evidence):
    text = seen(our_place(evidence, "release 1"))
    for question in (
        "Who lives here?",
        "How mixed are we?",
        "Does everyone fare alike?",
        "Is there room for everyone?",
    ):
        assert question in text
    assert text.count("Not looked at yet.") == 2
    assert "Gaps in work, income, health and housing between groups." in text


def test_both_ends_stand_side_by_side_with_their_definition(evidence):
    text = seen(our_place(evidence, "release 1"))
    assert "people who are not in the White group: the first two and the last two." in text
    for name in ("Weavers’ Row", "Dyers Green 004", "Northmoor", "Barley Cross"):
        assert name in text


def test_the_map_has_a_twin_with_the_same_numbers(evidence):
    fragment = our_place(evidence, "release 1")
    twin = re.search(r'<table class="plain stackable twin".*?</table>', fragment, flags=re.S)[0]
    for n in evidence.neighbourhoods:
        if n.pairs_differ is not None:
            assert re.search(rf"<bdi>{re.escape(n.label)}</bdi></th><td[^>]*>{round(100 * n.pairs_differ)}<", twin)
    assert "Too few residents to judge" in twin


def test_every_large_number_can_be_asked_where_it_is_from(evidence):
    fragment = our_place(evidence, "release 7 of 1 June 2026")
    assert fragment.count("where from?") == 5
    known = replace(evidence, figures=evidence.figures | {"residents": evidence.figures["pairs"]})
    four = our_place(known, "release 7").split('<ol class="four">')[1].split("</ol>")[0]
    assert four.count("where from?") == 2
    strong = fragment[fragment.index('id="strengths"') :].split("</section>")[0]
    assert strong.count("where from?") > 0
    assert "release 7 of 1 June 2026" in fragment


def test_no_word_of_the_list_and_no_inline_style_or_script(evidence):
    fragment = our_place(evidence, "release 1")
    assert forbidden(seen(fragment)) == []
    assert "style=" not in fragment
    assert "<script" not in fragment


@pytest.mark.parametrize(
    "changed",
    [
        {"pairs": ()},
        {"neighbourhoods": (), "ends": None},
        {"measures": (), "figures": {}, "sheets": (), "standings": ()},
        {"years": (), "groups": (), "pairs": (), "measures": (), "neighbourhoods": (), "ends": None, "sheets": ()},
    ],
)
def test_a_place_with_less_is_shown_with_less(changed, evidence_with):
    text = seen(our_place(evidence_with(**changed), "release 1"))
    assert "What this does not tell you" in text
    assert "None" not in text


def test_a_place_of_one_neighbourhood_compares_nothing(evidence, evidence_with):
    only = next(n for n in evidence.neighbourhoods if n.pairs_differ is not None)
    text = seen(our_place(evidence_with(neighbourhoods=(only,), ends=None), "release 1"))
    assert "Two neighbours:" not in text
    assert "Cannot be said. Brackenford was counted as one neighbourhood" in text
    assert "on one line" not in text
    assert "The figures behind" not in text


def test_the_line_says_how_many_neighbourhoods_are_more_alike_than_the_place(evidence):
    judged = [n for n in evidence.neighbourhoods if n.pairs_differ is not None]
    below = sum(n.pairs_differ < evidence.pairs[-1].anywhere for n in judged)
    assert below
    text = seen(our_place(evidence, "release 1"))
    assert re.search(r"In \w+ of eleven neighbourhoods, neighbours were more alike than people across", text)


def test_the_lockdown_is_said_once_in_a_sentence(evidence):
    paragraphs = re.findall(r"<(?:p|h\d)[ >].*?</(?:p|h\d)>", our_place(evidence, "release 1"), flags=re.S)
    assert sum("in lockdown" in one for one in paragraphs) > 2
    assert all(seen(one).count("in lockdown") <= 1 for one in paragraphs if 'class="src"' not in one)


def test_one_census_says_nothing_about_change(evidence, evidence_with):
    text = seen(our_place(evidence_with(years=evidence.years[1:]), "release 1"))
    assert "nothing is said about change" in text
    assert "more than in" not in text


def test_sections_follow_the_heading_above_them(evidence):
    for level in (1, 2):
        levels = [int(n) for n in re.findall(r"<h(\d)", our_place(evidence, "r", level=level))]
        assert levels[0] == level
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_hostile_and_right_to_left_names_stay_names(evidence_with, wards):
    hostile = ("<script>alert(1)</script>", "=HYPERLINK(1)", "باغ", *wards[3:])
    fragment = our_place(evidence_with(name='"><img src=x>', wards=hostile), "<b>")
    assert "<script>" not in fragment
    assert "<img" not in fragment
    assert "<bdi>باغ</bdi>" in fragment


@pytest.mark.parametrize("leak", ["E01010568", "X00000001", "Bradford 016A"])
def test_nothing_finer_than_a_neighbourhood_leaves(leak, evidence_with, wards):
    with pytest.raises(DisclosureError):
        our_place(evidence_with(wards=(leak, *wards[1:])), "release 1")


def test_the_contents_name_every_section_that_is_there_and_no_other(evidence, evidence_with):
    for given in (evidence, evidence_with(ends=None, missing=())):
        fragment = our_place(given, "release 1")
        listed = re.findall(r'href="#([\w-]+)"', re.search(r'<nav class="contents.*?</nav>', fragment, flags=re.S)[0])
        assert listed == re.findall(r'<section class="section[^"]*" id="([\w-]+)"', fragment)
