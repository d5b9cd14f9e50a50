"""Columns that no list may have: immigration status, nationality, names, addresses, reasons. Told by their header."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files

from convive.core.errors import RefusedInput

# How alike a word must be to one that is refused when misspelt: "natonality", and not "national".
ALIKE = 0.88
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SIGNS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class RefusedColumn:
    """One sort of column: how it is told, what is said of it, and in which lists (in all, where none is named)."""

    rule: str
    says: str
    hint: str
    anywhere: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    def fits(self, header: str) -> bool:
        """Whether a header is of this sort."""
        plain = plain_words(header)
        joined = plain.replace(" ", "")
        if any(piece in joined for piece in self.anywhere):
            return True
        if any(f" {word} " in f" {plain} " for word in self.words):
            return True
        candidates = {*plain.split(), joined}
        return any(SequenceMatcher(None, word, one).ratio() >= ALIKE for word in self.alike for one in candidates)


def plain_words(header: str) -> str:
    """A header in small letters, without accents and signs, its words parted by one space.

    >>> plain_words("Nationalité / CountryOfBirth*")
    'nationalite country of birth'
    """
    letters = unicodedata.normalize("NFKD", _HUMP.sub(" ", header)).encode("ascii", "ignore").decode()
    return _SIGNS.sub(" ", letters.casefold()).strip()


def refuse_columns(headers: Iterable[str], about: str, file: str, row: int | None, allowed: Iterable[str] = ()) -> None:
    """Refuses a header that no list of this sort may have. ``allowed`` are columns that the list is known to have.

    Raises
    ------
    RefusedInput
        With the column by its name, and what to do.

    >>> refuse_columns(["person_id", "ethnicity", "gender"], "persons", "participants.csv", 1)
    """
    known = set(allowed)
    for header in headers:
        if plain_words(header).replace(" ", "_") in known:
            continue
        for sort in refused_columns():
            if (not sort.lists or about in sort.lists) and sort.fits(header):
                raise RefusedInput(
                    sort.says.format(column=header), file=file, row=row, column=header, rule=sort.rule, hint=sort.hint
                )


@cache
def refused_columns() -> tuple[RefusedColumn, ...]:
    """Every sort of column that is refused, in the order in which they are looked for."""
    raw = tomllib.loads(files("convive.sources.lists").joinpath("refused_columns.toml").read_text("utf-8"))
    return tuple(
        RefusedColumn(
            rule=one["rule"],
            says=one["says"],
            hint=one["hint"],
            **{key: tuple(one.get(key, ())) for key in ("anywhere", "words", "alike", "lists")},
        )
        for one in raw["columns"]
    )
