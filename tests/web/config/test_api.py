"""The read-only API: what is published and nothing else, one body for every error, cached by digest, counted."""

from __future__ import annotations

import json

import pytest

PLACE = "/api/v1/places/X09000043"
ADDRESSES = [
    "/api/v1/places",
    f"{PLACE}/releases",
    f"{PLACE}/releases/1",
    f"{PLACE}/releases/1/tables/neighbourhoods",
    "/api/v1/plan",
    "/api/v1/plan/versions",
    "/api/v1/plan/versions/1",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_everything_published_can_be_read_without_an_account_or_a_cookie(client, published, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/json")
    assert response["Cache-Control"].startswith("public, max-age=")
    assert not response.cookies
    assert "Vary" not in response or "Cookie" not in response["Vary"]
    head = client.head(address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", response["ETag"])


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_has_not_changed_is_a_short_answer(client, published, address):
    etag = client.get(address)["ETag"]
    again = client.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert again["Cache-Control"].startswith("public")
    assert client.get(address, headers={"if-none-match": '"another"'}).status_code == 200


def test_a_list_changes_its_mark_when_the_same_evidence_is_published_again(client, published, evidence):
    from convive.web.accounts.models import User
    from convive.web.place.actions import publish_release

    before = client.get(f"{PLACE}/releases")["ETag"]
    publish_release(User.objects.get(role="analyst"), evidence)
    after = client.get(f"{PLACE}/releases")
    assert after["ETag"] != before
    assert [one["number"] for one in after.json()] == [2, 1]


def test_a_release_says_what_the_evidence_says(client, published, evidence):
    given = client.get(f"{PLACE}/releases/1").json()
    assert (given["place_name"], given["invented"], given["written"]) == ("Brackenford", True, "2026-11-22")
    assert given["missing"] == [gap.says for gap in evidence.missing]
    assert given["sources"][0]["digest"] == "0" * 64
    assert [one["id"] for one in given["tables"]] == ["neighbourhoods"]
    assert client.get(given["tables"][0]["url"]).status_code == 200
    assert client.get(given["tables"][0]["csv"]).status_code == 200


def test_small_numbers_are_withheld_as_they_are_on_the_pages(client, published, evidence):
    given = client.get(f"{PLACE}/releases/1/tables/neighbourhoods").json()
    withheld = [cell for row in given["rows"] for cell in row if cell["withheld"]]
    assert len(withheld) == evidence.sheets[0].withheld > 0
    assert all(cell["value"] is None for cell in withheld)
    counts = [i for i, column in enumerate(given["columns"]) if column["kind"] == "count"]
    shown = [row[i]["value"] for row in given["rows"] for i in counts if row[i]["value"] is not None]
    assert shown
    assert all(value == 0 or value >= 10 for value in shown)


def test_the_plan_is_the_plan(client, published, plan):
    given = client.get("/api/v1/plan").json()
    assert given["plan"] == plan.model_dump(mode="json")
    assert (given["number"], given["invented"]) == (1, True)
    assert client.get(given["url"]).json() == given


def test_before_anything_is_published_lists_are_empty(client, db):
    assert client.get("/api/v1/places").json() == []
    assert client.get("/api/v1/plan/versions").json() == []
    assert client.get("/api/v1/plan").status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/nothing", 404),
        ("/api/v1/", 404),
        ("/api/v1/places/E08000032/releases", 404),
        (f"{PLACE}/releases/7", 404),
        ("/api/v1/places/E08000032/releases/1", 404),
        (f"{PLACE}/releases/one", 422),
        (f"{PLACE}/releases/1/tables/../../../plan", 404),
        (f"{PLACE}/releases/1/tables/nothing", 404),
        ("/api/v1/plan/versions/7", 404),
    ],
)
def test_every_error_is_one_body(client, published, address, status):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    body = json.loads(response.content)
    assert set(body) == {"type", "title", "status", "detail"}
    assert body["status"] == status
    assert not response.cookies


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, published, method):
    response = getattr(client, method)("/api/v1/plan")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert response["Content-Type"] == "application/problem+json"


def test_it_may_be_asked_only_so_often(client, published, settings):
    settings.CONVIVE_API_PER_MINUTE = 3
    answers = [client.get("/api/v1/places").status_code for _ in range(5)]
    # A minute may end between two of them; then the count begins anew.
    assert answers[:3] == [200, 200, 200]
    assert 429 in answers or client.get("/api/v1/places").status_code == 429
    other = client.get("/api/v1/places", REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 200


def test_the_count_holds_no_address(client, published):
    from django.core.cache import cache

    client.get("/api/v1/places", REMOTE_ADDR="192.0.2.7")
    assert "192.0.2.7" not in repr(cache._cache)


def test_behind_a_proxy_the_caller_counts_and_not_the_proxy(client, published, settings):
    settings.CONVIVE_API_PER_MINUTE = 1
    settings.SECURE_SSL_REDIRECT = True
    secure = {"x-forwarded-proto": "https"}
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ask = lambda who: client.get("/api/v1/places", headers={**secure, "x-forwarded-for": who}).status_code  # noqa: E731
    assert ask("198.51.100.1, 192.0.2.1") == 200
    assert ask("198.51.100.1, 192.0.2.2") == 200
    assert {ask("203.0.113.9, 192.0.2.2") for _ in range(3)} & {429}
