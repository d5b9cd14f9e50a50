"""A table of figures becomes projections."""

from __future__ import annotations

import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.evidence.pressures import Growth, ahead

NONE = Growth()


def table(*rows: tuple[str, str, str, int, float]) -> pl.DataFrame:
    schema = ["service", "measure", "ages", "year", "value"]
    frame = pl.DataFrame(rows, schema=schema, orient="row", schema_overrides={"value": pl.Float64})
    return frame.with_row_index("row", offset=2)


def test_the_latest_year_of_a_measure_counts_with_all_its_ages() -> None:
    figures = table(
        ("gp", "people", "young", 2024, 900),
        ("gp", "people", "old", 2024, 500),
        ("gp", "people", "all", 2026, 1500),
        ("gp", "use", "all", 2026, 2),
    )
    (found,) = ahead(figures, years=0, growth=NONE)
    assert [(one.year, one.demand) for one in found.years] == [(2026, 3000)]


def test_pupils_are_rolled_forward_in_the_order_of_their_years() -> None:
    figures = table(*(("s", "pupils", group, 2023, n) for group, n in (("2", 100), ("R", 80), ("1", 90))),
                    ("s", "capacity", "", 2023, 260))  # fmt: skip
    (found,) = ahead(figures, years=2, growth=NONE)
    assert [one.demand for one in found.years] == [270, 250, 240]
    assert [one.room for one in found.years] == [-10, 10, 20]
    assert found.full_from == 2023


def test_what_is_built_is_added() -> None:
    figures = table(("h", "demand", "", 2026, 100), ("h", "capacity", "", 2026, 60), ("h", "built", "", 2027, 50))
    (found,) = ahead(figures, years=1, growth=NONE)
    assert [one.room for one in found.years] == [-40, 10]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("h", "capacity", "", 2026, 60)], "no demand"),
        ([("h", "demand", "", 2026, 60), ("h", "people", "a", 2026, 60)], "in 2 forms"),
        ([("h", "people", "a", 2026, 60)], "people and no use"),
        ([("h", "demnd", "", 2026, 60)], "no measure"),
        ([("h", "pupils", "nursery", 2026, 60)], "no year group"),
    ],
)
def test_refusals(rows, says) -> None:
    with pytest.raises(RefusedInput, match=says):
        ahead(table(*rows), years=1, growth=NONE)
