"""One block of areas, answered whole: observed, expected, drawn. What a worker does, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convive.evidence.segregation import sums
from convive.evidence.segregation.sums import Sums

Floats = NDArray[np.float64]

REST = "rest"
# x ln x is looked up for whole numbers below this, and worked out above.
_TABLE = 1 << 15
# Draws behind an expected value that has no closed form, when no draws are asked for.
CHANCE_DRAWS = 50
CONFIDENCE = 0.95
# Below this share of draws in which an index could be worked out, its interval would be about other places.
_ENOUGH = 0.9


@dataclass(frozen=True)
class Question:
    """What is asked of every area. ``against`` holds positions of groups, −1 for everybody else.

    ``tested``: with draws, everybody is dealt to units at random as often, for a p-value.
    """

    indices: tuple[str, ...]
    against: tuple[int, ...]
    draws: int = 0
    seed: int = 0
    people: bool = False
    limit: float = 0.5
    under: bool = False
    tested: bool = True

    @property
    def passes(self) -> tuple[int, ...]:
        """What to compare with, pass by pass: indices over all groups need one against everybody else."""
        over_all = any(index in sums.BY_AREA for index in self.indices)
        return (*self.against, -1) if over_all and -1 not in self.against else self.against

    def asked(self, against: int) -> tuple[str, ...]:
        """The indices that one pass answers. How many units are past the threshold is no matter between two groups."""
        return tuple(
            index
            for index in self.indices
            if (index in sums.BY_AREA and against < 0)
            or (index in sums.BY_GROUP and against in self.against and (index != "units_over" or against < 0))
        )


@dataclass(frozen=True)
class Block:
    """Some areas of a cube without their names, its cells as there, and the keys of their streams of chance."""

    groups: int
    keys: tuple[str, ...]
    starts: NDArray[np.int64]
    heads: NDArray[np.int64]
    places: NDArray[np.int32]
    counts: NDArray[np.int32]

    @property
    def areas(self) -> int:
        """How many."""
        return len(self.starts) - 1


@dataclass(frozen=True)
class Answer:
    """One index: arrays areas × groups, or areas for an index over all groups; not a number where there is none."""

    index: str
    against: int
    value: Floats
    expected: Floats
    low: Floats
    high: Floats
    p_value: Floats
    missed: Floats


@dataclass(frozen=True)
class Answers:
    """Everything about a block: the answers, and the observed sums of each pass."""

    answers: tuple[Answer, ...]
    observed: tuple[Sums, ...]


def xlogx_table(most: int) -> Floats:
    """``x ln x`` of the whole numbers up to ``most``, or to the largest that is kept in a table."""
    return sums.xlogx(np.arange(min(most, _TABLE) + 2, dtype=np.float64))


def stream(seed: int, key: str, purpose: str) -> np.uint64:
    """The start of an area's stream of chance: the same whatever else is asked and whoever works it out."""
    digest = blake2b(f"{seed}\x1f{key}\x1f{purpose}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def observe(block: Block, against: int, question: Question, *, table: Floats | None = None) -> Sums:
    """The observed sums of every area."""
    from convive.evidence.segregation import kernels

    table = xlogx_table(_most(block)) if table is None else table
    found = Sums(np.zeros((block.areas, block.groups, sums.WIDTH)), np.zeros((block.areas, sums.AREA_WIDTH)))
    cells = (0, block.areas, block.starts, block.heads, block.places, block.counts)
    kernels.sweep(*cells, against, table, "atkinson" in question.indices, found.by_group, found.by_area)
    if sums.IN_ORDER & set(question.indices):
        kernels.order(*cells, against, question.limit, question.under, found.by_group)
    return found


def expect(block: Block, against: int, question: Question, *, table: Floats | None = None) -> Sums:
    """The expected sums under random allocation of every area; exact, and all that is linear in them too."""
    from convive.evidence.segregation import expecting

    table = xlogx_table(_most(block)) if table is None else table
    found = Sums(np.zeros((block.areas, block.groups, sums.WIDTH)), np.zeros((block.areas, sums.AREA_WIDTH)))
    asked = set(question.indices)
    expecting.expect(
        0, block.areas, block.starts, block.heads, block.places, block.counts, against, table,
        bool(asked & sums.WITH_LOGS), question.limit, question.under, bool(asked & sums.PAST_A_LIMIT),
        found.by_group, found.by_area,
    )  # fmt: skip
    return found


def answer(job: tuple[Block, Question]) -> Answers:
    """Everything asked about one block."""
    block, question = job
    table = xlogx_table(_most(block))
    seen, answers = [], []
    for against in question.passes:
        observed = observe(block, against, question, table=table)
        expected = expect(block, against, question, table=table)
        seen.append(observed)
        asked = question.asked(against)
        drawn = _drawn(block, against, question, asked, observed, table)
        for index in asked:
            value, by_chance = index_of(index, observed), index_of(index, expected)
            low, high, p_value, missed, simulated = drawn.get(index, _nothing(value))
            answers.append(
                Answer(
                    index,
                    against,
                    value,
                    simulated if index in sums.SIMULATED else by_chance,
                    low,
                    high,
                    p_value,
                    missed,
                )
            )
    return Answers(tuple(answers), tuple(seen))


def index_of(index: str, found: Sums) -> Floats:
    """An index from sums, whether of one group or over all."""
    return sums.by_group(index, found) if index in sums.BY_GROUP else sums.by_area(index, found)


def _nothing(like: Floats) -> tuple[Floats, ...]:
    return tuple(np.full_like(like, np.nan) for _ in range(5))


def _most(block: Block) -> int:
    """A number no unit's people are above: those of all units, group by group, with the most in one cell each."""
    areas, groups = block.areas, block.groups
    heads = block.heads[:-1]
    if not len(block.counts):
        return 0
    largest = np.maximum.reduceat(np.append(block.counts, 0), heads) * (np.diff(block.heads) > 0)
    return int(largest.reshape(areas, groups).sum(axis=1, dtype=np.int64).max(initial=0))


def _drawn(
    block: Block, against: int, question: Question, asked: tuple[str, ...], observed: Sums, table: Floats
) -> dict[str, tuple[Floats, ...]]:
    """By index: low, high, p-value, share of draws without a value, mean by chance."""
    by_chance = question.draws or (CHANCE_DRAWS if sums.SIMULATED & set(asked) else 0)
    if not by_chance or not asked:
        return {}
    values = {index: index_of(index, observed) for index in asked}
    found = {index: _nothing(values[index]) for index in asked}
    for area in range(block.areas):
        if question.draws:
            again = _again(block, area, against, question, table)
            for index in asked:
                low, high, missed = _interval(index_of(index, again), values[index][area])
                found[index][0][area], found[index][1][area], found[index][3][area] = low, high, missed
        if not (question.tested or sums.SIMULATED & set(asked)):
            continue
        deals = chance(block, area, against, question, by_chance, table=table)
        for index in asked:
            if index in sums.FIXED or (index not in sums.SIMULATED and not question.draws):
                continue
            drawn = index_of(index, deals)
            found[index][4][area] = drawn.mean(axis=0)
            if question.draws:
                found[index][2][area] = _p_value(drawn, values[index][area], falls=index == "exposure")
    return found


def _again(block: Block, area: int, against: int, question: Question, table: Floats) -> Sums:
    """Sums of an area drawn again: its units, or its people."""
    from convive.evidence.segregation import drawing

    drawn = _room(question.draws, block.groups)
    key = stream(question.seed, block.keys[area], "people" if question.people else "units")
    if question.people:
        drawing.draw_people(
            area, block.starts, block.heads, block.places, block.counts, against, table, question.limit, question.under,
            key, drawn.by_group, drawn.by_area,
        )  # fmt: skip
    else:
        wanted = np.ones(block.groups, dtype=np.bool_)
        drawing.draw_units(
            area, block.starts, block.heads, block.places, block.counts, against, table, question.limit, question.under,
            wanted, True, key, drawn.by_group, drawn.by_area,
        )  # fmt: skip
    return drawn


def chance(
    block: Block, area: int, against: int, question: Question, draws: int, *, table: Floats | None = None
) -> Sums:
    """Sums of an area with everybody dealt to units at random: draws × groups × sums."""
    from convive.evidence.segregation import dealing

    table = xlogx_table(_most(block)) if table is None else table
    drawn = _room(draws, block.groups)
    if block.starts[area] == block.starts[area + 1]:
        return drawn
    key = stream(question.seed, block.keys[area], f"chance {against}")
    in_order, roots = "gini" in question.indices, "atkinson" in question.indices
    dealing.draw_chance(
        area, block.starts, block.heads, block.places, block.counts, against, table, question.limit, question.under,
        in_order, roots, key, drawn.by_group, drawn.by_area,
    )  # fmt: skip
    return drawn


def _room(draws: int, groups: int) -> Sums:
    return Sums(np.zeros((draws, groups, sums.WIDTH)), np.zeros((draws, sums.AREA_WIDTH)))


def _interval(drawn: Floats, value: Any) -> tuple[Any, Any, Any]:
    """The middle 95 in 100 of the draws, moved so that their mean stands on the value.

    Drawing again adds unevenness of its own (or takes some away), so that the draws do not lie about the value but
    beside it; what they show is how far apart they lie.
    """
    # Not-a-number comes last; a draw with one group alone can give a number without end, which is none either.
    ordered = np.sort(np.where(np.isfinite(drawn), drawn, np.nan), axis=0)
    finite = np.isfinite(ordered).sum(axis=0)
    missed = 1 - finite / len(drawn)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(np.isfinite(ordered), ordered, 0.0).sum(axis=0) / finite
    tail = (1 - CONFIDENCE) / 2
    ends = []
    for part in (tail, 1 - tail):
        place = part * (np.maximum(finite, 1) - 1)
        below = np.floor(place).astype(np.int64)
        above = np.minimum(below + 1, np.maximum(finite, 1) - 1)
        one = np.take_along_axis(ordered, below[None, ...], axis=0)[0]
        two = np.take_along_axis(ordered, above[None, ...], axis=0)[0]
        # Where hardly a draw could be worked out there is no end, and it is said below.
        with np.errstate(invalid="ignore"):
            ends.append(one + (place - below) * (two - one))
    usable = finite >= _ENOUGH * len(drawn)
    with np.errstate(invalid="ignore"):
        low = np.where(usable, np.minimum(value + ends[0] - mean, value), np.nan)
        high = np.where(usable, np.maximum(value + ends[1] - mean, value), np.nan)
    return low, high, missed


def _p_value(drawn: Floats, value: Any, *, falls: bool) -> Any:
    """The share of random allocations at least as uneven, the observed one counted among them: never 0."""
    with np.errstate(invalid="ignore"):
        close = 1e-12 * np.abs(value)
        as_far = drawn <= value + close if falls else drawn >= value - close
    return np.where(np.isfinite(value), (1 + as_far.sum(axis=0)) / (1 + len(drawn)), np.nan)
