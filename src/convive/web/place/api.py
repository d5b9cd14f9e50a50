"""The API's addresses about the place: releases, their figures, their tables."""

from __future__ import annotations

from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Router, Schema

from convive.core.disclosure import Sheet
from convive.web.config.answers import A_DAY, A_MINUTE, ERRORS, stamp
from convive.web.place import queries

router = Router(tags=["places"])


class Place(Schema):
    """The place that the site is about."""

    code: str = Field(description="The authority's code.")
    name: str
    invented: bool = Field(description="Whether the place and its figures are made up.")
    releases: int = Field(description="How many releases there are.")
    url: str = Field(description="Where its releases are listed.")


class Release(Schema):
    """One release: numbered, dated, and the same for good."""

    number: int
    place: str
    written: date = Field(description="The day on which the figures were worked out.")
    published: datetime
    digest: str = Field(description="SHA-256 of what was published.")
    url: str


class SourceOut(Schema):
    """A file that was read."""

    kind: str
    table: str
    title: str
    publisher: str
    licence: str
    dated: str
    date_words: str
    file: str
    digest: str
    rows: int
    page: str
    invented: bool


class FigureOut(Schema):
    """A figure in print, and where it comes from."""

    id: str
    words: str
    source: str
    rows: str
    formula: str
    exact: str


class StandingOut(Schema):
    """Where the place stands on an indicator among the authorities in the same files."""

    indicator: str
    value: float
    rank: int
    of: int
    not_compared: int
    low_quarter: float
    median: float
    high_quarter: float
    kinds: list[str]


class TableLink(Schema):
    """A table of a release."""

    id: str
    title: str
    withheld: int = Field(description="How many of its cells are withheld.")
    url: str
    csv: str


class ReleaseWhole(Release):
    """A release with its figures, standings, sources, gaps and tables."""

    place_name: str
    boundary_year: int
    invented: bool
    figures: list[FigureOut]
    standings: list[StandingOut]
    missing: list[str] = Field(description="What could not be looked at.")
    sources: list[SourceOut]
    tables: list[TableLink]


class ColumnOut(Schema):
    """A column of a table."""

    id: str
    title: str
    kind: str
    unit: str


class CellOut(Schema):
    """A cell: its value, or that it is withheld to protect small numbers."""

    value: str | int | float | None
    withheld: bool = False


class TableWhole(Schema):
    """A table of a release as it is published."""

    id: str
    title: str
    release: int
    invented: bool
    source: str
    note: str
    columns: list[ColumnOut]
    rows: list[list[CellOut]]


@router.get("", response={200: list[Place], **ERRORS}, operation_id="places", summary="The place the site is about")
def places(request: HttpRequest, response: HttpResponse) -> list[Place]:
    """A list of one; empty before the first release."""
    newest = queries.latest()
    if newest is None:
        return []
    stamp(response, f"{newest.number}-{newest.digest}", A_MINUTE)
    return [
        Place(
            code=newest.place_code,
            name=newest.place_name,
            invented=newest.invented,
            releases=newest.number,
            url=reverse("api:releases", args=[newest.place_code]),
        )
    ]


@router.get(
    "/{code}/releases",
    response={200: list[Release], **ERRORS},
    operation_id="releases",
    url_name="releases",
    summary="Every release of a place, newest first",
)
def releases(request: HttpRequest, response: HttpResponse, code: str) -> list[Release]:
    """Every release of a place, newest first."""
    found = [release for release in queries.all_releases() if release.place_code == code]
    if not found:
        raise Http404(f"This site publishes nothing about “{code}”.")
    stamp(response, f"{found[0].number}-{found[0].digest}", A_MINUTE)
    return [_release(one) for one in found]


@router.get(
    "/{code}/releases/{number}",
    response={200: ReleaseWhole, **ERRORS},
    operation_id="release",
    url_name="release",
    summary="One release: figures, standings, sources, gaps, tables",
)
def release(request: HttpRequest, response: HttpResponse, code: str, number: int) -> ReleaseWhole:
    """One release, whole. It never changes."""
    found = _find(code, number)
    evidence = queries.evidence(found.digest)
    stamp(response, f"{number}-{found.digest}", A_DAY)
    return ReleaseWhole(
        **_release(found).model_dump(),
        place_name=found.place_name,
        boundary_year=evidence.place.boundary_year,
        invented=found.invented,
        figures=[
            FigureOut(id=id_, words=f.words, source=f.source, rows=f.rows, formula=f.formula, exact=f.exact)
            for id_, f in evidence.figures.items()
        ],
        standings=[
            StandingOut(
                indicator=s.indicator,
                value=s.value,
                rank=s.rank,
                of=s.of,
                not_compared=s.not_compared,
                low_quarter=s.low_quarter,
                median=s.median,
                high_quarter=s.high_quarter,
                kinds=list(s.kinds),
            )
            for s in evidence.standings
        ],
        missing=[gap.says for gap in evidence.missing],
        sources=[SourceOut(**source.as_dict()) for source in evidence.sources],
        tables=[
            TableLink(
                id=one.id,
                title=one.title,
                withheld=one.withheld,
                url=reverse("api:table", args=[code, number, one.id]),
                csv=reverse("place:table", args=[number, one.id]),
            )
            for one in queries.tables(found.digest)
        ],
    )


@router.get(
    "/{code}/releases/{number}/tables/{id}",
    response={200: TableWhole, **ERRORS},
    operation_id="table",
    url_name="table",
    summary="One table of a release, small numbers withheld",
)
def table(request: HttpRequest, response: HttpResponse, code: str, number: int, id: str) -> TableWhole:
    """One table as it is published: a cell holds a value, or says that it is withheld."""
    found = _find(code, number)
    sheet = queries.evidence(found.digest).sheet(id)
    if sheet is None:
        raise Http404(f"Release {number} has no table “{id}”.")
    stamp(response, f"{number}-{found.digest}-{id}", A_DAY)
    return _table(sheet, found)


def _find(code: str, number: int) -> queries.Published:
    found = queries.numbered(number)
    if found is None or found.place_code != code:
        raise Http404(f"There is no release {number} of “{code}” here.")
    return found


def _release(one: queries.Published) -> Release:
    return Release(
        number=one.number,
        place=one.place_code,
        written=one.written,
        published=one.published,
        digest=one.digest,
        url=reverse("api:release", args=[one.place_code, one.number]),
    )


def _table(sheet: Sheet, release: queries.Published) -> TableWhole:
    return TableWhole(
        id=sheet.id,
        title=sheet.title,
        release=release.number,
        invented=release.invented,
        source=sheet.source,
        note=sheet.note,
        columns=[ColumnOut(id=c.id, title=c.title, kind=c.kind, unit=c.unit) for c in sheet.columns],
        rows=[[CellOut(value=cell.value, withheld=cell.withheld) for cell in row] for row in sheet.rows],
    )
