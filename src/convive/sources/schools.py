"""Schools with their pupils by group: independent schools carry a mark, counties hold their districts' schools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convive.core.errors import RefusedInput
from convive.core.geography import postcode_of
from convive.core.groups import classification
from convive.sources.checks import check_filled, check_form, check_once, validated, whole_numbers
from convive.sources.files import RawFile
from convive.sources.headers import Recognised, unused_columns
from convive.sources.places import KnownPlaces
from convive.sources.refusals import Refusals
from convive.sources.report import ImportFinding, ImportPart
from convive.sources.rows import cell, read_rows, without_notes
from convive.sources.school_years import read_years

if TYPE_CHECKING:
    import polars as pl

# "Not available" and "withheld": the school has pupils, and the publisher does not say how many of each group.
WITHHELD = ("c", "x")
UNKNOWN = "Unknown"


def read_schools(
    read: Sequence[tuple[RawFile, Recognised]], places: KnownPlaces | None
) -> tuple[tuple[ImportPart, ...], list[ImportFinding]]:
    """Schools, their pupils by group and, where the file has them, by year group, from one file, as one part.

    Raises
    ------
    RefusedRows
        When any row cannot be used.
    RefusedInput
        When there is more than one file: each holds every school of a year, and two years must not be added up.
    """
    if len(read) > 1:
        raise RefusedInput(
            "There are two files of schools, and each holds every school of one year.",
            file=read[1][0].name,
            rule="table-twice",
            hint=f"Give one of the two; {read[0][0].name} is the other.",
        )
    raw, recognised = read[0]
    tables, findings = _read_one(raw, recognised)
    schools = tables["schools"]
    if places is not None:
        known = {code for lsoas in places.lsoas.values() for code in lsoas.get_column("authority_code").to_list()}
        missing = known - set(schools.get_column("authority").drop_nulls().to_list())
        english = sorted(code for code in missing if code.startswith("E"))
        if english and not places.invented:
            says = (
                f"{len(english)} authorities in England have no school in this file. A sum over it is no national "
                f"figure."
            )
            findings.append(ImportFinding("finding", says, raw.name, rule="authorities-absent", size=len(english)))
    # A school's number is the same form in an invented place: only its district says which it is.
    invented = bool(schools.get_column("authority").fill_null("X").str.starts_with("X").all())
    source = recognised.kind.source(file=raw.name, digest=raw.digest, rows=schools.height, invented=invented)
    return (ImportPart("whole", tables, (source,)),), findings


def _read_one(raw: RawFile, recognised: Recognised) -> tuple[dict[str, pl.DataFrame], list[ImportFinding]]:
    import polars as pl

    from convive.core.tables import Counts, Schools

    kind = recognised.kind
    frame, notes = without_notes(read_rows(raw.data, recognised.header, raw.name), raw.name)
    fields = {**recognised.places, **recognised.groups}
    frame = frame.select("row", *(pl.col(cell(at)).str.strip_chars().alias(field) for field, at in fields.items()))
    refusals = Refusals(raw.name, recognised.header.cells)
    for field in ("unit", "name", "phase", "pupils"):
        check_filled(frame, field, recognised.title(field), refusals)
    check_once(frame, ["unit"], recognised.title("unit"), refusals)
    frame, findings = _places(frame, recognised, refusals)
    numbers = ["unrecorded", *recognised.groups]
    frame = frame.with_columns(_counted(numbers, kind.not_applicable))
    _half_marked(frame, numbers, recognised, refusals)
    counted = whole_numbers(frame.filter("counted"), {n: recognised.title(n) for n in ("pupils", *numbers)}, refusals)
    _totals(counted, numbers, recognised, refusals)
    years, about_years = read_years(frame, recognised, [*WITHHELD, kind.not_applicable], refusals)
    meals = _meals(counted, recognised, refusals)
    refusals.raise_if_any(frame.height)
    findings += _about_marks(frame, counted, kind.not_applicable, raw.name) + about_years + notes
    extra = len(unused_columns(recognised))
    if extra:
        says = f"{extra} columns were not used (ages, languages, shares, names of places …)."
        findings.append(ImportFinding("note", says, raw.name, recognised.header.line, rule="columns-not-used"))
    # Where groups are not counted the head count may carry a mark as well.
    others = frame.filter(~pl.col("counted")).with_columns(
        pl.col("pupils").cast(pl.Int64, strict=False), pl.lit(None, pl.Int64).alias("unrecorded")
    )
    columns = Schools.column_names()
    schools = validated(Schools, pl.concat([counted.select(columns), others.select(columns)]).sort("row"), raw.name)
    pupils = pl.concat(
        [
            validated(Counts, counted.select("row", "unit", pl.lit(g).alias("group"), count=pl.col(g)), raw.name)
            for g in classification(kind.classification or "").ids
        ],
        rechunk=False,
    )
    tables = {"schools": schools, "pupils": pupils, "years": years, "meals": meals}
    return {name: table for name, table in tables.items() if table is not None}, findings


def _meals(counted: pl.DataFrame, recognised: Recognised, refusals: Refusals) -> pl.DataFrame | None:
    """Pupils eligible for free meals, of schools for which they are published; ``None`` without such a column."""
    import polars as pl

    from convive.core.tables import Meals

    if "meals" not in recognised.places:
        return None
    marks = [*WITHHELD, recognised.kind.not_applicable, ""]
    asked = counted.filter(pl.col("meals").is_not_null() & ~pl.col("meals").is_in(marks))
    title = recognised.title("meals")
    made = whole_numbers(asked, {"meals": title}, refusals)
    refusals.add_all(
        made.filter(pl.col("meals") > pl.col("pupils")).select("row", "meals", "pupils"),
        title,
        lambda r: (
            f"{r['meals']:,} pupils are eligible for free meals, and the school has {r['pupils']:,}.",
            "parts-and-total",
            "A number in this row is wrong.",
        ),
    )
    if refusals.rows:
        return None
    return validated(Meals, made.select("row", "unit", pl.col("meals").alias("eligible")), refusals.file)


def _places(
    frame: pl.DataFrame, recognised: Recognised, refusals: Refusals
) -> tuple[pl.DataFrame, list[ImportFinding]]:
    """District, ward and postcode in their plain form, or null where the publisher does not know them."""
    import polars as pl

    fields = ("authority", "authority_name", "ward", "ward_name", "postcode")
    frame = frame.with_columns(
        pl.when(pl.col(field).is_in(["", UNKNOWN])).then(None).otherwise(pl.col(field)).alias(field) for field in fields
    )
    for field, level in recognised.layout.levels.items():
        filled = frame.filter(pl.col(field).is_not_null())
        check_form(filled, field, recognised.title(field), level, refusals)
    plain = pl.Series("plain", [postcode_of(code or "") for code in frame.get_column("postcode")], dtype=pl.String)
    wrong = frame.with_columns(plain).filter(pl.col("postcode").is_not_null() & pl.col("plain").is_null())
    findings = []
    if wrong.height:
        row, written = wrong.select("row", "postcode").row(0)
        says = f"“{written}” is no postcode; {wrong.height:,} schools cannot be placed by theirs."
        findings.append(
            ImportFinding(
                "finding", says, refusals.file, row, recognised.title("postcode"), "postcode", size=wrong.height
            )
        )
    nowhere = frame.filter(pl.col("authority").is_null()).height
    if nowhere:
        says = f"The publisher does not know the district of {nowhere:,} schools: they are in no place's figures."
        findings.append(ImportFinding("finding", says, refusals.file, rule="district-unknown", size=nowhere))
    return frame.with_columns(plain.alias("postcode")), findings


def _counted(numbers: Sequence[str], not_applicable: str) -> pl.Expr:
    import polars as pl

    marks = [*WITHHELD, not_applicable]
    return (~pl.all_horizontal(pl.col(n).is_in(marks).fill_null(False) for n in numbers)).alias("counted")


def _half_marked(frame: pl.DataFrame, numbers: Sequence[str], recognised: Recognised, refusals: Refusals) -> None:
    """Refuses "not applicable" in one group of a school whose other groups are counted."""
    import polars as pl

    for number in numbers:
        half = frame.filter(pl.col("counted") & (pl.col(number) == recognised.kind.not_applicable))
        refusals.add_all(
            half.select("row"),
            recognised.title(number),
            lambda _: (
                f"“{recognised.kind.not_applicable}” stands in one group, and others of the school are counted.",
                "mark",
                "The mark means that the publisher does not ask this school; it stands in every group or in none.",
            ),
        )


def _totals(counted: pl.DataFrame, numbers: Sequence[str], recognised: Recognised, refusals: Refusals) -> None:
    """Refuses a school whose groups do not add up to its head count."""
    import polars as pl

    sums = counted.select("row", "pupils", pl.sum_horizontal(list(numbers)).alias("parts"))
    if refusals.rows:
        sums = sums.filter(~pl.col("row").is_in(list(refusals.rows)))
    refusals.add_all(
        sums.filter(pl.col("parts") != pl.col("pupils")),
        recognised.title("pupils"),
        lambda r: (
            f"The groups add up to {r['parts']:,} pupils and the head count is {r['pupils']:,}.",
            "parts-and-total",
            "A number in this row is wrong, or a column is missing or counted twice.",
        ),
    )


def _about_marks(frame: pl.DataFrame, counted: pl.DataFrame, not_applicable: str, name: str) -> list[ImportFinding]:
    import polars as pl

    findings = []
    others = frame.filter(~pl.col("counted"))
    if others.height:
        phases = others.group_by("phase").len().sort("len", "phase", descending=[True, False])
        words = ", ".join(f"{count:,} {phase}" for phase, count in phases.iter_rows())
        says = (
            f"{others.height:,} schools carry “{not_applicable}” or a withheld mark in place of their pupils by group: "
            f"{words}. They are kept without a mix."
        )
        findings.append(ImportFinding("finding", says, name, rule="not-counted", size=others.height))
    unrecorded = int(counted.get_column("unrecorded").sum())
    if unrecorded:
        says = f"{unrecorded:,} pupils are in no group, because nobody wrote theirs down. Nothing was added."
        findings.append(ImportFinding("note", says, name, rule="unrecorded", size=unrecorded))
    return findings
