"""Ranges and differences as pictures: where marks stand, what is named, and signs that print can show."""

from __future__ import annotations

import re

import pytest

from convive.core.errors import ConviveError
from convive.reports.charts import Spot
from convive.reports.ranges import gap_strip, range_row, signed


def test_a_range_spans_what_it_says_and_a_point_is_a_dot() -> None:
    picture = range_row(13, 24, finding="13 to 24", reference=26, band=(22, 30))
    assert 'x="13%" y="8" width="11%"' in picture
    assert 'x="22%" y="3" width="8%"' in picture
    assert 'x1="26%" x2="26%"' in picture
    assert "<rect" not in range_row(5, 5.2, finding="5", reference=26)


def test_zero_is_the_middle_and_the_rule_lies_to_both_sides() -> None:
    picture = gap_strip([Spot("a", -56), Spot("b", 0), Spot("c", 40)], rule=15, finding="f", edge=60)
    assert re.findall(r'<circle cx="([\d.]+)%"', picture) == ["3.3", "50", "83.3"]
    assert 'x1="37.5%"' in picture
    assert 'x1="62.5%"' in picture
    assert "−15" in picture


def test_only_the_two_ends_are_named_and_stay_on_a_phone() -> None:
    spots = [Spot("A school with a long name indeed, in the north", -59), Spot("Middle", 0), Spot("Another", 58)]
    picture = gap_strip(spots, rule=15, finding="f", edge=60)
    assert "Middle" not in picture
    assert "A school with a long name indeed, in the north: −59" in picture
    assert "Another: +58" in picture
    one = gap_strip([Spot("Only", 3)], rule=15, finding="f")
    assert one.count("Only") == 1


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(ConviveError, match="at least one"):
        gap_strip([], rule=15, finding="f")


@pytest.mark.parametrize(("points", "words"), [(-0.2, "0"), (0.5, "+1"), (-56.4, "−56"), (0, "0")])
def test_signs(points: float, words: str) -> None:
    assert signed(points) == words
