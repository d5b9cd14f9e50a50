"""One set of teams with its bound, and the price of leaving nobody alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from convive.core.errors import RefusedInput
from convive.matching.teams.classes import ClassBound
from convive.matching.teams.conflicts import Pair
from convive.matching.teams.levels import level_bound, without_company
from convive.matching.teams.pool import Pool
from convive.matching.teams.score import Score, lifted, step
from convive.matching.teams.search import Found, best_teams
from convive.matching.teams.sizes import span
from convive.matching.teams.start import Rooms, to_blame


class Bound:
    """What no teams can score less than, as far as it is known."""

    def __init__(self, pool: Pool, sizes: Sequence[int], *, allow_lone: bool) -> None:
        self._step = step(pool, sizes)
        self._classes = ClassBound(pool, sizes, allow_lone=allow_lone)
        self._least = max(level_bound(pool, sizes, allow_lone=allow_lone), Fraction(self._classes.value))

    def up_to(self, value: Fraction) -> Fraction:
        """The bound in the light of teams that score ``value``; equal to it when nothing is better.

        A better score lies at least one step lower. Where the whole-number programme finds no plan down there, or only
        plans above it, there are no better teams.
        """
        bound = lifted(self._least, value, self._step)
        if bound < value:
            closed = self._classes.closed(float(value - self._step / 2))
            if np.isinf(closed):
                return value
            bound = max(bound, lifted(Fraction(closed), value, self._step))
        return bound


@dataclass(frozen=True)
class Solved:
    """Teams, their score and the bound; ``optimal`` when they meet."""

    team: NDArray[np.int32]
    score: Score
    bound: Fraction

    @property
    def optimal(self) -> bool:
        """Whether nothing better is possible."""
        return self.score.value == self.bound


def solve(pool: Pool, rooms: Rooms, *, allow_lone: bool, seed: int, budget: int | None) -> Solved | None:
    """The best teams found and how good any could be; ``None`` when no teams keep all the rules."""
    bound = Bound(pool, rooms.sizes, allow_lone=allow_lone)
    seen: dict[Fraction, Fraction] = {}

    def proven(found: Found) -> bool:
        value = found.score.value
        if value not in seen:
            seen[value] = bound.up_to(value)
        return seen[value] == value

    found = best_teams(pool, rooms, allow_lone=allow_lone, seed=seed, budget=budget, proven=proven)
    if found is None:
        return None
    proven(found)
    return Solved(found.team, found.score, seen[found.score.value])


@dataclass(frozen=True)
class BothWays:
    """The teams with nobody alone, the best without that rule, and the levels for which it cannot be kept.

    ``guarded`` is ``None`` where there is nobody to guard. ``pool`` guards only what can be guarded.
    """

    pool: Pool
    guarded: Solved | None
    plain: Solved
    given_up: tuple[int, ...]


def solve_both(pool: Pool, rooms: Rooms, *, seed: int, budget: int | None) -> BothWays | None:
    """Solves with and without the rule, so that its price is always known.

    A guarded level that cannot have company in any teams, or had none in the best teams found, is given up; the rule
    then holds for the others.
    """
    plain = solve(pool, rooms, allow_lone=True, seed=seed, budget=budget)
    if plain is None:
        return None
    given_up = without_company(pool, rooms.sizes)
    while True:
        pool = replace(pool, guarded=pool.guarded & ~np.isin(np.arange(len(pool.guarded)), given_up))
        if not pool.guarded.any():
            return BothWays(pool, None, plain, tuple(sorted(given_up)))
        guarded = solve(pool, rooms, allow_lone=False, seed=seed, budget=budget)
        if guarded is None:
            return None
        if not guarded.score.alone:
            break
        counts = pool.counts(guarded.team, len(rooms.sizes))
        given_up = [*given_up, *np.flatnonzero(pool.guarded & (counts == 1).any(axis=0)).tolist()]
    if guarded.score.value < plain.score.value:
        plain = Solved(guarded.team, guarded.score, min(plain.bound, guarded.score.value))
    return BothWays(pool, guarded, plain, tuple(sorted(given_up)))


def refuse_rules(together: Sequence[Pair], apart: Sequence[Pair], rooms: Rooms) -> RefusedInput:
    """The refusal when no teams keep all the rules, with rules of which each is needed for the conflict."""
    joined, parted = to_blame(together, apart, rooms.sizes)
    named = [*(f"{a} with {b}" for a, b in joined), *(f"{a} apart from {b}" for a, b in parted)]
    if not named:
        return RefusedInput(
            "No teams keep all the rules within reach of the sites.",
            file="relations.csv",
            rule="rules",
            hint="Let people travel further, or leave out a rule.",
        )
    sizes = f"{len(rooms.sizes)} teams of {span(min(rooms.sizes), max(rooms.sizes))}"
    return RefusedInput(
        f"{sizes} cannot keep all of these rules: {', '.join(named)}.",
        file="relations.csv",
        rule="rules",
        hint="Leave out one of them.",
    )
