"""Pages of proposals: begin one, read it, decide a line otherwise, accept it, go on after drop-outs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from convive.core.errors import ConviveError
from convive.web.config.access import needs
from convive.web.config.errors import NotAllowed
from convive.web.place import queries as place
from convive.web.placements import actions, forms, queries
from convive.web.placements.decided import Line
from convive.web.placements.kinds import KINDS

REFRESH = "3"
LINES = 60
MAY = "placements.match"


@needs(MAY)
@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """What can be matched, and the newest proposals."""
    content = {"kinds": forms.kinds(), "proposals": queries.newest(request.user)}
    return render(request, "placements/first.html", content)


@needs(MAY)
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Bring the lists and begin."""
    if kind not in KINDS:
        raise Http404
    one = KINDS[kind]
    newest = place.latest()
    here = newest.place_code if newest else ""
    given = request.method == "POST"
    sent = (request.POST, request.FILES) if given else ()
    form = forms.Begin(*sent, kind=one, place=here)
    if given and form.is_valid():
        clean = form.cleaned_data
        options = {one.switch: True} if clean.get("switch") else {}
        try:
            made = actions.begin(
                request.user,
                kind,
                clean["title"],
                [file for file in clean["given"] if file],
                place=(clean.get("place") or "").strip().upper(),
                options=options,
            )
        except NotAllowed:
            raise
        except ConviveError as error:
            form.add_error("place" if error.rule == "code" else "given", f"{error.says} {error.hint or ''}".strip())
        else:
            return redirect("placements:proposal", made)
    content = {"form": form, "kind": one, "demo_files": queries.demo_files(one)}
    return render(request, "placements/new.html", content, status=400 if form.errors else 200)


@needs(MAY)
@require_safe
def proposal(request: HttpRequest, id: UUID) -> HttpResponse:
    """How far it is, or the proposal itself. While it is under way the page looks again by itself."""
    found = _found(request, id)
    response = render(request, "placements/proposal.html", _content(request, found))
    if found.under_way:
        response.headers["Refresh"] = REFRESH
    return response


