"""Is there room for everyone: pupils by year group, places, homes, patients; counted for all residents."""

from __future__ import annotations

from convive.evidence.parts import Inputs, Part


def build(inputs: Inputs) -> Part:
    """What is known of it for a place; empty where no file brings it."""
    return Part()
