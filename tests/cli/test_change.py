"""``convive change``: two tables or a data folder, what is printed and written, and how a refusal ends."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from convive.worlds import brackenford

LONG = "school,group,pupils\n{}\n"


def long(cells: dict[str, tuple[int, int]]) -> str:
    return LONG.format(
        "\n".join(f"{unit},{g},{n}" for unit, mix in cells.items() for g, n in zip("xy", mix, strict=True))
    )


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    before.write_text(long({"a": (90, 10), "b": (10, 90), "c": (50, 50)}))
    after.write_text(long({"a": (60, 40), "b": (40, 60), "c": (50, 50)}))
    return before, after


OPTIONS = ("--unit", "school", "--group", "group", "--count", "pupils")


def test_two_long_tables(convive, two) -> None:
    done = convive("change", *two, *OPTIONS)
    assert done.code == 0
    assert "The whole table, before.csv to after.csv, 3 units that stand at both dates" in done.out
    assert "neither choice nor constraint" in done.out


def test_json_holds_parts_that_add_up_and_says_what_it_is(convive, two) -> None:
    given = json.loads(convive("change", *two, *OPTIONS, "--json", "--draws", 20, "--seed", 3).out)
    assert given["note"].startswith("A working table, not for publication")
    (area,) = given["areas"]
    parts = {part["part"]: part for part in area["parts"] if part["index"] == "theil_h_multi"}
    change = parts.pop("change")
    assert sum(part["value"] for part in parts.values()) == pytest.approx(change["value"])
    assert change["low"] <= change["value"] <= change["high"]


def test_wide_tables_area_by_area(convive, tmp_path) -> None:
    head = "unit,area,x,y\n"
    (tmp_path / "a.csv").write_text(head + "a,North,90,10\nb,North,10,90\nc,South,50,50\nd,South,60,40\n")
    (tmp_path / "b.csv").write_text(head + "a,North,60,40\nb,North,40,60\nc,South,55,50\nd,South,60,44\n")
    out = tmp_path / "out" / "change.parquet"
    done = convive("change", tmp_path / "a.csv", tmp_path / "b.csv", "--groups", "x,y", "--within", "area", "-o", out)
    assert done.code == 0
    table = pl.read_parquet(out)
    assert set(table["within"].to_list()) == {"North", "South"}
    by_unit = table.filter((pl.col("what") == "unit") & (pl.col("within") == "North") & (pl.col("part") == "structure"))
    whole = table.filter(
        (pl.col("what") == "part") & (pl.col("within") == "North") & (pl.col("part") == "structure")
        & (pl.col("index") == "mutual_information")
    )  # fmt: skip
    assert by_unit["value"].sum() == pytest.approx(whole["value"][0])
    assert f"Every figure is in {out}" in done.out


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_the_same_call_writes_the_same_bytes(convive, two, tmp_path, ending) -> None:
    files = [tmp_path / f"{n}.{ending}" for n in (1, 2)]
    for file in files:
        assert convive("change", *two, *OPTIONS, "--draws", 30, "--seed", 5, "-o", file).code == 0
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_place_from_the_data_folder(convive, brackenford_data) -> None:
    done = convive("change", "--data", brackenford_data, "--place", brackenford.CODE)
    assert done.code == 0, done.err
    assert "March 2011 to March 2021, in lockdown" in done.out


def test_units_that_were_split_are_added_up_by_the_lookup(convive, tmp_path) -> None:
    lookup = tmp_path / "lookup.csv"
    lookup.write_text(
        "lsoa11_name,lsoa11_code,change_code,lsoa21_name,lsoa21_code,ltla22_name,ltla22_code\n"
        "B 001A,X01000001,U,B 001A,X01000001,B,X08000001\n"
        "B 001B,X01000002,S,B 001C,X01000003,B,X08000001\n"
        "B 001B,X01000002,S,B 001D,X01000004,B,X08000001\n"
    )
    (tmp_path / "a.csv").write_text(long({"X01000001": (90, 10), "X01000002": (20, 180)}))
    (tmp_path / "b.csv").write_text(long({"X01000001": (60, 40), "X01000003": (40, 60), "X01000004": (40, 60)}))
    call = ("change", tmp_path / "a.csv", tmp_path / "b.csv", *OPTIONS)
    done = convive(*call, "--lookup", lookup)
    assert done.code == 0, done.err
    assert "2 units that stand at both dates" in done.out
    without = convive(*call)
    assert without.code == 1
    assert "--lookup" in without.err


@pytest.mark.parametrize("words", [(), ("x.csv",), ("--data", "d"), ("x.csv", "y.csv", "--data", "d", "--place", "p")])
def test_a_call_that_leaves_something_out_or_says_too_much_ends_with_2(convive, words) -> None:
    assert convive("change", *words).code == 2


def test_refusals_end_with_1_and_name_what_is_wrong(convive, two, tmp_path) -> None:
    before, after = two
    after.write_text(after.read_text().replace("a,x,60", "a,x,-60"))
    done = convive("change", before, after, *OPTIONS)
    assert done.code == 1
    assert "after.csv, row 2, column pupils" in done.err
    done = convive("change", before, before, *OPTIONS, "-o", tmp_path / "out.docx")
    assert (done.code, "ending" in done.err) == (1, True)
    assert not (tmp_path / "out.docx").exists()


def test_a_unit_in_two_areas_and_areas_that_do_not_meet(convive, tmp_path) -> None:
    head = "unit,area,x,y\n"
    (tmp_path / "a.csv").write_text(head + "a,North,90,10\nb,North,10,90\na,South,50,50\n")
    (tmp_path / "b.csv").write_text(head + "a,Nord,90,10\nb,Nord,10,90\n")
    (tmp_path / "c.csv").write_text(head + "a,North,90,10\nb,North,10,90\n")
    options = ("--groups", "x,y", "--within", "area")
    done = convive("change", tmp_path / "a.csv", tmp_path / "b.csv", *options)
    assert (done.code, "lies in two areas" in done.err) == (1, True)
    done = convive("change", tmp_path / "c.csv", tmp_path / "b.csv", *options)
    assert (done.code, "No area stands in both tables" in done.err) == (1, True)


def test_an_unknown_place_is_answered(convive, brackenford_data) -> None:
    done = convive("change", "--data", brackenford_data, "--place", "X09999999")
    assert (done.code, "No authority with the code “X09999999”" in done.err) == (1, True)


def test_a_document_to_read_lies_beside_its_figures(convive, two, tmp_path) -> None:
    report = tmp_path / "out" / "change.html"
    done = convive("change", *two, *OPTIONS, "--then", "May 2018", "--now", "May 2024", "--report", report)
    assert done.code == 0, done.err
    assert "The whole table, May 2018 to May 2024" in done.out
    page = report.read_text("utf-8")
    assert "Working document, not for publication" in page
    assert "May 2018" in page
    assert 'href="change.csv"' in page
    assert report.with_suffix(".csv").read_text().startswith("within,what,index")


def test_an_area_that_cannot_be_compared_is_named_and_the_others_go_on(convive, tmp_path) -> None:
    head = "unit,area,x,y\n"
    north = "a,North,90,10\nb,North,10,90\n"
    (tmp_path / "a.csv").write_text(head + north + "c,South,0,0\nd,South,0,0\n")
    (tmp_path / "b.csv").write_text(head + north + "c,South,5,5\nd,South,5,5\n")
    call = ("change", tmp_path / "a.csv", tmp_path / "b.csv", "--groups", "x,y", "--within", "area")
    done = convive(*call)
    assert done.code == 0
    assert "South is left out. Nobody was counted before." in done.out
    assert json.loads(convive(*call, "--json").out)["left_out"] == ["South is left out. Nobody was counted before."]
    (tmp_path / "a.csv").write_text(head + "a,North,0,0\nb,North,0,0\n")
    done = convive(*call)
    assert (done.code, "a.csv, b.csv, column count: North: Nobody was counted before." in done.err) == (1, True)


def test_units_of_a_place_are_called_by_their_small_areas(convive, shared_data, tmp_path) -> None:
    """A common unit made of one small area has the people of that small area, so its name is the right one."""
    from convive.evidence.census import join
    from convive.sources.folder import existing

    data = tmp_path / "data"
    for folder in ("census", "geography"):
        assert convive("ingest", "any", shared_data / folder, "--data", data).code == 0
    out = tmp_path / "change.csv"
    assert convive("change", "--data", data, "--place", "E08000032", "-o", out).code == 0
    units = pl.read_csv(out).filter(pl.col("what") == "unit")["unit"].unique().to_list()
    assert len(units) == 310
    from convive.cli.change import _names

    tables = existing(data).tables()
    joined = join(tables)
    lookup = tables["lookups.lsoa_changes"].collect()
    names = _names(lookup, joined.complete[2011] & joined.complete[2021])
    mine = joined.common.filter(pl.col("lad") == "E08000032")
    assert set(units) == {names[unit] for unit in mine["unit"].to_list()}
    codes = dict(lookup.select("lsoa21_name", "lsoa21").unique().iter_rows())
    people = dict(joined.lsoa21.select("unit", pl.sum_horizontal(joined.groups)).iter_rows())
    after = mine.select("unit", pl.sum_horizontal(f"{group}_21" for group in joined.groups)).iter_rows()
    alone = [(people[codes[names[unit]]], total) for unit, total in after if "," not in names[unit]]
    assert len(alone) > 250
    assert all(expected == found for expected, found in alone)
