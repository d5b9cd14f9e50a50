"""Opening accounts, and the demo's own door."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from convive.core.errors import RefusedInput
from convive.web.accounts import actions, queries
from convive.web.accounts.models import User
from convive.web.audit.models import Event
from convive.web.config.errors import NotAllowed


def test_an_administrator_opens_an_account(person):
    admin = person("administrator")
    user = actions.add_user(admin, email=" Ann@Example.org ", name="Ann Prosser", role="analyst")
    assert (user.email, user.role_title, user.has_usable_password()) == ("ann@example.org", "Analyst", False)
    event = Event.objects.latest("id")
    assert (event.actor, event.verb, event.object, event.facts) == (
        admin,
        "opened",
        f"account {user.pk}",
        {"role": "analyst"},
    )


@pytest.mark.parametrize("role", ["analyst", "plan-lead", "facilitator"])
def test_nobody_else_does(person, role):
    with pytest.raises(NotAllowed):
        actions.add_user(person(role), email="a@example.org", name="A", role="administrator")
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "role", "says"),
    [
        ("not an address", "analyst", "not an e-mail address"),
        ("visitor@example.org", "visitor", "needs no account"),
        ("ADMINISTRATOR@example.org", "analyst", "has an account already"),
    ],
)
def test_accounts_that_make_no_sense(person, email, role, says):
    admin = person("administrator")
    with pytest.raises(RefusedInput, match=says):
        actions.add_user(admin, email=email, name="", role=role)


def test_no_account_without_its_line_on_the_record(person, monkeypatch):
    admin = person("administrator")

    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("convive.web.audit.actions.record", fail)
    with pytest.raises(OSError, match="disk full"):
        actions.add_user(admin, email="ann@example.org", name="Ann", role="analyst")
    assert not User.objects.filter(email="ann@example.org").exists()


def test_the_first_account_is_opened_at_the_server(db, capsys):
    call_command("add_user", "ann@example.org", role="administrator", name="Ann")
    assert "may now sign in as administrator" in capsys.readouterr().out
    assert Event.objects.get().actor is None


@pytest.fixture
def demo(settings, db):
    settings.CONVIVE_DEMO = True
    for person in queries.demo_people():
        actions.add_user(queries.OPERATOR, email=person.email, name=person.title, role=person.role)
    return settings


@pytest.mark.parametrize("role", queries.DEMO_ROLES)
def test_the_demo_lets_you_in_as_an_invented_person(client, demo, role):
    response = client.post("/sign-in/try/", {"role": role})
    assert (response.status_code, response["Location"]) == (302, "/")
    own = "/matching/" if role == "facilitator" else "/plan/findings/"
    assert client.get(own).status_code == 200


def test_the_demo_offers_four_people(client, demo):
    page = client.get("/sign-in/try/").text
    assert [f"Try it as the {who}" in page for who in ("facilitator", "analyst", "plan lead", "administrator")] == [
        True
    ] * 4


def test_outside_the_demo_there_is_no_such_door(client, demo):
    demo.CONVIVE_DEMO = False
    assert client.get("/sign-in/try/").status_code == 404
    assert client.post("/sign-in/try/", {"role": "administrator"}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("facts", [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}])
def test_the_demos_door_is_shut_to_other_machines(client, demo, facts):
    assert client.post("/sign-in/try/", {"role": "administrator"}, **facts).status_code == 403
    assert "_auth_user_id" not in client.session


def test_nobody_else_can_be_tried(client, demo, person):
    for role in ("evaluator", "zzz", ""):
        assert client.post("/sign-in/try/", {"role": role}).status_code == 400
    assert "_auth_user_id" not in client.session


def test_the_demos_door_wants_its_own_form(demo):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/sign-in/try/", {"role": "administrator"})
    assert response.status_code == 403
    assert "open the form again" in response.text
