"""The pairs that could be, what each is worth, and what has been asked of the answer besides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.errors import RefusedInput, did_you_mean
from convive.core.problems.placement import RULES
from convive.matching.placement.arrays import Arrays, Marks, Whole
from convive.matching.placement.eligibility import BIT, Bits, eligible, failed, squared

Named = tuple[str, str]


@dataclass(frozen=True)
class Conditions:
    """What is asked of an answer besides the problem: to see what would be, or to keep what is.

    Parameters
    ----------
    waived
        (rule, learner) that do not count; an empty learner means everybody.
    pins, forbidden
        (learner, class) that must be, or must not be.
    kept
        (learner, class) of an earlier answer, each worth ``keep`` points more than it is.
    """

    waived: tuple[Named, ...] = ()
    pins: tuple[Named, ...] = ()
    forbidden: tuple[Named, ...] = ()
    kept: tuple[Named, ...] = ()
    keep: int = 0


@dataclass(frozen=True)
class Pairs:
    """Pairs that pass every rule, with what the place, the weeks and the kilometres of each are worth.

    ``pull`` is what is added to ``worth`` only while a solver chooses: points for keeping an earlier pair.
    """

    learner: Whole
    klass: Whole
    km: NDArray[np.float64]
    weeks: Whole
    place_points: Whole
    week_points: Whole
    km_points: Whole
    pull: Whole
    pinned: Marks
    needs_creche: Marks
    funnel: Whole

    @property
    def worth(self) -> Whole:
        """The points of each pair: a place and its weeks, less its kilometres."""
        points: Whole = self.place_points + self.week_points - self.km_points
        return points

    def __len__(self) -> int:
        return len(self.learner)

    def only(self, chosen: Marks) -> Pairs:
        """Some of the pairs; the funnel stays that of all."""
        columns = {field.name for field in fields(self)} - {"funnel"}
        return replace(self, **{name: getattr(self, name)[chosen] for name in columns})


def waived_bits(board: Arrays, conditions: Conditions) -> Bits | None:
    """The rules that do not count, as bits for each learner; ``None`` where all do.

    Raises
    ------
    RefusedInput
        When there is no such rule or learner.
    """
    if not conditions.waived:
        return None
    bits = np.zeros(board.learners.height, np.uint8)
    for rule, learner in conditions.waived:
        if rule not in BIT:
            raise RefusedInput(
                f"There is no rule “{rule}”.",
                rule="known",
                hint=did_you_mean(rule, RULES) or f"The rules are {', '.join(RULES)}.",
            )
        bits[position(board.learners, "learner_id", learner) if learner else slice(None)] |= np.uint8(BIT[rule])
    return bits


def position(frame: pl.DataFrame, column: str, name: str) -> int:
    """Where somebody stands in a sorted list.

    Raises
    ------
    RefusedInput
        When nobody there has this identifier, with identifiers that look alike.
    """
    at = int(frame[column].search_sorted(name)) if frame.height else 0
    if at < frame.height and frame[column][at] == name:
        return at
    raise RefusedInput(
        f"“{name}” is not in the list.", column=column, rule="known", hint=did_you_mean(name, frame[column].to_list())
    )


def pairs(board: Arrays, conditions: Conditions = Conditions()) -> Pairs:
    """Every pair that passes the rules under these conditions, with its points.

    The points of a place are ``place + week · weeks − rint(km · kilometres)``, the weeks no more than ``wait_cap``.

    Raises
    ------
    RefusedInput
        When a condition names a rule, learner or class that is not there, or pins a pair that fails a rule.
    """
    waived = waived_bits(board, conditions)
    found = eligible(board, waived)
    weights = board.problem.weights
    weeks = board.weeks[found.learner]
    needs = board.needs_childcare if waived is None else board.needs_childcare & ~((waived & BIT["childcare"]) > 0)
    many = len(found.learner)
    whole = Pairs(
        learner=found.learner,
        klass=found.klass,
        km=found.km,
        weeks=weeks,
        place_points=np.full(many, weights.place, np.int64),
        week_points=weights.week * weeks,
        km_points=np.rint(weights.km * found.km).astype(np.int64),
        pull=np.zeros(many, np.int64),
        pinned=np.zeros(many, np.bool_),
        needs_creche=needs[found.learner],
        funnel=found.funnel,
    )
    whole.pull[_marks(whole, board, conditions.kept)] = conditions.keep
    pinned = _marks(whole, board, conditions.pins)
    whole.pinned[pinned] = True
    if pinned.sum() < len(set(conditions.pins)):
        _refuse_pin(whole, board, conditions, waived)
    stays = ~_marks(whole, board, conditions.forbidden)
    return whole if stays.all() else whole.only(stays)


def _marks(whole: Pairs, board: Arrays, named: Iterable[Named]) -> Marks:
    """Which of the pairs are named; a named pair that fails a rule is none of them."""
    width = max(1, board.classes.height)
    wanted = [
        position(board.learners, "learner_id", learner) * width + position(board.classes, "class_id", klass)
        for learner, klass in named
    ]
    marked: Marks = np.isin(whole.learner * width + whole.klass, np.array(wanted, np.int64))
    return marked


def _refuse_pin(whole: Pairs, board: Arrays, conditions: Conditions, waived: Bits | None) -> None:
    for learner, klass in conditions.pins:
        if _marks(whole, board, [(learner, klass)]).any():
            continue
        row = np.array([position(board.learners, "learner_id", learner)])
        mask = failed(board, row, squared(board, row), waived)[0, position(board.classes, "class_id", klass)]
        broken = [rule for rule in RULES if mask & BIT[rule]] or ["open_to_me"]
        raise RefusedInput(
            f"{learner} cannot be put into {klass}: {', '.join(broken)} does not allow it.",
            rule="pin",
            hint="Change what the list says about them, or drop the rule for this learner.",
        )
