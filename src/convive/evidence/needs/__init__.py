"""What people need: English, arrivals, people seeking asylum, homes and room in them, deprivation.

Each topic rests on one file and says who holds the figure where that file is not here. Nothing is split by ethnic
group, and nothing about people seeking asylum is finer than the authority.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from convive.core.errors import RefusedInput
from convive.evidence.model import Missing, Topic
from convive.evidence.needs import asylum, census, deprivation, resettlement
from convive.evidence.needs.tally import land
from convive.evidence.needs.topics import questions
from convive.evidence.parts import Inputs, Part, together

# The file that would bring each topic that is no census question.
_KINDS = {"deprivation": "imd-2025", "asylum": asylum.KIND, "resettlement": resettlement.KIND}


def build(inputs: Inputs) -> Part:
    """Every topic of need for a place, each with its number or with who holds it."""
    found = together(_parts(inputs))
    kinds = {question.id: question.kind for question in questions()} | _KINDS
    silent = (topic for topic in found.topics if topic.status == "cannot say")
    return replace(found, missing=tuple(Missing(kinds[topic.id], topic.reason) for topic in silent))


def english_need(inputs: Inputs) -> Topic | None:
    """How many people speak little or no English, for whoever plans classes; ``None`` where that cannot be said."""
    (question,) = (one for one in questions() if one.id == "english")
    (topic,) = census.measured(inputs, land(inputs), question, {}).topics
    return topic if topic.status == "ok" else None


def _parts(inputs: Inputs) -> Iterable[Part]:
    areas = land(inputs)
    try:
        ranked = deprivation.ranked(inputs, areas)
        deprived = deprivation.measured(inputs, ranked)
    except RefusedInput as error:
        ranked, deprived = None, deprivation.cannot_say(f"The file of deprivation could not be used. {error.says}")
    beside = dict(inputs.areas.deprived) if inputs.areas else {}
    if (whole := deprivation.whole(ranked, inputs.place.code)) is not None:
        beside[""] = whole
    asked = {question.id: question for question in questions()}
    yield deprived
    for name in ("tenure", "crowding", "english", "arrivals"):
        yield census.measured(inputs, areas, asked[name], beside)
    yield asylum.measured(inputs)
    yield resettlement.measured(inputs)
