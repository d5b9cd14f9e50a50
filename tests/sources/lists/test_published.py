"""From published figures of schools to a linking problem: mixes, classes, places, and who is left out and why."""

from __future__ import annotations

import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.core.groups import classification
from convive.core.problems import LinkingProblem
from convive.sources.lists import published
from convive.sources.lists.published import MIX, linking

PLACE = "X08000001"
GROUPS = classification("ethnic-pupils-18").ids


def tables(schools, *, pupils=None, years=None, meals=None, postcodes=None) -> dict[str, pl.LazyFrame]:
    """The tables of a data folder. A school: its number, phase, pupils, postcode, whether counted."""
    rows = [
        {"row": n, "unit": unit, "name": f"School {unit}", "phase": phase, "authority": PLACE, "postcode": code,
         "pupils": heads, "unrecorded": 0, "counted": counted}
        for n, (unit, phase, heads, code, counted) in enumerate(schools, 2)
    ]  # fmt: skip
    counts = pupils or {
        unit: {"WhiteBrit": heads // 2, "Pakistani": heads - heads // 2} for unit, _, heads, *_ in schools
    }
    in_years = years or {unit: {"4": 30} for unit, *_ in schools}
    found = {
        "schools-spc.schools": pl.DataFrame(rows),
        "schools-spc.pupils": pl.DataFrame(
            [(u, g, c.get(g, 0)) for u, c in counts.items() for g in GROUPS],
            schema=["unit", "group", "count"],
            orient="row",
        ),
        "schools-spc.years": pl.DataFrame(
            [(u, y, n) for u, c in in_years.items() for y, n in c.items()],
            schema=["unit", "group", "count"],
            orient="row",
        ),
        "postcodes.postcodes": pl.DataFrame(
            postcodes or [("ZZ1 1AA", 53.79, -1.75), ("ZZ1 1AB", 53.81, -1.75)],
            schema=["postcode", "latitude", "longitude"],
            orient="row",
        ),
    }
    if meals is not None:
        found["schools-spc.meals"] = pl.DataFrame(meals, schema=["unit", "eligible"], orient="row")
    return {name: frame.lazy() for name, frame in found.items()}


PRIMARY = ("1", "State-funded primary", 200, "ZZ1 1AA", True)
OTHER = ("2", "State-funded secondary", 400, "ZZ1 1AB", True)


def left_out(*schools, **other) -> dict[str, str]:
    return dict(linking(tables([PRIMARY, *schools], **other), PLACE).left_out.select("school_id", "reason").iter_rows())


def test_a_mix_is_that_of_the_pupils_whose_group_is_written_down() -> None:
    pupils = {
        "1": {"WhiteBrit": 60, "Irish": 10, "GypsyRoma": 5, "Chinese": 5, "Pakistani": 15, "BlkAfrican": 3, "Other": 2}
    }
    built = linking(tables([PRIMARY], pupils=pupils, meals=[("1", 50)]), PLACE)
    row = built.schools.row(0, named=True)
    assert [row[name] for name in MIX] == [0.6, 0.15, 0, 0.2, 0.03, 0.02]
    assert row["fsm"] == 0.25
    assert (row["phase"], row["special"]) == ("primary", 0)


def test_schools_lie_in_kilometres_around_their_middle() -> None:
    built = linking(tables([PRIMARY, OTHER], years={"1": {"4": 30}, "2": {"7": 200}}), PLACE)
    assert built.schools["y_km"].to_list() == pytest.approx([-1.112, 1.112])
    assert (built.middle.latitude, built.middle.longitude) == (53.8, -1.75)


def test_the_lists_are_a_problem() -> None:
    built = linking(tables([PRIMARY, OTHER], years={"1": {"4": 30}, "2": {"7": 200}}), PLACE)
    problem = LinkingProblem(built.schools, built.classes)
    assert {prefix: sorted(columns) for prefix, columns in problem.mixes.items()} == {"eth_": sorted(MIX)}


@pytest.mark.parametrize(
    ("phase", "years", "expected"),
    [
        ("State-funded primary", {"3": 60, "4": 45, "2": 30}, [("1-Y3", 3, None, 30), ("1-Y4", 4, None, 22)]),
        ("State-funded primary", {"3": 4, "4": 5, "5": 12}, [("1-Y3-5", 3, 5, 21)]),
        ("State-funded primary", {"3": 12, "4": 5}, [("1-Y3-4", 3, 4, 17)]),
        ("State-funded primary", {"3": 5, "5": 14}, [("1-Y3", 3, None, 5), ("1-Y5", 5, None, 14)]),
        ("State-funded secondary", {"7": 181, "8": 6, "10": 150}, [("1-Y7", 7, None, 26), ("1-Y8", 8, None, 6)]),
        ("State-funded secondary", {"6": 31, "7": 30}, [("1-Y6", 6, None, 16), ("1-Y7", 7, None, 30)]),
        ("State-funded special school", {"3": 4, "5": 6, "8": 9}, [("1-Y3-5", 3, 5, None), ("1-Y8", 8, None, None)]),
        ("State-funded AP school", {"9": 40}, [("1-Y9", 9, None, None)]),
    ],
)  # fmt: skip
def test_classes_of_a_school(phase, years, expected) -> None:
    built = linking(tables([("1", phase, 200, "ZZ1 1AA", True)], years={"1": years}), PLACE)
    assert built.classes.select("class_id", "year", "year_to", "size").rows() == expected
    assert bool(built.schools["special"][0]) == (phase in ("State-funded special school", "State-funded AP school"))


def test_only_the_years_asked_for() -> None:
    built = linking(tables([PRIMARY], years={"1": {"3": 30, "4": 30, "5": 30}}), PLACE, {4})
    assert built.classes["class_id"].to_list() == ["1-Y4"]


def test_schools_that_are_left_out_have_a_reason() -> None:
    found = left_out(
        ("2", "Independent school", 100, "ZZ1 1AA", False),
        ("3", "State-funded nursery", 60, "ZZ1 1AA", True),
        ("4", "State-funded primary", 90, "ZZ1 1AA", False),
        ("5", "State-funded primary", 90, None, True),
        ("6", "State-funded primary", 90, "LS1 1AA", True),
        ("7", "State-funded primary", 90, "ZZ9 9ZZ", True),
        ("8", "State-funded primary", 90, "ZZ1 1AA", True),
        ("9", "State-funded primary", 90, "ZZ1 1AA", True),
        pupils={n: {"WhiteBrit": 40 if n == "8" else 90} for n in "1235679"}
        | {"8": {"WhiteBrit": 40}, "1": {"Other": 200}},
        years={n: {"4": 30} for n in "12345678"} | {"9": {"10": 30}},
    )
    assert found == {
        "2": "an independent school: its pupils are not counted by group",
        "3": "a nursery school",
        "4": "its pupils by group are withheld or missing",
        "5": "it has no postcode",
        "6": "the data folder has no postcodes that begin with LS",
        "7": "its postcode ZZ9 9ZZ is not known",
        "8": "the group of most of its pupils is not written down",
        "9": "it has no pupils in these years",
    }


def test_where_missing_postcodes_come_from_is_said() -> None:
    built = linking(tables([PRIMARY, ("2", "State-funded primary", 90, "LS1 1AA", True)]), PLACE)
    assert any("Office for National Statistics" in note for note in built.notes)


def test_a_register_places_a_school_before_its_postcode() -> None:
    given = tables([PRIMARY, ("2", "State-funded primary", 90, None, True)])
    given["schools-gias.points"] = pl.LazyFrame(
        {"unit": ["1", "2"], "latitude": [54.0, 54.2], "longitude": [-1.0, -1.0]}
    )
    built = linking(given, PLACE)
    assert built.middle.latitude == 54.1
    assert built.schools.height == 2


def test_an_authority_made_of_others_takes_their_schools() -> None:
    given = tables([PRIMARY])
    given["schools-spc.schools"] = given["schools-spc.schools"].with_columns(pl.lit("E07000026").alias("authority"))
    assert linking(given, "E06000063").schools.height == 1


@pytest.mark.parametrize(
    ("gone", "rule", "words"),
    [
        ("schools-spc.schools", "no-table", "Department for Education"),
        ("postcodes.postcodes", "no-table", "convive ingest postcodes"),
        ("schools-spc.years", "no-years", "year group"),
    ],
)
def test_a_missing_table_says_where_it_comes_from(gone, rule, words) -> None:
    given = tables([PRIMARY])
    del given[gone]
    with pytest.raises(RefusedInput) as caught:
        linking(given, PLACE)
    assert caught.value.rule == rule
    assert words in str(caught.value)


def test_both_missing_tables_are_named() -> None:
    with pytest.raises(RefusedInput) as caught:
        linking({}, PLACE)
    assert "Also missing" in caught.value.says


def test_a_place_without_schools() -> None:
    with pytest.raises(RefusedInput, match="none in X08000009"):
        linking(tables([PRIMARY]), "X08000009")


def test_a_place_whose_schools_cannot_take_part() -> None:
    with pytest.raises(RefusedInput, match="No school") as caught:
        linking(tables([("1", "State-funded nursery", 50, "ZZ1 1AA", True)]), PLACE)
    assert "a nursery school" in (caught.value.hint or "")


def test_every_broad_group_has_a_share() -> None:
    broad = set(classification("ethnic-pupils-18").crosswalk("ethnic-5").values())
    assert broad == set(published.GROUPS)
