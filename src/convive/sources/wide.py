"""Census tables with one row an area: a column of all residents (or households) and one for every group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convive.sources.areas import PARENTS, areas_only, check_areas, split_code_and_name
from convive.sources.checks import check_once, whole_numbers
from convive.sources.files import RawFile
from convive.sources.headers import Recognised, fold, unused_columns
from convive.sources.places import KnownPlaces, named
from convive.sources.refusals import Refusals
from convive.sources.report import ImportFinding
from convive.sources.rows import cell, read_rows
from convive.sources.tallies import Tally, tally
from convive.sources.totals import check_totals, without_short_groups

if TYPE_CHECKING:
    import polars as pl

_TEXTS = ("unit", "code", "name", *PARENTS)


def read_wide(raw: RawFile, recognised: Recognised, places: KnownPlaces | None) -> Tally:
    """Units and counts of one file.

    Raises
    ------
    RefusedRows
        When any row of the file cannot be used.
    """
    import polars as pl

    kind = recognised.kind
    frame, numbers = _columns(raw, recognised)
    frame, findings = areas_only(frame, recognised, list(numbers), raw.name)
    refusals = Refusals(raw.name, recognised.header.cells)
    frame = split_code_and_name(frame, recognised, refusals)
    frame, found = check_areas(frame, recognised, places, refusals)
    findings += found
    check_once(frame, ["unit"], recognised.title("unit"), refusals)
    frame = _groups(whole_numbers(frame, numbers, refusals), recognised)
    findings += check_totals(frame, recognised, refusals)
    refusals.raise_if_any(frame.height)
    frame, found = without_short_groups(frame, recognised, raw.name)
    findings += found
    if kind.residual:
        left = pl.col("people") - pl.sum_horizontal(list(recognised.sizes))
        frame = frame.with_columns(pl.max_horizontal(left, pl.lit(0, pl.Int64)).alias(kind.residual))
    return tally(frame, recognised, [*findings, *_about_columns(recognised, raw.name)], raw.name)


def _columns(raw: RawFile, recognised: Recognised) -> tuple[pl.DataFrame, dict[str, str]]:
    """The texts under our names, the numbers by their place in the file, and the header over each number."""
    import polars as pl

    frame = read_rows(raw.data, recognised.header, raw.name)
    at = [place for places in recognised.sizes.values() for place in places]
    at += [place for total, of in recognised.subtotals.items() for place in (total, *of)]
    if "people" in recognised.places:
        at.append(recognised.places["people"])
    numbers = {cell(place): recognised.header.cells[place] for place in dict.fromkeys(at)}
    texts = [pl.col(cell(place)).alias(field) for field, place in recognised.places.items() if field in _TEXTS]
    return frame.select("row", *texts, *numbers, *(cell(place) for place in recognised.only)), numbers


def _groups(frame: pl.DataFrame, recognised: Recognised) -> pl.DataFrame:
    """The frame with a column for every group, and ``people``: the file's own total, or else the sum of the groups."""
    import polars as pl

    sums = {group: pl.sum_horizontal(map(cell, places)) for group, places in recognised.sizes.items()}
    frame = frame.with_columns(**sums)
    if "people" in recognised.places:
        return frame.with_columns(pl.col(cell(recognised.places["people"])).alias("people"))
    return frame.with_columns(pl.sum_horizontal(list(sums)).alias("people"))


def _about_columns(recognised: Recognised, name: str) -> list[ImportFinding]:
    findings = []
    computed = {fold(title) for title in recognised.layout.computed}
    there = [title for title in recognised.header.cells if fold(title) in computed]
    line = recognised.header.line
    if there:
        says = f"Columns that the publisher worked out were left out: {', '.join(there)}."
        findings.append(ImportFinding("note", says, name, line, rule="computed-columns"))
    extra = unused_columns(recognised)
    if extra:
        says = f"Columns that were not used: {named(extra)}."
        findings.append(ImportFinding("note", says, name, line, rule="columns-not-used"))
    return findings
