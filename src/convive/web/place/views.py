"""Pages about the place."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from convive.web.config.access import needs
from convive.web.place import queries


@needs("place.read")
@require_safe
def our_place(request: HttpRequest) -> HttpResponse:
    """Who lives here, and how mixed: the newest release."""
    release = queries.latest()
    fragment = queries.fragment(release) if release else None
    return render(request, "place/our_place.html", {"release": release, "fragment": fragment})


@needs("about.read")
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """What the symbols mean, why small numbers are hidden, and every release with its tables."""
    releases = [(release, queries.tables(release.digest)) for release in queries.all_releases()]
    return render(request, "place/numbers.html", {"releases": releases})


@needs("place.read")
@require_safe
def table(request: HttpRequest, number: int, sheet: str) -> HttpResponse:
    """A table of a release as a file."""
    release = queries.numbered(number)
    content = queries.table(release.digest, sheet) if release else None
    if release is None or content is None:
        raise Http404
    name = f"{release.place_code}-release-{release.number}-{sheet}.csv"
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
