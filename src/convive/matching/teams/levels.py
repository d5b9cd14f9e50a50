"""The bound by single levels, in whole numbers: each level rounded as well as it can be, whatever the others need.

For a level with share p = P/D a team of s people with c of them costs D·(c² − 2spc)/D more than with none. The best
counts that add up to all people of the level take the cheapest next person again and again, because the costs are
convex. Where nobody may stand alone, c = 1 falls out and they are no longer: then teams with none and teams with two
and more are weighed for every number of people, and a dynamic programme puts the classes of equal teams together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numba import njit

from convive.matching.teams.pool import Pool

_NEVER = np.int64(1) << np.int64(60)


def level_bound(pool: Pool, sizes: Sequence[int], *, allow_lone: bool) -> Fraction:
    """What no teams of these sizes can score less than, level by level."""
    classes = sorted(Counter(sizes).items())
    size, teams = (np.array(those, np.int64) for those in zip(*classes, strict=True))
    squares = int((size * size * teams).sum())
    whole = Fraction(0)
    for at, share in enumerate(pool.exact):
        people, part, parts = int(pool.count[at]), share.numerator, share.denominator
        if pool.guarded[at] and not allow_lone:
            least = int(_without_one(size, teams, people, part, parts))
        else:
            least = _cheapest(size, teams, people, part, parts)
        whole += pool.weights[pool.attribute[at]] * (Fraction(least, parts) + share * share * squares)
    return whole


def without_company(pool: Pool, sizes: Sequence[int]) -> list[int]:
    """Guarded levels whose people cannot all have company of their level in teams of these sizes, whatever the rules.

    Two and more people always can where a team takes two; three cannot in teams of two.
    """
    classes = sorted(Counter(sizes).items())
    size, teams = (np.array(those, np.int64) for those in zip(*classes, strict=True))
    return [
        at
        for at in np.flatnonzero(pool.guarded).tolist()
        if _without_one(size, teams, int(pool.count[at]), 0, 1) >= _NEVER
    ]


def _cheapest(size: Any, teams: Any, people: int, part: int, parts: int) -> int:
    """The least ``Σ D c² − 2 s P c`` when any count is allowed."""
    if people == 0:
        return 0
    price = np.concatenate([(2 * np.arange(s, dtype=np.int64) + 1) * parts - 2 * s * part for s in size.tolist()])
    room = np.repeat(teams, size)
    order = np.argsort(price, kind="stable")
    price, room = price[order], room[order]
    before = np.cumsum(room) - room
    return int((price * np.clip(people - before, 0, room)).sum())


@njit(cache=True, nogil=True)
def _without_one(size: Any, teams: Any, people: Any, part: Any, parts: Any) -> Any:
    """The same when no team may have exactly one."""
    best = np.full(people + 1, _NEVER)
    best[0] = 0
    for k in range(len(size)):
        s, m = size[k], teams[k]
        most = min(people, s * m)
        own = np.full(most + 1, _NEVER)
        own[0] = 0
        for c in range(2, most + 1):
            for full in range(-(-c // s), min(m, c // 2) + 1):
                base = c // full
                more = c - base * full
                squares = more * (base + 1) * (base + 1) + (full - more) * base * base
                own[c] = min(own[c], parts * squares - 2 * s * part * c)
        if k == 0:
            best[: most + 1] = own
            continue
        joined = np.full(people + 1, _NEVER)
        for c in range(most + 1):
            if own[c] < _NEVER:
                for rest in range(people - c + 1):
                    if best[rest] < _NEVER:
                        joined[rest + c] = min(joined[rest + c], best[rest] + own[c])
        best = joined
    return best[people]
