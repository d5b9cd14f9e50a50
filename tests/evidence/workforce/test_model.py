"""People of working age: never residents of all ages, and no group of 1 to 9."""

from __future__ import annotations

import csv

import pytest

from convive.core.errors import RefusedInput
from convive.evidence.workforce import TEMPLATE, WorkingAge

GOOD = {"a": 400, "b": 600}


@pytest.mark.parametrize("ages", [(None, None), (0, 95), (16, None), (64, 16), (10, 64)])
def test_residents_who_are_not_of_working_age_are_refused(ages) -> None:
    with pytest.raises(RefusedInput) as caught:
        WorkingAge(GOOD, *ages)
    assert caught.value.rule == "working-age"


@pytest.mark.parametrize(
    ("counts", "rule"),
    [
        ({"a": 400}, "one-group"),
        ({"a": 400, "b": 0}, "one-group"),
        (GOOD | {"c": 9}, "small"),
        (GOOD | {"c": -1}, "not-negative"),
    ],
)
def test_counts_that_cannot_be_used_are_refused(counts, rule) -> None:
    with pytest.raises(RefusedInput) as caught:
        WorkingAge(counts, 16, 64)
    assert caught.value.rule == rule


def test_shares_are_of_everybody_of_working_age() -> None:
    assert WorkingAge(GOOD, 16, 64).share("a") == pytest.approx(0.4)


def test_the_template_holds_no_figure_and_its_examples_are_whole_numbers() -> None:
    header, *lines = TEMPLATE.splitlines()
    assert all(line.lstrip('"').startswith("#") for line in lines)
    examples = [line.removeprefix("# ") for line in lines if not line.startswith('"')]
    rows = list(csv.DictReader([header, *examples]))
    assert len(rows) > 3
    assert set(rows[0]) == {"grade", "site", "group", "count"}
    assert all(int(row["count"]) >= 0 for row in rows)
