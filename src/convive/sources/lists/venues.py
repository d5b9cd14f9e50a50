"""Venues as people list them – a name, a postcode, how many links on which days – as the two lists of a problem."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import dataframely as dy
import polars as pl

from convive.sources.lists.cells import typed
from convive.sources.lists.points import Middle, in_degrees, in_km
from convive.sources.lists.problems import venue_days
from convive.sources.lists.shapes import Shape
from convive.sources.lists.table import read_table
from convive.sources.refusals import Refusals

if TYPE_CHECKING:
    from collections.abc import Mapping


class NamedVenues(dy.Schema):
    """A venue known by its name; an identifier of its own may stand beside it."""

    row = dy.Int64(nullable=False)
    name = dy.String(nullable=False, primary_key=True)
    venue_id = dy.String(nullable=True)
    x_km = dy.Float64(nullable=False)
    y_km = dy.Float64(nullable=False)


def read_venues(path: Path, middle: Middle, tables: Mapping[str, pl.LazyFrame]) -> dict[str, pl.DataFrame]:
    """``venues`` and ``venue_capacity`` from one list with the columns name, postcode (or degrees), capacity, dates.

    A venue without a capacity hosts one link a day; one without dates is free on any day.

    Raises
    ------
    RefusedInput
        When a column is missing or refused by name, a postcode is not known, or a cell cannot be used.
    """
    shape = Shape("venues", "venues", NamedVenues, needed=True, further=("capacity", "dates"), point=("x_km", "y_km"))
    table = read_table(path, shape)
    refusals = Refusals(table.file, tuple(table.titles.values()))
    frame = in_degrees(typed(table, shape, refusals), shape, table, tables.get("postcodes.postcodes"), refusals)
    refusals.raise_if_any(frame.height)
    frame = in_km(frame, ("x_km", "y_km"), middle)
    if "venue_id" not in frame.columns:
        frame = frame.with_columns(pl.lit(None, pl.String).alias("venue_id"))
    frame = frame.with_columns(pl.coalesce("venue_id", "name").alias("venue_id"))
    if not {"capacity", "dates"} & set(frame.columns):
        frame = frame.with_columns(pl.lit(None, pl.String).alias("capacity"))
    return venue_days({"venues": frame})
