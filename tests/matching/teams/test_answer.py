"""What an answer says when it is asked: about one person, about another rule, about another answer."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.core.errors import RefusedInput, UnknownName
from convive.matching.teams import form

SMALL = 20_000


@given(st.data())
@settings(max_examples=60)
def test_the_loss_in_the_next_best_team_is_that_of_trying_every_exchange(tried: SimpleNamespace, data: st.DataObject):
    asked = data.draw(tried.problems())
    try:
        got = form(asked, budget=2_000)
    except RefusedInput:
        return
    teams = tried.teams_of(got.assignments)
    if tried.broken(asked, teams):
        return
    who = data.draw(st.sampled_from(asked.participants["person_id"].to_list()))
    told = got.explain(who)
    bound = {name for kind, *pair in asked.relations.select("type", "person_a", "person_b").rows() for name in pair
             if kind == "together"}  # fmt: skip
    if who in bound:
        assert told.together
        assert (told.other, told.loss) == (None, None)
        return
    losses = {}
    here = next(at for at, team in enumerate(teams) if who in team)
    for at, team in enumerate(teams):
        for other in team:
            if at != here and other not in bound:
                changed = [list(those) for those in teams]
                changed[here][changed[here].index(who)], changed[at][changed[at].index(other)] = other, who
                if not tried.broken(asked, changed):
                    loss = tried.scored(asked, changed) - tried.scored(asked, teams)
                    losses[f"T{at + 1:02}"] = min(loss, losses.get(f"T{at + 1:02}", loss))
    if not losses:
        assert told.loss is None
        assert "keeps all the rules" in told.says[-1]
    else:
        assert told.other is not None
        assert told.loss == pytest.approx(max(0.0, float(min(losses.values()))), abs=1e-5)
        assert float(losses[told.other]) == pytest.approx(float(min(losses.values())), abs=1e-9)


def test_an_explanation_says_nothing_of_who_is_apart_and_of_anybodys_level(tried: SimpleNamespace):
    asked = tried.problem(
        ["wq", "wq", "xq", "xr"] * 3, (6, 6), together=[("a", "e")], apart=[("b", "c")], protected="w"
    )
    got = form(asked, budget=SMALL)
    told = json.dumps([got.explain(name).says for name in "abc"]) + json.dumps(got.as_dict())
    assert "apart" not in told
    assert got.explain("a").together == ("e",)
    assert "c" not in " ".join(got.explain("b").says).split()


def test_an_unknown_person_has_no_explanation(tried: SimpleNamespace):
    got = form(tried.problem(list("xxyy"), (2, 2)), budget=SMALL)
    with pytest.raises(UnknownName, match="has no team here"):
        got.explain("q")


def test_what_if_keeps_the_new_rules_and_leaves_the_answer_as_it_was(tried: SimpleNamespace):
    got = form(tried.problem(list("xxxyyy"), (3, 3)), budget=SMALL)
    before = got.assignments.clone()
    team = dict(got.assignments.select("person_id", "team").iter_rows())
    a, b = next((p, q) for p in team for q in team if p < q and team[p] == team[q])
    c = next(p for p in team if team[p] != team[a])
    other = got.what_if(apart=[(b, a), (a, b)], together=[(c, a)], budget=SMALL)
    of = dict(other.assignments.select("person_id", "team").iter_rows())
    assert (of[a] != of[b], of[a] == of[c]) == (True, True)
    assert other.problem.relations.height == 2
    assert got.assignments.equals(before)
    assert got.what_if(budget=SMALL).quality == got.quality


def test_what_if_can_change_the_rule_about_standing_alone(tried: SimpleNamespace):
    got = form(tried.problem(list("xxyyyy"), (3, 3), protected="x"), budget=SMALL)
    free = got.what_if(allow_lone=True, budget=SMALL)
    assert (got.spread.alone, free.spread.alone) == (0, 2)
    assert free.quality.value < got.quality.value
    assert got.compare(free).difference == free.quality.value - got.quality.value


def test_what_if_refuses_whom_it_does_not_know_and_what_contradicts(tried: SimpleNamespace):
    got = form(tried.problem(list("xxyy"), (2, 2), together=[("a", "b")]), budget=SMALL)
    with pytest.raises(RefusedInput, match="not in the list"):
        got.what_if(apart=[("a", "q")])
    with pytest.raises(RefusedInput, match="a with b, but a apart from b"):
        got.what_if(apart=[("b", "a")])


def test_two_answers_are_laid_on_one_another_before_anybody_counts_as_moved(tried: SimpleNamespace):
    got = form(tried.problem(list("xxyyzz"), (2, 2, 2)), budget=SMALL)
    names = {"T01": "T02", "T02": "T03", "T03": "T01"}
    renamed = replace(got, assignments=got.assignments.with_columns(pl.col("team").replace(names)))
    assert got.compare(renamed).moved == ()
    assert got.compare(renamed).kept == 1.0
    first = got.assignments["person_id"].to_list()
    swapped = got.assignments.with_columns(
        person_id=pl.col("person_id").replace({first[0]: first[2], first[2]: first[0]})
    )
    told = got.compare(replace(got, assignments=swapped))
    assert (told.people, told.same_team, told.moved) == (6, 4, tuple(sorted([first[0], first[2]])))


def test_an_instance_can_be_asked(tried: SimpleNamespace, shared_data: Path):
    got = form(tried.instance(shared_data / "matching" / "p2_60"), budget=400_000)
    told = got.explain("P00000")
    assert told.team in got.assignments["team"]
    assert told.loss is not None
    assert told.loss >= 0
    assert told.says[0].startswith(f"{told.team} has 12 people")
