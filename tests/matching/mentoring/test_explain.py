"""An explanation says nothing that answering again does not confirm."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.core.errors import UnknownName
from convive.core.problems import MentoringProblem
from convive.matching.mentoring import explain, match


def without_pair(asked: MentoringProblem, mentee: str, mentor: str) -> MentoringProblem:
    return replace(asked, edges=asked.edges.filter(~((pl.col("mentee") == mentee) & (pl.col("mentor") == mentor))))


def only_pair(asked: MentoringProblem, mentee: str, mentor: str) -> MentoringProblem:
    """The mentee has no other pair, and it is worth so much more that it is made."""
    mine = pl.col("mentee") == mentee
    this = mine & (pl.col("mentor") == mentor)
    more = pl.when(this).then(pl.col("weight") + 1000).otherwise("weight")
    return replace(asked, edges=asked.edges.filter(~mine | this).with_columns(weight=more))


@settings(max_examples=30)
@given(st.data())
def test_regret_and_costs_are_those_of_answering_again(tried: SimpleNamespace, data: st.DataObject):
    asked = data.draw(tried.problems())
    got = match(asked)
    for mentee in asked.mentees["mentee"]:
        told = explain(asked, got, mentee, most=9)
        if told.mentor is not None:
            again = match(without_pair(asked, mentee, told.mentor))
            assert told.regret == got.quality.value - again.quality.value
        for option in told.options.to_dicts():
            settled = match(only_pair(asked, mentee, option["mentor"]))
            if mentee in settled.assignments["mentee"]:
                assert option["cost"] == got.quality.value - (settled.quality.value - 1000)
        assert told.offered == told.forbidden + told.worthless + told.eligible
        assert told.options.height == told.eligible - (told.mentor is not None)


def test_somebody_left_out_sees_who_has_the_places_and_what_theirs_would_cost(tried: SimpleNamespace):
    asked = tried.problem(
        {("a", "X"): 9, ("a", "Y"): 8, ("b", "X"): 7, ("c", "Y"): 5, ("c", "Z"): 4, ("c", "X"): 0},
        {"X": 1, "Y": 1, "Z": 1},
        "abc",
        forbidden=[("c", "Z")],
    )
    told = explain(asked, match(asked), "c")
    assert (told.mentor, told.reason, told.regret) == (None, "full", None)
    assert (told.offered, told.forbidden, told.worthless, told.eligible) == (3, 1, 1, 1)
    assert told.would_open == ("forbidden",)
    assert told.options.to_dicts() == [
        {
            "mentor": "Y",
            "score": 5,
            "value": 5,
            "places": 1,
            "taken": 1,
            "price": 5,
            "last_value": 8,
            "last_wait": ord("a"),
            "cost": 1,
        }
    ]


def test_a_pinned_place_is_no_option(tried: SimpleNamespace):
    asked = tried.problem({("a", "X"): 9, ("b", "X"): 7}, {"X": 1}, "ab", pins=[("b", "X")])
    told = explain(asked, match(asked), "a")
    assert told.options.select("mentor", "cost").rows() == [("X", None)]
    assert explain(asked, match(asked), "b").regret == 7 - 9


def test_in_a_stable_answer_the_cost_is_that_of_another_stable_answer(tried: SimpleNamespace):
    asked = tried.problem({("a", "X"): 9, ("a", "Y"): 8, ("b", "X"): 7}, {"X": 1, "Y": 1}, "ab")
    told = explain(asked, match(asked, stable=True), "a")
    assert (told.mentor, told.regret) == ("X", 9 - 15)
    assert told.options.select("mentor", "cost").rows() == [("Y", 9 - 15)]


def test_it_can_be_printed_as_json(tried: SimpleNamespace, shared_data: Path):
    asked = tried.instance(shared_data / "matching" / "p4_250")
    got = match(asked)
    told = explain(asked, got, got.unassigned.filter(reason="full")["id"][0])
    assert json.loads(json.dumps(told.as_dict()))["reason"] == "full"
    assert told.options.height == 3
    assert told.options["cost"].to_list() == sorted(told.options["cost"].to_list())
    assert told.options["cost"].min() >= 0


def test_somebody_who_is_not_listed(tried: SimpleNamespace):
    asked = tried.problem({}, {"X": 1}, "ab")
    with pytest.raises(UnknownName, match="There is no mentee “z”"):
        explain(asked, match(asked), "z")
