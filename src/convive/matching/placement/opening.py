"""The full model: which classes run, who is in them, and which trainee gives how many of their sessions.

A class runs only with enough learners and with all its sessions delivered. Each trainee gives at most so many sessions,
and every session by which one falls short of the least costs points:

    maximise    Σ wₑxₑ − shortfall · Σ shortₖ
    so that     Σ x of a learner ≤ 1,   min_c open_c ≤ Σ x in c ≤ capacity_c open_c,   x ≤ open,
                Σ x in c who need childcare ≤ crèche_c open_c,
                Σₖ y of a kind = Σ sessions_c open_c over the classes of that kind,
                Σ y of a trainee ≤ max,   short ≥ min − Σ y of the trainee

*Kind.* To a trainee all classes of one slot that are for women only, or all that are not, are the same. So sessions are
counted by kind and dealt out afterwards: a tenth of the variables, and no equal answers to look through.

*Whole numbers.* Once it is settled which classes run, learners and sessions are two flows, whose corners are whole. So
only ``open`` is asked to be whole; the answer is checked to be whole as well, in whole numbers.

The solver is HiGHS (Huangfu and Hall 2018), called through scipy with no gap allowed. Its bound is a floating-point
number; every sum of points is whole, so a bound less than one above the value proves the value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convive.core.errors import ConviveError, RefusedInput
from convive.matching.placement.arrays import Arrays, Marks, Whole
from convive.matching.placement.pairs import Pairs

Points = NDArray[np.float64]

# How far from whole a number of the solver may be, and by how much its bound may fail to reach a whole number.
_NEAR = 1e-5
_SLACK = 0.01


@dataclass(frozen=True)
class Settled:
    """Points of each pair whose sum may not fall below ``least``: what an earlier aim came to."""

    points: Whole
    least: int


@dataclass(frozen=True)
class Opened:
    """Which classes run, which pairs are chosen, and sessions by trainee and class.

    ``value`` and ``bound`` are in the points that the solver was given.
    """

    runs: Marks
    chosen: Marks
    sessions: Whole
    value: int
    bound: int


@dataclass(frozen=True)
class _Model:
    """The rows and columns of the programme: columns are pairs, classes, (trainee, kind), trainees."""

    pairs: int
    classes: int
    trainee: Whole
    kind: Whole
    kind_of_class: Whole
    matrix: Any
    low: Points
    high: Points
    least: Points
    most: Points

    @property
    def columns(self) -> int:
        return len(self.least)

    @property
    def opens(self) -> slice:
        return slice(self.pairs, self.pairs + self.classes)

    @property
    def gives(self) -> slice:
        return slice(self.pairs + self.classes, self.pairs + self.classes + len(self.trainee))

    @property
    def short(self) -> slice:
        return slice(self.pairs + self.classes + len(self.trainee), self.columns)


def open_classes(
    board: Arrays,
    pairs: Pairs,
    points: Whole,
    short: int,
    *,
    runs: Marks | None = None,
    settled: Settled | None = None,
    budget_s: float | None = None,
) -> Opened:
    """The opening of most points, less ``short`` for each session by which a trainee falls short.

    ``runs`` settles which classes do. ``settled`` keeps an earlier aim. ``budget_s`` ends the search after so many
    seconds, with the best found and the bound known by then.

    Raises
    ------
    RefusedInput
        When the pins cannot all be kept.
    """
    model = _model(board, pairs)
    if runs is not None:
        model.least[model.opens] = model.most[model.opens] = runs
    aim = np.zeros(model.columns)
    aim[: model.pairs] = points
    aim[model.short] = -short
    solution, bound = _solve(board, model, aim, settled, budget_s)
    value = round(float(aim @ solution))
    whole = np.rint(solution).astype(np.int64)
    return Opened(
        whole[model.opens].astype(np.bool_),
        whole[: model.pairs].astype(np.bool_),
        _deal(board, model, whole[model.opens], whole[model.gives]),
        value,
        max(value, int(np.floor(bound + _SLACK))),
    )


def _solve(
    board: Arrays, model: _Model, aim: Points, settled: Settled | None, budget_s: float | None
) -> tuple[Points, float]:
    """A whole solution and a bound."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    if not model.columns:
        return np.zeros(0), 0.0
    whole = np.zeros(model.columns)
    whole[model.opens] = 1
    rows = [LinearConstraint(model.matrix, model.low, model.high)]
    if settled is not None:
        before = np.zeros(model.columns)
        before[: model.pairs] = settled.points
        rows.append(LinearConstraint(before[None, :], settled.least, np.inf))
    options: dict[str, Any] = {"mip_rel_gap": 0}
    if budget_s is not None:
        options["time_limit"] = budget_s
    got = milp(-aim, constraints=rows, bounds=Bounds(model.least, model.most), integrality=whole, options=options)
    if got.status == 2:
        raise RefusedInput(
            "The classes in which somebody must be cannot all run.",
            rule="pin",
            hint="Pin fewer, or look at least sizes, crèche places and who could teach.",
        )
    bound = float(-got.mip_dual_bound) if got.mip_dual_bound is not None else float(np.abs(aim).sum())
    if got.x is None:
        return _nothing_runs(board, model), bound
    if got.status == 0 and _whole(model, got.x):
        return np.rint(got.x), bound
    # A search that was cut short may hold learners who are not placed as well as these classes allow.
    fixed = Bounds(model.least.copy(), model.most.copy())
    fixed.lb[model.opens] = fixed.ub[model.opens] = np.rint(got.x[model.opens])
    again = milp(-aim, constraints=rows, bounds=fixed, integrality=np.ones(model.columns), options={"mip_rel_gap": 0})
    if again.x is None or not _whole(model, again.x):
        raise ConviveError("The solver gave no whole answer.", rule="whole", hint="Please report this list's shape.")
    return np.rint(again.x), bound


