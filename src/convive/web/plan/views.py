"""Pages of the plan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from convive.web.config.access import needs
from convive.web.plan import queries


@needs("plan.read")
@require_safe
def the_plan(request: HttpRequest) -> HttpResponse:
    """What was promised: the newest version."""
    version = queries.latest()
    fragment = queries.fragment(version.digest) if version else None
    return render(request, "plan/the_plan.html", {"version": version, "fragment": fragment})


@needs("plan.findings")
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """What people must still decide."""
    version = queries.latest()
    found = queries.findings(request.user, version.digest) if version else ()
    to_settle = sum(finding.severity != "advice" for finding in found)
    return render(request, "plan/findings.html", {"version": version, "findings": found, "to_settle": to_settle})
