"""Mixed teams: from a problem to an answer that says how near to the best it is."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.problems import TeamsProblem
from convive.matching.answers import RELAXED, Quality, nobody
from convive.matching.teams.answer import Price, Spread, Teams
from convive.matching.teams.conflicts import check_relations
from convive.matching.teams.pool import Pool, check_levels, pairs, pool_of
from convive.matching.teams.sites import ground, rooms_at_sites
from convive.matching.teams.sizes import sizes_for
from convive.matching.teams.solving import BothWays, Solved, refuse_rules, solve_both
from convive.matching.teams.start import Rooms, one_place

SOLVER = "teams-annealing"


def form(problem: TeamsProblem, *, allow_lone: bool = False, seed: int = 0, budget: int | None = None) -> Teams:
    """Teams in which every level of every attribute is as near as can be to its share of the whole.

    Minimises ``Σₐ wₐ Σₗₜ (nₜₗ − sₜ pₗ)²`` over the attributes a with weight w, their levels l and the teams t: n people
    of the level in a team of s, where p is the level's share of the pool, or of the area where ``target`` gives it.
    People who belong together are, people who are to be apart are, and unless ``allow_lone`` no team has exactly one
    person of a protected level. Both sets of teams are looked for, with that rule and without, so that its price
    stands in ``price`` and ``relaxed``.

    Method: swap annealing from several starts, then a greedy polish. The bound is the best of the rounding of each
    level, a linear programme over kinds of people and classes of teams, and where somebody is guarded a whole-number
    programme over what a team can look like. ``status`` is "optimal" only where score and bound are the same fraction.

    Parameters
    ----------
    problem
        People, attributes, sizes, rules.
    allow_lone
        Whether somebody of a protected level may be alone in a team.
    seed
        Where chance begins: the same teams for the same seed, whatever the order of the list or the number of threads.
    budget
        How many swaps are tried over all starts together; by default some thousand for each person and start, from
        16 million for a few hundred people to 80 million for 100,000.

    Raises
    ------
    RefusedInput
        When there is nobody, the sizes cannot be met, an attribute or a share cannot be used, or rules contradict one
        another; with the fewest rules that do.

    >>> few = pl.DataFrame({"person_id": list("abcd"), "kind": ["x", "x", "y", "y"]})
    >>> teams = form(TeamsProblem(few, {"kind": 1.0}, team_sizes=(2, 2)))
    >>> teams.quality.value, teams.quality.status, teams.assignments["team"].to_list()[0]
    (0.0, 'optimal', 'T01')
    """
    begun = time.perf_counter()
    people, left_out = problem.participants, nobody()
    there = ground(problem) if problem.sites.height else None
    if there is not None:
        people, left_out = there.people, there.left_out
    sizes = sizes_for(people.height, problem.team_sizes, problem.smallest, problem.largest)
    ids = people["person_id"].to_list()
    together, apart = pairs(problem, ids, "together"), pairs(problem, ids, "apart")
    check_relations(together, apart, sizes)
    pool = pool_of(problem, people)
    check_levels(pool, len(sizes))
    rooms = one_place(sizes) if there is None else rooms_at_sites(problem, there)
    both = solve_both(pool, rooms, seed=seed, budget=budget)
    if both is None:
        raise refuse_rules(together, apart, rooms)
    chosen = both.plain if allow_lone or both.guarded is None else both.guarded
    return Teams(
        assignments=assignments(pool, rooms, chosen.team),
        unassigned=left_out,
        quality=quality(problem, chosen, begun, seed),
        relaxed=relaxed(both, allow_lone),
        spread=spread(pool, rooms.sizes, chosen.team),
        price=price(both),
        problem=problem,
        allow_lone=allow_lone,
    )


def quality(problem: TeamsProblem, chosen: Solved, begun: float, seed: int) -> Quality:
    """How good teams are, and since when they were looked for."""
    return Quality(
        value=float(chosen.score.value),
        bound=float(chosen.bound),
        status="optimal" if chosen.optimal else "gap",
        seconds=time.perf_counter() - begun,
        solver=SOLVER,
        seed=seed,
        input_hash=problem.digest,
    )


def assignments(pool: Pool, rooms: Rooms, team: NDArray[np.int32]) -> pl.DataFrame:
    """person_id, team, site, by team. Teams are numbered by their site, then by the first id in them."""
    site = rooms.site if len(rooms.site) else np.zeros(len(rooms.sizes), np.int32)
    _, first = np.unique(team, return_index=True)
    rank = np.empty(len(first), np.int64)
    rank[np.lexsort((first, site))] = np.arange(len(first))
    width = max(2, len(str(len(first))))
    names = [f"T{number + 1:0{width}}" for number in rank.tolist()]
    where = [rooms.site_ids[at] for at in site.tolist()] if rooms.site_ids else [None] * len(names)
    frame = pl.DataFrame(
        {"person_id": pool.ids, "team": [names[t] for t in team.tolist()], "site": [where[t] for t in team.tolist()]},
        schema={"person_id": pl.String, "team": pl.String, "site": pl.String},
    )
    return frame.sort("team", "person_id")


def spread(pool: Pool, sizes: Sequence[int], team: NDArray[np.int32]) -> Spread:
    """The mix over all teams."""
    counts = pool.counts(team, len(sizes))
    away = np.abs(counts - np.array(sizes)[:, None] * pool.share[None, :])
    alone = int((counts[:, pool.protected] == 1).sum())
    return Spread(len(sizes), min(sizes), max(sizes), round(float(away.max()), 6), alone)


def price(both: BothWays) -> Price | None:
    """What leaving nobody alone costs; ``None`` where nobody is guarded."""
    if both.guarded is None:
        return None
    return Price(*(float(x) for one in (both.guarded, both.plain) for x in (one.score.value, one.bound)))


def relaxed(both: BothWays, allow_lone: bool) -> pl.DataFrame:
    """The rule that nobody is left alone: what it costs, or would cost, and for whom it cannot be kept."""
    rows: list[tuple[str, str, float, str]] = []
    paid = price(both)
    if paid is not None:
        names = sorted({both.pool.names[at][0] for at in np.flatnonzero(both.pool.guarded).tolist()})
        scores = f"{paid.free:.1f} (no teams are below {paid.free_bound:.1f})"
        kept = f"{paid.kept:.1f} (none below {paid.kept_bound:.1f})"
        if paid.of_rule == 0:
            says = (
                "Nobody is left alone in a team. That costs nothing."
                if not allow_lone
                else ("Somebody may be alone in a team. Ruling it out would cost nothing.")
            )
        elif allow_lone:
            says = (
                "Somebody may be alone in a team. Were it ruled out, the distance from the mix that is wanted would "
                f"rise from {scores} to {kept}."
            )
        else:
            says = (
                "Nobody is left alone in a team. That raises the distance from the mix that is wanted from "
                f"{scores} to {kept}."
            )
        rows.append(("no_lone", ", ".join(names), paid.of_rule, says))
    for at in both.given_up:
        name, level = both.pool.names[at]
        says = "The sizes and the other rules were found to leave one person of this level alone in a team."
        rows.append(("no_lone", f"{name}: {level}", 0.0, says))
    for name, level in both.pool.only_one:
        says = "Only one person on the list has this level, so that nobody of it can keep them company."
        rows.append(("no_lone", f"{name}: {level}", 0.0, says))
    return pl.DataFrame(rows, schema=RELAXED, orient="row")
