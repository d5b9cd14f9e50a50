"""The API as others rely on it: a change of its description is a change somebody must look at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from convive.planning import model
from convive.web.config.api import api

SNAPSHOT = Path(__file__).parent / "openapi-v1.json"


def agreed() -> dict:
    """The description without the parts of a plan: those are plan.toml's own, and ``planning.model`` keeps them."""
    whole = json.loads(json.dumps(api.get_openapi_schema()))
    schemas = whole["components"]["schemas"]
    whole["components"]["schemas"] = {name: one for name, one in schemas.items() if not hasattr(model, name)}
    return whole


@pytest.fixture(scope="module")
def described() -> dict:
    return json.loads(json.dumps(api.get_openapi_schema()))


def test_the_description_is_the_one_that_was_agreed():
    """When a change is meant, write ``agreed()`` into the file again and say so in CHANGELOG.md."""
    assert agreed() == json.loads(SNAPSHOT.read_text("utf-8"))


def test_every_operation_can_only_be_read_and_says_every_error_it_can_give(described):
    for address, operations in described["paths"].items():
        assert set(operations) == {"get"}, address
        responses = operations["get"]["responses"]
        assert set(responses) == {"200", "404", "422", "429"}, address
        for status in ("404", "422", "429"):
            assert set(responses[status]["content"]) == {"application/problem+json"}


def test_every_operation_has_a_name_a_summary_and_an_entry_in_the_reference(described, root):
    page = (root / "docs" / "reference" / "api.md").read_text("utf-8")
    for address, operations in described["paths"].items():
        assert operations["get"]["summary"]
        assert operations["get"]["description"]
        assert f"## GET {address}\n" in page
