"""Figures that people here hold: homes, patients, English classes and the like, in a template of six columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from convive.core.errors import RefusedInput, closest
from convive.core.geography import is_code, parts_of
from convive.core.periods import day_words
from convive.core.provenance import Source
from convive.sources.checks import check_filled, check_once, validated
from convive.sources.files import RawFile
from convive.sources.headers import Recognised
from convive.sources.places import KnownPlaces
from convive.sources.refusals import Refusals
from convive.sources.report import ImportFinding, ImportPart
from convive.sources.rows import cell, read_rows, without_notes

if TYPE_CHECKING:
    import polars as pl

SERVICES = ("homes", "patients", "english-classes")
MEASURES = ("demand", "capacity")
# Nothing finer: what is brought in here is made to be published.
LEVELS = ("lad", "ward", "msoa")
TEMPLATE = """place,service,measure,date,value,source
"# One row a figure. Lines that begin with # are left out: these are examples. place is the code of the council."
"# service: homes, patients, english-classes, or a word of your own."
"# measure: demand (how many people or households want it) or capacity (how many there is room for)."
# E08000032,homes,demand,2026-03-31,21500,Housing register
# E08000032,homes,capacity,2026-03-31,1900,Lettings in the year to March 2026
# E08000032,english-classes,demand,2026-09-01,640,Waiting lists of four providers
# E08000032,english-classes,capacity,2026-09-01,480,Places in the autumn term
"""
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?:\.\d+)?")
_COMMENT = "#"
_KEY = ("place", "service", "measure", "date")


def read_observations(
    read: Sequence[tuple[RawFile, Recognised]], places: KnownPlaces | None
) -> tuple[tuple[ImportPart, ...], list[ImportFinding]]:
    """Observations from one or more files of the template, one part a service, so that a newer one replaces its own.

    Raises
    ------
    RefusedRows
        When a row cannot be used: a place that is none, a date or value that is none, a figure that stands twice.
    """
    import polars as pl

    findings: list[ImportFinding] = []
    tables: dict[str, list[tuple[pl.DataFrame, Source]]] = {}
    for raw, recognised in read:
        frame, found = _read_one(raw, recognised, places)
        findings += found
        for (service,), rows in sorted(frame.group_by("service", maintain_order=True), key=lambda pair: str(pair[0])):
            last: date = rows.get_column("date").max()  # type: ignore[assignment]  # a column of dates
            source = recognised.kind.source(
                file=raw.name,
                digest=raw.digest,
                rows=rows.height,
                title=f"{recognised.kind.title}: {service}",
                invented=bool(rows.get_column("place").str.starts_with("X").all()),
            )
            source = replace(source, dated=last.isoformat(), date_words=day_words(last))
            tables.setdefault(str(service), []).append((rows, source))
    parts = []
    for service, given in sorted(tables.items()):
        whole = pl.concat([rows for rows, _ in given])
        if len(given) > 1:
            refusals = Refusals(given[-1][1].file)
            check_once(whole, _KEY, "service", refusals)
            refusals.raise_if_any(whole.height)
        parts.append(ImportPart(service, {"observations": whole}, tuple(source for _, source in given)))
    return tuple(parts), findings


def _read_one(
    raw: RawFile, recognised: Recognised, places: KnownPlaces | None
) -> tuple[pl.DataFrame, list[ImportFinding]]:
    import polars as pl

    from convive.core.tables import Observations

    frame, notes = without_notes(read_rows(raw.data, recognised.header, raw.name), raw.name)
    frame = frame.select(
        "row", *(pl.col(cell(at)).str.strip_chars().alias(field) for field, at in recognised.places.items())
    )
    frame = frame.filter(~pl.col("place").fill_null("").str.starts_with(_COMMENT))
    if frame.is_empty():
        hint = "Fill in a row below the examples; they begin with # and are left out."
        raise RefusedInput("No figure has been filled in yet.", file=raw.name, rule="no-rows", hint=hint)
    refusals = Refusals(raw.name, recognised.header.cells)
    for field in ("place", "service", "measure", "date"):
        check_filled(frame, field, recognised.title(field), refusals)
    frame = frame.with_columns(_slug("service"), _slug("measure"))
    _check_places(frame, recognised, places, refusals)
    frame = _dated(frame, recognised, refusals)
    frame, findings = _valued(frame, recognised, refusals)
    check_once(frame, _KEY, recognised.title("place"), refusals)
    refusals.raise_if_any(frame.height)
    if "source" not in frame.columns:
        frame = frame.with_columns(pl.lit(None, pl.String).alias("source"))
    findings += _own_words(frame, raw.name) + _lone(frame, raw.name) + notes
    return validated(Observations, frame, raw.name), findings


def _slug(field: str) -> pl.Expr:
    """A word in one spelling: “English classes” and “english_classes” are the service english-classes."""
    import polars as pl

    return pl.col(field).str.to_lowercase().str.replace_all(r"[^a-z0-9]+", "-").str.strip_chars("-").alias(field)


def _check_places(frame: pl.DataFrame, recognised: Recognised, places: KnownPlaces | None, refusals: Refusals) -> None:
    """Refuses what is no code of an authority, ward or neighbourhood, and with lookups an unknown authority."""
    import polars as pl

    codes = set(places.codes_by_name().values()) if places is not None else set()
    names = {name.casefold(): code for name, code in places.codes_by_name().items()} if places is not None else {}
    filled = frame.filter(pl.col("place").is_not_null())

    def describe(record: dict[str, Any]) -> tuple[str, str, str | None]:
        place = record["place"]
        code = names.get(place.casefold())
        hint = f"Write its code: {code}." if code else "Such a code looks like E08000032."
        if is_code("lad", place):
            return f"There is no authority {place} in the lookups.", "unknown-code", None
        return f"“{place}” is not the code of an authority, a ward or an MSOA.", "code", hint

    unknown = [
        place
        for place in filled.get_column("place").unique().to_list()
        if not any(is_code(level, place) for level in LEVELS)
        or (
            is_code("lad", place)
            and places is not None
            and place not in codes
            and not parts_of(place)
            and places.invented == place.startswith("X")
        )
    ]
    bad = filled.filter(pl.col("place").is_in(unknown))
    refusals.add_all(bad.select("row", "place"), recognised.title("place"), describe)


def _dated(frame: pl.DataFrame, recognised: Recognised, refusals: Refusals) -> pl.DataFrame:
    import polars as pl

    days = pl.coalesce(pl.col("date").str.to_date(form, strict=False) for form in _DAYS)
    frame = frame.with_columns(days.alias("day"))
    refusals.add_all(
        frame.filter(pl.col("day").is_null() & pl.col("date").is_not_null()).select("row", "date"),
        recognised.title("date"),
        lambda r: (f"“{r['date']}” is not a day.", "day", "Write the year first: 2026-03-31."),
    )
    return frame.drop("date").rename({"day": "date"})


def _valued(
    frame: pl.DataFrame, recognised: Recognised, refusals: Refusals
) -> tuple[pl.DataFrame, list[ImportFinding]]:
    """Values as numbers. A mark for "not known" leaves its row out and is told; it is never nought."""
    import polars as pl

    title = recognised.title("value")
    frame = frame.with_columns(pl.col("value").cast(pl.Float64, strict=False).alias("number"))
    marks = [value for value in frame.get_column("value").unique().to_list() if value is None or _means(value)]
    marked = pl.col("value").is_null() | pl.col("value").is_in([mark for mark in marks if mark is not None])
    out, kept = frame.filter(marked), frame.filter(~marked)
    findings = []
    for row, value in out.select("row", "value").iter_rows():
        what = f"“{value}” says that {_means(value)}" if value else "There is no value"
        says = f"{what}: the row was left out. It is not read as nought."
        findings.append(ImportFinding("finding", says, refusals.file, row, title, "mark", size=1))
    bad = ~pl.col("number").is_finite().fill_null(False) | (pl.col("number") < 0)
    refusals.add_all(kept.filter(bad).select("row", "value", "number"), title, _describe_value)
    return kept.drop("value").rename({"number": "value"}), findings


def _describe_value(record: dict[str, Any]) -> tuple[str, str, str | None]:
    value = record["value"]
    if record["number"] is not None and record["number"] < 0:
        return f"A figure is below zero: “{value}”.", "not-negative", "A figure begins at 0."
    if value.endswith("%"):
        return (
            f"“{value}” is a percentage.",
            "number",
            "Write how many there are: a share cannot be turned into people.",
        )
    if _THOUSANDS.fullmatch(value):
        plain = re.sub(r"[^\d.+-]", "", value)
        return f"“{value}” is not a plain number.", "number", f"Write it without a separator: {plain}."
    return f"“{value}” is not a number.", "number", "Write digits only, such as 1250."


def _own_words(frame: pl.DataFrame, name: str) -> list[ImportFinding]:
    """Services and measures that are nobody's but this place's: kept, and named, for one may be a slip of the pen."""
    findings = []
    for field, known in (("service", SERVICES), ("measure", MEASURES)):
        own = [word for word in frame.get_column(field).unique(maintain_order=True).to_list() if word not in known]
        for word in own:
            near = closest(word, known)
            hint = f"Did you mean {' or '.join(near)}?" if near else None
            says = f"“{word}” is a {field} of your own: it is kept under this name."
            findings.append(ImportFinding("finding", says, name, rule=f"own-{field}", hint=hint))
    return findings


def _lone(frame: pl.DataFrame, name: str) -> list[ImportFinding]:
    """Services of which only demand or only capacity is there: the two are read beside each other."""
    import polars as pl

    findings = []
    for (place, service), rows in sorted(frame.group_by("place", "service"), key=lambda pair: str(pair[0])):
        there = set(rows.filter(pl.col("measure").is_in(list(MEASURES))).get_column("measure").to_list())
        if len(there) == 1:
            lacking = next(measure for measure in MEASURES if measure not in there)
            says = f"{place}, {service}: there is {there.pop()} and no {lacking} to lay beside it."
            findings.append(ImportFinding("note", says, name, rule="one-measure"))
    return findings


def _means(value: str) -> str | None:
    from convive.sources.marks import mark_of

    mark = mark_of(value)
    return None if mark is None else mark.means
