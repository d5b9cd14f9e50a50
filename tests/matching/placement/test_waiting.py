"""Which class to open next: the one that would place the most, with few people withheld."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from convive.core.problems import PlacementProblem
from convive.core.problems.placement import LEVELS
from convive.matching.placement import place

Listing = Callable[..., PlacementProblem]


def test_the_next_class_is_where_most_of_those_who_wait_could_come(listing: Listing) -> None:
    learners = [{"slots": "3"}] * 12 + [{"slots": "4", "level": "E3"}] * 11 + [{"slots": "5"}] * 3
    table = place(listing(learners, [{"capacity": 20}]), places_only=True).next_class()
    assert table.select("rank", "slot", "level", "venue_of", "learners", "weeks", "withheld").rows() == [
        (1, 3, "E1", "K0", 12, 120, False),
        (2, 4, "E3", "K0", 11, 110, False),
        (3, 5, "E1", "K0", None, None, True),
    ]


def test_no_other_class_would_place_more(instance: Callable[[str], PlacementProblem]) -> None:
    """Against a count one by one over every slot, level, place and kind."""
    problem = instance("p3_600")
    answer = place(problem)
    first = answer.next_class(1, withhold=False).row(0, named=True)
    waits = set(answer.unassigned["id"])
    people = [row for row in problem.learners.iter_rows(named=True) if row["learner_id"] in waits]
    usual = int(problem.classes["capacity"].median())  # type: ignore[arg-type]
    best = 0
    for venue in problem.classes.select("venue_x_km", "venue_y_km").unique().iter_rows():
        near = [
            row
            for row in people
            if ((row["x_km"] - venue[0]) ** 2 + (row["y_km"] - venue[1]) ** 2) ** 0.5 <= row["max_km"] + 1e-9
        ]
        for slot in range(15):
            free = [row for row in near if str(slot) in row["slots"].split("|")]
            for level in LEVELS:
                of_it = [row for row in free if row["level"] == level]
                for fits in (
                    sum(not row["women_only"] for row in of_it),
                    sum(row["female"] for row in of_it),
                ):
                    best = max(best, min(fits, usual))
    assert first["learners"] == best


def test_it_places_whom_it_says_when_it_is_opened(listing: Listing) -> None:
    learners = [{"slots": "3", "literate": at % 2, "needs_childcare": int(at < 4)} for at in range(12)]
    problem = listing(learners, [{"capacity": 14}])
    answer = place(problem, places_only=True)
    row = answer.next_class(1, withhold=False).row(0, named=True)
    assert (row["learners"], row["non_literate"], row["creche"]) == (12, 6, 4)
    opened = problem.classes.with_columns(
        class_id=pl.lit("K9"),
        slot=pl.lit(row["slot"]),
        level_min=pl.lit(row["level"]),
        level_max=pl.lit(row["level"]),
        takes_non_literate=pl.lit(1),
        creche_places=pl.lit(row["creche"]),
    )
    assert answer.what_if(extra=opened).placed == row["learners"]


def test_the_next_but_one_is_for_those_whom_the_next_leaves_out(listing: Listing) -> None:
    """A usual class holds ten: the longest waits first, the other five next."""
    learners = [{"slots": "3", "wait_weeks": at} for at in range(15)]
    table = place(listing(learners, [{"capacity": 10}]), places_only=True).next_class(withhold=False)
    assert table.select("learners", "weeks").rows() == [(10, sum(range(5, 15))), (5, sum(range(5)))]


def test_a_women_only_class_is_proposed_only_where_it_places_more(listing: Listing) -> None:
    asked = [{"slots": "3", "women_only": 1}] * 6 + [{"slots": "3"}] * 5
    row = place(listing(asked, [{"capacity": 12}]), places_only=True).next_class(1).row(0, named=True)
    assert (row["women_only"], row["learners"]) == (1, 11)
    either = [{"slots": "3"}] * 11
    assert place(listing(either, [{"capacity": 12}]), places_only=True).next_class(1)["women_only"].to_list() == [0]


def test_whoever_said_no_counts_for_a_drop_in_class_alone(listing: Listing) -> None:
    learners = [{"slots": "3"}] * 10 + [{"slots": "3", "open_to_me": "no"}] * 12
    row = place(listing(learners, [{"capacity": 30}]), places_only=True).next_class(1).row(0, named=True)
    assert (row["learners"], row["drop_in"]) == (10, 12)


@pytest.mark.parametrize(
    ("learners", "classes"),
    [
        ([{}], [{}]),  # everybody has a place
        ([{"slots": ""}], [{}]),  # nobody can come at any time
        ([{"level": None}], [{}]),  # a level that is not known proposes no class
        ([{"x_km": 50.0}], [{}]),  # no place is near
    ],
)
def test_where_no_class_would_help_none_is_proposed(
    learners: list[dict[str, Any]], classes: list[dict[str, Any]], listing: Listing
) -> None:
    assert place(listing(learners, classes), places_only=True).next_class().height == 0


def test_without_any_class_there_is_no_place_to_propose(listing: Listing) -> None:
    problem = listing([{}], [{}])
    answer = place(PlacementProblem(problem.learners, problem.classes.head(0)), places_only=True)
    assert answer.next_class().height == 0
