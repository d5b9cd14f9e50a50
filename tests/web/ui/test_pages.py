"""What every page has, and what is said when something goes wrong."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from convive.core.words import forbidden

PAGES = ["/", "/plan/", "/about/numbers/", "/about/privacy/", "/about/accessibility/", "/sign-in/", "/nowhere/"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_language_a_title_one_heading_and_a_way_past_the_menu(client, published, path):
    page = client.get(path).text
    assert '<html lang="en-GB">' in page
    assert re.search(r"<title>[^<]{7,} · Brackenford</title>", page)
    assert len(re.findall(r"<h1\b", page)) == 1
    assert page.index('<a class="skip" href="#main">') < page.index("<nav")
    assert '<main id="main"' in page


@pytest.mark.parametrize("path", PAGES)
def test_no_page_uses_a_word_we_do_not_use(client, published, path):
    assert forbidden(re.sub(r"<[^>]+>", " ", client.get(path).text)) == []


@pytest.mark.parametrize("path", PAGES)
def test_no_link_within_the_site_leads_nowhere(client, published, path):
    page = client.get(path).text
    for target in set(re.findall(r'(?:href|src|action)="([^"]+)"', page)):
        if target.startswith("#"):
            assert f'id="{target[1:]}"' in page, target
        elif target.startswith("/static/"):
            from django.contrib.staticfiles import finders

            assert finders.find(target.removeprefix("/static/")), target
        else:
            assert target.startswith("/"), target
            assert client.get(target).status_code in {200, 302}, target


def test_the_page_of_what_we_never_ask(client, db):
    page = client.get("/about/privacy/").text
    for never in (
        "immigration status or nationality",
        "police or to Prevent",
        "watching of social media",
        "score of a person",
        "list of people by group",
        "proof, about anybody, that they came",
    ):
        assert never in page


def test_the_cloth_is_a_style_sheet_of_the_place(client, db):
    response = client.get("/cloth/X09000043.css")
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response.text.startswith(":root{--cloth:url(data:image/png;base64,")
    assert client.get("/cloth/X09000044.css").text != response.text
    assert client.get("/cloth/anything.css").status_code == 404


def test_the_site_answers_to_its_own_names_only(client, db):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400


def test_when_something_breaks_the_page_says_so_without_the_database(published, monkeypatch):
    def broken() -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("convive.web.place.queries.latest", broken)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.text
    assert "out of order" not in response.text


def test_a_log_line_names_nobody(client, person, published, caplog):
    client.force_login(person("administrator"))
    client.get("/nowhere/", headers={"user-agent": "Ann's browser"}, REMOTE_ADDR="192.0.2.7")
    client.post("/sign-in/code/", {"code": "x"})
    client.get("/plan/", headers={"host": "evil.example"}, REMOTE_ADDR="192.0.2.7")
    for secret in ("192.0.2.7", "administrator@example.org", "Ann's browser"):
        assert secret not in caplog.text


def test_search_engines_and_old_browsers_get_an_answer(client, db):
    robots = client.get("/robots.txt")
    assert robots["Content-Type"].startswith("text/plain")
    assert "Disallow: /import/\n" in robots.text
    assert "Disallow: /\n" not in robots.text
    mark = client.get("/favicon.ico")
    assert mark["Content-Type"] == "image/svg+xml"
    assert b"<svg" in mark.content
