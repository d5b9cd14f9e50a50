"""Is there room for everyone: homes, doctors, English classes; counted for all residents, never by birthplace.

Pupils by year group and places in schools are in :mod:`convive.evidence.schools`. What is short is capacity that has
not been built.
"""

from __future__ import annotations

from dataclasses import replace

from convive.evidence.model import Line, Missing
from convive.evidence.needs import english_need
from convive.evidence.parts import Inputs, Part, together
from convive.evidence.pressures.ahead import ahead
from convive.evidence.pressures.local import services, told
from convive.evidence.pressures.projection import Growth, Projection, project, roll_forward

__all__ = ["Growth", "Projection", "ahead", "build", "project", "roll_forward"]


def build(inputs: Inputs) -> Part:
    """Every service for a place: its demand beside its capacity, or who holds the figures."""
    parts = []
    for service in services():
        found = told(inputs, service)
        if service.id == "english-classes" and found.sheets and (need := _need(inputs)):
            found = told(inputs, service, need=need)
        parts.append(found)
    whole = together(parts)
    silent = (topic for topic in whole.topics if topic.status == "cannot say")
    return replace(whole, missing=tuple(Missing(topic.id, topic.reason) for topic in silent))


def _need(inputs: Inputs) -> Line | None:
    """People who speak little or no English: whom classes are for, whether or not they ask for one."""
    topic = english_need(inputs)
    if topic is None or topic.numerator is None:
        return None
    return Line(
        "need", f"Residents aged 3 and over who spoke little or no English, {topic.date_words}", topic.numerator, None
    )
