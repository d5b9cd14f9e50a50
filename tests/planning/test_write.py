"""plan.toml belongs to people: what they write stays."""

from __future__ import annotations

import tomllib

import pytest

from convive.core.errors import RefusedInput
from convive.planning.draft import draft
from convive.planning.read import parse
from convive.planning.write import STALE, renew, write


@pytest.fixture
def text(apart) -> str:
    return write(draft(apart))


def test_reading_what_was_written_gives_the_same_plan(apart, text) -> None:
    assert parse(text) == draft(apart)
    assert {"objectives", "actions"} <= set(tomllib.loads(text))


def test_the_file_says_what_each_part_is_for(text) -> None:
    assert text.startswith("# This is your plan.")
    assert "# [[voices]]" in text


def test_the_examples_in_the_comments_are_good_parts_of_a_plan(text) -> None:
    for part in ("assets", "voices", "left_out"):
        start = text.index(f"# [[{part}]]")
        lines = [line.removeprefix("# ") for line in text[start:].split("\n\n")[0].splitlines()]
        assert getattr(parse(text + "\n" + "\n".join(lines)), part)


def test_renewing_keeps_comments_words_and_added_parts(apart, text, evidence_of, stands) -> None:
    mine = text.replace('vision = ""', 'vision = "A ladder lent." # chosen on 3 May')
    mine = mine.replace('owner = ""', 'owner = "Head of Schools"', 1) + '\n[[assets]]\nname = "Friday kitchen"\n'
    newer = evidence_of(
        stands("theil_h_multi", 0.29, 7), stands("mix_change", 0.063, 52), stands("population_change", 0.10, 20)
    )
    plan = parse(renew(mine, draft(newer)))
    again = renew(mine, draft(newer))
    assert 'vision = "A ladder lent." # chosen on 3 May' in again
    assert plan.plan.vision == "A ladder lent."
    assert plan.actions[0].owner == "Head of Schools"
    assert plan.assets[0].name == "Friday kitchen"
    assert plan.priorities[0].figure.value == 0.29
    assert next(o for o in plan.objectives if o.indicator == "theil_h_multi").baseline.value == 0.29
    assert "room-for-everyone" in [p.id for p in plan.priorities]
    assert "demand-table" in [a.id for a in plan.actions]


def test_a_priority_that_the_evidence_drops_is_kept_with_a_comment(apart, text, evidence_of, stands) -> None:
    newer = evidence_of(stands("mix_change", 0.063, 52))
    again = renew(text, draft(newer))
    assert STALE in again
    assert [p.id for p in parse(again).priorities] == ["meet-across", "welcome-and-room"]
    assert renew(again, draft(newer)).count(STALE) == 1


def test_renewing_with_the_same_evidence_changes_nothing(apart, text) -> None:
    assert renew(text, draft(apart)) == text


def test_an_indicator_of_peoples_own_keeps_its_baseline(apart, text, evidence_of, stands) -> None:
    mine = text.replace('indicator = "theil_h_multi"\nbaseline', 'indicator = "own/homes-viewed"\nbaseline', 1)
    newer = evidence_of(stands("theil_h_multi", 0.29, 7))
    objective = next(o for o in parse(renew(mine, draft(newer))).objectives if o.indicator == "own/homes-viewed")
    assert objective.baseline.value == 0.31


def test_a_baseline_that_people_counted_themselves_stays(apart, text, evidence_of, stands) -> None:
    mine = text.replace("The next census. A survey or count of your own would come sooner.", "Our survey of 2027.")
    newer = evidence_of(stands("theil_h_multi", 0.29, 7))
    assert 0.31 in [o.baseline.value for o in parse(renew(mine, draft(newer))).objectives if o.baseline]


def test_what_people_took_out_does_not_come_back(apart, text) -> None:
    head, *actions = text.split("[[actions]]")
    mine = "[[actions]]".join([head, *actions[1:]])
    plan = parse(renew(mine, draft(apart)))
    assert len(plan.actions) == len(draft(apart).actions) - 1


