"""Where rows lie: kilometres as they stand, or degrees and postcodes turned into kilometres around one middle."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convive.core.errors import RefusedInput
from convive.core.geography import postcode_of
from convive.sources.lists.shapes import Shape
from convive.sources.lists.table import Table
from convive.sources.postcodes import EAST, NORTH, SOUTH, WEST
from convive.sources.refusals import Refusals

if TYPE_CHECKING:
    import polars as pl

# Kilometres in one degree of latitude, and in one of longitude at the equator (a sphere of 6,371 km).
KM_A_DEGREE = math.pi * 6371.0 / 180
# Kilometres are kept to the metre.
DIGITS = 3
SWAPPED = "The columns latitude and longitude look swapped."


@dataclass(frozen=True)
class Middle:
    """The point that is 0 km east and 0 km north, in degrees.

    Distances are those of a flat map of true scale along the middle's parallel (equirectangular): over 50 km in
    England they differ from those on the globe by less than 1 in 100.
    """

    latitude: float
    longitude: float

    def km(self, latitude: pl.Expr, longitude: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
        """Kilometres east and north of the middle."""
        wide = KM_A_DEGREE * math.cos(math.radians(self.latitude))
        east, north = (longitude - self.longitude) * wide, (latitude - self.latitude) * KM_A_DEGREE
        return east.round(DIGITS), north.round(DIGITS)


def in_degrees(
    frame: pl.DataFrame, shape: Shape, table: Table, postcodes: pl.LazyFrame | None, refusals: Refusals
) -> pl.DataFrame:
    """The list with ``latitude`` and ``longitude`` where kilometres do not stand: as written, or by its postcode.

    Raises
    ------
    RefusedInput
        When every row has latitude and longitude the wrong way round; when postcodes are written and none are known.
    """
    import polars as pl

    at = shape.elsewhere
    may_lie_nowhere = shape.point is not None and shape.schema.columns()[shape.point[0]].nullable
    frame = frame.rename({at[field]: field for field in at if at[field] in frame.columns and at[field] != field})
    if "latitude" in frame.columns:
        _refuse_swapped(frame, table, at)
        _check_degrees(frame, table.titles[at["latitude"]], refusals)
    elif (
        "postcode" in frame.columns
        and shape.point
        and shape.point[0] not in frame.columns
        and not (postcodes is None and may_lie_nowhere)
    ):
        frame = _by_postcode(frame, table, table.titles[at["postcode"]], postcodes, refusals)
    else:
        return frame.drop("postcode", strict=False)
    nowhere = frame.filter(pl.col("latitude").is_null() | pl.col("longitude").is_null())
    if not may_lie_nowhere:
        title = table.titles.get(at["latitude"]) or table.titles[at["postcode"]]
        nowhere = nowhere.filter(~pl.col("row").is_in(list(refusals.rows)))
        refusals.add_all(nowhere, title, lambda _: ("It is not said where this lies.", "place", None))
    return frame.drop("postcode", strict=False)


def middle_of(frames: Mapping[str, pl.DataFrame], given: Mapping[str, Any] | None, file: str) -> Middle | None:
    """The middle that is given, or that of the first list in degrees; ``None`` when every list is in kilometres.

    Raises
    ------
    RefusedInput
        When some lists are in kilometres and others in degrees, and nobody says around which point.
    """
    if given is not None:
        return Middle(float(given["latitude"]), float(given["longitude"]))
    degrees = {name: frame for name, frame in frames.items() if "latitude" in frame.columns}
    if not degrees:
        return None
    km = [
        name for name, frame in frames.items() if name not in degrees and any(c.endswith("x_km") for c in frame.columns)
    ]
    if km:
        raise RefusedInput(
            f"{', '.join(km)} is in kilometres and {', '.join(degrees)} in degrees or postcodes.",
            file=file,
            rule="middle",
            hint='Say which point is 0 km east and 0 km north in params.json: "origin": {"latitude": 53.8, '
            '"longitude": -1.8}. Or write all lists in one way.',
        )
    first = next(iter(degrees.values()))
    latitude, longitude = first.select("latitude", "longitude").mean().row(0)
    return None if latitude is None else Middle(round(latitude, 5), round(longitude, 5))


def in_km(frame: pl.DataFrame, point: tuple[str, str], middle: Middle | None) -> pl.DataFrame:
    """The list with its point in kilometres."""
    import polars as pl

    if "latitude" not in frame.columns or middle is None:
        return frame.drop("latitude", "longitude", strict=False)
    east, north = middle.km(pl.col("latitude"), pl.col("longitude"))
    return frame.with_columns(east.alias(point[0]), north.alias(point[1])).drop("latitude", "longitude")


def _refuse_swapped(frame: pl.DataFrame, table: Table, at: Mapping[str, str]) -> None:
    import polars as pl

    swapped = frame.filter(pl.col("latitude").is_between(WEST, EAST) & pl.col("longitude").is_between(SOUTH, NORTH))
    if swapped.height:
        every = (
            "" if swapped.height == frame.height else f" So they are in {swapped.height:,} of {frame.height:,} rows."
        )
        raise RefusedInput(
            SWAPPED + every,
            file=table.file,
            row=swapped.item(0, "row"),
            column=table.titles[at["latitude"]],
            rule="swapped",
            hint="Latitude is 49 to 61 in the United Kingdom, longitude −9 to 2.5. Let the two change places.",
        )


def _check_degrees(frame: pl.DataFrame, title: str, refusals: Refusals) -> None:
    import polars as pl

    outside = frame.filter(
        ~(pl.col("latitude").is_between(SOUTH, NORTH) & pl.col("longitude").is_between(WEST, EAST)).fill_null(
            value=True
        )
    )
    refusals.add_all(
        outside.select("row", "latitude", "longitude"),
        title,
        lambda r: (
            f"{r['latitude']}, {r['longitude']} does not lie in the United Kingdom.",
            "place",
            "Latitude is 49 to 61, longitude −9 to 2.5.",
        ),
    )


def _by_postcode(
    frame: pl.DataFrame, table: Table, title: str, postcodes: pl.LazyFrame | None, refusals: Refusals
) -> pl.DataFrame:
    import polars as pl

    plain = pl.Series("plain", [postcode_of(code or "") for code in frame.get_column("postcode")], dtype=pl.String)
    frame = frame.with_columns(plain)
    refusals.add_all(
        frame.filter(pl.col("postcode").is_not_null() & pl.col("plain").is_null()),
        title,
        lambda r: (f"“{r['postcode']}” is no postcode.", "postcode", "A postcode looks like BD1 1AA."),
    )
    if postcodes is None:
        raise RefusedInput(
            "This list has postcodes, and no file says where they lie.",
            file=table.file,
            column=title,
            rule="postcodes",
            hint="Name the data folder that has the postcodes with --data, or write x_km and y_km, or latitude and "
            "longitude.",
        )
    wanted = plain.drop_nulls().unique()
    known = postcodes.filter(pl.col("postcode").is_in(wanted.implode())).select("postcode", "latitude", "longitude")
    frame = frame.join(known.collect(), left_on="plain", right_on="postcode", how="left", maintain_order="left")
    areas = set(postcodes.select(pl.col("postcode").str.extract(r"^([A-Z]+)").unique()).collect().to_series())

    def describe(record: dict[str, Any]) -> tuple[str, str, str | None]:
        area = record["plain"].rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")[:2].strip("0123456789")
        missing = f"The data folder has no postcodes that begin with {area}: bring in their file too."
        hint = missing if area not in areas else "It may be new, ended, or misspelt."
        return f"The postcode {record['plain']} is not known.", "unknown-postcode", hint

    unknown = frame.filter(pl.col("plain").is_not_null() & pl.col("latitude").is_null())
    refusals.add_all(unknown.select("row", "plain"), title, describe)
    return frame.drop("plain")
