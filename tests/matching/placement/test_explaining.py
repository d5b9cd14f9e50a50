"""Why one learner is where they are, in numbers and in sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from convive.core.errors import RefusedInput
from convive.core.problems import PlacementProblem
from convive.matching.placement import DROP_IN, place

Listing = Callable[..., PlacementProblem]


def test_somebody_with_a_place_hears_where_and_what_else_would_suit(listing: Listing) -> None:
    got = place(listing([{}], [{}, {"venue_x_km": 2.0}, {"slot": 9}]), places_only=True).explain("L0")
    assert (got.class_id, got.reason, got.would_open) == ("K0", None, [])
    assert got.funnel == {"level": 3, "literacy": 3, "women_only": 3, "time": 2, "childcare": 2, "distance": 2}
    assert got.options["class_id"].to_list() == ["K0", "K1"]
    assert got.options["value"].to_list() == [1090, 1080]
    assert got.says == [
        "L0 is in K0, 1.0 km away, after 10 weeks.",
        "1 more would suit, K1 the best of them.",
    ]
    assert got.as_dict()["options"][0]["learners"] == 1


SAID: list[tuple[list[dict[str, Any]], list[dict[str, Any]], str, list[str]]] = [
    (
        [{"slots": "9"}],
        [{}],
        "no_eligible_class",
        [
            "No class suits L0: 1 class, 1 after level, 1 after literacy, 1 after women only, 0 after time, "
            "0 after childcare, 0 after distance.",
            "Without the rule about time alone there would be a class.",
        ],
    ),
    ([{"level": None}], [{}], "no_eligible_class", ["Their level is not known: find it out first."]),
    ([{"slots": None}], [{}], "no_eligible_class", ["It is not known when they can come: ask them."]),
    ([{"open_to_me": "no"}], [{}], "not_open_to_me", ["Why is not asked."]),
    (
        [{"wait_weeks": 3}, {}, {}],
        [{}, {"slot": 2}],
        "full",
        [
            "The classes that suit L0 are full.",
            "The shortest wait with which somebody got a place there is 10 weeks.",
            "One more place there would add 1020 points at most.",
            "Without the rule about time alone there would be a free place.",
        ],
    ),
    (
        [{"wait_weeks": 3, "needs_childcare": 1}, {"needs_childcare": 1}],
        [{"creche_places": 1}],
        "creche_full",
        ["The crèches of the classes that suit L0 are full."],
    ),
    ([{"x_km": 300.0, "max_km": 400.0}], [{}], "not_worth", ["the way takes more points than the place brings"]),
]


@pytest.mark.parametrize(("learners", "classes", "reason", "says"), SAID)
def test_somebody_without_a_place_hears_why(
    learners: list[dict[str, Any]], classes: list[dict[str, Any]], reason: str, says: list[str], listing: Listing
) -> None:
    got = place(listing(learners, classes), places_only=True).explain("L0")
    assert (got.class_id, got.reason) == (None, reason)
    for sentence in says:
        assert sentence in " ".join(got.says)
    assert got.says[-1] == DROP_IN


def test_a_class_that_does_not_run_is_named(listing: Listing) -> None:
    got = place(listing([{}], [{"min_size": 2}], [{}])).explain("L0")
    assert got.says[0] == "None of the classes that suit L0 runs."
    assert got.options.select("opened", "why").row(0) == (False, "too_few_learners")


def test_what_somebody_decided_is_said(listing: Listing) -> None:
    after = place(listing([{}], [{}]), places_only=True).what_if(forbid=("L0", "K0")).after
    assert after.explain("L0").says[0] == "Somebody decided against every class that suits L0."


def test_an_unknown_learner_is_refused_with_a_name_that_looks_alike(listing: Listing) -> None:
    with pytest.raises(RefusedInput) as caught:
        place(listing([{}], [{}]), places_only=True).explain("L00")
    assert caught.value.hint == "Did you mean L0?"
