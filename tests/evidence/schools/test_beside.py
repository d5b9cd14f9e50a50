"""Schools beside the schools around them, as it is published: nothing withheld can be worked out from it."""

from __future__ import annotations

import polars as pl
import pytest

from convive.core.disclosure import is_small
from convive.core.groups import classification
from convive.evidence.schools.beside import around_sheet, beside, beside_sheet, phase_sheets
from convive.evidence.schools.placing import place_schools
from convive.evidence.schools.pupils import GROUPS, Pupils, load

PRIMARY = "State-funded primary"
SECONDARY = "State-funded secondary"
THERE = "X09000100"


def built(town, effect=None):
    inputs = town.inputs()
    pupils = load(inputs)
    placed = place_schools(inputs, pupils.schools, pupils.mine)
    return pupils, beside(inputs, pupils, placed, effect)


def records(found) -> list[dict[str, object]]:
    ids = [column.id for column in found.columns]
    return [dict(zip(ids, (cell.value for cell in row), strict=True)) for row in found.rows]


def test_a_school_beside_those_of_its_ward_by_hand(make_town, six_schools) -> None:
    pupils, found = built(make_town(six_schools()))
    rows = records(beside_sheet(pupils, phase_sheets(pupils, "s"), found.nearest, "s"))
    first = rows[0]
    assert (first["school"], first["around"]) == ("School 100000", "5 other schools of its ward")
    assert (first["White"], first["White_around"], first["White_side"]) == (30, "49", "smaller")
    assert (first["Asian"], first["Asian_around"], first["Asian_side"]) == (40, "23", "larger")


def test_the_table_names_the_neighbourhood_a_school_stands_in(make_town, six_schools) -> None:
    pupils, found = built(make_town(six_schools()))
    stands = {"100000": "Town 001"}
    rows = records(beside_sheet(pupils, phase_sheets(pupils, "s"), found.nearest, "s", stands))
    assert [row["neighbourhood"] for row in rows[:2]] == ["Town 001", ""]


def test_a_withheld_group_has_neither_share_nor_word(make_town, make_school, six_schools) -> None:
    few = make_school("200000", (3, 40, 40, 40, 77))
    pupils, found = built(make_town([*six_schools(), few]))
    tables = phase_sheets(pupils, "s")
    row = records(beside_sheet(pupils, tables, found.nearest, "s"))[-1]
    assert row["school"] == "School 200000"
    assert {row["Asian"], row["Asian_around"], row["Asian_side"]} == {None}
    published = next(r for r in tables[PRIMARY].rows if r[0].value == "School 200000")
    assert sum(cell.withheld for cell in published) >= 4
    # Those around it cannot be used to find the three either: their share is a range that holds it.
    others = records(beside_sheet(pupils, tables, found.nearest, "s"))[0]
    low, high = (int(end) for end in others["Asian_around"].split(" to "))
    assert low < high


def test_a_group_that_is_nearly_everyone_has_no_share_either(make_town, make_school, six_schools) -> None:
    alike = make_school("200000", (0, 0, 4, 0, 300))
    pupils, found = built(make_town([*six_schools(), alike]))
    row = records(beside_sheet(pupils, phase_sheets(pupils, "s"), found.nearest, "s"))[-1]
    assert row["White"] is None
    assert row["pairs"] is not None


def test_schools_over_the_border_are_around_and_not_listed(make_town, make_school) -> None:
    mix = (50, 20, 20, 20, 90)
    town = make_town(
        [make_school("1", mix, postcode="ZZ1 1AA"), make_school("2", mix, authority=THERE, postcode="ZZ1 1AB")],
        postcodes={"ZZ1 1AA": (0.015, 1.05), "ZZ1 1AB": (0.016, 1.05)},
    )
    pupils, found = built(town)
    rows = records(beside_sheet(pupils, phase_sheets(pupils, "s"), found.nearest, "s"))
    assert [(row["school"], row["around"]) for row in rows] == [("School 1", "the nearest school")]


def test_one_school_alone_is_compared_with_nothing(make_town, make_school) -> None:
    pupils, found = built(make_town([make_school("1", (50, 20, 20, 20, 90))]))
    assert (found.nearest, found.ward, found.residents) == (None, None, None)
    assert around_sheet(found, "s") is None
    assert len(phase_sheets(pupils, "s")[PRIMARY].rows) == 2


def test_schools_of_two_phases_are_never_around_each_other(make_town, make_school, six_schools) -> None:
    pupils, found = built(make_town([*six_schools(), make_school("3", (50, 20, 20, 20, 90), phase=SECONDARY)]))
    assert "3" not in {unit for around in found.nearest.around_units.values() for unit in around}
    assert set(phase_sheets(pupils, "s")) == {PRIMARY, SECONDARY}


def test_tallies_add_up_to_the_schools_compared(make_town, six_schools) -> None:
    _, found = built(make_town(six_schools()))
    rows = records(around_sheet(found, "s"))
    assert [row["group"] for row in rows] == list(GROUPS)
    for row in rows:
        assert row["smaller"] + row["unclear"] + row["larger"] == row["schools"] == 6


@pytest.fixture(scope="module")
def bradford(spc):
    """Bradford as the engine is given it, without postcodes."""
    five = classification("ethnic-pupils-18").crosswalk("ethnic-5")
    wide = (
        spc["pupils"]
        .with_columns(pl.col("group").cast(pl.String).replace_strict(five, return_dtype=pl.String))
        .group_by("unit", "group")
        .agg(pl.col("count").sum())
        .pivot("group", index="unit", values="count")
    )
    schools = spc["schools"].filter("counted").join(wide, on="unit").sort("unit")
    return Pupils("E08000032", schools, 17)


def test_bradfords_pupils_by_an_independent_sum(bradford, spc_lines) -> None:
    mine = [line for line in spc_lines if line["district_administrative_code"] == "E08000032"]
    assert len(mine) == 227 == bradford.mine.height + bradford.others

    def added(group: str) -> int:
        cells = (line[f"number of pupils classified as {group} ethnic origin"] for line in mine)
        return sum(int(cell) for cell in cells if cell.isdigit())

    assert (added("Pakistani"), added("white British")) == (36_488, 39_581)
    white = sum(map(added, ("white British", "Irish", "traveller of Irish heritage", "any other white background",
                            "Gypsy/Roma")))  # fmt: skip
    assert bradford.mine["White"].sum() == white
    everyone = bradford.mine["pupils"].sum()
    assert round(100 * white / everyone, 1) == 44.7


def test_no_small_count_of_a_real_school_is_in_the_tables(bradford) -> None:
    seen = 0
    for phase, table in phase_sheets(bradford, "s").items():
        truth = {row["unit"]: row for row in bradford.of_phase(phase).iter_rows(named=True)}
        ids = [column.id for column in table.columns]
        for row in table.rows[:-1]:
            for group in GROUPS:
                cell, count = row[ids.index(group)], truth[row[1].value][group]
                assert cell.withheld if is_small(count) else cell.withheld or cell.value == count
                seen += is_small(count)
    assert seen > 200
