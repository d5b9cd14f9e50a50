"""Publishing the plan, and its pages."""

from __future__ import annotations

import pytest

from convive.core.errors import DisclosureError
from convive.web.audit.models import Event
from convive.web.config.errors import NotAllowed, Tampered
from convive.web.config.published import digest_of
from convive.web.plan import frames, queries
from convive.web.plan.actions import publish_version
from convive.web.plan.models import Version


def test_what_is_read_back_is_what_was_published(person, plan, findings):
    version = publish_version(person("plan-lead"), plan, findings)
    content = frames.to_plan(version.content, version.digest)
    assert (content.plan, content.findings) == (plan, findings)


def test_versions_are_numbered_and_stand_on_the_record(person, plan, findings):
    lead = person("plan-lead")
    assert [publish_version(lead, plan, findings).number for _ in range(2)] == [1, 2]
    event = Event.objects.latest("id")
    assert (event.actor, event.object) == (lead, "version 2 of the plan for X09000043")
    assert event.facts == {"objectives": 0, "actions": 0, "findings": 2}


@pytest.mark.parametrize("role", ["analyst", "administrator", "facilitator"])
def test_only_the_plan_lead_publishes_it(person, plan, role):
    with pytest.raises(NotAllowed):
        publish_version(person(role), plan, ())
    assert not Version.objects.exists()


def test_nothing_finer_than_a_neighbourhood(person, plan):
    spoilt = plan.model_copy(update={"plan": plan.plan.model_copy(update={"vision": "Start in Brackenford 001A."})})
    with pytest.raises(DisclosureError):
        publish_version(person("plan-lead"), spoilt, ())


def test_no_version_without_its_line_on_the_record(person, plan, monkeypatch):
    lead = person("plan-lead")

    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("convive.web.audit.actions.record", fail)
    with pytest.raises(OSError, match="disk full"):
        publish_version(lead, plan, ())
    assert not Version.objects.exists()


def test_content_that_was_changed_is_not_shown(plan):
    content = frames.to_content(plan, ())
    with pytest.raises(Tampered):
        frames.to_plan(content.replace("ladder", "hammer"), digest_of(content))


def test_the_page_is_the_files_own_fragment(client, published, plan, evidence):
    from convive.reports.plan import the_plan

    assert the_plan(plan, evidence, ()) in client.get("/plan/").text


def test_visitors_do_not_see_what_must_be_decided(client, published):
    assert "Nobody answers for the first action." not in client.get("/plan/").text


def test_those_who_decide_see_it_before_the_advice(client, published):
    from convive.web.accounts.models import User

    client.force_login(User.objects.get(role="plan-lead"))
    page = client.get("/plan/findings/").text
    assert "1 thing to settle in the plan" in page
    assert page.index("Nobody answers for the first action.") < page.index("Two actions could be one.")


def test_findings_are_asked_for_by_name(published, person):
    _, version = published
    with pytest.raises(NotAllowed):
        queries.findings(person("evaluator"), version.digest)


def test_before_the_first_version_the_page_says_what_will_stand_there(client, db):
    assert "There is no plan yet" in client.get("/plan/").text
