"""Publishing the plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from convive.core.disclosure import gate
from convive.core.errors import RefusedInput
from convive.planning.model import Finding, Plan
from convive.web.accounts import queries as accounts
from convive.web.audit import actions as audit
from convive.web.plan import frames
from convive.web.plan.models import Version


def publish_version(actor: Any, plan: Plan, findings: Iterable[Finding]) -> Version:
    """Publish a plan as the place's next version, with what the linter found. What is published stays as it is.

    Raises
    ------
    NotAllowed
        When the actor may not publish the plan.
    RefusedInput
        When the site holds the plan of another place.
    DisclosureError
        When it names anything finer than a neighbourhood.
    """
    accounts.require(actor, "plan.publish")
    found = tuple(findings)
    content = gate(frames.to_content(plan, found), what="the plan")
    digest = frames.digest(content)
    frame = plan.plan
    with transaction.atomic():
        other = Version.objects.exclude(place_code=frame.place).first()
        if other is not None:
            raise RefusedInput(
                f"This site holds the plan of {other.place_name}, and this one is for {frame.place_name}.",
                rule="one-place",
                hint="Give each place a site of its own: another --data folder.",
            )
        last = Version.objects.filter(place_code=frame.place).aggregate(last=Max("number"))["last"] or 0
        version = Version.objects.create(
            place_code=frame.place,
            place_name=frame.place_name,
            title=frame.title,
            number=last + 1,
            written=frame.written,
            content=content,
            digest=digest,
            published_by=accounts.row_of(actor),
        )
        audit.record(
            accounts.row_of(actor),
            "published",
            f"version {version.number} of the plan for {frame.place}",
            digest=digest,
            facts={"objectives": len(plan.objectives), "actions": len(plan.actions), "findings": len(found)},
        )
    return version
