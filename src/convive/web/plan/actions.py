"""Publishing the plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from convive.core.disclosure import gate
from convive.planning.model import Finding, Plan
from convive.web.accounts import queries as accounts
from convive.web.audit import actions as audit
from convive.web.config.published import digest_of, next_number
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
    digest = digest_of(content)
    frame = plan.plan
    with transaction.atomic():
        version = Version.objects.create(
            place_code=frame.place,
            place_name=frame.place_name,
            title=frame.title,
            number=next_number(Version, frame.place, frame.place_name),
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
