"""Dates as people read them, and when a figure is old enough for the past tense."""

from __future__ import annotations

import re
from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_words(day: date) -> str:
    """A day in British words.

    >>> day_words(date(2026, 6, 2))
    '2 June 2026'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to a later one.

    >>> months_between(date(2021, 3, 21), date(2026, 11, 22))
    68
    """
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def is_old(dated: date, today: date, months: int = 36) -> bool:
    """Whether a figure is written in the past tense: older than three years unless said otherwise.

    >>> is_old(date(2021, 3, 21), date(2026, 11, 22)), is_old(date(2025, 3, 1), date(2026, 11, 22))
    (True, False)
    """
    return months_between(dated, today) >= months


def parse_day(text: str) -> date:
    """An ISO day, with an error a person can use.

    >>> parse_day("2026-11-22")
    datetime.date(2026, 11, 22)
    """
    from convive.core.errors import RefusedInput

    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise RefusedInput(f"“{text}” is not a day.", rule="day", hint="Write the year first: 2026-11-22.") from None


def parse_ages(text: str) -> tuple[int, int]:
    """A range of ages, both ends in it.

    >>> parse_ages("16-64")
    (16, 64)

    Raises
    ------
    RefusedInput
        When the text is no range, or runs backwards.
    """
    from convive.core.errors import RefusedInput

    match = re.fullmatch(r"\s*(\d{1,3})\s*[-–]\s*(\d{1,3})\s*", text)
    if match is None or int(match[1]) > int(match[2]):
        raise RefusedInput(f"“{text}” is no range of ages.", rule="ages", hint="Write it as 16-64.")
    return int(match[1]), int(match[2])