def test_a_remark_beside_a_priority_stays_when_the_evidence_drops_it(apart, text, evidence_of, stands) -> None:
    mine = text.replace('id = "meet-across"', 'id = "meet-across" # the cabinet likes this one')
    mine = mine.replace("[[priorities]]", "[[priorities]] # two of them", 1)
    again = renew(mine, draft(evidence_of(stands("mix_change", 0.063, 52))))
    assert "# the cabinet likes this one" in again
    assert "[[priorities]] # two of them" in again
    assert STALE in again
    assert [p.id for p in parse(again).priorities] == ["meet-across", "welcome-and-room"]


def test_a_plan_for_another_place_is_not_renewed(apart, text) -> None:
    other = draft(apart)
    other.plan.place, other.plan.place_name = "X09000002", "Elsewhere"
    with pytest.raises(RefusedInput, match="is for Twinford, not for Elsewhere"):
        renew(text, other)


@pytest.mark.parametrize("broken", ["", 'title = "never closed', "[plan]\nplace = 3\n"])
def test_what_is_not_a_plan_is_refused_before_anything_is_renewed(apart, broken) -> None:
    with pytest.raises(RefusedInput):
        renew(broken, draft(apart))


def test_quotes_and_marks_in_words_survive(apart, text) -> None:
    plan = draft(apart)
    plan.plan.vision = 'A "ladder",\nlent – \\ever مرحبا'
    assert parse(write(plan)).plan.vision == plan.plan.vision


def test_renewing_adds_what_waits_now_and_leaves_peoples_reasons(apart, text, evidence_of, stands) -> None:
    mine = text + '\n[[left_out]]\ngap = "population_change"\nreason = "The growth is planned for elsewhere."\n'
    newer = evidence_of(
        stands("theil_h_multi", 0.29, 7), stands("population_change", 0.1, 2), stands("alike_share", 0.97, 1)
    )
    plan = parse(renew(mine, draft(newer)))
    reasons = {left.gap: left.reason for left in plan.left_out}
    assert reasons["population_change"] == "The growth is planned for elsewhere."
    assert reasons["theil_h_multi"].startswith("By the rule:")
    assert plan.not_known == parse(text).not_known
    assert "alike_share" in {line.indicator for line in plan.renewals}


def test_something_left_out_names_what_it_is(text) -> None:
    with pytest.raises(RefusedInput, match="Name what is left out"):
        parse(text + '\n[[left_out]]\nreason = "Later."\n')


def test_a_waiting_reason_of_the_rule_is_renewed_and_one_of_peoples_own_is_not(evidence_of, stands) -> None:
    first, second = stands("theil_h_multi", 0.29, 7), stands("alike_share", 0.97, 20)
    text = write(draft(evidence_of(first, second)))
    newer = draft(evidence_of(first, stands("alike_share", 0.97, 70)))
    left = parse(renew(text, newer)).left_out[0]
    assert "70th of 320 authorities" in left.parts
    assert "stands in a higher tenth" in left.reason
    mine = text.replace(parse(text).left_out[0].reason, "The colleges are asked first.")
    assert parse(renew(mine, newer)).left_out[0].reason == "The colleges are asked first."


def test_an_adopted_plan_gets_newer_figures_and_nothing_it_has_not_agreed(apart, text) -> None:
    older = draft(apart)
    gone = older.priorities[0].id
    assert gone != older.priorities[-1].id
    figure = older.priorities[-1].figure.model_copy(update={"words": "What it was", "value": 0.5})
    agreed = older.model_copy(
        update={
            "priorities": [
                one.model_copy(update={"figure": figure}) if one is older.priorities[-1] else one
                for one in older.priorities
                if one.id != gone
            ],
            "actions": [],
            "not_known": [],
        }
    )
    renewed = parse(renew(write(agreed), older, add=False))
    assert [one.id for one in renewed.priorities] == [one.id for one in agreed.priorities]
    assert "What it was" not in write(renewed)
    assert (renewed.actions, renewed.not_known, renewed.objectives) == ([], [], agreed.objectives)
    assert gone in {one.id for one in parse(renew(write(agreed), older)).priorities}
