"""The kinds of file that can be read: one data file each, checked when it is loaded."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from convive.core.errors import ConviveError, UnknownName, did_you_mean
from convive.core.groups import classification
from convive.core.provenance import Source

SHAPES = (
    "by-authority",
    "counts",
    "deprivation",
    "lookups",
    "observations",
    "outlines",
    "postcodes",
    "school-register",
    "schools",
    "topics",
)
# Data files beside the kinds: tables that are only told by their header, and what publishers write for no number.
_NOT_A_KIND = ("not-yet.toml", "marks.toml")


@dataclass(frozen=True)
class Subtotal:
    """A column that adds up others of the same table: it is checked against them and never counted again."""

    column: tuple[str, ...]
    of: tuple[str, ...]


@dataclass(frozen=True)
class Short:
    """Groups that are kept only where the parts of a table add up to its total, and what the report says if not."""

    drop: tuple[str, ...]
    says: str


@dataclass(frozen=True)
class Layout:
    """One form in which a kind's table is published.

    ``columns`` maps our field to the headers it may carry, the publisher's own first; all of them must be there.
    ``optional`` ones may be absent. ``levels`` says which fields hold area codes and of what level.
    ``code_and_name`` is what stands between code and name where the publisher prints both in one cell.
    ``years`` maps a year group to its label and ``year_parts`` are what stands before the label in the headers of the
    columns that add up to it (girls and boys, full and part time).

    For tables of people by group: ``long`` has one row a group (columns ``group`` and ``value``), any other one row an
    area. ``classification`` is that of the layout where it differs from the kind's. ``sums`` maps a group to the
    columns that are added up to it, ``subtotals`` are columns that add up others, ``computed`` columns that the
    publisher worked out (shares), ``only`` the value of a column in the rows that count, ``takes`` and ``leaves`` how
    the labels end that are read and left out.
    """

    id: str
    title: str
    columns: Mapping[str, tuple[str, ...]]
    levels: Mapping[str, str]
    optional: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    code_and_name: str = ""
    long: bool = False
    classification: str = ""
    sums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    subtotals: tuple[Subtotal, ...] = ()
    computed: tuple[str, ...] = ()
    only: Mapping[str, str] = field(default_factory=dict)
    takes: str = ""
    leaves: str = ""
    years: Mapping[str, str] = field(default_factory=dict)
    year_parts: tuple[str, ...] = ()

    def year_columns(self) -> dict[str, tuple[str, ...]]:
        """Our names of the columns that add up to each year group: "R" → "R:0", "R:1" …"""
        return {year: tuple(f"{year}:{n}" for n in range(len(self.year_parts))) for year in self.years}


@dataclass(frozen=True)
class Kind:
    """A publisher's table as data: what it is called, where it comes from, how it is read, what it lets the plan say.

    ``dated`` is an ISO day, ``date_words`` how it is printed. ``shape`` names the reader. For counts:
    ``classification`` (see :mod:`convive.core.groups`), ``residual`` (the group that is the total less all columns),
    ``perturbed_by`` (how far the publisher itself may have moved the parts of one area, people), ``repeats``
    (headers that the publisher repeats), ``total_rows`` (rows that are no area), ``not_used`` (columns left out),
    ``prefix`` (how Nomis begins the headers of the table in its bulk files),
    ``subset`` (the id and the words of the people in the second of two files with the same header), ``if_short``.
    For schools ``not_applicable`` is the mark for what the publisher does not count in a school. For people by
    authority ``nowhere`` is how names begin that are no authority, and ``quarterly`` says that a number counts a
    quarter, not a day. For registers of schools ``open`` is how the status of a school begins that is open,
    ``authorities`` maps a publisher's own number of a council to its code and name, and ``empty`` are words for "no
    value". ``rank`` is the place in the order of use: what a draft needs first has the lowest. ``covers`` are the
    beginnings of the codes of the authorities it is about (all, when there are none), after ``old_after`` months
    figures are old, ``renewed`` says when a newer file comes, and ``if_missing`` what helps where columns are missing.
    """

    id: str
    title: str
    table: str
    publisher: str
    page: str
    licence: str
    dated: str
    date_words: str
    shape: str
    lets_say: tuple[str, ...]
    layouts: tuple[Layout, ...]
    boundary_year: int | None = None
    classification: str | None = None
    residual: str | None = None
    perturbed_by: int = 0
    repeats: tuple[str, ...] = ()
    total_rows: tuple[str, ...] = ()
    not_used: tuple[str, ...] = ()
    prefix: str = ""
    subset: tuple[str, ...] = ()
    if_short: Short | None = None
    not_applicable: str = ""
    nowhere: tuple[str, ...] = ()
    quarterly: bool = False
    open: tuple[str, ...] = ()
    authorities: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    empty: tuple[str, ...] = ()
    rank: int = 99
    covers: tuple[str, ...] = ()
    old_after: int = 36
    renewed: str = ""
    if_missing: str = ""

    def layout(self, id: str) -> Layout:
        """The layout of an id."""
        return next(layout for layout in self.layouts if layout.id == id)

    @property
    def counted(self) -> str:
        """What is counted: "residents", "households"; "people" where the kind has no classification of its own."""
        return classification(self.classification).counted if self.classification else "people"

    def source(self, *, file: str, digest: str, rows: int, title: str = "", invented: bool = False) -> Source:
        """The provenance of one file of this kind."""
        return Source(
            kind=self.id,
            table=self.table,
            title=title or self.title,
            publisher="Convive (an invented place)" if invented else self.publisher,
            licence="Made up; use it as you like" if invented else self.licence,
            dated=self.dated,
            date_words=self.date_words,
            file=file,
            digest=digest,
            rows=rows,
            page="" if invented else self.page,
            invented=invented,
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain fields for ``ingest --list --json`` and the reference pages."""
        return asdict(self)


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind that can be read, in the order of their ids.

    >>> "census-ts021" in [kind.id for kind in kinds()]
    True
    """
    entries = files("convive.sources").joinpath("data").iterdir()
    names = [entry.name for entry in entries if entry.name.endswith(".toml") and entry.name not in _NOT_A_KIND]
    return tuple(sorted(map(_load, names), key=lambda kind: kind.id))


def kind(id: str) -> Kind:
    """The kind of an id.

    Raises
    ------
    UnknownName
        When there is none, with those that look like it.

    >>> kind("census-ts021").date_words
    'March 2021, in lockdown'
    """
    for found in kinds():
        if found.id == id:
            return found
    known = [found.id for found in kinds()]
    hint = did_you_mean(id, known) or f"The kinds are {', '.join(known)}."
    raise UnknownName(f"There is no kind of file called “{id}”.", rule="kind", hint=hint)


def _load(name: str) -> Kind:
    raw = tomllib.loads(files("convive.sources").joinpath("data", name).read_text("utf-8"))
    layouts = tuple(_layout(given) for given in raw.pop("layouts"))
    raw["dated"] = raw["dated"].isoformat()
    for key in ("lets_say", "repeats", "total_rows", "not_used", "nowhere", "open", "empty", "covers", "subset"):
        raw[key] = tuple(raw.get(key, ()))
    raw["authorities"] = {number: (code, name) for number, (code, name) in raw.get("authorities", {}).items()}
    if "if_short" in raw:
        raw["if_short"] = Short(tuple(raw["if_short"]["drop"]), raw["if_short"]["says"])
    try:
        made = Kind(layouts=layouts, **raw)
    except TypeError as error:
        raise ConviveError(f"The description of this kind does not fit: {error}.", file=name, rule="kind") from None
    if made.id != name.removesuffix(".toml"):
        raise ConviveError(f"The id is “{made.id}”, and the file has another name.", file=name, rule="kind")
    if made.shape not in SHAPES:
        hint = did_you_mean(made.shape, SHAPES)
        raise ConviveError(f"There is no reader “{made.shape}”.", file=name, rule="kind", hint=hint)
    return made


def _layout(given: dict[str, Any]) -> Layout:
    def headers(key: str) -> dict[str, tuple[str, ...]]:
        return {field: tuple(names) for field, names in given.pop(key, {}).items()}

    optional, parts = headers("optional"), tuple(given.pop("year_parts", ()))
    for year, label in given.get("years", {}).items():
        optional |= {f"{year}:{n}": (f"{part} {label}",) for n, part in enumerate(parts)}
    subtotals = tuple(Subtotal(tuple(one["column"]), tuple(one["of"])) for one in given.pop("subtotals", ()))
    return Layout(
        columns=headers("columns"),
        optional=optional,
        sums=headers("sums"),
        subtotals=subtotals,
        levels=given.pop("levels", {}),
        computed=tuple(given.pop("computed", ())),
        year_parts=parts,
        **given,
    )
