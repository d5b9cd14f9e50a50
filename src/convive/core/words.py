"""Words that Convive never uses, and what to write in their place.

The list is data (``core/data/words/forbidden.toml``). It serves twice: a test reads everything in the house with it,
and product code can read with it what people wrote before it is published.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from convive.core.errors import UnknownName, did_you_mean


def forbidden(text: str) -> list[str]:
    """The words of the list that stand in a text, as the list spells them, each once, in the order of the text.

    Only whole words count. Case does not matter, and a hyphen, a space and a line end are the same.

    >>> forbidden("An Influx of hard-to-reach people; influx again.")
    ['influx', 'hard to reach']
    >>> forbidden("Bamestown is a place, and so is Enclaveton.")
    []
    """
    found = (_plain(match[0]) for match in _pattern().finditer(text))
    return [_forms()[plain][0] for plain in dict.fromkeys(found)]


def instead(word: str) -> str:
    """What to write in place of a word of the list.

    Raises
    ------
    UnknownName
        When the word is not in the list.

    >>> instead("influx")
    'Give the number who came and the dates.'
    """
    try:
        return _forms()[_plain(word)][1]
    except KeyError:
        hint = did_you_mean(word, (form for form, _ in _forms().values()))
        raise UnknownName(f"“{word}” is not in the list of words we do not use.", hint=hint) from None


@cache
def entries() -> tuple[tuple[tuple[str, ...], str], ...]:
    """The whole list: the forms of each word, and what to write in their place.

    >>> entries()[0][0]
    ('BAME', 'BME')
    """
    raw = tomllib.loads(files("convive.core").joinpath("data", "words", "forbidden.toml").read_text("utf-8"))
    return tuple((tuple(entry["forms"]), entry["instead"]) for entry in raw["words"])


@cache
def _forms() -> dict[str, tuple[str, str]]:
    """Plain form → (form as the list spells it, what to write in its place)."""
    return {_plain(form): (form, instead_of_it) for forms, instead_of_it in entries() for form in forms}


@cache
def _pattern() -> re.Pattern[str]:
    # The longest form first, so that a plural is not cut down to its singular.
    forms = sorted(_forms(), key=len, reverse=True)
    choices = "|".join(re.escape(form).replace(r"\ ", r"[\s\-\u2010\u2011]+") for form in forms)
    return re.compile(rf"(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE)


def _plain(word: str) -> str:
    return " ".join(re.split(r"[\s\-\u2010\u2011]+", word.casefold().strip()))
