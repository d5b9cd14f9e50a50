"""Where people meet: first everybody to a site by the shortest ways, then teams at each site.

Everybody goes to one site within reach, no site takes more than it holds, and the sum of all ways is the least
possible (:func:`convive.matching.solve.flow.assign`). How many teams a site has follows from how many people would
go there; people are then shared out again so that those teams are full. Later swaps across sites stay within reach, and
all ways together grow by one twentieth at most. Whoever has no known point can come anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.errors import RefusedInput
from convive.core.problems import TeamsProblem
from convive.matching.answers import UNASSIGNED
from convive.matching.teams.conflicts import blocks
from convive.matching.teams.pool import pairs
from convive.matching.teams.sizes import even, numbers_of_teams, sizes_for
from convive.matching.teams.start import Rooms

_LONGER = 0.05
_METRES = 1000
_EPS = 1e-9


@dataclass(frozen=True)
class Ground:
    """The people who can come somewhere, in the order of their ids, and how far each site is from each of them."""

    people: pl.DataFrame
    left_out: pl.DataFrame
    site_ids: tuple[str, ...]
    capacity: NDArray[np.int64]
    km: NDArray[np.float64]
    reach: NDArray[np.bool_]


def ground(problem: TeamsProblem, people: pl.DataFrame | None = None) -> Ground:
    """Who can come where; whoever can come nowhere is left out, and distance is the rule that would let them in.

    Raises
    ------
    RefusedInput
        When no site takes anybody.
    """
    if not problem.sites["capacity"].sum():
        raise RefusedInput(
            "No site takes anybody.",
            file="sites.csv",
            column="capacity",
            rule="capacity",
            hint="Write how many people each site can take.",
        )
    people = (problem.participants if people is None else people).sort("person_id")
    sites = problem.sites.sort("site_id")
    x, y = (people[name].cast(pl.Float64).to_numpy() for name in ("x_km", "y_km"))
    known = np.isfinite(x) & np.isfinite(y)
    away = np.hypot(x[:, None] - sites["x_km"].to_numpy(), y[:, None] - sites["y_km"].to_numpy())
    km = np.where(known[:, None], away, 0.0)
    reach = np.ones(km.shape, np.bool_) if problem.max_km is None else km <= problem.max_km + _EPS
    reach &= sites["capacity"].to_numpy() > 0
    can = reach.any(axis=1)
    out = people.filter(pl.Series(~can))["person_id"].to_list()
    left_out = pl.DataFrame(
        {"id": out, "reason": ["no_site_in_reach"] * len(out), "would_open": [["distance"]] * len(out)},
        schema=UNASSIGNED,
    )
    capacity = sites["capacity"].to_numpy().astype(np.int64)
    return Ground(people.filter(pl.Series(can)), left_out, tuple(sites["site_id"]), capacity, km[can], reach[can])


def rooms_at_sites(problem: TeamsProblem, there: Ground) -> Rooms:
    """Teams at sites, and the site to which each person goes first.

    Raises
    ------
    RefusedInput
        When sites hold too few people, teams of these sizes do not fit into them, or people who belong together can
        come to no site together.
    """
    people = there.people.height
    if there.capacity.sum() < people:
        raise RefusedInput(
            f"The sites take {there.capacity.sum()} people, and there are {people}.",
            file="sites.csv",
            column="capacity",
            rule="capacity",
            hint="Add a site or raise a capacity.",
        )
    together = _blocks(problem, there)
    first = np.bincount(_go(there, together, there.capacity), minlength=len(there.site_ids))
    sizes, site = _teams(problem, people, first, there.capacity)
    held = np.bincount(site, weights=sizes, minlength=len(there.site_ids)).astype(np.int64)
    at_site = _go(there, together, held)
    km = float(there.km[np.arange(people), at_site].sum())
    return Rooms(tuple(sizes), site, at_site, there.reach, there.km, km * _LONGER, there.site_ids)


def _blocks(problem: TeamsProblem, there: Ground) -> list[list[int]]:
    ids = there.people["person_id"].to_list()
    index = {name: at for at, name in enumerate(ids)}
    return [[index[name] for name in block] for block in blocks(pairs(problem, ids, "together"))]


def _go(there: Ground, together: list[list[int]], capacity: NDArray[np.int64]) -> NDArray[np.int32]:
    """A site for everybody: blocks to the nearest with room, the largest first, the others by the shortest ways."""
    from convive.matching.solve.flow import assign

    left = capacity.copy()
    chosen = np.full(there.people.height, -1, np.int32)
    for block in sorted(together, key=lambda those: (-len(those), those)):
        can = there.reach[block].all(axis=0) & (left >= len(block))
        if not can.any():
            names = ", ".join(there.people["person_id"][at] for at in block)
            raise RefusedInput(
                f"These people belong together, and no site with room is in reach of all: {names}.",
                file="relations.csv",
                rule="site-together",
                hint="Let people travel further, or leave out the rule.",
            )
        site = int(np.argmin(np.where(can, there.km[block].sum(axis=0), np.inf)))
        chosen[block] = site
        left[site] -= len(block)
    free = np.flatnonzero(chosen < 0)
    who, where = np.nonzero(there.reach[free])
    metres = np.rint(there.km[free][who, where] * _METRES).astype(np.int64)
    # A place for one more person is worth more than all ways together could save.
    worth = int(metres.max(initial=0)) * (len(free) + 1) + 1
    got = assign(len(free), left, who, where, worth - metres)
    if (got.chosen < 0).any():
        raise RefusedInput(
            f"{int((got.chosen < 0).sum())} of {there.people.height} people find no room at a site within reach.",
            file="sites.csv",
            column="capacity",
            rule="reach",
            hint="Let people travel further, or raise the capacity of the sites near them.",
        )
    chosen[free] = where[got.chosen]
    return chosen


def _teams(
    problem: TeamsProblem, people: int, wanted: NDArray[np.int64], capacity: NDArray[np.int64]
) -> tuple[list[int], NDArray[np.int32]]:
    """The size and the site of each team."""
    if problem.team_sizes:
        sizes = list(sizes_for(people, problem.team_sizes, problem.smallest, problem.largest))
        return sizes, _packed(sizes, wanted, capacity)
    sizes_for(people, (), problem.smallest, problem.largest)
    number = _shares(people, wanted, capacity, problem.smallest, problem.largest)
    per_site = [
        even(many, numbers_of_teams(many, problem.smallest, problem.largest)[0]) if many else () for many in number
    ]
    site = np.repeat(np.arange(len(per_site)), [len(those) for those in per_site]).astype(np.int32)
    return [size for those in per_site for size in those], site


def _packed(sizes: Sequence[int], wanted: NDArray[np.int64], capacity: NDArray[np.int64]) -> NDArray[np.int32]:
    """A site for each team of a given size: the largest first, to where most people are still without a team."""
    left, room = wanted.astype(np.int64).copy(), capacity.copy()
    site = np.empty(len(sizes), np.int32)
    for at, size in enumerate(sizes):
        fits = room >= size
        if not fits.any():
            raise RefusedInput(
                f"No site has room for a team of {size} once the other teams have theirs.",
                file="sites.csv",
                column="capacity",
                rule="sizes",
                hint="Raise a capacity, or give smaller teams.",
            )
        site[at] = int(np.argmax(np.where(fits, left, np.iinfo(np.int64).min)))
        left[site[at]] -= size
        room[site[at]] -= size
    return site


def _shares(
    people: int, wanted: NDArray[np.int64], capacity: NDArray[np.int64], smallest: int, largest: int
) -> list[int]:
    """How many people each site has, such that all sites can make teams and as few as can be go elsewhere.

    A dynamic programme over sites and people placed so far.
    """
    never = np.int64(1) << np.int64(40)
    best = np.full(people + 1, never)
    best[0] = 0
    chosen = []
    for want, most in zip(wanted.tolist(), np.minimum(capacity, people).tolist(), strict=True):
        numbers = [0, *(m for m in range(smallest, most + 1) if -(-m // largest) <= m // smallest)]
        after, how = np.full(people + 1, never), np.zeros(people + 1, np.int64)
        for many in numbers:
            cost = best[: people + 1 - many] + abs(many - want)
            better = cost < after[many:]
            after[many:][better] = cost[better]
            how[many:][better] = many
        best = after
        chosen.append(how)
    if best[people] >= never:
        raise RefusedInput(
            f"{people} people cannot be shared out so that every site has teams of {smallest} to {largest}.",
            file="sites.csv",
            column="capacity",
            rule="sizes",
            hint="Raise a capacity, or allow smaller or larger teams.",
        )
    shares, left = [], people
    for how in reversed(chosen):
        shares.append(int(how[left]))
        left -= shares[-1]
    return shares[::-1]
