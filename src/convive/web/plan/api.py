"""The API's addresses about the plan: the newest version, and every version by its number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Router, Schema

from convive.planning.model import Plan
from convive.web.config.answers import A_DAY, A_MINUTE, ERRORS, stamp
from convive.web.plan import queries

router = Router(tags=["plan"])


class Version(Schema):
    """One published version of the plan: numbered, dated, and the same for good."""

    number: int
    place: str
    invented: bool = Field(description="Whether the place is made up.")
    title: str
    published: datetime
    digest: str = Field(description="SHA-256 of what was published.")
    url: str


class VersionWhole(Version):
    """A version with the plan itself, as its file holds it."""

    plan: Plan


@router.get("", response={200: VersionWhole, **ERRORS}, operation_id="plan", summary="The newest version of the plan")
def newest(request: HttpRequest, response: HttpResponse) -> VersionWhole:
    """The newest version of the plan."""
    found = queries.latest()
    if found is None:
        raise Http404("No plan has been published yet.")
    return _whole(found, response, A_MINUTE)


@router.get(
    "/versions", response={200: list[Version], **ERRORS}, operation_id="versions", summary="Every version, newest first"
)
def versions(request: HttpRequest, response: HttpResponse) -> list[Version]:
    """Every version of the plan, newest first; empty before the first."""
    found = queries.all_versions()
    if found:
        stamp(response, f"{found[0].number}-{found[0].digest}", A_MINUTE)
    return [Version(**_version(one)) for one in found]


@router.get(
    "/versions/{number}",
    response={200: VersionWhole, **ERRORS},
    operation_id="version",
    url_name="version",
    summary="One version of the plan",
)
def version(request: HttpRequest, response: HttpResponse, number: int) -> VersionWhole:
    """One version of the plan. It never changes."""
    found = next((one for one in queries.all_versions() if one.number == number), None)
    if found is None:
        raise Http404(f"The plan has no version {number}.")
    return _whole(found, response, A_DAY)


def _whole(found: queries.Published, response: HttpResponse, age: str) -> VersionWhole:
    stamp(response, f"{found.number}-{found.digest}", age)
    return VersionWhole(**_version(found), plan=queries.plan_of(found.digest))


def _version(one: queries.Published) -> dict[str, Any]:
    return {
        "number": one.number,
        "place": one.place_code,
        "invented": one.invented,
        "title": one.title,
        "published": one.published,
        "digest": one.digest,
        "url": reverse("api:version", args=[one.number]),
    }
