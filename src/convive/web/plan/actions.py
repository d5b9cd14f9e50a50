"""Publishing the plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from convive.core.disclosure import gate
from convive.core.errors import RefusedInput
from convive.core.periods import day_words
from convive.planning.adopt import put_in
from convive.planning.lint import lint
from convive.planning.model import Finding, Plan
from convive.planning.read import parse
from convive.playbooks import Playbook
from convive.web.accounts import queries as accounts
from convive.web.audit import actions as audit
from convive.web.config.published import digest_of, next_number
from convive.web.place import queries as place
from convive.web.plan import frames, queries
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
    return _publish(actor, plan, findings)


def add_action(
    actor: Any,
    book: Playbook,
    *,
    objective: str,
    owner: str = "",
    start: date | None = None,
    seen: int,
    again: bool = False,
) -> Version:
    """Put an action of the library into the plan, as a new version.

    ``seen`` is the number of the version that the actor was looking at: nobody writes over a version they have not
    seen. ``again`` says that a playbook which the plan follows already is meant a second time.

    Raises
    ------
    NotAllowed
        When the actor may not publish the plan.
    RefusedInput
        When there is no plan, somebody else has published a version since, the action is there already or begins
        in the past, or an adopted plan would get one without a post or a first day.
    UnknownName
        When the plan has no such objective.
    """
    accounts.require(actor, "plan.publish")
    with transaction.atomic():
        current = queries.latest()
        if current is None or current.number != seen:
            raise RefusedInput(
                "Somebody has published another version of the plan since you opened this form.",
                rule="another-version",
                hint="Read the plan again, then choose again.",
            )
        if start is not None and start < timezone.localdate():
            raise RefusedInput(
                f"{day_words(start)} is over.", column="start", rule="in-the-past", hint="Choose today or a later day."
            )
        wanted = put_in(queries.newest_plan(), book, objective=objective, owner=owner, start=start, again=again)
        release = place.latest()
        found = lint(wanted, place.evidence(release.digest) if release else None)
        return _publish(actor, wanted, found, playbook=book.slug)


def look_at(actor: Any, text: str, *, file: str = "plan.toml") -> tuple[Plan, tuple[Finding, ...]]:
    """What a text of a plan says, and what the linter finds in it beside the newest evidence. Nothing is published.

    Raises
    ------
    NotAllowed
        When the actor may not publish the plan.
    RefusedInput
        When the text is not a plan: row, part, and how to mend it.
    """
    accounts.require(actor, "plan.publish")
    plan = parse(text, file=file)
    release = place.latest()
    return plan, lint(plan, place.evidence(release.digest) if release else None)


def publish_text(actor: Any, text: str, *, seen: int) -> Version:
    """Publish a text of a plan as the next version.

    ``seen`` is the number of the version that the actor began with (0 before the first).

    Raises
    ------
    NotAllowed
        When the actor may not publish the plan.
    RefusedInput
        When the text is not a plan, is for another place or says what the newest version says, or somebody else has
        published a version since.
    """
    plan, found = look_at(actor, text)
    with transaction.atomic():
        current = queries.latest()
        if (current.number if current else 0) != seen:
            raise RefusedInput(
                "Somebody has published another version since you began.",
                rule="another-version",
                hint="Keep your text, read the new version, then publish again.",
            )
        if current is not None and _same(plan, queries.newest_plan()):
            raise RefusedInput(
                f"Nothing was changed: this is version {current.number} of the plan, word for word.",
                rule="nothing-changed",
                hint="Change something first. Comments and the day in “written” do not count.",
            )
        return _publish(actor, plan, found)


def _same(one: Plan, other: Plan) -> bool:
    """Whether two plans say the same; the day on which either was written out is no change."""
    written = {"written": other.plan.written}
    return one.model_copy(update={"plan": one.plan.model_copy(update=written)}) == other


def _publish(actor: Any, plan: Plan, findings: Iterable[Finding], **facts: str) -> Version:
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
            facts={"objectives": len(plan.objectives), "actions": len(plan.actions), "findings": len(found), **facts},
        )
    return version
