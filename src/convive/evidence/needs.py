"""What people need: English, arrivals, tenure, crowding, deprivation, people seeking asylum."""

from __future__ import annotations

from convive.evidence.parts import Inputs, Part


def build(inputs: Inputs) -> Part:
    """What is known of it for a place; empty where no file brings it."""
    return Part()
