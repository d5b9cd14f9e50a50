"""The short lessons: each is short, plain, and its picture shows what the text says."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from convive.core.disclosure import WITHHELD_MARK
from convive.core.errors import UnknownName
from convive.reports.lessons import PICTURES, lesson, lessons, pictures


def test_every_file_is_a_lesson_and_every_picture_is_used():
    on_disk = {entry.name.removesuffix(".md") for entry in files("convive.reports.lessons").joinpath("en").iterdir()}
    assert on_disk == {one.id for one in lessons()}
    assert sum(one.picture is not None for one in lessons()) == len(PICTURES)


@pytest.mark.parametrize("one", lessons(), ids=lambda one: one.id)
def test_two_minutes_are_enough_and_no_sentence_runs_on(one):
    words = re.sub(r"\s+", " ", one.body.striptags())
    assert one.question.endswith("?")
    assert 80 <= len(words.split()) <= 260
    longest = max(re.split(r"(?<=[.?!:;])\s", words), key=lambda sentence: len(sentence.split()))
    assert len(longest.split()) <= 30, longest


def test_a_lesson_that_is_not_there():
    with pytest.raises(UnknownName, match="no lesson “intervall”"):
        lesson("intervall")


def test_the_hundred_is_what_the_question_says():
    assert "56 in 100" in lesson("in-100").question
    assert pictures.hundred().count('fill="none"') == 44


def test_four_times_as_many_people_halve_the_interval():
    (low, high), (low4, high4) = pictures.wilson(140, 200), pictures.wilson(560, 800)
    assert (high - low) / (high4 - low4) == pytest.approx(2, abs=0.02)
    assert "between 63 and 76" in " ".join(lesson("interval").body.split())
    assert "70 in 100, between 63 and 76" in pictures.intervals()


def test_a_street_has_one_and_another_five_as_the_text_says():
    drawn = [int(n) for n in re.findall(r"<title>(\d+) of 10</title>", pictures.streets())]
    assert sum(drawn) == 18
    assert (min(drawn), max(drawn)) == (1, 5)


def test_one_small_count_hides_four_cells_as_the_text_says():
    cells = re.findall(r'<td[^>]*class="r"[^>]*>(\[c\])', pictures.withheld())
    assert cells == [WITHHELD_MARK] * 4
    assert "four had to go" in lesson("small-numbers").body


def test_pupils_are_two_points_from_residents_of_their_age():
    assert all(f"{n} in 100" in pictures.ages() for n in (45, 47, 61))
    assert "two points from that, not sixteen" in lesson("pupils-and-residents").body
