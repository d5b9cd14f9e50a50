"""What stands behind a plan, in print: the parts of a judgement, sums with what they leave out, what is not known."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from convive.core.estimates import Estimate
from convive.planning.model import Asset, Judged, LeftOut, NotKnown, Renewal, Resource, Tally, Voice
from convive.reports.documents import report_html
from convive.reports.plan import short, the_plan
from convive.reports.plan_parts import asks, behind, effort, judged, stood_out


def seen(fragment: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", fragment)).split())


PARTS = Judged(
    large="31 in 100. The middle authority had 5.",
    sure="Chance alone would give 0.4; that part is taken off.",
    people="75,000 residents.",
    direction="It fell between the two dates.",
    company="5th highest of 320 authorities.",
)


@pytest.fixture
def whole(plan_with):
    """A plan with everything that these sections print."""
    plan = plan_with()
    plan.plan.parts = ["Allerdale", "Carlisle"]
    plan.priorities[0].judged = PARTS
    waits = LeftOut(gap="theil_h_multi", parts="31 in 100; 5th of 320 authorities.", reason="By the rule: it fell.")
    plan.left_out.append(waits)
    plan.not_known = [NotKnown(what="Roma families", who="Their own organisation")]
    plan.renewals = [Renewal(indicator="alike_share", date="2021-03-21", by="The next census")]
    first, second = plan.actions
    first.staff_days, first.volunteers, first.effort = 30, 0, "Convive's estimate: ten days a term"
    first.after, first.comparison = "The schools carry it", "Classes that link a year later"
    second.new_money, second.stated, second.volunteers = True, 6292, 6
    return plan


def test_every_part_of_the_judgement_stands_beside_the_priority(whole, evidence) -> None:
    text = seen(the_plan(whole, evidence, ()))
    for question, answer in judged(PARTS):
        assert f"{question} {answer}" in text
    assert [question for question, _ in judged(PARTS)] == [
        "How large",
        "How sure",
        "How many people",
        "Grew or fell",
        "In what company",
    ]


def test_what_waits_and_what_is_not_known_are_said(whole, evidence) -> None:
    text = seen(the_plan(whole, evidence, ()))
    assert "One finding stands out besides, and waits" in text
    assert "How far apart groups live 31 in 100; 5th of 320 authorities. By the rule: it fell." in text
    assert "Roma families. Their own organisation." in text
    assert "What this plan could not look at" in text
    assert evidence.missing[0].says in text
    assert "Residents in neighbourhoods where nearly everyone is of one group (21 March 2021): The next census." in text
    assert "Added up from Allerdale and Carlisle" in text


def test_each_finding_that_waits_is_one_line_to_open(whole, evidence) -> None:
    whole.left_out.append(LeftOut(gap="mix_change", reason="We ask the colleges first."))
    page = the_plan(whole, evidence, ())
    assert "Two findings stand out besides, and wait" in seen(page)
    assert "<summary>How far apart groups live</summary>" in page
    assert "We ask the colleges first." in seen(page)


def test_fewer_than_three_priorities_say_how_many_figures_stood_out(whole, evidence) -> None:
    first = evidence.standings[0]
    first = replace(first, rank=1, below=first.of - 1, value=0.5, estimate=Estimate(0.5))
    two = [replace(first, indicator=name) for name in ("theil_h_multi", "mix_change")]
    assert stood_out(replace(evidence, standings=tuple(two))) == "Two figures stood out."
    assert stood_out(replace(evidence, standings=tuple(two[:1]))) == "One figure stood out."
    assert stood_out(replace(evidence, standings=())) == ""


def test_an_objective_without_a_count_shows_the_figure_behind_it(whole, evidence) -> None:
    priority, objective = whole.priorities[0], whole.objectives[0]
    objective.baseline, objective.priority = None, priority.id
    said = behind(objective, whole, lambda day: "March 2021")
    assert said.startswith("Background, provisional: ")
    assert priority.figure.words[1:] in said
    assert said.endswith("March 2021. What is counted here comes first.")
    assert "Background, provisional: " in seen(the_plan(whole, evidence, ()))
    objective.priority = ""
    assert behind(objective, whole, str) == ""


def test_a_question_without_an_answer_is_left_out() -> None:
    assert "Grew or fell" not in dict(judged(PARTS.model_copy(update={"direction": None})))


def test_a_stated_sum_says_of_which_year_its_prices_are(whole, evidence) -> None:
    whole.actions[1].prices = "2017"
    text = seen(the_plan(whole, evidence, ()))
    assert "Pounds in the first year £6,292, in prices of 2017" in text
    assert "£6,292 in the first year, in prices of 2017" in asks(whole)["one_line"]
    # A budget that people set is today's money.
    whole.actions[1].budget = 7000
    assert "in prices of" not in asks(whole)["one_line"]


def test_what_the_evidence_counted_of_a_service_stands_in_the_table(whole, evidence) -> None:
    tally = Tally(demand="31,200 pupils, January 2026", capacity="32,000 places", date="2026-01-15", source="DfE")
    whole.resources = [Resource(service="School places", source="The council holds it.", counted=tally)]
    text = seen(the_plan(whole, evidence, ()))
    assert "School places 31,200 pupils, January 2026 32,000 places DfE" in text
    whole.resources[0].demand = "Our own count: 31,500"
    assert "School places Our own count: 31,500 32,000 places The council holds it." in seen(
        the_plan(whole, evidence, ())
    )


def test_a_plan_without_a_standing_line_says_that_it_is_missing(plan, evidence) -> None:
    assert "What is not known, and who could say: not listed yet" in seen(the_plan(plan, evidence, ()))


def test_sums_say_what_they_leave_out(whole, evidence) -> None:
    text = seen(the_plan(whole, evidence, ()))
    assert "What it asks for in a year: 30 paid days, 6 volunteers" in text
    assert "Paid days in a year 30 one of two actions Not stated for “A free lunch room on Fridays”." in text
    assert "Pounds in the first year £6,292 one of two actions Not stated for “Link forty classes for a year”." in text
    assert "One action with days or volunteers that are Convive’s own estimate" in text


def test_without_new_money_the_sum_says_so(whole) -> None:
    for action in whole.actions:
        action.new_money, action.stated, action.budget = False, None, None
    assert asks(whole)["rows"][2]["total"] == "no new money"
    whole.actions = []
    assert asks(whole) is None


def test_an_action_shows_its_days_its_money_and_what_comes_after(whole, evidence) -> None:
    first = effort(whole.actions[0])
    assert (first["days"], first["volunteers"]) == ("30", "None")
    assert effort(whole.actions[1])["days"] == "Not stated"
    text = seen(the_plan(whole, evidence, ()))
    assert "When the money ends The schools carry it." in text
    assert "Compared with Classes that link a year later." in text
    assert "Convive’s estimate: ten days a term." in text


def test_the_plan_on_a_page_holds_the_sums_in_a_line_and_short_titles(whole, evidence) -> None:
    whole.actions[0].title = "Link forty classes for a year: with trained teachers"
    text = report_html(whole, evidence, ()).decode("utf-8")
    page = seen(text[text.index('id="one-page"') : text.index('id="the-plan-in-full"')])
    assert "Asks for 30 paid days a year, 6 volunteers and £6,292 in the first year." in page
    assert "For one of two actions this is not stated." in page
    assert "One action with new money: no source states the sum." in page
    assert "with trained teachers" not in page


def test_what_is_here_says_what_it_wants_and_an_objective_what_was_heard(whole, evidence) -> None:
    whole.assets = [Asset(name="Corn Hall", what="A hall", where="High Street", offers="sixty seats", wants="a cook")]
    whole.voices = [Voice(id="bus", says="Two miles apart.")]
    whole.objectives[0].voices = ["bus"]
    text = seen(the_plan(whole, evidence, ()))
    assert "Corn Hall : A hall High Street. Offers: Sixty seats. Wants: A cook." in text
    assert "Heard: “ Two miles apart. ”" in text


def test_the_page_of_a_full_plan_counts_what_it_has_no_room_for(whole, evidence) -> None:
    one = whole.actions[0]
    whole.actions += [one.model_copy(update={"id": f"a{n}", "title": f"Number {n}"}) for n in range(12)]
    whole.priorities += [whole.priorities[0].model_copy(update={"id": f"p{n}"}) for n in range(3)]
    text = report_html(whole, evidence, ()).decode("utf-8")
    page = seen(text[text.index('id="one-page"') : text.index('id="the-plan-in-full"')])
    # Schools have thirteen: the first stands there, and twelve are counted.
    assert "Link forty classes for a year And twelve more, listed inside." in page
    assert "Number 0" not in page
    assert "And two more, listed inside." in page


@pytest.mark.parametrize(
    ("title", "line"), [("Ask heads: which school?", "Ask heads"), ("Link classes at 9:30", "Link classes at 9:30")]
)
def test_a_short_title_ends_before_its_colon(title, line) -> None:
    assert short(title) == line
