"""One aim after another: as many learners as can be, then those who waited longest, then the shortest ways.

For places only the three aims are one whole number for each pair, so large a step apart that no gain in a later aim
makes up for a loss in an earlier one. Two answers differ by chains of learners who change places; a chain comes to each
class and each crèche once, so it moves at most ``2 · classes + 1`` learners, and no more than all. A step larger than
what they can gain is large enough.

In the full model the numbers would grow beyond what a floating-point solver keeps apart, so there are two programmes.
The first has learners and weeks as one number, a learner being worth more than all weeks that all who are placed can
have waited. The second has all three aims with steps that are only likely to be large enough. If its answer has as
many learners and weeks as the first, then no answer with as many has shorter ways: its own optimum says so. If not, the
first aim is kept as a row and the ways are made as short as they can be.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from convive.matching.placement.arrays import Arrays, Whole
from convive.matching.placement.opening import Opened, Settled, open_classes
from convive.matching.placement.pairs import Pairs

# Ways are told apart to the metre, or more coarsely where the numbers would not fit.
_METRES = (1, 10, 100, 1000)
_MOST = 2**59
# What a week outweighs, in hundreds of metres; a learner outweighs a hundred weeks.
_STEPS = (100, 1000)


def as_one_number(board: Arrays, pairs: Pairs) -> Whole:
    """Points of each pair for which the best sum is the best in turn by learners, weeks and ways."""
    waited = pairs.weeks + pairs.pull
    people = board.learners.height
    moved = min(2 * board.classes.height + 1, people)
    points = np.zeros(len(pairs), np.int64)
    for unit in _METRES:
        way = np.rint(1000 * pairs.km / unit).astype(np.int64)
        week = moved * int(way.max(initial=0)) + 1
        place = moved * (week * int(waited.max(initial=0)) + int(way.max(initial=0))) + 1
        largest = place + week * int(waited.max(initial=0))
        pinned = 2 * largest * (2 * board.classes.height + 2) if pairs.pinned.any() else 0
        if (largest + pinned) * max(1, people) < _MOST or unit == _METRES[-1]:
            points = place + week * waited - way
            break
    return points


def open_in_turn(board: Arrays, pairs: Pairs, budget_s: float | None = None) -> tuple[Opened, int]:
    """The opening that is best in turn, and the largest number of learners that any opening can place.

    Sessions that trainees go without are as few as the classes that run allow.
    """
    waited = pairs.weeks + pairs.pull
    place = _most_weeks(board, pairs, waited) + 1
    first = open_classes(board, pairs, place + waited, 0, budget_s=budget_s)
    best = first
    way = np.rint(10 * pairs.km).astype(np.int64)
    for step in _STEPS:
        points = 100 * step * np.ones(len(pairs), np.int64) + step * waited - way
        second = open_classes(board, pairs, points, 0, budget_s=budget_s)
        if (place + waited)[second.chosen].sum() == first.value:
            best = second
            break
    else:
        best = open_classes(board, pairs, -way, 0, settled=Settled(place + waited, first.value), budget_s=budget_s)
    return share_sessions(board, pairs, best), first.bound // place


def share_sessions(board: Arrays, pairs: Pairs, opened: Opened) -> Opened:
    """The same classes and learners, with as few sessions missing as they allow."""
    held = pairs.only(opened.chosen)
    held = replace(held, pinned=np.ones(len(held), np.bool_))
    again = open_classes(board, held, np.zeros(len(held), np.int64), 1, runs=opened.runs)
    return replace(opened, sessions=again.sessions)


def _most_weeks(board: Arrays, pairs: Pairs, waited: Whole) -> int:
    """All the weeks that those who are placed can have waited together: the longest, as many as there are places."""
    longest = np.zeros(board.learners.height, np.int64)
    np.maximum.at(longest, pairs.learner, waited)
    places = min(len(longest), int(np.minimum(board.capacity, len(longest)).sum()))
    return int(np.sort(longest)[len(longest) - places :].sum())
