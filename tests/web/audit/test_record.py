"""The record."""

from __future__ import annotations

import pytest

from convive.core.errors import DisclosureError
from convive.web.audit import actions, queries
from convive.web.audit.models import Event
from convive.web.config.errors import NotAllowed


@pytest.mark.parametrize("value", ["ann@example.org", "x" * 121])
def test_it_names_nobody_but_the_actor(db, value):
    with pytest.raises(DisclosureError, match="not one for the record"):
        actions.record(None, "did", "something", facts={"who": value})
    assert not Event.objects.exists()


def test_newest_first_with_who_what_and_digest(person, published):
    release, version = published
    lines = queries.page(person("administrator")).lines
    assert [(line.who, line.verb, line.object) for line in lines if line.verb == "published"] == [
        ("Plan-Lead", "published", "version 1 of the plan for X09000043"),
        ("Analyst", "published", "release 1 of X09000043"),
    ]
    assert [line.digest for line in lines if line.digest] == [version.digest[:12], release.digest[:12]]
    assert lines[-1].who == "The person at the server"


def test_it_comes_in_pages(person):
    admin = person("administrator")
    for number in range(queries.PAGE):
        actions.record(admin, "counted", str(number))
    first, second = queries.page(admin), queries.page(admin, 2)
    assert (len(first.lines), first.newer, first.older, first.total) == (50, None, 2, 51)
    assert (len(second.lines), second.newer, second.older) == (1, 1, None)


@pytest.mark.parametrize("number", ["x", "-1", "0", "²", "99999999"])
def test_a_page_number_that_is_none_shows_the_first(client, person, number):
    client.force_login(person("administrator"))
    assert "opened account" in client.get("/record/", {"page": number}).text


def test_only_administrators_read_it(person):
    with pytest.raises(NotAllowed):
        queries.page(person("analyst"))
