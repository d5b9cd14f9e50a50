"""Small files in the publishers' own forms, with invented places, and the real ones where they are at hand."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

COLUMNS_2011 = (
    "OA,Persons,WhiteBrit,Irish,OtherWhite,Mixed,Indian,Pakistani,Bangladeshi,Chinese,OtherAsian,"
    "BlkAfrican,BlkCaribbean,OtherBlk,Arab,Other,LSOA,MSOA,LAD,RGN"
)
TS021_NOTES = (
    "TS021 - Ethnic group,,,,,,,,,,,,",
    "ONS Crown Copyright Reserved,,,,,,,,,,,,",
    "Population :,All usual residents,,,,,,,,,,,",
    "Units      :,Persons,,,,,,,,,,,",
    "Date       :,2021,,,,,,,,,,,",
    ",,,,,,,,,,,,",
)
TS021_HEADER = (
    '2021 super output area - lower layer,Total: All usual residents,%,"Asian, Asian British or Asian Welsh",%,'
    '"Black, Black British, Black Welsh, Caribbean or African",%,Mixed or Multiple ethnic groups,%,White,%,'
    "Other ethnic group,%"
)
TS021_ROWS = (
    "X01000001 : Brackenford 001A,1000,100,100,10,50,5,50,5,790,79,10,1",
    '"X01000002 : Brackenford, City of 001B",1500,100,200,13.3,100,6.7,50,3.3,1140,76,10,0.7',
)
TS021_FOOTER = (",,,,,,,,,,,,", ',"Counts were changed, by small amounts",,,,,,,,,,,')
CHANGES_HEADER = "lsoa11_name,lsoa11_code,change_code,lsoa21_name,lsoa21_code,ltla22_name,ltla22_code"
CHANGES_ROWS = (
    "Brackenford 001A,X01000001,U,Brackenford 001A,X01000001,Brackenford,X08000001",
    "Brackenford 001B,X01000002,S,Brackenford 001C,X01000003,Brackenford,X08000001",
    "Brackenford 001B,X01000002,S,Brackenford 001D,X01000004,Brackenford,X08000001",
    "Millbeck 001A,X01000005,U,Millbeck 001A,X01000005,Millbeck,X08000002",
)
WARDS_HEADER = "lsoa21_name,lsoa21_code,ward24_name,ward24_code,ltla24_name,ltla24_code"
WARDS_ROWS = (
    "Brackenford 001A,X01000001,Priory,X05000001,Brackenford,X08000001",
    "Brackenford 001C,X01000003,Priory,X05000001,Brackenford,X08000001",
    "Brackenford 001D,X01000004,Weir,X05000002,Brackenford,X08000001",
    "Millbeck 001A,X01000005,Millbeck,X05000003,Millbeck,X08000002",
)


def row_2011(oa: str = "X00000001", persons: int | str = 100, white: int | str = 90, **other: str) -> str:
    """A row of the 2011 file: ``white`` White British, 1 Indian, and whatever is left of Persons in no column."""
    place = {"lsoa": "X01000001", "msoa": "X02000001", "authority": "Brackenford", "indian": "1"} | other
    counts = [str(white), "0", "0", "0", place["indian"], *["0"] * 9]
    return ",".join([oa, str(persons), *counts, place["lsoa"], place["msoa"], place["authority"], "Invented region"])


def ts021(rows: Iterable[str] = TS021_ROWS, header: str = TS021_HEADER, notes: Iterable[str] = TS021_NOTES) -> str:
    """The text of a TS021 download."""
    return "\r\n".join([*notes, header, ",,,,,,,,,,,,", *rows, *TS021_FOOTER]) + "\r\n"


def feature(code: str, name: str, west: float = -1.5, authority: str | None = "X08000001") -> dict[str, Any]:
    """A square LSOA."""
    own = {"LSOA21CD": code, "LSOA21NM": name} | ({"LADCD_ACTIVE": authority} if authority else {})
    ring = [[west, 53.0], [west + 0.01, 53.0], [west + 0.01, 53.01], [west, 53.01], [west, 53.0]]
    return {"type": "Feature", "properties": own, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def geojson(*features: dict[str, Any], crs: str = "urn:ogc:def:crs:OGC:1.3:CRS84") -> str:
    """A GeoJSON file of features."""
    named = {"type": "name", "properties": {"name": crs}}
    return json.dumps({"type": "FeatureCollection", "crs": named, "features": list(features)})


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes text or bytes to a file of the test's own folder; a name ending in .gz is packed."""

    def write_file(name: str, content: str | bytes | Iterable[str]) -> Path:
        if not isinstance(content, (str, bytes)):
            content = "\n".join(content) + "\n"
        data = content.encode() if isinstance(content, str) else content
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
        return file

    return write_file


class Publisher:
    """What the publishers' files are made of, for tests to take apart."""

    columns_2011 = COLUMNS_2011
    ts021_header = TS021_HEADER
    ts021_rows = TS021_ROWS
    changes = (CHANGES_HEADER, *CHANGES_ROWS)
    wards = (WARDS_HEADER, *WARDS_ROWS)
    row_2011 = staticmethod(row_2011)
    ts021 = staticmethod(ts021)
    feature = staticmethod(feature)
    geojson = staticmethod(geojson)


@pytest.fixture(scope="session")
def publisher() -> Publisher:
    """Makes small files in the publishers' own forms."""
    return Publisher()
