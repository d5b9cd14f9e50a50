"""Numbers and lists as people say them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from convive.core.errors import UnknownName, did_you_mean
from convive.core.periods import day_words, is_old, parse_day

SMALL_NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905  a sentence is easier to check than a list


def whole(value: float) -> int:
    """The nearest whole number, halves up: 2.5 is 3.

    >>> whole(2.5), whole(3.49)
    (3, 3)
    """
    return int(value + 0.5) if value >= 0 else -int(-value + 0.5)


def in_100(share: float) -> int:
    """A share from 0 to 1 as a whole number of 100.

    >>> in_100(0.575), in_100(0.004)
    (58, 0)
    """
    return whole(round(100 * share, 6))


def say_in_100(share: float) -> str:
    """A share from 0 to 1 in words; what would round to nobody or to everybody is said as it is.

    >>> say_in_100(0.46), say_in_100(0.004), say_in_100(0.997), say_in_100(0), say_in_100(1)
    ('46 in 100', 'fewer than 1 in 100', 'more than 99 in 100', '0 in 100', '100 in 100')
    """
    n = in_100(share)
    if n == 0 and share > 0:
        return "fewer than 1 in 100"
    if n == 100 and share < 1:
        return "more than 99 in 100"
    return f"{n} in 100"


def share_words(in_100: float) -> str:
    """A value in 100 as printed beside a mark.

    >>> share_words(61.1), share_words(0.3), share_words(0)
    ('61', 'under 1', '0')
    """
    return "under 1" if 0 < in_100 < 0.5 else str(whole(in_100))


def say_number(n: int) -> str:
    """A small count as a word, a larger one as a figure.

    >>> say_number(3), say_number(0), say_number(61), say_number(12345)
    ('three', 'no', '61', '12,345')
    """
    return SMALL_NUMBERS[n] if 0 <= n < len(SMALL_NUMBERS) else f"{n:,}"


def count(n: int, one: str, many: str | None = None) -> str:
    """A count with its noun.

    >>> count(1, "priority", "priorities"), count(3, "action"), count(0, "owner")
    ('one priority', 'three actions', 'no owners')
    """
    return f"{say_number(n)} {one if n == 1 else many or one + 's'}"


def join(parts: Sequence[str]) -> str:
    """A list in a sentence.

    >>> join(["a"]), join(["a", "b"]), join(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def capital(words: str) -> str:
    """The first letter large, the rest as it is.

    >>> capital("three priorities in Bradford")
    'Three priorities in Bradford'
    """
    return words[:1].upper() + words[1:]


def sentence(words: str) -> str:
    """Words that end with a full stop and begin with a capital.

    >>> sentence("no owner yet"), sentence("Who answers?")
    ('No owner yet.', 'Who answers?')
    """
    words = capital(curly(words).strip())
    return words if not words or words[-1] in ".?!…" else words + "."


def curly(words: str) -> str:
    """An apostrophe as it is set in print.

    >>> curly("a council's rooms, tenants' groups")
    'a council’s rooms, tenants’ groups'
    """
    return re.sub(r"(?<=\w)'", "’", words)


def small_first(words: str) -> str:
    """A title in the middle of a sentence: its first letter is small unless it begins with a name.

    >>> small_first("Links that go on"), small_first("English classes"), small_first("ESOL")
    ('links that go on', 'English classes', 'ESOL')
    """
    names = ("English", "British", "Welsh", "Scottish", "Irish")
    own = words.split(" ")[0].rstrip(",") in names or words[1:2].isupper()
    return words if own else words[:1].lower() + words[1:]


def ordinal(n: int) -> str:
    """A rank as people write it.

    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 22, 113)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd', '113th']
    """
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def month_of(date_words: str) -> str:
    """The month without the note behind it: for the second mention on a line that already carries the note.

    >>> month_of("March 2021, in lockdown")
    'March 2021'
    """
    return date_words.split(",")[0].strip()


def say_day(day: date | str | None) -> str:
    """A day in words; empty when there is none, and as it stands when it is not a whole day ("2028").

    >>> say_day("2026-11-22"), say_day("2028"), say_day(None)
    ('22 November 2026', '2028', '')
    """
    if not day:
        return ""
    if isinstance(day, date):
        return day_words(day)
    return day_words(parse_day(day)) if len(day) == 10 and day[4] == "-" else day


def past(dated: str, written: str) -> bool:
    """Whether a figure of one ISO day is written in the past tense on another.

    >>> past("2021-03-21", "2026-11-22"), past("2026-03-01", "2026-11-22")
    (True, False)
    """
    return is_old(parse_day(dated), parse_day(written))


# Small letters below the line that the text family does not have.
_BELOW = str.maketrans({"ᵢ": "_i", "ⱼ": "_j", "ₖ": "_k", "ₘ": "_m", "ₙ": "_n", "ₜ": "_t"})


def formula(words: str) -> str:
    """A formula in letters that every page and paper can show.

    >>> formula("Σ nᵢ xᵢ / N")
    'Σ n_i x_i / N'
    """
    return words.translate(_BELOW)


@cache
def strings(language: str = "en") -> dict[str, str]:
    """The sentences of reports by dotted key, as ``reports/words/<language>.toml`` holds them."""
    raw = tomllib.loads(files("convive.reports").joinpath("words", f"{language}.toml").read_text("utf-8"))
    found: dict[str, str] = {}

    def walk(part: dict[str, Any], before: str) -> None:
        for key, value in part.items():
            if isinstance(value, dict):
                walk(value, f"{before}{key}.")
            else:
                found[before + key] = str(value)

    walk(raw, "")
    return found


def say(key: str, /, **fields: object) -> str:
    """A sentence of the reports with its fields filled in.

    Raises
    ------
    UnknownName
        When no sentence has that key, or a field of it is not given.

    >>> say("language")
    'en-GB'
    """
    try:
        return strings()[key].format(**fields)
    except KeyError as error:
        missing = error.args[0]
        if missing != key:
            raise UnknownName(f"The sentence “{key}” needs a field “{missing}”.", rule="words") from None
        raise UnknownName(f"There is no sentence “{key}”.", hint=did_you_mean(key, strings())) from None
