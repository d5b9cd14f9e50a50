"""The best use of the places: the stored instances to the point, tiny lists by trying everything."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convive.core.errors import RefusedInput
from convive.core.problems import PlacementProblem, PlacementWeights
from convive.matching.placement import Placement, place

Listing = Callable[..., PlacementProblem]
TINY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("name", ["p3_120", "p3_600"])
@pytest.mark.parametrize("places_only", [True, False])
def test_the_stored_instances_are_solved_to_the_proven_optimum(
    name: str,
    places_only: bool,
    instance: Callable[[str], PlacementProblem],
    check: Callable[..., list[str]],
    shared_data: Path,
) -> None:
    best = json.loads((shared_data / "matching" / "best_known.json").read_text())[name]
    best = best["places_only" if places_only else "full"]
    answer = place(instance(name), places_only=places_only)
    assert check(answer, full=not places_only) == []
    assert answer.quality.value == answer.quality.bound == best["optimum"]
    assert answer.quality.status == "optimal"
    assert answer.totals["placed"] == best["placed"]
    assert answer.totals["sessions_missing"] == best.get("trainee_shortfall", 0)


# --- Tiny lists, by trying everything -------------------------------------------------------------------------------

learner_lines = st.fixed_dictionaries(
    {
        "level": st.sampled_from(["PreEntry", "E1", "E2", None]),
        "literate": st.integers(0, 1),
        "female": st.integers(0, 1),
        "women_only": st.just(0),
        "needs_childcare": st.integers(0, 1),
        "x_km": st.sampled_from([0.0, 0.4, 1.0, 2.0]),
        "wait_weeks": st.integers(0, 9),
        "slots": st.sampled_from(["0", "1", "0|1", "0|1|2"]),
        "open_to_me": st.sampled_from([None, "yes", "not asked", "no"]),
    }
)
class_lines = st.fixed_dictionaries(
    {
        "level_min": st.sampled_from(["PreEntry", "E1"]),
        "level_max": st.sampled_from(["E1", "E2", "L2"]),
        "takes_non_literate": st.integers(0, 1),
        "women_only": st.integers(0, 1),
        "slot": st.integers(0, 1),
        "capacity": st.integers(0, 3),
        "creche_places": st.integers(0, 2),
        "venue_x_km": st.sampled_from([0.0, 1.0, 3.0]),
        "sessions": st.integers(0, 3),
        "min_size": st.integers(0, 3),
    }
)
trainee_lines = st.fixed_dictionaries(
    {
        "female": st.integers(0, 1),
        "min_sessions": st.integers(0, 3),
        "max_sessions": st.integers(0, 4),
        "slots": st.sampled_from(["0", "1", "0|1"]),
    }
)
lists = st.tuples(
    st.lists(learner_lines, min_size=1, max_size=4),
    st.lists(class_lines, min_size=1, max_size=3),
    st.lists(trainee_lines, max_size=2),
)
weightings = st.builds(
    PlacementWeights,
    place=st.sampled_from([0, 10, 1000]),
    week=st.sampled_from([0, 1, 10]),
    km=st.sampled_from([0, 7, 10, 2.5]),
    shortfall=st.sampled_from([0, 5, 300]),
    wait_cap=st.sampled_from([None, 3]),
)


def every_answer(
    problem: PlacementProblem, broken: Callable[..., list[str]], full: bool
) -> list[tuple[int, int, int, int, int]]:
    """(points, placed, weeks, −metres, −hundreds of metres) of every answer that keeps every rule."""
    learners = problem.learners.to_dicts()
    classes = problem.classes.to_dicts()
    options = [
        [None, *(k for k, klass in enumerate(classes) if not broken(learner, klass) and learner["open_to_me"] != "no")]
        for learner in learners
    ]
    short = {}
    answers = []
    for choice in itertools.product(*options):
        sizes = [sum(at == k for at in choice) for k in range(len(classes))]
        crowded = [
            sum(at == k and who["needs_childcare"] for at, who in zip(choice, learners, strict=True))
            for k in range(len(classes))
        ]
        if any(n > c["capacity"] for n, c in zip(sizes, classes, strict=True)):
            continue
        if any(n > c["creche_places"] for n, c in zip(crowded, classes, strict=True)):
            continue
        missing = 0
        if full:
            if any(0 < n < c["min_size"] for n, c in zip(sizes, classes, strict=True)):
                continue
            opened = tuple(n > 0 for n in sizes)
            if opened not in short:
                short[opened] = fewest_missing(problem, opened)
            if short[opened] is None:
                continue
            missing = short[opened]
        points, weeks, metres, hundreds = -missing * problem.weights.shortfall, 0, 0, 0
        for at, who in zip(choice, learners, strict=True):
            if at is None:
                continue
            km = math.dist((who["x_km"], who["y_km"]), (classes[at]["venue_x_km"], classes[at]["venue_y_km"]))
            cap = problem.weights.wait_cap
            waited = who["wait_weeks"] if cap is None else min(cap, who["wait_weeks"])
            points += problem.weights.place + problem.weights.week * waited - round(problem.weights.km * km)
            weeks, metres, hundreds = weeks + waited, metres + round(1000 * km), hundreds + round(10 * km)
        answers.append((points, sum(sizes), weeks, -metres, -hundreds))
    return answers


def fewest_missing(problem: PlacementProblem, opened: tuple[bool, ...]) -> int | None:
    """The fewest sessions by which trainees fall short when these classes run; None when they cannot be taught."""
    trainees = problem.trainees.to_dicts()
    if not trainees:
        return 0
    states = {tuple(0 for _ in trainees)}
    for runs, klass in zip(opened, problem.classes.to_dicts(), strict=True):
        for _ in range((klass["sessions"] or 0) if runs else 0):
            states = {
                tuple(n + (at == k) for k, n in enumerate(state))
                for state in states
                for at, who in enumerate(trainees)
                if str(klass["slot"]) in who["slots"].split("|")
                and not (klass["women_only"] and not who["female"] and problem.female_trainees_only)
                and state[at] < who["max_sessions"]
            }
    missing = [sum(max(0, who["min_sessions"] - n) for who, n in zip(trainees, state, strict=True)) for state in states]
    return min(missing, default=None)


@TINY
@given(lists=lists, weights=weightings, full=st.booleans(), women=st.booleans())
def test_no_answer_to_a_tiny_list_is_worth_more(
    lists: Any, weights: PlacementWeights, full: bool, women: bool, listing: Listing, check: Any, broken: Any
) -> None:
    problem = listing(*lists, weights=weights, female_trainees_only=women)
    answer = place(problem, places_only=not full)
    assert check(answer, full=full) == []
    best = max(points for points, *_ in every_answer(problem, broken, full))
    assert (answer.quality.value, answer.quality.bound, answer.quality.status) == (best, best, "optimal")


@TINY
@given(lists=lists, weights=weightings, full=st.booleans())
def test_in_turn_no_answer_places_more_or_longer_waits_or_shorter_ways(
    lists: Any, weights: PlacementWeights, full: bool, listing: Listing, check: Any, broken: Any
) -> None:
    problem = listing(*lists, weights=weights)
    answer = place(problem, places_only=not full, objective="lexicographic")
    assert check(answer, full=full) == []
    learners = {row["learner_id"]: row for row in problem.learners.iter_rows(named=True)}
    cap = weights.wait_cap if weights.wait_cap is not None else 10**6
    unit = 10 if full else 1000
    got = (
        answer.assignments.height,
        sum(min(cap, learners[who]["wait_weeks"]) for who in answer.assignments["learner_id"]),
        -sum(round(unit * km) for km in answer.assignments["distance_km"]),
    )
    assert got == max((line[1], line[2], line[4] if full else line[3]) for line in every_answer(problem, broken, full))
    assert answer.quality.value == answer.quality.bound == got[0]


# --- What one expects of any answer ---------------------------------------------------------------------------------


@TINY
@given(lists=lists, full=st.booleans(), turn=st.randoms(use_true_random=False))
def test_the_order_of_the_lists_changes_nothing(lists: Any, full: bool, turn: Any, listing: Listing) -> None:
    problem = listing(*lists)

    def turned(frame: pl.DataFrame) -> pl.DataFrame:
        return frame[turn.sample(range(frame.height), frame.height)]

    other = PlacementProblem(turned(problem.learners), turned(problem.classes), turned(problem.trainees))
    first, second = place(problem, places_only=not full), place(other, places_only=not full)
    assert shown(first) == shown(second)


def shown(answer: Placement) -> dict[str, Any]:
    held = answer.as_dict()
    held["quality"].pop("seconds")
    return held


def test_the_same_problem_gives_the_same_answer(instance: Callable[[str], PlacementProblem]) -> None:
    assert shown(place(instance("p3_600"))) == shown(place(instance("p3_600")))


def test_the_digest_and_the_seed_stand_in_the_quality(listing: Listing) -> None:
    problem = listing([{}], [{}])
    quality = place(problem, places_only=True, seed=7).quality
    assert (quality.seed, quality.input_hash, quality.solver) == (7, problem.digest, "flow")
    assert place(problem).quality.solver == "highs"


def test_an_objective_that_is_not_there_is_refused(listing: Listing) -> None:
    with pytest.raises(RefusedInput, match="no objective “fastest”"):
        place(listing([{}], [{}]), objective="fastest")  # type: ignore[arg-type]


# --- Lists at their edges -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("places_only", [True, False])
def test_no_class_at_all_leaves_everybody_without_one(places_only: bool, listing: Listing) -> None:
    problem = listing([{}, {}], [{}], [{}])
    problem = PlacementProblem(problem.learners, problem.classes.head(0), problem.trainees)
    answer = place(problem, places_only=places_only)
    assert answer.unassigned.select("id", "reason", "would_open").rows() == [
        ("L0", "no_eligible_class", []),
        ("L1", "no_eligible_class", []),
    ]
    assert answer.quality.value == (0 if places_only else -600)


@pytest.mark.parametrize("places_only", [True, False])
def test_nobody_on_the_list_is_an_empty_answer(places_only: bool, listing: Listing) -> None:
    problem = listing([{}], [{}])
    answer = place(PlacementProblem(problem.learners.head(0), problem.classes), places_only=places_only)
    assert (answer.assignments.height, answer.unassigned.height, answer.quality.value) == (0, 0, 0)


@pytest.mark.parametrize("places_only", [True, False])
def test_one_learner_and_one_class(places_only: bool, listing: Listing, check: Any) -> None:
    answer = place(listing([{}], [{}], [{}]), places_only=places_only)
    assert check(answer, full=not places_only) == []
    assert answer.assignments.row(0, named=True) == {
        "learner_id": "L0",
        "class_id": "K0",
        "value": 1090,
        "place": 1000,
        "weeks": 100,
        "km": 10,
        "distance_km": 1.0,
    }


def test_a_class_without_places_holds_nobody(listing: Listing) -> None:
    answer = place(listing([{}], [{"capacity": 0}], [{"min_sessions": 0}]))
    assert answer.unassigned["reason"].to_list() == ["class_not_opened"]
    assert answer.classes["why"].to_list() == ["no_places"]
    assert place(listing([{}], [{"capacity": 0}]), places_only=True).unassigned["reason"].to_list() == ["full"]


def test_a_least_size_above_the_places_is_named(listing: Listing) -> None:
    answer = place(listing([{}] * 3, [{"capacity": 2, "min_size": 3}], [{}]))
    assert answer.classes["why"].to_list() == ["min_size_above_capacity"]
    assert answer.totals["placed"] == 0


def test_a_class_that_nobody_attends_does_not_run_for_its_sessions(listing: Listing) -> None:
    answer = place(listing([{"slots": "9"}], [{"min_size": 0}], [{}]))
    assert answer.classes.select("opened", "why").row(0) == (False, "too_few_learners")
    assert answer.totals["sessions_missing"] == 2


def test_without_any_trainee_classes_are_opened_by_learners_alone(listing: Listing) -> None:
    answer = place(listing([{}], [{}]))
    assert answer.totals["placed"] == 1
    assert answer.relaxed["rule"].to_list() == ["trainees"]


def test_a_cap_on_weeks_ends_what_waiting_adds(listing: Listing) -> None:
    learners = [{"wait_weeks": 50}, {"wait_weeks": 20, "x_km": 0.5}]
    problem = listing(learners, [{"capacity": 1}])
    assert place(problem, places_only=True).assignments["learner_id"].to_list() == ["L0"]
    capped = listing(learners, [{"capacity": 1}], weights=PlacementWeights(wait_cap=12))
    answer = place(capped, places_only=True)
    assert answer.assignments["learner_id"].to_list() == ["L1"]
    assert answer.assignments["weeks"].to_list() == [120]
    assert answer.totals["weeks"] == 20


def test_a_search_cut_short_says_what_is_proven(instance: Callable[[str], PlacementProblem], check: Any) -> None:
    answer = place(instance("p3_600"), budget_s=0.0)
    assert check(answer, full=True) == []
    assert answer.quality.status == "gap"
    assert answer.quality.bound is not None
    assert answer.quality.bound >= 353001


# --- What has to be stated before the answer is used ----------------------------------------------------------------


def test_a_women_only_class_states_its_reason(listing: Listing) -> None:
    problem = listing(
        [{}], [{"women_only": 1, "reason": " "}, {"women_only": 1, "reason": "asked for by 14 women"}, {}]
    )
    relaxed = place(problem, places_only=True).relaxed
    assert relaxed.select("rule", "who").rows() == [("women_only_reason", "K0")]
    assert "Equality Act" in relaxed["says"][0]


def test_a_trainee_without_enough_sessions_is_named_with_the_price(listing: Listing) -> None:
    answer = place(listing([{}], [{}], [{"min_sessions": 6}]))
    assert answer.trainees.row(0) == ("T0", 1, 4, 6, 2)
    assert answer.relaxed.select("rule", "who", "price").rows() == [("min_sessions", "T0", 600.0)]


def test_who_may_teach_women_only_classes_is_a_policy(listing: Listing) -> None:
    lists = [{}], [{"women_only": 1, "reason": "asked for"}], [{"female": 0}]
    assert place(listing(*lists)).classes["why"].to_list() == ["no_trainee"]
    answer = place(listing(*lists, female_trainees_only=False))
    assert answer.totals["placed"] == 1
    assert answer.relaxed.select("rule", "who").rows() == [("female_trainees_only", "K0")]


def test_the_answer_says_that_the_list_keeps_nobody_out_of_a_drop_in_class(listing: Listing) -> None:
    assert "never who may enter a drop-in class" in place(listing([{}], [{}])).as_dict()["says"][0]


@pytest.mark.slow
def test_a_hundred_thousand_people_get_their_places(listing: Listing) -> None:
    """Places only; what it takes stands in the benchmark."""
    problem = listing([{}], [{"capacity": 400, "slot": slot % 15, "venue_x_km": slot / 9} for slot in range(40)])
    many = 100_000
    learners = pl.concat([problem.learners] * many).with_columns(
        learner_id=pl.int_range(many).cast(pl.String).str.zfill(6),
        wait_weeks=pl.int_range(many) * 7919 % 61,
        x_km=(pl.int_range(many) * 104729 % 400) / 100,
        slots=(pl.int_range(many) * 31 % 15).cast(pl.String),
    )
    answer = place(PlacementProblem(learners, problem.classes), places_only=True)
    assert answer.quality.status == "optimal"
    assert answer.totals["placed"] == 40 * 400


def test_everybody_stands_in_one_row_for_the_audit(instance: Callable[[str], PlacementProblem]) -> None:
    answer = place(instance("p3_600"))
    people = answer.people
    assert people["learner_id"].to_list() == sorted(answer.problem.learners["learner_id"])
    assert people["placed"].sum() == answer.totals["placed"]
    assert (people["placed"] == people["reason"].is_null()).all()
    assert {"needs_childcare", "literate", "women_only", "female", "level", "distance_km"} <= set(people.columns)


def test_the_audit_tells_who_is_served_least(listing: Callable[..., PlacementProblem]) -> None:
    """Ten who need childcare and twenty who do not, and no crèche: nobody of the ten has a place."""
    people: list[dict[str, Any]] = [{"needs_childcare": int(n < 10)} for n in range(30)]
    answer = place(listing(people, [{"capacity": 30, "creche_places": 0}]), places_only=True)
    found = answer.audit("needs_childcare")
    assert [(group.name, group.placed, group.rate) for group in found.groups] == [("0", 20, 1.0), ("1", 0, 0.0)]
    assert found.worst_off == "1"
    assert found.everyone.travel == 1.0
    with pytest.raises(RefusedInput, match="measure"):
        answer.audit("distance_km")
