"""Signing in and out. allauth does the work; we declare who may reach it."""

from __future__ import annotations

from allauth.account import views as allauth
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from convive.web.accounts import actions, queries
from convive.web.config.access import needs

ask_for_code = needs("accounts.sign_in")(allauth.request_login_code)
give_code = needs("accounts.sign_in")(sensitive_post_parameters("code")(allauth.confirm_login_code))
closed = needs("accounts.sign_in")(allauth.account_inactive)
sign_out = needs("accounts.sign_out")(allauth.logout)


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
