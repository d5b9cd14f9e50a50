"""The API as others rely on it: a change of its description is a change somebody must look at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from convive.web.config.api import api

SNAPSHOT = Path(__file__).parent / "openapi-v1.json"
RENEW = """
from convive.web.config.api import api; import json
print(json.dumps(api.get_openapi_schema(), indent=1, ensure_ascii=False))
"""


@pytest.fixture(scope="module")
def described() -> dict:
    return json.loads(json.dumps(api.get_openapi_schema()))


def test_the_description_is_the_one_that_was_agreed(described):
    assert described == json.loads(SNAPSHOT.read_text("utf-8")), f"If it is meant, renew {SNAPSHOT.name} with:{RENEW}"


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
