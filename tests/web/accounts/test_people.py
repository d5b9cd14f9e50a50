"""The administrator opens and closes accounts and gives out roles; the last administrator stays one."""

from __future__ import annotations

import pytest

from convive.core.errors import RefusedInput, UnknownName
from convive.web.accounts import actions, queries
from convive.web.accounts.models import User
from convive.web.audit.models import Event
from convive.web.config.errors import NotAllowed


@pytest.fixture
def admin(client, person):
    client.force_login(person("administrator"))
    return client


def test_somebody_is_added_and_can_sign_in(admin, client, mailoutbox):
    given = {"do": "add", "email": "Ann@Example.org", "name": "Ann Prosser", "role": "analyst"}
    page = admin.post("/people/", given, follow=True)
    assert "ann@example.org may now sign in as analyst." in page.text
    assert "Ann Prosser" in page.text
    admin.post("/sign-out/")
    client.post("/sign-in/", {"email": "ann@example.org"})
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"role": "analyst"}, "Write their e-mail address."),
        ({"email": "x", "role": "analyst"}, "Write an address like ann@example.org."),
        ({"email": "a@example.org"}, "Choose a role."),
        ({"email": "administrator@example.org", "role": "analyst"}, "has an account already"),
        ({"email": "a@example.org", "role": "visitor"}, "Select a valid choice"),
    ],
)
def test_what_does_not_fit_is_said_and_nobody_is_added(admin, given, says):
    page = admin.post("/people/", {"do": "add", **given})
    assert page.status_code == 400
    assert says in page.text
    assert User.objects.count() == 1


def test_a_role_is_changed_and_stands_on_the_record_by_number(admin, person):
    other = person("analyst")
    admin.post("/people/", {"do": "role", "account": other.pk, "role": "plan-lead"})
    other.refresh_from_db()
    assert other.role == "plan-lead"
    event = Event.objects.latest("id")
    assert (event.verb, event.object, event.facts) == (
        "changed the role of",
        f"account {other.pk}",
        {"before": "analyst", "role": "plan-lead"},
    )


def test_an_account_is_closed_and_opened_again_never_deleted(admin, client, person):
    other = person("plan-lead")
    admin.post("/people/", {"do": "close", "account": other.pk})
    other.refresh_from_db()
    assert not other.is_active
    assert queries.by_email(other.email) is None
    assert "Open again" in admin.get("/people/").text
    admin.post("/people/", {"do": "open", "account": other.pk})
    assert queries.by_email(other.email) == other


def test_the_last_administrator_stays_one(admin, person):
    (me,) = User.objects.all()
    for attempt in ({"do": "close"}, {"do": "role", "role": "analyst"}):
        assert (
            "This is the last administrator." in admin.post("/people/", {**attempt, "account": me.pk}, follow=True).text
        )
    me.refresh_from_db()
    assert (me.is_active, me.role) == (True, "administrator")


def test_an_account_or_a_role_that_is_not_there(admin, person):
    assert "There is no such account." in admin.post("/people/", {"do": "close", "account": "x"}, follow=True).text
    with pytest.raises(UnknownName):
        actions.change_role(User.objects.get(), 1, "king")
    with pytest.raises(RefusedInput, match="needs no account"):
        actions.change_role(User.objects.get(), 1, "visitor")


@pytest.mark.parametrize("role", ["analyst", "plan-lead", "data-protection-lead"])
def test_nobody_else_looks_after_accounts(person, role):
    who = person(role)
    for attempt in (
        lambda: actions.change_role(who, who.pk, "administrator"),
        lambda: actions.set_open(who, who.pk, open=False),
        lambda: queries.accounts(who),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_only_roles_with_something_to_do_are_given_out(admin, person):
    page = admin.get("/people/").text
    assert "Analyst: " in page
    assert "Evaluator" not in page
    assert "Panel member" not in page
    other = person("grants-officer")
    page = admin.get("/people/").text
    assert f'<option value="{other.role}" selected>Grants officer</option>' in page


def test_an_account_has_the_number_that_the_record_gives_it(admin, person):
    other = person("analyst")
    admin.post("/people/", {"do": "close", "account": other.pk})
    assert f"account {other.pk}" in admin.get("/record/").text
    assert f"account {other.pk}</span>" in admin.get("/people/").text
