"""Deprivation by small area: a rank and a tenth for each domain, complete for England.

A rank says nothing unless every area has one: a file that lacks areas, or was sorted and filled by hand, would move
every place. So ranks must run from 1 to the number of areas, and each tenth must be the tenth of its rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convive.core.errors import RefusedInput
from convive.sources.checks import check_form, check_known_lsoas, check_once, validated, whole_numbers
from convive.sources.files import RawFile
from convive.sources.headers import Recognised, unused_columns
from convive.sources.places import KnownPlaces
from convive.sources.refusals import Refusals
from convive.sources.report import ImportFinding, ImportPart
from convive.sources.rows import cell, read_rows, without_notes

if TYPE_CHECKING:
    import polars as pl

TENTHS = 10


def read_deprivation(
    read: Sequence[tuple[RawFile, Recognised]], places: KnownPlaces | None
) -> tuple[tuple[ImportPart, ...], list[ImportFinding]]:
    """Ranks and tenths of every domain from one file, as one part.

    Raises
    ------
    RefusedRows
        When an area, a rank or a tenth cannot be used, or a tenth is not that of its rank.
    RefusedInput
        When the ranks of a domain do not run from 1 to the number of areas; when there is more than one file.
    """
    import polars as pl

    if len(read) > 1:
        raise RefusedInput("There are two files of ranks.", file=read[1][0].name, rule="table-twice", hint="Give one.")
    raw, recognised = read[0]
    frame, notes = without_notes(read_rows(raw.data, recognised.header, raw.name), raw.name)
    frame = frame.select(
        "row", *(pl.col(cell(at)).str.strip_chars().alias(field) for field, at in recognised.places.items())
    )
    refusals = Refusals(raw.name, recognised.header.cells)
    title = recognised.title("unit")
    check_form(frame, "unit", title, "lsoa", refusals)
    if places is not None:
        check_known_lsoas(frame, "unit", title, recognised.kind.boundary_year or 0, places, refusals)
    check_once(frame, ["unit"], title, refusals)
    numbers = [field for field in recognised.places if field != "unit"]
    frame = whole_numbers(frame, {field: recognised.title(field) for field in numbers}, refusals)
    domains = [field.removeprefix("rank_") for field in numbers if field.startswith("rank_")]
    for domain in domains:
        _tenths(frame, domain, recognised, refusals)
    refusals.raise_if_any(frame.height)
    for domain in domains:
        _complete(frame, domain, recognised, raw.name)
    ranks = _long(frame, domains, raw.name)
    findings = _about(frame, recognised, places, raw.name) + notes
    invented = bool(frame.get_column("unit").str.starts_with("X").all())
    source = recognised.kind.source(file=raw.name, digest=raw.digest, rows=frame.height, invented=invented)
    return (ImportPart("whole", {"ranks": ranks}, (source,)),), findings


def _tenths(frame: pl.DataFrame, domain: str, recognised: Recognised, refusals: Refusals) -> None:
    """Refuses a tenth that is not ten times the rank over the number of areas, rounded up."""
    import polars as pl

    rank, tenth = pl.col(f"rank_{domain}"), pl.col(f"tenth_{domain}")
    expected = (rank * TENTHS + (frame.height - 1)) // frame.height
    wrong = frame.filter(tenth.is_not_null() & rank.is_not_null() & (tenth != expected))
    refusals.add_all(
        wrong.select("row", rank.alias("rank"), tenth.alias("tenth"), expected.alias("expected")),
        recognised.title(f"tenth_{domain}"),
        lambda r: (
            f"Rank {r['rank']:,} of {frame.height:,} lies in tenth {r['expected']}, and the file says {r['tenth']}.",
            "tenth-of-rank",
            "Rows are missing, or a column was moved or sorted by itself: take the publisher's own file.",
        ),
    )


def _complete(frame: pl.DataFrame, domain: str, recognised: Recognised, name: str) -> None:
    """Refuses ranks that do not run from 1 to the number of areas. Areas that tie share one of the ranks they take."""
    import polars as pl

    ranks = frame.select(pl.col(f"rank_{domain}").alias("rank"), "row").sort("rank")
    place = pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    placed = ranks.with_columns(place.alias("place")).with_columns(
        pl.col("place").min().over("rank").alias("from"), pl.col("place").max().over("rank").alias("to")
    )
    wrong = placed.filter(~pl.col("rank").is_between(pl.col("from"), pl.col("to")))
    if wrong.is_empty():
        return
    rank, row, at = wrong.select("rank", "row", "place").row(0)
    raise RefusedInput(
        f"The ranks do not run from 1 to {frame.height:,}: rank {rank:,} stands where rank {at:,} should.",
        file=name,
        row=row,
        column=recognised.title(f"rank_{domain}"),
        rule="ranks-complete",
        hint="Areas are missing or there twice. A rank says something only beside every other: take the whole file.",
    )


def _long(frame: pl.DataFrame, domains: Sequence[str], name: str) -> pl.DataFrame:
    import polars as pl

    from convive.core.tables import Deprivation

    return pl.concat(
        [
            validated(
                Deprivation,
                frame.select(
                    "row",
                    "unit",
                    pl.lit(domain).alias("domain"),
                    pl.col(f"rank_{domain}").alias("rank"),
                    pl.col(f"tenth_{domain}").alias("tenth"),
                ),
                name,
            )
            for domain in domains
        ],
        rechunk=False,
    )


def _about(frame: pl.DataFrame, recognised: Recognised, places: KnownPlaces | None, name: str) -> list[ImportFinding]:
    import polars as pl

    says = f"The ranks of every domain run from 1 to {frame.height:,}, and each tenth is that of its rank."
    findings = [ImportFinding("note", says, name, rule="ranks-complete", size=frame.height)]
    if places is None:
        says = "There are no lookups in the data folder yet: codes were checked by their form only."
        findings.append(
            ImportFinding("finding", says, name, rule="codes-by-form", hint="Import the kind lookups first.")
        )
    elif not places.invented:
        known = places.lsoas[recognised.kind.boundary_year or 0].filter(pl.col("code").str.starts_with("E"))
        absent = known.join(frame, left_on="code", right_on="unit", how="anti").height
        if absent:
            says = f"{absent:,} LSOAs of England are not in this file: its ranks are not those of all England."
            findings.append(ImportFinding("finding", says, name, rule="areas-absent", size=absent))
    extra = unused_columns(recognised)
    if extra:
        says = f"{len(extra)} columns were not used (scores, names, and the like)."
        findings.append(ImportFinding("note", says, name, recognised.header.line, rule="columns-not-used"))
    return findings
