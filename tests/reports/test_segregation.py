"""What a table of results says: both ends of a ranking, small groups left out of it, and nothing that blames."""

from __future__ import annotations

import polars as pl

from convive.core.words import forbidden
from convive.evidence.segregation import from_wide, tabulate
from convive.reports.segregation import NEITHER, sentences


def test_a_ranking_names_both_ends_and_leaves_small_groups_out() -> None:
    rows = [(f"{area}{unit}", area, x, 400) for area, xs in (
        ("a", (300, 20)), ("b", (150, 160)), ("c", (200, 90)), ("d", (50, 1)),
    ) for unit, x in enumerate(xs)]  # fmt: skip
    table = pl.DataFrame(rows, schema=["unit", "area", "x", "y"], orient="row")
    cube = from_wide(table, groups=["x", "y"], within="area")
    said = sentences(tabulate(cube, indices=["dissimilarity"]))
    assert "highest in a, 44 on a scale" in said[0]
    assert "lowest in b, 2 on a scale" in said[0]
    assert "1 more has few people of the group" in said[0]
    assert forbidden(" ".join([*said, NEITHER])) == []


def test_what_cannot_be_worked_out_is_said() -> None:
    table = pl.DataFrame({"unit": ["u", "v"], "x": [0, 0], "y": [200, 300]})
    said = sentences(tabulate(from_wide(table, groups=["x", "y"]), indices=["dissimilarity"]))
    assert said[0].endswith("x: cannot be worked out. Nobody of this group was counted here.")
