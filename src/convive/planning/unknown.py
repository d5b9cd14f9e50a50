"""What figures cannot say about a place, and who could: a standing part of every draft."""

from __future__ import annotations

from convive.evidence.model import Missing, PlaceEvidence, Topic
from convive.planning.model import NotKnown

# A group with fewer people than this in the whole place is too small for any figure of its own here.
FEWEST = 100


def not_known(evidence: PlaceEvidence) -> list[NotKnown]:
    """The standing lines: groups too small to judge, what could not be looked at, and how people get on."""
    small = too_small(evidence)
    named = (
        f"How things stand for groups that are too small to judge here: {', '.join(small)}."
        if small
        else "How things stand for groups that are too small here for a figure of their own, or counted with others."
    )
    lines = [NotKnown(what=named, who="People of these groups and their own organisations. Ask them what is missing.")]
    for topic in evidence.topics:
        if topic.status == "cannot say" and topic.reason:
            lines.append(NotKnown(what=f"{topic.title}.", who=_bare(topic)))
    lines.append(
        NotKnown(
            what="How people get on, whom they trust and whether they feel they belong. No table here holds it.",
            who="Residents, in a survey or a conversation. In England the Community Life Survey asks it each year.",
        )
    )
    return lines


def could_not_look(evidence: PlaceEvidence) -> list[Missing]:
    """What the files of a place did not allow: whole subjects, then single figures with who holds them."""
    said = " ".join(gap.says for gap in evidence.missing)
    gone = [t for t in evidence.topics if t.status == "cannot say" and t.reason and t.reason not in said]
    return [*evidence.missing, *(Missing(topic.id, f"{topic.title}: {_bare(topic)}") for topic in gone)]


def _bare(topic: Topic) -> str:
    """A topic's reason without its title before it."""
    return topic.reason.removeprefix(f"{topic.title}: ")


def too_small(evidence: PlaceEvidence) -> list[str]:
    """Labels of the groups that cannot be judged: too few people, or withheld; in the finest table there is."""
    nineteen = evidence.topic("people-nineteen")
    if nineteen is not None and nineteen.lines:
        return [line.label for line in nineteen.lines if line.count is None or 0 < line.count < FEWEST]
    latest = max((year.year for year in evidence.years), default=0)
    counts = ((group.label, group.counts.get(latest)) for group in evidence.groups)
    return [label for label, count in counts if count is None or 0 < count < FEWEST]
