"""Area codes, neighbourhoods, and units that can be compared over splits and merges. Codes beginning X are invented."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from convive.core.errors import RefusedInput, UnknownName

# Two digits say what an area is. X stands for invented places (worlds), so that no real code is ever borrowed.
PATTERNS = {
    "oa": re.compile(r"[EWX]00\d{6}"),
    "lsoa": re.compile(r"[EWX]01\d{6}"),
    "msoa": re.compile(r"[EWX]02\d{6}"),
    "ward": re.compile(r"[EWX]05\d{6}"),
    "lad": re.compile(r"[EX]0[6-9]\d{6}|W06\d{6}"),
}
# A code of an output area or LSOA, or an LSOA's name ("Bradford 016A", "Hull, City of 003C"): nothing of the kind is
# ever published. From 100 on, a capital stands before it and no word of an address ("Birmingham 109B", "Unit 100A").
FINER_THAN_NEIGHBOURHOOD = re.compile(
    r"\b[EWX]0[01]\d{6}\b"
    r"|(?<=[a-z] )0\d{2}[A-Z]{1,2}\b"
    r"|\b(?!Unit|Flat|Room|Suite|Block|Plot|Office)[A-Z][a-z’'-]+ 1\d{2}[A-Z]{1,2}\b"
)
# Nations with censuses of their own, by the first letter of their codes.
_NOT_COVERED = {"S": "Scotland", "N": "Northern Ireland"}
_ELSEWHERE = re.compile(r"[SN]\d{8}")
# No real postcode begins so; those of invented places do.
INVENTED_AREA = "ZZ"
# Two letters at most, a district, and the last three signs; the space is often missing or doubled.
_POSTCODE = re.compile(r"(?P<outward>[A-Z]{1,2}\d[A-Z\d]?)(?P<inward>\d[A-Z]{2})")
_LSOA_NAME = re.compile(r"(?P<msoa>.+ \d{3})[A-Z]{1,2}")


@dataclass(frozen=True)
class Place:
    """An authority: its code, its name and the year of the boundaries its code is valid in.

    ``parts`` are the districts (code, name) that a newer authority was made of, where the sources still count by them.
    """

    code: str
    name: str
    boundary_year: int
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def invented(self) -> bool:
        """Whether the code belongs to a made-up place."""
        return self.code.startswith("X")


@dataclass(frozen=True)
class Succession:
    """An authority that was made of others, whole, on one day; ``parts`` are their codes and names."""

    code: str
    name: str
    since: date
    parts: tuple[tuple[str, str], ...]


def is_code(level: str, code: str) -> bool:
    """Whether a code has the form of its level ("oa", "lsoa", "msoa", "ward", "lad").

    >>> is_code("lsoa", "E01010568"), is_code("lsoa", "E02010568")
    (True, False)
    """
    return PATTERNS[level].fullmatch(code) is not None


def refuse_not_covered(code: str) -> None:
    """Refuses the code of a place whose nation's files cannot be read yet.

    Raises
    ------
    UnknownName
        For a code of Scotland or Northern Ireland.

    >>> refuse_not_covered("E08000032")
    """
    if _ELSEWHERE.fullmatch(code):
        raise UnknownName(
            f"{code} is a code of {_NOT_COVERED[code[0]]}. Scotland and Northern Ireland are not covered yet.",
            rule="place",
            hint="Places in England and Wales are: their codes begin with E or W.",
        )


def postcode_of(text: str) -> str | None:
    """A postcode in its plain form, with one space before the last three signs; ``None`` when it is none.

    >>> postcode_of("bd139aa"), postcode_of("Bradford")
    ('BD13 9AA', None)
    """
    match = _POSTCODE.fullmatch("".join(text.split()).upper())
    return None if match is None else f"{match['outward']} {match['inward']}"


def neighbourhood_of(lsoa_name: str) -> str:
    """The MSOA an LSOA lies in, by name: the LSOA's name less its last letter (or letters).

    >>> neighbourhood_of("Bradford 016A")
    'Bradford 016'

    Raises
    ------
    RefusedInput
        When the name does not end in three digits and a letter.
    """
    match = _LSOA_NAME.fullmatch(lsoa_name.strip())
    if match is None:
        raise RefusedInput(f"“{lsoa_name}” is not the name of an LSOA.", rule="lsoa-name")
    return match["msoa"]


def authority_of(lsoa_name: str) -> str:
    """The authority in an LSOA's name.

    >>> authority_of("Kingston upon Hull, City of 003C")
    'Kingston upon Hull, City of'
    """
    return neighbourhood_of(lsoa_name).rsplit(" ", 1)[0]


def common_units(pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, int], dict[str, int]]:
    """The smallest units whose outline is the same before and after.

    ``pairs`` are (code before, code after) of every piece of land that the two share. Units that a split, a merge or
    a redrawing ties together form one common unit, so that counts of both dates can be added up exactly: nothing is
    apportioned.

    Returns
    -------
    (before, after)
        Each maps a code to the number of its common unit; numbers run from 0 in the order of first appearance.

    >>> common_units([("a", "A"), ("b", "B"), ("b", "C"), ("d", "D"), ("e", "D")])
    ({'a': 0, 'b': 1, 'd': 2, 'e': 2}, {'A': 0, 'B': 1, 'C': 1, 'D': 2})
    """
    parent: dict[tuple[int, str], tuple[int, str]] = {}

    def root(node: tuple[int, str]) -> tuple[int, str]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for old, new in pairs:
        a, b = root((0, old)), root((1, new))
        if a != b:
            parent[b] = a
    numbers: dict[tuple[int, str], int] = {}
    before: dict[str, int] = {}
    after: dict[str, int] = {}
    for node in parent:
        number = numbers.setdefault(root(node), len(numbers))
        (before if node[0] == 0 else after)[node[1]] = number
    return before, after


@cache
def _history() -> dict[str, Any]:
    return tomllib.loads(files("convive.core").joinpath("data", "successions.toml").read_text("utf-8"))


@cache
def successions() -> dict[str, Succession]:
    """Every authority that was made of others, by its code, in the order of their first days."""
    found = [
        Succession(one["code"], one["name"], one["since"], tuple((p["code"], p["name"]) for p in one["parts"]))
        for one in _history()["successions"]
    ]
    return {one.code: one for one in sorted(found, key=lambda one: (one.since, one.code))}


def parts_of(code: str, year: int | None = None) -> tuple[tuple[str, str], ...]:
    """The districts (code, name) that an authority was made of; empty when it was not made of others.

    With ``year``, the authorities that the boundaries of that year have in its place: districts of districts for an
    early year, and none when the authority itself was there already.

    >>> parts_of("E06000063")
    (('E07000026', 'Allerdale'), ('E07000028', 'Carlisle'), ('E07000029', 'Copeland'))
    >>> [name for _, name in parts_of("E06000066", 2011)][3:]
    ['Taunton Deane', 'West Somerset']
    >>> parts_of("E06000060", 2021)
    ()
    """
    made = successions().get(code)
    if made is None or (year is not None and made.since.year <= year):
        return ()
    if year is None:
        return made.parts
    return tuple(part for direct in made.parts for part in parts_of(direct[0], year) or (direct,))


def successor_of(code: str, year: int | None = None) -> tuple[str, str] | None:
    """The authority (code, name) that one was merged into; ``None`` when it was not, or not by the end of ``year``.

    The last one is given when a merger was merged again; a code that was only replaced has a successor as well.

    >>> successor_of("E07000190"), successor_of("E07000190", 2021)
    (('E06000066', 'Somerset'), ('E07000246', 'Somerset West and Taunton'))
    >>> successor_of("E06000048"), successor_of("E08000032")
    (('E06000057', 'Northumberland'), None)
    """
    found = None
    while (following := _followed().get(found[0] if found else code)) is not None:
        since, after = following
        if year is not None and since > year:
            break
        found = after
    return found


def recoded(code: str) -> tuple[str, str] | None:
    """The code and name that a place has instead of an old code of the same place; ``None`` for any other code.

    >>> recoded("E08000020"), recoded("E07000026")
    (('E08000037', 'Gateshead'), None)
    """
    return next(((one["code"], one["name"]) for one in _history()["recoded"] if one["old"] == code), None)


@cache
def _followed() -> dict[str, tuple[int, tuple[str, str]]]:
    merged = {part: (one.since.year, (one.code, one.name)) for one in successions().values() for part, _ in one.parts}
    return merged | {one["old"]: (0, (one["code"], one["name"])) for one in _history()["recoded"]}


def usual_name(name: str) -> str:
    """The usual name of an authority that has been spelled or called otherwise; any other name as it is.

    >>> usual_name("Shepway"), usual_name("The Vale of Glamorgan"), usual_name("Bradford")
    ('Folkestone and Hythe', 'Vale of Glamorgan', 'Bradford')
    """
    return _usual_names().get(name.strip(), name)


@cache
def _usual_names() -> dict[str, str]:
    return {other: one["name"] for one in _history()["renamed"] for other in one["others"]}
