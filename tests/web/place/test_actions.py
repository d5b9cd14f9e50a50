"""Publishing evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convive.core.disclosure import Cell, Column, Sheet
from convive.core.errors import DisclosureError, RefusedInput
from convive.web.audit.models import Event
from convive.web.config.errors import NotAllowed, Tampered
from convive.web.config.published import digest_of
from convive.web.place import frames
from convive.web.place.actions import publish_release
from convive.web.place.models import Release


def test_what_is_read_back_is_what_was_published(person, evidence):
    release = publish_release(person("analyst"), evidence)
    assert frames.to_evidence(release.content, release.digest) == evidence


def test_releases_are_numbered(person, evidence):
    analyst = person("analyst")
    assert [publish_release(analyst, evidence).number for _ in range(3)] == [1, 2, 3]


def test_another_place_cannot_take_over_the_addresses_of_the_first(person, evidence):
    analyst = person("analyst")
    publish_release(analyst, evidence)
    other = replace(evidence, place=replace(evidence.place, code="X09000044", name="Elsewhere"))
    with pytest.raises(RefusedInput, match="This site publishes Brackenford"):
        publish_release(analyst, other)
    assert Release.objects.count() == 1


def test_the_same_evidence_has_the_same_digest(evidence):
    assert digest_of(frames.to_content(evidence)) == digest_of(frames.to_content(replace(evidence)))


def test_it_stands_on_the_record(person, evidence):
    analyst = person("analyst")
    release = publish_release(analyst, evidence)
    event = Event.objects.latest("id")
    assert (event.actor, event.verb, event.object, event.digest) == (
        analyst,
        "published",
        "release 1 of X09000043",
        release.digest,
    )
    assert event.facts == {"tables": 1, "cells_withheld": evidence.sheets[0].withheld}


@pytest.mark.parametrize("role", ["plan-lead", "administrator", "evaluator"])
def test_only_the_analyst_publishes_evidence(person, evidence, role):
    with pytest.raises(NotAllowed):
        publish_release(person(role), evidence)
    assert not Release.objects.exists()


def test_a_visitor_publishes_nothing(db, evidence):
    with pytest.raises(NotAllowed, match="A visitor may not do this"):
        publish_release(None, evidence)


def test_no_release_without_its_line_on_the_record(person, evidence, monkeypatch):
    analyst = person("analyst")

    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("convive.web.audit.actions.record", fail)
    with pytest.raises(OSError, match="disk full"):
        publish_release(analyst, evidence)
    assert not Release.objects.exists()


@pytest.mark.parametrize("slip", ["E01010568", "Brackenford 001A"])
def test_nothing_finer_than_a_neighbourhood(person, evidence, slip):
    spoilt = replace(evidence, minority_words=f"seen in {slip}")
    with pytest.raises(DisclosureError, match="finer than a neighbourhood"):
        publish_release(person("analyst"), spoilt)
    assert not Release.objects.exists()


def test_no_small_number_even_where_a_sheet_was_made_by_hand(person, evidence):
    sheet = Sheet("odd", "Odd", (Column("n", "People", "count"),), ((Cell(7),),), "nowhere")
    with pytest.raises(DisclosureError, match="fewer than ten"):
        publish_release(person("analyst"), replace(evidence, sheets=(sheet,)))


def test_content_that_was_changed_is_not_shown(evidence):
    content = frames.to_content(evidence)
    with pytest.raises(Tampered, match="no longer what was published"):
        frames.to_evidence(content.replace("9507", "9508"), digest_of(content))


def test_content_of_another_kind_says_so():
    with pytest.raises(Tampered, match="cannot be read"):
        frames.to_evidence("{}", digest_of("{}"))
