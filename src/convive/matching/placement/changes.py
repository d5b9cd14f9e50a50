"""What one changed thing would give, how two answers differ, and how most of one is kept when something falls out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from convive.core.errors import RefusedInput, did_you_mean
from convive.core.problems.frames import checked
from convive.core.problems.placement import RULES, EnglishClasses, PlacementProblem, PlacementWeights
from convive.matching.answers import Status
from convive.matching.placement.answer import Placement
from convive.matching.placement.pairs import Conditions, Named
from convive.matching.placement.placing import answer

POLICIES = ("min_size", "trainees", "female_trainees_only")
"""What can be dropped besides the six rules: least sizes, the trainees' part, who teaches women-only classes."""

MOST_LOST = 0.01
"""The share of the points that keeping places may cost."""

_LISTS = (("learners", "learner_id"), ("classes", "class_id"), ("trainees", "trainee_id"))
MOVES = {"learner_id": pl.String, "before": pl.String, "after": pl.String}


@dataclass(frozen=True, eq=False)
class Difference:
    """Two answers side by side.

    ``points`` is what the second is worth more than the first, ``placed`` how many learners more it places. ``moves``
    has ``learner_id``, ``before`` and ``after`` for everybody whose class is not the same, null for no class.
    """

    before: Placement
    after: Placement
    points: int
    placed: int
    moves: pl.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {"points": self.points, "placed": self.placed, "moves": self.moves.to_dicts()}


@dataclass(frozen=True, eq=False)
class Repair:
    """An answer that keeps most places.

    ``kept`` of the ``places`` that could be kept (learner and class are still there) are as they were. ``lost`` is the
    share of the points that a wholly new answer would have more; the quality's bound is that of the new answer.
    """

    answer: Placement
    kept: int
    places: int
    lost: float
    moves: pl.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return self.answer.as_dict() | {
            "repair": {"kept": self.kept, "places": self.places, "lost": self.lost, "moves": self.moves.to_dicts()}
        }


def compare(before: Placement, after: Placement) -> Difference:
    """How the second answer differs from the first."""
    return Difference(
        before,
        after,
        int(after.totals["points"] - before.totals["points"]),
        int(after.totals["placed"] - before.totals["placed"]),
        moves(before.assignments, after.assignments),
    )


