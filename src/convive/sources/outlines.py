"""Outlines of small areas from GeoJSON, kept authority by authority."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from convive.core.errors import RefusedInput
from convive.core.geography import authority_of, is_code
from convive.sources.checks import check_known_lsoas, validated
from convive.sources.files import RawFile
from convive.sources.headers import OtherTable
from convive.sources.kinds import Kind, Layout
from convive.sources.places import KnownPlaces
from convive.sources.refusals import Refusals
from convive.sources.report import ImportFinding, ImportPart

if TYPE_CHECKING:
    import polars as pl

# Longitude and latitude as the two public names for them are written in a file's "crs".
_LONGITUDE_LATITUDE = ("CRS84", "EPSG::4326", "EPSG:4326", "4326")


@dataclass(frozen=True)
class OutlineFile:
    """A GeoJSON file of a kind that can be read: its features, and the property that holds each field."""

    kind: Kind
    layout: Layout
    features: list[Any]
    properties: dict[str, str]
    crs: str


def is_json(head: bytes) -> bool:
    """Whether a file is JSON by its first sign.

    >>> is_json(b' {"type": "FeatureCollection"}'), is_json(b"a,b")
    (True, False)
    """
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def recognise_outlines(data: bytes, name: str, kinds: Sequence[Kind]) -> OutlineFile | OtherTable | None:
    """What a JSON file holds, told by the properties of its first feature.

    Raises
    ------
    RefusedInput
        When it is not whole JSON.
    """
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise RefusedInput(
            "The file is not whole JSON.", file=name, row=line, rule="json", hint="Download it again."
        ) from None
    if not isinstance(whole, dict):
        return None
    if whole.get("type") == "Topology":
        return OtherTable("outlines in TopoJSON; take the same outlines as GeoJSON")
    features = whole.get("features")
    if not isinstance(features, list):
        return None
    first = features[0] if features and isinstance(features[0], dict) else {}
    own = first.get("properties") or {}
    crs = str(((whole.get("crs") or {}).get("properties") or {}).get("name", ""))
    for kind in kinds:
        for layout in kind.layouts if kind.shape == "outlines" else ():
            found = {
                field: key
                for field, keys in {**layout.columns, **layout.optional}.items()
                if (key := next((key for key in keys if key in own), None)) is not None
            }
            if set(layout.columns) <= set(found):
                return OutlineFile(kind, layout, features, found, crs)
    return next((OtherTable(title) for title, key in _other_outlines() if key in own), None)


@cache
def _other_outlines() -> tuple[tuple[str, str], ...]:
    raw = tomllib.loads(files("convive.sources").joinpath("data", "not-yet.toml").read_text("utf-8"))
    return tuple((given["title"], given["property"]) for given in raw["outlines"])


def read_outlines(
    read: Sequence[tuple[RawFile, OutlineFile]], places: KnownPlaces | None
) -> tuple[tuple[ImportPart, ...], list[ImportFinding]]:
    """Outlines of every file, one part an authority. ``row`` is the number of the feature in its file, from 1.

    Raises
    ------
    RefusedRows
        When an outline cannot be used, or an area stands in two of the files.
    """
    import polars as pl

    from convive.core.tables import Outlines

    findings: list[ImportFinding] = []
    parts: dict[str, ImportPart] = {}
    seen: dict[str, str] = {}
    names = [raw.name for raw, _ in read]
    for raw, outline_file in read:
        frame, found = _read_one(raw, outline_file, places, seen)
        findings += found
        for (part,), rows in sorted(frame.group_by("part", maintain_order=True), key=lambda pair: str(pair[0][0])):
            table = validated(Outlines, rows, raw.name)
            invented = bool(table.get_column("unit").str.starts_with("X").all())
            source = outline_file.kind.source(file=raw.name, digest=raw.digest, rows=table.height, invented=invented)
            earlier = parts.get(str(part))
            if earlier:
                table = pl.concat([earlier.tables["outlines"], table])
            sources = (*(earlier.sources if earlier else ()), source)
            parts[str(part)] = ImportPart(str(part), {"outlines": table}, sources)
    if places is None:
        says = "There are no lookups in the data folder yet: codes were checked by their form only."
        hint = "Import the kind lookups first."
        findings.append(ImportFinding("finding", says, rule="codes-by-form", hint=hint))
    else:
        units = pl.concat([part.tables["outlines"] for part in parts.values()]).get_column("unit")
        in_part = places.missing(units, read[0][1].kind.boundary_year or 0, " and ".join(names[:3]))
        findings += [finding for finding in in_part if finding.rule == "authorities-in-part"]
    return tuple(parts[part] for part in sorted(parts)), findings


def _read_one(
    raw: RawFile, given: OutlineFile, places: KnownPlaces | None, seen: dict[str, str]
) -> tuple[pl.DataFrame, list[ImportFinding]]:
    import polars as pl
    import shapely

    if given.crs and not given.crs.endswith(_LONGITUDE_LATITUDE):
        raise RefusedInput(
            f"The outlines are drawn in “{given.crs}”, not in longitude and latitude.",
            file=raw.name,
            rule="longitude-latitude",
            hint="Download them as GeoJSON in WGS84 (EPSG:4326).",
        )
    refusals = Refusals(raw.name)
    records: list[dict[str, Any]] = []
    shapes: list[Any] = []
    for row, feature in enumerate(given.features, start=1):
        record = _record(row, feature, given, refusals)
        shape = _shape(row, feature, refusals) if record else None
        if record is None or shape is None:
            continue
        if record["unit"] in seen:
            says = f"{record['unit']} is here twice: it stands in {seen[record['unit']]} already."
            refusals.add(row, given.properties["unit"], says, "area-twice", "Give one outline of every area.")
        seen.setdefault(record["unit"], f"{raw.name}, row {row}")
        records.append(record)
        shapes.append(shape)
    frame = pl.DataFrame(
        records, schema={"row": pl.Int64, "unit": pl.String, "name": pl.String, "authority": pl.String}
    )
    year = given.kind.boundary_year or 0
    if places:
        check_known_lsoas(frame, "unit", given.properties["unit"], year, places, refusals)
    refusals.raise_if_any(len(given.features))
    mended, findings = _mend(shapes, raw.name)
    frame = frame.with_columns(pl.Series("outline", shapely.to_wkb(mended).tolist(), dtype=pl.Binary))
    return _with_part(frame, places, year), findings


def _record(row: int, feature: Any, given: OutlineFile, refusals: Refusals) -> dict[str, Any] | None:
    own = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(own, dict):
        refusals.add(row, None, f"Feature {row} of the file has no properties.", "feature")
        return None
    unit, name = (str(own.get(given.properties[field]) or "").strip() for field in ("unit", "name"))
    if not is_code("lsoa", unit):
        says = f"“{unit}” is not the code of an LSOA." if unit else "The code of an LSOA is missing."
        refusals.add(row, given.properties["unit"], says, "code", "Rows count the features of the file, from 1.")
        return None
    if not name:
        refusals.add(row, given.properties["name"], f"{unit} has no name.", "filled")
        return None
    authority = own.get(given.properties["authority"]) if "authority" in given.properties else None
    if authority is not None and not is_code("lad", str(authority)):
        refusals.add(row, given.properties["authority"], f"“{authority}” is not the code of an authority.", "code")
        return None
    return {"row": row, "unit": unit, "name": name, "authority": authority}


def _shape(row: int, feature: Any, refusals: Refusals) -> Any:
    from shapely.geometry import shape

    drawn = feature.get("geometry")
    if not isinstance(drawn, dict) or drawn.get("type") not in ("Polygon", "MultiPolygon"):
        refusals.add(row, "geometry", "There is no outline here, only a name.", "outline")
        return None
    try:
        made = shape(drawn)
    except Exception:  # shapely raises whatever numpy and the coordinates happen to provoke
        refusals.add(row, "geometry", "The outline cannot be read.", "outline", "Download the file again.")
        return None
    if made.is_empty:
        refusals.add(row, "geometry", "The outline is empty.", "outline")
        return None
    west, south, east, north = made.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        hint = "They look like eastings and northings. Download the file in WGS84 (EPSG:4326)."
        refusals.add(row, "geometry", "The coordinates are not longitude and latitude.", "longitude-latitude", hint)
        return None
    return made


def _mend(shapes: list[Any], name: str) -> tuple[Any, list[ImportFinding]]:
    """Outlines that cross themselves are mended (rounding of coordinates makes some), and the report says how many."""
    import numpy as np
    import shapely

    drawn = np.array(shapes, dtype=object)
    crossed = ~shapely.is_valid(drawn)
    if not crossed.any():
        return drawn, []
    for place in np.flatnonzero(crossed):
        made = shapely.make_valid(drawn[place])
        pieces = [p for p in shapely.get_parts(shapely.get_parts(made)) if p.geom_type == "Polygon"]
        drawn[place] = pieces[0] if len(pieces) == 1 else shapely.MultiPolygon(pieces)
    number = int(crossed.sum())
    says = f"{number} outline{' crosses itself and was' if number == 1 else 's cross themselves and were'} mended."
    return drawn, [ImportFinding("note", says, name, rule="outline-mended", size=number)]


def _with_part(frame: pl.DataFrame, places: KnownPlaces | None, year: int) -> pl.DataFrame:
    """The frame with ``authority`` from the lookups where the file leaves it out, and the ``part`` of each row."""
    import polars as pl

    if places is not None:
        known = places.lsoas[year].select(pl.col("code").alias("unit"), "authority_code")
        frame = frame.join(known, on="unit", how="left", maintain_order="left")
        frame = frame.with_columns(pl.coalesce("authority", "authority_code").alias("authority")).drop("authority_code")
    named = [_authority_name(name) for name in frame.get_column("name").to_list()]
    return frame.with_columns(pl.coalesce("authority", pl.Series("named", named, dtype=pl.String)).alias("part"))


def _authority_name(lsoa_name: str) -> str:
    try:
        return authority_of(lsoa_name)
    except RefusedInput:
        return "other"
