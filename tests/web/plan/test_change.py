"""The plan lead changes the plan: checks it, publishes it; and where its figures come from."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from convive.evidence.model import Figure
from convive.planning.model import Baseline, Cited, Objective, Priority
from convive.planning.write import write
from convive.web.plan import queries
from convive.web.plan.models import Version

CHANGE = "/plan/change/"


@pytest.fixture
def lead(client, published):
    from convive.web.accounts.models import User

    client.force_login(User.objects.get(role="plan-lead"))
    return client


@pytest.fixture
def text(plan) -> str:
    return write(plan.model_copy(update={"objectives": [Objective(id="o", domain="schools", title="Children meet")]}))


def test_it_begins_with_the_newest_version(lead, plan):
    page = lead.get(CHANGE)
    assert page.context["form"].initial["text"] == write(plan)
    assert page.context["form"].initial["seen"] == 1


def test_a_check_shows_findings_and_publishes_nothing(lead, text):
    page = lead.post(CHANGE, {"text": text, "seen": "1", "do": "check"})
    assert page.status_code == 200
    assert "beside this text" in page.text
    assert "Children meet" in page.context["form"]["text"].value()
    assert Version.objects.count() == 1


def test_publishing_makes_the_next_version_with_its_findings(lead, text):
    page = lead.post(CHANGE, {"text": text, "seen": "1", "do": "publish"}, follow=True)
    assert "Published: version 2 of the plan." in page.text
    assert queries.newest_plan().objectives[0].title == "Children meet"
    assert queries._content(queries.latest().digest).findings


def test_a_file_takes_the_place_of_the_text(lead, text):
    own = SimpleUploadedFile("../plan.toml", text.encode("utf-8-sig"))
    lead.post(CHANGE, {"text": "nonsense", "own": own, "seen": "1", "do": "publish"})
    assert Version.objects.count() == 2


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"text": "[plan", "seen": "1"}, "This line cannot be read"),
        ({"text": "", "seen": "1"}, "The file is empty."),
        ({"text": "<script>alert(1)</script>", "seen": "1"}, "cannot be read"),
    ],
)
def test_what_is_no_plan_says_where_and_how_to_mend_it(lead, sent, says):
    page = lead.post(CHANGE, {**sent, "do": "publish"})
    assert page.status_code == 400
    assert says in page.text
    assert "<script>" not in page.text
    assert Version.objects.count() == 1


def test_nobody_writes_over_a_version_they_have_not_seen(lead, text):
    lead.post(CHANGE, {"text": text, "seen": "1", "do": "publish"})
    page = lead.post(CHANGE, {"text": text, "seen": "1", "do": "publish"})
    assert "Somebody has published another version since you began." in page.text
    assert Version.objects.count() == 2


def test_a_plan_for_another_place_is_refused(lead, text):
    page = lead.post(CHANGE, {"text": text.replace("X09000043", "X09000044"), "seen": "1", "do": "publish"})
    assert "This site publishes Brackenford" in page.text


def test_every_figure_of_the_plan_leads_to_file_rows_and_formula(client, person, plan, evidence):
    from convive.web.place.actions import publish_release
    from convive.web.plan.actions import publish_version

    figure = Figure("19 in 100", "ONS, table TS021; file ts021.csv", "433 small areas", "1 - sum", "0.190001")
    publish_release(person("analyst"), replace(evidence, figures={"theil_h_multi": figure}))
    cited = Cited(indicator="theil_h_multi", value=0.19, words="19 in 100", date="2021-03-21", source="ONS")
    own = Objective(
        id="o", domain="schools", title="Meet", indicator="own/x", baseline=Baseline(value=3, date="2026-10-01")
    )
    changed = plan.model_copy(
        update={"priorities": [Priority(id="p", title="P", why="w", rule="r", figure=cited)], "objectives": [own]}
    )
    publish_version(person("plan-lead"), changed, ())
    page = client.get("/plan/sources/").text
    for words in ("file ts021.csv", "433 small areas", "1 - sum", "0.190001", "does not hold this figure"):
        assert words in page
    assert 'href="/plan/sources/"' in client.get("/plan/").text


def test_before_there_is_a_plan(client, db):
    assert "There is no plan yet" in client.get("/plan/sources/").text


@pytest.fixture
def drafted(plan, monkeypatch):
    """A draft that was made some time ago, with a newer figure and something new."""
    priority = Priority(id="p", title="P", why="w", rule="r", figure=_cited("What is newest"))
    made = write(
        plan.model_copy(
            update={
                "priorities": [priority, priority.model_copy(update={"id": "q", "title": "What the draft adds"})],
                "objectives": [Objective(id="o", domain="schools", title="As drafted", priority="p")],
            }
        )
    )
    monkeypatch.setattr("convive.web.imports.queries.newest_draft", lambda: made)
    return made


def _cited(words: str) -> Cited:
    return Cited(indicator="theil_h_multi", value=0.19, words=words, date="2021-03-21", source="ONS")


def _publish_since(plan, status: str) -> None:
    from convive.web.accounts.models import User
    from convive.web.plan.actions import publish_version

    changed = plan.model_copy(
        update={
            "plan": plan.plan.model_copy(update={"status": status, "vision": "Words published since the draft."}),
            "priorities": [Priority(id="p", title="Our own title", why="w", rule="r", figure=_cited("What was"))],
            "objectives": [Objective(id="o", domain="schools", title="In our own words", priority="p")],
        }
    )
    publish_version(User.objects.get(role="plan-lead"), changed, ())


def test_a_draft_brings_figures_and_never_takes_words_published_since(lead, plan, drafted):
    _publish_since(plan, "draft")
    page = lead.get(f"{CHANGE}?from=draft")
    begun = page.context["form"].initial
    assert begun["seen"] == 2
    for words in ("Words published since the draft.", "Our own title", "In our own words", "What is newest"):
        assert words in begun["text"]
    for words in ("As drafted", "What was"):
        assert words not in begun["text"]
    assert "What the draft adds" in begun["text"]
    assert "The plan is adopted" not in page.text
    assert "In our own words" in lead.get("/plan/draft/").text


def test_a_draft_adds_nothing_to_an_adopted_plan_and_says_what_it_would(lead, plan, drafted):
    _publish_since(plan, "adopted")
    page = lead.get(f"{CHANGE}?from=draft")
    text = page.context["form"].initial["text"]
    assert "What is newest" in text
    assert "In our own words" in text
    assert "What the draft adds" not in text
    assert "The plan is adopted, so nothing was added to it" in page.text
    assert "Priority: What the draft adds" in page.text


def test_a_version_that_changes_nothing_is_refused(lead, plan):
    for text in (write(plan), "# A remark\n" + write(plan).replace("2026-11-22", "2026-11-24")):
        page = lead.post(CHANGE, {"text": text, "seen": "1", "do": "publish"})
        assert page.status_code == 400
        assert "Nothing was changed" in page.text
    assert Version.objects.count() == 1


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0", b"PK\x03\x04\0\0", "[plan]".encode("utf-16")])
def test_a_file_that_is_no_text_is_said_in_our_words(lead, data):
    page = lead.post(CHANGE, {"own": SimpleUploadedFile("plan.toml", data), "text": "", "seen": "1", "do": "publish"})
    assert page.status_code == 400
    assert "This file is no text, so it cannot be a plan." in page.text
    assert Version.objects.count() == 1
