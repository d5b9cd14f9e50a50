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
