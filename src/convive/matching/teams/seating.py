"""From a printed answer back to the numbers that the loops work on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.problems import TeamsProblem
from convive.matching.teams.sites import ground
from convive.matching.teams.start import Rooms, one_place


def seats_of(
    problem: TeamsProblem, people: pl.DataFrame, assignments: pl.DataFrame
) -> tuple[Rooms, NDArray[np.int32], list[str]]:
    """The teams of an answer with their sizes and sites, the team of each of these people, and the teams' names.

    People are in the order of their ids; who has no team in the answer has −1.
    """
    named = assignments.group_by("team").agg(pl.col("site").first(), pl.len()).sort("team")
    names = named["team"].to_list()
    at = {name: place for place, name in enumerate(names)}
    joined = people.select("person_id").join(assignments, on="person_id", how="left").sort("person_id")
    team = np.array([at.get(name, -1) if name is not None else -1 for name in joined["team"].to_list()], np.int32)
    rooms = one_place(tuple(named["len"].to_list()))
    if problem.sites.height:
        there = ground(replace(problem, max_km=None), people)
        index = {name: place for place, name in enumerate(there.site_ids)}
        site = np.array([index[name] for name in named["site"].to_list()], np.int32)
        reach = there.reach if problem.max_km is None else there.km <= problem.max_km
        rooms = Rooms(rooms.sizes, site, np.where(team >= 0, site[team], -1), reach, there.km, np.inf, there.site_ids)
    return rooms, team, names
