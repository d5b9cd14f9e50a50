"""What one changed thing would give, how two answers differ, and how most of one is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.core.problems import PlacementProblem
from convive.matching.placement import place

Listing = Callable[..., PlacementProblem]
Read = Callable[[str], PlacementProblem]


def test_more_places_place_more(listing: Listing) -> None:
    answer = place(listing([{}] * 3, [{}]), places_only=True)
    difference = answer.what_if(change={"K0": {"capacity": 3}})
    assert (difference.points, difference.placed) == (1090, 1)
    assert difference.moves.rows() == [("L2", None, "K0")] or difference.moves["before"].to_list() == [None]
    assert difference.as_dict()["placed"] == 1
    assert answer.problem.classes["capacity"].to_list() == [2]


def test_an_extra_class_is_one_more_that_could_run(listing: Listing) -> None:
    problem = listing([{"slots": "7"}], [{}])
    answer = place(problem, places_only=True)
    extra = problem.classes.with_columns(class_id=pl.lit("K9"), slot=pl.lit(7))
    assert answer.what_if(extra=extra).moves.rows() == [("L0", None, "K9")]
    with pytest.raises(RefusedInput, match="column slot is missing"):
        answer.what_if(extra=extra.drop("slot"))


def test_a_dropped_rule_holds_for_one_learner_or_for_all(listing: Listing) -> None:
    answer = place(listing([{"slots": "7"}, {"slots": "8"}], [{}]), places_only=True)
    assert answer.what_if(without="time", learner="L1").moves.rows() == [("L1", None, "K0")]
    assert answer.what_if(without=["time"]).placed == 2
    # What was dropped stays dropped in what is asked next.
    assert answer.what_if(without="time", learner="L1").after.what_if(without="time", learner="L0").placed == 1


def test_whoever_needs_no_childcare_any_more_takes_no_creche_place(listing: Listing) -> None:
    answer = place(listing([{"needs_childcare": 1}, {"needs_childcare": 1}], [{"creche_places": 1}]), places_only=True)
    assert answer.what_if(without="childcare", learner="L0").placed == 1


def test_policies_can_be_dropped_too(listing: Listing) -> None:
    answer = place(listing([{}], [{"min_size": 2}], [{}]))
    assert answer.what_if(without="min_size").placed == 1
    answer = place(listing([{}], [{"sessions": 99}], [{}]))
    assert answer.what_if(without="trainees").placed == 1
    answer = place(listing([{}], [{"women_only": 1}], [{"female": 0}]))
    assert answer.what_if(without="female_trainees_only").placed == 1


def test_other_weights_give_another_answer(listing: Listing) -> None:
    """One place, one learner who waited longer and one who lives nearer: what weighs more decides."""
    problem = listing([{"wait_weeks": 9, "x_km": 3.5}, {"wait_weeks": 8, "x_km": 1.0}], [{"capacity": 1}])
    answer = place(problem, places_only=True)
    found = answer.what_if(weights=replace(problem.weights, week=10_000, km=0))
    assert answer.assignments["learner_id"].to_list() == ["L1"]
    assert found.after.assignments["learner_id"].to_list() == ["L0"]
    assert answer.problem.weights.week == 10


def test_the_regret_of_a_pair_is_what_forbidding_it_loses(listing: Listing) -> None:
    answer = place(listing([{}], [{}, {"venue_x_km": 2.0}]), places_only=True)
    assert answer.what_if(forbid=("L0", "K0")).points == -10
    after = answer.what_if(forbid=("L0", "K0")).after.what_if(forbid=("L0", "K1")).after
    assert after.unassigned.select("reason", "would_open").row(0) == ("forbidden", [])


@pytest.mark.parametrize("places_only", [True, False])
def test_a_pin_holds_though_it_costs(places_only: bool, listing: Listing) -> None:
    learners = [{"wait_weeks": 50}, {"wait_weeks": 1}]
    answer = place(listing(learners, [{"capacity": 1}], [{}]), places_only=places_only)
    difference = answer.what_if(pin=("L1", "K0"))
    assert difference.points == -490
    assert difference.after.assignments["learner_id"].to_list() == ["L1"]
    in_turn = place(answer.problem, places_only=places_only, objective="lexicographic")
    assert in_turn.what_if(pin=("L1", "K0")).after.assignments["learner_id"].to_list() == ["L1"]


def test_a_pin_that_breaks_a_rule_is_refused_with_the_rule(listing: Listing) -> None:
    answer = place(listing([{"slots": "7", "literate": 0}, {"open_to_me": "no"}], [{}]), places_only=True)
    with pytest.raises(RefusedInput, match="L0 cannot be put into K0: literacy, time"):
        answer.what_if(pin=("L0", "K0"))
    with pytest.raises(RefusedInput, match="L1 cannot be put into K0: open_to_me"):
        answer.what_if(pin=("L1", "K0"))


def test_pins_without_room_are_refused(listing: Listing) -> None:
    lists = [{}, {}], [{"capacity": 1}], [{}]
    answer = place(listing(*lists), places_only=True).what_if(pin=("L0", "K0")).after
    with pytest.raises(RefusedInput, match=r"no place for L[01] in K0"):
        answer.what_if(pin=("L1", "K0"))
    answer = place(listing(*lists)).what_if(pin=("L0", "K0")).after
    with pytest.raises(RefusedInput, match="cannot all run"):
        answer.what_if(pin=("L1", "K0"))


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"without": "tme"}, "no rule “tme”"),
    ({"without": "time", "learner": "L7"}, "“L7” is not in the list"),
    ({"pin": ("L0", "K7")}, "“K7” is not in the list"),
    ({"change": {"K7": {"capacity": 1}}}, "“K7” is in none of the lists"),
    ({"change": {"K0": {"capcity": 1}}}, "no column “capcity”"),
    ({"change": {"K0": {"class_id": "K1"}}}, "no column “class_id”"),
    ({"change": {"K0": {"capacity": "many"}}}, "“many” is not a whole number"),
    ({"change": {"K0": {"level_min": "L2"}}}, "goes from L2 up to E2"),
]


@pytest.mark.parametrize(("asked", "says"), REFUSED)
def test_what_cannot_be_asked_is_refused(asked: dict[str, Any], says: str, listing: Listing) -> None:
    with pytest.raises(RefusedInput, match=says):
        place(listing([{}], [{}]), places_only=True).what_if(**asked)


def test_levels_and_words_can_be_changed(listing: Listing) -> None:
    answer = place(listing([{"level": "E3"}], [{}]), places_only=True)
    assert answer.what_if(change={"L0": {"level": "E2"}}).placed == 1
    assert answer.what_if(change={"K0": {"level_max": "L1"}}).placed == 1
    assert answer.what_if(change={"L0": {"level": "E2", "open_to_me": "no"}}).placed == 0


def test_two_answers_are_compared_learner_by_learner(listing: Listing) -> None:
    problem = listing([{}, {"x_km": 2.0}], [{"capacity": 1}, {"capacity": 1, "slot": 1, "venue_x_km": 2.0}])
    first = place(problem, places_only=True)
    assert first.compare(place(problem, places_only=True)).moves.height == 0
    other = first.what_if(forbid=("L0", "K0")).after
    assert first.compare(other).moves.rows() == [("L0", "K0", "K1"), ("L1", "K1", "K0")]
    assert other.compare(first).points == -first.compare(other).points


@pytest.mark.parametrize("places_only", [True, False])
@pytest.mark.parametrize("objective", ["weighted", "lexicographic"])
def test_after_drop_outs_nine_in_ten_places_are_kept_for_one_in_a_hundred_points(
    places_only: bool, objective: Any, instance: Read, check: Callable[..., list[str]]
) -> None:
    answer = place(instance("p3_600"), places_only=places_only, objective=objective)
    gone = answer.assignments["learner_id"].to_list()[::20]
    mended = answer.repair(gone)
    assert check(mended.answer, full=not places_only) == []
    assert mended.places == answer.assignments.height - len(gone)
    assert mended.kept >= 0.9 * mended.places
    assert mended.lost <= 0.01
    assert mended.answer.quality.value <= mended.answer.quality.bound
    assert mended.moves.filter(pl.col("before").is_not_null()).height == mended.places - mended.kept


def test_classes_and_trainees_drop_out_too(instance: Read, check: Callable[..., list[str]]) -> None:
    answer = place(instance("p3_600"))
    klass = answer.classes.filter("opened")["class_id"][0]
    teacher = answer.sessions["trainee_id"][0]
    mended = answer.repair([klass, teacher])
    assert check(mended.answer, full=True) == []
    assert klass not in mended.answer.classes["class_id"]
    assert teacher not in mended.answer.trainees["trainee_id"]
    assert mended.kept >= 0.9 * mended.places
    assert mended.as_dict()["repair"]["places"] == mended.places


def test_with_nothing_to_keep_for_a_repair_is_a_new_answer(instance: Read) -> None:
    answer = place(instance("p3_600"), places_only=True)
    mended = answer.repair([answer.assignments["learner_id"][0]], keep=0)
    assert mended.lost == 0
    assert mended.answer.quality.status == "optimal"


def test_a_repair_forgets_what_was_asked_about_those_who_left(listing: Listing) -> None:
    answer = place(listing([{}, {"slots": "7"}], [{}, {}]), places_only=True)
    asked = answer.what_if(without="time", learner="L1", pin=("L1", "K1"), forbid=("L0", "K0")).after
    assert asked.repair(["L1"]).answer.assignments.select("learner_id", "class_id").rows() == [("L0", "K1")]


def test_an_identifier_of_two_records_or_of_none_is_refused(listing: Listing) -> None:
    problem = listing([{}], [{}])
    both = PlacementProblem(problem.learners.with_columns(learner_id=pl.lit("K0")), problem.classes)
    with pytest.raises(RefusedInput, match="two lists"):
        place(both, places_only=True).repair(["K0"])
    with pytest.raises(RefusedInput, match="none of the lists"):
        place(problem, places_only=True).repair(["Z"])


def test_where_keeping_places_costs_too_much_fewer_are_kept(listing: Listing) -> None:
    """Each of two would walk 90 km to stay; a place kept is not worth that."""
    learners = [{"max_km": 99.0}, {"max_km": 99.0, "x_km": 90.0}, {"x_km": 0.0}, {"slots": "2", "x_km": 90.0}]
    classes = [{"capacity": 1, "venue_x_km": 90.0}, {"capacity": 1, "venue_x_km": 0.0}]
    answer = place(listing(learners, classes), places_only=True)
    far = answer.what_if(pin=("L0", "K0")).after.what_if(pin=("L1", "K1")).after
    free = replace(far, terms=answer.terms)
    assert free.repair(["L3"]).kept == 0
    held = free.repair(["L3"], keep=2000)
    assert (held.kept, held.places) == (2, 2)
    assert held.lost > 0.01
    assert held.answer.quality.status == "gap"
