"""Which files would help a place most: what is there, how old it is, and what to bring in next.

The order of use is data: ``rank`` in the file of each kind. A draft works from the first file up; what stands near the
top lets it say what most other sentences lean on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

from convive.core.geography import is_code
from convive.core.periods import is_old, months_between, parse_day
from convive.sources.catalogue import Catalogue, Entry
from convive.sources.kinds import Kind, kinds
from convive.sources.observations import SERVICES

State = Literal["there", "in part", "missing"]
# So many of the missing files are shown as those that would help most.
NEXT = 3


@dataclass(frozen=True)
class Wanted:
    """One kind of file, seen from a place.

    ``state`` is "there", "in part" (another part of it is missing, said in ``note``) or "missing". ``files``,
    ``date_words``, ``months`` (how old the figures are) and ``imported_on`` are those of the files that are there;
    ``old`` says that the plan writes its figures in the past tense, ``renewed`` when a newer file comes. ``next``
    marks the few missing files that would help most.
    """

    kind: str
    title: str
    table: str
    publisher: str
    page: str
    licence: str
    lets_say: tuple[str, ...]
    state: State
    files: tuple[str, ...] = ()
    date_words: str = ""
    months: int | None = None
    imported_on: str | None = None
    old: bool = False
    renewed: str = ""
    next: bool = False
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain fields for JSON."""
        return asdict(self)

    @property
    def age(self) -> str:
        """How old the figures are, in years and months; empty where nothing is there."""
        return "" if self.months is None else age_words(self.months)


def wanted(catalogue: Catalogue, place: str, today: date, known: Sequence[Kind] | None = None) -> tuple[Wanted, ...]:
    """Every kind of file that has something about a place, in the order of use.

    Parameters
    ----------
    catalogue
        What is in the data folder; an empty one for none.
    place
        The code of an authority. Kinds that do not cover it are left out.
    today
        The day from which age is counted.
    known
        The kinds to look at; all of them unless given.

    >>> [one.kind for one in wanted(Catalogue(), "E08000032", date(2026, 11, 22)) if one.next][:2]
    ['lookups', 'census-ts021']
    """
    order = sorted(kinds() if known is None else known, key=lambda kind: (kind.rank, kind.id))
    found = [_seen(kind, catalogue, place, today) for kind in order if covers(kind, place)]
    absent = [one.kind for one in found if one.state != "there"][:NEXT]
    return tuple(replace(one, next=one.kind in absent) for one in found)


def covers(kind: Kind, place: str) -> bool:
    """Whether a kind has anything about a place. Invented places may have any kind but those of one real place.

    >>> from convive.sources.kinds import kind
    >>> covers(kind("imd-2025"), "W06000015"), covers(kind("school-places"), "E08000009")
    (False, True)
    """
    if place.startswith("X"):
        return not any(is_code("lad", area) for area in kind.covers)
    return not kind.covers or any(place.startswith(area) for area in kind.covers)


def age_words(months: int) -> str:
    """A number of months as people say it.

    >>> age_words(0), age_words(1), age_words(12), age_words(68)
    ('less than a month', '1 month', '1 year', '5 years 8 months')
    """
    if months < 1:
        return "less than a month"
    years, rest = divmod(months, 12)
    parts = [(years, "year"), (rest, "month")]
    return " ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in parts if count)


def _seen(kind: Kind, catalogue: Catalogue, place: str, today: date) -> Wanted:
    entries = [entry for entry in catalogue.of(kind.id) if _about(entry, place)]
    about = Wanted(
        kind=kind.id,
        title=kind.title,
        table=kind.table,
        publisher=kind.publisher,
        page=kind.page,
        licence=kind.licence,
        lets_say=kind.lets_say,
        state="missing",
        renewed=kind.renewed,
    )
    if not entries:
        others = len(catalogue.of(kind.id))
        note = "There are such files for other places, and none for this one." if others else ""
        return replace(about, note=note)
    sources = [source for entry in entries for source in entry.sources]
    newest = max(sources, key=lambda source: source.dated)
    dated = parse_day(newest.dated)
    missing = _missing_parts(kind, entries)
    return replace(
        about,
        state="in part" if missing else "there",
        files=tuple(dict.fromkeys(source.file for source in sources)),
        date_words=newest.date_words,
        months=max(months_between(dated, today), 0),
        imported_on=max(entry.imported_on for entry in entries),
        old=kind.shape not in ("lookups", "outlines") and is_old(dated, today, kind.old_after),
        note=f"Not there yet: {', '.join(missing)}." if missing else _parts(kind, entries),
    )


def _about(entry: Entry, place: str) -> bool:
    """Whether an entry is about a place; parts that are no authority are about every place."""
    return entry.part == place or not is_code("lad", entry.part)


def _missing_parts(kind: Kind, entries: Sequence[Entry]) -> list[str]:
    there = {entry.part for entry in entries}
    if kind.shape == "observations":
        return [service for service in SERVICES if service not in there]
    if kind.shape != "lookups":
        return []
    return [layout.title for layout in kind.layouts if layout.id not in there]


def _parts(kind: Kind, entries: Sequence[Entry]) -> str:
    return f"Postcodes beginning {', '.join(entry.part for entry in entries)}." if kind.shape == "postcodes" else ""
