"""Tables of people by group, one row an area: a column of all residents and one for every group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convive.core.groups import classification
from convive.sources.checks import (
    check_filled,
    check_form,
    check_known_authorities,
    check_known_lsoas,
    check_once,
    validated,
    whole_numbers,
)
from convive.sources.files import RawFile
from convive.sources.headers import Recognised, unused_columns
from convive.sources.places import KnownPlaces
from convive.sources.refusals import Refusals
from convive.sources.report import ImportFinding, ImportPart
from convive.sources.rows import cell, read_rows

if TYPE_CHECKING:
    import polars as pl

# Parts may exceed their total by this share; beyond it the file is refused.
EXCESS = 0.005
# Above this share of all residents, what the columns leave over is more than one small group.
LARGE_RESIDUAL = 0.01
_PARENTS = ("lsoa", "msoa", "authority")


def read_counts(
    read: Sequence[tuple[RawFile, Recognised]], places: KnownPlaces | None
) -> tuple[tuple[ImportPart, ...], list[ImportFinding]]:
    """Units and counts of one census table from one or more files of the same layout, as one part.

    Raises
    ------
    RefusedRows
        When any row of a file cannot be used.
    """
    import polars as pl

    findings: list[ImportFinding] = []
    sources, units, counts = [], [], []
    seen: dict[str, str] = {}
    for raw, recognised in read:
        unit, count, found = _read_one(raw, recognised, places)
        findings += found
        _refuse_seen(unit, raw.name, seen, several=len(read) > 1)
        invented = bool(unit.get_column("unit").str.starts_with("X").all())
        title = f"{recognised.kind.title}, {recognised.layout.title}"
        source = recognised.kind.source(
            file=raw.name, digest=raw.digest, rows=unit.height, title=title, invented=invented
        )
        sources.append(source)
        units.append(unit)
        counts.append(count)
    tables = {"units": pl.concat(units, rechunk=False), "counts": pl.concat(counts, rechunk=False)}
    findings += _codes_against_lookups(tables["units"], read[0][1], places, " and ".join(raw.name for raw, _ in read))
    return (ImportPart("whole", tables, tuple(sources)),), findings


def _read_one(
    raw: RawFile, recognised: Recognised, places: KnownPlaces | None
) -> tuple[pl.DataFrame, pl.DataFrame, list[ImportFinding]]:
    import polars as pl

    from convive.core.tables import Counts, Units

    kind = recognised.kind
    frame = read_rows(raw.data, recognised.header, raw.name)
    fields = {**recognised.places, **recognised.groups}
    frame = frame.select("row", *(pl.col(cell(place)).alias(field) for field, place in fields.items()))
    frame, findings = _areas_only(frame, recognised, raw.name)
    refusals = Refusals(raw.name, recognised.header.cells)
    frame = _check_areas(frame, recognised, places, refusals)
    numbers = {field: recognised.title(field) for field in ("people", *recognised.groups)}
    frame = whole_numbers(frame, numbers, refusals)
    findings += _check_totals(frame, recognised, refusals)
    refusals.raise_if_any(frame.height)
    groups = classification(kind.classification or "").ids
    if kind.residual:
        left = pl.col("people") - pl.sum_horizontal(list(recognised.groups))
        frame = frame.with_columns(pl.max_horizontal(left, pl.lit(0, pl.Int64)).alias(kind.residual))
    extra = unused_columns(recognised)
    if extra:
        says = f"Columns that were not used: {', '.join(extra)}."
        findings.append(ImportFinding("note", says, raw.name, recognised.header.line, rule="columns-not-used"))
    absent = [pl.lit(None, pl.String).alias(name) for name in ("name", *_PARENTS) if name not in frame.columns]
    if recognised.layout.levels["unit"] == "lsoa" and "lsoa" not in frame.columns:
        absent = [pl.col("unit").alias("lsoa"), *(c for c in absent if c.meta.output_name() != "lsoa")]
    units = validated(Units, frame.with_columns(absent), raw.name)
    # Group by group: the key is unit and group, units stand once, and a whole census checked at once needs a gigabyte.
    counts = pl.concat(
        [
            validated(Counts, frame.select("row", "unit", pl.lit(g).alias("group"), pl.col(g).alias("count")), raw.name)
            for g in groups
        ],
        rechunk=False,
    )
    return units, counts, findings


def _areas_only(frame: pl.DataFrame, recognised: Recognised, name: str) -> tuple[pl.DataFrame, list[ImportFinding]]:
    """The frame without notes of the publisher below the table and without its own rows of totals."""
    import polars as pl

    groups = [pl.col(group).fill_null("").str.strip_chars() == "" for group in recognised.groups]
    unit = pl.col("unit").fill_null("").str.strip_chars()
    no_area = (unit == "") | (
        (pl.col("people").fill_null("").str.strip_chars() == "") & ~unit.str.contains(r"^\w\d{8}")
    )
    note = pl.all_horizontal(*groups) & no_area if recognised.layout.code_and_name else pl.lit(False)
    total = unit.is_in(list(recognised.kind.total_rows))
    areas = frame.filter(~note & ~total)
    findings = []
    totals = frame.filter(total).height
    if totals:
        findings.append(ImportFinding("note", f"{totals} row of totals was left out.", name, rule="total-row"))
    return areas, findings


def _check_areas(
    frame: pl.DataFrame, recognised: Recognised, places: KnownPlaces | None, refusals: Refusals
) -> pl.DataFrame:
    import polars as pl

    layout, year = recognised.layout, recognised.kind.boundary_year or 0
    if "code" in recognised.places:
        frame = frame.rename({"unit": "name", "code": "unit"})
    elif layout.code_and_name:
        both = pl.col("unit").str.splitn(layout.code_and_name, 2)
        frame = frame.with_columns(
            both.struct.field("field_0").str.strip_chars().alias("unit"),
            both.struct.field("field_1").str.strip_chars().alias("name"),
        )
        unnamed = frame.filter(pl.col("unit").str.contains(r"^\w\d{8}$") & (pl.col("name").fill_null("") == ""))
        says = f"The name is missing: the cell holds a code, “{layout.code_and_name.strip()}” and a name."
        refusals.add_all(unnamed.select("row"), recognised.title("unit"), lambda _: (says, "filled", None))
    for field, level in layout.levels.items():
        check_form(frame, field, recognised.title(field), level, refusals)
        if places and level == "lsoa":
            check_known_lsoas(frame, field, recognised.title(field), year, places, refusals)
    if "authority" in recognised.places:
        title = recognised.title("authority")
        check_filled(frame, "authority", title, refusals)
        if places:
            check_known_authorities(frame, "authority", "unit", title, places, refusals)
    check_once(frame, ["unit"], recognised.title("unit"), refusals)
    return frame


def _check_totals(frame: pl.DataFrame, recognised: Recognised, refusals: Refusals) -> list[ImportFinding]:
    """Totals against the sum of their parts: small differences are findings, an excess of over 0.5 % is refused.

    Where the publisher moves counts a little, an area is refused only if its parts also exceed the total by more than
    that (``perturbed_by``); the 0.5 % then bind the file as a whole.
    """
    import polars as pl

    kind, title = recognised.kind, recognised.title("people")
    sound = frame.filter(~pl.col("row").is_in(list(refusals.rows))) if refusals.rows else frame
    sums = sound.select("row", "people", pl.sum_horizontal(list(recognised.groups)).alias("parts")).with_columns(
        (pl.col("parts") - pl.col("people")).alias("excess")
    )
    gross = sums.filter((pl.col("excess") > pl.col("people") * EXCESS) & (pl.col("excess") > kind.perturbed_by))
    hint = "A number in this row is wrong, or a column is counted twice."
    refusals.add_all(
        gross,
        title,
        lambda r: (
            f"The groups add up to {r['parts']:,} and the total is {r['people']:,}: {r['excess']:,} people too many.",
            "parts-exceed-total",
            hint,
        ),
    )
    people, parts = (int(sums.get_column(column).sum()) for column in ("people", "parts"))
    if kind.perturbed_by and not refusals.rows and parts - people > EXCESS * people:
        says = f"The groups of all rows add up to {parts:,} and the totals to {people:,}, which is over 0.5 % more."
        refusals.add(int(sums.get_column("row")[0]), title, says, "parts-exceed-total", hint)
    return _total_findings(sums, recognised, refusals.file)


def _total_findings(sums: pl.DataFrame, recognised: Recognised, name: str) -> list[ImportFinding]:
    import polars as pl

    kind, findings = recognised.kind, []
    over = sums.filter(pl.col("excess") > 0)
    under = sums.filter(pl.col("excess") < 0)
    left = -int(under.get_column("excess").sum())
    if kind.residual and kind.classification:
        label = classification(kind.classification)[kind.residual].label
        people = int(sums.get_column("people").sum())
        says = f"{left:,} people are in the total and in none of the columns: they are {label}."
        large = left > LARGE_RESIDUAL * people
        if large:
            says += " That is more than one in a hundred of all residents, which is unusual: check the columns."
        findings.append(ImportFinding("finding" if large else "note", says, name, rule="residual", size=left))
        differing, size = over, int(over.get_column("excess").sum())
    else:
        differing, size = sums.filter(pl.col("excess") != 0), left + int(over.get_column("excess").sum())
    if differing.height:
        areas = "area differs" if differing.height == 1 else "areas differ"
        says = (
            f"{differing.height:,} {areas} from the sum of their groups, by {size:,} people in all. Nothing was added."
        )
        first = int(differing.get_column("row")[0])
        findings.append(
            ImportFinding("finding", says, name, first, recognised.title("people"), "total-and-parts", size=size)
        )
    return findings


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


def _codes_against_lookups(
    units: pl.DataFrame, recognised: Recognised, places: KnownPlaces | None, name: str
) -> list[ImportFinding]:
    if places is None:
        says = "There are no lookups in the data folder yet: codes were checked by their form only."
        return [ImportFinding("finding", says, name, rule="codes-by-form", hint="Import the kind lookups first.")]
    findings = []
    if recognised.layout.levels["unit"] == "oa":
        says = "The lookups hold no output areas: their codes were checked by their form, their LSOAs by the lookups."
        findings.append(ImportFinding("note", says, name, rule="codes-by-form"))
    return findings + places.missing(units.get_column("lsoa"), recognised.kind.boundary_year or 0, name)
