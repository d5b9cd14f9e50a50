"""Tables of one's own kept like a census table: wide and long, with what is no more and what counts twice named."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.core.tables import Counts, Units
from convive.sources import DataFolder
from convive.sources.own_counts import OwnColumns, read_own

WIDE = ("ward,White,Asian,Black,All", "Mill,10,5,1,16", "Weir,20,2,2,24", "Priory,3,30,0,33")
LONG = ("ward,group,count", "Mill,White,10", "Mill,Asian,5", "Weir,White,20", "Weir,Asian,0")
DAY = date(2026, 3, 31)


def wide(file, **other):
    return read_own(file, OwnColumns("ward", ("White", "Asian", "Black")), **({"dated": DAY} | other))


def long(file, **other):
    return read_own(file, OwnColumns("ward", group="group", count="count"), **({"dated": DAY} | other))


def found(report, rule):
    return [finding for finding in report.findings if finding.rule == rule]


def test_a_wide_and_a_long_table_are_kept_alike(write) -> None:
    for report in (wide(write("x.csv", WIDE)), long(write("y.csv", LONG))):
        units, counts = report.tables["units"], report.tables["counts"]
        assert (Units.is_valid(units), Counts.is_valid(counts)) == (True, True)
        assert units.filter(pl.col("unit") == "Mill")["people"].to_list() == [16 if counts.height == 9 else 15]
    assert (report.sources[0].dated, report.sources[0].date_words) == ("2026-03-31", "31 March 2026")


def test_a_named_table_stands_beside_others_and_a_newer_one_replaces_its_own(write, tmp_path) -> None:
    data = DataFolder(tmp_path / "data")
    for report in (wide(write("x.csv", WIDE)), long(write("y.csv", LONG), name="staff-2025")):
        data.put(report, imported_on="2026-11-22")
    assert {name for name in data.tables() if name.startswith("counts.")} == {
        "counts.units", "counts.counts", "counts.units_staff-2025", "counts.counts_staff-2025"
    }  # fmt: skip
    data.put(long(write("z.csv", LONG[:3]), name="staff-2025"), imported_on="2026-11-23")
    assert data.scan("counts", "units_staff-2025").collect().height == 1
    assert data.scan("counts", "units").collect().height == 3


def test_a_group_that_is_the_total_of_the_others_is_refused_in_both_forms(write) -> None:
    with pytest.raises(RefusedInput) as caught:
        read_own(write("x.csv", WIDE), OwnColumns("ward", ("White", "Asian", "Black", "All")), dated=DAY)
    assert caught.value.rule == "totals-column"
    total = [*LONG, "Mill,Everybody,15", "Weir,Everybody,20"]
    with pytest.raises(RefusedInput) as caught:
        long(write("y.csv", total))
    assert (caught.value.rule, caught.value.column) == ("totals-column", "Everybody")


def test_no_row_is_not_nought(write) -> None:
    report = long(write("y.csv", LONG[:4]))
    assert found(report, "groups-absent")[0].size == 1
    assert report.tables["counts"].height == 3


@pytest.mark.parametrize("name", ["Staff 2025", "../up", "a--b"])
def test_a_name_is_small_letters_digits_and_hyphens(write, name) -> None:
    with pytest.raises(RefusedInput) as caught:
        wide(write("x.csv", WIDE), name=name)
    assert caught.value.rule == "name"


def test_authorities_that_became_part_of_others_are_named(write) -> None:
    report = long(write("y.csv", ["ward,group,count", "E07000026,White,10", "E08000032,White,5"]))
    (finding,) = found(report, "superseded-code")
    assert finding.size == 1
    assert "E07000026 (Cumberland)" in finding.says


def test_small_areas_of_2011_that_were_redrawn_are_named(write, publisher, tmp_path) -> None:
    from convive.sources import read

    data = DataFolder(tmp_path / "data")
    data.put(
        read("lookups", [write("c.csv", publisher.changes), write("w.csv", publisher.wards)]), imported_on="2026-11-22"
    )
    rows = ["ward,group,count", "X01000001,White,10", "X01000002,White,5", "X01999999,White,5"]
    report = long(write("y.csv", rows), places=data.places())
    assert "X01000002" in found(report, "superseded-code")[0].says
    assert "X01999999" in found(report, "unknown-code")[0].says
    assert report.tables["units"]["lsoa"].to_list() == ["X01000001", "X01000002", "X01999999"]


@pytest.mark.parametrize(("read_table", "lines", "column"), [(wide, WIDE, "Asian"), (long, LONG, "count")])
def test_part_of_a_person_is_refused_by_name_in_both_forms(write, read_table, lines, column) -> None:
    with pytest.raises(RefusedInput) as caught:
        read_table(write("x.csv", [line.replace(",5", ",12.5") for line in lines]))
    assert "“12.5” is not a whole number" in str(caught.value)
    assert (caught.value.rule, caught.value.column) == ("whole-number", column)
