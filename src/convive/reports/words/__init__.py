"""Sentences, numbers and lists as people say them; every word of them stands in ``en.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from markupsafe import Markup

from convive.core.errors import UnknownName, did_you_mean
from convive.core.periods import is_old, parse_day

# The one place that says in which language reports are written; what it does not say is said in English.
LANGUAGE: ContextVar[str] = ContextVar("language", default="en")
FOLDER: Traversable = files("convive.reports").joinpath("words")


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
    return _in_100(share, "in_100")


def say_times_in_100(share: float) -> str:
    """How often, from 0 to 1, in words.

    >>> say_times_in_100(0.46)
    '46 times in 100'
    """
    return _in_100(share, "times_in_100")


def _in_100(share: float, section: str) -> str:
    n = in_100(share)
    if n == 0 and share > 0:
        return say(f"{section}.fewer")
    if n == 100 and share < 1:
        return say(f"{section}.more")
    return say(f"{section}.words", n=n)


def share_words(in_100: float) -> str:
    """A value in 100 as printed beside a mark.

    >>> share_words(61.1), share_words(0.3), share_words(0)
    ('61', 'under 1', '0')
    """
    return say("in_100.under") if 0 < in_100 < 0.5 else str(whole(in_100))


def say_number(n: int) -> str:
    """A small count as a word, a larger one as a figure.

    >>> say_number(3), say_number(0), say_number(61), say_number(12345)
    ('three', 'no', '61', '12,345')
    """
    return strings().get(f"number.{n}", f"{n:,}")


def count(n: int, noun: str) -> str:
    """A count with its noun, one of those under ``noun`` in ``en.toml``.

    >>> count(1, "priority"), count(3, "action"), count(0, "service")
    ('one priority', 'three actions', 'no services')
    """
    return say_many(f"noun.{noun}", n)


def join(parts: Sequence[str]) -> str:
    """A list in a sentence.

    >>> join(["a"]), join(["a", "b"]), join(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    if len(parts) < 2:
        return "".join(parts)
    return say("list.last", before=say("list.between").join(parts[:-1]), last=parts[-1])


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
    ending = "many" if n % 100 in (11, 12, 13) else {1: "one", 2: "two", 3: "three"}.get(n % 10, "many")
    return say(f"ordinal.{ending}", n=n)


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
    if isinstance(day, str):
        if len(day) != 10 or day[4] != "-":
            return day
        day = parse_day(day)
    return say("day.words", day=day.day, month=say(f"day.month.{day.month}"), year=day.year)


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
def _strings(language: str) -> dict[str, str]:
    """The sentences of one language, and in English what it does not have."""
    found = dict(_strings("en")) if language != "en" else {}

    def walk(part: dict[str, Any], before: str) -> None:
        for key, value in part.items():
            if isinstance(value, dict):
                walk(value, f"{before}{key}.")
            else:
                found[before + key] = str(value)

    walk(tomllib.loads(FOLDER.joinpath(f"{language}.toml").read_text("utf-8")), "")
    return found


def strings(language: str = "") -> dict[str, str]:
    """The sentences of reports by dotted key, in a language or in the one that is spoken now.

    They stand in ``reports/words/<language>.toml``; a key that is missing there is said in English.
    """
    return _strings(language or LANGUAGE.get())


def languages() -> tuple[str, ...]:
    """The languages that reports can be written in, by their two letters.

    >>> languages()
    ('en',)
    """
    names = (file.name for file in FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything said inside is said in one language.

    >>> with speaking("en"):
    ...     say("language")
    'en-GB'

    Raises
    ------
    UnknownName
        When there is no file of that language.
    """
    if language not in languages():
        raise UnknownName(f"There are no sentences in “{language}”.", hint=did_you_mean(language, languages()))
    before = LANGUAGE.set(language)
    try:
        yield
    finally:
        LANGUAGE.reset(before)


def say(key: str, /, **fields: object) -> str:
    """A sentence of the reports with its fields filled in.

    Raises
    ------
    UnknownName
        When no sentence has that key, or a field of it is not given.

    >>> say("language")
    'en-GB'
    """
    return _filled(_found(key), key, fields)


def say_marked(key: str, /, **fields: object) -> Markup:
    """A sentence that holds ``<mark>``, ``<strong>`` or ``<bdi>``, for a page; its fields are escaped.

    >>> say_marked("list.last", before="<b>", last="c")
    Markup('&lt;b&gt; and c')

    Raises
    ------
    UnknownName
        When no sentence has that key, or a field of it is not given.
    """
    return Markup(_filled(Markup(_found(key)), key, fields))  # nosec B704  our own sentences; the fields are escaped


def say_many(key: str, n: int, /, **fields: object) -> str:
    """A sentence with a number in it, as ``{n}``: the key's ``one`` for one, else its ``many``.

    A language in which more numbers have their own form adds it under the number itself (``2 = "…"``).

    >>> say_many("noun.action", 1), say_many("noun.action", 3)
    ('one action', 'three actions')
    """
    return say(number_key(key, n), n=say_number(n), **fields)


def number_key(key: str, n: int) -> str:
    """Which form of a sentence a number takes.

    >>> number_key("noun.action", 1), number_key("noun.action", 2)
    ('noun.action.one', 'noun.action.many')
    """
    return f"{key}.{n}" if f"{key}.{n}" in strings() else f"{key}.one" if n == 1 else f"{key}.many"


def _found(key: str) -> str:
    try:
        return strings()[key]
    except KeyError:
        raise UnknownName(f"There is no sentence “{key}”.", hint=did_you_mean(key, strings())) from None


def _filled(words: str, key: str, fields: dict[str, object]) -> str:
    try:
        return words.format(**fields)
    except KeyError as error:
        raise UnknownName(f"The sentence “{key}” needs a field “{error.args[0]}”.", rule="words") from None
