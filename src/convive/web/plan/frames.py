"""Between rows and the engine's own objects: the only place where a version becomes a plan and a plan a version."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, ValidationError

from convive.planning.model import Finding, Plan
from convive.web.config.errors import Tampered
from convive.web.config.published import as_published


class Content(BaseModel):
    """What is stored: the plan, and what the linter found on the day it was published."""

    model_config = ConfigDict(extra="forbid")

    plan: Plan
    findings: tuple[Finding, ...]


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
    try:
        return Content.model_validate_json(as_published(content, expected, what="plan"))
    except ValidationError as error:
        raise Tampered(
            f"A stored plan cannot be read: {error.error_count()} of its values do not fit.",
            rule="content",
            hint="Publish it again with this version.",
        ) from error
