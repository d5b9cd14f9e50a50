"""Signing in with a code by mail."""

from __future__ import annotations

import re

import pytest


@pytest.fixture
def ask(client):
    return lambda email: client.post("/sign-in/", {"email": email}, follow=True)


def code_in(mail) -> str:
    return re.search(r"^([A-Z0-9-]{6,})$", mail.body, re.M)[1]


def test_with_the_code_from_the_mail(client, person, ask, mailoutbox):
    person("plan-lead")
    assert "Type the code we sent" in ask("plan-lead@example.org").text
    response = client.post("/sign-in/code/", {"code": code_in(mailoutbox[0])}, follow=True)
    assert "You are signed in as Plan-Lead." in response.text
    assert "Sign in</a>" not in response.text
    assert response.text.count("Sign out</button>") == 2
    assert client.get("/plan/findings/").status_code == 200


def test_the_demo_says_where_the_code_is_shown(settings, person, ask):
    person("plan-lead")
    assert "This is the demo." not in ask("plan-lead@example.org").text
    settings.CONVIVE_DEMO = True
    assert "newest file of the folder <code>mail</code>" in ask("plan-lead@example.org").text


def test_back_to_the_page_that_was_asked_for(client, person, mailoutbox):
    person("plan-lead")
    client.post("/sign-in/", {"email": "plan-lead@example.org", "next": "/plan/findings/"})
    response = client.post("/sign-in/code/", {"code": code_in(mailoutbox[0]), "next": "/plan/findings/"})
    assert response["Location"] == "/plan/findings/"


def test_never_on_to_another_site(client, person, mailoutbox):
    person("plan-lead")
    client.post("/sign-in/", {"email": "plan-lead@example.org"})
    response = client.post("/sign-in/code/", {"code": code_in(mailoutbox[0]), "next": "//evil.example/"})
    assert response["Location"] == "/"


def test_a_stranger_gets_no_mail_and_learns_nothing(person, ask, mailoutbox):
    person("plan-lead")
    known = ask("plan-lead@example.org").text
    unknown = ask("nobody@example.org").text
    clean = re.compile(r'value="[^"]*"|<strong>[^<]*</strong>')
    assert clean.sub("", unknown) == clean.sub("", known)
    assert [mail.to for mail in mailoutbox] == [["plan-lead@example.org"]]


def test_a_wrong_code_says_so_and_the_third_ends_it(client, person, ask):
    person("plan-lead")
    ask("plan-lead@example.org")
    first = client.post("/sign-in/code/", {"code": "NOTTHIS"})
    assert "That is not the code we sent" in first.text
    assert 'aria-invalid="true"' in first.text
    client.post("/sign-in/code/", {"code": "NOTTHIS"})
    last = client.post("/sign-in/code/", {"code": "NOTTHIS"}, follow=True)
    assert last.redirect_chain[-1][0] == "/sign-in/"
    assert "tried too often" in last.text


def test_codes_cannot_be_asked_for_without_end(client, person, ask, mailoutbox):
    person("plan-lead")
    for _ in range(3):
        ask("plan-lead@example.org")
        client.post("/sign-out/", {"next": "/sign-in/"})
    assert "tried too often" in ask("plan-lead@example.org").text
    assert len(mailoutbox) == 3


@pytest.mark.parametrize(
    ("given", "says"), [("", "Write your e-mail address."), ("x", "Write an address like ann@example.org.")]
)
def test_the_summary_leads_to_the_field(client, db, given, says):
    page = client.post("/sign-in/", {"email": given}).text
    assert f'<a href="#id_email">{says}</a>' in page


def test_a_slip_in_the_address_can_be_mended(client, person, ask, mailoutbox):
    person("plan-lead")
    page = ask("plan-led@example.org").text
    assert "Use another address" in page
    back = client.post("/sign-out/", {"next": "/sign-in/"}, follow=True)
    assert "Send me a code" in back.text
    ask("plan-lead@example.org")
    assert len(mailoutbox) == 1


def test_a_closed_account_gets_no_code(person, ask, mailoutbox):
    who = person("plan-lead")
    who.is_active = False
    who.save()
    ask("plan-lead@example.org")
    assert mailoutbox == []


def test_signing_out_takes_a_button_not_a_link(client, person, published):
    client.force_login(person("administrator"))
    assert "Sign out?" in client.get("/sign-out/").text
    assert client.get("/record/").status_code == 200
    response = client.post("/sign-out/")
    assert response.cookies["sessionid"].value == ""
    assert client.get("/record/").status_code == 302


def test_nobody_opens_their_own_account(client, db):
    for path in ("/sign-up/", "/accounts/signup/", "/signup/"):
        assert client.get(path).status_code == 404
