"""The best way to give everybody at most one place, with a proof: assignment with capacities, in two layers.

Whoever is on the left (a learner, a mentee, a pair of classes) takes at most one edge; whoever is on the right (a
class, a mentor, a venue on a day) holds as many as it has places. Right vertices may belong to a parent with a capacity
of its own: the places of a class within which the crèche has its share, the mentors of one employer, the days of a
venue. The sum of the weights is as large as it can be:

    maximise Σ wₑxₑ   so that   Σ x at l ≤ 1,   Σ x at r ≤ capacityᵣ,   Σ x under p ≤ capacityₚ,   x whole

The matrix of this programme is totally unimodular, so its dual has the same value in whole numbers. The prices that the
search ends with are such a dual: no answer can be better than ``Σ uₗ + Σ capacityᵣ vᵣ + Σ capacityₚ zₚ`` when
``uₗ + vᵣ + zₚ ≥ wₑ`` for every edge. :func:`certify` checks it without the search.

Method: successive shortest augmenting paths with potentials (Ford and Fulkerson 1962; Edmonds and Karp 1972), walked
over the right vertices alone, each search ended as soon as no better end can be found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convive.core.errors import ConviveError, RefusedInput

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Assigned:
    """Who takes which edge, what that is worth, and the prices that prove that nothing is worth more.

    Parameters
    ----------
    chosen
        For each left vertex the index of its edge, −1 when it is left out.
    value
        The sum of the weights of the chosen edges.
    bound
        The value of the dual; equal to ``value``.
    price_left, price_right, price_parent
        What one more left vertex of this kind, one more place, one more place under a parent would add at most.
        All are 0 or more.
    """

    chosen: Whole
    value: int
    bound: int
    price_left: Whole
    price_right: Whole
    price_parent: Whole


@dataclass(frozen=True)
class _Network:
    left: int
    capacity: Whole
    edge_left: Whole
    edge_right: Whole
    weight: Whole
    parent: Whole
    room: Whole

    @property
    def parents(self) -> Whole:
        """The parent of every right vertex; where it has none, the position after the last parent."""
        return np.where(self.parent < 0, len(self.room), self.parent)


def assign(
    left: int,
    right_capacity: ArrayLike,
    edge_left: ArrayLike,
    edge_right: ArrayLike,
    weight: ArrayLike,
    *,
    parent: ArrayLike | None = None,
    parent_capacity: ArrayLike | None = None,
) -> Assigned:
    """The assignment of largest weight.

    Weights are whole numbers; an edge of weight 0 or less is never used. The same input gives the same answer: of two
    answers of one value, the one that the order of the input leads to.

    Parameters
    ----------
    left
        How many left vertices there are.
    right_capacity
        How many each right vertex holds.
    edge_left, edge_right, weight
        One edge each: its ends, counted from 0, and what it is worth.
    parent
        For each right vertex its parent, −1 without one.
    parent_capacity
        How many each parent holds.

    Raises
    ------
    RefusedInput
        When lengths differ, a vertex is not there, a capacity is negative, or a number is not whole or too large.

    >>> got = assign(3, [1, 1], [0, 0, 1, 2], [0, 1, 0, 0], [5, 4, 4, 3])
    >>> got.chosen.tolist(), got.value, got.bound
    ([1, 2, -1], 8, 8)
    >>> got.price_right.tolist()
    [3, 0]
    """
    network = _network(left, right_capacity, edge_left, edge_right, weight, parent, parent_capacity)
    from convive.matching.solve import paths

    starts, edges, goes_to, worth = paths.by_left(left, network.edge_left, network.edge_right, network.weight)
    seats, price = paths.place_all(starts, goes_to, worth, network.capacity, network.parent, network.room)
    placed = seats >= 0
    chosen = np.full(left, -1, np.int64)
    chosen[placed] = edges[seats[placed]]
    rights = len(network.capacity)
    price_parent = price[rights:]
    above = np.append(price_parent, 0)[network.parents]
    price_right = np.maximum(0, price[:rights] - above)
    price_left = np.zeros(left, np.int64)
    price_left[placed] = worth[seats[placed]] - (price_right + above)[goes_to[seats[placed]]]
    return Assigned(
        chosen=chosen,
        value=int(worth[seats[placed]].sum()),
        bound=_bound(network, price_left, price_right, price_parent),
        price_left=price_left,
        price_right=price_right,
        price_parent=price_parent,
    )


def certify(
    assigned: Assigned,
    left: int,
    right_capacity: ArrayLike,
    edge_left: ArrayLike,
    edge_right: ArrayLike,
    weight: ArrayLike,
    *,
    parent: ArrayLike | None = None,
    parent_capacity: ArrayLike | None = None,
) -> int:
    """The value, once it is shown that the answer keeps every capacity and that no answer is worth more.

    Shares nothing with the search. Feasible on both sides and equal in value means complementary slackness and best.

    Raises
    ------
    ConviveError
        When the answer or its proof does not hold; ``rule`` says what: ``place``, ``capacity``, ``value``, ``price``,
        ``dual`` or ``slack``.

    >>> got = assign(2, [1], [0, 1], [0, 0], [2, 3])
    >>> certify(got, 2, [1], [0, 1], [0, 0], [2, 3])
    3
    """
    network = _network(left, right_capacity, edge_left, edge_right, weight, parent, parent_capacity)
    chosen = np.asarray(assigned.chosen)
    if chosen.shape != (left,) or np.any(chosen < -1) or np.any(chosen >= len(network.weight)):
        raise _broken("An answer names an edge for everybody, or −1.", "place")
    who = np.flatnonzero(chosen >= 0)
    used = chosen[who]
    if np.any(network.edge_left[used] != who):
        raise _broken("Somebody takes an edge of somebody else.", "place")
    load = np.bincount(network.edge_right[used], minlength=len(network.capacity))
    if np.any(load > network.capacity):
        raise _broken("More are placed on a right vertex than it holds.", "capacity")
    under = np.bincount(network.parents, weights=load, minlength=len(network.room) + 1)[: len(network.room)]
    if np.any(under > network.room):
        raise _broken("More are placed under a parent than it holds.", "capacity")
    value: int = sum(network.weight[used].tolist())
    if value != assigned.value:
        raise _broken(f"The chosen edges are worth {value}, not {assigned.value}.", "value")
    sizes = (left, len(network.capacity), len(network.room))
    prices = (assigned.price_left, assigned.price_right, assigned.price_parent)
    for size, price in zip(sizes, prices, strict=True):
        if price.shape != (size,) or price.dtype != np.int64 or np.any(price < 0) or np.any(price > _most(0)):
            raise _broken("A price is a whole number, 0 or more, one for each vertex.", "price")
    above = np.append(assigned.price_parent, 0)[network.parents]
    covered = assigned.price_left[network.edge_left] + (assigned.price_right + above)[network.edge_right]
    if np.any(covered < network.weight):
        raise _broken("An edge is worth more than its ends cost.", "dual")
    bound = _bound(network, *prices)
    if bound != assigned.bound or bound != value:
        raise _broken(f"The prices prove {bound}, not {value}.", "slack")
    return value


def _bound(network: _Network, price_left: Whole, price_right: Whole, price_parent: Whole) -> int:
    """The dual's value, in Python's own whole numbers, which do not run over.

    A capacity above the number of left vertices limits nobody and counts as that number.
    """
    places = zip(network.capacity.tolist(), price_right.tolist(), strict=True)
    rooms = zip(network.room.tolist(), price_parent.tolist(), strict=True)
    bound: int = sum(min(many, network.left) * price for many, price in (*places, *rooms)) + sum(price_left.tolist())
    return bound


def _network(
    left: int,
    right_capacity: ArrayLike,
    edge_left: ArrayLike,
    edge_right: ArrayLike,
    weight: ArrayLike,
    parent: ArrayLike | None,
    parent_capacity: ArrayLike | None,
) -> _Network:
    if (parent is None) != (parent_capacity is None):
        raise RefusedInput("Parents and their capacities come together.", rule="parent", hint="Give both, or neither.")
    capacity = _whole(right_capacity, "right_capacity")
    network = _Network(
        left=left,
        capacity=capacity,
        edge_left=_whole(edge_left, "edge_left"),
        edge_right=_whole(edge_right, "edge_right"),
        weight=_whole(weight, "weight"),
        parent=np.full(len(capacity), -1, np.int64) if parent is None else _whole(parent, "parent"),
        room=np.zeros(0, np.int64) if parent_capacity is None else _whole(parent_capacity, "parent_capacity"),
    )
    edges = len(network.weight)
    if len(network.edge_left) != edges or len(network.edge_right) != edges or len(network.parent) != len(capacity):
        raise RefusedInput(
            "Every edge has two ends and a weight, every right vertex one parent or −1.",
            rule="length",
            hint="Give lists of the same length.",
        )
    _check_ends(network.edge_left, 0, left, "edge_left")
    _check_ends(network.edge_right, 0, len(capacity), "edge_right")
    _check_ends(network.parent, -1, len(network.room), "parent")
    for many, column in ((capacity, "right_capacity"), (network.room, "parent_capacity")):
        if np.any(many < 0):
            raise RefusedInput(
                f"{many.min()} places are fewer than none.",
                column=column,
                rule="capacity",
                hint="Write 0 where there is no place.",
            )
    if edges and max(network.weight.max(), -network.weight.min()) > _most(left):
        raise RefusedInput(
            f"A weight is larger than {_most(left)}, so that sums would run over.",
            column="weight",
            rule="large",
            hint="Use a coarser unit.",
        )
    return network


def _most(left: int) -> int:
    """The largest weight whose sum over everybody fits twice into 64 bits."""
    return 2**60 // max(1, left)


def _whole(given: ArrayLike, column: str) -> Whole:
    numbers = np.asarray(given)
    if numbers.size == 0:
        return np.zeros(0, np.int64)
    if numbers.ndim != 1 or not np.issubdtype(numbers.dtype, np.integer):
        raise RefusedInput(
            "This is not a list of whole numbers.", column=column, rule="whole", hint="Round the numbers first."
        )
    # A table's own memory is often locked; the kernels are compiled once, for memory that is not.
    return np.require(numbers, np.int64, ["C", "W"])


def _check_ends(ends: Whole, low: int, high: int, column: str) -> None:
    wrong = np.flatnonzero((ends < low) | (ends >= high))
    if len(wrong):
        raise RefusedInput(
            f"There is no vertex {ends[wrong[0]]}: there are {high}, counted from 0.",
            column=column,
            rule="known",
            hint="Count from 0.",
        )


def _broken(says: str, rule: str) -> ConviveError:
    return ConviveError(says, rule=rule, hint="This is a fault of the programme: please report it.")
