"""Places only: every class runs, and the places go where they are worth most, by the flow of :mod:`.solve.flow`.

A class holds as many as it has places, and of these as many who need childcare as its crèche has: two right vertices
under one parent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convive.core.errors import RefusedInput
from convive.matching.placement.arrays import Arrays, Marks, Whole
from convive.matching.placement.pairs import Pairs
from convive.matching.solve.flow import Assigned, assign


@dataclass(frozen=True)
class Seats:
    """Which pairs are chosen, and what one more place in the class of each pair would add at most.

    ``value`` and ``bound`` are in the points that the solver was given.
    """

    chosen: Marks
    value: int
    bound: int
    price: Whole


def seat(board: Arrays, pairs: Pairs, points: Whole, runs: Marks | None = None) -> Seats:
    """The choice of most points; ``runs`` says which classes do, all without it.

    Raises
    ------
    RefusedInput
        When the pins do not fit into the places.
    """
    many = board.classes.height
    capacity = board.capacity if runs is None else np.where(runs, board.capacity, 0)
    creche = board.creche if runs is None else np.where(runs, board.creche, 0)
    right = pairs.klass + many * pairs.needs_creche
    # A pin outweighs whatever stands against it: all that one chain of changes can move.
    pin = 2 * int(np.abs(points).max(initial=0)) * (2 * many + 2) + 1
    got: Assigned = assign(
        board.learners.height,
        np.concatenate([capacity, creche]),
        pairs.learner,
        right,
        points + pin * pairs.pinned if pairs.pinned.any() else points,
        parent=np.concatenate([np.arange(many)] * 2),
        parent_capacity=capacity,
    )
    chosen = np.zeros(len(pairs), np.bool_)
    chosen[got.chosen[got.chosen >= 0]] = True
    missed = pairs.pinned & ~chosen
    if missed.any():
        first = int(np.flatnonzero(missed)[0])
        raise RefusedInput(
            f"There is no place for {board.learners['learner_id'][int(pairs.learner[first])]} in "
            f"{board.classes['class_id'][int(pairs.klass[first])]} beside the others who must be there.",
            rule="pin",
            hint="Give the class more places, or let one of them go.",
        )
    extra = pin * int(pairs.pinned.sum())
    price = got.price_right + np.concatenate([got.price_parent] * 2)
    return Seats(chosen, got.value - extra, got.bound - extra, price[right])
