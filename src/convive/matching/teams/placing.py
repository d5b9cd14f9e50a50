"""What one person's team rests on, worked out and not narrated, with nothing in it about anybody else."""

from __future__ import annotations

import numpy as np

from convive.matching.teams.answer import Placing, Teams
from convive.matching.teams.pool import pool_of
from convive.matching.teams.seating import seats_of

_NEVER_ALONE = 1e6


def placing(teams: Teams, person_id: str) -> Placing:
    """Which team, who comes along, and what it would cost if the person were in the next best team instead.

    That somebody is to be apart from somebody is told to nobody; it only keeps such a team from being the next best.
    """
    from convive.matching.teams.kernels import elsewhere

    pool = pool_of(teams.problem, teams.placed)
    rooms, team, names = seats_of(teams.problem, teams.placed, teams.assignments)
    at = pool.index[person_id]
    here = int(team[at])
    block = int(pool.block[at])
    along = (
        [pool.ids[x] for x in pool.in_block[pool.block_from[block] : pool.block_from[block + 1]] if x != at]
        if block >= 0
        else []
    )
    site = rooms.site_ids[rooms.site[here]] if rooms.site_ids else None
    says = [f"{names[here]} has {rooms.sizes[here]} people{f' and meets at {site}' if site else ''}."]
    other, loss = None, None
    if along:
        says.append(f"The rules ask that {person_id} is with {', '.join(along)}; they are placed as one.")
    else:
        guarded = np.zeros_like(pool.guarded) if teams.allow_lone else pool.guarded
        least = elsewhere(
            at, pool.level, pool.weight, pool.share, guarded, pool.counts(team, len(rooms.sizes)),
            np.array(rooms.sizes, np.int32), team, pool.block, pool.apart_from, pool.apart, rooms.reach, rooms.site,
            _NEVER_ALONE,
        )  # fmt: skip
        best = int(np.argmin(least))
        if least[best] < _NEVER_ALONE / 2:
            other, loss = names[best], round(max(0.0, float(least[best])), 6)
            says.append(
                f"They could be in {other} instead without any loss, in exchange for somebody there."
                if loss == 0
                else f"In {other}, the next best, in exchange for somebody there, the score would rise by {loss:.2f} "
                f"from {teams.quality.value:.1f}: all teams together would be less like the whole."
            )
        else:
            says.append("No exchange with one person of another team keeps all the rules.")
    return Placing(person_id, names[here], site, tuple(along), other, loss, tuple(says))
