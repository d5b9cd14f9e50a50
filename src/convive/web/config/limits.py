"""How much anybody may send: looked at before a byte of it is read, so that nobody fills the disk from outside."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from convive.web.accounts import queries as accounts

FORM = 1_000_000


class Limits:
    """Refuses a body of unknown or too great length. Only those who may import send more than a form holds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the request through, or refuse it unread."""
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length.isdecimal():
            return self.get_response(request) if self._empty(request) else HttpResponse(status=411)
        most = FORM
        if int(length) > FORM and request.path == reverse("imports:first"):
            # Who is there is looked up only for a body that a form would not send.
            if not accounts.may(request.user, "place.import"):
                return render(request, "403.html", status=403)
            most = settings.CONVIVE_UPLOAD_MEGABYTES * 1_000_000 + FORM
        if int(length) > most:
            return render(request, "413.html", {"most": most // 1_000_000}, status=413)
        return self.get_response(request)

    @staticmethod
    def _empty(request: HttpRequest) -> bool:
        return not request.META.get("HTTP_TRANSFER_ENCODING")
