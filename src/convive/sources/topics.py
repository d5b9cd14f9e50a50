"""The long census tables of small areas: one topic a file, at whatever level its codes are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from convive.core.errors import RefusedInput
from convive.core.geography import PATTERNS
from convive.sources.counts import source_of
from convive.sources.files import RawFile
from convive.sources.headers import Recognised
from convive.sources.long import read_long
from convive.sources.places import KnownPlaces, named
from convive.sources.report import ImportFinding, ImportPart
from convive.sources.rows import cell, read_rows

if TYPE_CHECKING:
    import polars as pl

# The topic that brings names and residents of its level: it counts everybody.
NAMING = "ethnic"
_LEVELS = {
    "oa": "output areas",
    "lsoa": "LSOAs",
    "msoa": "MSOAs",
    "ward": "wards",
    "lad": "authorities",
}


def read_topics(
    read: Sequence[tuple[RawFile, Recognised]], places: KnownPlaces | None
) -> tuple[tuple[ImportPart, ...], list[ImportFinding]]:
    """Each file as a part of its own, ``topic_level``, so that files may come one by one.

    Raises
    ------
    RefusedRows
        When any row of a file cannot be used.
    RefusedInput
        When two files hold the same topic at the same level, or a file mixes levels.
    """
    parts: dict[str, ImportPart] = {}
    findings: list[ImportFinding] = []
    named_by_level: dict[str, pl.DataFrame] = {}
    for raw, recognised in read:
        recognised = _with_level(raw, recognised)
        topic, level = recognised.layout.id, recognised.layout.levels["unit"]
        name = f"{topic}_{level}"
        if name in parts:
            says = f"This is the same topic and level as {parts[name].sources[0].file}: {recognised.layout.title}."
            raise RefusedInput(says, file=raw.name, rule="table-twice", hint="Give one of the two.")
        one = read_long(raw, recognised, places)
        findings += one.findings
        named_by_level.setdefault(level, one.units)
        tables = {name: one.counts} | ({f"units_{level}": one.units} if topic == NAMING else {})
        parts[name] = ImportPart(name, tables, (source_of(raw, recognised, one),))
    if places is None:
        says = "There are no lookups in the data folder yet: codes were checked by their form only."
        findings.append(ImportFinding("finding", says, rule="codes-by-form", hint="Import the kind lookups first."))
    findings += _covered(named_by_level, places)
    unnamed = sorted({name.split("_")[1] for name in parts} - {n.split("_")[1] for n in parts if n.startswith(NAMING)})
    if unnamed:
        levels = ", ".join(_LEVELS[level] for level in unnamed)
        says = f"Names and residents of {levels} come with the table of ethnic groups, which is not among these files."
        findings.append(ImportFinding("note", says, rule="units-absent"))
    return tuple(parts[name] for name in sorted(parts)), _once(findings)


def _with_level(raw: RawFile, recognised: Recognised) -> Recognised:
    """The table with the level that most of its codes have."""
    codes = read_rows(raw.data, recognised.header, raw.name).get_column(cell(recognised.places["unit"])).to_list()
    counted: Counter[str] = Counter()
    for code in dict.fromkeys(codes):
        found = next((level for level, form in PATTERNS.items() if form.fullmatch((code or "").strip())), None)
        counted.update([found] if found else [])
    if not counted:
        says = f"“{codes[0]}” is the code of no area that is known."
        row = recognised.header.line + 1
        raise RefusedInput(says, file=raw.name, row=row, column=recognised.title("unit"), rule="code")
    level = counted.most_common(1)[0][0]
    title = f"{recognised.layout.title}, {_LEVELS[level]}"
    return replace(recognised, layout=replace(recognised.layout, levels={"unit": level}, title=title))


def _covered(units: dict[str, pl.DataFrame], places: KnownPlaces | None) -> list[ImportFinding]:
    """What the tables are about: they are of one place and its neighbours, and never of a country."""
    import polars as pl

    findings = []
    if "lad" in units:
        names = sorted(units["lad"].get_column("name").drop_nulls().to_list())
        says = f"The tables by authority hold {len(names)}: {named(names)}. A sum over them is no national figure."
        findings.append(ImportFinding("finding", says, rule="authorities-absent", size=len(names)))
    if places is not None and "lsoa" in units:
        known = places.lsoas[2021].select(pl.col("code").alias("unit"), "authority")
        found = units["lsoa"].select("unit").join(known, on="unit").get_column("authority").unique().sort().to_list()
        if found:
            says = f"The tables of small areas are about {named(found)}."
            findings.append(ImportFinding("note", says, rule="place"))
    return findings


def _once(findings: list[ImportFinding]) -> list[ImportFinding]:
    """Without what several files of one topic say in the same words."""
    return list(dict.fromkeys(findings))
