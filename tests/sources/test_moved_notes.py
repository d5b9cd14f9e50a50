"""Notes of the publisher above and below a table: wherever they stand, the same table is read."""

from __future__ import annotations

import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.sources import kind, read

ABOVE = ("A table of the publisher", "Published on 1 June", "", "Units: people, as they were counted", "")
BELOW = ("", "Contains public sector information", '"1. Counts were changed, by small amounts"')
ASYLUM = ("Date,Support Type,Local Authority,LAD Code,Accommodation Type,People",
          "2022-12-31,Section 95,Brackenford,X08000001,Dispersal,100",
          "2022-12-31,Section 95,Millbeck,X08000002,Dispersal,20")  # fmt: skip
PLACES = ("name,local_authority_code,unique_reference_number,type,lowest_admission_age,highest_admission_age,capacity,"
          "postcode,lon,lat", "Mill School,358,1001,Academies,3,11,420,M33 3NH,-2.32,53.42")  # fmt: skip
FIGURES = ("place,service,measure,date,value,source", "X08000001,homes,demand,2026-03-31,120,Housing team")
POSTCODES = ("Postcode,lat,long", "BD1 1AA,53.79,-1.75")


def ranks() -> tuple[str, ...]:
    fields = kind("imd-2025").layouts[0].columns
    header = ",".join(names[0] for names in fields.values())
    rows = (",".join(f"X01{n:06d}" if field == "unit" else str(n) for field in fields) for n in range(1, 11))
    return (header, *rows)


@pytest.fixture(
    params=["lookups", "census-2011-ethnic", "asylum-support", "imd-2025", "school-places", "counts", "postcodes"]
)
def table(request, publisher):
    tables = {
        "lookups": publisher.changes,
        "census-2011-ethnic": (publisher.columns_2011, publisher.row_2011()),
        "asylum-support": ASYLUM,
        "imd-2025": ranks(),
        "school-places": PLACES,
        "counts": FIGURES,
        "postcodes": POSTCODES,
    }
    return request.param, tables[request.param]


def same(one, other) -> bool:
    return all(one[table].drop("row").equals(other[table].drop("row")) for table in one)


@pytest.mark.parametrize("above", [(), ABOVE[:1], ABOVE])
@pytest.mark.parametrize("below", [(), BELOW, ("Source: the publisher",), ("", *BELOW, "", "More words of it")])
def test_notes_may_move(write, table, above, below) -> None:
    name, lines = table
    plain = read(name, write("a.csv", lines)).tables
    noted = read(name, write("b.csv", [*above, *lines, *below])).tables
    assert noted.keys() == plain.keys()
    assert same(plain, noted)
    first = next(iter(noted.values()))
    assert first.select(pl.col("row").min()).item() == len(above) + 2


def test_a_line_that_was_cut_off_is_no_note(write) -> None:
    with pytest.raises(RefusedInput) as caught:
        read("asylum-support", write("x.csv", [*ASYLUM, "2022-12-31"]))
    assert caught.value.row == 4


def test_an_area_alone_under_a_blank_line_is_no_note(write, publisher) -> None:
    with pytest.raises(RefusedInput) as caught:
        read("census-2011-ethnic", write("x.csv", [publisher.columns_2011, publisher.row_2011(), "", "X00000009"]))
    assert caught.value.row == 4
