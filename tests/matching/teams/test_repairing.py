"""After drop-outs most people stay, the rules hold, and the price of staying is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from convive.core.errors import RefusedInput, UnknownName
from convive.matching.teams import Teams, form

SMALL = 400_000


@pytest.fixture(scope="module")
def formed(tried: SimpleNamespace, shared_data: Path) -> Teams:
    return form(tried.instance(shared_data / "matching" / "p2_300"), seed=2, budget=2_000_000)


@pytest.mark.parametrize("seed", [1, 2])
def test_after_one_in_twenty_dropped_out_nine_in_ten_of_the_others_stay(
    tried: SimpleNamespace, formed: Teams, seed: int
):
    ids = sorted(formed.assignments["person_id"])
    gone = np.random.default_rng(seed).choice(ids, 15, replace=False).tolist()
    got = formed.repair(without=gone)
    teams = tried.teams_of(got.assignments)
    assert not {*gone} & {*got.assignments["person_id"]}
    assert tried.broken(got.problem, teams) == []
    assert all(12 <= len(team) <= 15 for team in teams)
    told = formed.compare(got)
    assert told.people == 285
    assert told.kept >= 0.9
    # Whoever stays finds their team under the name they know.
    names = formed.assignments.join(got.assignments, on="person_id", suffix="_now")
    assert names.filter(pl.col("team") == pl.col("team_now")).height == told.same_team
    row = got.relaxed.row(0, named=True)
    assert (row["rule"], row["who"]) == ("keep_teams", f"{told.same_team} of 285")
    assert row["price"] == pytest.approx(got.quality.value - got.quality.bound)
    assert got.quality.value == float(tried.scored(got.problem, teams))
    assert got.repair(without=[]).compare(got).kept >= 0.9
    assert formed.repair(without=gone).assignments.equals(got.assignments)


def test_who_joins_gets_a_team_and_keeps_the_rules(tried: SimpleNamespace, formed: Teams):
    new = [
        {"person_id": f"N{k}", "ethnicity": "black", "fsm": "0", "gender": "f", "disability": "0", "school": "S001"}
        for k in range(6)
    ]
    got = formed.repair(without=["P00000"], joined=new, budget=SMALL)
    teams = tried.teams_of(got.assignments)
    assert tried.broken(got.problem, teams) == []
    assert {row["person_id"] for row in new} <= {name for team in teams for name in team}
    assert formed.compare(got).kept >= 0.9
    assert formed.repair(joined=pl.DataFrame(new), budget=SMALL).assignments.height == 306


def test_nothing_happened_changes_nobody(formed: Teams):
    best = form(formed.problem, allow_lone=True, budget=2_000_000)
    assert best.compare(best.repair()).kept >= 0.9
    assert best.repair().quality.value <= best.quality.value + 1e-9


def test_a_team_that_can_no_longer_be_filled_is_given_up(tried: SimpleNamespace):
    got = form(tried.problem(["x"] * 24 + ["y"] * 12, protected=""), budget=SMALL)
    assert got.spread.teams == 3
    team = got.assignments.filter(pl.col("team") == "T01")["person_id"].to_list()
    mended = got.repair(without=team[:6], budget=SMALL)
    assert (mended.spread.teams, mended.spread.smallest, mended.spread.largest) == (2, 15, 15)


def test_a_team_is_added_when_many_join(tried: SimpleNamespace):
    got = form(tried.problem(["x"] * 24 + ["y"] * 6), budget=SMALL)
    assert got.spread.teams == 2
    mended = got.repair(joined=[{"person_id": f"N{k:02}", "k0": "x"} for k in range(10)], budget=SMALL)
    assert (mended.spread.teams, mended.spread.smallest) == (3, 12)
    assert tried.broken(mended.problem, tried.teams_of(mended.assignments)) == []


def test_sizes_that_can_no_longer_be_met_are_even_and_said(tried: SimpleNamespace):
    got = form(tried.problem(["x"] * 12 + ["y"] * 12), budget=SMALL)
    mended = got.repair(without=["a", "b", "m", "n"], budget=SMALL)
    assert mended.spread.smallest == mended.spread.largest == 10
    assert mended.relaxed["rule"].to_list() == ["keep_teams", "sizes"]


def test_together_and_apart_go_on_and_go_with_the_people(tried: SimpleNamespace):
    asked = tried.problem(["x", "y"] * 15)
    asked = replace(
        asked,
        relations=pl.DataFrame(
            [("together", "p0000", "p0001"), ("apart", "p0002", "p0003"), ("apart", "p0004", "p0005")],
            schema=["type", "person_a", "person_b"],
            orient="row",
        ),
    )
    got = form(asked, budget=SMALL)
    mended = got.repair(without=["p0002", "p0029"], budget=SMALL)
    assert mended.problem.relations.height == 2
    assert tried.broken(mended.problem, tried.teams_of(mended.assignments)) == []


def test_what_cannot_be_is_refused(tried: SimpleNamespace):
    got = form(tried.problem(list("xxyy"), (2, 2)), budget=SMALL)
    with pytest.raises(UnknownName, match="not on the list"):
        got.repair(without=["q"])
    with pytest.raises(RefusedInput, match="on the list already"):
        got.repair(joined=[{"person_id": "a", "k0": "x"}])
    with pytest.raises(RefusedInput, match="Nobody is left"):
        got.repair(without=list("abcd"))
