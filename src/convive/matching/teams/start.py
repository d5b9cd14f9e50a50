"""The first teams: every rule kept, the mix still left to chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convive.core.errors import RefusedInput
from convive.matching.teams.conflicts import Pair, blocks
from convive.matching.teams.pool import Pool

_TRIES = 50
_LARGEST_MODEL = 200_000


@dataclass(frozen=True)
class Rooms:
    """The teams: how many each takes, where it meets, and who can come there.

    ``site`` and what follows are empty where everybody meets in one place. ``km_left`` is by how much all ways together
    may grow beyond those of the first teams.
    """

    sizes: tuple[int, ...]
    site: NDArray[np.int32]
    at_site: NDArray[np.int32]
    reach: NDArray[np.bool_]
    km: NDArray[np.float64]
    km_left: float = 0.0
    site_ids: tuple[str, ...] = ()


def one_place(sizes: tuple[int, ...]) -> Rooms:
    """Teams that all meet where everybody can come.

    >>> one_place((3, 3)).sizes
    (3, 3)
    """
    none = np.zeros(0, np.int32)
    return Rooms(sizes, none, none, np.zeros((0, 0), np.bool_), np.zeros((0, 0)))


def units_of(pool: Pool) -> list[list[int]]:
    """Whoever a rule binds: blocks as one, people who are to be apart from somebody; the largest first."""
    blocks = [
        pool.in_block[low:high].tolist() for low, high in zip(pool.block_from[:-1], pool.block_from[1:], strict=True)
    ]
    bound = np.flatnonzero((np.diff(pool.apart_from) > 0) & (pool.block < 0)).tolist()
    return sorted([*blocks, *([x] for x in bound)], key=lambda unit: (-len(unit), unit))


def first_teams(pool: Pool, rooms: Rooms, rng: np.random.Generator) -> NDArray[np.int32] | None:
    """A team for everybody that keeps sizes and rules: those a rule binds first, the others dealt to the seats left.

    ``None`` when no teams keep all the rules.
    """
    units = units_of(pool)
    near = [_apart_from(pool, unit) for unit in units]
    for _ in range(_TRIES):
        placed = _greedy(pool, rooms, units, near, rng)
        if placed is not None:
            return _deal(pool, rooms, placed, rng)
    allowed = np.array([_can_meet(rooms, unit) for unit in units])
    chosen = _by_programme([len(unit) for unit in units], _clashes(pool, units), rooms.sizes, allowed)
    if chosen is None:
        return None
    team = np.full(pool.people, -1, np.int32)
    for unit, there in zip(units, chosen.tolist(), strict=True):
        team[unit] = there
    return _deal(pool, rooms, team, rng)


def _apart_from(pool: Pool, unit: list[int]) -> list[int]:
    return [int(x) for one in unit for x in pool.apart[pool.apart_from[one] : pool.apart_from[one + 1]]]


def _can_meet(rooms: Rooms, unit: list[int]) -> NDArray[np.bool_]:
    """Teams to which the unit belongs by its site; all where there is one place."""
    if not len(rooms.site):
        return np.ones(len(rooms.sizes), np.bool_)
    if rooms.at_site[unit].min() < 0:
        return np.asarray(rooms.reach[unit][:, rooms.site].all(axis=0))
    return np.asarray(rooms.site == rooms.at_site[unit[0]])


def _greedy(
    pool: Pool,
    rooms: Rooms,
    units: list[list[int]],
    near: list[list[int]],
    rng: np.random.Generator,
    home: NDArray[np.int32] | None = None,
) -> NDArray[np.int32] | None:
    """A team for whoever a rule binds: where there is most room, or at home where that is possible."""
    team = np.full(pool.people, -1, np.int32)
    room = np.array(rooms.sizes, np.int64)
    order = sorted(range(len(units)), key=lambda at: (-len(units[at]), -len(near[at]), rng.random()))
    for at in order:
        unit = units[at]
        fits = (room >= len(unit)) & _can_meet(rooms, unit)
        taken = team[near[at]] if near[at] else np.zeros(0, np.int32)
        fits[taken[taken >= 0]] = False
        free = np.flatnonzero(fits)
        if not len(free):
            return None
        if home is not None:
            at_home = [there for there in home[unit].tolist() if there >= 0 and fits[there]]
            free = np.array([max(at_home, key=at_home.count)]) if at_home else free
        chosen = int(rng.choice(free[room[free] == room[free].max()]))
        team[unit] = chosen
        room[chosen] -= len(unit)
    return team


def return_home(
    pool: Pool, rooms: Rooms, home: NDArray[np.int32], rng: np.random.Generator
) -> NDArray[np.int32] | None:
    """Everybody in the team they were in (−1 for none) as far as sizes and rules allow, the others where there is room.

    ``None`` when it does not work out this way.
    """
    units = units_of(pool)
    team = _greedy(pool, rooms, units, [_apart_from(pool, unit) for unit in units], rng, home)
    if team is None:
        return None
    room = np.array(rooms.sizes) - np.bincount(team[team >= 0], minlength=len(rooms.sizes))
    homeless = []
    for at in np.flatnonzero(team < 0).tolist():
        there = home[at]
        if there >= 0 and room[there] > 0:
            team[at] = there
            room[there] -= 1
        else:
            homeless.append(at)
    for at in homeless:
        fits = room > 0
        if len(rooms.site):
            fits &= rooms.reach[at, rooms.site]
        if not fits.any():
            return None
        team[at] = int(np.argmax(np.where(fits, room, -1)))
        room[team[at]] -= 1
    return team


def _deal(pool: Pool, rooms: Rooms, team: NDArray[np.int32], rng: np.random.Generator) -> NDArray[np.int32]:
    """Everybody who has no team yet takes one of the seats that are left, at their site."""
    team = team.copy()
    taken = np.bincount(team[team >= 0], minlength=len(rooms.sizes))
    seats = np.repeat(np.arange(len(rooms.sizes), dtype=np.int32), np.array(rooms.sizes) - taken)
    free = np.flatnonzero(team < 0)
    if not len(rooms.site):
        team[free] = rng.permutation(seats)
        return team
    for site in np.unique(rooms.site):
        here = free[rooms.at_site[free] == site]
        team[here] = rng.permutation(seats[rooms.site[seats] == site])
    return team


def _clashes(pool: Pool, units: list[list[int]]) -> list[tuple[int, int]]:
    """Which of the units may not meet."""
    unit_of = {x: at for at, unit in enumerate(units) for x in unit}
    found = set()
    for at, unit in enumerate(units):
        for other in _apart_from(pool, unit):
            found.add((min(at, unit_of[other]), max(at, unit_of[other])))
    return sorted(found)


def _by_programme(
    widths: Sequence[int], clashes: Sequence[tuple[int, int]], sizes: Sequence[int], allowed: NDArray[np.bool_]
) -> NDArray[np.int64] | None:
    """The exact way: a small whole-number programme over those a rule binds; ``None`` when nothing keeps all rules."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    units, teams = len(widths), len(sizes)
    if units * teams > _LARGEST_MODEL:
        raise RefusedInput(
            "No teams that keep all the rules were found.",
            file="relations.csv",
            rule="rules",
            hint="There are very many rules between these people; leave some out.",
        )
    cell = np.arange(units * teams).reshape(units, teams)
    columns = [*cell, *cell.T, *([cell[a, t], cell[b, t]] for a, b in clashes for t in range(teams))]
    values = [1.0] * cell.size + [float(w) for _ in range(teams) for w in widths] + [1.0] * (2 * teams * len(clashes))
    rows = np.repeat(np.arange(len(columns)), [len(those) for those in columns])
    low = np.concatenate([np.ones(units), np.zeros(teams + teams * len(clashes))])
    high = np.concatenate([np.ones(units), np.array(sizes, float), np.ones(teams * len(clashes))])
    found = milp(
        np.zeros(cell.size),
        constraints=LinearConstraint(csr_array((values, (rows, np.concatenate(columns)))), low, high),
        integrality=np.ones(cell.size),
        bounds=Bounds(0, allowed.astype(float).ravel()),
    )
    return None if found.x is None else np.argmax(found.x.reshape(units, teams), axis=1)


def to_blame(together: Sequence[Pair], apart: Sequence[Pair], sizes: Sequence[int]) -> tuple[list[Pair], list[Pair]]:
    """Of rules that cannot all be kept, some that cannot and of which each is needed for that.

    Each is left out by turns; where the others still cannot be kept, it is not to blame. Empty when all can be kept.
    """

    def kept(those: list[tuple[str, Pair]]) -> bool:
        joined = blocks(pair for kind, pair in those if kind == "together")
        joined += [[name] for name in sorted({x for _, pair in those for x in pair} - {x for b in joined for x in b})]
        at = {name: place for place, unit in enumerate(joined) for name in unit}
        clashes = sorted({(at[a], at[b]) for kind, (a, b) in those if kind == "apart"})
        allowed = np.ones((len(joined), len(sizes)), np.bool_)
        return _by_programme([len(unit) for unit in joined], clashes, sizes, allowed) is not None

    left = [("together", pair) for pair in together] + [("apart", pair) for pair in apart]
    if not left or kept(left):
        return [], []
    for rule in list(left):
        others = [other for other in left if other != rule]
        if others and not kept(others):
            left = others
    return [pair for kind, pair in left if kind == "together"], [pair for kind, pair in left if kind == "apart"]
