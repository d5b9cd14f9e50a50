"""Mentees and mentors: by value or stable, with the price of stability, and the reason for everybody left out."""

from convive.matching.mentoring.changes import Changed, Repaired, compare, repair, what_if, without
from convive.matching.mentoring.explain import Explanation, explain
from convive.matching.mentoring.match import Mentoring, Stability, match

__all__ = [
    "Changed",
    "Explanation",
    "Mentoring",
    "Repaired",
    "Stability",
    "compare",
    "explain",
    "match",
    "repair",
    "what_if",
    "without",
]
