"""Pupils by year group: falling rolls by hand, what moves up, and small year groups."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convive.evidence.schools.pupils import load
from convive.evidence.schools.years import YEARS, by_year, falling_rolls

SECONDARY = "State-funded secondary"
SPECIAL = "State-funded special school"

PRIMARY_YEARS = {"R": 80, "1": 85, "2": 90, "3": 95, "4": 100, "5": 105, "6": 110}
SECONDARY_YEARS = {str(year): 100 + year for year in range(7, 14)}


@given(st.integers(0, 20_000), st.integers(1, 20_000))
def test_reception_is_year_6_less_the_fall(reception, year_6) -> None:
    found = falling_rolls(reception, year_6)
    assert found.value <= 1
    assert year_6 * (1 - found.value) == pytest.approx(reception)
    assert (found.value > 0) == (reception < year_6)


def test_nobody_in_year_6_is_no_figure() -> None:
    assert falling_rolls(10, 0).status == "not computable"


def told(town):
    inputs = town.inputs()
    return by_year(inputs, load(inputs), "credit", None)


@pytest.fixture
def town(make_town, make_school):
    mix = (100, 100, 100, 100, 265)
    schools = [
        make_school("1", mix, years=PRIMARY_YEARS),
        make_school("2", mix, phase=SECONDARY, years=SECONDARY_YEARS),
        make_school("3", mix, phase=SPECIAL, years={"R": 3, "6": 12, "8": 15}),
    ]
    others = [
        make_school(f"{k}0", mix, authority=f"X09000{100 + k}", years={"R": 100, "6": 100 + k}) for k in range(11)
    ]
    return make_town([*schools, *others])


def test_lines_are_every_state_funded_school_by_year(town) -> None:
    found = told(town)
    lines = {line.id: line.count for line in found.topic.lines}
    assert list(lines) == list(YEARS)
    assert lines["6"] == 122
    assert lines["8"] == 123
    assert found.topic.total == sum(PRIMARY_YEARS.values()) + sum(SECONDARY_YEARS.values()) + 30
    assert (found.topic.date_words, found.topic.status) == ("January 2023", "ok")


def test_the_place_stands_among_the_authorities(town) -> None:
    standing = told(town).standing
    assert standing.value == pytest.approx(1 - 83 / 122, abs=1e-6)
    assert (standing.rank, standing.of) == (1, 12)
    assert standing.people == 122 - 83


def test_a_small_count_is_withheld_with_another(town) -> None:
    published = told(town).sheets[0]
    rows = {row[0].value: row for row in published.rows}
    at = [column.id for column in published.columns].index("other")
    assert rows["Reception"][at].withheld
    assert sum(cell.withheld for cell in rows["Reception"]) >= 2
    assert all(cell.value != 3 for row in published.rows for cell in row)


def test_who_would_begin_year_7_if_every_pupil_moves_up(town) -> None:
    moving = told(town).sheets[1]
    assert [tuple(cell.value for cell in row) for row in moving.rows][:2] == [
        ("September 2023", "Year 6", 122),
        ("September 2024", "Year 5", 105),
    ]
    assert moving.rows[-1][0].value == "September 2029"


def test_too_few_pupils_stand_nowhere(make_town, make_school) -> None:
    found = told(make_town([make_school("1", (10, 10, 10, 10, 50), years={"R": 12, "6": 15})]))
    assert found.standing is None
    assert (found.topic.indicator, found.topic.value, found.topic.status) == ("", None, "ok")
    assert [line.count for line in found.topic.lines if line.id in "R6"] == [12, 15]


def test_a_file_without_year_groups_says_so(make_town, six_schools) -> None:
    found = told(make_town(six_schools()))
    assert (found.topic.status, found.sheets) == ("cannot say", ())
    assert "year groups" in found.topic.reason


def test_bradford_by_an_independent_sum(spc, spc_lines) -> None:
    """Reception and year 6 of the stored table are those of the file's own columns."""
    mine = {
        line["urn"]
        for line in spc_lines
        if line["district_administrative_code"] == "E08000032" and line["phase_type_grouping"] != "Independent school"
    }
    by_hand = sum(
        int(line[f"{time} time {sex} Reception"])
        for line in spc_lines
        if line["urn"] in mine
        for time in ("Part", "Full")
        for sex in ("girls", "boys")
    )
    years = spc["years"].filter(spc["years"]["unit"].is_in(list(mine)) & (spc["years"]["group"].cast(str) == "R"))
    assert years["count"].sum() == by_hand == 7006
