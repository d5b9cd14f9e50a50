"""Pages about the place."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from convive.reports.lessons import lessons
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
    """What we count, what the symbols mean, how a figure is judged, the sources, and every release with its tables."""
    releases = [(release, queries.tables(release.digest)) for release in queries.all_releases()]
    sources = queries.evidence(releases[0][0].digest).sources if releases else ()
    content = {"releases": releases, "sources": sources, "lessons": lessons(), "rules": queries.RULES}
    return render(request, "place/numbers.html", content)


@needs("about.read")
@require_safe
def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """A short lesson, and the way to the next."""
    at = next((i for i, one in enumerate(lessons()) if one.id == slug), None)
    if at is None:
        raise Http404
    return render(
        request, "place/lesson.html", {"lesson": lessons()[at], "next": next(iter(lessons()[at + 1 :]), None)}
    )


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
