"""Intervals for a share of people, and for the difference of two."""

from __future__ import annotations

import math

# The standard normal's 97.5th percentile: intervals that hold the truth 95 times in 100.
Z = 1.959963984540054


def wilson(part: float, whole: float, z: float = Z) -> tuple[float, float]:
    """Wilson's score interval for a share ``part / whole``; ``whole`` people, above 0.

    ``(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)`` (Wilson, 1927). Unlike the textbook's p ± z·se it stays
    within 0 and 1 and does not shrink to nothing where everybody, or nobody, is of the group.

    >>> [round(end, 4) for end in wilson(0, 10)]
    [0.0, 0.2775]
    """
    share = part / whole
    middle = share + z * z / (2 * whole)
    reach = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    scale = 1 + z * z / whole
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def newcombe(part: float, whole: float, other_part: float, other_whole: float) -> tuple[float, float]:
    """Newcombe's interval for the difference of two independent shares ``part/whole − other_part/other_whole``.

    With Wilson's ends l and u of each: ``d − √((p₁−l₁)² + (u₂−p₂)²)`` to ``d + √((u₁−p₁)² + (p₂−l₂)²)`` (Newcombe,
    1998, method 10). Assumes that people were drawn one by one: brothers and sisters in one school make the true
    interval somewhat wider.

    >>> [round(end, 4) for end in newcombe(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    first, second = part / whole, other_part / other_whole
    (low, high), (other_low, other_high) = wilson(part, whole), wilson(other_part, other_whole)
    difference = first - second
    return (
        difference - math.hypot(first - low, other_high - second),
        difference + math.hypot(high - first, second - other_low),
    )
