"""What every page tells the browser."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse

from convive.web.config.headers import Headers

PAGES = ["/", "/plan/", "/about/numbers/", "/about/privacy/", "/sign-in/", "/nowhere/"]


@pytest.fixture
def policy(client, published):
    def policy(path: str) -> dict[str, str]:
        parts = client.get(path)["Content-Security-Policy"].split(";")
        return {name: rest for name, _, rest in (part.strip().partition(" ") for part in parts)}

    return policy


@pytest.mark.parametrize("path", PAGES)
def test_no_script_runs_and_no_other_site_is_asked(policy, path):
    found = policy(path)
    assert found["default-src"] == "'none'"
    assert found["script-src"] == "'none'"
    assert found["style-src"] == "'self'"
    assert "unsafe" not in " ".join(found.values())
    assert found["form-action"] == "'self'"
    assert found["frame-ancestors"] == "'none'"
    assert "http" not in " ".join(found.values())


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_nothing_that_the_policy_would_stop(client, published, path):
    page = client.get(path).text
    assert "<script" not in page
    assert "<style" not in page
    assert not re.search(r"<[^>]+\s(style|on\w+)=", page)


@pytest.mark.parametrize("path", PAGES)
def test_other_headers(client, published, path):
    response = client.get(path)
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_a_page_for_one_person_is_never_kept(client, person, published):
    client.force_login(person("administrator"))
    assert client.get("/record/")["Cache-Control"] == "private, no-store"
    assert client.get("/")["Cache-Control"] == "private, no-store"


def test_a_page_for_everybody_may_be_kept(client, published):
    assert "no-store" not in client.get("/").get("Cache-Control", "")


def test_an_answer_to_head_has_a_length_and_no_body(rf):
    answer = Headers(lambda request: HttpResponse("page", headers={"Content-Length": "4"}))(rf.head("/"))
    assert (answer.content, answer["Content-Length"]) == (b"", "4")
