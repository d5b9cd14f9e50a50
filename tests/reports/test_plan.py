"""The plan: what it holds in counts, each priority with its figure, and everything still open said as such."""

from __future__ import annotations

import html
import re

import pytest

from convive.core.errors import DisclosureError
from convive.core.words import forbidden
from convive.planning.model import DOMAINS, Finding
from convive.reports.plan import group, the_plan


def seen(fragment: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", fragment)).split())


def test_the_first_heading_counts_actions_and_those_without_new_money(plan, evidence, findings):
    heading = seen(re.search(r"<h1.*?</h1>", the_plan(plan, evidence, findings), flags=re.S)[0])
    assert heading == "A draft for Brackenford : two actions , one without new money"


def test_a_priority_stands_beside_its_figure_its_date_and_its_rule(plan, evidence, findings):
    text = seen(the_plan(plan, evidence, findings))
    assert "43 in 100 pairs of neighbours , March 2021, in lockdown" in text
    assert "Chosen because the figure is in the upper quarter of 328 authorities." in text


def test_an_iso_date_reads_as_its_source_prints_it_and_once(plan, plan_with, evidence):
    priority = plan.priorities[0].model_dump()
    priority["figure"] |= {"words": "43 in 100, March 2021, in lockdown", "date": "2021-03-21"}
    text = seen(the_plan(plan_with(priorities=[priority]), evidence, ()))
    assert text.count("43 in 100, March 2021, in lockdown") == 1
    assert "2021-03-21" not in text


def test_all_seven_parts_are_shown_with_actions_or_a_reason_or_neither(plan, evidence, findings):
    text = seen(the_plan(plan, evidence, findings))
    assert all(title in text for title in DOMAINS.values())
    assert "Left out on purpose. The housing strategy is being renewed this year." in text
    assert text.count("No action, and no reason given yet.") == 4


def test_what_is_not_settled_says_so(plan, evidence, findings):
    text = seen(the_plan(plan, evidence, findings))
    for words in ("No vision yet.", "Already here: not asked yet", "What people say: not heard yet", "To be decided"):
        assert words in text
    assert "Where: Weavers’ Row and Northmoor ." in text


def test_a_full_plan_prints_its_own_words(full_plan, evidence):
    text = seen(the_plan(full_plan, evidence, ()))
    assert "three people who are not like you" in text
    assert "St Anne’s hall" in text
    assert "“ There is nowhere to sit indoors together. ”" in text
    assert "No vision yet." not in text


def test_what_people_must_decide_is_counted_and_advice_stands_apart(plan, evidence, findings):
    text = seen(the_plan(plan, evidence, findings))
    assert "What people must still decide: 2" in text
    assert "Who answers for each action" in text
    assert "Work has no action." in text
    assert "must still decide" not in seen(the_plan(plan, evidence, ()))


def test_many_findings_of_one_rule_are_said_once_with_their_things(plan, evidence):
    many = [
        Finding(
            rule="action-without-start",
            severity="decide",
            where=f"actions.{name}.start",
            says=f"“{name}” has no start.",
            why="What has no date does not begin.",
            mend="Give a day.",
            source="Essay 1",
        )
        for name in ("linking", "lunch")
    ]
    text = seen(the_plan(plan, evidence, many))
    assert text.count("What has no date does not begin.") == 1
    assert "“ Link forty classes for a year ”; “ A free lunch room on Fridays ”." in text


def found(where):
    return Finding(
        rule="r", severity="decide", where=where, says=where, why="Why.", mend="Settle it.", source="Convive"
    )


def test_where_a_rule_is_about_everything_the_titles_are_not_listed_again():
    titles = {"actions.a": "A", "actions.b": "B", "actions.c": "C", "resources.Homes": "Homes", "domains.work": "Work"}
    (every,) = group([found(f"actions.{name}.owner") for name in "abc"], "decide", titles)
    assert every.every == "All three actions."
    assert every.many == "three actions"
    (some,) = group([found("actions.a.owner"), found("actions.b.owner")], "decide", titles)
    assert (some.every, some.many, some.about) == ("", "two actions", ("A", "B"))
    (named,) = group([found("resources (Homes)"), found("resources (Homes)")], "decide", titles)
    assert named.about == ("Homes", "Homes")


def test_steps_are_sentences_and_measures_are_parted_by_semicolons(plan, plan_with, evidence):
    action = plan.actions[0].model_dump() | {
        "milestones": [{"what": "Ask heads"}, {"what": "Train teachers", "by": "2027-01-20"}],
        "measures": ["Classes linked, and children in them", "English learners who went on"],
    }
    text = seen(the_plan(plan_with(actions=[action]), evidence, ()))
    assert "First: ask heads. Then: train teachers, by 20 January 2027." in text
    assert "Measured by: classes linked, and children in them; English learners who went on ." in text


def test_headings_say_what_was_found(plan, evidence, findings):
    text = seen(the_plan(plan, evidence, findings))
    assert "Two actions in" in text
    assert "of the seven parts of life together" in text
    assert "What we want: not chosen yet" in text


def test_an_indicator_is_printed_by_its_title_and_a_bare_baseline_with_its_value(plan, plan_with, evidence):
    objective = plan.objectives[0].model_dump() | {
        "indicator": "theil_h_multi",
        "baseline": {"value": 0.314, "words": "How far apart groups live (multi-group H)", "date": "2021-03-21"},
        "target": {"value": 0.3, "date": "2031-03-21"},
    }
    text = seen(the_plan(plan_with(objectives=[objective]), evidence, ()))
    assert "theil_h_multi" not in text
    assert "multi-group H" not in text
    assert "31 on a scale from 0 to 100 , March 2021, in lockdown" in text
    assert "30 on a scale from 0 to 100 by 21 March 2031" in text


def test_an_empty_plan_and_no_evidence_still_make_a_page(plan_with):
    bare = plan_with(priorities=[], objectives=[], actions=[], resources=[], left_out=[])
    text = seen(the_plan(bare, None, ()))
    assert "Brackenford has no actions planned yet" in text
    assert "No priority stands out yet" in text
    assert "None" not in text


def test_no_word_of_the_list_and_no_inline_style(plan, evidence, findings):
    fragment = the_plan(plan, evidence, findings)
    assert forbidden(seen(fragment)) == []
    assert "style=" not in fragment


def test_what_people_wrote_stays_text(plan, plan_with, evidence):
    frame = plan.plan.model_dump() | {"vision": "<script>alert(1)</script>", "title": "<b>"}
    fragment = the_plan(plan_with(plan=frame), evidence, ())
    assert "<script" not in fragment
    assert "&lt;script&gt;" in fragment


def test_a_small_area_in_peoples_own_words_is_refused(plan, plan_with, evidence):
    frame = plan.plan.model_dump() | {"vision": "Begin in Bradford 016A."}
    with pytest.raises(DisclosureError):
        the_plan(plan_with(plan=frame), evidence, ())
