"""Between rows and the engine's own objects: the only place where a release becomes evidence and evidence a release."""

from __future__ import annotations

from convive.core.errors import RefusedInput
from convive.evidence import record
from convive.evidence.model import PlaceEvidence
from convive.web.config.errors import Tampered
from convive.web.config.published import as_published


def to_content(evidence: PlaceEvidence) -> str:
    """Evidence as JSON, as it also stands beside a plan: the same evidence always gives the same text."""
    return record.dump(evidence)


def to_evidence(content: str, expected: str) -> PlaceEvidence:
    """Evidence from stored JSON.

    Raises
    ------
    Tampered
        When the content is no longer what was published, or this version cannot read it.
    """
    try:
        return record.load(as_published(content, expected, what="release"))
    except RefusedInput as error:
        raise Tampered(
            f"A stored release cannot be read by this version. {error.says}",
            rule="content",
            hint="Publish it again with this version.",
        ) from error
