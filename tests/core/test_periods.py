"""Dates as people read them."""

from datetime import date

import pytest

from convive.core.errors import RefusedInput
from convive.core.periods import day_words, is_old, months_between, parse_ages, parse_day


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        (date(2021, 3, 21), date(2024, 3, 20), 35),
        (date(2021, 3, 21), date(2024, 3, 21), 36),
        (date(2021, 1, 31), date(2021, 2, 28), 0),
    ],
)
def test_whole_months(earlier: date, later: date, months: int) -> None:
    assert months_between(earlier, later) == months


def test_a_figure_is_old_after_three_years_and_sooner_where_asked() -> None:
    assert not is_old(date(2021, 3, 21), date(2024, 3, 20))
    assert is_old(date(2021, 3, 21), date(2024, 3, 21))
    assert is_old(date(2025, 1, 1), date(2026, 11, 22), months=18)


def test_days() -> None:
    assert day_words(date(2026, 11, 2)) == "2 November 2026"
    assert parse_day(" 2026-11-22 ") == date(2026, 11, 22)
    with pytest.raises(RefusedInput, match="is not a day"):
        parse_day("22/11/2026")


def test_ages_are_a_range_with_both_ends() -> None:
    assert parse_ages(" 5 – 15 ") == (5, 15)


@pytest.mark.parametrize("text", ["", "5", "15-5", "five to ten", "5-15-20"])
def test_what_is_no_range_of_ages_is_refused(text: str) -> None:
    with pytest.raises(RefusedInput) as caught:
        parse_ages(text)
    assert caught.value.rule == "ages"
