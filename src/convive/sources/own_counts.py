"""Counts that somebody made, kept like a census table: one row a unit and a column a group, or one row a count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from convive.core.errors import RefusedInput
from convive.core.geography import is_code, successor_of
from convive.core.periods import day_words
from convive.core.provenance import Source
from convive.sources.checks import validated
from convive.sources.files import gather, read_file
from convive.sources.kinds import kind
from convive.sources.own_tables import long_table, refuse_total, wide_table
from convive.sources.places import KnownPlaces, named
from convive.sources.report import ImportFinding, ImportPart, ImportReport

if TYPE_CHECKING:
    import polars as pl

KIND = "counts"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# The part and the tables of a table without a name of its own.
UNNAMED = "own"


@dataclass(frozen=True)
class OwnColumns:
    """Which columns hold what. ``groups`` for one column a group; ``group`` and ``count`` for one row a count."""

    unit: str
    groups: tuple[str, ...] = ()
    group: str = ""
    count: str = ""
    sheet: str = ""


def read_own(
    path: str | Path,
    columns: OwnColumns,
    *,
    dated: date,
    date_words: str = "",
    name: str = "",
    places: KnownPlaces | None = None,
) -> ImportReport:
    """Units and counts of one table as ``counts.units`` and ``counts.counts``. Writes nothing.

    Parameters
    ----------
    path
        CSV, gzip, Parquet or a spreadsheet.
    columns
        The headers to read.
    dated, date_words
        The day the figures are about, and how it is printed.
    name
        Keeps the table beside others: its tables are ``counts.units_NAME`` and ``counts.counts_NAME``.
    places
        What the lookups know: with them, codes of areas that were replaced are named.

    Raises
    ------
    RefusedInput
        When a cell cannot be used, a unit and group stand twice, a column is the total of the others, or the name
        is none.
    UnknownName
        When a column or a sheet is not there.
    """
    import polars as pl

    from convive.core.tables import Counts, Units

    if name and not _NAME.fullmatch(name):
        hint = "Use small letters, digits and hyphens: staff-2025."
        raise RefusedInput(f"“{name}” cannot be the name of a table.", rule="name", hint=hint)
    if columns.groups:
        table = wide_table(path, unit=columns.unit, groups=columns.groups, sheet=columns.sheet)
    else:
        table = long_table(path, unit=columns.unit, group=columns.group, count=columns.count, sheet=columns.sheet)
        _refuse_total_group(table, Path(path).name)
    file = read_file(gather([path])[0].path)
    units = table.group_by("unit", maintain_order=True).agg(pl.col("row").min(), pl.col("count").sum().alias("people"))
    areas = [
        pl.when(pl.col("unit").str.contains(rf"^[EWX]{digits}\d{{6}}$")).then(pl.col("unit")).alias(level)
        for level, digits in (("lsoa", "01"), ("msoa", "02"))
    ]
    nothing = [pl.lit(None, pl.String).alias(column) for column in ("name", "authority")]
    tables = {
        _table("units", name): validated(Units, units.with_columns(*areas, *nothing), file.name),
        _table("counts", name): validated(Counts, table, file.name),
    }
    found = kind(KIND)
    source = Source(
        kind=KIND,
        table=name or "A table of our own",
        title=f"Counts by {columns.unit}" + (f": {name}" if name else ""),
        publisher="Brought in by the people who use this folder",
        licence="As its owner says",
        dated=dated.isoformat(),
        date_words=date_words or day_words(dated),
        file=file.name,
        digest=file.digest,
        rows=units.height,
    )
    findings = _about(table, units, file.name) + _replaced(units, places, file.name)
    part = ImportPart(name or UNNAMED, tables, (source,))
    return ImportReport(KIND, found.title, (part,), tuple(findings), units.height)


def _table(table: str, name: str) -> str:
    return f"{table}_{name}" if name else table


def _refuse_total_group(table: pl.DataFrame, file: str) -> None:
    """A group that is the sum of the others would count everybody twice, in a long table as in a wide one."""
    wide = table.pivot("group", index="unit", values="count").fill_null(0).drop("unit")
    refuse_total(wide, file)


def _about(table: pl.DataFrame, units: pl.DataFrame, name: str) -> list[ImportFinding]:
    import polars as pl

    groups = table.get_column("group").unique(maintain_order=True).to_list()
    people = int(units.get_column("people").sum())
    says = f"{people:,} counted in {units.height:,} units and {len(groups)} groups: {named(groups)}."
    findings = [ImportFinding("note", says, name, rule="total", size=people)]
    short = table.group_by("unit").len().filter(pl.col("len") < len(groups)).height
    if short:
        says = f"{short:,} units have no row for some of the groups. Nothing was added: no row is not nought."
        findings.append(ImportFinding("finding", says, name, rule="groups-absent", size=short))
    return findings


def _replaced(units: pl.DataFrame, places: KnownPlaces | None, name: str) -> list[ImportFinding]:
    """Codes of areas that are no more: authorities that were merged, small areas of 2011 that 2021 redrew."""
    codes = units.get_column("unit").to_list()
    findings = []
    merged = [(code, new) for code in codes if is_code("lad", code) and (new := successor_of(code)) is not None]
    if merged:
        which = named([f"{code} ({words})" for code, (_, words) in merged])
        says = f"{len(merged):,} codes are of authorities that became part of others: {which}."
        findings.append(ImportFinding("finding", says, name, rule="superseded-code", size=len(merged)))
    small = {code for code in codes if is_code("lsoa", code)}
    if small and places is not None:
        then, now = (set(places.lsoas[year].get_column("code").to_list()) for year in (2011, 2021))
        old, unknown = sorted(small & then - now), sorted(small - then - now)
        if old:
            says = f"{len(old):,} codes are LSOAs of 2011 that were redrawn in 2021: {named(old)}."
            findings.append(ImportFinding("finding", says, name, rule="superseded-code", size=len(old)))
        if unknown:
            says = f"{len(unknown):,} codes are no LSOAs of the lookups: {named(unknown)}."
            findings.append(ImportFinding("finding", says, name, rule="unknown-code", size=len(unknown)))
    return findings
