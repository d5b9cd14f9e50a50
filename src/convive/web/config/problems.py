"""The one body of every error of the API: a problem (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpResponse
from ninja import Field, Schema

PROBLEM = "application/problem+json"


class Problem(Schema):
    """What went wrong: a title by status, and what can be done in words."""

    type: str = Field("about:blank", description="Always about:blank: the status says of what kind it is.")
    title: str = Field(description="The name of the status.")
    status: int
    detail: str = Field(description="What is wrong here, in words.")


def problem(status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """An answer that says what went wrong."""
    body = Problem(type="about:blank", title=status.phrase, status=int(status), detail=detail)
    return HttpResponse(
        json.dumps(body.model_dump(), ensure_ascii=False),
        status=status,
        content_type=PROBLEM,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )
