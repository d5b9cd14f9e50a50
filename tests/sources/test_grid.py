"""The National Grid undone: against a published pair, and against postcodes near the schools of the register."""

from __future__ import annotations

from math import cos, radians

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from convive.sources import read
from convive.sources.grid import degrees_of

METRES_A_DEGREE = 111_200


def test_the_published_pair() -> None:
    latitude, longitude = degrees_of(651409.903, 313177.270)
    assert abs(latitude - (52 + 39 / 60 + 28.723 / 3600)) < 1e-6
    assert abs(longitude - (1 + 42 / 60 + 57.787 / 3600)) < 1e-6


@given(st.floats(100_000, 600_000), st.floats(50_000, 900_000))
def test_a_kilometre_north_is_a_kilometre_north(east, north) -> None:
    one, two = degrees_of(east, north), degrees_of(east, north + 1000)
    metres = METRES_A_DEGREE * ((two[0] - one[0]) ** 2 + ((two[1] - one[1]) * cos(radians(one[0]))) ** 2) ** 0.5
    assert abs(metres - 1000) < 6


def test_the_schools_of_the_register_stand_at_their_postcodes(shared_data) -> None:
    register = read("schools-gias", shared_data / "schools/gias_edubase_leeds.csv.gz").tables
    codes = read("postcodes", shared_data / "geography/postcode_centroids/BD.csv.gz").tables["postcodes"]
    both = register["schools"].select("unit", "postcode").join(register["points"], on="unit").join(codes, on="postcode")
    assert both.height >= 3
    far = ((pl.col("latitude") - pl.col("latitude_right")) ** 2).sqrt() * METRES_A_DEGREE
    assert both.select(far.max()).item() < 300
