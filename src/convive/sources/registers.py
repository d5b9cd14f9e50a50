"""Registers of schools: where each one stands, how many places it has and how many pupils it had.

Registers carry the names of head teachers and much else that nobody needs here: only the columns named in the kind's
data file are taken from the rows, and nothing else is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from convive.core.errors import RefusedInput
from convive.core.geography import PATTERNS, postcode_of
from convive.core.periods import MONTHS
from convive.sources.checks import check_filled, check_once, validated, whole_numbers
from convive.sources.files import RawFile
from convive.sources.grid import degrees_of
from convive.sources.headers import Recognised, unused_columns
from convive.sources.kinds import Kind
from convive.sources.places import KnownPlaces, named
from convive.sources.postcodes import EAST, NORTH, SOUTH, WEST
from convive.sources.refusals import Refusals
from convive.sources.report import ImportFinding, ImportPart
from convive.sources.rows import cell, read_rows, without_notes

if TYPE_CHECKING:
    import polars as pl

# The National Grid in metres: what is outside is not in Great Britain.
_GRID_EAST, _GRID_NORTH = 700_000, 1_300_000
# The phases of "Schools, pupils and their characteristics", told by words in the type and phase of a register; the
# first that fits is the one.
PHASES = (
    ("non-maintained special", "Non-maintained special school"),
    ("independent", "Independent school"),
    ("post 16", "College"),
    ("special", "State-funded special school"),
    ("alternative provision", "State-funded AP school"),
    ("pupil referral", "State-funded AP school"),
    ("technical college", "State-funded secondary"),
    ("technology college", "State-funded secondary"),
    ("college", "College"),
    ("higher education", "College"),
    ("16 plus", "College"),
    ("16 to 19", "College"),
    ("universit", "College"),
    ("nursery", "State-funded nursery"),
    ("primary", "State-funded primary"),
    ("secondary", "State-funded secondary"),
    ("all-through", "State-funded secondary"),
)
OTHER = "Other"


def read_registers(
    read: Sequence[tuple[RawFile, Recognised]], places: KnownPlaces | None
) -> tuple[tuple[ImportPart, ...], list[ImportFinding]]:
    """Open schools, their places and pupils, and where they stand, from one file, as one part.

    The lookups (``places``) are not needed.

    Raises
    ------
    RefusedRows
        When a row cannot be used, or stands outside Great Britain.
    RefusedInput
        When there is more than one file, or no school in it is open.
    """
    if len(read) > 1:
        raise RefusedInput(
            "There are two registers of schools.",
            file=read[1][0].name,
            rule="table-twice",
            hint=f"Give one of the two; {read[0][0].name} is the other.",
        )
    raw, recognised = read[0]
    tables, day, findings = _read_one(raw, recognised)
    schools = tables["schools"]
    invented = bool(schools.get_column("authority").fill_null("E").str.starts_with("X").all())
    source = recognised.kind.source(file=raw.name, digest=raw.digest, rows=schools.height, invented=invented)
    if day is not None:
        source = replace(source, dated=day.isoformat(), date_words=f"{MONTHS[day.month - 1]} {day.year}")
    # A register of one authority says nothing of any other.
    places_in = schools.get_column("authority").unique().to_list()
    part = places_in[0] if len(places_in) == 1 and places_in[0] else "whole"
    return (ImportPart(part, tables, (source,)),), findings


def _read_one(raw: RawFile, recognised: Recognised) -> tuple[dict[str, pl.DataFrame], date | None, list[ImportFinding]]:
    import polars as pl

    from convive.core.tables import Capacity, Points, Schools

    kind, fields = recognised.kind, recognised.places
    frame, notes = without_notes(read_rows(raw.data, recognised.header, raw.name), raw.name)
    frame = frame.select("row", *(pl.col(cell(at)).str.strip_chars().alias(field) for field, at in fields.items()))
    frame = frame.with_columns(
        pl.when(pl.col(field).is_in(["", *kind.empty])).then(None).otherwise(pl.col(field)).alias(field)
        for field in fields
    )
    refusals = Refusals(raw.name, recognised.header.cells)
    for field in ("unit", "name"):
        check_filled(frame, field, recognised.title(field), refusals)
    check_once(frame, ["unit"], recognised.title("unit"), refusals)
    rows = frame.height
    frame, findings = _open_only(frame, kind, raw.name)
    frame = _numbers(frame, recognised, refusals)
    points = _points(frame, recognised, refusals)
    refusals.raise_if_any(rows)
    frame, placed = _placed(frame, kind, raw.name)
    frame = frame.with_columns(
        _phase(frame).alias("phase"),
        pl.lit(None, pl.Int64).alias("unrecorded"),
        pl.lit(False).alias("counted"),
        *(pl.lit(None, pl.String).alias(f) for f in ("ward", "ward_name") if f not in frame.columns),
    )
    findings += placed + _about(frame, recognised, raw.name) + notes
    tables = {
        "schools": validated(Schools, frame, raw.name),
        "capacity": validated(Capacity, frame.select("row", "unit", "places", "pupils"), raw.name),
        "points": validated(Points, points, raw.name),
    }
    return tables, _counted_on(frame), findings


def _open_only(frame: pl.DataFrame, kind: Kind, name: str) -> tuple[pl.DataFrame, list[ImportFinding]]:
    """Schools that are open; the others are counted and the first of them named."""
    import polars as pl

    if not kind.open:
        return frame, []
    is_open = pl.any_horizontal(pl.col("status").str.starts_with(word).fill_null(False) for word in kind.open)
    shut, kept = frame.filter(~is_open), frame.filter(is_open)
    if kept.is_empty():
        raise RefusedInput("No school in this file is open.", file=name, rule="no-rows")
    if shut.is_empty():
        return kept, []
    what = named(shut.get_column("status").fill_null("without a status").unique().sort().to_list())
    says = (
        f"{shut.height:,} schools that are not open were left out ({what}): {named(shut.get_column('name').to_list())}."
    )
    return kept, [ImportFinding("finding", says, name, rule="not-open", size=shut.height)]


def _numbers(frame: pl.DataFrame, recognised: Recognised, refusals: Refusals) -> pl.DataFrame:
    """Places and pupils as whole numbers; an empty cell is unknown, never nought."""
    import polars as pl

    for field in ("places", "pupils"):
        if field not in frame.columns:
            frame = frame.with_columns(pl.lit(None, pl.Int64).alias(field))
            continue
        filled = frame.filter(pl.col(field).is_not_null()).select("row", field)
        numbers = whole_numbers(filled, {field: recognised.title(field)}, refusals)
        frame = frame.drop(field).join(numbers, on="row", how="left", maintain_order="left")
    # Registers print 0 where nobody filled in the number of places.
    return frame.with_columns(pl.when(pl.col("places") > 0).then(pl.col("places")).alias("places"))


def _points(frame: pl.DataFrame, recognised: Recognised, refusals: Refusals) -> pl.DataFrame:
    """Latitude and longitude of each school that has a place, from degrees or from the National Grid."""
    import polars as pl

    grid = "easting" in recognised.places
    fields = ("northing", "easting") if grid else ("latitude", "longitude")
    numbers = frame.select("row", "unit", *(pl.col(field).alias(f"{field}_text") for field in fields)).with_columns(
        pl.col(f"{field}_text").cast(pl.Float64, strict=False).alias(field) for field in fields
    )
    for field in fields:
        words = numbers.filter(pl.col(f"{field}_text").is_not_null() & ~pl.col(field).is_finite().fill_null(False))
        refusals.add_all(
            words.select("row", pl.col(f"{field}_text").alias("value")), recognised.title(field), _no_number
        )
    there = numbers.filter(pl.all_horizontal(pl.col(field).is_finite().fill_null(False) for field in fields))
    if grid:
        there = there.filter((pl.col("easting") > 0) & (pl.col("northing") > 0))
        inside = (pl.col("easting") < _GRID_EAST) & (pl.col("northing") < _GRID_NORTH)
    else:
        inside = pl.col("latitude").is_between(SOUTH, NORTH) & pl.col("longitude").is_between(WEST, EAST)
    refusals.add_all(
        there.filter(~inside).select("row", *fields),
        recognised.title(fields[0]),
        lambda r: (
            f"The school stands at {r[fields[0]]:g}, {r[fields[1]]:g}, which is not in the United Kingdom.",
            "place",
            f"{fields[0].capitalize()} and {fields[1]} may have changed places.",
        ),
    )
    there = there.filter(inside)
    if grid:
        at = [degrees_of(east, north) for north, east in there.select(*fields).iter_rows()]
        there = there.with_columns(
            pl.Series("latitude", [lat for lat, _ in at], pl.Float64),
            pl.Series("longitude", [lon for _, lon in at], pl.Float64),
        )
    return there.select("row", "unit", "latitude", "longitude")


def _no_number(record: dict[str, Any]) -> tuple[str, str, str | None]:
    return f"“{record['value']}” is not a number.", "degrees", None


def _placed(frame: pl.DataFrame, kind: Kind, name: str) -> tuple[pl.DataFrame, list[ImportFinding]]:
    """District, ward and postcode in their plain form, or null where the register does not know them."""
    import polars as pl

    if "council" in frame.columns:
        found = [kind.authorities.get(number or "", (None, None)) for number in frame.get_column("council")]
        frame = frame.with_columns(
            pl.Series("authority", [code for code, _ in found], pl.String),
            pl.Series("authority_name", [words for _, words in found], pl.String),
        )
    for field, level in (("authority", "lad"), ("ward", "ward")):
        if field in frame.columns:
            known = pl.col(field).str.contains(f"^(?:{PATTERNS[level].pattern})$")
            frame = frame.with_columns(pl.when(known).then(pl.col(field)).alias(field))
    plain = pl.Series("postcode", [postcode_of(code or "") for code in frame.get_column("postcode")], dtype=pl.String)
    frame = frame.with_columns(plain)
    findings = []
    for field, what in (("authority", "district"), ("postcode", "postcode")):
        unknown = frame.filter(pl.col(field).is_null())
        if unknown.height:
            says = f"{unknown.height:,} schools have no {what} that is known: {named(unknown['name'].to_list())}."
            findings.append(ImportFinding("finding", says, name, rule=f"{what}-unknown", size=unknown.height))
    return frame, findings


def _phase(frame: pl.DataFrame) -> pl.Expr:
    """The phase in the words of the school census, from type and phase, or from ages where no phase is printed."""
    import polars as pl

    words = pl.col("type").fill_null("").str.to_lowercase()
    if "phase" in frame.columns:
        words = words + pl.lit(" ") + pl.col("phase").fill_null("").str.to_lowercase()
    else:
        low, high = (pl.col(field).cast(pl.Int64, strict=False) for field in ("low", "high"))
        by_age = (
            pl.when(low >= 16)
            .then(pl.lit("16 plus"))
            .when(high <= 5)
            .then(pl.lit("nursery"))
            .when(high <= 13)
            .then(pl.lit("primary"))
            .when(high > 13)
            .then(pl.lit("secondary"))
        )
        words = words + pl.lit(" ") + by_age.fill_null("")
    chosen = pl.lit(OTHER)
    for word, phase in reversed(PHASES):
        chosen = pl.when(words.str.contains(word, literal=True)).then(pl.lit(phase)).otherwise(chosen)
    return chosen


def _counted_on(frame: pl.DataFrame) -> date | None:
    """The day on which the pupils were counted: the last in the register; ``None`` when it prints none."""
    import polars as pl

    if "counted_on" not in frame.columns:
        return None
    days = pl.coalesce(pl.col("counted_on").str.to_date(form, strict=False) for form in ("%d-%m-%Y", "%Y-%m-%d"))
    day = frame.select(days.max()).item()
    return day if isinstance(day, date) else None


def _about(frame: pl.DataFrame, recognised: Recognised, name: str) -> list[ImportFinding]:
    import polars as pl

    findings = []
    places = frame.filter(pl.col("places").is_not_null())
    both = places.filter(pl.col("pupils").is_not_null())
    says = f"{places.height:,} of {frame.height:,} schools have a number of places, {both.height:,} of pupils as well."
    findings.append(ImportFinding("note", says, name, rule="places-known", size=places.height))
    over = both.filter(pl.col("pupils") > pl.col("places"))
    if over.height:
        says = f"{over.height:,} schools had more pupils than places; nursery children are pupils and have no place."
        findings.append(ImportFinding("note", says, name, rule="over-places", size=over.height))
    extra = len(unused_columns(recognised))
    if extra:
        says = f"{extra} columns were not used; names of people are not kept."
        findings.append(ImportFinding("note", says, name, recognised.header.line, rule="columns-not-used"))
    return findings
