"""The most valuable answer, the stable one and the kindest are what they say, against every answer there is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.core.errors import RefusedInput
from convive.core.problems import MentoringProblem
from convive.matching.mentoring import Mentoring, match

Pair = tuple[str, str]


def made(answer: Mentoring) -> list[Pair]:
    return list(answer.assignments.select("mentee", "mentor").iter_rows())


def test_the_instance_is_worth_what_is_proven_best_and_its_stable_answer_is_known(
    tried: SimpleNamespace, shared_data: Path
):
    folder = shared_data / "matching" / "p4_250"
    best = json.loads((folder.parent / "best_known.json").read_text("utf-8"))["p4_250"]
    asked = tried.instance(folder)
    got, stable = match(asked), match(asked, stable=True)
    assert (got.quality.value, got.quality.bound, got.quality.status) == (best["optimum"], best["optimum"], "optimal")
    assert (stable.quality.value, stable.assignments.height) == (
        best["deferred_acceptance"],
        best["deferred_acceptance_placed"],
    )
    weight = {(row["mentee"], row["mentor"]): row["weight"] for row in asked.edges.to_dicts()}
    assert got.assignments.height == best["placed"]
    assert sum(weight[pair] for pair in made(got)) == got.quality.value
    assert got.stability.price == pytest.approx(0.04035, abs=1e-5)
    assert blocking_without_employers(asked, made(got)) == got.stability.blocking == stable.stability.blocking
    assert blocking_without_employers(asked, made(stable)) == 0


def blocking_without_employers(asked: MentoringProblem, pairs: list[Pair]) -> int:
    """Counted pair by pair: both would gain, or the mentor has a place."""
    score = {(row["mentee"], row["mentor"]): row["score"] for row in asked.edges.to_dicts()}
    places, has = dict(asked.mentors.select("mentor", "capacity").iter_rows()), dict(pairs)
    holds: dict[str, list[tuple[int, str]]] = {}
    for mentee, mentor in pairs:
        holds.setdefault(mentor, []).append((-score[mentee, mentor], mentee))
    found = 0
    for (mentee, mentor), points in score.items():
        mine = has.get(mentee)
        gains = mine is None or (-points, mentor) < (-score[mentee, mine], mine)
        theirs = holds.get(mentor, [])
        found += gains and (len(theirs) < places[mentor] or (-points, mentee) < max(theirs))
    return found


@settings(max_examples=150)
@given(st.data())
def test_no_answer_is_worth_more(tried: SimpleNamespace, data: st.DataObject):
    asked = data.draw(tried.problems())
    got, value = match(asked), tried.worth(asked)
    assert made(got) in [sorted(one) for one in tried.answers(asked)]
    assert (
        got.quality.value == got.quality.bound == max(sum(value[pair] for pair in one) for one in tried.answers(asked))
    )
    assert got.quality.value == sum(value[pair] for pair in made(got))


@settings(max_examples=150)
@given(st.data())
def test_nobody_would_rather_have_each_other_and_no_stable_answer_is_better_for_any_mentee(
    tried: SimpleNamespace, data: st.DataObject
):
    asked = data.draw(tried.problems())
    got, score = match(asked, stable=True), tried.scores(asked)
    assert tried.blocks(asked, made(got)) == []
    assert got.stability.blocking == len(tried.blocks(asked, made(match(asked))))
    mine = dict(made(got))
    for other in tried.answers(asked):
        if tried.blocks(asked, other) == []:
            for mentee, mentor in other:
                assert mentee in mine
                assert (-score[mentee, mine[mentee]], mine[mentee]) <= (-score[mentee, mentor], mentor)


@settings(max_examples=150)
@given(st.data())
def test_the_kindest_answer_places_most_then_lifts_the_worst_fit_then_the_next(
    tried: SimpleNamespace, data: st.DataObject
):
    asked = data.draw(tried.problems())
    got, score, value = match(asked, worst_first=True), tried.scores(asked), tried.worth(asked)

    def order(one: list[Pair]) -> tuple[int, list[int], int]:
        return len(one), sorted(score[pair] for pair in one), sum(value[pair] for pair in one)

    assert order(made(got)) == max(order(one) for one in tried.answers(asked))


@settings(max_examples=40)
@given(st.data())
def test_each_reason_is_true(tried: SimpleNamespace, data: st.DataObject):
    """Where nobody would do, a named rule alone opens somebody; where all are full, it alone leads to a place."""
    asked = data.draw(tried.problems())
    got = match(asked)
    gone = {
        "forbidden": replace(asked, forbidden=asked.forbidden.head(0)),
        "rematch": replace(asked, rules=replace(asked.rules, rematch=0)),
        "employer_capacity": replace(asked, rules=replace(asked.rules, employer_capacity=None)),
    }
    places = dict(asked.mentors.select("mentor", "capacity").iter_rows())

    def has_somebody(one: MentoringProblem, mentee: str) -> bool:
        limit = one.rules.employer_capacity
        limited = replace(one, rules=replace(one.rules, employer_capacity=None if limit == 0 else limit))
        return any(
            pair == [(mentee, pair[0][1])] and places[pair[0][1]] for pair in tried.answers(limited) if len(pair) == 1
        )

    for row in got.unassigned.to_dicts():
        some = has_somebody(asked, row["id"])
        assert row["reason"] == ("full" if some else "no_eligible_mentor")
        for rule, other in gone.items():
            if some:
                helps = row["id"] in match(other).assignments["mentee"]
            else:
                helps = has_somebody(other, row["id"])
            assert helps == (rule in row["would_open"])


ABC = {("a", "X"): 9, ("a", "Y"): 8, ("b", "X"): 7, ("c", "Y"): 5}
TWO = {"X": 1, "Y": 1}


def test_value_moves_somebody_to_their_second_mentor_so_that_another_has_one(tried: SimpleNamespace):
    got = match(tried.problem(ABC, TWO, "abc"))
    assert made(got) == [("a", "Y"), ("b", "X")]
    assert got.unassigned.rows() == [("c", "full", [])]
    assert match(tried.problem(ABC, TWO, "abc"), stable=True).assignments["mentor"].to_list() == ["X", "Y"]


def test_a_pin_is_kept_and_its_price_is_told(tried: SimpleNamespace):
    got = match(tried.problem(ABC, TWO, "abc", pins=[("c", "Y")]))
    assert made(got) == [("a", "X"), ("c", "Y")]
    assert got.assignments["pinned"].to_list() == [False, True]
    assert got.relaxed.select("rule", "who", "price").rows() == [("pins", "1 pairs", 1.0)]
    assert got.unassigned.rows() == [("b", "full", ["pins"])]
    assert got.quality.status == "optimal"


def test_a_pin_stands_in_a_stable_answer_too(tried: SimpleNamespace):
    got = match(tried.problem(ABC, TWO, "abc", pins=[("b", "X")]), stable=True)
    assert made(got) == [("a", "Y"), ("b", "X")]


def test_a_forbidden_pair_is_not_made_and_its_price_is_told(tried: SimpleNamespace):
    got = match(tried.problem(ABC, TWO, "abc", forbidden=[("b", "X")]))
    assert made(got) == [("a", "X"), ("c", "Y")]
    assert got.unassigned.rows() == [("b", "no_eligible_mentor", ["forbidden"])]
    assert got.relaxed.select("rule", "price").rows() == [("forbidden", 1.0)]


def test_an_earlier_pair_costs_points_and_is_told_when_it_is_made_again(tried: SimpleNamespace):
    asked = tried.problem(ABC, TWO, "abc", previous=[("a", "Y"), ("c", "Y")], rematch=2)
    got = match(asked)
    assert made(got) == [("a", "Y"), ("b", "X")]
    assert got.assignments.select("value", "weight", "rematch").rows() == [(6, 8, -2), (7, 7, 0)]
    assert got.relaxed.select("rule", "who", "price").rows() == [("rematch", "a – Y", 2.0)]
    assert made(match(replace(asked, rules=replace(asked.rules, rematch=0)))) == made(got)
    assert made(match(replace(asked, rules=replace(asked.rules, rematch=7)))) == [("a", "X")]


def test_points_off_an_earlier_pair_count_where_both_sides_rank(tried: SimpleNamespace):
    asked = tried.problem({("a", "X"): 9, ("a", "Y"): 8}, TWO, "a", previous=[("a", "X")], rematch=2)
    assert made(match(asked, stable=True)) == [("a", "Y")]


def test_an_employer_takes_no_more_than_its_limit(tried: SimpleNamespace):
    asked = tried.problem(ABC, TWO, "abc", employer={"X": "P", "Y": "P"}, limit=1)
    got = match(asked)
    assert made(got) == [("a", "X")]
    assert got.unassigned.rows() == [("b", "full", ["employer_capacity"]), ("c", "full", [])]
    assert got.relaxed.select("rule", "price").rows() == [("employer_capacity", 6.0)]
    assert got.assignments["employer"].to_list() == ["P"]


def test_mentors_of_a_full_employer_choose_together(tried: SimpleNamespace):
    """The employer takes one: who fits best at any of its mentors. Moving within it takes no more room."""
    asked = tried.problem(
        {("a", "X"): 3, ("b", "Y"): 5, ("b", "X"): 4}, TWO, "ab", employer={"X": "P", "Y": "P"}, limit=1
    )
    assert made(match(asked, stable=True)) == [("b", "Y")]
    dear = tried.problem(
        {("b", "X"): 5, ("b", "Y"): 5},
        TWO,
        "b",
        employer={"X": "P", "Y": "P"},
        limit=1,
        weight={("b", "X"): 1, ("b", "Y"): 9},
    )
    assert made(match(dear)) == [("b", "Y")]
    assert match(dear).stability.blocking == 1


def test_ties_go_to_the_lower_id_on_both_sides_whatever_the_order_of_the_tables(tried: SimpleNamespace):
    asked = tried.problem({(a, b): 5 for a in "ba" for b in "YX"}, {"Y": 1, "X": 1}, "ba")
    turned = replace(asked, edges=asked.edges.reverse(), mentors=asked.mentors.reverse())
    assert made(match(asked, stable=True)) == made(match(turned, stable=True)) == [("a", "X"), ("b", "Y")]
    assert made(match(asked)) == made(match(turned))


def test_a_pair_without_a_weight_is_worth_its_score_and_the_other_way_round(tried: SimpleNamespace):
    edges = pl.DataFrame({"mentee": ["a", "a"], "mentor": ["X", "Y"], "score": [3, None], "weight": [None, 4]})
    asked = replace(tried.problem(ABC, TWO, "abc"), edges=edges)
    assert match(asked).assignments.select("mentor", "score", "value").rows() == [("Y", 4, 4)]
    assert match(asked, stable=True).assignments["mentor"].to_list() == ["Y"]


def test_scores_far_apart_are_ranked(tried: SimpleNamespace):
    far = {("a", "X"): -(2**62), ("a", "Y"): 2**62, ("b", "Y"): 2**61}
    asked = tried.problem(far, TWO, "ab", weight=dict.fromkeys(far, 1))
    assert made(match(asked, stable=True)) == [("a", "Y")]


def test_nobody_at_all(tried: SimpleNamespace):
    got = match(tried.problem({}, {"X": 1}, ""))
    assert (got.quality.value, got.assignments.height, got.unassigned.height) == (0, 0, 0)
    alone = match(tried.problem({}, {"X": 0}, "a"), worst_first=True)
    assert alone.unassigned.rows() == [("a", "no_eligible_mentor", [])]


def test_json_has_the_price_of_stability_beside_the_quality(tried: SimpleNamespace):
    told = json.loads(json.dumps(match(tried.problem(ABC, TWO, "abc"), stable=True).as_dict()))
    assert told["stability"] == {
        "value_best": 15,
        "value_stable": 14,
        "placed_best": 2,
        "placed_stable": 2,
        "blocking": 1,
        "price": 1 / 15,
    }
    assert (told["quality"]["status"], told["quality"]["gap"]) == ("gap", 1 / 15)
    assert told["relaxed"][0]["rule"] == "stable"


REFUSED = [
    ("pair", "pins.csv", lambda tried: tried.problem(ABC, TWO, "abc", pins=[("c", "X")])),
    ("conflict", "pins.csv", lambda tried: tried.problem(ABC, TWO, "abc", pins=[("c", "Y")], forbidden=[("c", "Y")])),
    ("twice", "pins.csv", lambda tried: tried.problem(ABC, TWO, "abc", pins=[("a", "X"), ("a", "Y")])),
    ("capacity", "pins.csv", lambda tried: tried.problem(ABC, TWO, "abc", pins=[("a", "X"), ("b", "X")])),
    (
        "capacity",
        "pins.csv",
        lambda tried: tried.problem(
            ABC, TWO, "abc", pins=[("a", "X"), ("c", "Y")], employer={"X": "P", "Y": "P"}, limit=1
        ),
    ),
    (
        "worth",
        "edges.csv",
        lambda tried: replace(tried.problem({}, TWO, "a"), edges=pl.DataFrame({"mentee": ["a"], "mentor": ["X"]})),
    ),
]


@pytest.mark.parametrize(("rule", "file", "make"), REFUSED)
def test_what_cannot_be_kept_is_refused(
    tried: SimpleNamespace, rule: str, file: str, make: Callable[[SimpleNamespace], MentoringProblem]
):
    with pytest.raises(RefusedInput) as refused:
        match(make(tried))
    assert (refused.value.rule, refused.value.file) == (rule, file)
    assert refused.value.hint


def test_stable_and_kindest_at_once_is_refused(tried: SimpleNamespace):
    with pytest.raises(RefusedInput, match="not both"):
        match(tried.problem(ABC, TWO, "abc"), stable=True, worst_first=True)