def _whole(model: _Model, solution: Points) -> bool:
    """Whether the numbers are whole and, rounded, keep every row exactly."""
    near = np.rint(solution)
    if np.abs(solution - near).max() > _NEAR:
        return False
    load = model.matrix @ near
    return bool(np.all(load >= model.low) and np.all(load <= model.high))


def _nothing_runs(board: Arrays, model: _Model) -> Points:
    """What is always possible without pins: no class runs and every trainee falls short of all sessions."""
    if (model.least[: model.pairs] > 0).any():
        raise ConviveError("No answer was found in the time given.", rule="budget", hint="Give more seconds.")
    solution = np.zeros(model.columns)
    solution[model.short] = board.trainees["min_sessions"].to_numpy()
    return solution


def _model(board: Arrays, pairs: Pairs) -> _Model:
    from scipy.sparse import csc_array, vstack

    many, edges, teachers = board.classes.height, len(pairs), board.trainees.height
    kinds, first, kind_of_class = np.unique(board.slot * 2 + board.women_only, return_index=True, return_inverse=True)
    trainee, kind = np.nonzero(board.may_teach[:, first])
    given = len(trainee)
    columns = edges + many + given + teachers
    x, opens = np.arange(edges), edges + np.arange(many)
    y, short = edges + many + np.arange(given), edges + many + given + np.arange(teachers)
    blocks, low, high = [], [], []

    def rows(count: int, parts: Sequence[tuple[Whole, Whole, Any]], least: Any, most: Any) -> None:
        """Some rows at once, each part as (row, column, factor)."""
        at = np.concatenate([part[0] for part in parts])
        column = np.concatenate([part[1] for part in parts])
        factor = np.concatenate([np.broadcast_to(part[2], part[0].shape) for part in parts]).astype(np.float64)
        blocks.append(csc_array((factor, (at, column)), shape=(count, columns)))
        low.append(np.broadcast_to(least, count))
        high.append(np.broadcast_to(most, count))

    klass, needing = np.arange(many), np.flatnonzero(pairs.needs_creche)
    rows(board.learners.height, [(pairs.learner, x, 1)], -np.inf, 1)
    rows(many, [(pairs.klass, x, 1), (klass, opens, -board.capacity)], -np.inf, 0)
    rows(many, [(pairs.klass, x, 1), (klass, opens, -board.min_size)], 0, np.inf)
    rows(many, [(pairs.klass[needing], needing, 1), (klass, opens, -board.creche)], -np.inf, 0)
    rows(edges, [(x, x, 1), (x, opens[pairs.klass], -1)], -np.inf, 0)
    rows(len(kinds), [(kind, y, 1), (kind_of_class, opens, -board.sessions)], 0, 0)
    most_sessions = board.trainees["max_sessions"].to_numpy()
    least_sessions = board.trainees["min_sessions"].to_numpy()
    rows(teachers, [(trainee, y, 1)], -np.inf, most_sessions)
    rows(teachers, [(trainee, y, 1), (np.arange(teachers), short, 1)], least_sessions, np.inf)
    return _Model(
        pairs=edges,
        classes=many,
        trainee=trainee,
        kind=kind,
        kind_of_class=kind_of_class,
        matrix=vstack(blocks, format="csc"),
        low=np.concatenate(low).astype(np.float64),
        high=np.concatenate(high).astype(np.float64),
        least=np.concatenate([pairs.pinned, np.zeros(columns - edges)]).astype(np.float64),
        most=np.concatenate([np.ones(edges + many), most_sessions[trainee], least_sessions]).astype(np.float64),
    )


def _deal(board: Arrays, model: _Model, runs: Whole, gives: Whole) -> Whole:
    """Sessions of each kind dealt out to the classes of that kind, in the order of classes and trainees."""
    dealt = np.zeros((board.trainees.height, board.classes.height), np.int64)
    for kind in np.unique(model.kind_of_class):
        here = model.kind == kind
        left = dict(zip(model.trainee[here].tolist(), gives[here].tolist(), strict=True))
        for klass in np.flatnonzero((model.kind_of_class == kind) & (runs > 0)):
            wanted = int(board.sessions[klass])
            for trainee in left:
                part = min(wanted, left[trainee])
                dealt[trainee, klass] += part
                left[trainee] -= part
                wanted -= part
    return dealt
