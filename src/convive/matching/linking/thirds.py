"""The odd class out: a class that is left over joins a pair, where least is lost by it."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.matching.linking.best import Best, best_links
from convive.matching.linking.pairs import Pairs
from convive.matching.linking.roll import Roll, Whole

THIRD_CLASS = 100
"""Points that a third class costs its pair: three classes need more room, more staff and more time."""

SCHEMA = {
    "class_id": pl.String,
    "class_a": pl.String,
    "class_b": pl.String,
    "loss": pl.Int64,
    "with_a": pl.Int64,
    "with_b": pl.Int64,
}


def no_thirds() -> pl.DataFrame:
    """Nobody joins a pair."""
    return pl.DataFrame(schema=SCHEMA)


def attach(roll: Roll, pairs: Pairs, mate: Whole, quotas: dict[int, int]) -> pl.DataFrame:
    """Which class that is left over joins which pair; as many as can, then with the least loss.

    All three have to be admissible with each other and share a day, each pair takes one class at most, and a school's
    quota holds. The three are worth the mean of their three weights; the loss of the pair is

        loss = 100 + w_ab − ⌊(w_ab + w_ua + w_ub) / 3⌋

    ``quotas`` say how many classes of a school may still be linked. The choice is a best matching of classes and pairs.
    """
    first, second = np.flatnonzero(mate > np.arange(len(mate))), mate[mate > np.arange(len(mate))]
    pair_of = np.full(len(mate), -1, dtype=np.int64)
    pair_of[first] = pair_of[second] = np.arange(len(first))
    u, x, w = _from_left_over(pairs, mate)
    pair = pair_of[x]
    # A class stands twice beside a pair when it is admissible with both.
    order = np.lexsort((x, pair, u))
    u, pair, w = u[order], pair[order], w[order]
    both = np.flatnonzero((u[:-1] == u[1:]) & (pair[:-1] == pair[1:]))
    u, pair, with_a, with_b = u[both], pair[both], w[both], w[both + 1]
    dates = roll.arrays.dates
    day = _share_a_day(dates[u], dates[first[pair]], dates[second[pair]])
    u, pair, with_a, with_b = u[day], pair[day], with_a[day], with_b[day]
    if not len(u):
        return no_thirds()
    chosen_weight = dict(zip((pairs.first * len(mate) + pairs.second).tolist(), pairs.weight.tolist(), strict=True))
    own = np.array([chosen_weight[key] for key in (first[pair] * len(mate) + second[pair]).tolist()], dtype=np.int64)
    loss = THIRD_CLASS + own - (own + with_a + with_b) // 3
    names, at = np.unique(u, return_inverse=True)
    # Every class that joins counts for more than all losses together.
    step = int(loss.max() - loss.min()) + 1
    gain = step * (len(names) + 1) - (loss - loss.min())
    school = np.concatenate([roll.arrays.school[names], np.full(len(first), -1)])
    found: Best = best_links(len(names) + len(first), at, len(names) + pair, gain, school=school, quotas=quotas)
    rows = [(at_u, found.mate[row] - len(names)) for row, at_u in enumerate(names.tolist()) if found.mate[row] >= 0]
    parts = {(int(a), int(p)): k for k, (a, p) in enumerate(zip(u, pair, strict=True))}
    ids = roll.class_ids
    return pl.DataFrame(
        [
            (ids[c], ids[first[p]], ids[second[p]], int(loss[k]), int(with_a[k]), int(with_b[k]))
            for c, p in rows
            for k in (parts[c, int(p)],)
        ],
        schema=SCHEMA,
        orient="row",
    )


def _from_left_over(pairs: Pairs, mate: Whole) -> tuple[Whole, Whole, Whole]:
    """Admissible pairs of one class that is left over and one that has a partner."""
    left_a, left_b = mate[pairs.first] < 0, mate[pairs.second] < 0
    one, other = left_a & ~left_b, ~left_a & left_b
    return (
        np.concatenate([pairs.first[one], pairs.second[other]]),
        np.concatenate([pairs.second[one], pairs.first[other]]),
        np.concatenate([pairs.weight[one], pairs.weight[other]]),
    )


def _share_a_day(*dates: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Whether three classes can travel on one day; a class that names none can on every day."""
    every = np.uint64(2**64 - 1)
    common = np.full(dates[0].shape, every, dtype=np.uint64)
    for days in dates:
        common &= np.where((days != 0).any(axis=1, keepdims=True), days, every)
    return np.asarray((common != 0).any(axis=1) | (common.size == 0))
