"""The read-only API: what is published, as JSON, for whoever wants to check a figure or build on it.

Anonymous, without a cookie, limited in how often it may be asked. Every error is one body (RFC 9457). What is published
never changes, so every answer carries the digest of what it was made from.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from convive.core.errors import ConviveError
from convive.web.config.access import needs
from convive.web.config.answers import VERSION
from convive.web.config.problems import PROBLEM, problem
from convive.web.place.api import router as places
from convive.web.plan.api import router as plan

ROOT = "api/v1/"
ABOUT = (
    "What this site has published about its place, and its plan. Read only, without an account. Counts of one to nine "
    "people are withheld, as on the pages. Every answer has an ETag made from the digest of the release or version; "
    "ask again with If-None-Match. Errors are application/problem+json (RFC 9457)."
)


class Api(NinjaAPI):
    """Ninja's API with errors described as the bodies that they are."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """The description of the API, its errors under their own media type."""
        described = super().get_openapi_schema(path_prefix=path_prefix or f"/{ROOT}", path_params=path_params)
        for operations in described["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    if int(status) >= HTTPStatus.BAD_REQUEST and "application/json" in response.get("content", {}):
                        response["content"] = {PROBLEM: response["content"].pop("application/json")}
        return described


api = Api(
    title="Convive: published figures and plan",
    version=VERSION,
    description=ABOUT,
    docs_url=None,  # the page would fetch scripts from elsewhere
    openapi_url="openapi.json",
    urls_namespace="api",
)
api.add_router("places", places)
api.add_router("plan", plan)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, str(error) or "There is nothing at this address.")


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    where = ", ".join(str(one["loc"][-1]) for one in error.errors)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"This part of the address is not as it must be: {where}.")


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(HTTPStatus(error.status_code), str(error))


@api.exception_handler(ConviveError)
def _ours(request: HttpRequest, error: ConviveError) -> HttpResponse:
    return problem(HTTPStatus.BAD_REQUEST, error.says)


def guarded(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of the API as this site runs it: counted, answered with one body for every error, and cached by digest."""

    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return problem(HTTPStatus.METHOD_NOT_ALLOWED, "The API can only be read.", {"Allow": "GET, HEAD"})
        if not _within_limit(request):
            return problem(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"More than {settings.CONVIVE_API_PER_MINUTE} questions a minute. Wait a little, then go on.",
                {"Retry-After": "60"},
            )
        asked, request.method = request.method, "GET"
        try:
            response = view(request, *args, **kwargs)
        finally:
            request.method = asked
        etag = response.headers.get("ETag")
        if not etag:
            return response
        conditional = get_conditional_response(request, etag=etag, response=response)  # type: ignore[arg-type]  # the stubs know only HttpResponse
        if conditional is not None and conditional is not response:
            conditional.headers["Cache-Control"] = response.headers["Cache-Control"]
        return conditional or response

    run.__name__ = getattr(view, "__name__", "api")
    return run


def _within_limit(request: HttpRequest) -> bool:
    """Counts questions a minute by where they come from; the address itself is kept nowhere."""
    from_where = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_SSL_REDIRECT:  # the site stands behind a proxy, which adds the caller's address last
        from_where = request.META.get("HTTP_X_FORWARDED_FOR", from_where).rpartition(",")[2].strip()
    minute = int(timezone.now().timestamp() // 60)
    key = f"api-{salted_hmac('convive.api', from_where).hexdigest()[:24]}-{minute}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) <= settings.CONVIVE_API_PER_MINUTE


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every other address below the API's own."""
    return problem(HTTPStatus.NOT_FOUND, "There is nothing at this address. Start at /api/v1/places.")


def patterns() -> list[URLPattern]:
    """The API's addresses, each guarded and with the permission it needs."""
    found = []
    for entry in api.urls[0]:
        if isinstance(entry, URLPattern) and entry.name != "api-root":
            entry.callback = needs("api.read")(guarded(entry.callback))
            found.append(entry)
    nowhere = needs("api.read")(guarded(nothing_here))
    return [*found, path("", nowhere), path("<path:rest>", nowhere)]
