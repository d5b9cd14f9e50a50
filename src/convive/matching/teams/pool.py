"""The people of a problem as numbers: who has which level, which levels are guarded, who stays with whom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.errors import RefusedInput, did_you_mean
from convive.core.problems import TeamsProblem

_FINEST = 1_000_000  # shares of an area are read to one in a million, so that every sum stays exact

_MOST_CELLS = 200_000_000  # teams × levels; two bytes each, in every start


@dataclass(frozen=True)
class Pool:
    """Everybody who is to be put into a team, in the order of their ids; every attribute has levels of its own.

    Whoever left a cell empty has a level of its own in that attribute, which nobody guards: people of whom little is
    known are spread like everybody else. ``exact`` holds the share each level should have as a fraction.
    """

    ids: list[str]
    level: NDArray[np.int32]
    weights: tuple[Fraction, ...]
    exact: tuple[Fraction, ...]
    names: tuple[tuple[str, str | None], ...]
    attribute: NDArray[np.int64]
    protected: NDArray[np.bool_]
    guarded: NDArray[np.bool_]
    only_one: tuple[tuple[str, str], ...]
    block: NDArray[np.int32]
    block_from: NDArray[np.int32]
    in_block: NDArray[np.int32]
    apart_from: NDArray[np.int32]
    apart: NDArray[np.int32]

    @property
    def people(self) -> int:
        """How many there are."""
        return len(self.ids)

    @cached_property
    def count(self) -> NDArray[np.int64]:
        """How many people have each level."""
        return np.bincount(self.level.ravel(), minlength=len(self.exact)).astype(np.int64)

    @cached_property
    def share(self) -> NDArray[np.float64]:
        """``exact`` for the compiled loops."""
        return np.array([float(share) for share in self.exact])

    @cached_property
    def weight(self) -> NDArray[np.float64]:
        """The weight of each attribute for the compiled loops."""
        return np.array([float(weight) for weight in self.weights])

    @cached_property
    def index(self) -> dict[str, int]:
        """Where each person stands."""
        return {name: at for at, name in enumerate(self.ids)}

    @cached_property
    def alike(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """For each attribute, the people alike in all the others side by side, and where each person's kind lies."""
        attributes = self.level.shape[1]
        order = np.empty((attributes, self.people), np.int32)
        low, high = np.empty_like(order), np.empty_like(order)
        for k in range(attributes):
            kind = kinds(np.delete(self.level, k, axis=1))
            order[k] = np.argsort(kind, kind="stable")
            ranked = kind[order[k]]
            low[k], high[k] = np.searchsorted(ranked, kind), np.searchsorted(ranked, kind, "right")
        return order, low, high

    def only(self, attributes: Sequence[int]) -> Pool:
        """The same people with some of their attributes."""
        kept = np.isin(self.attribute, list(attributes))
        place, at = np.cumsum(kept) - 1, {k: new for new, k in enumerate(sorted(attributes))}
        keep = np.flatnonzero(kept).tolist()
        return replace(
            self,
            level=np.ascontiguousarray(place[self.level[:, sorted(attributes)]].astype(np.int32)),
            weights=tuple(self.weights[k] for k in sorted(attributes)),
            exact=tuple(self.exact[x] for x in keep),
            names=tuple(self.names[x] for x in keep),
            attribute=np.array([at[k] for k in self.attribute[kept].tolist()], np.int64),
            protected=self.protected[kept],
            guarded=self.guarded[kept],
        )

    def counts(self, team: NDArray[Any], teams: int) -> NDArray[np.int16]:
        """Teams × levels: how many of each level are in each team."""
        table = np.zeros((teams, len(self.exact)), np.int16)
        for k in range(self.level.shape[1]):
            np.add.at(table, (team, self.level[:, k]), 1)
        return table


def kinds(level: NDArray[np.int32]) -> NDArray[np.int64]:
    """One number for each row of levels, the same for equal rows."""
    kind = np.zeros(len(level), np.int64)
    for column in level.T:
        _, kind = np.unique(kind * (int(column.max()) + 1) + column, return_inverse=True)
    return kind


def pool_of(problem: TeamsProblem, people: pl.DataFrame | None = None) -> Pool:
    """The people of a problem, or some of them, as numbers.

    Raises
    ------
    RefusedInput
        When there is nothing to mix by, a weight is below 0, the shares of an area do not add up to 1 or leave out a
        level, or a guarded level is spelled unlike the level of the list.
    """
    people = (problem.participants if people is None else people).sort("person_id")
    names = sorted(name for name, weight in problem.attributes.items() if _weight(name, weight) > 0)
    if not names:
        raise RefusedInput(
            "There is no attribute to mix by.", rule="attributes", hint="Name at least one with a weight above 0."
        )
    columns: list[list[int]] = []
    shares: list[Fraction] = []
    attribute: list[int] = []
    protected: list[bool] = []
    guarded: list[bool] = []
    only_one: list[tuple[str, str]] = []
    named: list[tuple[str, str | None]] = []
    for k, name in enumerate(names):
        values = people[name].replace("", None).to_list()
        known = sorted({value for value in values if value is not None})
        target = problem.target.get(name)
        levels: list[str | None] = [*(sorted({*known, *target}) if target else known)]
        wanted = _protected(problem, name, known)
        if None in values:
            levels.append(None)
        at = {value: len(shares) + place for place, value in enumerate(levels)}
        columns.append([at[value] for value in values])
        tally = dict.fromkeys(levels, 0)
        for value in values:
            tally[value] += 1
        shares += _target(name, target, tally) if target else [Fraction(tally[v], len(values)) for v in levels]
        attribute += [k] * len(levels)
        named += [(name, value) for value in levels]
        protected += [value in wanted for value in levels]
        guarded += [value in wanted and tally[value] > 1 for value in levels]
        only_one += [(name, value) for value in levels if value is not None and value in wanted and tally[value] == 1]
    ids = people["person_id"].to_list()
    block, block_from, in_block = _blocks(ids, pairs(problem, ids, "together"))
    apart_from, apart = _neighbours(ids, pairs(problem, ids, "apart"))
    return Pool(
        ids=ids,
        level=np.ascontiguousarray(np.array(columns, np.int32).reshape(len(names), len(ids)).T),
        weights=tuple(_weight(name, problem.attributes[name]) for name in names),
        exact=tuple(shares),
        names=tuple(named),
        attribute=np.array(attribute, np.int64),
        protected=np.array(protected, np.bool_),
        guarded=np.array(guarded, np.bool_),
        only_one=tuple(only_one),
        block=block,
        block_from=block_from,
        in_block=in_block,
        apart_from=apart_from,
        apart=apart,
    )


