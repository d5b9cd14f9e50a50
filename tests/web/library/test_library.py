"""What works: the list, an entry, two side by side, and putting one into the plan."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from convive.planning.model import DOMAINS, Objective
from convive.playbooks import all_playbooks
from convive.web.audit.models import Event
from convive.web.config.errors import NotAllowed
from convive.web.library import queries
from convive.web.plan.models import Version

BOOKS = all_playbooks()
START = "/what-works/welcome-drop-in/start/"


@pytest.fixture
def plan(plan):
    """A plan with an objective in one part, and one of a priority in another."""
    return plan.model_copy(
        update={
            "objectives": [
                Objective(id="mix", domain="schools", title="Children meet"),
                Objective(id="table", domain="communities", title="Whoever is alone finds a table", priority="p"),
            ]
        }
    )


@pytest.fixture
def lead(client, published):
    from convive.web.accounts.models import User

    client.force_login(User.objects.get(role="plan-lead"))
    return client


def test_every_entry_stands_in_the_list_and_has_its_page(client, db):
    page = client.get("/what-works/").text
    for book in BOOKS:
        assert f'href="/what-works/{book.slug}/"' in page
        entry = client.get(f"/what-works/{book.slug}/")
        assert entry.status_code == 200
        for words in (book.worked_because[0], book.watch_for[0], book.evidence.design):
            assert queries.find_book(book.slug) is book
            assert words.replace("'", "&#x27;") in entry.text


def test_each_part_of_the_plan_shows_just_its_own(client, db):
    for slug in DOMAINS:
        shown = {one.slug for one in queries.find({"domain": slug}).entries}
        assert shown == {book.slug for book in BOOKS if slug in book.domains}


def test_filters_hold_together_and_nonsense_is_no_filter(db):
    free = queries.find({"cost": "none"}).entries
    assert {one.slug for one in free} == {b.slug for b in BOOKS if not b.new_money.needed}
    assert queries.find({"cost": "none", "evidence": "trial", "weeks": "4"}).entries == ()
    assert len(queries.find({"cost": "<script>"}).entries) == len(BOOKS)
    assert not queries.find({"cost": "<script>"}).asked


def test_words_are_looked_for_and_shown_as_text(client, db):
    assert [one.slug for one in queries.find({"words": "lunch"}).entries].count("welcome-drop-in") == 1
    page = client.get("/what-works/", {"words": '"><script>alert(1)</script>'}).text
    assert "<script" not in page


def test_an_answer_to_a_priority_comes_before_everything_else(client, person, plan, evidence):
    from convive.planning.model import Cited, Priority
    from convive.web.plan.actions import publish_version

    book = next(book for book in BOOKS if book.answers)
    cited = Cited(indicator=book.answers[0], value=1, words="One", date="2021-03-21", source="s")
    first = Priority(id="p", title="What comes first", why="w", rule="r", figure=cited)
    publish_version(person("plan-lead"), plan.model_copy(update={"priorities": [first]}), ())
    top = queries.find({}).entries[0]
    assert book.answers[0] in queries.find_book(top.slug).answers
    assert top.fits == "Answers a priority of our plan: what comes first"


def test_nothing_found_says_how_to_go_on(client, db):
    page = client.get("/what-works/?cost=none&evidence=trial&weeks=4").text
    assert "Nothing here fits all of that" in page
    assert 'href="/what-works/"' in page


def test_what_serves_a_priority_comes_first_and_the_page_says_so(client, published):
    order = [one.slug for one in queries.find({}).entries]
    assert order.index("welcome-drop-in") < order.index("schools-linking")
    page = client.get("/what-works/").text
    assert "Those that answer the priorities" in page
    assert "Our plan has objectives in Communities." in page


def test_two_or_three_stand_side_by_side(client, db):
    three = "with=welcome-drop-in&with=schools-linking&with=english-partnership"
    page = client.get(f"/what-works/compare/?{three}").text
    assert page.count('role="columnheader"') == 4
    assert "Not in our plan" in page
    for asked in ("", "with=welcome-drop-in", "with=welcome-drop-in&with=welcome-drop-in", "with=nothing"):
        assert "Choose two or three" in client.get(f"/what-works/compare/?{asked}").text
    for asked, says in (
        ("", "You ticked none."),
        ("with=welcome-drop-in", "You ticked one"),
        ("with=nothing", "is not in the library"),
        ("&".join(f"with={book.slug}" for book in BOOKS[:4]), "You ticked 4."),
    ):
        assert says in client.get(f"/what-works/compare/?{asked}").text


def test_an_entry_that_is_not_there(client, db):
    assert client.get("/what-works/nothing/").status_code == 404


def test_the_plan_lead_puts_one_into_the_plan(lead, plan):
    assert "Put it in the plan" in lead.get("/what-works/welcome-drop-in/").text
    assert 'value="table" required id="id_objective_1" checked' in lead.get(START).text
    begins = (timezone.localdate() + timedelta(days=60)).strftime("%d/%m/%Y")
    given = {"objective": "table", "owner": "Head of Communities", "begins": begins, "version": "1"}
    page = lead.post(START, given, follow=True)
    assert "is in the plan: version 2." in page.text
    from convive.web.plan.queries import newest_plan

    (action,) = newest_plan().actions
    assert (action.playbook, action.objective, action.owner) == ("welcome-drop-in", "table", "Head of Communities")
    event = Event.objects.latest("id")
    assert (event.object, event.facts["playbook"]) == ("version 2 of the plan for X09000043", "welcome-drop-in")
    assert "Head of Communities answers for it" in lead.get("/what-works/welcome-drop-in/").text


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"version": "1"}, "Choose the objective that it serves."),
        ({"objective": "none-such", "version": "1"}, "Select a valid choice"),
        ({"objective": "table", "begins": "soon", "version": "1"}, "Write the day like 11/01/2027."),
        ({"objective": "table", "begins": "11/01/2021", "version": "1"}, "11 January 2021 is over."),
        ({"objective": "table", "version": "7"}, "Somebody has published another version"),
    ],
)
def test_what_does_not_fit_changes_nothing(lead, given, says):
    page = lead.post(START, given)
    assert page.status_code == 400
    assert says in page.text
    assert Version.objects.count() == 1


def test_twice_for_one_objective_is_refused(lead):
    lead.post(START, {"objective": "table", "version": "1"})
    assert "serves this objective already" in lead.post(START, {"objective": "table", "version": "2"}).text
    assert Version.objects.count() == 2


def test_a_second_time_is_said_on_purpose(lead):
    assert "meant a second time" not in lead.get(START).text
    lead.post(START, {"objective": "table", "version": "1"})
    page = lead.get(START).text
    assert "It is in our plan already" in page
    assert "meant a second time" in page
    refused = lead.post(START, {"objective": "mix", "version": "2"})
    assert (refused.status_code, Version.objects.count()) == (400, 2)
    assert "is in the plan already, for another objective." in refused.text
    lead.post(START, {"objective": "mix", "again": "on", "version": "2"})
    assert Version.objects.count() == 3


@pytest.fixture
def adopted(lead, plan):
    from convive.web.accounts.models import User
    from convive.web.plan.actions import publish_version

    begins = timezone.localdate() + timedelta(days=30)
    frame = plan.plan.model_copy(update={"status": "adopted", "starts": begins})
    publish_version(User.objects.get(role="plan-lead"), plan.model_copy(update={"plan": frame}), ())
    return begins


def test_an_adopted_plan_asks_for_post_and_day(lead, adopted):
    assert "Leave it empty" not in lead.get(START).text
    page = lead.post(START, {"objective": "table", "version": "2"})
    for words in ("write the post that answers for it", "write the day on which it begins"):
        assert words in page.text
    early = (adopted - timedelta(days=1)).strftime("%d/%m/%Y")
    given = {"objective": "table", "owner": "Head of Communities", "begins": early, "version": "2"}
    page = lead.post(START, given)
    assert page.context["form"].errors["begins"]
    assert "this action would begin before it" in page.text
    assert Version.objects.count() == 2
    lead.post(START, {**given, "begins": adopted.strftime("%d/%m/%Y")})
    assert Version.objects.count() == 3


def test_nobody_else_puts_anything_into_the_plan(client, person, published):
    from convive.web.plan.actions import add_action

    with pytest.raises(NotAllowed):
        add_action(person("administrator"), BOOKS[0], objective="table", seen=1)
    assert "Put it in the plan</a>" not in client.get("/what-works/welcome-drop-in/").text
    assert client.post(START, {"objective": "table", "version": "1"}).status_code == 302
    assert Version.objects.count() == 1


def test_without_a_plan_or_an_objective_the_page_says_what_is_missing(client, person):
    client.force_login(person("plan-lead"))
    assert "There is no plan yet" in client.get(START).text
