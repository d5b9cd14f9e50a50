"""Adding to the record: the last step of every action, inside its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convive.core.errors import DisclosureError
from convive.web.audit.models import Event

LONGEST = 120


def record(
    actor: Any,
    verb: str,
    object: str,
    *,
    digest: str = "",
    facts: Mapping[str, str | int | bool] | None = None,
) -> Event:
    """Write one line; ``actor`` is an account, or ``None`` for the person at the server.

    Nobody asks for it by itself, so it needs no permission of its own.

    Raises
    ------
    DisclosureError
        When a fact looks like an address or is too long to be a small fact: the record names nobody but the actor.
    """
    small = dict(facts or {})
    for name, value in small.items():
        if isinstance(value, str) and ("@" in value or len(value) > LONGEST):
            raise DisclosureError(
                f"The fact “{name}” is not one for the record.", rule="small-facts", hint="Record an id or a number."
            )
    return Event.objects.create(actor=actor, verb=verb, object=object, digest=digest, facts=small)
