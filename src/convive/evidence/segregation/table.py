"""The table of results: one row an area, index, group and group compared with."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from convive.core.errors import RefusedInput, UnknownName, did_you_mean
from convive.core.parallel import in_order
from convive.evidence.segregation import sums
from convive.evidence.segregation.answers import CHANCE_DRAWS, REST, Answer, Answers, Block, Question, answer
from convive.evidence.segregation.discovery import adjust
from convive.evidence.segregation.keeping import Kept, from_bytes, name_of, to_bytes
from convive.evidence.segregation.sums import INDICES, Sums

if TYPE_CHECKING:
    import polars as pl

    from convive.evidence.segregation.cube import Cube

Floats = NDArray[np.float64]

EACH = "each"
COLUMNS = (
    "within", "group", "against", "index", "value", "expected", "corrected", "low", "high", "units", "people",
    "numerator", "denominator", "method", "status", "reason",
)  # fmt: skip

# Under a hundred people an index of one group says more about chance than about homes.
SMALL_GROUP = 100

_OK, _NOBODY, _EVERYBODY, _NO_OTHER, _ONE_UNIT, _SMALL, _SMALL_OTHER, _ONE_GROUP, _EMPTY = range(9)
_REASONS = (
    "",
    "Nobody of this group was counted here.",
    "Everybody counted here is of this group.",
    "Nobody of the group compared with was counted here.",
    "There is only one unit with people in it.",
    f"Fewer than {SMALL_GROUP} people of this group were counted here.",
    f"Fewer than {SMALL_GROUP} people of the group compared with were counted here.",
    "Fewer than two groups were counted here.",
    "Nobody was counted here.",
)
_NO_INTERVAL = "No interval: in too many draws the index could not be worked out."
# Why nothing is corrected for chance, in the words of "method": the figure itself is sound.
_FIXED = "not corrected or tested: chance has no part in it"
_NO_SCALE = "not corrected: a number of units has no highest value"
_ALL_CHANCE = "not corrected: chance alone already gives the highest value there is"


def tabulate(
    cube: Cube,
    *,
    indices: Sequence[str] = INDICES,
    against: str | Sequence[str] = REST,
    draws: int = 0,
    seed: int = 0,
    people: bool = False,
    tested: bool = True,
    threshold: float = 0.5,
    under: bool = False,
    round_to: int = 0,
    withheld: pl.DataFrame | None = None,
    dependent: bool = False,
    executor: Executor | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    kept: Kept | None = None,
) -> pl.DataFrame:
    """Every index asked for, for every area and group of a cube.

    Parameters
    ----------
    cube
        People by unit and group.
    indices
        Names from :data:`INDICES`; ``convive explain`` has the formula of each.
    against
        ``"rest"`` (everybody else), the name of a group, ``"each"`` (every group in turn), or several of them. Against
        a group, the two alone are the population compared; ``exposure`` is still to its share of all people, and
        ``threshold_share`` is about units where that group is past the threshold.
    draws
        How often units (or with ``people`` people) are drawn again for the interval, and everybody is dealt to units at
        random for the p-value. 0: neither.
    tested
        Without it there are intervals and no p-values, in a tenth of the time.
    seed
        Where chance begins. The same seed gives the same bytes with any number of threads and workers.
    threshold, under
        For ``threshold_share`` and ``units_over``: units where a group is at least this share, or with ``under`` less.
    round_to
        Every count was rounded to a multiple of this: adds ``at_least`` and ``at_most``; the true
        index cannot lie outside them.
    withheld
        Counts that nobody was told, one row each: the cube's ``unit``, ``within`` and splits, the ``group``, and the
        least and most people there can be (``low``, ``high``); the count in the cube stands in for them. Adds the same
        two ends, and ``method`` says how many there were in the area.
    dependent
        The q-values hold under any dependence (Benjamini and Yekutieli), at the price of power.
    executor
        Where the work is done: any executor of the ``concurrent.futures`` protocol; threads of this process otherwise.
    threads
        How many of them; as many as there are cores otherwise.
    progress
        Called with areas done and areas in all.
    kept
        Where finished areas wait, so that a run that was interrupted goes on where it stopped and gives the same bytes.

    Returns
    -------
    A table with :data:`COLUMNS` (the cube's splits after ``within``), ordered by area, index, group and group compared
    with; with draws ``p_value`` and ``q_value`` as well.

    Raises
    ------
    UnknownName
        For an index, or a group to compare with, that is not there.
    RefusedInput
        For a share, a number of draws or a rounding that makes no sense.

    >>> from convive.evidence.segregation.cube import from_wide
    >>> import polars as pl
    >>> cube = from_wide(pl.DataFrame({"unit": ["a", "b"], "x": [150, 50], "y": [50, 150]}), groups=["x", "y"])
    >>> tabulate(cube, indices=["isolation"], against="each").select("group", "against", "value").rows()
    [('x', 'y', 0.625), ('y', 'x', 0.625)]
    """
    _check(indices, draws, threshold, round_to)
    question = Question(
        tuple(dict.fromkeys(indices)), positions(cube.groups, against), draws, seed, people, threshold, under, tested
    )
    jobs = _jobs(cube, question, executor, threads)
    with _workers(executor, threads, len(jobs)) as pool:
        done, found = 0, []
        for (block, _), answers in zip(jobs, _answered(jobs, pool, kept), strict=True):
            found.append(answers)
            done += block.areas
            if progress is not None:
                progress(done, cube.areas.height)
    table = _table(cube, question, found)
    if draws and tested:
        import polars as pl

        q_values = adjust(table["p_value"].fill_null(np.nan).to_numpy(), dependent=dependent)
        table = table.with_columns(q_value=pl.Series(q_values).fill_nan(None))
    if round_to or withheld is not None:
        from convive.evidence.segregation.bounds import with_bounds

        table = with_bounds(table, cube, question, round_to, withheld, threads=threads)
    return stood_in(table, cube, withheld)


def stood_in(table: pl.DataFrame, cube: Cube, withheld: pl.DataFrame | None) -> pl.DataFrame:
    """``method`` says how many counts of the area were withheld: the value is then that of a table which may be it."""
    import polars as pl

    if withheld is None or withheld.is_empty():
        return table

    keys = cube.areas.columns
    many = withheld.filter(pl.col("group").is_in(cube.groups)).group_by(keys).agg(_many=pl.len())
    joined = table.join(many, on=keys, how="left", maintain_order="left")
    said = pl.format("{}; withheld counts stood in for: {}", "method", "_many")
    return joined.with_columns(method=pl.coalesce(said, "method")).drop("_many")


def positions(groups: Sequence[str], against: str | Sequence[str]) -> tuple[int, ...]:
    """The groups to compare with by position, −1 for everybody else.

    >>> positions(["x", "y"], ["rest", "y"])
    (-1, 1)

    Raises
    ------
    UnknownName
        For a group that is not there.
    """
    asked = [against] if isinstance(against, str) else list(against)
    found: dict[int, None] = {}
    for name in asked:
        if name == REST:
            found[-1] = None
        elif name in groups:
            found[list(groups).index(name)] = None
        elif name == EACH:
            found |= dict.fromkeys(range(len(groups)))
        else:
            raise UnknownName(
                f"There is no group “{name}” to compare with.",
                rule="against",
                hint=did_you_mean(name, [REST, EACH, *groups]) or f"There are {', '.join([REST, EACH, *groups[:30]])}.",
            )
    if not found:
        raise RefusedInput("Nothing is named to compare with.", rule="against")
    return tuple(found)


def _check(indices: Sequence[str], draws: int, threshold: float, round_to: int) -> None:
    for index in indices:
        if index not in INDICES:
            raise UnknownName(f"There is no index “{index}”.", rule="index", hint=did_you_mean(index, INDICES))
    if draws < 0 or draws == 1:
        raise RefusedInput("There can be no draws, or two and more.", rule="draws", hint="500 is a good number.")
    if not 0 < threshold <= 1:
        raise RefusedInput("A threshold is a share above 0, up to 1.", rule="threshold", hint="Half is 0.5.")
    if round_to < 0:
        raise RefusedInput("Counts cannot be rounded to less than 0.", rule="round-to")


def block_of(cube: Cube, first: int, last: int) -> Block:
    """Some areas of a cube, ready to travel to a worker."""
    part = cube.part(first, last)
    keys = tuple("\x1f".join(map(str, row)) for row in part.areas.iter_rows())
    return Block(len(part.groups), keys, part.starts, part.heads, part.places, part.counts)


def _jobs(
    cube: Cube, question: Question, executor: Executor | None, threads: int | None
) -> list[tuple[Block, Question]]:
    # Few large blocks for a quick pass; many small ones where each takes long and progress is watched.
    heavy = question.draws or sums.SIMULATED & set(question.indices)
    pieces = cube.areas.height if heavy or executor is not None else 4 * (threads or os.cpu_count() or 1)
    return [(block_of(cube, first, last), question) for first, last in cube.blocks(min(pieces, 400))]


def _answered(jobs: Sequence[tuple[Block, Question]], pool: Executor | None, kept: Kept | None) -> Iterator[Answers]:
    """Every job answered in its order; what an earlier run kept is not worked out again."""
    if kept is None:
        yield from in_order(pool, answer, jobs)
        return
    names = [name_of(*job) for job in jobs]
    before = {name: from_bytes(found) for name in names if (found := kept.get(name)) is not None}
    missing = [job for name, job in zip(names, jobs, strict=True) if before.get(name) is None]
    fresh = in_order(pool, answer, missing)
    for name in names:
        known = before.pop(name, None)
        if known is None:
            known = next(fresh)
            kept.put(name, to_bytes(known))
        yield known


@contextmanager
def _workers(executor: Executor | None, threads: int | None, jobs: int) -> Iterator[Executor | None]:
    threads = min(threads or os.cpu_count() or 1, jobs)
    if executor is not None or threads == 1:
        yield executor
        return
    # The kernels hold no lock, so threads of this process are workers enough, and need no copies.
    with ThreadPoolExecutor(threads) as pool:
        yield pool


def _table(cube: Cube, question: Question, found: Sequence[Answers]) -> pl.DataFrame:
    import polars as pl

    groups = len(cube.groups)
    observed = [
        Sums(*(np.concatenate([getattr(f.observed[at], part) for f in found]) for part in ("by_group", "by_area")))
        for at in range(len(question.passes))
    ]
    columns: dict[str, list[Any]] = {}
    for number in range(len(found[0].answers)):
        same = [f.answers[number] for f in found]
        one = same[0]
        seen = observed[question.passes.index(one.against)]
        joined = _joined(same)
        one_group = one.index in sums.BY_GROUP
        status = _status(one.index, one.against, seen)
        areas = len(seen.by_area)
        parts: dict[str, Any] = {
            "_area": np.repeat(np.arange(areas), groups) if one_group else np.arange(areas),
            "_index": np.full(status.size, question.indices.index(one.index)),
            "_group": np.tile(np.arange(groups), areas) if one_group else np.full(areas, -1),
            "_against": np.full(status.size, one.against),
            "_status": status.ravel(),
            **_numbers(one, joined, seen, status),
        }
        kept = (parts["_group"] != one.against) if one.against >= 0 else np.ones(status.size, dtype=bool)
        for name, values in parts.items():
            columns.setdefault(name, []).append(values[kept])
    wide = {name: np.concatenate(values) for name, values in columns.items()}
    order = np.lexsort((_rank(wide["_against"], question.passes), wide["_group"], wide["_index"], wide["_area"]))
    wide = {name: values[order] for name, values in wide.items()}
    return _named(pl.DataFrame(wide, nan_to_null=True), cube, question)


def _rank(against: NDArray[np.int64], asked: Sequence[int]) -> NDArray[np.int64]:
    places = np.zeros(max(asked) + 2, dtype=np.int64)
    places[np.array(asked) + 1] = np.arange(len(asked))
    ranked: NDArray[np.int64] = places[against + 1]
    return ranked


def _joined(same: Sequence[Answer]) -> dict[str, Floats]:
    names = ("value", "expected", "low", "high", "p_value", "missed")
    return {name: np.concatenate([getattr(one, name) for one in same]) for name in names}


def _status(index: str, against: int, seen: Sums) -> NDArray[np.int8]:
    """Why there is no number, or none to lean on: positions in :data:`_REASONS`."""
    if index in sums.BY_AREA:
        everyone, units = seen.by_area[:, sums.EVERYONE], seen.by_area[:, sums.PEOPLED]
        present = (seen.by_group[..., sums.PEOPLE] > 0).sum(axis=1)
        if index in sums.FIXED:
            return np.where(everyone == 0, _EMPTY, _OK).astype(np.int8)
        return np.select([present < 2, units < 2], [_ONE_GROUP, _ONE_UNIT], _OK).astype(np.int8)
    people, population = seen.by_group[..., sums.PEOPLE], seen.by_group[..., sums.POPULATION]
    units, others = _units(index, seen), population - people
    if index == "units_over":
        return np.where(units == 0, _EMPTY, _OK).astype(np.int8)
    nobody_else = _EVERYBODY if against < 0 else _NO_OTHER
    if index == "threshold_share":
        wrong, codes = [people == 0], [_NOBODY]
    else:
        wrong, codes = [people == 0, others == 0, units < 2], [_NOBODY, nobody_else, _ONE_UNIT]
    wrong.append(people < SMALL_GROUP)
    codes.append(_SMALL)
    if against >= 0:
        wrong.append(others < SMALL_GROUP)
        codes.append(_SMALL_OTHER)
    return np.select(wrong, codes, _OK).astype(np.int8)


def _units(index: str, seen: Sums) -> Floats:
    """The units an index rests on: those where the two groups live, or all of them where everybody is met."""
    if index in ("exposure", "threshold_share"):
        everywhere: Floats = np.broadcast_to(seen.by_area[:, sums.PEOPLED, None], seen.by_group.shape[:2])
        return everywhere
    pair: Floats = seen.by_group[..., sums.UNITS]
    return pair


def _numbers(one: Answer, joined: dict[str, Floats], seen: Sums, status: NDArray[np.int8]) -> dict[str, Any]:
    computed = np.isin(status, (_OK, _SMALL, _SMALL_OTHER))
    index = one.index
    value = np.where(computed, joined["value"], np.nan)
    expected = np.where(computed, joined["expected"], np.nan)
    numerator, denominator = np.full(value.shape, np.nan), np.full(value.shape, np.nan)
    if index in sums.BY_AREA:
        units, people = seen.by_area[:, sums.PEOPLED], seen.by_area[:, sums.EVERYONE]
    else:
        units, people = _units(index, seen), seen.by_group[..., sums.PEOPLE]
        if index == "threshold_share":
            numerator, denominator = seen.by_group[..., sums.INSIDE], people
        elif index == "units_over":
            numerator, denominator = seen.by_group[..., sums.OVER], units
        else:
            numerator, denominator = people, seen.by_group[..., sums.POPULATION]
    return {
        "value": value.ravel(),
        "expected": expected.ravel(),
        "corrected": corrected(index, value, expected, seen).ravel(),
        "low": np.where(computed, joined["low"], np.nan).ravel(),
        "high": np.where(computed, joined["high"], np.nan).ravel(),
        "units": units.ravel().astype(np.int64),
        "people": people.ravel().astype(np.int64),
        "numerator": np.where(computed, numerator, np.nan).ravel(),
        "denominator": np.where(computed, denominator, np.nan).ravel(),
        "p_value": np.where(computed, joined["p_value"], np.nan).ravel(),
        "_missed": np.where(computed, joined["missed"], np.nan).ravel(),
    }


def corrected(index: str, value: Floats, expected: Floats, seen: Sums) -> Floats:
    """What lies beyond chance.

    ``(value − expected) / (1 − expected)``, which ends at 1 as the index does. Mutual information ends at the entropy E
    of the whole instead: ``E (value − expected) / (E − expected)``. Exposure falls with separation: ``value /
    expected``, 1 where people meet as often as by chance. Diversity is fixed by the totals and a number of units is no
    scale: none.
    """
    if index in sums.FIXED or index == "units_over":
        return np.full(value.shape, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        if index == "exposure":
            return np.where(expected > 0, value / expected, np.nan)
        most = sums.by_area("entropy", seen) if index == "mutual_information" else np.ones(value.shape)
        # At most one person a unit: everything is dealt by chance and nothing is left to correct.
        return np.where(most - expected > 1e-12, most * (value - expected) / (most - expected), np.nan)


def _named(wide: pl.DataFrame, cube: Cube, question: Question) -> pl.DataFrame:
    """Positions become names, codes become words, and what is empty becomes null."""
    import polars as pl

    names = dict(enumerate(cube.groups))
    one_group = pl.col("_group") >= 0
    status = (
        pl.when(pl.col("_status") == _OK)
        .then(pl.lit("ok"))
        .when(pl.col("_status").is_in([_SMALL, _SMALL_OTHER]))
        .then(pl.lit("small"))
        .otherwise(pl.lit("not computable"))
    )
    reason = pl.col("_status").replace_strict(dict(enumerate(_REASONS)), return_dtype=pl.String)
    table = wide.with_columns(
        group=pl.col("_group").replace_strict({-1: "", **names}, return_dtype=pl.String),
        against=pl.when(one_group)
        .then(pl.col("_against").replace_strict({-1: REST, **names}, return_dtype=pl.String))
        .otherwise(pl.lit("")),
        index=pl.col("_index").replace_strict(dict(enumerate(question.indices)), return_dtype=pl.String),
        method=pl.col("_index").replace_strict(
            {at: method(index, question) for at, index in enumerate(question.indices)}, return_dtype=pl.String
        ),
        status=status,
        reason=reason,
    )
    known = pl.col("value").is_not_null()
    # An interval that could not be drawn is said, and makes the figure one not to lean on.
    lacks = (pl.col("_missed") > 0.1) & pl.col("low").is_null() & known
    table = table.with_columns(
        status=pl.when(lacks & (pl.col("_status") == _OK)).then(pl.lit("small")).otherwise(pl.col("status")),
        reason=pl.when(lacks)
        .then(pl.concat_str(pl.col("reason"), pl.lit(f" {_NO_INTERVAL}")).str.strip_chars())
        .otherwise("reason"),
    )
    uncorrected = known & pl.col("corrected").is_null()
    fixed, many = pl.col("index").is_in(sums.FIXED), pl.col("index") == "units_over"
    for why, where in ((_FIXED, fixed), (_NO_SCALE, many), (_ALL_CHANCE, ~fixed & ~many)):
        said = pl.concat_str(pl.col("method"), pl.lit(f"; {why}"))
        table = table.with_columns(method=pl.when(uncorrected & where).then(said).otherwise("method"))
    areas = cube.areas.with_columns(_area=pl.int_range(pl.len(), dtype=pl.Int64))
    table = table.join(areas, on="_area", how="left", maintain_order="left")
    splits = [name for name in cube.areas.columns if name != "within"]
    return table.select("within", *splits, *COLUMNS[1:], *(["p_value"] if question.draws and question.tested else []))


def method(index: str, question: Question) -> str:
    """How value, expected value and interval were worked out, in one phrase.

    >>> method("gini", Question(("gini",), (-1,)))
    'gini; expected by 50 random allocations, seed 0'
    """
    draws = question.draws or CHANCE_DRAWS
    if index in sums.FIXED:
        by_chance = "expected: fixed by the totals"
    elif index in sums.SIMULATED:
        by_chance = f"expected by {draws} random allocations, seed {question.seed}"
    else:
        by_chance = "expected: exact"
    if not question.draws:
        return f"{index}; {by_chance}"
    drawn = "people" if question.people else "units"
    return f"{index}; {by_chance}; interval: {drawn} drawn again {question.draws} times, seed {question.seed}"
