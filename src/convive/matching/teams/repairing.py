"""Teams after some have gone and others have come: most people stay where they are."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.errors import RefusedInput, UnknownName, did_you_mean
from convive.core.problems import TeamsProblem
from convive.core.problems.teams import Relations
from convive.matching.answers import RELAXED
from convive.matching.teams.answer import Teams, with_names_that_last
from convive.matching.teams.conflicts import check_relations
from convive.matching.teams.forming import assignments, quality, spread
from convive.matching.teams.levels import without_company
from convive.matching.teams.pool import Pool, pairs, pool_of
from convive.matching.teams.search import Found, Stay, effort, improved, order
from convive.matching.teams.seating import seats_of
from convive.matching.teams.sizes import numbers_of_teams
from convive.matching.teams.solving import Bound, Solved, refuse_rules
from convive.matching.teams.start import Rooms, first_teams, return_home

_MAY_MOVE = 10  # one in so many of those who stay may change teams
_RUNS = 3
_WIDER = (1, 2, 5)  # where a rule cannot be kept otherwise, so many times as many, and then anybody


def with_relations(
    problem: TeamsProblem, together: Sequence[tuple[str, str]], apart: Sequence[tuple[str, str]]
) -> TeamsProblem:
    """The problem with more rules; a rule that is there already changes nothing."""
    rows = problem.relations.select("type", "person_a", "person_b").rows()
    there = {(kind, min(a, b), max(a, b)) for kind, a, b in rows}
    more = {(kind, min(p), max(p)) for kind, those in (("together", together), ("apart", apart)) for p in those} - there
    if not more:
        return problem
    old = problem.relations.select(Relations.column_names())
    added = pl.DataFrame([(0, *rule) for rule in sorted(more)], schema=old.schema, orient="row")
    return replace(problem, relations=pl.concat([old, added]))


def repair(
    teams: Teams,
    *,
    without: Sequence[str] = (),
    joined: pl.DataFrame | Sequence[Mapping[str, Any]] = (),
    budget: int | None = None,
) -> Teams:
    """The teams of an answer without some people and with others; see :meth:`Teams.repair`.

    Everybody begins in their old team where its size and the rules allow it; those who come, and those who have to
    move, take the seats that are left. Then a short annealing in which one in ten may leave their team at most.
    """
    begun = time.perf_counter()
    problem = changed(teams.problem, without, joined)
    stays = teams.assignments.filter(pl.col("person_id").is_in(problem.participants["person_id"].to_list()))
    out = set(teams.unassigned["id"].to_list())
    people = problem.participants.filter(~pl.col("person_id").is_in(list(out))).sort("person_id")
    if not people.height:
        raise RefusedInput("Nobody is left to put into teams.", rule="people")
    rooms, home, _ = seats_of(problem, people, stays)
    rooms, home, fits = _resized(teams, problem, rooms, home, people.height)
    ids = people["person_id"].to_list()
    rules = pairs(problem, ids, "together"), pairs(problem, ids, "apart")
    check_relations(*rules, rooms.sizes)
    pool = pool_of(problem, people)
    never = without_company(pool, rooms.sizes)
    pool = replace(pool, guarded=pool.guarded & ~np.isin(np.arange(len(pool.guarded)), never))
    rng = np.random.default_rng(teams.quality.seed)
    start = return_home(pool, rooms, home, rng)
    if start is None:
        start = first_teams(pool, rooms, rng)
    if start is None:
        raise refuse_rules(*rules, rooms)
    found = _settled(pool, rooms, home, start, allow_lone=teams.allow_lone, budget=budget, key=teams.quality.seed)
    bound = Bound(pool, rooms.sizes, allow_lone=teams.allow_lone or bool(found.score.alone)).up_to(found.score.value)
    solved = Solved(found.team, found.score, bound)
    return Teams(
        assignments=with_names_that_last(teams.assignments, assignments(pool, rooms, found.team)),
        unassigned=teams.unassigned.filter(~pl.col("id").is_in(list(without))),
        quality=quality(problem, solved, begun, teams.quality.seed),
        relaxed=_relaxed(solved, home, fits, teams.allow_lone),
        spread=spread(pool, rooms.sizes, found.team),
        price=None,
        problem=problem,
        allow_lone=teams.allow_lone,
    )


def changed(
    problem: TeamsProblem, without: Sequence[str], joined: pl.DataFrame | Sequence[Mapping[str, Any]]
) -> TeamsProblem:
    """The problem of those who are there now. Sizes that were given end with the list they were given for.

    Raises
    ------
    UnknownName
        When somebody who is to go is not there.
    RefusedInput
        When somebody who joins stands on the list already.
    """
    old = problem.participants
    for name in without:
        if name not in old["person_id"]:
            raise UnknownName(f"“{name}” is not on the list.", hint=did_you_mean(name, old["person_id"].to_list()))
    frame = joined if isinstance(joined, pl.DataFrame) else pl.DataFrame(list(joined))
    left = old.filter(~pl.col("person_id").is_in(list(without)))
    if frame.height:
        for name in frame["person_id"].to_list():
            if name in left["person_id"]:
                raise RefusedInput(f"“{name}” joins and is on the list already.", column="person_id", rule="twice")
        known = [name for name in left.columns if name in frame.columns]
        left = pl.concat([left, frame.select(pl.col(name).cast(old.schema[name]) for name in known)], how="diagonal")
        left = left.with_columns(pl.col("row").fill_null(0))
    gone = pl.col("person_a").is_in(list(without)) | pl.col("person_b").is_in(list(without))
    sizes = problem.team_sizes or (problem.smallest, problem.largest)
    return replace(
        problem,
        participants=left,
        relations=problem.relations.filter(~gone),
        team_sizes=(),
        smallest=min(problem.smallest, *sizes),
        largest=max(problem.largest, *sizes),
    )


def _resized(
    teams: Teams, problem: TeamsProblem, rooms: Rooms, home: NDArray[np.int32], people: int
) -> tuple[Rooms, NDArray[np.int32], bool]:
    """Sizes near to how many are at home in each team, and whether all lie between the smallest and the largest.

    Where so many teams can no longer be filled, the smallest are given up; where more people have come than they hold,
    teams are added.
    """
    here = np.bincount(home[home >= 0], minlength=len(rooms.sizes))
    site = rooms.site if len(rooms.site) else np.zeros(len(here), np.int32)
    low, high = problem.smallest, problem.largest
    possible = numbers_of_teams(people, low, high)
    fits = bool(possible)
    if not fits:
        low, high = max(1, people // len(here)), -(-people // len(here))
        possible = [min(len(here), people)]
    number = min(possible, key=lambda teams: (abs(teams - len(here)), teams))
    keep = np.sort(np.argsort(-here, kind="stable")[:number])
    place = np.full(len(here), -1, np.int32)
    place[keep] = np.arange(len(keep))
    home = np.where(home >= 0, place[home], -1).astype(np.int32)
    new = number - len(keep)
    here = np.concatenate([here[keep], np.zeros(new, np.int64)])
    site = np.concatenate([site[keep], site[keep[:1]].repeat(new)]).astype(np.int32)
    sizes = np.clip(here, low, high)
    while sizes.sum() < people:
        sizes[np.argmin(sizes)] += 1
    while sizes.sum() > people:
        sizes[np.argmax(np.where(sizes > low, sizes, -1))] -= 1
    return replace(rooms, sizes=tuple(sizes.tolist()), site=site if len(rooms.site) else rooms.site), home, fits


def _settled(
    pool: Pool,
    rooms: Rooms,
    home: NDArray[np.int32],
    start: NDArray[np.int32],
    *,
    allow_lone: bool,
    budget: int | None,
    key: int,
) -> Found:
    """Annealed with few moves; where somebody is left alone that way, with more of them."""
    steps = budget // _RUNS if budget is not None else effort(pool.people, allow_lone=allow_lone)[1] // 2
    settled = int((home >= 0).sum())
    gone = int(((home >= 0) & (start != home)).sum())
    for wider in _WIDER:
        stay = Stay(home, max(0, wider * settled // _MAY_MOVE - gone))
        runs = [
            improved(pool, rooms, start, allow_lone=allow_lone, steps=steps, key=key + run, stay=stay)
            for run in range(0, 10 * _RUNS, 10)
        ]
        best = min(runs, key=lambda found: order(found, allow_lone))
        if allow_lone or not best.score.alone:
            return best
    return improved(pool, rooms, start, allow_lone=allow_lone, steps=4 * steps, key=key)


def _relaxed(solved: Solved, home: NDArray[np.int32], fits: bool, allow_lone: bool) -> pl.DataFrame:
    settled = home >= 0
    stayed = int((solved.team == home)[settled].sum())
    most = max(0.0, float(solved.score.value - solved.bound))
    rows = [
        (
            "keep_teams",
            f"{stayed} of {int(settled.sum())}",
            most,
            f"{stayed} of {int(settled.sum())} people who stay keep their team. New teams for everybody could score "
            f"{most:.1f} less than {float(solved.score.value):.1f} at most.",
        )
    ]
    if not fits:
        rows.append(
            ("sizes", "teams", 0.0, "So many people cannot make teams of the sizes asked for; the sizes are even.")
        )
    if solved.score.alone and not allow_lone:
        rows.append(
            (
                "no_lone",
                "teams",
                0.0,
                f"In {solved.score.alone} cases somebody of a protected level is alone in a team.",
            )
        )
    return pl.DataFrame(rows, schema=RELAXED, orient="row")
