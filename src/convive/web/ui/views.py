"""Pages that never change, the cloth, and what is said when something goes wrong."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from convive.core.geography import is_code
from convive.reports.cloth import cloth_png
from convive.web.config.access import needs


@needs("about.read")
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What we do not ask, and what is kept."""
    return render(request, "ui/privacy.html")


@needs("about.read")
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "ui/accessibility.html")


@needs("about.read")
@require_safe
def cloth(request: HttpRequest, code: str) -> HttpResponse:
    """The place's cloth as a style sheet of one line, so that pages need no style of their own."""
    if not is_code("lad", code):
        raise Http404
    return HttpResponse(
        _cloth(code), content_type="text/css; charset=utf-8", headers={"Cache-Control": "public, max-age=86400"}
    )


@needs("about.read")
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What is public may be found by search engines; the pages of work are no use to them."""
    away = "".join(f"Disallow: {reverse(name)}\n" for name in ("imports:first", "audit:record", "people"))
    return HttpResponse(f"User-agent: *\n{away}", content_type="text/plain; charset=utf-8")


@needs("about.read")
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The mark, for browsers that ask for it by its old name."""
    mark = files("convive.web.ui").joinpath("static", "ui", "mark.svg").read_bytes()
    return HttpResponse(mark, content_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


@lru_cache(maxsize=8)
def _cloth(code: str) -> str:
    return f":root{{--cloth:url({cloth_png(code)})}}\n"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: said without the chrome, because the site's own name may be what is wrong."""
    return HttpResponse(render_to_string("400.html"), status=400)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "404.html", status=404)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open too long, or came from somewhere else."""
    return render(request, "403_form.html", status=403)


def too_many(request: HttpRequest) -> HttpResponse:
    """429: too many tries."""
    return render(request, "429.html", status=429)


def broken(request: HttpRequest) -> HttpResponse:
    """500: said without the chrome, because the database may be what is broken."""
    return HttpResponse(render_to_string("500.html"), status=500)
