"""Is there room for everyone: pupils by year group, places, homes, patients; counted for all residents."""

from __future__ import annotations

from typing import Any

from convive.evidence.model import PlaceEvidence


def section(evidence: PlaceEvidence) -> dict[str, Any] | None:
    """What the section prints, or ``None`` where there is nothing to say."""
    return None


def answer(evidence: PlaceEvidence) -> dict[str, str] | None:
    """The short answer to “Is there room for everyone?”, or ``None`` where no figure is here."""
    return None
