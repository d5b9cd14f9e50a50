"""How far apart pupils learn: worked by hand, as a property, among authorities."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convive.evidence.schools.apart import apart_sheet, leading, measure, schools_apart
from convive.evidence.schools.pupils import GROUPS, load
from convive.evidence.segregation.measure import all_groups

HERE = "X09000001"
# The six schools of the fixture: Asian, Black, Mixed, Other, White.
MIXES = (
    (80, 20, 20, 20, 60), (20, 20, 20, 20, 120), (10, 10, 10, 10, 160), (120, 20, 20, 20, 20),
    (50, 30, 30, 30, 60), (30, 15, 15, 15, 125),
)  # fmt: skip
SECONDARY = "State-funded secondary"


def table(mixes, authority: str = "X") -> pl.DataFrame:
    rows = [(f"{authority}{i}", authority, *mix) for i, mix in enumerate(mixes)]
    return pl.DataFrame(rows, schema=["unit", "authority", *GROUPS], orient="row")


def entropy(counts) -> float:
    whole = sum(counts)
    return -sum(c / whole * math.log(c / whole) for c in counts if c)


def test_h_by_hand_less_what_chance_gives() -> None:
    whole = [sum(mix[g] for mix in MIXES) for g in range(5)]
    people = sum(whole)
    by_hand = sum(sum(mix) * (entropy(whole) - entropy(mix)) for mix in MIXES) / (people * entropy(whole))
    chance = all_groups(np.array(MIXES)).expected
    found = schools_apart(table(MIXES))["X"]
    assert found.value == pytest.approx((by_hand - chance) / (1 - chance), abs=5e-4)
    assert found.expected == pytest.approx(chance, abs=5e-4)
    assert (found.units, found.people, found.low) == (6, people, None)


def test_schools_that_are_all_alike_are_not_apart_and_schools_of_one_group_each_are() -> None:
    assert schools_apart(table([(40, 40, 40, 40, 40)] * 6))["X"].value <= 0
    alone = [(200, 0, 0, 0, 0), (0, 200, 0, 0, 0)] * 3
    assert schools_apart(table(alone))["X"].value == 1


def test_fewer_than_five_schools_are_too_few() -> None:
    found = schools_apart(table(MIXES[:4]))["X"]
    assert (found.status, found.value) == ("not computable", None)
    assert "Fewer than 5 schools" in found.reason


def test_fewer_than_a_thousand_pupils_are_too_few() -> None:
    found = schools_apart(table([(20, 20, 20, 20, 86)] * 6))["X"]
    assert (found.people, found.status) == (996, "not computable")
    assert "Fewer than 1,000 pupils" in found.reason


def test_one_group_has_no_mix() -> None:
    assert schools_apart(table([(0, 0, 0, 0, 250)] * 6))["X"].status == "not computable"


@given(st.lists(st.lists(st.integers(0, 200), min_size=5, max_size=5), min_size=5, max_size=12))
def test_no_figure_is_above_one_and_the_order_of_schools_does_not_matter(mixes) -> None:
    found = schools_apart(table(mixes)).get("X")
    turned = schools_apart(table(mixes[::-1])).get("X")
    if found is None or found.value is None:
        assert turned is None or turned.value is None
        return
    assert found.value <= 1
    assert found.value == pytest.approx(turned.value, abs=1e-3)


def test_the_interval_holds_the_figure_and_is_the_same_every_time() -> None:
    one, two = (schools_apart(table(MIXES), draws=300)["X"] for _ in range(2))
    assert one == two
    assert one.low <= one.value <= one.high


def test_a_place_stands_among_authorities_with_enough_schools(make_town, make_school, six_schools) -> None:
    others = [
        make_school(f"2{k:02}{i}", [c + 3 * k for c in mix], authority=f"X09000{100 + k}")
        for k in range(1, 12)
        for i, mix in enumerate(MIXES)
    ]
    few = [make_school(f"9{i}", mix, authority="X09000100") for i, mix in enumerate(MIXES[:3])]
    inputs = make_town([*six_schools(), *others, *few]).inputs()
    found = measure(load(inputs), inputs.joined.authorities)
    standing = leading(found)
    assert [one.phase for one in found] == ["Primary"]
    assert (standing.rank, standing.of) == (1, 12)
    assert standing.people == sum(map(sum, MIXES))
    assert standing.not_compared == len(inputs.joined.authorities) - 12


def test_the_sheet_says_why_a_phase_has_no_figure(make_town, make_school, six_schools) -> None:
    one = make_school("300000", (50, 20, 20, 20, 90), phase=SECONDARY)
    inputs = make_town([*six_schools(), one]).inputs()
    rows = apart_sheet(measure(load(inputs), inputs.joined.authorities), "s").rows
    assert [row[0].value for row in rows] == ["Primary", "Secondary"]
    assert rows[0][1].value is not None
    assert rows[1][1].value is None
    assert "Fewer than 5" in rows[1][-1].value


def test_bradford_by_an_independent_sum(spc_lines) -> None:
    """H of the real file's primary schools by plain sums over its lines."""
    groups = {
        "White": ("white British", "Irish", "traveller of Irish heritage", "any other white background", "Gypsy/Roma"),
        "Mixed": (
            "white and black Caribbean", "white and black African", "white and Asian", "any other mixed background",
        ),
        "Asian": ("Indian", "Pakistani", "Bangladeshi", "any other Asian background", "Chinese"),
        "Black": ("Caribbean", "African", "any other black background"),
        "Other": ("any other ethnic group",),
    }  # fmt: skip
    mine = [
        line
        for line in spc_lines
        if line["district_administrative_code"] == "E08000032" and line["phase_type_grouping"] == "State-funded primary"
    ]
    mixes = [
        [sum(int(line[f"number of pupils classified as {n} ethnic origin"]) for n in groups[g]) for g in GROUPS]
        for line in mine
    ]
    assert len(mixes) == 156
    whole = [sum(mix[g] for mix in mixes) for g in range(5)]
    by_hand = sum(sum(mix) * (entropy(whole) - entropy(mix)) for mix in mixes) / (sum(whole) * entropy(whole))
    found = schools_apart(table(mixes, HERE), draws=100)[HERE]
    assert found.value * (1 - found.expected) + found.expected == pytest.approx(by_hand, abs=2e-3)
    assert found.value == 0.318