def check_levels(pool: Pool, teams: int) -> None:
    """Refuses an attribute with so many values that counting them team by team would not fit into memory.

    Raises
    ------
    RefusedInput
        With the attribute.
    """
    levels = np.bincount(pool.attribute)
    if teams * int(levels.sum()) > _MOST_CELLS:
        most = int(np.argmax(levels))
        name = next(named for (named, _), k in zip(pool.names, pool.attribute.tolist(), strict=True) if k == most)
        raise RefusedInput(
            f"{name} has {levels[most]} different values, too many to spread over {teams} teams.",
            file="participants.csv",
            column=name,
            rule="levels",
            hint="An attribute is something that people share: a school, not a postcode.",
        )


def _weight(name: str, weight: float) -> Fraction:
    if not math.isfinite(weight) or weight < 0:
        raise RefusedInput(f"The weight of {name} is {weight}; it has to be 0 or more.", column=name, rule="weight")
    return Fraction(str(weight))


def _protected(problem: TeamsProblem, name: str, known: Sequence[str]) -> frozenset[str]:
    """The guarded levels of an attribute; a level that differs from one of the list by capitals alone is a slip."""
    wanted = frozenset(problem.protected.get(name, ()))
    folded = {value.casefold(): value for value in known}
    for value in sorted(wanted - set(known)):
        if value.casefold() in folded:
            raise RefusedInput(
                f"“{value}” is to be protected, but in the list it is “{folded[value.casefold()]}”.",
                column=name,
                rule="protected",
                hint="Write it as the list does.",
            )
    return wanted


def _target(name: str, target: Any, tally: dict[str | None, int]) -> list[Fraction]:
    """The mix of the area for those whose level is known; who left the cell empty keeps their share of the pool."""
    for value, there in tally.items():
        if value is not None and there and value not in target:
            raise RefusedInput(
                f"The mix of the area has no share for “{value}”.",
                column=name,
                rule="target",
                hint=did_you_mean(value, list(target)) or "Give every level of the list a share; 0 is one.",
            )
    parts = {value: Fraction(str(float(share))).limit_denominator(_FINEST) for value, share in target.items()}
    whole = sum(parts.values(), Fraction(0))
    if any(part < 0 for part in parts.values()) or abs(whole - 1) > Fraction(1, 100):
        raise RefusedInput(
            f"The shares of the area add up to {float(whole):g}, not 1.",
            column=name,
            rule="target",
            hint="Write shares between 0 and 1, such as 0.25 for a quarter.",
        )
    people = sum(tally.values())
    known = Fraction(people - tally.get(None, 0), people)
    return [
        Fraction(tally[value], people) if value is None else parts.get(value, Fraction(0)) / whole * known
        for value in tally
    ]


def pairs(problem: TeamsProblem, ids: Sequence[str], kind: str) -> list[tuple[str, str]]:
    """The relations of one kind among these people, each once, in order."""
    here = set(ids)
    rows = problem.relations.filter(pl.col("type") == kind).select("person_a", "person_b").rows()
    return sorted({(min(a, b), max(a, b)) for a, b in rows if a in here and b in here})


def _blocks(
    ids: list[str], together: list[tuple[str, str]]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """People who belong together, directly or through others, as blocks: −1 for who is in none."""
    head: dict[str, str] = {}

    def find(x: str) -> str:
        while head.setdefault(x, x) != x:
            head[x] = head[head[x]]
            x = head[x]
        return x

    for a, b in together:
        first, second = sorted((find(a), find(b)))
        head[second] = first
    found: dict[str, list[int]] = {}
    for at, name in enumerate(ids):
        if name in head:
            found.setdefault(find(name), []).append(at)
    block = np.full(len(ids), -1, np.int32)
    start, inside = [0], []
    for number, members in enumerate(found.values()):
        block[members] = number
        inside += members
        start.append(len(inside))
    return block, np.array(start, np.int32), np.array(inside, np.int32)


def _neighbours(ids: list[str], apart: list[tuple[str, str]]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """For each person where in the second list those stand from whom they are to be apart."""
    at = {name: place for place, name in enumerate(ids)}
    near: list[list[int]] = [[] for _ in ids]
    for a, b in apart:
        near[at[a]].append(at[b])
        near[at[b]].append(at[a])
    start = np.cumsum([0, *(len(those) for those in near)])
    return start.astype(np.int32), np.array([x for those in near for x in sorted(those)], np.int32)
