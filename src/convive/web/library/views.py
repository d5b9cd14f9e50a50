"""Pages of the library."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from convive.core.errors import ConviveError
from convive.playbooks import Playbook
from convive.playbooks.library import figure_words
from convive.web.accounts import queries as accounts
from convive.web.config.access import needs
from convive.web.config.errors import NotAllowed
from convive.web.library import queries
from convive.web.library.forms import Start
from convive.web.plan import actions as plan_actions
from convive.web.plan import queries as plan

# Where an error of the plan stands in the form.
FIELDS = {"owner": "owner", "start": "begins"}


@needs("library.read")
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Every local action of the library, filtered by what is asked for."""
    return render(request, "library/entries.html", {"found": queries.find(request.GET)})


@needs("library.read")
@require_safe
def entry(request: HttpRequest, slug: str) -> HttpResponse:
    """One local action, whole."""
    book = _book(slug)
    return render(
        request,
        "library/entry.html",
        {
            "book": book,
            "entry": queries.entry(slug),
            "guidance": queries.guidance(slug),
            "days": figure_words(book.effort.staff_days),
            "volunteers": figure_words(book.effort.volunteers),
            "stages": queries.stage_weeks(book),
            "here": queries.here(book),
            "plan": plan.latest(),
            "may_start": accounts.may(request.user, "plan.publish"),
        },
    )


@needs("library.read")
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two or three side by side."""
    asked = request.GET.getlist("with")
    try:
        found = queries.compared(asked)
    except ConviveError:
        known = sum(queries.find_book(slug) is not None for slug in dict.fromkeys(asked))
        content = {"asked": asked, "known": known, "most": queries.MOST_COMPARED}
        return render(request, "library/compare_none.html", content)
    titles = [book.title for book in found.playbooks]
    rows = [(row.label, list(zip(titles, row.cells, strict=True))) for row in found.rows]
    return render(request, "library/compare.html", {"found": found, "rows": rows})


@needs("plan.publish")
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Put it into the plan: a new version with one action more."""
    book = _book(slug)
    version = plan.latest()
    current = plan.newest_plan() if version else None
    objectives = tuple(current.objectives) if current else ()
    given = request.POST if request.method == "POST" else None
    first = {"version": version.number if version else 0, "objective": queries.first_choice(book, objectives)}
    form = Start(given, plan=current, book=book, initial=first)
    if given is not None and form.is_valid():
        try:
            made = plan_actions.add_action(
                request.user,
                book,
                objective=form.cleaned_data["objective"],
                owner=form.cleaned_data["owner"],
                start=form.cleaned_data["begins"],
                seen=form.cleaned_data["version"],
                again=form.cleaned_data.get("again", False),
            )
        except NotAllowed:
            raise
        except ConviveError as error:
            form.add_error(FIELDS.get(error.column or ""), f"{error.says} {error.hint or ''}".strip())
        else:
            messages.success(request, f"“{book.plan.title}” is in the plan: version {made.number}.")
            return redirect("plan:the_plan")
    return render(
        request,
        "library/start.html",
        {"book": book, "form": form, "version": version, "objectives": objectives, "here": queries.here(book)},
        status=400 if form.errors else 200,
    )


def _book(slug: str) -> Playbook:
    book = queries.find_book(slug)
    if book is None:
        raise Http404
    return book
