"""Schools are placed by postcode and outline, by the postcode file's own small area, by a register, or not at all."""

from __future__ import annotations

import polars as pl

from convive.evidence.schools.placing import place_schools
from convive.evidence.schools.pupils import load

# The first small area of the first neighbourhood is the box from (1.0, 0.01) to (1.1, 0.02): longitude, latitude.
INSIDE, NOWHERE = (0.015, 1.05), (5.0, 5.0)


def placed(town):
    inputs = town.inputs()
    pupils = load(inputs)
    return place_schools(inputs, pupils.schools, pupils.mine)


def test_a_postcode_lies_in_the_outline_around_it(make_town, make_school) -> None:
    schools = [
        make_school("1", (20, 20, 20, 20, 20), postcode="ZZ1 1AA"),
        make_school("2", (20, 20, 20, 20, 20), postcode="ZZ1 1AB"),
        make_school("3", (20, 20, 20, 20, 20), postcode="ZZ1 1AC"),
        make_school("4", (20, 20, 20, 20, 20)),
    ]
    found = placed(make_town(schools, postcodes={"ZZ1 1AA": INSIDE, "ZZ1 1AB": NOWHERE}))
    assert found.neighbourhood == {"1": "Twinford 001"}
    assert (found.by_table, found.by_outline, found.outside, found.unknown, found.known) == (0, 1, 1, 2, 2)


def test_the_postcode_files_own_small_area_comes_first(make_town, make_school) -> None:
    town = make_town([make_school("1", (20, 20, 20, 20, 20), postcode="ZZ1 1AA")], postcodes={"ZZ1 1AA": INSIDE})
    units = town.world.tables()["census-ts021.units"].collect()
    second = units.filter(pl.col("name").str.starts_with("Twinford 002"))["unit"][0]
    postcodes = pl.DataFrame(
        {"row": [0], "postcode": ["ZZ1 1AA"], "latitude": [0.015], "longitude": [1.05], "lsoa": [second]}
    )
    town.tables["postcodes.postcodes"] = postcodes.lazy()
    found = placed(town)
    assert found.neighbourhood == {"1": "Twinford 002"}
    assert (found.by_table, found.by_outline) == (1, 0)


def test_a_register_places_a_school_whose_postcode_is_in_no_file(make_town, make_school) -> None:
    town = make_town([make_school("1", (20, 20, 20, 20, 20), postcode="ZZ1 1AA")])
    points = pl.DataFrame({"row": [0], "unit": ["1"], "latitude": [INSIDE[0]], "longitude": [INSIDE[1]]})
    town.tables["schools-gias.points"] = points.lazy()
    assert placed(town).neighbourhood == {"1": "Twinford 001"}


def test_without_postcodes_nobody_is_placed(make_town, six_schools) -> None:
    found = placed(make_town(six_schools()))
    assert (found.postcodes, found.known, found.unknown) == (None, 0, 6)


def test_without_outlines_a_known_postcode_lies_in_none(make_town, make_school) -> None:
    town = make_town([make_school("1", (20, 20, 20, 20, 20), postcode="ZZ1 1AA")], postcodes={"ZZ1 1AA": INSIDE})
    town.world.with_outlines = False
    found = placed(town)
    assert (found.by_outline, found.outside) == (0, 1)
