"""What every answer of the API says about itself: what it was made from, and how long it may be kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from convive.web.config.problems import Problem

VERSION = "1.0.0"
A_MINUTE = "public, max-age=60"
A_DAY = "public, max-age=86400"
# Every operation can give these; ninja's own type of the argument is as loose.
ERRORS: dict[Any, Any] = {frozenset({404, 422, 429}): Problem}


def stamp(response: HttpResponse, made_from: str, age: str) -> None:
    """Say from what an answer was made (its digest, and the version of the API) and how long it may be kept."""
    response.headers["ETag"] = f'"{VERSION}-{made_from}"'
    response.headers["Cache-Control"] = age
