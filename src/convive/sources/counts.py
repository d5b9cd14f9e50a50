"""Tables of people or households by group: one reader for a row an area, one for a row a group, for every census."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convive.core.errors import RefusedInput
from convive.sources.areas import check_same_areas, codes_against_lookups
from convive.sources.files import RawFile
from convive.sources.headers import Recognised
from convive.sources.long import read_long
from convive.sources.places import KnownPlaces
from convive.sources.refusals import Refusals
from convive.sources.report import ImportFinding, ImportPart
from convive.sources.tallies import Tally
from convive.sources.wide import read_wide

if TYPE_CHECKING:
    import polars as pl

    from convive.core.provenance import Source


def read_counts(
    read: Sequence[tuple[RawFile, Recognised]], places: KnownPlaces | None
) -> tuple[tuple[ImportPart, ...], list[ImportFinding]]:
    """Units and counts of one census table from one or more files of the same layout, as one part.

    Raises
    ------
    RefusedRows
        When any row of a file cannot be used.
    RefusedInput
        When a table that comes in two files is not whole, or the two do not go together.
    """
    import polars as pl

    kind = read[0][1].kind
    if kind.subset and len(read) != 2:
        raise _refuse_alone(read)
    tallies = [read_one(raw, recognised, places) for raw, recognised in read]
    findings = [finding for one in tallies for finding in one.findings]
    sources = tuple(source_of(raw, recognised, one) for (raw, recognised), one in zip(read, tallies, strict=True))
    if kind.subset:
        tables, found = _pair(read, tallies)
        findings += found
    else:
        seen: dict[str, str] = {}
        for (raw, _), one in zip(read, tallies, strict=True):
            _refuse_seen(one.units, raw.name, seen, several=len(read) > 1)
        tables = {
            "units": pl.concat([one.units for one in tallies], rechunk=False),
            "counts": pl.concat([one.counts for one in tallies], rechunk=False),
        }
    # Of two files of the same areas one is named.
    names = read[0][0].name if kind.subset else " and ".join(raw.name for raw, _ in read)
    findings += codes_against_lookups(tables["units"], read[0][1], places, names)
    return (ImportPart("whole", tables, sources),), findings


def read_one(raw: RawFile, recognised: Recognised, places: KnownPlaces | None) -> Tally:
    """Units and counts of one file, whichever way it is laid out."""
    return (read_long if recognised.layout.long else read_wide)(raw, recognised, places)


def source_of(raw: RawFile, recognised: Recognised, one: Tally) -> Source:
    """Where the tally of one file comes from. Its rows are areas."""
    invented = bool(one.units.get_column("unit").str.starts_with("X").all())
    title = f"{recognised.kind.title}, {recognised.layout.title}"
    return recognised.kind.source(
        file=raw.name, digest=raw.digest, rows=one.units.height, title=title, invented=invented
    )


def _refuse_seen(units: pl.DataFrame, name: str, seen: dict[str, str], *, several: bool) -> None:
    """Refuses an area that an earlier file of the same import has already."""
    if not several:
        return
    refusals = Refusals(name)
    for row, unit in units.select("row", "unit").iter_rows():
        if unit in seen:
            refusals.add(row, None, f"{unit} is here twice: it stands in {seen[unit]} already.", "area-twice")
        seen.setdefault(unit, name)
    refusals.raise_if_any(units.height)


def _refuse_alone(read: Sequence[tuple[RawFile, Recognised]]) -> RefusedInput:
    kind = read[0][1].kind
    words = kind.subset[1]
    if len(read) > 2:
        says = f"There are {len(read)} files with this header, and the table comes in two: all residents, and {words}."
        return RefusedInput(says, file=read[2][0].name, rule="pair", hint="Give the two files of one download.")
    return RefusedInput(
        f"This table comes in two files with the same header: all residents, and {words}. One alone could be either.",
        file=read[0][0].name,
        rule="pair",
        hint="Give both files at once: which is which is told by their counts.",
    )


def _pair(
    read: Sequence[tuple[RawFile, Recognised]], tallies: Sequence[Tally]
) -> tuple[dict[str, pl.DataFrame], list[ImportFinding]]:
    """All residents and the subset of them: told apart by their counts, checked cell by cell and against the names."""
    import polars as pl

    recognised = read[0][1]
    kind = recognised.kind
    subset, words = kind.subset
    names = [raw.name for raw, _ in read]
    people = [int(one.units.get_column("people").sum()) for one in tallies]
    if people[0] == people[1]:
        says = f"This file counts as many people as {names[0]}: {people[0]:,}. One of the two must be {words}."
        raise RefusedInput(says, file=names[1], rule="pair", hint="Perhaps the same file was given twice.")
    whole, part = (0, 1) if people[0] > people[1] else (1, 0)
    check_same_areas(tallies[whole].units, tallies[part].units, (names[whole], names[part]), recognised)
    both = tallies[part].counts.join(
        tallies[whole].counts.select("unit", "group", pl.col("count").alias("all"), pl.col("row").alias("all_row")),
        on=["unit", "group"],
        how="left",
        maintain_order="left",
    )
    refusals = Refusals(names[part], recognised.header.cells)
    for group, frame in both.filter(pl.col("count") > pl.col("all")).group_by("group", maintain_order=True):
        refusals.add_all(
            frame.select("row", "unit", "count", "all", "all_row"),
            recognised.title(str(group[0])),
            lambda r: (
                f"{r['unit']} has {r['count']:,} here and {r['all']:,} residents in all ({names[whole]}, row "
                f"{r['all_row']}).",
                "part-exceeds-whole",
                f"{words} are among all residents. Take both files of the same download.",
            ),
        )
    refusals.raise_if_any(both.height)
    if subset in names[whole].casefold() and subset not in names[part].casefold():
        says = f"The name says {words}, and the file counts more people than {names[part]}."
        hint = "The files have probably been renamed. Take them from the publisher again."
        raise RefusedInput(says, file=names[whole], rule="pair", hint=hint)
    tables = {
        "units": tallies[whole].units,
        "counts": tallies[whole].counts,
        f"counts_{subset}": tallies[part].counts,
    }
    says = f"{names[whole]} holds all residents ({people[whole]:,}), {names[part]} {words} ({people[part]:,})."
    return tables, [ImportFinding("note", says, rule="pair")]
