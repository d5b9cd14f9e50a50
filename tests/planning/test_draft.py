"""The draft: small, true to the evidence, and honest about what people must still decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from convive.core.words import forbidden
from convive.evidence.model import Line, Missing, Topic
from convive.planning.draft import MOST_ACTIONS, MOST_OBJECTIVES, draft
from convive.planning.lint import lint, summary
from convive.planning.model import DOMAINS, MATTERS, Plan
from convive.planning.unknown import could_not_look
from convive.planning.write import write


@pytest.fixture(params=["apart", "alike"])
def evidence(request: pytest.FixtureRequest):
    return request.getfixturevalue(request.param)


def test_a_draft_is_small_and_mostly_needs_no_new_money(evidence) -> None:
    plan = draft(evidence)
    assert len(plan.priorities) <= 3
    assert len(plan.objectives) <= MOST_OBJECTIVES
    assert len(plan.actions) <= MOST_ACTIONS
    assert sum(not action.new_money for action in plan.actions) >= 4


def test_every_priority_cites_its_figure(evidence) -> None:
    for priority in draft(evidence).priorities:
        standing = evidence.standing(priority.figure.indicator)
        assert priority.figure.value == round(standing.value, 4)
        assert priority.figure.date == "2021-03-21"
        assert f"{standing.of} authorities" in priority.rule


def test_a_fresh_draft_has_nothing_to_mend_only_things_to_decide(evidence) -> None:
    findings = lint(draft(evidence), evidence)
    assert [f for f in findings if f.severity == "error"] == []
    assert summary(findings)["decide"] > 10


def test_what_the_evidence_cannot_know_is_left_empty(apart) -> None:
    plan = draft(apart)
    assert plan.plan.vision == ""
    assert plan.assets == plan.voices == []
    assert all(action.owner == "" and action.start is None for action in plan.actions)
    assert all(objective.target.value is None for objective in plan.objectives)


def test_baselines_older_than_three_years_are_provisional(apart) -> None:
    baselines = {o.indicator: o.baseline for o in draft(apart).objectives}
    assert baselines["theil_h_multi"].provisional
    assert baselines["theil_h_multi"].value == 0.31
    assert baselines["schools-linking/classes-linked"] is None


def test_a_recent_figure_is_no_provisional_baseline(apart) -> None:
    recent = replace(apart, written="2023-01-01")
    assert not next(o.baseline for o in draft(recent).objectives if o.baseline).provisional


def test_actions_take_place_at_both_ends(apart) -> None:
    where = {name for action in draft(apart).actions for name in action.where}
    assert where & set(apart.ends.high)
    assert where & set(apart.ends.low)


def test_where_nothing_stands_out_the_draft_begins_with_what_people_say(evidence_of) -> None:
    plan = draft(evidence_of())
    assert plan.priorities == []
    assert [objective.id for objective in plan.objectives] == ["hear-each-other"]
    assert [f for f in lint(plan, evidence_of()) if f.severity == "error"] == []


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_whatever_stands_out_the_draft_holds_together(size, evidence_of, stands) -> None:
    loud = {
        "theil_h_multi": 0.3,
        "alike_share": 0.97,
        "mix_change": 0.06,
        "population_change": 0.1,
        "separation_change": 0.02,
    }
    for names in combinations(loud, size):
        evidence = evidence_of(*[stands(name, loud[name], rank) for rank, name in enumerate(names, 1)])
        plan = draft(evidence)
        findings = lint(plan, evidence)
        assert [finding for finding in findings if finding.severity == "error"] == [], names
        # A clear finding that is no priority waits, with the rule's reason, for people to say.
        waiting = {left.gap for left in plan.left_out}
        assert waiting == set(names) - {priority.figure.indicator for priority in plan.priorities}
        assert {f.where for f in findings if f.rule == "gap-waits-by-rule"} == {f"left_out ({w})" for w in waiting}
        assert len(plan.actions) <= MOST_ACTIONS
        assert sum(not action.new_money for action in plan.actions) >= 4, names
        assert len({action.id for action in plan.actions}) == len(plan.actions)


def test_a_full_draft_has_something_in_every_part_and_for_every_matter(evidence) -> None:
    plan = draft(evidence, "full")
    assert plan.plan.size == "full"
    assert {action.domain for action in plan.actions} == set(DOMAINS)
    assert {matter for action in plan.actions for matter in action.covers} == set(MATTERS)
    findings = lint(plan, evidence)
    assert [f for f in findings if f.severity == "error"] == []
    assert not {f.rule for f in findings} & {"nothing-economic", "no-positive-story", "domain-without-action"}


def test_every_action_says_what_kind_of_activity_it_is_and_comes_whole(evidence) -> None:
    actions = draft(evidence, "full").actions
    assert all(action.activity for action in actions)
    assert all(action.title and action.what and action.measures for action in actions)


def test_money_is_the_sources_own_and_effort_says_whose_figure_it_is(evidence) -> None:
    linked = next(a for a in draft(evidence, "full").actions if a.playbook == "schools-linking")
    assert linked.effort
    for action in draft(evidence, "full").actions:
        if not action.playbook:
            assert (action.money, action.stated) == ([], None)
            assert action.effort.startswith("Convive's estimate: ")
            assert action.staff_days
        assert all(line.source for line in action.money)


def test_every_old_figure_says_what_would_renew_it(apart) -> None:
    plan = draft(apart)
    assert {line.indicator for line in plan.renewals} == {"theil_h_multi", "mix_change"}
    assert all(line.by and line.date == "2021-03-21" for line in plan.renewals)


def test_the_standing_line_is_in_every_draft(evidence, evidence_of) -> None:
    for plan in (draft(evidence), draft(evidence_of())):
        assert plan.not_known
        assert all(line.what and line.who for line in plan.not_known)


def test_where_nothing_chosen_is_at_both_ends_one_action_joins_that_is(evidence_of, stands) -> None:
    evidence = evidence_of(stands("population_change", 0.1, 1))
    where = {name for action in draft(evidence).actions for name in action.where}
    assert where == {*evidence.ends.high, *evidence.ends.low}


def test_a_place_made_of_districts_names_them(evidence_of, stands) -> None:
    evidence = evidence_of(stands("mix_change", 0.06, 1))
    parts = (("X07000001", "North Twinford"), ("X07000002", "South Twinford"))
    made = replace(evidence, place=replace(evidence.place, parts=parts), ends=None, neighbourhoods=())
    plan = draft(made)
    assert plan.plan.parts == ["North Twinford", "South Twinford"]
    assert [f for f in lint(plan, made) if f.severity == "error"] == []


def test_the_same_evidence_gives_the_same_draft(evidence) -> None:
    assert write(draft(evidence)) == write(draft(evidence))
    assert draft(evidence).plan.written == date(2026, 11, 22)


def test_the_words_are_fit_to_print(evidence) -> None:
    plan: Plan = draft(evidence)
    assert forbidden(write(plan)) == []


def test_what_could_not_be_looked_at_is_listed_once_with_who_holds_it(evidence_of) -> None:
    homes = Topic("homes", "pressures", "Homes", "homes", (), status="cannot say", reason="Homes: ask the council.")
    asylum = Topic(
        "asylum", "needs", "Asylum support", "people", (), status="cannot say", reason="Ask the Home Office."
    )
    gap = Missing("homes", "Homes: ask the council.")
    evidence = replace(evidence_of(), topics=(homes, asylum), missing=(gap,))
    says = [line.says for line in could_not_look(evidence)]
    assert says == ["Homes: ask the council.", "Asylum support: Ask the Home Office."]
    assert ("Homes.", "ask the council.") in [(line.what, line.who) for line in draft(evidence).not_known]


def test_groups_too_small_to_judge_are_named_and_never_counted(evidence_of) -> None:
    lines = (Line("roma", "Roma", None, None), Line("arab", "Arab", 99, None), Line("indian", "Indian", 100, None))
    nineteen = Topic("people-nineteen", "people", "Nineteen groups", "residents", (), lines=lines)
    first = draft(replace(evidence_of(), topics=(nineteen,))).not_known[0]
    assert first.what == "How things stand for groups that are too small to judge here: Roma, Arab."


def test_a_finding_that_waits_says_its_parts_and_the_step_that_decides(evidence_of, stands) -> None:
    far = stands("theil_h_multi", 0.3, 5, before=0.4, people=546_000)
    three = [stands("little_english", 0.04, 15), stands("asylum_support", 60.0, 10), stands("crowding", 0.09, 20)]
    (left,) = draft(evidence_of(far, *three)).left_out
    assert left.parts == (
        "How far apart groups lived, beyond chance: 30 on a scale from 0 to 100, March 2021, in lockdown; 5th of 320 "
        "authorities; 11 could not be compared; 546,000 residents; it fell: 40 on a scale from 0 to 100 before "
        "(March 2011)."
    )
    assert left.reason.startswith("By the rule: a small plan has at most three, and “")
    assert left.reason.endswith("stands in the same tenth of authorities and has one date only, while this fell.")


def test_money_that_a_source_states_carries_the_year_of_its_prices(apart) -> None:
    for action in draft(apart, "full").actions:
        assert bool(action.prices) == (action.stated is not None)
        if action.prices:
            assert f"in prices of {action.prices}" in action.cost
