"""The bound over classes of equal teams: who can be in the larger teams, and what one team can look like.

The bound by levels lets every level choose on its own who sits in the teams that are larger, and which levels meet in a
team. Here people are counted by kind (alike in every attribute) and teams by class (of one size):

    y[u,k]    people of kind u in teams of class k;  Σₖ y = people of the kind,  Σᵤ y = seats of the class
    z[l,k,v]  teams of class k with at least v people of level l, each at w(2v − 1 − 2sₖpₗ);  Σᵥ z = Σ y over l's kinds
    x[k,c]    teams of class k with composition c, for attributes with guarded levels instead of z;  Σ c x = Σ y

Every set of teams is such a plan in whole numbers, so that the cheapest plan is a bound. The linear programme (HiGHS)
gives prices; what is reported is the Lagrangian of these prices, evaluated here, which holds however exact the solver
was. Where that leaves a gap to the score found, whole numbers close it: what costs more than the gap at these prices
stands in no better plan and falls out, and the rest is a whole-number programme whose own bound is taken, less the
solver's tolerance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convive.matching.teams.columns import Columns, first_columns
from convive.matching.teams.compositions import Compositions, Floats, compositions
from convive.matching.teams.levels import level_bound
from convive.matching.teams.pool import Pool, kinds

_MOST_KINDS = 20_000
_MOST_WHOLE, _MOST_NEAR = 15_000, 3_000  # variables of the whole-number programme, compositions among them
_NODES = 500
_TOLERANCE = 1e-6  # how far HiGHS may be from the truth
_ROUNDING = 1e-11  # how far a sum of floats may be from the truth, as a share of what was summed


@dataclass(frozen=True)
class _Plan:
    """The people by kind and the teams by class; ``shapes[a][k]`` for each attribute with a guarded level."""

    pool: Pool
    size: NDArray[np.int64]
    teams: NDArray[np.int64]
    kind: NDArray[np.int32]  # kinds × attributes: the level
    people: NDArray[np.int64]  # of each kind
    ladder: NDArray[np.int64]  # levels of attributes without a guarded level
    shapes: dict[int, list[Compositions]]

    @cached_property
    def of(self) -> dict[int, NDArray[np.int64]]:
        """The levels of each attribute with a guarded level."""
        return {k: np.flatnonzero(self.pool.attribute == k) for k in self.shapes}

    @cached_property
    def steps(self) -> list[Floats]:
        """For each class, ladder levels × v: what the v-th person of a level in a team adds to the score."""
        weight = self.pool.weight[self.pool.attribute[self.ladder]][:, None]
        share = self.pool.share[self.ladder][:, None]
        return [weight * (2.0 * np.arange(1, s + 1) - 1.0 - 2.0 * s * share) for s in self.size.tolist()]

    @cached_property
    def fixed(self) -> float:
        """What teams without anybody would score in the ladder levels."""
        weight, share = self.pool.weight[self.pool.attribute[self.ladder]], self.pool.share[self.ladder]
        return float((self.size * self.size * self.teams).sum() * (weight * share * share).sum())


@dataclass(frozen=True)
class _Prices:
    """Of a seat in each class, and of a person of each level (levels × classes)."""

    seat: Floats
    level: Floats


class ClassBound:
    """The bound of one pool, sizes and rule; ``value`` holds it, and :meth:`closed` brings it up to a score.

    Where there are too many kinds of people, attributes with the most levels leave the plan, and are bounded level by
    level beside it.
    """

    def __init__(self, pool: Pool, sizes: Sequence[int], *, allow_lone: bool) -> None:
        inside = _inside(pool)
        outside = [k for k in range(len(pool.weights)) if k not in inside]
        self._beside = float(level_bound(pool.only(outside), sizes, allow_lone=allow_lone)) if outside else 0.0
        self._plan = _plan(pool.only(inside), sizes, allow_lone)
        columns = {
            k: first_columns(shapes, self._plan.teams, self._plan.pool.count[self._plan.of[k]])
            for k, shapes in self._plan.shapes.items()
        }
        self._prices = _linear(self._plan, columns)
        self._linear = _lagrangian(self._plan, self._prices)
        self.value: float = self._linear + self._beside

    def closed(self, score: float) -> float:
        """The bound on teams that score no more than ``score``; infinite when there can be none."""
        if self.value >= score:
            return self.value
        return max(self.value, _whole(self._plan, self._prices, score - self.value) + self._beside)


def _inside(pool: Pool) -> list[int]:
    """The attributes, those with few levels first, that together make no more kinds of people than can be planned."""
    levels = np.bincount(pool.attribute, minlength=len(pool.weights))
    inside: list[int] = []
    for k in np.argsort(levels, kind="stable").tolist():
        if not inside or kinds(pool.level[:, [*inside, k]]).max() < _MOST_KINDS:
            inside.append(k)
    return sorted(inside)


def _plan(pool: Pool, sizes: Sequence[int], allow_lone: bool) -> _Plan:
    size, teams = (np.array(those, np.int64) for those in zip(*sorted(Counter(sizes).items()), strict=True))
    kind_of = kinds(pool.level)
    _, first, people = np.unique(kind_of, return_index=True, return_counts=True)
    guarded = np.zeros_like(pool.guarded) if allow_lone else pool.guarded
    shapes = {}
    for k in np.unique(pool.attribute[guarded]).tolist():
        at = np.flatnonzero(pool.attribute == k)
        shapes[k] = [
            compositions(float(pool.weight[k]), pool.share[at], pool.count[at], guarded[at], s) for s in size.tolist()
        ]
    ladder = np.flatnonzero(~np.isin(pool.attribute, list(shapes)))
    return _Plan(pool, size, teams, pool.level[first], people.astype(np.int64), ladder, shapes)


@dataclass(frozen=True)
class _Programme:
    """The plan as rows and columns. Variables: y by class and kind, then z by class, then x by attribute and class."""

    cost: Floats
    lower: Floats
    upper: Floats
    whole: NDArray[np.bool_]
    matrix: Any
    right: Floats


def _programme(plan: _Plan, columns: dict[int, Columns], lower: list[Floats], upper: list[Floats]) -> _Programme:
    """Rows: people of a kind, seats of a class, levels × classes (Σ y = Σ usage), teams of a class and attribute."""
    from scipy.sparse import coo_array

    kinds_, classes, levels = len(plan.people), len(plan.size), len(plan.pool.exact)
    level_row = kinds_ + classes + np.arange(levels * classes).reshape(levels, classes)
    rows, cols, vals = [], [], []

    def put(row: Any, col: Any, value: Any) -> None:
        row, col, value = np.broadcast_arrays(row, col, value)
        rows.append(row.ravel())
        cols.append(col.ravel())
        vals.append(value.ravel())

    u = np.arange(kinds_)
    for k in range(classes):
        y = k * kinds_ + u
        put(u, y, 1.0)
        put(kinds_ + k, y, 1.0)
        for a in range(plan.kind.shape[1]):
            put(level_row[plan.kind[:, a], k], y, 1.0)
    at = kinds_ * classes
    cost, low, high = [np.zeros(at)], [np.zeros(at)], [np.tile(plan.people.astype(float), classes)]
    for k, steps in enumerate(plan.steps):
        put(level_row[plan.ladder, k][:, None], at + np.arange(steps.size).reshape(steps.shape), -1.0)
        cost.append(steps.ravel())
        low.append(lower[k].ravel())
        high.append(upper[k].ravel())
        at += steps.size
    row = kinds_ + classes + levels * classes
    right = [plan.people.astype(float), (plan.size * plan.teams).astype(float), np.zeros(levels * classes)]
    for a, by_class in columns.items():
        for k, shapes in enumerate(by_class):
            x = at + np.arange(len(shapes))
            put(row, x, 1.0)
            for place, level in enumerate(plan.of[a].tolist()):
                there = np.flatnonzero(shapes[:, place])
                put(level_row[level, k], x[there], -shapes[there, place].astype(float))
            cost.append(plan.shapes[a][k].costs(shapes))
            low.append(np.zeros(len(x)))
            high.append(np.full(len(x), float(plan.teams[k])))
            right.append(np.array([float(plan.teams[k])]))
            at, row = at + len(x), row + 1
    matrix = coo_array((np.concatenate(vals), (np.concatenate(rows), np.concatenate(cols))), shape=(row, at)).tocsr()
    whole = np.arange(at) >= kinds_ * classes
    return _Programme(
        np.concatenate(cost), np.concatenate(low), np.concatenate(high), whole, matrix, np.concatenate(right)
    )


def _linear(plan: _Plan, columns: dict[int, Columns]) -> _Prices:
    from scipy.optimize import linprog

    open_ = [np.broadcast_to(float(m), steps.shape) for m, steps in zip(plan.teams, plan.steps, strict=True)]
    model = _programme(plan, columns, [np.zeros_like(steps) for steps in plan.steps], open_)
    solved = linprog(
        model.cost,
        A_eq=model.matrix,
        b_eq=model.right,
        bounds=np.column_stack([model.lower, model.upper]),
        method="highs",
    )
    kinds_, classes, levels = len(plan.people), len(plan.size), len(plan.pool.exact)
    if solved.x is None:
        return _Prices(np.zeros(classes), np.zeros((levels, classes)))
    price = solved.eqlin.marginals[kinds_:]
    return _Prices(price[:classes], price[classes : classes + levels * classes].reshape(levels, classes))


def _lagrangian(plan: _Plan, prices: _Prices) -> float:
    """The least of the plan when seats and levels are not kept but paid for: a bound at any prices."""
    pool, classes = plan.pool, range(len(plan.size))
    seats = plan.size * plan.teams
    at_kind = np.stack([-prices.seat[k] - prices.level[plan.kind, k].sum(axis=1) for k in classes])
    parts = [np.array([plan.fixed]), prices.seat * seats, plan.people * at_kind.min(axis=0)]
    for k in classes:
        paid = plan.steps[k] + prices.level[plan.ladder, k][:, None]
        parts.append(plan.teams[k] * np.minimum(paid, 0.0))
    for a, by_class in plan.shapes.items():
        for k in classes:
            least = by_class[k].least(prices.level[plan.of[a], k])
            parts.append(np.array([plan.teams[k] * least]))
    summed = np.concatenate([part.ravel() for part in parts])
    # Every price enters twice with opposite signs, so that what was summed is larger than the sum.
    scale = np.abs(summed).sum() + np.abs(prices.level).max(initial=0.0) * pool.people * len(pool.weights)
    return float(summed.sum() - _ROUNDING * scale)


def _whole(plan: _Plan, prices: _Prices, gap: float) -> float:
    """The bound in whole numbers on plans within ``gap`` of the linear bound; infinite when there are none."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    gap += _TOLERANCE
    lower, upper = [], []
    for k, steps in enumerate(plan.steps):
        paid = steps + prices.level[plan.ladder, k][:, None]
        with np.errstate(divide="ignore"):
            room = np.minimum(np.floor(gap / np.abs(paid) + _TOLERANCE), float(plan.teams[k]))
        lower.append(np.where(paid < 0, plan.teams[k] - room, 0.0))
        upper.append(np.where(paid > 0, room, float(plan.teams[k])))
    columns = {}
    if len(plan.people) * len(plan.size) + sum(steps.size for steps in plan.steps) > _MOST_WHOLE:
        return -np.inf
    most = _MOST_NEAR
    for a, by_class in plan.shapes.items():
        those = []
        for k, shapes in enumerate(by_class):
            price = prices.level[plan.of[a], k]
            few = shapes.within(price, shapes.least(price) + gap, most)
            if few is None:
                return -np.inf
            most -= len(few)
            those.append(few)
        columns[a] = those
    model = _programme(plan, columns, lower, upper)
    solved = milp(
        model.cost,
        constraints=LinearConstraint(model.matrix, model.right, model.right),
        bounds=Bounds(model.lower, model.upper),
        integrality=model.whole.astype(float),
        options={"mip_rel_gap": 0.0, "node_limit": _NODES},
    )
    if solved.status == 2:
        return np.inf
    if solved.mip_dual_bound is None or not np.isfinite(solved.mip_dual_bound):
        return -np.inf
    return float(solved.mip_dual_bound) + plan.fixed - _TOLERANCE