def moves(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Everybody who is not in the same class in both."""
    both = before.select("learner_id", before="class_id").join(
        after.select("learner_id", after="class_id"), on="learner_id", how="full", coalesce=True
    )
    return both.filter(pl.col("before").ne_missing(pl.col("after"))).sort("learner_id").select(list(MOVES))


def what_if(
    given: Placement,
    *,
    without: str | Sequence[str] = (),
    learner: str | None = None,
    change: Mapping[str, Mapping[str, Any]] | None = None,
    extra: pl.DataFrame | None = None,
    pin: Named | None = None,
    forbid: Named | None = None,
    weights: PlacementWeights | None = None,
) -> Difference:
    """The answer again with one thing changed; the first answer is not touched.

    Parameters
    ----------
    given
        The answer to start from.
    without
        Rules that do not count, of the six or of :data:`POLICIES`.
    learner
        For whom a rule of the six does not count; everybody when it is not given.
    change
        Cells of the lists: ``{"K0007": {"capacity": 20}}``.
    extra
        Classes that could be opened besides, with the columns of ``classes.csv``.
    pin, forbid
        A learner and a class that must, or must not, come together. The value lost by forbidding a pair is its regret.
    weights
        Other points than the problem's: a place, a week of waiting, a kilometre, a missing session.

    Raises
    ------
    RefusedInput
        When a rule, a record or a column is not there, or a pin breaks a rule.
    """
    rules = [without] if isinstance(without, str) else list(without)
    problem, conditions = lifted(given.problem, given.terms.conditions, rules, learner)
    conditions = replace(
        conditions,
        pins=conditions.pins + ((pin,) if pin else ()),
        forbidden=conditions.forbidden + ((forbid,) if forbid else ()),
    )
    if weights is not None:
        problem = replace(problem, weights=weights)
    for name, cells in (change or {}).items():
        problem = _changed(problem, name, cells)
    if extra is not None:
        more = checked(EnglishClasses, extra, "extra classes")
        problem = replace(problem, classes=pl.concat([problem.classes, more], how="diagonal_relaxed"))
    return compare(given, answer(problem, replace(given.terms, conditions=conditions)))


def repair(given: Placement, without: Sequence[str], *, keep: int | None = None) -> Repair:
    """A new answer without these learners, classes or trainees that keeps most places.

    Each place that is kept counts ``keep`` points more while the answer is sought. Without a number it is as many as a
    place itself, so that somebody is moved when another person gains a place by it and not for a shorter way; where
    that would lose more than :data:`MOST_LOST` of the points, a tenth of it, and where that would, too, nothing.

    Raises
    ------
    RefusedInput
        When nobody has one of these identifiers.
    """
    gone = _found(given.problem, without)
    problem = given.problem
    for name, column in _LISTS:
        problem = _with(problem, name, getattr(problem, name).filter(~pl.col(column).is_in(gone[name])))
    held = given.assignments.filter(
        ~pl.col("learner_id").is_in(gone["learners"]) & ~pl.col("class_id").is_in(gone["classes"])
    )
    there = set(problem.learners["learner_id"]) | set(problem.classes["class_id"])

    def still(named: tuple[Named, ...]) -> tuple[Named, ...]:
        return tuple(pair for pair in named if pair[0] in there | {""} and pair[1] in there | {""})

    old = given.terms.conditions
    conditions = replace(
        old,
        waived=tuple(pair for pair in old.waived if pair[1] in there | {""}),
        pins=still(old.pins),
        forbidden=still(old.forbidden),
        kept=(),
    )
    best = answer(problem, replace(given.terms, conditions=conditions))
    place = given.problem.weights.place
    most = best.totals["points"]
    kept = tuple((who, where) for who, where in held.select("learner_id", "class_id").iter_rows())
    for points in (place, place // 10, 0) if keep is None else (keep,):
        got = answer(problem, replace(given.terms, conditions=replace(conditions, kept=kept, keep=points)))
        lost = (most - got.totals["points"]) / max(1, abs(most))
        if lost <= MOST_LOST:
            break
    bound = best.quality.bound
    assert bound is not None
    status: Status = "optimal" if got.quality.value == bound else "gap"
    got = replace(got, quality=replace(got.quality, bound=bound, status=status))
    same = held.join(got.assignments, on=["learner_id", "class_id"], how="semi").height
    return Repair(got, same, held.height, lost, moves(held, got.assignments))


def lifted(
    problem: PlacementProblem, conditions: Conditions, rules: Sequence[str], learner: str | None = None
) -> tuple[PlacementProblem, Conditions]:
    """The problem and what is asked of the answer when some rules do not count, for one learner or for everybody.

    Raises
    ------
    RefusedInput
        When there is no such rule.
    """
    for rule in rules:
        problem = _without(problem, rule)
    waived = tuple((rule, learner or "") for rule in rules if rule not in POLICIES)
    return problem, replace(conditions, waived=conditions.waived + waived)


def _without(problem: PlacementProblem, rule: str) -> PlacementProblem:
    """The problem without one of the policies; one of the six rules is dropped elsewhere."""
    if rule == "min_size":
        return replace(problem, classes=problem.classes.with_columns(min_size=pl.lit(1, pl.Int64)))
    if rule == "trainees":
        return replace(problem, trainees=problem.trainees.head(0))
    if rule == "female_trainees_only":
        return replace(problem, female_trainees_only=False)
    if rule not in RULES:
        known = (*RULES, *POLICIES)
        raise RefusedInput(
            f"There is no rule “{rule}”.",
            rule="known",
            hint=did_you_mean(rule, known) or f"The rules are {', '.join(known)}.",
        )
    return problem


def _changed(problem: PlacementProblem, name: str, cells: Mapping[str, Any]) -> PlacementProblem:
    """The problem with some cells of one record changed."""
    found = _found(problem, [name])
    for field, column in _LISTS:
        if not found[field]:
            continue
        frame: pl.DataFrame = getattr(problem, field)
        for cell in cells:
            if cell not in frame.columns or cell == column:
                raise RefusedInput(
                    f"There is no column “{cell}” to change.",
                    file=f"{field}.csv",
                    column=cell,
                    rule="column",
                    hint=did_you_mean(cell, frame.columns),
                )
        here = pl.col(column) == name
        frame = frame.with_columns(
            pl.when(here)
            .then(pl.lit(value))
            .otherwise(pl.col(cell).cast(pl.String) if isinstance(value, str) else cell)
            .alias(cell)
            for cell, value in cells.items()
        )
        problem = _with(problem, field, frame)
    return problem


def _with(problem: PlacementProblem, field: str, frame: pl.DataFrame) -> PlacementProblem:
    """The problem with another list in the place of one of its three."""
    lists: dict[str, Any] = {field: frame}
    return replace(problem, **lists)


def _found(problem: PlacementProblem, names: Sequence[str]) -> dict[str, list[str]]:
    """In which list each identifier stands.

    Raises
    ------
    RefusedInput
        When it stands in none or in two.
    """
    found: dict[str, list[str]] = {field: [] for field, _ in _LISTS}
    known = {field: set(getattr(problem, field)[column]) for field, column in _LISTS}
    for name in names:
        lists = [field for field in known if name in known[field]]
        if len(lists) != 1:
            raise RefusedInput(
                f"“{name}” is the identifier of records in two lists."
                if lists
                else f"“{name}” is in none of the lists.",
                rule="known",
                hint=did_you_mean(name, sorted(set().union(*known.values()))) if not lists else "Rename one of them.",
            )
        found[lists[0]].append(name)
    return found
