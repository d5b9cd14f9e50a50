"""An answer can be asked: why, what if, what changed, what to do when some drop out, what to tell."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.core.errors import RefusedInput, UnknownName
from convive.core.problems import LinkingProblem
from convive.matching.linking import pair
from convive.matching.linking.changes import changed
from convive.matching.linking.rules import RULES

Invent = Callable[..., LinkingProblem]


@given(seed=st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_a_story_gives_exactly_what_a_change_would_cost(invent: Invent, seed: int) -> None:
    problem = invent(seed)
    answer = pair(problem)
    for name in problem.classes["class_id"].to_list()[:5]:
        story, promised = answer.explain(name), answer.explain(name, exact=False)
        partner = answer.partner(name)
        assert (story.status, story.partner) == (("linked", partner) if partner else ("left_out", None))
        if partner:
            assert story.regret == -answer.what_if(forbid=[(partner, name)]).value
        else:
            row = answer.unassigned.filter(pl.col("id") == name).row(0, named=True)
            assert (story.reason, list(story.would_open)) == (row["reason"], row["would_open"])
            assert dict(story.funnel) == row["funnel"]
        for option in story.options:
            if option.cost is None:
                with pytest.raises(RefusedInput, match="it may link"):
                    answer.what_if(pin=[(name, option.class_id)])
            else:
                assert option.cost == -answer.what_if(pin=[(name, option.class_id)]).value
        exact = {option.class_id: option.cost for option in story.options}
        assert {option.class_id for option in promised.options} == set(exact)
        for option in promised.options:
            true = exact[option.class_id]
            assert option.cost is not None
            assert true is None or option.cost <= true


def test_a_story_says_which_rule_bars_how_many(invent: Invent) -> None:
    answer = pair(invent(3))
    story = answer.explain(answer.problem.classes["class_id"][0])
    assert [rule for rule, _ in story.funnel] == ["others", *RULES]
    assert [rule for rule, _ in story.bars] == list(RULES)
    left = [many for _, many in story.funnel]
    assert left == sorted(left, reverse=True)


def test_a_class_that_is_not_there_is_asked_for(invent: Invent) -> None:
    answer = pair(invent(3))
    with pytest.raises(UnknownName, match="There is no class “C00x”") as unknown:
        answer.explain("C00x")
    assert "Did you mean" in str(unknown.value.hint)
    left = answer.unassigned["id"][0]
    with pytest.raises(UnknownName, match="There is no pair of a class"):
        answer.tell(left)


def test_what_if_shows_what_goes_and_what_comes(instance: Callable[[str], LinkingProblem]) -> None:
    answer = pair(instance("p1_small"))
    a, b = answer.assignments.select("class_a", "class_b").row(0)
    found = answer.what_if(forbid=[(a, b)])
    assert (a, b) in found.gone.select("class_a", "class_b").rows()
    assert found.value <= 0
    assert found.kept + found.gone.height == found.lines_before
    assert found.kept + found.new.height == found.lines_after
    assert found.value == found.new["value"].sum() - found.gone["value"].sum()
    assert answer.what_if().value == 0
    json.dumps(found.as_dict())


def test_what_if_a_rule_or_a_weight_were_another(instance: Callable[[str], LinkingProblem]) -> None:
    problem = instance("p1_town")
    answer = pair(problem)
    rules = replace(problem.rules, limit_min=25)
    found = answer.what_if(rules=rules)
    assert found.value_after == pair(replace(problem, rules=rules)).quality.value < found.value_before
    assert answer.assignments["minutes"].max() > 25 >= found.new["minutes"].max()  # type: ignore[operator]
    weights = replace(problem.weights, w_fsm=0)
    assert answer.what_if(weights=weights).value_after == pair(replace(problem, weights=weights)).quality.value
    assert answer.problem.rules == problem.rules


def test_what_if_a_whole_school_is_not_there(instance: Callable[[str], LinkingProblem]) -> None:
    problem = instance("p1_small")
    answer = pair(problem)
    school = answer.assignments["school_a"][0]
    own = problem.classes.filter(pl.col("school_id") == school)["class_id"].to_list()
    found = answer.what_if(without=[school])
    assert found.value == answer.what_if(without=own).value < 0
    for end in ("class_a", "class_b"):
        assert not set(found.new[end]) & set(own)


def test_a_name_that_is_neither_class_nor_school_is_refused(invent: Invent) -> None:
    answer = pair(invent(3))
    for ask in (answer.what_if, answer.repair):
        with pytest.raises(RefusedInput, match="neither a class nor a school") as refused:
            ask(without=["S99"])  # type: ignore[operator]
        assert refused.value.rule == "known"
    with pytest.raises(RefusedInput, match="not in the list of classes"):
        answer.what_if(pin=[("nobody", "C00")])


def test_those_who_drop_out_take_their_pins_along(invent: Invent) -> None:
    problem = invent(3)
    found = pair(problem)
    a, b = found.assignments.select("class_a", "class_b").row(0)
    turned = changed(changed(problem, pin=[(a, b)]), without=[a], forbid=[(b, found.assignments["class_a"][1])])
    assert turned.pins.height == 0
    assert (
        turned.forbidden.height == problem.forbidden.filter(pl.col("class_a") != a, pl.col("class_b") != a).height + 1
    )
    assert a not in turned.classes["class_id"]


@pytest.mark.parametrize("seed", range(5))
def test_a_repair_keeps_most_and_loses_little(instance: Callable[[str], LinkingProblem], seed: int) -> None:
    problem = instance("p1_town")
    answer = pair(problem)
    rng = np.random.default_rng(seed)
    gone = rng.choice(problem.classes["class_id"].to_numpy(), problem.classes.height // 20, replace=False).tolist()
    mended = answer.repair(without=gone)
    best = pair(changed(problem, without=gone)).quality.value
    value, bound = mended.linking.quality.value, mended.linking.quality.bound
    assert bound is not None
    assert value <= best <= bound
    assert value >= 0.99 * best
    assert mended.share_kept >= 0.9
    standing = answer.assignments.filter(~pl.col("class_a").is_in(gone), ~pl.col("class_b").is_in(gone))
    assert mended.standing == standing.height
    assert mended.kept == standing.join(mended.linking.assignments, on=["class_a", "class_b"], how="semi").height
    assert set(mended.dropped) == set(gone)
    assert not set(gone) & set(mended.linking.assignments["class_a"])
    assert not set(gone) & set(mended.linking.assignments["class_b"])
    assert value == mended.linking.assignments["value"].sum()
    assert mended.linking.quality.input_hash == mended.linking.problem.digest


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_the_bound_of_a_repair_holds_and_keeping_for_nothing_is_the_best(invent: Invent, seed: int) -> None:
    problem = invent(seed)
    answer = pair(problem)
    gone = problem.classes["class_id"].to_list()[: 1 + seed % 3]
    best = pair(changed(problem, without=gone)).quality.value
    for keep in (0, 50, 10_000):
        mended = answer.repair(without=gone, keep=keep)
        bound = mended.linking.quality.bound
        assert bound is not None
        assert mended.linking.quality.value <= best <= bound
        if keep == 0:
            assert mended.linking.quality.value == best
            assert mended.linking.quality.status == "optimal"
        if keep == 10_000:
            assert mended.kept == mended.standing
    again = mended.linking.repair(without=[])
    assert again.linking.quality.bound >= best  # type: ignore[operator]
    json.dumps(mended.as_dict())


def test_the_bound_holds_when_others_stood_in_for_a_size_or_a_pin_goes(invent: Invent) -> None:
    for problem, gone in ((invent(12329), 2), (changed(invent(3), pin=[("C02", "C12")]), 3)):
        answer = pair(problem)
        names = ["C12"] if problem.pins.height else problem.classes["class_id"].to_list()[:gone]
        mended = answer.repair(without=names)
        best = pair(changed(problem, without=names)).quality.value
        assert mended.linking.quality.bound is not None
        assert best <= mended.linking.quality.bound


def test_a_second_repair_is_not_judged_by_points_for_keeping(instance: Callable[[str], LinkingProblem]) -> None:
    """The prices of an answer that was mended have the points for keeping in them, thousands of them in all."""
    answer = pair(instance("p1_town"))
    first, second = answer.assignments["class_a"].to_list()[:2]
    once = answer.repair(without=[first]).linking
    for gone in ([], [second]):
        twice = once.repair(without=gone).linking
        best = pair(changed(once.problem, without=gone)).quality.value
        assert twice.quality.bound is not None
        assert twice.quality.value <= best <= twice.quality.bound
        assert twice.quality.bound - best <= 0.002 * best


def test_a_repair_of_nothing_changes_nothing(instance: Callable[[str], LinkingProblem]) -> None:
    answer = pair(instance("p1_quota"))
    mended = answer.repair(without=[])
    assert mended.linking.assignments.equals(answer.assignments)
    assert mended.linking.quality.status == "optimal"
    assert (mended.share_kept, mended.difference.value) == (1.0, 0)


GROUPS = ("eth", "faith", "fsm", "white", "asian", "black", "muslim", "christian", "mix", "share", "difference")


def fields_of(found: object) -> set[str]:
    """Every name and every text in a story, however deep."""
    if dataclasses.is_dataclass(found):
        pairs = [(field.name, getattr(found, field.name)) for field in dataclasses.fields(found)]
        return {name for name, _ in pairs} | {text for _, value in pairs for text in fields_of(value)}
    if isinstance(found, dict):
        return {*found} | {text for value in found.values() for text in fields_of(value)}
    if isinstance(found, (tuple, list)):
        return {text for value in found for text in fields_of(value)}
    return {found} if isinstance(found, str) else set()


def test_schools_are_told_no_share_and_no_group(instance: Callable[[str], LinkingProblem]) -> None:
    problem = instance("p1_small")
    told = problem.schools.with_columns(setting=pl.lit("valley"), pupils=pl.lit(200), secret=pl.lit("eth"))
    answer = pair(replace(problem, schools=told))
    story = answer.tell(answer.assignments["class_a"][0])
    for part in (story.schools, story.a, story.b):
        assert not [name for name in fields_of(part) if any(group in name.casefold() for group in GROUPS)]
    assert story.a.more == {"setting": "valley", "pupils": 200, "phase": "primary"}


def test_a_facilitator_sees_what_the_value_is_made_of(instance: Callable[[str], LinkingProblem]) -> None:
    answer = pair(instance("p1_small"))
    row = answer.assignments.row(4, named=True)
    story = answer.tell(row["class_b"])
    parts = dict(story.facilitator.parts)
    made = ("bonus", "difference", "year", "size", "travel", "continuity")
    assert sum(parts[part] for part in made) == story.facilitator.value == row["value"]
    room = dict(story.facilitator.room)
    assert room["minutes"] == answer.problem.rules.limit_min - row["minutes"]
    assert min(room.values()) >= 0
    assert answer.venues is not None
    meeting = answer.venues.assignments.filter(pl.col("class_a") == row["class_a"]).row(0, named=True)
    assert (story.schools.venue_id, story.schools.date) == (meeting["venue_id"], meeting["date"])
    assert (story.a.minutes_to_venue, story.b.minutes_to_venue) == (meeting["minutes_a"], meeting["minutes_b"])


def test_json_holds_everything(instance: Callable[[str], LinkingProblem]) -> None:
    whole = json.loads(json.dumps(pair(instance("p1_small")).as_dict()))
    assert set(whole) == {"quality", "assignments", "unassigned", "relaxed", "thirds", "venue"}
    assert whole["venue"]["of"] == "assignments"
    assert whole["quality"]["gap"] == 0


def test_the_audit_counts_classes_by_what_they_or_their_schools_are(instance: Callable[[str], LinkingProblem]) -> None:
    answer = pair(instance("p1_town"))
    by_phase, by_year = answer.audit("phase"), answer.audit("year")
    assert (by_phase.everyone.asked, by_phase.everyone.placed) == (900, 822)
    assert sum(group.placed or 0 for group in by_year.groups) == 822
    assert by_phase.worst_off == min(by_phase.groups, key=lambda group: group.rate or 0).name
    mean = answer.assignments["minutes"].mean()
    assert by_phase.everyone.travel == pytest.approx(mean, abs=0.05)
    with pytest.raises(UnknownName, match="There is no column"):
        answer.audit("colour")
    with pytest.raises(RefusedInput, match="measure"):
        answer.audit("eth_asian")
