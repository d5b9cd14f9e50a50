"""Pages of the import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from convive.core.errors import ConviveError
from convive.web.config.access import needs
from convive.web.config.errors import NotAllowed
from convive.web.imports import actions, queries
from convive.web.imports.forms import BringIn, Publish

REFRESH = "3"


@needs("place.import")
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def first(request: HttpRequest) -> HttpResponse:
    """Which files would help, in the order of use; the form to bring one in; what is under way."""
    given = request.method == "POST"
    form = BringIn(request.POST, request.FILES) if given else BringIn(initial={"source": request.GET.get("kind", "")})
    if given and form.is_valid():
        try:
            new = actions.take_in(request.user, form.cleaned_data["source"], form.cleaned_data["given"])
        except NotAllowed:
            raise
        except ConviveError as error:
            form.add_error("given", f"{error.says} {error.hint or ''}".strip())
        else:
            return redirect("imports:job", new)
    code = queries.place_code(request.GET.get("place", ""))
    wanted = queries.wanted_files(request.user, code) if code else ()
    content = {
        "form": form,
        "code": code,
        "asked": request.GET.get("place", ""),
        "wanted": wanted,
        "here": sum(one.state != "missing" for one in wanted),
        "demo_files": queries.demo_files(),
        "jobs": queries.newest(request.user),
    }
    return render(request, "imports/first.html", content, status=400 if form.errors else 200)


@needs("place.import")
@require_safe
def job(request: HttpRequest, id: UUID) -> HttpResponse:
    """How far a job is, and what came out. While it is under way the page looks again by itself, without a script."""
    work = _work(request, id)
    response = render(request, f"imports/{work.step if work.step != 'keep' else 'read'}.html", _content(work))
    if work.under_way:
        response.headers["Refresh"] = REFRESH
    return response


@needs("place.import")
@require_safe
def refused(request: HttpRequest, id: UUID) -> HttpResponse:
    """The rows that could not be used, with reasons, as a file."""
    work = _work(request, id)
    if not work.report.get("refused"):
        raise Http404
    return HttpResponse(
        queries.refused_csv(work.report),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="rows-not-used.csv"'},
    )


@needs("place.import")
@require_POST
@csrf_protect
def release(request: HttpRequest) -> HttpResponse:
    """Have a release drafted."""
    return redirect("imports:job", actions.draft_release(request.user, request.POST.get("place", "")))


@needs("place.import")
@require_POST
@csrf_protect
def keep(request: HttpRequest, id: UUID) -> HttpResponse:
    """Keep what was read."""
    return _act(request, id, actions.keep)


@needs("place.import")
@require_POST
@csrf_protect
def again(request: HttpRequest, id: UUID) -> HttpResponse:
    """Begin once more."""
    return _act(request, id, actions.again)


@needs("place.import")
@require_POST
@csrf_protect
def cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    """End it; nothing is kept."""
    return _act(request, id, actions.cancel)


@needs("place.publish")
@require_POST
@csrf_protect
def publish(request: HttpRequest, id: UUID) -> HttpResponse:
    """Publish the evidence of a draft."""
    form = Publish(request.POST)
    if not form.is_valid():
        return render(request, "imports/release.html", {**_content(_work(request, id)), "form": form}, status=400)
    try:
        made = actions.publish(request.user, id, form.cleaned_data["note"])
    except NotAllowed:
        raise
    except ConviveError as error:
        form.add_error(None, f"{error.says} {error.hint or ''}".strip())
        return render(request, "imports/release.html", {**_content(_work(request, id)), "form": form}, status=400)
    messages.success(request, f"Published: release {made}.")
    return redirect("place:our_place")


def _content(work: queries.Work) -> dict[str, Any]:
    by_severity: dict[str, list[dict[str, Any]]] = {"finding": [], "note": []}
    for finding in work.report.get("findings", []):
        by_severity.setdefault(finding["severity"], []).append(finding)
    return {"job": work, "found": by_severity["finding"], "read": by_severity["note"], "form": Publish()}


def _work(request: HttpRequest, id: UUID) -> queries.Work:
    work = queries.work(request.user, id)
    if work is None:
        raise Http404
    return work


def _act(request: HttpRequest, id: UUID, action: Callable[[Any, UUID], None]) -> HttpResponse:
    """One step, then the job's page again; what is no longer possible is said there."""
    _work(request, id)
    try:
        action(request.user, id)
    except NotAllowed:
        raise
    except ConviveError as error:
        messages.warning(request, error.says)
    return redirect("imports:job", id)
