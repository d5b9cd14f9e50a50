"""Postcodes with the middle of their addresses: one part for each of their first letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from convive.core.errors import RefusedInput
from convive.core.geography import INVENTED_AREA, PATTERNS, postcode_of
from convive.core.provenance import Source
from convive.sources.checks import validated
from convive.sources.files import RawFile
from convive.sources.headers import Recognised
from convive.sources.places import KnownPlaces
from convive.sources.refusals import Refusals
from convive.sources.report import ImportFinding, ImportPart
from convive.sources.rows import cell, read_rows, without_notes

if TYPE_CHECKING:
    import polars as pl

# The publisher's mark for "no grid reference" (large users, ended postcodes, the Channel Islands).
NOWHERE = 99.0
SOUTH, NORTH, WEST, EAST = 49.0, 61.0, -9.0, 2.5
_LEVELS = {"lsoa": "lsoa", "ward": "ward", "authority": "lad"}


def read_postcodes(
    read: Sequence[tuple[RawFile, Recognised]], places: KnownPlaces | None = None
) -> tuple[tuple[ImportPart, ...], list[ImportFinding]]:
    """Postcodes of every file, one part for each postcode area ("BD"), so that a newer one replaces its own.

    The lookups (``places``) are not needed. Postcodes to which the publisher gives no place are left out and counted.

    Raises
    ------
    RefusedRows
        When a row is no postcode, stands twice, or lies outside the United Kingdom.
    """
    import polars as pl

    findings: list[ImportFinding] = []
    parts: dict[str, ImportPart] = {}
    for raw, recognised in read:
        frame, found = _read_one(raw, recognised)
        findings += found
        areas = frame.with_columns(pl.col("postcode").str.extract(r"^([A-Z]+)").alias("area"))
        for (area,), rows in sorted(areas.group_by("area", maintain_order=True), key=lambda pair: str(pair[0][0])):
            table = rows.drop("area")
            source = recognised.kind.source(
                file=raw.name,
                digest=raw.digest,
                rows=table.height,
                title=f"{recognised.kind.title}, {area}",
                invented=area == INVENTED_AREA,
            )
            earlier = parts.get(str(area))
            sources: tuple[Source, ...] = (source,)
            if earlier is not None:
                _refuse_seen(table, earlier, raw.name)
                table, sources = pl.concat([earlier.tables["postcodes"], table]), (*earlier.sources, source)
            parts[str(area)] = ImportPart(str(area), {"postcodes": table}, sources)
    return tuple(parts[area] for area in sorted(parts)), findings


def _read_one(raw: RawFile, recognised: Recognised) -> tuple[pl.DataFrame, list[ImportFinding]]:
    import polars as pl

    from convive.core.tables import Postcodes

    frame, notes = without_notes(read_rows(raw.data, recognised.header, raw.name), raw.name)
    frame = frame.select(
        "row", *(pl.col(cell(at)).str.strip_chars().alias(field) for field, at in recognised.places.items())
    )
    refusals = Refusals(raw.name, recognised.header.cells)
    plain = pl.Series("plain", [postcode_of(code or "") for code in frame.get_column("postcode")], dtype=pl.String)
    frame = frame.with_columns(plain)
    refusals.add_all(
        frame.filter(pl.col("plain").is_null()),
        recognised.title("postcode"),
        lambda r: (f"“{r['postcode'] or ''}” is no postcode.", "postcode", "A postcode looks like BD1 1AA."),
    )
    twice = frame.filter(pl.col("plain").is_not_null()).with_columns(first=pl.col("row").min().over("plain"))
    refusals.add_all(
        twice.filter(pl.col("row") > pl.col("first")),
        recognised.title("postcode"),
        lambda r: (f"{r['plain']} is here twice: it stands in row {r['first']} already.", "postcode-twice", None),
    )
    frame, left_out = _placed(frame, recognised, refusals)
    refusals.raise_if_any(frame.height + left_out)
    if frame.is_empty():
        raise RefusedInput("No postcode in this file has a place.", file=raw.name, rule="no-rows")
    findings = notes
    if left_out:
        says = f"{left_out:,} postcodes have no place (ended, or for large users only) and were left out."
        findings.append(ImportFinding("note", says, raw.name, rule="no-place", size=left_out))
    # Codes of Scotland and Northern Ireland, and the publisher's marks for "none", are no codes we know.
    codes = [
        pl.when(pl.col(field).str.contains(f"^(?:{PATTERNS[level].pattern})$")).then(pl.col(field)).alias(field)
        if field in frame.columns
        else pl.lit(None, pl.String).alias(field)
        for field, level in _LEVELS.items()
    ]
    made = frame.select("row", pl.col("plain").alias("postcode"), "latitude", "longitude", *codes)
    return validated(Postcodes, made, raw.name), findings


def _placed(frame: pl.DataFrame, recognised: Recognised, refusals: Refusals) -> tuple[pl.DataFrame, int]:
    """The postcodes that have a place, in degrees, and how many have none."""
    import polars as pl

    at = ("latitude", "longitude")
    numbers = frame.with_columns(pl.col(at).cast(pl.Float64, strict=False).name.suffix("_number"))
    for field in at:
        words = numbers.filter(
            (pl.col(field).fill_null("") != "") & ~pl.col(f"{field}_number").is_finite().fill_null(False)
        )
        refusals.add_all(words.select("row", pl.col(field).alias("value")), recognised.title(field), _describe_degrees)
    numbers = numbers.drop(at).rename({f"{field}_number": field for field in at})
    # A longitude of 0 is Greenwich: only the latitude says that there is no place.
    nowhere = pl.col("latitude").is_null() | (pl.col("latitude") > NOWHERE)
    placed = numbers.filter(~nowhere)
    judged = pl.col("row").is_in(list(refusals.rows))
    bad = ~pl.col("latitude").is_between(SOUTH, NORTH) | ~pl.col("longitude").is_between(WEST, EAST).fill_null(False)
    refusals.add_all(
        placed.filter(bad & ~judged),
        recognised.title("latitude"),
        lambda r: (
            f"{r['plain']} lies at {r['latitude']}, {r['longitude']}, which is not in the United Kingdom.",
            "place",
            "Latitude (49 to 61) and longitude (−9 to 2.5) may have changed places.",
        ),
    )
    return placed, numbers.height - placed.height


def _describe_degrees(record: dict[str, Any]) -> tuple[str, str, str | None]:
    return f"“{record['value']}” is not a number of degrees.", "degrees", "Degrees are written as 53.79603."


def _refuse_seen(table: pl.DataFrame, earlier: ImportPart, name: str) -> None:
    """Refuses a postcode that an earlier file of the same import has already."""
    twice = table.join(earlier.tables["postcodes"].select("postcode"), on="postcode", how="semi")
    refusals = Refusals(name)
    for row, postcode in twice.select("row", "postcode").iter_rows():
        refusals.add(row, None, f"{postcode} stands in {earlier.sources[0].file} already.", "postcode-twice")
    refusals.raise_if_any(table.height)
