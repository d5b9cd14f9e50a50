"""What a table of results says: both ends of a ranking, small groups left out of it, and nothing that blames."""

from __future__ import annotations

import polars as pl

from convive.core.words import forbidden
from convive.evidence.segregation import from_wide, tabulate
from convive.reports.segregation import in_order, sentences, with_areas
from convive.reports.words import say


def test_a_ranking_names_both_ends_and_leaves_small_groups_out() -> None:
    rows = [(f"{area}{unit}", area, x, 400) for area, xs in (
        ("a", (300, 20)), ("b", (150, 160)), ("c", (200, 90)), ("d", (50, 1)),
    ) for unit, x in enumerate(xs)]  # fmt: skip
    table = pl.DataFrame(rows, schema=["unit", "area", "x", "y"], orient="row")
    cube = from_wide(table, groups=["x", "y"], within="area")
    said = sentences(tabulate(cube, indices=["dissimilarity"]))
    assert "x, on a scale from 0 to 100: beyond chance highest in a, 42 (44 as counted, by chance alone 3)" in said[0]
    assert "lowest in b, 1 (2 as counted, by chance alone 3)" in said[0]
    assert "half of 3 areas lie above 17. One more has few people of the group" in said[0]
    assert forbidden(" ".join([*said, say("segregation.neither"), say("segregation.ends")])) == []


def test_chance_does_not_put_a_small_group_first() -> None:
    # In p ten units hold 20 of the group each or nobody's doing but chance; in q the group lives in half of the units.
    rows = [(f"p{i}", "p", 1 if i % 3 else 3, 9) for i in range(90)]
    rows += [(f"q{i}", "q", 90 if i % 2 else 40, 100) for i in range(20)]
    rows += [(f"{area}{i}", area, 40 + i, 100) for area in "rs" for i in range(20)]
    cube = from_wide(
        pl.DataFrame(rows, schema=["unit", "area", "x", "y"], orient="row"), groups=["x", "y"], within="area"
    )
    found = with_areas(tabulate(cube, indices=["dissimilarity"]).filter(pl.col("group") == "x"))
    by_number = found.sort("value", descending=True)["within"][0]
    assert (by_number, in_order("dissimilarity", found)["within"][0]) == ("p", "q")


def test_isolation_is_ordered_as_it_is() -> None:
    rows = [(f"{area}{i}", area, x, 100) for area, x in (("a", 300), ("b", 200), ("c", 90), ("d", 20)) for i in (0, 1)]
    cube = from_wide(
        pl.DataFrame(rows, schema=["unit", "area", "x", "y"], orient="row"), groups=["x", "y"], within="area"
    )
    (said, _) = sentences(tabulate(cube, indices=["isolation"]))
    assert "highest in a, 75 (by chance alone 75); lowest in c, 47" in said


def test_tables_that_were_split_are_told_apart() -> None:
    rows = [(f"{area}{i}", area, year, 50 + 40 * i, 100) for area in "ab" for year in ("2011", "2021") for i in (0, 1)]
    table = pl.DataFrame(rows, schema=["unit", "area", "year", "x", "y"], orient="row")
    cube = from_wide(table, groups=["x", "y"], within="area", splits=["year"])
    assert "highest in a, 2011, " in sentences(tabulate(cube, indices=["theil_h_multi"]))[0]


def test_what_cannot_be_worked_out_is_said() -> None:
    table = pl.DataFrame({"unit": ["u", "v"], "x": [0, 0], "y": [200, 300]})
    said = sentences(tabulate(from_wide(table, groups=["x", "y"]), indices=["dissimilarity"]))
    assert said[0].endswith("x, on a scale from 0 to 100: cannot be worked out. Nobody of this group was counted here.")


def test_chance_is_said_wherever_it_has_a_say_and_nowhere_else() -> None:
    table = pl.DataFrame({"unit": ["u", "v"], "x": [300, 500], "y": [20, 700]})
    cube = from_wide(table, groups=["x", "y"])
    shares = sentences(tabulate(cube, indices=["threshold_share"], against="y", threshold=0.1))
    assert "by chance alone 100" in shares[0]
    assert "by chance" not in sentences(tabulate(cube, indices=["simpson"]))[0]
