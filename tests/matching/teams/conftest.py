"""Mixed teams by trying everything, and a checker of its own that reads the rules alone."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import strategies as st

from convive.core.problems import TeamsProblem

Pair = tuple[str, str]


def instance(folder: Path, *, relations: bool = True) -> TeamsProblem:
    params = json.loads((folder / "params.json").read_text("utf-8"))
    rules = {"relations": pl.read_csv(folder / "relations.csv", infer_schema=False)} if relations else {}
    return TeamsProblem(
        pl.read_csv(folder / "participants.csv", infer_schema=False),
        dict.fromkeys(params["attributes"], 1.0),
        team_sizes=tuple(params["team_sizes"]),
        protected={params["protected_attribute"]: tuple(params["protected_levels"])},
        **rules,
    )


def problem(
    people: list[str],
    sizes: tuple[int, ...] = (),
    *,
    together: list[Pair] | None = None,
    apart: list[Pair] | None = None,
    protected: str = "",
    weights: tuple[float, ...] | None = None,
    **settings: object,
) -> TeamsProblem:
    """Each text is a person, each letter of it an attribute (``.`` for unknown); ids are a, b, c … or a number."""
    ids = [chr(97 + at) if len(people) <= 26 else f"p{at:04}" for at in range(len(people))]
    width = len(people[0]) if people else 1
    columns = {f"k{k}": [None if who[k] == "." else who[k] for who in people] for k in range(width)}
    rules = [("together", *pair) for pair in together or []] + [("apart", *pair) for pair in apart or []]
    if rules:
        settings["relations"] = pl.DataFrame(rules, schema=["type", "person_a", "person_b"], orient="row")
    return TeamsProblem(
        pl.DataFrame({"person_id": ids, **columns}, schema=dict.fromkeys(["person_id", *columns], pl.String)),
        dict(zip(columns, weights or (1.0,) * width, strict=True)),
        team_sizes=sizes,
        protected={"k0": tuple(protected)} if protected else {},
        **settings,
    )


def scored(asked: TeamsProblem, teams: list[list[str]]) -> Fraction:
    """``Σₐ wₐ Σₗₜ (nₜₗ − sₜ pₗ)²`` with p the share of the pool; an unknown cell is a level of its own."""
    rows = {row["person_id"]: row for row in asked.participants.to_dicts()}
    everybody = [name for team in teams for name in team]
    total = Fraction(0)
    for name, weight in asked.attributes.items():
        whole = Counter(rows[who][name] for who in everybody)
        for team in teams:
            here = Counter(rows[who][name] for who in team)
            for level, there in whole.items():
                ideal = Fraction(len(team) * there, len(everybody))
                total += Fraction(str(weight)) * (here[level] - ideal) ** 2
    return total


def broken(asked: TeamsProblem, teams: list[list[str]], *, allow_lone: bool = False) -> list[str]:
    """Every rule of the list that these teams break."""
    found = []
    of = {name: at for at, team in enumerate(teams) for name in team}
    if sorted(of) != sorted(asked.participants["person_id"]) or sum(map(len, teams)) != len(of):
        found.append("somebody is missing or stands twice")
    if asked.team_sizes and sorted(map(len, teams)) != sorted(asked.team_sizes):
        found.append("sizes")
    if not asked.team_sizes and not all(asked.smallest <= len(team) <= asked.largest for team in teams):
        found.append("sizes")
    for kind, a, b in asked.relations.select("type", "person_a", "person_b").iter_rows():
        if (of[a] == of[b]) != (kind == "together"):
            found.append(f"{kind} {a} {b}")
    if not allow_lone:
        rows = {row["person_id"]: row for row in asked.participants.to_dicts()}
        for name, levels in asked.protected.items():
            found += [
                f"{level} alone" for team in teams for level in levels
                if [rows[who][name] for who in team].count(level) == 1
            ]  # fmt: skip
    return found


def every_way(names: list[str], sizes: tuple[int, ...]) -> Iterator[list[list[str]]]:
    """All ways to share people out to teams of these sizes."""
    if not sizes:
        yield []
        return
    for team in itertools.combinations(names, sizes[0]):
        for others in every_way([name for name in names if name not in team], sizes[1:]):
            yield [list(team), *others]


def best(asked: TeamsProblem, sizes: tuple[int, ...], *, allow_lone: bool = False) -> Fraction | None:
    """The least score of all teams that keep every rule, by trying all; ``None`` when there are none."""
    return min(
        (
            scored(asked, teams)
            for teams in every_way(asked.participants["person_id"].to_list(), sizes)
            if not broken(asked, teams, allow_lone=allow_lone)
        ),
        default=None,
    )


def teams_of(assignments: pl.DataFrame) -> list[list[str]]:
    return assignments.group_by("team").agg("person_id").sort("team")["person_id"].to_list()


@st.composite
def problems(draw: st.DrawFn, *, rules: bool = True) -> TeamsProblem:
    """Up to eight people in two or three teams, with up to two attributes and a few rules."""
    sizes = draw(st.sampled_from([(2, 2), (3, 2), (3, 3), (4, 3), (2, 2, 2), (3, 2, 2), (4, 4), (3, 3, 2)]))
    width = draw(st.integers(1, 2))
    people = draw(st.lists(st.text("xyz.", min_size=width, max_size=width), min_size=sum(sizes), max_size=sum(sizes)))
    names = [chr(97 + at) for at in range(len(people))]
    pair = st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(lambda two: two[0] < two[1])
    some = draw(st.lists(pair, max_size=3, unique=True)) if rules else []
    cut = draw(st.integers(0, len(some)))
    return problem(
        people,
        sizes,
        together=some[:cut],
        apart=some[cut:],
        protected=draw(st.sampled_from(["", "x", "xy"])),
        weights=draw(st.sampled_from([(1.0, 1.0), (0.5, 2.0), (3.0, 0.1)]))[:width],
    )


@pytest.fixture(scope="session")
def tried() -> SimpleNamespace:
    return SimpleNamespace(
        instance=instance,
        problem=problem,
        scored=scored,
        broken=broken,
        best=best,
        teams_of=teams_of,
        problems=problems,
    )
