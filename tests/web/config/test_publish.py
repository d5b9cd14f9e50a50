"""From the folder that ``convive plan draft`` leaves to the site."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from convive.core.errors import ConviveError, RefusedInput
from convive.evidence import record
from convive.planning.write import write
from convive.web.audit.models import Event
from convive.web.place.models import Release
from convive.web.plan.models import Version


@pytest.fixture
def folder(tmp_path, evidence, plan):
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "place.json").write_text(record.dump(evidence), "utf-8")
    (tmp_path / "plan.toml").write_text(write(plan), "utf-8")
    return tmp_path


def test_evidence_and_plan_are_published_together(client, db, folder, capsys):
    call_command("publish", folder)
    assert (
        "Published: Brackenford, release 1; Brackenford Local Integration Plan, version 1." in capsys.readouterr().out
    )
    assert "lend each other a ladder" in client.get("/plan/").text
    assert {event.actor for event in Event.objects.all()} == {None}


def test_without_evidence_nothing_is_published(db, folder):
    (folder / "evidence" / "place.json").unlink()
    with pytest.raises(RefusedInput, match="No evidence stands beside the plan"):
        call_command("publish", folder)
    assert not Version.objects.exists()


def test_a_plan_for_another_place_is_refused(db, folder, plan):
    other = plan.model_copy(update={"plan": plan.plan.model_copy(update={"place": "X09000044"})})
    (folder / "plan.toml").write_text(write(other), "utf-8")
    with pytest.raises(RefusedInput, match="is about Brackenford"):
        call_command("publish", folder)
    assert not Release.objects.exists()


def test_a_plan_that_must_not_be_published_takes_the_evidence_with_it(db, folder, plan):
    spoilt = plan.model_copy(update={"plan": plan.plan.model_copy(update={"vision": "Begin in Brackenford 001A."})})
    (folder / "plan.toml").write_text(write(spoilt), "utf-8")
    with pytest.raises(ConviveError, match="finer than a neighbourhood"):
        call_command("publish", folder)
    assert not Release.objects.exists()
    assert not Event.objects.exists()
