"""Counts that are changed swap by swap are those of a recount, and no swap breaks what it must keep."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convive.matching.teams import kernels
from convive.matching.teams.pool import Pool, pool_of
from convive.matching.teams.score import score
from convive.matching.teams.start import Rooms, first_teams, one_place

NOBODY = np.zeros(0, np.int32)


def run(pool: Pool, rooms: Rooms, team: np.ndarray, steps: int, key: int, **given: object) -> dict[str, np.ndarray]:
    size = np.array(rooms.sizes, np.int32)
    order = np.argsort(team, kind="stable")
    slot = np.empty(len(team), np.int32)
    slot[order] = np.concatenate([np.arange(s) for s in size])
    members = np.full((len(size), size.max()), -1, np.int32)
    members[team, slot] = np.arange(len(team))
    counts = pool.counts(team, len(size))
    home = given.get("home", NOBODY)
    taken, km_left, moves_left = kernels.anneal(
        pool.level, pool.weight, pool.share, pool.guarded, *pool.alike, pool.block, pool.block_from, pool.in_block,
        pool.apart_from, pool.apart, rooms.reach, rooms.km, rooms.site, rooms.km_left, home, given.get("moves", 0), 0.0,
        team, members, slot, size, counts, steps, given.get("hot", 1.0), 0.1, 0.0, 3.0, key,
    )  # fmt: skip
    return {
        "counts": counts, "members": members, "slot": slot, "taken": taken, "km_left": km_left, "moves_left": moves_left
    }  # fmt: skip


@given(st.data())
@settings(max_examples=80)
def test_what_was_counted_in_passing_is_what_a_recount_gives_and_the_rules_hold(
    tried: SimpleNamespace, data: st.DataObject
):
    asked = data.draw(tried.problems())
    assume(tried.best(asked, asked.team_sizes, allow_lone=True) is not None)
    pool = pool_of(asked)
    rooms = one_place(asked.team_sizes)
    team = first_teams(pool, rooms, np.random.default_rng(1))
    assert team is not None
    got = run(pool, rooms, team, 500, data.draw(st.integers(0, 99)))
    assert (got["counts"] == pool.counts(team, len(rooms.sizes))).all()
    assert np.bincount(team, minlength=len(rooms.sizes)).tolist() == list(rooms.sizes)
    assert (got["members"][team, got["slot"]] == np.arange(len(team))).all()
    teams = [[pool.ids[x] for x in np.flatnonzero(team == t)] for t in range(len(rooms.sizes))]
    assert tried.broken(asked, teams, allow_lone=True) == []


@given(st.data())
@settings(max_examples=60)
def test_the_price_of_a_swap_is_the_difference_of_two_scores(tried: SimpleNamespace, data: st.DataObject):
    asked = data.draw(tried.problems(rules=False))
    pool, sizes = pool_of(asked), asked.team_sizes
    team = first_teams(pool, one_place(sizes), np.random.default_rng(data.draw(st.integers(0, 9))))
    assert team is not None
    i, j = data.draw(st.sampled_from([(x, y) for x in range(len(team)) for y in range(x) if team[x] != team[y]]))
    counts, before = pool.counts(team, len(sizes)), score(pool, team, sizes)
    price = kernels.swap_price(
        i, j, team[i], team[j], pool.level, pool.weight, pool.share, pool.guarded, counts, np.array(sizes), 7.0
    )
    team[i], team[j] = team[j], team[i]
    after = score(pool, team, sizes)
    assert price == pytest.approx(float(after.value - before.value) + 7.0 * (after.alone - before.alone), abs=1e-9)


def test_nobody_goes_out_of_reach_or_adds_more_to_all_ways_than_is_left(tried: SimpleNamespace):
    rng = np.random.default_rng(4)
    pool = pool_of(tried.problem(["".join(rng.choice(list("xyz"), 2)) for _ in range(24)], (6, 6, 6, 6)))
    km = rng.uniform(0, 9, (24, 2))
    site = np.array([0, 0, 1, 1], np.int32)
    team = np.repeat(np.arange(4, dtype=np.int32), 6)
    reach = km < 7
    reach[np.arange(24), site[team]] = True
    before = km[np.arange(24), site[team]].sum()
    first = team.copy()
    rooms = Rooms((6, 6, 6, 6), site, site[team], reach, km, 3.0)
    got = run(pool, rooms, team, 5000, 1)
    after = km[np.arange(24), site[team]].sum()
    assert reach[np.arange(24), site[team]].all()
    assert after - before <= 3.0 + 1e-9
    assert got["km_left"] == pytest.approx(3.0 - (after - before))
    assert (site[team] != site[first]).any()


def test_no_more_people_leave_their_team_than_may(tried: SimpleNamespace):
    rng = np.random.default_rng(4)
    pool = pool_of(tried.problem(["".join(rng.choice(list("xyz"), 2)) for _ in range(24)], (6, 6, 6, 6)))
    home = np.repeat(np.arange(4, dtype=np.int32), 6)
    home[:2] = -1
    team = np.where(home < 0, 0, home).astype(np.int32)
    got = run(pool, one_place((6, 6, 6, 6)), team, 5000, 1, home=home, moves=4)
    gone = int(((team != home) & (home >= 0)).sum())
    assert 0 < gone <= 4
    assert got["moves_left"] == 4 - gone
