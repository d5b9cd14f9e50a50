"""Mentoring by trying everything: slow, and read from the rules alone."""

from __future__ import annotations

import gzip
import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import strategies as st

from convive.core.problems import MentoringProblem, MentorRules

Pair = tuple[str, str]


def instance(folder: Path) -> MentoringProblem:
    return MentoringProblem(
        pl.read_csv(gzip.decompress((folder / "edges.csv.gz").read_bytes()), infer_schema=False),
        pl.read_csv(folder / "mentors.csv", infer_schema=False),
        pl.read_csv(folder / "mentees.csv", infer_schema=False),
    )


def problem(
    edges: dict[Pair, int],
    capacity: dict[str, int],
    mentees: str,
    *,
    employer: dict[str, str] | None = None,
    weight: dict[Pair, int] | None = None,
    limit: int | None = None,
    rematch: int = 0,
    **pairs: list[Pair],
) -> MentoringProblem:
    """Each letter is a mentee; ``edges`` has the score of each pair, which is its weight too where none is given."""
    frames = {
        name: pl.DataFrame(some, schema=["mentee", "mentor"], orient="row") for name, some in pairs.items() if some
    }
    return MentoringProblem(
        pl.DataFrame(
            [(a, b, score, (weight or {}).get((a, b), score)) for (a, b), score in edges.items()],
            schema={"mentee": pl.String, "mentor": pl.String, "score": pl.Int64, "weight": pl.Int64},
            orient="row",
        ),
        pl.DataFrame(
            [(name, places, (employer or {}).get(name)) for name, places in capacity.items()],
            schema={"mentor": pl.String, "capacity": pl.Int64, "employer": pl.String},
            orient="row",
        ),
        pl.DataFrame({"mentee": list(mentees), "wait_weeks": [ord(name) for name in mentees]}),
        rules=MentorRules(employer_capacity=limit, rematch=rematch),
        **frames,
    )


def problems() -> st.SearchStrategy[MentoringProblem]:
    """Few people and few scores, so that ties are everywhere; some forbidden, some who met before, some employers."""
    return st.integers(0, 10**9).map(_invented)


def _invented(seed: int) -> MentoringProblem:
    chance = random.Random(seed)
    mentees = "abcde"[: chance.randint(1, 5)]
    capacity = {name: chance.choice([0, 1, 1, 1, 2]) for name in "WXYZ"[: chance.randint(1, 4)]}
    some = [pair for pair in itertools.product(mentees, capacity) if chance.random() < 0.7]
    return problem(
        {pair: chance.randint(0, 4) for pair in some},
        capacity,
        mentees,
        weight={pair: chance.randint(0, 4) for pair in some},
        employer={name: chance.choice("PPQ") for name in capacity if chance.random() < 0.8},
        limit=chance.choice([None, 0, 1, 1, 2, 2]),
        rematch=chance.randint(0, 2),
        previous=[pair for pair in some if chance.random() < 0.2],
        forbidden=[pair for pair in some if chance.random() < 0.2],
    )


def worth(asked: MentoringProblem) -> dict[Pair, int]:
    """What each pair is worth, the points off an earlier pair taken off."""
    met = set(asked.previous.select("mentee", "mentor").iter_rows())
    return {
        (row["mentee"], row["mentor"]): row["weight"] - asked.rules.rematch * ((row["mentee"], row["mentor"]) in met)
        for row in asked.edges.to_dicts()
    }


def scores(asked: MentoringProblem) -> dict[Pair, int]:
    """How well each pair fits, the points off an earlier pair taken off."""
    given = asked.edges.select("mentee", "mentor", "score", "weight").iter_rows()
    points = worth(asked)
    return {(a, b): score + points[a, b] - weight for a, b, score, weight in given}


def admissible(asked: MentoringProblem) -> list[Pair]:
    forbidden = set(asked.forbidden.select("mentee", "mentor").iter_rows())
    return sorted(pair for pair, points in worth(asked).items() if points > 0 and pair not in forbidden)


def fits(asked: MentoringProblem, made: list[Pair]) -> bool:
    """Whether nobody has two mentors, and no mentor and no employer more than they take."""
    limit = asked.rules.employer_capacity
    at: dict[str, int] = {}
    by: dict[str, int] = {}
    employer = dict(asked.mentors.select("mentor", "employer").iter_rows())
    for _, mentor in made:
        at[mentor] = at.get(mentor, 0) + 1
        if employer[mentor] is not None:
            by[employer[mentor]] = by.get(employer[mentor], 0) + 1
    capacity = dict(asked.mentors.select("mentor", "capacity").iter_rows())
    return (
        len({mentee for mentee, _ in made}) == len(made)
        and all(many <= capacity[mentor] for mentor, many in at.items())
        and (limit is None or all(many <= limit for many in by.values()))
    )


def answers(asked: MentoringProblem) -> Iterator[list[Pair]]:
    """Every answer there is."""
    may = admissible(asked)
    options = [[None, *(pair for pair in may if pair[0] == mentee)] for mentee in asked.mentees["mentee"]]
    for choice in itertools.product(*options):
        made = [pair for pair in choice if pair is not None]
        if fits(asked, made):
            yield made


def blocks(asked: MentoringProblem, made: list[Pair]) -> list[Pair]:
    """Every pair that would both rather have each other, by asking each what they would choose."""
    score = scores(asked)
    employer = dict(asked.mentors.select("mentor", "employer").iter_rows())
    has = dict(made)
    found = []
    for mentee, mentor in admissible(asked):
        if mentee in has:
            now = has[mentee]
            if (-score[mentee, now], now) <= (-score[mentee, mentor], mentor):
                continue
        # The mentors who choose together: those of the employer, or the mentor alone.
        house = employer[mentor]
        offers = [
            pair
            for pair in made
            if pair[0] != mentee and (pair[1] == mentor or (house is not None and employer[pair[1]] == house))
        ]
        taken: list[Pair] = []
        for pair in sorted([*offers, (mentee, mentor)], key=lambda pair: (-score[pair], pair)):
            if fits(asked, [*taken, pair]):
                taken.append(pair)
        if (mentee, mentor) in taken:
            found.append((mentee, mentor))
    return found


@pytest.fixture(scope="session")
def tried() -> SimpleNamespace:
    """The above, for the tests of this folder."""
    return SimpleNamespace(
        answers=answers,
        blocks=blocks,
        instance=instance,
        problem=problem,
        problems=problems,
        scores=scores,
        worth=worth,
    )
