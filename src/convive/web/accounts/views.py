"""Signing in and out. allauth does the work; we declare who may reach it."""

from __future__ import annotations

from allauth.account import views as allauth
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from convive.core.errors import ConviveError
from convive.web.accounts import actions, queries, roles
from convive.web.accounts.forms import AddPerson
from convive.web.config.access import needs
from convive.web.config.errors import NotAllowed

ask_for_code = needs("accounts.sign_in")(allauth.request_login_code)
give_code = needs("accounts.sign_in")(sensitive_post_parameters("code")(allauth.confirm_login_code))
closed = needs("accounts.sign_in")(allauth.account_inactive)
sign_out = needs("accounts.sign_out")(allauth.logout)


@needs("accounts.people")
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def people(request: HttpRequest) -> HttpResponse:
    """Who has an account: add somebody, change a role, close an account."""
    doing = request.POST.get("do", "")
    form = AddPerson(request.POST if doing == "add" else None)
    try:
        if doing == "add" and form.is_valid():
            given = form.cleaned_data
            made = actions.add_user(request.user, email=given["email"], name=given["name"], role=given["role"])
            messages.success(request, f"{made.email} may now sign in as {made.role_title.lower()}.")
            return redirect("people")
        if doing in ("role", "close", "open"):
            messages.success(request, _change(request, doing))
            return redirect("people")
    except NotAllowed:
        raise
    except ConviveError as error:
        if doing == "add":
            form.add_error("email", error.says)
        else:
            messages.warning(request, f"{error.says} {error.hint or ''}".strip())
            return redirect("people")
    content = {
        "form": form,
        "accounts": queries.accounts(request.user),
        "roles": roles.offered(),
        "offered": [role.id for role in roles.offered()],
    }
    return render(request, "accounts/people.html", content, status=400 if form.errors else 200)


def _change(request: HttpRequest, doing: str) -> str:
    """Change one account, and say what was done."""
    asked = request.POST.get("account", "")
    account = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
    if doing == "role":
        user = actions.change_role(request.user, account, request.POST.get("role", ""))
        return f"{user.name} is now {user.role_title.lower()}."
    user = actions.set_open(request.user, account, open=doing == "open")
    return f"The account of {user.name} is {'open again' if user.is_active else 'closed'}."


@needs("accounts.sign_in")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_protect
def try_it(request: HttpRequest) -> HttpResponse:
    """The demo's own door: three invented people to try the site as. There is no such page on a real site."""
    if not settings.CONVIVE_DEMO:
        raise Http404
    if request.method == "POST":
        actions.sign_in_demo(request, request.POST.get("role", ""))
        return redirect("place:our_place")
    return render(request, "accounts/try_it.html", {"people": queries.demo_people()})
