"""The rules that decide whether two classes may meet, in the order in which they are asked."""

from __future__ import annotations

from typing import Final

# The order of a funnel. A rule's place is its bit in what the kernels give.
RULES: Final = ("veto", "forbidden", "phase", "year", "special", "minutes", "benefit", "dates", "weight")
VETO, FORBIDDEN, PHASE, YEAR, SPECIAL, MINUTES, BENEFIT, DATES, WEIGHT = range(len(RULES))

SAYS: Final = {
    "veto": "the two schools are not to be linked",
    "forbidden": "the two classes are not to be linked",
    "phase": "one class is of primary age and the other of secondary age",
    "year": "their years are too far apart",
    "special": "special schools are linked with each other only",
    "minutes": "the way between them is too long",
    "benefit": "their schools are too alike in their mix",
    "dates": "they have no day in common",
    "weight": "what speaks against the pair weighs more than what speaks for it",
}


def broken(mask: int) -> tuple[str, ...]:
    """The rules in a mask, in their order.

    >>> broken(0b100001)
    ('veto', 'minutes')
    """
    return tuple(rule for bit, rule in enumerate(RULES) if mask >> bit & 1)
