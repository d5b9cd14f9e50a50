"""The newest draft as a page, for those who decide."""

from __future__ import annotations

import pytest

from convive.planning.model import Objective
from convive.planning.write import write
from convive.web.accounts.models import User
from convive.web.config.errors import NotAllowed
from convive.web.plan import queries

DRAFT = "/plan/draft/"


@pytest.fixture
def analyst(client, published):
    client.force_login(User.objects.get(role="analyst"))
    return client


@pytest.fixture
def drafted(plan, monkeypatch) -> str:
    text = write(
        plan.model_copy(update={"objectives": [Objective(id="o", domain="schools", title="Children <b>meet")]})
    )
    monkeypatch.setattr("convive.web.imports.queries.newest_draft", lambda: text)
    return text


def test_without_a_draft_it_says_how_one_is_made(analyst):
    assert "There is no draft yet" in analyst.get(DRAFT).text


def test_a_draft_is_printed_with_what_is_open_and_nothing_in_it_runs(analyst, drafted):
    page = analyst.get(DRAFT).text
    assert "Children &lt;b&gt;meet" in page
    assert "Nobody has agreed this draft" in page
    assert "What people must still decide" in page


def test_a_visitor_is_sent_to_the_sign_in_page(client, published, drafted):
    assert client.get(DRAFT).status_code == 302
    with pytest.raises(NotAllowed):
        queries.draft_fragment(None, drafted)
