"""The page of the record."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from convive.web.audit import queries
from convive.web.config.access import needs


@needs("audit.read")
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """Who changed what, newest first."""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    return render(request, "audit/record.html", {"page": queries.page(request.user, max(number, 1))})
