"""Reading what has been published about the place.

Releases never change, so what is made of one is kept by its digest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.urls import reverse
from django.utils import timezone

from convive.core.disclosure import gate
from convive.core.periods import day_words
from convive.evidence.model import PlaceEvidence
from convive.evidence.neighbourhoods import FEWEST_RESIDENTS
from convive.evidence.standings import FEWEST
from convive.planning.priorities import RULE
from convive.web.place import frames
from convive.web.place.models import Release


@dataclass(frozen=True)
class Rules:
    """The thresholds by which figures are judged, as the engines hold them."""

    residents: int = FEWEST_RESIDENTS
    company: int = FEWEST
    priority: str = RULE


RULES = Rules()


@dataclass(frozen=True)
class Table:
    """A published table that can be taken away: its id, its title, how many cells are withheld."""

    id: str
    title: str
    withheld: int


@dataclass(frozen=True)
class Published:
    """One release as pages show it. ``words`` is how it is named in print."""

    number: int
    place_code: str
    place_name: str
    invented: bool
    written: date
    published: datetime
    digest: str
    words: str
    note: str


def latest() -> Published | None:
    """The newest release of the site, or ``None`` before the first."""
    row = Release.objects.defer("content").order_by("-id").first()
    return _published(row) if row else None


def all_releases() -> tuple[Published, ...]:
    """Every release of the place the site is about, newest first."""
    newest = latest()
    if newest is None:
        return ()
    rows = Release.objects.defer("content").filter(place_code=newest.place_code).order_by("-number")
    return tuple(_published(row) for row in rows)


def numbered(number: int) -> Published | None:
    """A release of the place the site is about, by its number."""
    return next((release for release in all_releases() if release.number == number), None)


@lru_cache(maxsize=8)
def evidence(digest: str) -> PlaceEvidence:
    """The evidence of a release, by its digest."""
    row = Release.objects.filter(digest=digest).latest("id")
    return frames.to_evidence(row.content, row.digest)


@lru_cache(maxsize=8)
def fragment(release: Published) -> str:
    """The page Our place for a release: the same renderer as the file's."""
    from convive.reports.place import our_place

    some_table = reverse("place:table", args=[release.number, "x"])
    return our_place(evidence(release.digest), release.words, csv=some_table.removesuffix("x.csv"))


def table(digest: str, id: str) -> bytes | None:
    """A table of a release as CSV, or ``None`` when it has none of that id."""
    from convive.reports.tables import table_csv

    sheet = evidence(digest).sheet(id)
    return gate(table_csv(sheet).decode(), what=f"{id}.csv").encode() if sheet else None


def tables(digest: str) -> tuple[Table, ...]:
    """The tables of a release that can be taken away."""
    return tuple(Table(sheet.id, sheet.title, sheet.withheld) for sheet in evidence(digest).sheets)


def _published(row: Release) -> Published:
    return Published(
        row.number,
        row.place_code,
        row.place_name,
        row.invented,
        row.written,
        row.published,
        row.digest,
        f"Release {row.number}, {day_words(timezone.localdate(row.published))}",
        row.note,
    )
