"""Several starts of the annealing, the best kept: the same teams whatever the number of threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from convive.matching.teams.pool import Pool
from convive.matching.teams.score import Score, score
from convive.matching.teams.start import Rooms, first_teams

# Temperatures and penalties, in units of the heaviest attribute; found by trial on 300 and 1,500 people.
_HOT, _COLD, _COLD_GUARDED, _FROZEN = 1.0, 0.01, 0.02, 1e-6
_ALONE, _NEVER_ALONE = 6.0, 1e4
_WARM, _MOVE_PRICES, _MOVE_PRICES_GUARDED, _ALONE_WARM = 0.5, (2.0, 1.0, 0.5, 0.2), (3.0, 1.5, 0.7), 8.0
_SIDE_BY_SIDE = 2  # starts before anybody looks whether the bound is met; fixed, so that threads change nothing


@dataclass(frozen=True)
class Stay:
    """The team each person was in (−1 for who is new), and how many of them may leave it."""

    home: NDArray[np.int32]
    moves: int


@dataclass(frozen=True)
class Found:
    """A team for everybody, and its score."""

    team: NDArray[np.int32]
    score: Score


def effort(people: int, allow_lone: bool) -> tuple[int, int]:
    """How many starts there are at most, and how many swaps each tries.

    >>> effort(300, allow_lone=True)
    (8, 4000000)
    >>> effort(10_000, allow_lone=False)
    (2, 20000000)
    """
    starts = 8 if people <= 1_000 else 4 if people <= 4_000 and not allow_lone else 2
    most, least, each = (10_000_000, 300, 2_000) if allow_lone else (20_000_000, 400, 4_000)
    return starts, min(max(most, least * people), max(4_000_000, each * people))


def best_teams(
    pool: Pool, rooms: Rooms, *, allow_lone: bool, seed: int, budget: int | None, proven: Callable[[Found], bool]
) -> Found | None:
    """The best teams of several starts; ``None`` when no teams keep all the rules.

    Starts run two at a time until the best is ``proven`` or all are done. With guarded levels an answer that
    leaves fewest alone comes first, then the lowest score, then the earliest start.
    """
    starts, steps = effort(pool.people, allow_lone)
    steps = steps if budget is None else max(1, budget // starts)
    children = np.random.SeedSequence(seed).spawn(starts)

    def one(at: int) -> Found | None:
        rng = np.random.default_rng(children[at])
        team = first_teams(pool, rooms, rng)
        if team is None:
            return None
        key = int(rng.integers(1 << 62))
        return improved(pool, rooms, team, allow_lone=allow_lone, steps=steps, key=key)

    best: Found | None = None
    for low in range(0, starts, _SIDE_BY_SIDE):
        for found in _side_by_side(one, range(low, min(low + _SIDE_BY_SIDE, starts))):
            if found is None:
                return None
            if best is None or order(found, allow_lone) < order(best, allow_lone):
                best = found
        if best is not None and (allow_lone or not best.score.alone) and proven(best):
            break
    return best


def _side_by_side(one: Callable[[int], Found | None], starts: range) -> list[Found | None]:
    with ThreadPoolExecutor(max_workers=len(starts)) as threads:
        return list(threads.map(one, starts))


def order(found: Found, allow_lone: bool) -> tuple[int, Fraction]:
    """By what answers are ranked: fewest alone where that is ruled out, then the lowest score."""
    return (0 if allow_lone else found.score.alone, found.score.value)


def improved(
    pool: Pool,
    rooms: Rooms,
    team: NDArray[np.int32],
    *,
    allow_lone: bool,
    steps: int,
    key: int,
    stay: Stay | None = None,
) -> Found:
    """Teams after annealing and a greedy polish.

    With ``stay`` no more people leave their team than it allows, and the swaps that gain most for each of them come
    first: leaving has a price that falls from leg to leg.
    """
    from convive.matching.teams.kernels import anneal

    guarded = pool.guarded if not allow_lone else np.zeros_like(pool.guarded)
    size = np.array(rooms.sizes, np.int32)
    members, slot = _seats(team, size)
    team = team.copy()
    counts = pool.counts(team, len(size))
    heat = float(pool.weight.max())
    home, moves, longer = np.zeros(0, np.int32), 0, rooms.km_left
    if stay is not None:
        home, moves = stay.home, stay.moves
    legs = _legs(steps, stay is not None, bool(guarded.any())) if len(size) > 1 else []
    for at, leg in enumerate(legs):
        _, longer, moves = anneal(
            pool.level, pool.weight, pool.share, guarded, *pool.alike, pool.block, pool.block_from, pool.in_block,
            pool.apart_from, pool.apart, rooms.reach, rooms.km, rooms.site, longer, home, moves, leg.move * heat,
            team, members, slot, size, counts, leg.steps, leg.hot * heat, leg.cold * heat, leg.alone_first * heat,
            leg.alone_last * heat, key + at,
        )  # fmt: skip
    return Found(team, score(pool, team, rooms.sizes))


@dataclass(frozen=True)
class _Leg:
    steps: int
    hot: float
    cold: float
    alone_first: float
    alone_last: float
    move: float = 0.0


def _legs(steps: int, stay: bool, guarded: bool) -> list[_Leg]:
    """Temperatures and penalties of one run. A penalty that is high from the start freezes the search."""
    never = _NEVER_ALONE if guarded else 0.0
    polish = _Leg(max(1, steps // 8), _FROZEN, _FROZEN, never, never)
    if stay:
        prices, alone = (_MOVE_PRICES_GUARDED, _ALONE_WARM) if guarded else (_MOVE_PRICES, 0.0)
        each = max(1, steps // len(prices))
        return [*(_Leg(each, _WARM, _COLD_GUARDED, alone, alone, price) for price in prices), polish]
    cold, alone = (_COLD_GUARDED, _ALONE) if guarded else (_COLD, 0.0)
    return [_Leg(steps, _HOT, cold, 0.0, alone), polish]


def _seats(team: NDArray[np.int32], size: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Teams × seats with who sits there, and the seat of each person."""
    order = np.argsort(team, kind="stable")
    first = np.concatenate([[0], np.cumsum(size)[:-1]])
    slot = np.empty(len(team), np.int32)
    slot[order] = np.arange(len(team)) - first[team[order]]
    members = np.full((len(size), int(size.max())), -1, np.int32)
    members[team, slot] = np.arange(len(team))
    return members, slot
