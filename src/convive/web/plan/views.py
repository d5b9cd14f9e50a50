"""Pages of the plan."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from convive.core.errors import ConviveError, RefusedInput
from convive.planning.model import Finding
from convive.web.config.access import needs
from convive.web.config.errors import NotAllowed
from convive.web.imports import queries as imports
from convive.web.place import queries as place
from convive.web.plan import actions, queries
from convive.web.plan.forms import LONGEST, Change


@needs("plan.read")
@require_safe
def the_plan(request: HttpRequest) -> HttpResponse:
    """What was promised: the newest version."""
    version = queries.latest()
    fragment = queries.fragment(version.digest) if version else None
    return render(request, "plan/the_plan.html", {"version": version, "fragment": fragment})


@needs("plan.read")
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every figure of the plan: source, file, rows, formula."""
    version = queries.latest()
    used = queries.sources() if version else ()
    return render(request, "plan/sources.html", {"version": version, "used": used, "release": place.latest()})


@needs("plan.findings")
@require_safe
def draft(request: HttpRequest) -> HttpResponse:
    """The newest draft, as a page: what a plan could begin with, and what people must decide first."""
    text = imports.newest_draft()
    return render(request, "plan/draft.html", {"fragment": queries.draft_fragment(request.user, text) if text else ""})


@needs("plan.publish")
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def change(request: HttpRequest) -> HttpResponse:
    """Change the plan: begin with the newest version or the newest draft, check it, publish it."""
    version = queries.latest()
    drafted = imports.newest_draft()
    found: tuple[Finding, ...] | None = None
    would_add: tuple[str, ...] = ()
    if request.method == "POST":
        form, found, published = _changed(request)
        if published:
            return redirect("plan:the_plan")
    else:
        begun = queries.Beginning(queries.text_of_newest())
        if drafted and request.GET.get("from") == "draft":
            begun = queries.beginning(drafted)
            would_add = begun.would_add
        form = Change(initial={"text": begun.text, "seen": version.number if version else 0})
    content = {"form": form, "version": version, "drafted": bool(drafted), "found": found, "would_add": would_add}
    return render(request, "plan/change.html", content, status=400 if form.errors else 200)


def _changed(request: HttpRequest) -> tuple[Change, tuple[Finding, ...] | None, bool]:
    """The form as it was sent, what the linter found, and whether the plan was published."""
    given = request.POST.copy()
    own = request.FILES.get("own")
    if own is not None:
        try:
            given["text"] = _text_of(own.read(LONGEST * 4))
        except ConviveError as error:
            form = Change(given)
            form.add_error("own", f"{error.says} {error.hint}")
            return form, None, False
    form = Change(given)
    if not form.is_valid():
        return form, None, False
    text = form.cleaned_data["text"]
    try:
        if request.POST.get("do") == "publish":
            made = actions.publish_text(request.user, text, seen=form.cleaned_data["seen"])
            messages.success(request, f"Published: version {made.number} of the plan.")
            return form, None, True
        return form, actions.look_at(request.user, text)[1], False
    except NotAllowed:
        raise
    except ConviveError as error:
        where = ", ".join(str(part) for part in (error.row and f"row {error.row}", error.column) if part)
        form.add_error("text", f"{where}: {error.says} {error.hint or ''}".removeprefix(": ").strip())
        return form, None, False


def _text_of(data: bytes) -> str:
    """A file as text.

    Raises
    ------
    RefusedInput
        When it is no text: a spreadsheet, a picture, a document.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise RefusedInput(
            "This file is no text, so it cannot be a plan.",
            rule="no-text",
            hint="Choose the file plan.toml, saved as plain text (UTF-8).",
        )
    return text


@needs("plan.findings")
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """What people must still decide."""
    version = queries.latest()
    found = queries.findings(request.user, version.digest) if version else ()
    to_settle = sum(finding.severity != "advice" for finding in found)
    return render(request, "plan/findings.html", {"version": version, "findings": found, "to_settle": to_settle})
