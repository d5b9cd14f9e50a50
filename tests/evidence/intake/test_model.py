"""Residents of all ages are refused with the reason, and so is a group nobody was compared for."""

from __future__ import annotations

import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.evidence.intake import Intake, Residents

COUNTS = pl.DataFrame({"unit": ["w"], "group": ["x"], "count": [3]})


@pytest.mark.parametrize("ages", [(None, None), (0, 95), (5, 20), (15, 5), (-1, 15), (5, None)])
def test_residents_who_are_not_of_school_age_are_refused(ages) -> None:
    with pytest.raises(RefusedInput) as caught:
        Residents(COUNTS, *ages)
    assert caught.value.rule == "age-adjusted"
    assert "school age" in caught.value.hint


def test_school_age_is_taken() -> None:
    assert Residents(COUNTS, 5, 15).oldest == 15


def test_a_group_nobody_was_compared_for_has_no_shares() -> None:
    with pytest.raises(RefusedInput) as caught:
        Intake((), 5, 15.0, 0, 0, 0, ()).shares("White")
    assert caught.value.rule == "group"
