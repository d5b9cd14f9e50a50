"""The areas of a census table: codes of the right form and level, known to the lookups, each once, under one name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convive.core.geography import is_code, parts_of, recoded, successor_of, usual_name
from convive.sources.checks import check_filled, check_form, check_known_authorities, check_known_lsoas
from convive.sources.headers import Recognised
from convive.sources.places import KnownPlaces, absent_words, named
from convive.sources.refusals import Refusals
from convive.sources.report import ImportFinding
from convive.sources.rows import cell

if TYPE_CHECKING:
    import polars as pl

PARENTS = ("lsoa", "msoa", "authority")
# A code of an area, also one that is cut off: a row that begins so is never taken for a note.
_CODE_LIKE = r"^\s*[A-Z]\d{2}"
_MSOA_NAME = r"^.+ \d{3}$"


def areas_only(
    frame: pl.DataFrame, recognised: Recognised, numbers: list[str], name: str
) -> tuple[pl.DataFrame, list[ImportFinding]]:
    """The frame without notes of the publisher below the table, its own rows of totals, and rows that do not count."""
    import polars as pl

    def blank(column: str) -> pl.Expr:
        return pl.col(column).fill_null("").str.strip_chars() == ""

    total = cell(recognised.places["people"]) if "people" in recognised.places else None
    unit = pl.col("unit").fill_null("").str.strip_chars()
    no_area = ~unit.str.contains(_CODE_LIKE) & (blank(total) if total else pl.lit(True))
    note = pl.all_horizontal(blank(n) for n in numbers if n != total) & ((unit == "") | no_area)
    own_total = unit.is_in(list(recognised.kind.total_rows)) & ~note
    notes, totals = frame.filter(note), frame.filter(own_total)
    findings = []
    if notes.height:
        row = int(notes.get_column("row")[0])
        says = "1 line of notes was left out." if notes.height == 1 else f"{notes.height} lines of notes were left out."
        findings.append(ImportFinding("note", says, name, row, rule="notes", size=notes.height))
    if totals.height:
        findings.append(ImportFinding("note", f"{totals.height} row of totals was left out.", name, rule="total-row"))
    frame = frame.filter(~note & ~own_total)
    for place, wanted in recognised.only.items():
        others = frame.filter(pl.col(cell(place)).fill_null("").str.strip_chars() != wanted)
        if others.height:
            frame = frame.join(others.select("row"), on="row", how="anti", maintain_order="left")
            words = sorted({str(v) for v in others.get_column(cell(place)).to_list()})[:5]
            title = recognised.header.cells[place]
            says = f"{others.height:,} rows were left out: {title} is {', '.join(words)}, not {wanted}."
            row = int(others.get_column("row")[0])
            findings.append(ImportFinding("finding", says, name, row, title, "rows-left-out", size=others.height))
    return frame, findings


def split_code_and_name(frame: pl.DataFrame, recognised: Recognised, refusals: Refusals) -> pl.DataFrame:
    """``unit`` and ``name`` as columns of their own, where the publisher prints both in one cell."""
    import polars as pl

    layout = recognised.layout
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
    else:
        codes = [field for field in ("unit", "name") if field in frame.columns]
        frame = frame.with_columns(pl.col(codes).str.strip_chars())
    return frame


def check_areas(
    frame: pl.DataFrame, recognised: Recognised, places: KnownPlaces | None, refusals: Refusals
) -> tuple[pl.DataFrame, list[ImportFinding]]:
    """Codes and names against their form and against the lookups; a replaced code is mended, and the report says so."""
    layout, year = recognised.layout, recognised.kind.boundary_year or 0
    findings: list[ImportFinding] = []
    if layout.levels["unit"] == "lad":
        frame, findings = _mend_recoded(frame, recognised, refusals.file)
    for field, level in layout.levels.items():
        check_form(frame, field, recognised.title(field), level, refusals)
        if places and level == "lsoa":
            check_known_lsoas(frame, field, recognised.title(field), year, places, refusals)
    if "name" in recognised.places:
        check_filled(frame, "name", recognised.title("name"), refusals)
        _check_names(frame, recognised, places, refusals)
    if "authority" in recognised.places:
        title = recognised.title("authority")
        check_filled(frame, "authority", title, refusals)
        if places:
            check_known_authorities(frame, "authority", "unit", title, places, refusals)
    if places and layout.levels["unit"] == "lad":
        _check_codes_of_authorities(frame, recognised, places, refusals)
    if places and layout.levels["unit"] == "msoa":
        _check_known_msoas(frame, recognised, places, refusals)
    return frame, findings


def _mend_recoded(frame: pl.DataFrame, recognised: Recognised, name: str) -> tuple[pl.DataFrame, list[ImportFinding]]:
    """Codes that were only replaced (not merged) in their new form."""
    import polars as pl

    codes = frame.get_column("unit").drop_nulls().unique().sort().to_list()
    new = {code: current for code in codes if (current := recoded(code)) is not None}
    if not new:
        return frame, []
    findings = []
    for code, (after, words) in new.items():
        row = int(frame.filter(pl.col("unit") == code).get_column("row")[0])
        says = f"{code} is an old code of {words}; it was read as {after}."
        findings.append(ImportFinding("finding", says, name, row, recognised.title("unit"), "superseded-code", size=1))
    return frame.with_columns(pl.col("unit").replace({code: after for code, (after, _) in new.items()})), findings


def _check_names(frame: pl.DataFrame, recognised: Recognised, places: KnownPlaces | None, refusals: Refusals) -> None:
    """Refuses one code under two names, a name of an MSOA that is none, and a code that belongs to another name."""
    import polars as pl

    title = recognised.title("name")
    named_ = frame.filter(pl.col("name").is_not_null()).with_columns(
        pl.col("name").first().over("unit").alias("first"), pl.col("row").first().over("unit").alias("first_row")
    )
    refusals.add_all(
        named_.filter(pl.col("name") != pl.col("first")).select("row", "unit", "name", "first", "first_row"),
        title,
        lambda r: (
            f"{r['unit']} is “{r['name']}” here and “{r['first']}” in row {r['first_row']}.",
            "one-code-two-names",
            "One area has one name. Nobody can tell which of the two is meant.",
        ),
    )
    level = recognised.layout.levels["unit"]
    if level == "msoa":
        refusals.add_all(
            named_.filter(~pl.col("name").str.contains(_MSOA_NAME)).select("row", "name"),
            title,
            lambda r: (f"“{r['name']}” is not the name of an MSOA.", "msoa-name", "Such a name is “Bradford 016”."),
        )
    if places is None:
        return
    known = places.names_of(level, recognised.kind.boundary_year or 0)
    wrong = [
        (unit, name)
        for unit, name in named_.select("unit", "name").unique().iter_rows()
        if unit in known and usual_name(name).casefold() != usual_name(known[unit]).casefold()
    ]
    others = named_.filter(pl.struct("unit", "name").is_in([{"unit": u, "name": n} for u, n in wrong]))

    def describe(record: dict[str, Any]) -> tuple[str, str, str | None]:
        says = f"{record['unit']} is {known[record['unit']]} in the lookups, and “{record['name']}” here."
        return says, "code-and-name", "Code and name belong to two areas. Take the publisher's own file."

    refusals.add_all(others.select("row", "unit", "name"), title, describe)


def _check_codes_of_authorities(
    frame: pl.DataFrame, recognised: Recognised, places: KnownPlaces, refusals: Refusals
) -> None:
    import polars as pl

    known = places.names_of("lad", recognised.kind.boundary_year or 0)
    bad = frame.filter(~pl.col("unit").is_in(list(known)) & pl.col("unit").is_not_null())
    if not places.invented:
        bad = bad.filter(~pl.col("unit").str.starts_with("X"))
    bad = bad.filter(pl.col("unit").map_elements(lambda code: is_code("lad", code), return_dtype=pl.Boolean))
    refusals.add_all(
        bad.select("row", "unit"),
        recognised.title("unit"),
        lambda r: (f"There is no authority {r['unit']} in the lookups.", "unknown-code", None),
    )


def _check_known_msoas(frame: pl.DataFrame, recognised: Recognised, places: KnownPlaces, refusals: Refusals) -> None:
    """Refuses MSOA codes that no table with names has, where one has been imported."""
    import polars as pl

    known = places.names_of("msoa", recognised.kind.boundary_year or 0)
    # Only the file that gives the names can say which there are, and it is not asked about itself.
    if not known or "name" in recognised.places:
        return
    bad = frame.filter(~pl.col("unit").is_in(list(known)) & pl.col("unit").str.contains(r"^[EW]02\d{6}$"))
    refusals.add_all(
        bad.select("row", "unit"),
        recognised.title("unit"),
        lambda r: (f"There is no MSOA {r['unit']} in the table with names of MSOAs.", "unknown-code", None),
    )


def check_same_areas(first: pl.DataFrame, second: pl.DataFrame, names: tuple[str, str], recognised: Recognised) -> None:
    """Refuses two tables that go together when either has an area that the other has not.

    Raises
    ------
    RefusedRows
        With the first area that would be lost.
    """
    import polars as pl

    for one, other, file, elsewhere in (
        (first, second, names[0], names[1]),
        (second, first, names[1], names[0]),
    ):
        alone = one.select("row", "unit").join(other.select("unit"), on="unit", how="anti")
        refusals = Refusals(file)
        refusals.add_all(
            alone.with_columns(pl.lit(elsewhere).alias("elsewhere")),
            recognised.title("unit"),
            lambda r: (
                f"{r['unit']} is here and not in {r['elsewhere']}: joining the two would lose it.",
                "area-lost",
                "Take both files of the same download.",
            ),
        )
        refusals.raise_if_any(one.height)


def codes_against_lookups(
    units: pl.DataFrame, recognised: Recognised, places: KnownPlaces | None, name: str
) -> list[ImportFinding]:
    """How far codes could be checked, and which authorities are absent or there in part."""
    if places is None:
        says = "There are no lookups in the data folder yet: codes were checked by their form only."
        return [ImportFinding("finding", says, name, rule="codes-by-form", hint="Import the kind lookups first.")]
    level, year = recognised.layout.levels["unit"], recognised.kind.boundary_year or 0
    if level == "lad":
        return _missing_authorities(units, year, places, name)
    if level == "oa":
        says = "The lookups hold no output areas: their codes were checked by their form, their LSOAs by the lookups."
        findings = [ImportFinding("note", says, name, rule="codes-by-form")]
        return findings + places.missing(units.get_column("lsoa"), year, name)
    if level == "msoa":
        return _missing_neighbourhoods(units, year, places, name)
    return places.missing(units.get_column("lsoa"), year, name) if level == "lsoa" else []


def _missing_neighbourhoods(units: pl.DataFrame, year: int, places: KnownPlaces, name: str) -> list[ImportFinding]:
    """MSOAs by their names, which are the names of LSOAs less the last letter: the lookups hold no codes of them."""
    import polars as pl

    names = units.get_column("name").drop_nulls()
    if names.is_empty():
        own = places.names_of("msoa", year)
        if not own:
            says = "MSOA codes were checked by their form only: a table with their names has not been imported."
            hint = "Import census-migration first: it names every MSOA."
            return [ImportFinding("finding", says, name, rule="codes-by-form", hint=hint)]
        names = pl.Series([own[code] for code in units.get_column("unit").to_list() if code in own], dtype=pl.String)
    findings = places.missing(names, year, name, "msoa")
    if year in places.neighbourhoods:
        known = set(places.neighbourhoods[year].get_column("code").to_list())
        unknown = [one for one in names.to_list() if one not in known]
        invented = units.get_column("unit").str.starts_with("X").all() and not places.invented
        if unknown and not invented:
            verb = "MSOA has" if len(unknown) == 1 else "MSOAs have"
            says = f"{len(unknown):,} {verb} a name that no LSOA of the lookups carries: {named(unknown)}."
            findings.append(ImportFinding("finding", says, name, rule="unknown-name", size=len(unknown)))
    return findings


def _missing_authorities(units: pl.DataFrame, year: int, places: KnownPlaces, name: str) -> list[ImportFinding]:
    """Authorities of the census year that a table by authority has not, and districts that were merged since."""
    there = set(units.get_column("unit").to_list())
    if all(code.startswith("X") for code in there) and not places.invented:
        return []
    findings = []
    merged = sorted(code for code in there if successor_of(code, 2022) is not None)
    if merged:
        into = {(successor_of(code, 2022) or ("", ""))[1] for code in merged}
        says = (
            f"{len(merged)} authorities of this file were merged later. What is said of {named(sorted(into))} is "
            "added up from them."
        )
        findings.append(ImportFinding("note", says, name, rule="superseded-code", size=len(merged)))
    known = places.names_of("lad", 2022)
    absent = [
        words
        for code, words in known.items()
        if code not in there
        and not {part for part, _ in parts_of(code, year)} & there
        and (successor_of(code) or ("",))[0] not in there
    ]
    in_part = [
        words
        for code, words in known.items()
        if (parts := {part for part, _ in parts_of(code, year)}) and parts & there and not parts <= there
    ]
    if absent:
        present = sorted(set(known.values()) - set(absent))
        says = f"{absent_words(sorted(absent), present)} A sum over the file is no national figure."
        findings.append(ImportFinding("finding", says, name, rule="authorities-absent", size=len(absent)))
    if in_part:
        says = f"Of {named(sorted(in_part))} only some districts are in this file."
        findings.append(ImportFinding("finding", says, name, rule="authorities-in-part", size=len(in_part)))
    return findings
