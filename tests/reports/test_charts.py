"""Pictures: every number stands in the label, nothing can break out of a text, labels never lie on each other."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convive.core.errors import ConviveError
from convive.reports.charts import Change, Spot, bar_row, dot_row, hundred_pairs, ranked_strip, slope, two_sided
from convive.reports.drawing import width_of


def label(svg: str) -> str:
    found = re.search(r'aria-label="([^"]*)"', svg)
    assert found
    assert f"<title>{found[1]}</title>" in svg
    return found[1]


@given(st.integers(0, 100))
def test_a_hundred_pairs_fills_as_many_as_it_says(n):
    svg = hundred_pairs(n, "Anywhere")
    assert svg.count('class="pair-a"') == svg.count('class="pair-b"') == n
    assert svg.count('class="pair-o"') == 2 * (100 - n)
    assert f"{n} of 100" in label(svg)


@pytest.mark.parametrize("n", [-1, 101])
def test_more_than_a_hundred_pairs_are_refused(n):
    with pytest.raises(ConviveError):
        hundred_pairs(n, "Anywhere")


def test_a_slope_says_every_value_at_both_ends_and_in_its_label():
    svg = slope([Change("White", 72.1, 65.6), Change("Other", 1.2, 0.3)], ("2011", "2021"), "Share")
    assert label(svg) == "Share, in 100, 2011 and 2021: White 72 and 66 and Other 1 and under 1"
    plain = svg.striptags()
    assert "White 72" in plain
    assert "66 White" in plain
    assert "under 1 Other" in plain


def test_no_line_of_a_slope_is_set_apart():
    svg = slope([Change("White", 70, 60), Change("Asian", 20, 30)], ("2011", "2021"), "Share")
    assert len(set(re.findall(r'<path d="M128 [\d.]+L312[^>]*stroke="([^"]+)" stroke-width="([^"]+)"', svg))) == 1


@given(st.lists(st.floats(0, 100), min_size=1, max_size=7))
def test_labels_of_a_slope_are_nudged_apart_and_never_dropped(values):
    svg = slope([Change(f"G{i}", v, v) for i, v in enumerate(values)], ("2011", "2021"), "Share")
    heights = sorted(float(y) for y in re.findall(r'<text x="115" y="([\d.-]+)"', svg))
    assert len(heights) == len(values)
    assert heights[-1] <= 350  # within the drawing, 356 high
    assert all(b - a >= 18.8 for a, b in itertools.pairwise(heights))


def test_a_strip_names_only_the_two_ends_and_the_whole_place():
    svg = ranked_strip([Spot("Low", 12.2), Spot("Middle", 40), Spot("High", 66.4)], Spot("All", 51), "Pairs")
    assert label(svg) == "Pairs: lowest in Low, 12 in 100, highest in High, 66 in 100; All, 51 in 100"
    assert svg.count("<circle") == 3
    assert "Middle" not in svg


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (Spot("Barley Cross", 23), Spot("Dyers Green", 69)),
        (Spot("Craven", 5), Spot("Bowling and Barkerend", 62)),
        (Spot("Low", 48), Spot("High", 49)),
        (Spot("A long name in the middle", 47), Spot("Another one", 55)),
    ],
)
def test_the_two_names_of_a_strip_never_meet_on_a_phone(low, high):
    svg = ranked_strip([low, high], Spot("All", 50), "Pairs")
    texts = re.findall(r'<text x="([\d.]+)%" y="(\d+)" text-anchor="(start|end)" font-weight="700">([^<]*)<', svg)
    reach = []
    for x, y, anchor, words in texts:
        at, wide = float(x) * 3.3, width_of(words, 15)
        reach.append((int(y), at, at + wide) if anchor == "start" else (int(y), at - wide, at))
        assert reach[-1][1] >= -1
        assert reach[-1][2] <= 331
    (y0, a0, b0), (y1, a1, b1) = reach
    assert y0 != y1 or b0 < a1 or b1 < a0


def test_a_strip_of_one_neighbourhood_names_it_once():
    svg = ranked_strip([Spot("Only", 12)], Spot("All", 12), "Pairs")
    assert svg.count("Only: 12") == 1


def test_a_strip_of_nothing_is_refused():
    with pytest.raises(ConviveError):
        ranked_strip([], Spot("All", 50), "Pairs")


@pytest.mark.parametrize(
    "svg",
    [
        hundred_pairs(1, "<script>alert(1)</script>"),
        slope([Change("<script>", 1, 2)], ("<b>", '"'), "<i>"),
        ranked_strip([Spot("<script>", 1), Spot('"onload="', 60)], Spot("<b>", 3), "<i>"),
        dot_row(3, finding="<script>"),
    ],
)
def test_hostile_names_stay_text(svg):
    assert "<script" not in svg
    assert "<b>" not in svg
    assert "<i>" not in svg
    assert ' onload="' not in svg.replace("&#34;onload=&#34;", "")


def test_names_from_right_to_left_are_set_apart():
    assert "\u2068شہر\u2069" in ranked_strip([Spot("شہر", 20)], Spot("All", 30), "Pairs")


def test_pictures_use_literal_colours():
    for svg in (
        hundred_pairs(3, "x"),
        slope([Change("White", 1, 2)], ("2011", "2021"), "x"),
        ranked_strip([Spot("a", 1)], Spot("b", 2), "x"),
        dot_row(3, before=2, reference=4, chance=1, finding="x"),
    ):
        assert "var(" not in svg
        assert "currentColor" not in svg
        assert "style=" not in svg


def test_both_sides_of_a_row_are_on_one_scale():
    """Each half of the row is as wide as the whole, so a bar as long as its half means every school."""
    picture = two_sided(10, 40, 40, finding="10 and 40 of 40")
    widths = [float(width) for width in re.findall(r'<rect x="[^"]+" y="6" width="([\d.]+)%"', picture)]
    assert widths == [12.5, 50.0]
    assert 'aria-label="10 and 40 of 40"' in picture
    assert "<rect" in two_sided(0, 0, 0, finding="none")


def test_a_bar_begins_at_nothing_and_ends_at_its_value():
    assert 'x="0" y="6" width="25%"' in bar_row(5, top=20, finding="5")
    assert 'width="0%"' in bar_row(0, top=0, finding="0")


def test_a_strip_of_schools_counts_schools():
    drawn = ranked_strip([Spot("A", 10), Spot("B", 60)], Spot("All", 30), "Pairs", of="schools")
    assert "One dot for each of 2 schools" in drawn