@needs(MAY)
@require_safe
def lines_csv(request: HttpRequest, id: UUID) -> HttpResponse:
    """Every line as a file."""
    found = _found(request, id)
    if not found.lines:
        raise Http404
    return HttpResponse(
        queries.lines_csv(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{found.kind.id}.csv"'},
    )


@needs(MAY)
@require_safe
def rosters(request: HttpRequest, id: UUID) -> HttpResponse:
    """Who is in which team, class or link: to print and to hand on."""
    found = _found(request, id)
    if not found.lines:
        raise Http404
    return render(request, "placements/rosters.html", {"run": found, "rosters": queries.rosters(found)})


@needs(MAY)
@require_safe
def fair(request: HttpRequest, id: UUID) -> HttpResponse:
    """Whom the proposal serves well and whom less, in plain words."""
    found = _found(request, id)
    if not found.lines:
        raise Http404
    return render(request, "placements/fair.html", {"run": found, "fair": _parts(found, inner=True).fairness})


@needs(MAY)
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def line(request: HttpRequest, id: UUID, subject: str) -> HttpResponse:
    """Why a line is as it is; decide it otherwise, with a reason."""
    found = _found(request, id)
    one = next((line for line in found.lines if line.subject == subject), None)
    if one is None:
        raise Http404
    given = request.method == "POST"
    form = forms.Decide(request.POST if given else None, kind=found.kind)
    if given and form.is_valid():
        try:
            actions.overrule(request.user, id, subject, form.cleaned_data["decided"], form.cleaned_data["reason"])
        except NotAllowed:
            raise
        except ConviveError as error:
            known = error.column if error.column in form.fields else None
            form.add_error(known, f"{error.says} {error.hint or ''}".strip())
        else:
            messages.success(request, "Decided. The suggestion and your reason stay beside it.")
            return redirect("placements:proposal", id)
    names = found.name_of
    content = {"run": found, "line": one, "form": form, "why": _parts(found).why(subject)}
    content |= {
        "name": names.get(one.subject, one.subject),
        "target": names.get(one.target, one.target),
        "suggested": names.get(one.suggested, one.suggested),
    }
    content["choices"] = [(name, names.get(name, name)) for name in found.report.get("targets", ())]
    return render(request, "placements/line.html", content, status=400 if form.errors else 200)


@needs(MAY)
@require_POST
@csrf_protect
def take_back(request: HttpRequest, id: UUID, subject: str) -> HttpResponse:
    """Let the suggestion stand again."""
    return _act(request, id, lambda actor, run: actions.take_back(actor, run, subject))


@needs(MAY)
@require_POST
@csrf_protect
def go_on(request: HttpRequest, id: UUID) -> HttpResponse:
    """After drop-outs, or with a pair kept apart: a new proposal from this one."""
    found = _found(request, id)
    form = forms.GoOn(request.POST)
    if form.is_valid():
        try:
            clean = form.cleaned_data
            made = actions.go_on(request.user, id, without=clean["without"], forbid=clean["forbid"])
        except NotAllowed:
            raise
        except ConviveError as error:
            column = error.column if error.column in form.fields else "without"
            form.add_error(column, f"{error.says} {error.hint or ''}".strip())
        else:
            return redirect("placements:proposal", made)
    return render(request, "placements/proposal.html", {**_content(request, found), "go_on": form}, status=400)


@needs(MAY)
@require_POST
@csrf_protect
def accept(request: HttpRequest, id: UUID) -> HttpResponse:
    """Let it stand."""
    return _act(request, id, actions.accept, said="Accepted. It stands as it is now, with the reasons.")


@needs(MAY)
@require_POST
@csrf_protect
def again(request: HttpRequest, id: UUID) -> HttpResponse:
    """Begin once more."""
    return _act(request, id, actions.again)


@needs(MAY)
@require_POST
@csrf_protect
def cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    """End it."""
    return _act(request, id, actions.cancel)


@needs(MAY)
@require_POST
@csrf_protect
def throw_away(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take it and its lists away."""
    found = _found(request, id)
    answer = _act(request, id, actions.throw_away, said="The lists are gone.")
    return answer if found.state == "done" else redirect("placements:first")


def _content(request: HttpRequest, found: queries.Proposal) -> dict[str, Any]:
    content: dict[str, Any] = {"run": found, "go_on": forms.GoOn(), "decided": queries.decided(request.user, found.id)}
    if found.lines:
        shown = len(found.lines) if request.GET.get("all") else LINES
        by_target = request.GET.get("by") == "target"
        stands = sorted(found.lines, key=_by_target) if by_target else found.lines
        content["rows"] = [_row(found, line) for line in stands[:shown]]
        content["more"] = len(found.lines) > shown
        content["by_target"] = by_target
        content["parts"] = _parts(found)
    return content


def _by_target(line: Line) -> tuple[bool, str, str]:
    """Whoever is placed first, in order of where they go."""
    return not line.target, line.target, line.subject


def _row(found: queries.Proposal, line: Line) -> dict[str, str]:
    how = "Suggested" if line.target else "Left out"
    how = "Decided by a person" if line.overruled else "Freed by a decision" if line.freed else how
    names = found.name_of
    return {
        "subject": line.subject,
        "name": names.get(line.subject, line.subject),
        "target": names.get(line.target, line.target),
        "how": how,
    }


def _parts(found: queries.Proposal, *, inner: bool = False) -> Any:
    from convive.reports.match import parts

    above = render_to_string("placements/above.html", {"run": found, "inner": inner})
    return parts(found.report, above=Markup(above.strip()))  # nosec B704  our own template, which escapes


def _found(request: HttpRequest, id: UUID) -> queries.Proposal:
    found = queries.proposal(request.user, id)
    if found is None:
        raise Http404
    return found


def _act(request: HttpRequest, id: UUID, action: Callable[[Any, UUID], Any], *, said: str = "") -> HttpResponse:
    """One step, then the proposal's page again; what is not possible is said there."""
    _found(request, id)
    try:
        action(request.user, id)
    except NotAllowed:
        raise
    except ConviveError as error:
        messages.warning(request, error.says)
    else:
        if said:
            messages.success(request, said)
    return redirect("placements:proposal", id)
