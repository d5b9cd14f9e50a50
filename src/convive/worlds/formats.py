"""The publishers' own formats, written as they write them: only then do the importers read what they will read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convive.worlds.brackenford import Neighbourhood

Row = Sequence[object]
SAYS = "Invented for Convive: these places do not exist and nobody here was ever counted"
README = """Invented places
===============

Brackenford (X09000043) and the eleven authorities beside it do not exist. Every name, outline and figure in this
folder was made up to show and to test Convive. Every code begins with X. The formats are those of the Office for
National Statistics, the Department for Education, the Home Office and the Ministry of Housing; the figures are not.

Read them with

    convive ingest any FOLDER --data DIR
"""
COLUMNS_2011 = (
    *("WhiteBrit", "Irish", "OtherWhite", "Mixed", "Indian", "Pakistani", "Bangladeshi", "Chinese", "OtherAsian"),
    *("BlkAfrican", "BlkCaribbean", "OtherBlk", "Arab", "Other"),
)
LSOA_CHANGES = ("lsoa11_name", "lsoa11_code", "change_code", "lsoa21_name", "lsoa21_code", "ltla22_name", "ltla22_code")
LSOA_WARDS = ("lsoa21_name", "lsoa21_code", "ward24_name", "ward24_code", "ltla24_name", "ltla24_code")
COLUMNS_2021 = {
    "Asian": "Asian, Asian British or Asian Welsh",
    "Black": "Black, Black British, Black Welsh, Caribbean or African",
    "Mixed": "Mixed or Multiple ethnic groups",
    "White": "White",
    "Other": "Other ethnic group",
}


def lsoa_changes(areas: Iterable[Neighbourhood]) -> bytes:
    """2011 LSOAs, the 2021 LSOAs they became, and the authority."""
    rows = [
        [old.name, old.code, kind, new.name, new.code, area.authority_name, area.authority]
        for area in areas
        for old, new, kind in area.changes
    ]
    return table([LSOA_CHANGES, *rows])


def lsoa_wards(areas: Iterable[Neighbourhood]) -> bytes:
    """2021 LSOAs and the ward of 2024 each lies in."""
    rows = [
        [lsoa.name, lsoa.code, area.ward_name, area.ward, area.authority_name, area.authority]
        for area in areas
        for lsoa in area.now
    ]
    return table([LSOA_WARDS, *rows])


def outlines(areas: Iterable[Neighbourhood], authority: str) -> bytes:
    """Outlines of one authority's 2021 LSOAs as GeoJSON, in longitude and latitude."""
    features = []
    for area in areas:
        for lsoa in area.now:
            if area.authority != authority or lsoa.outline is None:
                continue
            ring = [[_degrees(x), _degrees(y)] for x, y in (*lsoa.outline, lsoa.outline[0])]
            properties = {"LSOA21CD": lsoa.code, "LSOA21NM": lsoa.name, "LADCD_ACTIVE": authority, "note": SAYS}
            geometry = {"type": "Polygon", "coordinates": [ring]}
            features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    whole = {"type": "FeatureCollection", "name": authority, "note": SAYS, "crs": crs, "features": features}
    return (json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def census_2011(areas: Iterable[Neighbourhood]) -> bytes:
    """The 2011 census by output area, with fourteen group columns; the rest of Persons is the fifteenth group."""
    rows: list[Row] = []
    for area in areas:
        for lsoa in area.then:
            above = (lsoa.code, area.code, area.authority_name, "Invented region")
            for oa in lsoa.oas:
                counts = [oa.residents[column] for column in COLUMNS_2011]
                rows.append((oa.code, sum(oa.residents.values()), *counts, *above))
    return table([["OA", "Persons", *COLUMNS_2011, "LSOA", "MSOA", "LAD", "RGN"], *rows])


def census_2021(areas: Iterable[Neighbourhood]) -> bytes:
    """Table TS021 as Nomis gives it: notes above and below, code and name in one cell, counts and percentages."""
    labels = [cell for label in COLUMNS_2021.values() for cell in (label, "%")]
    rows: list[Row] = [
        ("TS021 - Ethnic group",),
        (SAYS,),
        ("Population :", "All usual residents"),
        ("Units      :", "Persons"),
        ("Date       :", "2021"),
        (),
        ("2021 super output area - lower layer", "Total: All usual residents", "%", *labels),
        (),
    ]
    for area in areas:
        for lsoa in area.now:
            everyone = sum(lsoa.residents.values())
            counts = [lsoa.residents[group] for group in COLUMNS_2021]
            shared = [cell for count in counts for cell in (count, _percent(count, everyone))]
            rows.append((f"{lsoa.code} : {lsoa.name}", everyone, "100", *shared))
    rows += [(), (SAYS,)]
    wide = 3 + len(labels)
    return table([(*row, *[""] * (wide - len(row))) for row in rows])


def table(rows: Iterable[Row]) -> bytes:
    """Rows as CSV in UTF-8 with line feeds: the same bytes on every platform."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _percent(part: int, whole: int) -> str:
    """A share in 100 to one decimal, without a trailing .0; whole numbers only.

    >>> _percent(1, 3), _percent(1, 2)
    ('33.3', '50')
    """
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}".removesuffix(".0")


def _degrees(millionths: int) -> float:
    # One division of two whole numbers is rounded the same way everywhere.
    return millionths / 1_000_000
