"""Who learns with whom: each school's pupils beside those of the schools around it."""

from __future__ import annotations

from convive.evidence.parts import Inputs, Part


def build(inputs: Inputs) -> Part:
    """What is known of it for a place; empty where no file brings it."""
    return Part()
