"""Long census tables: one row for every area and group."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.core.errors import RefusedInput
from convive.core.groups import classification
from convive.core.tables import Counts, Units
from convive.sources import read

HEADER = "ltla21_code,ltla21_name,ethnic_group,value"
NINETEEN = classification("ethnic-2021-19")


def rows(code="X08000001", name="Brackenford", number="10.0", percent="5.3", **counts: str) -> list[str]:
    """Every group twice, as the publisher writes it: the number and the percentage."""
    both = []
    for ending, same in (("(number)", number), ("(percent)", percent)):
        for group in NINETEEN.groups:
            cell = counts.get(group.id, same) if ending == "(number)" else same
            both.append(f'{code},{name},"{group.long} {ending}",{cell}')
    return both


def refusal(file) -> RefusedInput:
    with pytest.raises(RefusedInput) as caught:
        read("census-ts021-lad", file)
    return caught.value


def test_numbers_are_read_and_percentages_are_left_out_by_name(write) -> None:
    report = read("census-ts021-lad", write("long.csv", [HEADER, *rows(Roma="7.0")]))
    units, counts = report.tables["units"], report.tables["counts"]
    assert units.select("unit", "name", "people").rows() == [("X08000001", "Brackenford", 187)]
    assert counts.height == 19
    assert counts.filter(pl.col("group") == "Roma").select("row", "count").rows() == [(5, 7)]
    assert (Units.is_valid(units), Counts.is_valid(counts)) == (True, True)
    left_out = next(f for f in report.findings if f.rule == "rows-of-shares")
    assert (left_out.size, left_out.row) == (19, 21)
    assert "(percent)" in left_out.says


def test_a_line_break_within_a_label_does_no_harm(write) -> None:
    broken = [line.replace(" (number)", "\n(number)").replace(" (percent)", "\r\n(percent)") for line in rows()]
    report = read("census-ts021-lad", write("long.csv", [HEADER, *broken]))
    assert report.tables["units"]["people"].to_list() == [190]
    # Each record of two lines stands in the row of its first.
    assert report.tables["counts"]["row"].to_list()[:3] == [2, 4, 6]


def test_a_label_that_is_none_of_the_groups_is_refused(write) -> None:
    total = 'X08000001,Brackenford,"White (number)",50.0'
    error = refusal(write("long.csv", [HEADER, *rows(), total]))
    assert (error.rule, error.row, error.column) == ("unknown-group", 40, "ethnic_group")
    assert "“White (number)”" in error.says


def test_a_label_with_a_slip_is_answered_with_the_one_that_was_meant(write) -> None:
    lines = [line.replace("White: Roma (number)", "White: Roms (number)") for line in rows()]
    error = refusal(write("long.csv", [HEADER, *lines]))
    assert error.hint == "Did you mean White: Roma?"


def test_an_area_without_a_row_for_a_group_is_refused(write) -> None:
    lines = [line for line in rows() if "White: Roma" not in line]
    error = refusal(write("long.csv", [HEADER, *rows("X08000002", "Millbeck"), *lines]))
    assert (error.rule, error.row) == ("group-missing", 40)
    assert error.says == "X08000001 has no row for Roma."


def test_the_same_area_and_group_twice_is_refused(write) -> None:
    lines = rows()
    error = refusal(write("long.csv", [HEADER, *lines, lines[0]]))
    assert (error.rule, error.row) == ("area-twice", 40)
    assert "row 2" in error.says


def test_one_code_under_two_names_is_refused(write) -> None:
    lines = rows()
    lines[3] = lines[3].replace("Brackenford", "Millbeck")
    error = refusal(write("long.csv", [HEADER, *lines]))
    assert (error.rule, error.row, error.column) == ("one-code-two-names", 5, "ltla21_name")


@pytest.mark.parametrize(
    ("cell", "rule"),
    [("7.5", "whole-number"), ("12%", "whole-number"), ("c", "mark"), ("<5", "mark"), ("", "count-missing")],
)
def test_a_cell_that_holds_no_count_is_refused_with_its_row(write, cell, rule) -> None:
    error = refusal(write("long.csv", [HEADER, *rows(Arab=cell)]))
    assert (error.rule, error.column) == (rule, "value")
    assert error.row == 2 + NINETEEN.ids.index("Arab")


def test_percentages_in_place_of_numbers_are_refused(write) -> None:
    shares = dict.fromkeys(NINETEEN.ids, "0") | {"WhiteBrit": "80", "Indian": "20"}
    lines = [line for i in range(25) for line in rows(f"X080000{i:02d}", f"Place {i}", **shares)]
    error = refusal(write("long.csv", [HEADER, *lines]))
    assert (error.rule, error.row) == ("percentages", 2)


def test_notes_above_and_below_are_left_out(write) -> None:
    text = ["Ethnic group,,,", "Source: a census,,,", HEADER, *rows(), ",,,", '"Counts, changed a little",,,']
    report = read("census-ts021-lad", write("long.csv", text))
    assert report.rows_good == 1
    assert report.tables["units"]["row"].to_list() == [4]
    assert [f.row for f in report.findings if f.rule == "notes"] == [43]


@settings(max_examples=15)
@given(counts=st.lists(st.integers(0, 9000), min_size=19, max_size=19), order=st.permutations(range(38)))
def test_the_order_of_rows_does_not_matter_and_nobody_is_lost(tmp_path_factory, counts, order) -> None:
    written = {group: f"{count}.0" for group, count in zip(NINETEEN.ids, counts, strict=True)}
    lines = rows(**written)
    file = tmp_path_factory.mktemp("long") / "long.csv"
    file.write_text("\n".join([HEADER, *(lines[i] for i in order)]) + "\n")
    tables = read("census-ts021-lad", file).tables
    assert dict(tables["counts"].select("group", "count").iter_rows()) == dict(zip(NINETEEN.ids, counts, strict=True))
    assert tables["units"]["people"].item() == sum(counts)
