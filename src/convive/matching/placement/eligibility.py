"""Who could be in which class: six rules, how many classes each leaves, and which one alone stands in the way.

The rules and their order are those of :data:`convive.core.problems.placement.RULES`.

level
    The learner's level lies within the class's. A class that teaches a skill asks for the level of that skill where it
    is known, else for the overall level. A level that is not known fits only a class that takes every level: a desk
    would find it out first, not guess.
literacy
    The learner reads and writes, or the class takes people who do not yet.
women_only
    A learner who asked for a women-only class gets one, and a women-only class takes women.
time
    The class's slot is one that suits; where no slot is known, none does.
childcare
    The learner needs none, or the class has a crèche.
distance
    As the crow flies no further than the learner can go.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.problems.placement import RULES
from convive.matching.placement.arrays import HIGHEST, Arrays, Marks, Whole

Bits = NDArray[np.uint8]

BIT = {rule: 1 << k for k, rule in enumerate(RULES)}
# Pairs looked at in one go: two megabytes of distances stay near the processor.
_CELLS = 1 << 18
# A learner who can go three kilometres goes 3.0000000000000004.
HAIR = 1e-9


@dataclass(frozen=True)
class Eligible:
    """Pairs that pass every rule, by learner and then by class, and what each rule left.

    ``funnel`` has a row for each learner and a column for each rule: the classes that pass it and all before it.
    """

    learner: Whole
    klass: Whole
    km: NDArray[np.float64]
    funnel: Whole


def squared(board: Arrays, rows: Whole) -> NDArray[np.float64]:
    """Kilometres as the crow flies from the learners of these rows to every class, squared."""
    across: NDArray[np.float64] = board.learners["x_km"].to_numpy()[rows, None] - board.classes["venue_x_km"].to_numpy()
    along = board.learners["y_km"].to_numpy()[rows, None] - board.classes["venue_y_km"].to_numpy()
    across *= across
    along *= along
    across += along
    return across


def failed(board: Arrays, rows: Whole, apart: NDArray[np.float64], waived: Bits | None = None) -> Bits:
    """Learners of these rows × classes: the rules that the pair fails, as bits of :data:`BIT`.

    ``apart`` is :func:`squared` of the same rows. ``waived`` are bits, one number for each learner of the list, that do
    not count.
    """
    people, classes = board.learners, board.classes
    level = board.levels[rows][:, board.skill]
    everybody = (board.lowest == 0) & (board.highest == HIGHEST)
    literate = board.flag(people, "literate")[rows, None]
    wants_women = board.flag(people, "women_only")[rows, None]
    woman = board.flag(people, "female")[rows, None]
    needs = board.needs_childcare[rows, None]
    fails = (
        ((level < board.lowest) | (level > board.highest)) & ~everybody,
        ~(literate | board.flag(classes, "takes_non_literate")),
        np.where(board.women_only, ~woman, wants_women),
        ~board.learner_slots[rows][:, board.slot],
        needs & (board.classes["creche_places"] == 0).to_numpy(),
        apart > (people["max_km"].to_numpy()[rows, None] + HAIR) ** 2,
    )
    mask: Bits = np.zeros((len(rows), classes.height), np.uint8)
    for bit, fail in zip(BIT.values(), fails, strict=True):
        mask |= fail.astype(np.uint8) * np.uint8(bit)
    if waived is not None:
        mask &= ~waived[rows, None]
    return mask


def eligible(board: Arrays, waived: Bits | None = None) -> Eligible:
    """Every pair that passes all six rules; whoever said that a class is not open to them is in none."""
    people, many = board.learners.height, board.classes.height
    step = max(1, _CELLS // max(1, many))
    learner, klass, apart, funnels = [], [], [], []
    for start in range(0, people, step):
        rows = np.arange(start, min(people, start + step))
        squares = squared(board, rows)
        mask = failed(board, rows, squares, waived)
        funnels.append(_funnel(mask))
        mask[board.not_open[rows]] = 255
        who, where = np.nonzero(mask == 0)
        learner.append(rows[who])
        klass.append(where)
        apart.append(np.sqrt(squares[who, where]))
    none = np.zeros(0, np.int64)
    return Eligible(
        np.concatenate([none, *learner]),
        np.concatenate([none, *klass]),
        np.concatenate([np.zeros(0), *apart]),
        np.concatenate([np.zeros((0, len(RULES)), np.int64), *funnels]),
    )


def _funnel(mask: Bits) -> Whole:
    """How many classes pass each rule and all before it."""
    up_to = [np.uint8(2 * bit - 1) for bit in BIT.values()]
    return np.stack([np.count_nonzero((mask & bits) == 0, axis=1) for bits in up_to], axis=1).astype(np.int64)


def would_open(board: Arrays, rows: Whole, room: tuple[Marks, Marks] | None = None, waived: Bits | None = None) -> Bits:
    """For each of these learners the single rules whose removal alone would open at least one class, as bits.

    ``room`` gives, for a learner without a crèche need and for one with it, which classes count.
    """
    everywhere = np.ones(board.classes.height, np.bool_)
    plain, with_creche = room or (everywhere, everywhere)
    opens = np.zeros(len(rows), np.uint8)
    step = max(1, _CELLS // max(1, board.classes.height))
    for start in range(0, len(rows), step):
        part = rows[start : start + step]
        mask = failed(board, part, squared(board, part), waived)
        needs = board.needs_childcare[part, None]
        counts = np.where(needs, with_creche, plain)
        for rule, bit in BIT.items():
            if rule == "childcare":
                # Without this rule nobody takes a crèche place, so a full crèche no longer counts.
                helps = needs & ((mask == bit) | (mask == 0) & (room is not None)) & plain
            else:
                helps = (mask == bit) & counts
            opens[start : start + step] |= helps.any(axis=1) * np.uint8(bit)
    return opens


def named(bits: Bits) -> pl.Series:
    """Rules as lists of their names, in their order.

    >>> named(np.array([0, 5], np.uint8)).to_list()
    [[], ['level', 'women_only']]
    """
    every = [[rule for rule, bit in BIT.items() if code & bit] for code in range(64)]
    return pl.Series(every, dtype=pl.List(pl.String))[bits.astype(np.int64)]
