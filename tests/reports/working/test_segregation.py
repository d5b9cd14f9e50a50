"""How far apart, to read: both ends by what lies beyond chance, every group, a map of whole places only."""

from __future__ import annotations

import re

import polars as pl
import pytest

from convive.core.words import forbidden
from convive.evidence.segregation import INDICES, Cube, from_wide, tabulate
from convive.reports.working.document import Source, Working, html
from convive.reports.working.segregation import About, document, says


def cube_of(areas: int) -> Cube:
    rows = [
        (f"a{area:02}u{unit}", f"Area {area:02}", 100 + (7 * area + 31 * unit) % 90, 60 + (11 * area * unit) % 140, 150)
        for area in range(areas)
        for unit in range(6)
    ]
    table = pl.DataFrame(rows, schema=["unit", "area", "Asian", "Black", "White"], orient="row")
    return from_wide(table, groups=["Asian", "Black", "White"], within="area")


def made(areas: int, about: About | None = None, **options: object) -> Working:
    cube = cube_of(areas)
    options.setdefault("indices", ["dissimilarity", "isolation", "theil_h_multi"])
    return document(tabulate(cube, **options), cube, source=Source("c.csv", "s.csv"), about=about or About())  # type: ignore[arg-type]


def test_many_areas_begin_with_both_ends_of_h() -> None:
    found = made(20)
    table = tabulate(cube_of(20), indices=["theil_h_multi"]).sort("corrected")
    low, high = table.row(0, named=True), table.row(-1, named=True)
    said = found.heading.striptags()
    assert said.startswith(f"From {100 * low['corrected']:.0f} in {low['within']} to {100 * high['corrected']:.0f} in")
    ends = found.blocks[1].ends
    assert ends is not None
    assert [row.name for row in ends["high"]] == table["within"].to_list()[::-1][:6]
    assert ends["between"] == "Eight areas between"
    assert "as counted, by chance alone" in ends["high"][0].sub


def test_groups_stand_in_the_order_in_which_they_were_named() -> None:
    block = made(20).blocks[2]
    assert [row.label for row in block.rows] == ["Asian", "Black", "White"]
    assert all(" to " in row.more for row in block.rows)
    assert all("<circle" in row.picture for row in block.rows)


def test_one_area_has_every_index_of_all_groups_in_one_block_with_interval_and_chance() -> None:
    found = made(1, indices=INDICES, draws=30, seed=1)
    first = found.blocks[0]
    assert len(first.rows) == 6
    assert first.rows[0].more.startswith("between ")
    assert "by chance alone" in first.rows[0].more
    # Entropy has no upper end at 1: no picture on a scale from 0 to 100.
    without = [row.label for row in first.rows if not row.picture]
    assert [label[:20] for label in without] == ["How much the unit te", "How diverse a place "]
    assert re.search(r"How far apart groups live \(multi-group H\): \d+, on a scale", found.heading.striptags())
    assert "interval" in found.lessons


@pytest.mark.parametrize("areas", [1, 2, 5, 20])
def test_every_index_can_be_read_whatever_the_number_of_areas(areas: int) -> None:
    page = html(made(areas, indices=INDICES)).decode("utf-8")
    bare = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.S)
    assert forbidden(bare) == []
    assert "neither choice nor constraint" in bare
    assert "nan" not in bare.casefold().split()
    assert "None" not in bare


def test_what_cannot_be_worked_out_is_a_row_with_its_reason() -> None:
    table = pl.DataFrame({"unit": ["u", "v"], "x": [0, 0], "y": [200, 300], "z": [100, 20]})
    cube = from_wide(table, groups=["x", "y", "z"])
    found = document(tabulate(cube, indices=["dissimilarity"]), cube, source=Source("c"), about=About())
    row = found.blocks[0].rows[0]
    assert (row.label, row.value, row.more) == ("X", "–", "Nobody of this group was counted here.")
    empty = from_wide(pl.DataFrame({"unit": ["u", "v"], "x": [0, 0], "y": [0, 0]}), groups=["x", "y"])
    nothing = document(tabulate(empty, indices=["theil_h_multi"]), empty, source=Source("c"), about=About())
    assert nothing.heading == "Nothing could be worked out"
    assert nothing.blocks == ()


def test_half_a_map_is_none() -> None:
    square = (((0.0, 50.0), (0.1, 50.0), (0.1, 50.1), (0.0, 50.1), (0.0, 50.0)),)
    units = cube_of(1).units["unit"].to_list()
    outlines = {unit: tuple(tuple((x + i / 10, y) for x, y in ring) for ring in square) for i, unit in enumerate(units)}
    drawn = made(1, About("March 2021", outlines, {units[0]: "First"}))
    assert drawn.blocks[1].map is not None
    assert "March 2021" in drawn.blocks[1].map.picture
    del outlines[units[-1]]
    assert all(block.map is None for block in made(1, About("March 2021", outlines)).blocks)


def test_the_scale_that_is_explained_is_the_one_that_is_printed() -> None:
    assert "100: no small area is shared" in says("theil_h_multi")
    assert "1: no" not in says("dissimilarity").replace("100: no", "")


def test_every_row_is_in_the_table_while_they_are_few() -> None:
    cube = cube_of(5)
    found = tabulate(cube, indices=["dissimilarity", "theil_h_multi"])
    (sheet,) = document(found, cube, source=Source("c"), about=About()).tables
    assert len(sheet.rows) == found.height
    many = made(40, indices=INDICES)
    assert len(many.tables[0].rows) == 40
