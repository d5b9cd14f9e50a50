"""Which compositions of a team the programme of an attribute starts with: all, or those that could be wanted.

Where there are too many to write down, a small programme of this attribute alone asks for the cheapest at its prices
again and again (column generation) until none is missing; those near to it are then taken. Which are taken changes how
near the bound comes, never whether it holds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convive.matching.teams.compositions import Compositions, Floats

Columns = list[NDArray[np.int64]]  # for each class of teams: compositions × levels

_MOST = 12_000
_ROUNDS = 200
_MARGINS = (8.0, 4.0, 2.0, 1.0, 0.5, 0.25)
_MISSING = 1e5
_EPS = 1e-7


def first_columns(shapes: list[Compositions], teams: NDArray[np.int64], people: NDArray[np.int64]) -> Columns:
    """Compositions for each class of teams."""
    none = np.zeros(len(people))
    everything = [each.within(none, np.inf, _MOST) if each.number() <= _MOST else None for each in shapes]
    if all(those is not None for those in everything):
        return [those for those in everything if those is not None]
    price, columns = _generated(shapes, teams, people)
    scale = max(float(np.median(np.diff(each.cost[:, :2]))) for each in shapes)
    for margin in _MARGINS:
        near = [each.within(price, each.least(price) + margin * abs(scale), _MOST) for each in shapes]
        if all(those is not None for those in near):
            return [those for those in near if those is not None]
    return columns


def _generated(
    shapes: list[Compositions], teams: NDArray[np.int64], people: NDArray[np.int64]
) -> tuple[Floats, Columns]:
    """The price of a person of each level when no composition is missing, and the compositions it took."""
    from scipy.optimize import linprog

    price = np.zeros(len(people))
    found: list[list[tuple[int, ...]]] = [[] for _ in shapes]
    seat = np.full(len(shapes), np.inf)
    for _ in range(_ROUNDS):
        better = False
        for k, each in enumerate(shapes):
            if each.least(price) < seat[k] - _EPS:
                cheapest = each.cheapest(price)
                if cheapest not in found[k]:
                    found[k].append(cheapest)
                    better = True
        if not better:
            break
        columns = [np.array(those, np.int64) for those in found]
        usage = np.concatenate(columns).T
        own = np.repeat(np.arange(len(shapes)), [len(those) for those in found])
        slack = np.hstack([np.eye(len(people)), -np.eye(len(people)), np.zeros((len(people), len(shapes)))])
        open_ = np.hstack([np.zeros((len(shapes), 2 * len(people))), np.eye(len(shapes))])
        solved = linprog(
            np.concatenate([np.concatenate([each.costs(c) for each, c in zip(shapes, columns, strict=True)]),
                            np.full(2 * len(people) + len(shapes), _MISSING)]),
            A_eq=np.vstack([np.hstack([usage, slack]), np.hstack([own == np.arange(len(shapes))[:, None], open_])]),
            b_eq=np.concatenate([people, teams]),
            method="highs",
        )  # fmt: skip
        price, seat = -solved.eqlin.marginals[: len(people)], solved.eqlin.marginals[len(people) :]
    return price, [np.array(those, np.int64) for those in found]
