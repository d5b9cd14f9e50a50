"""Lookups between areas: one row a pair of areas, codes and names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convive.core.errors import RefusedInput
from convive.sources.checks import check_filled, check_form, check_once, validated
from convive.sources.files import RawFile
from convive.sources.headers import Recognised
from convive.sources.places import KnownPlaces
from convive.sources.refusals import Refusals
from convive.sources.report import ImportFinding, ImportPart
from convive.sources.rows import cell, read_rows, without_notes

if TYPE_CHECKING:
    import polars as pl

CHANGES = {"U": "the same", "S": "split", "M": "merged", "X": "redrawn"}


def read_lookups(
    read: Sequence[tuple[RawFile, Recognised]], places: KnownPlaces | None
) -> tuple[tuple[ImportPart, ...], list[ImportFinding]]:
    """Each lookup as a part of its own, so that a newer one replaces its own kind of table and no other.

    Raises
    ------
    RefusedRows
        When any row of a file cannot be used.
    RefusedInput
        When two files hold the same lookup.
    """
    findings: list[ImportFinding] = []
    parts: dict[str, ImportPart] = {}
    for raw, recognised in read:
        table = recognised.layout.id
        if table in parts:
            earlier = parts[table].sources[0].file
            raise RefusedInput(
                f"This is the same lookup as {earlier}: {recognised.layout.title}.",
                file=raw.name,
                rule="table-twice",
                hint="Give one of the two.",
            )
        frame, found = _read_one(raw, recognised)
        findings += found
        invented = bool(frame.get_column("lsoa21").str.starts_with("X").all())
        source = recognised.kind.source(
            file=raw.name, digest=raw.digest, rows=frame.height, title=recognised.layout.title, invented=invented
        )
        parts[table] = ImportPart(table, {table: frame}, (source,))
    for layout in read[0][1].kind.layouts:
        if layout.id not in parts:
            says = f"The lookup “{layout.title}” is not among these files; one imported earlier stays as it is."
            findings.append(ImportFinding("finding", says, rule="lookup-absent"))
    return tuple(parts[table] for table in sorted(parts)), findings


def _read_one(raw: RawFile, recognised: Recognised) -> tuple[pl.DataFrame, list[ImportFinding]]:
    import polars as pl

    from convive.core.tables import LsoaChanges, LsoaWards

    frame, notes = without_notes(read_rows(raw.data, recognised.header, raw.name), raw.name)
    frame = frame.select(
        "row", *(pl.col(cell(place)).str.strip_chars().alias(field) for field, place in recognised.places.items())
    )
    findings = notes
    # The Office for National Statistics covers England and Wales; some lookups list Scotland and Northern Ireland too.
    elsewhere = pl.col("lsoa21").str.contains(r"^(?:S\d{8}|N\d{8}|\d{2}[A-Z]{2}\d{2})").fill_null(False)
    left_out = frame.filter(elsewhere).height
    if left_out:
        says = f"{left_out:,} rows for Scotland and Northern Ireland were left out."
        findings.append(ImportFinding("note", says, raw.name, rule="elsewhere", size=left_out))
        frame = frame.filter(~elsewhere)
    refusals = Refusals(raw.name, recognised.header.cells)
    for field in recognised.places:
        if field in recognised.layout.levels:
            check_form(frame, field, recognised.title(field), recognised.layout.levels[field], refusals)
        else:
            check_filled(frame, field, recognised.title(field), refusals)
    if "change" in recognised.places:
        other = frame.filter(pl.col("change").is_not_null() & ~pl.col("change").is_in(list(CHANGES)))
        words = ", ".join(f"{code} ({meaning})" for code, meaning in CHANGES.items())
        refusals.add_all(
            other.select("row", "change"),
            recognised.title("change"),
            lambda r: (f"“{r['change']}” is no kind of change.", "change", f"The kinds are {words}."),
        )
    schema = {"lsoa_changes": LsoaChanges, "lsoa_wards": LsoaWards}[recognised.layout.id]
    check_once(frame, schema.primary_key(), recognised.title("lsoa21"), refusals)
    refusals.raise_if_any(frame.height)
    return validated(schema, frame, raw.name), findings
