"""Our place, and about the numbers."""

from __future__ import annotations

import pytest


def test_before_the_first_release_the_page_says_what_will_stand_there(client, db):
    page = client.get("/")
    assert page.status_code == 200
    assert "Nothing has been published yet" in page.text
    assert client.get("/about/numbers/").status_code == 200
    assert client.get("/data/1/people.csv").status_code == 404


def test_the_page_is_the_files_own_fragment(client, published, evidence):
    from convive.reports.place import our_place
    from convive.web.place import queries

    words = queries.latest().words
    assert words.startswith("Release 1, ")
    assert our_place(evidence, words, csv="/data/1/") in client.get("/").text


def test_an_invented_place_says_so_on_every_page(client, published):
    for path in ("/", "/plan/", "/about/numbers/", "/about/privacy/", "/sign-in/", "/nowhere/"):
        assert "Invented place." in client.get(path).text


def test_the_newest_release_is_shown_and_the_old_one_stays(client, published, evidence):
    from dataclasses import replace

    from convive.web.accounts.models import User
    from convive.web.place.actions import publish_release

    publish_release(User.objects.get(role="analyst"), replace(evidence, written="2026-11-23"))
    page = client.get("/about/numbers/").text
    assert page.index("Release 2, ") < page.index("Release 1, ")
    for number in (1, 2):
        assert client.get(f"/data/{number}/neighbourhoods.csv").status_code == 200


def test_a_table_is_a_file_with_the_release_in_its_name(client, published):
    response = client.get("/data/1/neighbourhoods.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="X09000043-release-1-neighbourhoods.csv"'
    assert "Brackenford 002" in response.content.decode("utf-8-sig")
    assert "[c]" in response.text


@pytest.mark.parametrize("path", ["/data/1/nothing.csv", "/data/2/neighbourhoods.csv", "/data/0/neighbourhoods.csv"])
def test_a_table_that_is_not_there(client, published, path):
    assert client.get(path).status_code == 404


def test_the_numbers_page_leads_to_every_table(client, published):
    page = client.get("/about/numbers/").text
    assert 'href="/data/1/neighbourhoods.csv"' in page
    assert "withheld" in page


def test_every_lesson_is_one_tap_away_and_leads_to_the_next(client, db):
    from convive.reports.lessons import lessons

    page = client.get("/about/numbers/").text
    for one, following in zip(lessons(), lessons()[1:], strict=False):
        assert f'href="/about/numbers/{one.id}/"' in page
        assert f'href="/about/numbers/{following.id}/"' in client.get(f"/about/numbers/{one.id}/").text
    assert client.get("/about/numbers/nothing/").status_code == 404


def test_the_numbers_page_names_every_source_with_its_date(client, published, evidence):
    page = client.get("/about/numbers/").text
    for source in evidence.sources:
        for words in (source.title, source.date_words, source.licence, source.file, source.digest[:12]):
            assert words in page
