"""Services under demand, as a draft lists them: what the evidence has counted, and who holds the figures."""

from __future__ import annotations

from convive.core.disclosure import is_small
from convive.evidence.model import PlaceEvidence, Topic
from convive.planning.model import Resource, Tally
from convive.planning.priorities import starters


def resources(evidence: PlaceEvidence) -> list[Resource]:
    """Every service of the data file; ``counted`` where the evidence has a topic that counted what is needed."""
    return [
        Resource(service=entry["service"], source=entry["source"], counted=_tally(evidence, entry["topic"]))
        for entry in starters()["resources"]
    ]


def _tally(evidence: PlaceEvidence, name: str) -> Tally | None:
    topic = evidence.topic(name)
    if topic is None or topic.status != "ok" or not topic.dated:
        return None
    demand, capacity = _schools(topic) if name == "school-places" else _of_lines(topic)
    if not demand:
        return None
    used = [source for source in evidence.sources if source.kind in topic.kinds]
    credit = "; ".join(f"{one.publisher}, {one.title}, {one.date_words}" for one in used)
    return Tally(demand=demand, capacity=capacity, date=topic.dated, source=credit)


def _schools(topic: Topic) -> tuple[str, str]:
    pupils, places = topic.numerator, topic.denominator
    if pupils is None or places is None or is_small(pupils) or is_small(places):
        return "", ""
    days = topic.date_words.split(" and ")
    # "2023 and January 2023" is January 2023.
    when = " and ".join(day for day in days if not any(day != other and day in other for other in days))
    return f"{pupils:,} pupils, {when}", f"{places:,} places in the same schools"


def _of_lines(topic: Topic) -> tuple[str, str]:
    """Demand and capacity of a service that people here count; what is withheld stays so."""
    told = [(line.id, line.count, line.label[:1].lower() + line.label[1:]) for line in topic.lines if line.count]
    shown = {name: f"{count:,} ({label})" for name, count, label in told}
    return shown.get("demand", ""), shown.get("capacity", "")
