"""Between rows and the engine's own objects: the only place where a version becomes a plan and a plan a version."""

from __future__ import annotations

from hashlib import sha256

from pydantic import BaseModel, ConfigDict, ValidationError

from convive.planning.model import Finding, Plan
from convive.web.config.errors import Tampered


class Content(BaseModel):
    """What is stored: the plan, and what the linter found on the day it was published."""

    model_config = ConfigDict(extra="forbid")

    plan: Plan
    findings: tuple[Finding, ...]


def digest(content: str) -> str:
    """The SHA-256 of stored content, in hexadecimal."""
    return sha256(content.encode()).hexdigest()


def to_content(plan: Plan, findings: tuple[Finding, ...]) -> str:
    """A plan and its findings as JSON: the same plan always gives the same text."""
    return Content(plan=plan, findings=findings).model_dump_json()


def to_plan(content: str, expected: str) -> Content:
    """A plan and its findings from stored JSON.

    Raises
    ------
    Tampered
        When the content is no longer what was published, or this version of the software cannot read it.
    """
    if digest(content) != expected:
        raise Tampered(
            "A stored plan is no longer what was published.", rule="digest", hint="Restore it from a backup."
        )
    try:
        return Content.model_validate_json(content)
    except ValidationError as error:
        raise Tampered(
            f"A stored plan cannot be read: {error.error_count()} of its values do not fit.",
            rule="content",
            hint="Publish it again with this version.",
        ) from error
