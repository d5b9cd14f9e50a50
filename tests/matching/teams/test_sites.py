"""People go to sites by the shortest ways, and teams stay within what sites hold."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.core.errors import RefusedInput
from convive.core.problems import TeamsProblem
from convive.matching.teams import Teams, form
from convive.matching.teams.sites import ground, rooms_at_sites

SMALL = 60_000


def at(
    tried: SimpleNamespace, points: list[tuple[float | None, float | None]], sites: list[tuple[float, float, int]],
    sizes: tuple[int, ...] = (), *, max_km: float | None = None, levels: str = "xy", **rules: object,
) -> TeamsProblem:  # fmt: skip
    people = [levels[k % len(levels)] for k in range(len(points))]
    frame = pl.DataFrame([(chr(65 + k), *site) for k, site in enumerate(sites)],
                         schema=["site_id", "x_km", "y_km", "capacity"], orient="row")  # fmt: skip
    asked = tried.problem(people, sizes, sites=frame, max_km=max_km, **rules)
    x, y = zip(*points, strict=True)
    placed = asked.participants.with_columns(x_km=pl.Series(x, dtype=pl.Float64), y_km=pl.Series(y, dtype=pl.Float64))
    return TeamsProblem(
        placed, asked.attributes, team_sizes=sizes, sites=frame, max_km=max_km, relations=asked.relations,
        protected=asked.protected, smallest=asked.smallest, largest=asked.largest,
    )  # fmt: skip


def scattered(people: int, seed: int = 1) -> list[tuple[float, float]]:
    rng = np.random.default_rng(seed)
    return [(float(x), float(y)) for x, y in rng.uniform(0, 10, (people, 2))]


def ways(asked: TeamsProblem, got: Teams) -> list[float]:
    point = {name: (x, y) for name, x, y in asked.participants.select("person_id", "x_km", "y_km").rows()}
    site = {name: (x, y) for name, x, y in asked.sites.select("site_id", "x_km", "y_km").rows()}
    return [float(np.hypot(*np.subtract(point[who], site[where])))
            for who, where in got.assignments.select("person_id", "site").iter_rows()]  # fmt: skip


def test_everybody_meets_within_reach_and_no_site_holds_more_than_it_can(tried: SimpleNamespace):
    asked = at(tried, scattered(60), [(1.0, 1.0, 30), (9.0, 9.0, 45)], max_km=11.0, levels="xyzzz", protected="x")
    got = form(asked, budget=SMALL)
    assert max(ways(asked, got)) <= 11.0
    held = dict(got.assignments.group_by("site").agg(pl.len()).iter_rows())
    assert held["A"] <= 30
    assert held["B"] <= 45
    assert got.assignments.group_by("team").agg(pl.col("site").n_unique())["site"].unique().to_list() == [1]
    assert tried.broken(asked, tried.teams_of(got.assignments)) == []
    least = rooms_at_sites(asked, ground(asked))
    assert sum(ways(asked, got)) <= 1.05 * least.km[np.arange(60), least.at_site].sum() + 1e-6
    assert set(got.assignments["team"].to_list()) == {f"T{k:02}" for k in range(1, got.spread.teams + 1)}


@given(st.integers(0, 999))
@settings(max_examples=30)
def test_the_ways_to_sites_are_the_shortest_of_all(tried: SimpleNamespace, seed: int):
    asked = at(tried, scattered(6, seed), [(2.0, 2.0, 4), (8.0, 8.0, 4)], (2, 2, 2))
    there = ground(asked)
    rooms = rooms_at_sites(asked, there)
    held = np.bincount(rooms.at_site, minlength=2).tolist()
    got = there.km[np.arange(6), rooms.at_site].sum()
    every = [
        sum(there.km[k, site] for k, site in enumerate(way))
        for way in itertools.product((0, 1), repeat=6)
        if [way.count(0), way.count(1)] == held
    ]
    assert got == pytest.approx(min(every), abs=0.006)


def test_swaps_across_sites_find_the_better_mix(tried: SimpleNamespace):
    # All x live at one site, all y at the other; everybody can come to both, but all ways may grow by 5 % only.
    near = [(0.0, 0.1 * k) for k in range(6)] + [(0.0, 10.0 + 0.1 * k) for k in range(6)]
    sites = [(0.0, 0.0, 6), (0.0, 10.0, 6)]
    asked = at(tried, near, sites, (6, 6), levels="x")
    people = asked.participants.with_columns(k0=pl.Series(list("xxxxxxyyyyyy")))
    strict = TeamsProblem(people, asked.attributes, team_sizes=(6, 6), sites=asked.sites)
    assert form(strict, budget=SMALL).quality.value == 36.0
    # Of those half-way some can go either way without a longer road.
    between = people.with_columns(
        x_km=pl.Series([float(k) for k in range(12)]), y_km=pl.Series([5.0] * 12), k0=pl.Series(list("xyxyxyxyxyxy"))
    )
    free = TeamsProblem(between, asked.attributes, team_sizes=(6, 6), sites=asked.sites)
    assert form(free, budget=SMALL).quality.value == 0.0


def test_who_reaches_no_site_is_left_out_with_the_rule_that_would_let_them_in(tried: SimpleNamespace):
    points = [(0.0, 0.0)] * 12 + [(90.0, 0.0), (None, None)]
    got = form(at(tried, points, [(1.0, 0.0, 20), (90.0, 0.0, 0)], max_km=5.0), budget=SMALL)
    assert got.unassigned.rows() == [("m", "no_site_in_reach", ["distance"])]
    assert got.assignments.height == 13
    assert "n" in got.assignments["person_id"]


def test_who_belongs_together_goes_to_one_site(tried: SimpleNamespace):
    points = [(0.0, 0.0)] * 6 + [(10.0, 0.0)] * 6
    asked = at(tried, points, [(0.0, 0.0, 6), (10.0, 0.0, 6)], (3, 3, 3, 3), together=[("a", "g")], apart=[("b", "c")])
    got = form(asked, budget=SMALL)
    assert tried.broken(asked, tried.teams_of(got.assignments)) == []


def test_teams_at_sites_are_mended_where_they_are(tried: SimpleNamespace):
    asked = at(tried, scattered(60), [(1.0, 1.0, 40), (9.0, 9.0, 45)], max_km=12.0, levels="xyzzz", protected="x")
    got = form(asked, budget=SMALL)
    mended = got.repair(without=["p0003", "p0040"], budget=SMALL)
    assert got.compare(mended).kept >= 0.9
    assert max(ways(asked, mended)) <= 12.0
    assert mended.explain("p0000").site in ("A", "B")
    assert tried.broken(mended.problem, tried.teams_of(mended.assignments)) == []


@pytest.mark.parametrize(
    ("sites", "settings", "rule"),
    [
        ([(0.0, 0.0, 5), (10.0, 0.0, 5)], {"sizes": (6, 6)}, "capacity"),
        ([(0.0, 0.0, 0)], {"sizes": (6, 6)}, "capacity"),
        ([(0.0, 0.0, 7), (10.0, 0.0, 5)], {"sizes": (6, 6)}, "sizes"),
        ([(0.0, 0.0, 6), (10.0, 0.0, 11)], {}, "sizes"),
        ([(0.0, 0.0, 3), (10.0, 0.0, 9)], {"sizes": (3, 3, 3, 3), "max_km": 5.0}, "reach"),
        (
            [(0.0, 0.0, 6), (10.0, 0.0, 6)],
            {"sizes": (3, 3, 3, 3), "max_km": 5.0, "together": [("a", "g")]},
            "site-together",
        ),
    ],
)
def test_sites_that_will_not_do_are_refused(
    tried: SimpleNamespace, sites: list[tuple[float, float, int]], settings: dict[str, object], rule: str
):
    points = [(0.0, 0.0)] * 6 + [(10.0, 0.0)] * 6
    with pytest.raises(RefusedInput) as refused:
        form(at(tried, points, sites, **settings), budget=SMALL)
    assert refused.value.rule == rule


def test_sites_that_take_nobody_are_named_as_what_is_in_the_way():
    people = pl.DataFrame(
        {"person_id": [f"P{n}" for n in range(24)], "x_km": [0.0] * 24, "y_km": [0.0] * 24, "a": ["x", "y"] * 12}
    )
    sites = pl.DataFrame({"site_id": ["S"], "x_km": [0.0], "y_km": [0.0], "capacity": [0]})
    with pytest.raises(RefusedInput) as refused:
        form(TeamsProblem(people, {"a": 1}, sites=sites))
    assert (refused.value.says, refused.value.column) == ("No site takes anybody.", "capacity")
