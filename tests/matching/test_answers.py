"""A quality says how far from the best, and cannot claim more than is proven."""

from __future__ import annotations

import pytest

from convive.core.errors import ConviveError
from convive.matching.answers import Quality


def quality(**changed: object) -> Quality:
    given = {
        "value": 98.0,
        "bound": 100.0,
        "status": "gap",
        "seconds": 1.0,
        "solver": "s",
        "seed": 0,
        "input_hash": "a",
    }
    return Quality(**(given | changed))  # type: ignore[arg-type]


def test_the_gap_is_a_share_of_the_bound_whichever_way_the_problem_runs():
    assert quality().gap == pytest.approx(0.02)
    assert quality(value=102.0).gap == pytest.approx(0.02)
    assert quality(value=100.0).gap == 0
    assert quality(value=0.0, bound=0.0).gap == 0
    assert quality(bound=None, status="heuristic").gap is None


def test_two_runs_of_one_answer_are_equal_however_long_they_took():
    assert quality(seconds=1.0) == quality(seconds=2.0)


@pytest.mark.parametrize("claim", [{"status": "optimal"}, {"bound": None}, {"status": "heuristic"}])
def test_more_is_not_claimed_than_is_proven(claim: dict[str, object]):
    with pytest.raises(ConviveError):
        quality(**claim)
