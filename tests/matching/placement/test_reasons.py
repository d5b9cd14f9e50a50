"""Every reason is true: take away what it names, seek the answer anew, and it no longer holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from convive.core.problems import RULES, PlacementProblem
from convive.matching.placement import Placement, place

Listing = Callable[..., PlacementProblem]
Read = Callable[[str], PlacementProblem]


@pytest.fixture(scope="module")
def answers(instance: Read) -> dict[tuple[str, bool], Placement]:
    return {
        (name, places_only): place(instance(name), places_only=places_only)
        for name in ("p3_120", "p3_600")
        for places_only in (True, False)
    }


def left_out(answer: Placement, *reasons: str) -> list[dict[str, Any]]:
    return answer.unassigned.filter(pl.col("reason").is_in(reasons)).to_dicts()


@pytest.mark.parametrize(("name", "every"), [("p3_120", 1), ("p3_600", 9)])
def test_no_eligible_class_holds_until_a_named_rule_is_dropped_and_with_any_other_dropped(
    name: str, every: int, answers: dict[tuple[str, bool], Placement]
) -> None:
    answer = answers[name, True]
    for row in left_out(answer, "no_eligible_class")[::every]:
        for rule in RULES:
            after = answer.what_if(without=rule, learner=row["id"]).after
            reason = dict(after.unassigned.select("id", "reason").iter_rows()).get(row["id"], "placed")
            assert (reason != "no_eligible_class") is (rule in row["would_open"]), (row["id"], rule)


@pytest.mark.parametrize("name", ["p3_120", "p3_600"])
def test_class_not_opened_no_longer_holds_when_one_of_them_runs(
    name: str, answers: dict[tuple[str, bool], Placement]
) -> None:
    """Without a least size and sessions of its own a class that suits runs, and the learner is in it or elsewhere."""
    answer = answers[name, False]
    rows = left_out(answer, "class_not_opened")
    assert rows
    for row in rows:
        options = answer.explain(row["id"]).options
        assert options.height
        assert not options["opened"].any()
        eased = {"min_size": 1, "sessions": 0}
        after = answer.what_if(change={options["class_id"][0]: eased}).after
        assert after.quality.value > answer.quality.value
        assert row["id"] in after.assignments["learner_id"]


@pytest.mark.parametrize("places_only", [True, False])
def test_full_holds_until_there_is_one_place_more(
    places_only: bool, answers: dict[tuple[str, bool], Placement]
) -> None:
    """Put in without a new place the learner displaces somebody, and nothing is won; with one, the place is won."""
    answer = answers["p3_600", places_only]
    rows = left_out(answer, "full", "creche_full")
    assert rows
    classes = {row["class_id"]: row for row in answer.problem.classes.iter_rows(named=True)}
    for row in rows:
        options = answer.explain(row["id"]).options.filter(pl.col("opened").ne_missing(False))
        best = options.row(0, named=True)
        name = best["class_id"]
        assert answer.what_if(pin=(row["id"], name)).points <= 0
        more = {"capacity": classes[name]["capacity"] + 1, "creche_places": classes[name]["creche_places"] + 1}
        assert answer.what_if(pin=(row["id"], name), change={name: more}).points >= best["value"]


def test_a_price_is_never_less_than_what_one_more_place_adds(answers: dict[tuple[str, bool], Placement]) -> None:
    answer = answers["p3_600", True]
    tried = 0
    for row in answer.classes.filter(pl.col("learners") == pl.col("capacity")).iter_rows(named=True):
        gain = answer.what_if(change={row["class_id"]: {"capacity": row["capacity"] + 1}}).points
        assert 0 <= gain <= row["price"]
        tried += gain > 0
    assert tried
    assert (answer.classes.filter(pl.col("learners") < pl.col("capacity"))["price"] == 0).all()


def test_without_a_named_rule_whoever_found_all_full_has_a_place(
    answers: dict[tuple[str, bool], Placement],
) -> None:
    answer = answers["p3_600", True]
    tried = 0
    for row in left_out(answer, "full", "creche_full"):
        for rule in row["would_open"]:
            difference = answer.what_if(without=rule, learner=row["id"])
            assert row["id"] in difference.after.assignments["learner_id"]
            assert difference.points > 0
            tried += 1
    assert tried


def test_the_shortest_wait_that_got_in_is_that_of_the_last_admitted(listing: Listing) -> None:
    learners = [{"wait_weeks": 30}, {"wait_weeks": 12}, {"wait_weeks": 5}]
    row = place(listing(learners, [{}]), places_only=True).unassigned.row(0, named=True)
    assert (row["id"], row["reason"], row["last_admitted_weeks"], row["price"]) == ("L2", "full", 12, 1040)


def test_a_full_creche_is_told_from_a_full_class(listing: Listing) -> None:
    learners = [{"needs_childcare": 1, "wait_weeks": 9}, {"needs_childcare": 1}, {"wait_weeks": 1}]
    answer = place(listing(learners, [{"capacity": 3, "creche_places": 1}]), places_only=True)
    row = answer.unassigned.row(0, named=True)
    assert (row["id"], row["reason"], row["would_open"]) == ("L0", "creche_full", ["childcare"])
    # Somebody who waited a week has a place, but no crèche place: that went to one who waited ten.
    assert row["last_admitted_weeks"] == 10
    assert "L0" in answer.what_if(change={"K0": {"creche_places": 2}}).after.assignments["learner_id"]


def test_a_way_that_takes_more_than_the_place_brings_is_named(listing: Listing) -> None:
    far = {"x_km": 300.0, "max_km": 400.0, "wait_weeks": 0}
    answer = place(listing([far], [{}]), places_only=True)
    assert answer.unassigned.select("reason", "price").row(0) == ("not_worth", None)
    assert answer.quality.value == 0
    # Where it makes up the least size of a class that gives a trainee their sessions, the way is worth it.
    both = place(listing([far, {}], [{"min_size": 2}], [{"min_sessions": 5}]))
    assert both.totals == {"placed": 2, "weeks": 10, "km": 300.0, "sessions_missing": 1, "points": -1200}


CLOSED = [
    ({"capacity": 0}, {}, "no_places"),
    ({"min_size": 3}, {}, "min_size_above_capacity"),
    ({"level_min": "L1", "level_max": "L2"}, {}, "too_few_learners"),
    ({"sessions": 9}, {}, "no_trainee"),
    ({"slot": 1, "women_only": 1, "reason": "asked for"}, {"female": 0}, "no_trainee"),
    ({"sessions": 8}, {"min_sessions": 20, "max_sessions": 20, "slots": "0"}, None),
]


@pytest.mark.parametrize(("klass", "trainee", "why"), CLOSED)
def test_a_class_that_does_not_run_says_why(
    klass: dict[str, Any], trainee: dict[str, Any], why: str | None, listing: Listing
) -> None:
    answer = place(listing([{}, {}], [klass], [trainee]))
    assert answer.classes.select("opened", "why").row(0) == (why is None, why)


def test_too_few_learners_counts_those_who_fit_into_the_creche(listing: Listing) -> None:
    learners = [{"needs_childcare": 1}] * 3
    answer = place(listing(learners, [{"capacity": 3, "min_size": 2, "creche_places": 1}], [{}]))
    assert answer.classes["why"].to_list() == ["too_few_learners"]
    assert answer.unassigned["reason"].to_list() == ["class_not_opened"] * 3


def test_a_class_that_could_run_and_is_not_worth_it_says_so(listing: Listing) -> None:
    """Its trainee is needed elsewhere, where more learners are."""
    classes = [{"sessions": 8}, {"sessions": 8, "slot": 1}]
    answer = place(listing([{"slots": "0"}, {"slots": "1"}, {"slots": "1"}], classes, [{}]))
    assert answer.classes.select("opened", "why").rows() == [(False, "not_worth"), (True, None)]
    forced = answer.what_if(pin=("L0", "K0"))
    assert forced.points < 0
    assert forced.after.classes["opened"].to_list() == [True, False]


def test_places_only_says_nothing_about_opening(listing: Listing) -> None:
    answer = place(listing([{}], [{"min_size": 9}], [{}]), places_only=True)
    assert answer.classes.select("opened", "why").row(0) == (None, None)
    assert (answer.trainees.height, answer.sessions.height) == (0, 0)
