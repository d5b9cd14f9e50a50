"""A proposal with what people decided otherwise: which lines stand. Plain functions on plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from convive.web.placements.kinds import Kind


@dataclass(frozen=True)
class Overruled:
    """What a person decided for one subject, and why. ``decided`` is empty for nowhere."""

    subject: str
    suggested: str
    decided: str
    reason: str
    by: str = ""


@dataclass(frozen=True)
class Line:
    """Where somebody goes. ``target`` is empty for nowhere; ``overruled`` says that a person decided it.

    ``freed`` says that nobody decided for this one: their partner was given to another.
    """

    subject: str
    target: str
    suggested: str
    overruled: Overruled | None = None
    freed: bool = False


def lines(
    kind: Kind, assignments: Iterable[Mapping[str, object]], left_out: Iterable[str], overruled: Iterable[Overruled]
) -> tuple[Line, ...]:
    """Every subject with where they go, in order of their names; the later decision about a subject counts.

    In a link of two classes both ends are told: deciding that A meets C frees the class that A, and the one that C,
    was to meet.

    >>> from convive.web.placements.kinds import KINDS
    >>> pairs = [{"class_a": "A", "class_b": "B"}, {"class_a": "C", "class_b": "D"}]
    >>> made = lines(KINDS["linking"], pairs, [], [Overruled("A", "B", "C", "They share a bus.")])
    >>> [(line.subject, line.target, line.freed) for line in made]
    [('A', 'C', False), ('B', '', True), ('C', 'A', False), ('D', '', True)]
    """
    suggested: dict[str, str] = dict.fromkeys(left_out, "")
    for row in assignments:
        one, other = str(row[kind.subject]), str(row[kind.target])
        suggested[one] = other
        if kind.both:
            suggested[other] = one
    stands, why = dict(suggested), {}
    for made in overruled:
        if kind.both:
            for end in {made.subject, made.decided} - {""}:
                partner = stands.get(end, "")
                if partner:
                    stands[partner] = ""
            if made.decided:
                stands[made.decided] = made.subject
                why[made.decided] = made
        stands[made.subject] = made.decided
        why[made.subject] = made
    return tuple(_line(who, stands[who], suggested.get(who, ""), why.get(who)) for who in sorted(stands))


def _line(subject: str, target: str, suggested: str, made: Overruled | None) -> Line:
    """A decision that a later one undid does not explain where somebody stands."""
    explains = made is not None and target == (made.decided if made.subject == subject else made.subject)
    return Line(subject, target, suggested, made if explains else None, freed=not explains and target != suggested)
