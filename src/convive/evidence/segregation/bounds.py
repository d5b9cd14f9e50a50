"""What an index can be when its counts were rounded or withheld: two ends that no table that fits can pass.

A count rounded to a multiple of ``b`` stands for any whole number that rounds to it; one that was withheld for any
number from the least to the most that it can be. Every table of such numbers has its index between ``at_least`` and
``at_most``: that is proved for each figure, not tried (:mod:`convive.evidence.segregation.outer` for one group,
:mod:`convive.evidence.segregation.outer_all` for several).

To see how near the ends are, tables are looked for as well. The most uneven: units with a share above a mark have as
many of the group and as few others as they can, the others the other way round. The least uneven: every unit comes as
near as it can to one ratio of the group to the others. What those reach, :func:`reached`, lies inside the ends; for
dissimilarity of a few hundred units the two differ by less than 0.005. The search for a proof begins from them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby, product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from convive.core.errors import RefusedInput
from convive.core.parallel import in_order
from convive.evidence.segregation import indices, outer_all
from convive.evidence.segregation.outer_all import Ends, Ints
from convive.evidence.segregation.sums import BY_AREA

if TYPE_CHECKING:
    import polars as pl

    from convive.evidence.segregation.answers import Question
    from convive.evidence.segregation.cube import Cube

Value = Callable[[Ints, Ints], float]

_MARKS = 9
_ROUNDS = 30
# Of so few units every choice of sides is tried.
_FEW = 8
_RATIOS = np.exp(np.linspace(-0.3, 0.3, 15))


def rounded(counts: Ints, to: int) -> tuple[Ints, Ints]:
    """The least and most people that a rounded count can stand for; a half is rounded either way.

    >>> [ends.tolist() for ends in rounded(np.array([0, 5, 20]), 5)]
    [[0, 3, 18], [2, 7, 22]]
    """
    half = to // 2
    return np.maximum(counts - half, 0), counts + half


def of_two(index: str, low: Ints, high: Ints, other_low: Ints, other_high: Ints) -> Ends | None:
    """What an index of one group against another (or the rest) cannot be below, and cannot be above.

    Parameters
    ----------
    low, high, other_low, other_high
        Ends of the counts of the group and of the others, unit by unit.

    Returns
    -------
    ``None`` when there is no table for which the index can be worked out.

    >>> ends = of_two("dissimilarity", np.array([4, 0]), np.array([6, 2]), np.array([4, 8]), np.array([6, 12]))
    >>> [round(end, 3) for end in ends]
    [0.238, 0.75]
    """
    if not high.any() or not other_high.any():
        return None
    return _outer(index, (low, high, other_low, other_high), _two_tables(low, high, other_low, other_high))


def reached(index: str, low: Ints, high: Ints, other_low: Ints, other_high: Ints) -> Ends | None:
    """The least and most among tables that were found: values of tables that exist, inside :func:`of_two`."""
    return _range(index, _two_tables(low, high, other_low, other_high))


def _outer(index: str, box: tuple[Ints, Ints, Ints, Ints], tables: list[tuple[Ints, Ints]]) -> Ends:
    from convive.evidence.segregation import outer

    end: Any = outer.end
    sides = [side.astype(np.float64) for side in box]
    if index == "gini":

        def excess(c: float) -> float:
            near = max((_excess(c, x, y) for x, y in tables), default=0.5)
            return float(end(outer.EXCESS, c, near, *sides, True))

        return outer_all.gini(*box, excess)
    near = _range(index, tables) or (0.5, 0.5)
    least, most = (float(end(outer.KINDS[index], 1.0, near[at], *sides, bool(at))) for at in (0, 1))
    return least, most


def _excess(c: float, x: Ints, y: Ints) -> float:
    return float(np.maximum(0.0, x / x.sum() - c * y / y.sum()).sum())


def _two_tables(low: Ints, high: Ints, other_low: Ints, other_high: Ints) -> list[tuple[Ints, Ints]]:
    tables = [*_uneven(low, high, other_low, other_high), *_even(low, high, other_low, other_high)]
    return [(x, y) for x, y in tables if x.any() and y.any()]


def _range(index: str, tables: Sequence[tuple[Ints, Ints]]) -> Ends | None:
    value: Value = _gini if index == "gini" else getattr(indices, index)
    found = [value(x, x + y) for x, y in tables]
    return (min(found), max(found)) if found else None


def _gini(group: Ints, total: Ints) -> float:
    """The Gini index from units in order: the definition compares all pairs, which takes too long here."""
    order = np.argsort(-group / np.maximum(total, 1), kind="stable")
    x, y = group[order].astype(np.float64), (total - group)[order].astype(np.float64)
    return float((y * (2 * np.cumsum(x) - x)).sum() / (x.sum() * y.sum()) - 1)


def _uneven(low: Ints, high: Ints, other_low: Ints, other_high: Ints) -> list[tuple[Ints, Ints]]:
    share = (low + high) / np.maximum(low + high + other_low + other_high, 1)
    if len(low) <= _FEW:
        sides = (np.array(side) for side in product((False, True), repeat=len(low)))
        return [(np.where(up, high, low), np.where(up, other_low, other_high)) for up in sides]
    marks = np.unique(share)
    if len(marks) > _MARKS:
        marks = np.quantile(marks, np.linspace(0, 1, _MARKS))
    tables = []
    for mark in marks:
        above = share >= mark
        for _ in range(_ROUNDS):
            x, y = np.where(above, high, low), np.where(above, other_low, other_high)
            if not x.sum() or not y.sum():
                break
            # A unit changes sides when that moves more of the group than of the others.
            gain = (high - low) * _weight(x, above) + low
            loss = (other_high - other_low) * (1 - _weight(y, above)) + other_low
            again = gain / x.sum() > loss / y.sum()
            if (again == above).all():
                break
            above = again
        tables.append((x, y))
    return tables


def _weight(people: Ints, above: NDArray[np.bool_]) -> float:
    """How much of a change in a unit's count remains once the total changes with it."""
    return float(1 - people[above].sum() / people.sum())


def _even(low: Ints, high: Ints, other_low: Ints, other_high: Ints) -> list[tuple[Ints, Ints]]:
    middle = (low + high).sum() / max((other_low + other_high).sum(), 1)
    tables = []
    for factor in _RATIOS:
        ratio = middle * factor
        # The unit's own ratio where the whole range lies to one side, and the nearest whole people where not.
        x = np.clip(np.rint(ratio * (other_low + other_high) / 2).astype(np.int64), low, high)
        y = np.clip(np.rint(x / max(ratio, 1e-12)).astype(np.int64), other_low, other_high)
        x = np.clip(np.rint(ratio * y).astype(np.int64), low, high)
        tables.append((x, y))
    return tables


def of_all(index: str, low: Ints, high: Ints) -> Ends | None:
    """What an index over all groups cannot be below, and cannot be above; units × groups.

    >>> ends = of_all("simpson", np.array([[8, 0], [0, 8]]), np.array([[12, 2], [2, 12]]))
    >>> [round(end, 2) for end in ends]
    [0.46, 0.5]
    """
    present = high.sum(axis=0) > 0
    low, high = low[:, present], high[:, present]
    if index in ("simpson", "entropy"):
        ends: Ends = getattr(outer_all, index)(low.sum(axis=0), high.sum(axis=0))
        return ends
    if low.shape[1] < 2:
        return None
    if index in ("theil_h_multi", "mutual_information"):
        tables = _all_tables(low, high)
        values = [indices.mutual_information(table) if (table.sum(axis=0) > 0).sum() > 1 else 0.0 for table in tables]
        even, uneven = tables[int(np.argmin(values))], tables[int(np.argmax(values))]
        return outer_all.mutual(low, high, even, uneven, of_h=index == "theil_h_multi")
    rest_low, rest_high = low.sum(axis=1, keepdims=True) - low, high.sum(axis=1, keepdims=True) - high
    ratios = [
        of_two("correlation_ratio", low[:, g], high[:, g], rest_low[:, g], rest_high[:, g]) or (0.0, 1.0)
        for g in range(low.shape[1])
    ]
    by_spread = index == "relative_diversity"
    return outer_all.weighted(ratios, low.sum(axis=0), high.sum(axis=0), by_spread=by_spread)


def _all_tables(low: Ints, high: Ints) -> list[Ints]:
    """Tables that fit: cells pushed to one of their ends, or each unit to the mix of the whole, as long as it helps."""
    tables = [(low + high) // 2]
    for outward in (True, False):
        x = (low + high) // 2
        for _ in range(_ROUNDS):
            sizes, groups = x.sum(axis=1, keepdims=True), x.sum(axis=0)
            even = sizes * groups / max(x.sum(), 1)
            if outward:
                again = np.where((low + high) / 2 >= even, high, low)
            else:
                again = np.clip(np.rint(even).astype(np.int64), low, high)
            if (again == x).all():
                break
            x = again
            tables.append(x)
    return tables


def with_bounds(
    table: pl.DataFrame,
    cube: Cube,
    question: Question,
    round_to: int,
    withheld: pl.DataFrame | None = None,
    *,
    threads: int | None = None,
) -> pl.DataFrame:
    """A table of results with ``at_least`` and ``at_most``; empty where the index cannot be worked out.

    ``withheld`` is as in :func:`convive.evidence.segregation.table.tabulate`.
    """
    import polars as pl

    if round_to <= 1 and (withheld is None or withheld.is_empty()):
        return table.with_columns(at_least=pl.col("value"), at_most=pl.col("value"))
    keys = cube.areas.columns
    areas = {row: at for at, row in enumerate(cube.areas.iter_rows())}
    # A table stands in order of its areas.
    cells = _cells(cube, withheld)
    rows = groupby(table.iter_rows(named=True), key=lambda row: areas[tuple(row[key] for key in keys)])

    def of_area(job: tuple[int, list[dict[str, Any]]]) -> list[Ends | None]:
        area, figures = job
        low, high = _box(cube, area, round_to, cells)
        if (low == high).all():
            return [None if one["value"] is None else (one["value"],) * 2 for one in figures]
        within = _Area(low, high, cube.groups, question)
        return [
            None if one["value"] is None else within.ends(one["index"], one["group"], one["against"]) for one in figures
        ]

    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        found = in_order(pool, of_area, [(area, list(figures)) for area, figures in rows])
        ends = [end for one in found for end in one]
    widened = [
        (None, None) if end is None else (min(end[0], value), max(end[1], value))
        for end, value in zip(ends, table["value"], strict=True)
    ]
    return table.with_columns(
        at_least=pl.Series([end[0] for end in widened], dtype=pl.Float64),
        at_most=pl.Series([end[1] for end in widened], dtype=pl.Float64),
    )


def _cells(cube: Cube, withheld: pl.DataFrame | None) -> Ints:
    """The withheld counts, one row each: position of the unit in the cube and of the group, least, most; by unit."""
    import polars as pl

    if withheld is None or withheld.is_empty():
        return np.zeros((0, 4), dtype=np.int64)
    keys = ["unit", *cube.areas.columns]
    units = cube.units.select(keys).with_row_index("_unit")
    at = {group: position for position, group in enumerate(cube.groups)}
    mine = withheld.filter(pl.col("group").is_in(cube.groups))
    placed = mine.join(units, on=keys, how="left").with_columns(_group=pl.col("group").replace_strict(at))
    if placed["_unit"].null_count() or (placed["low"] > placed["high"]).any() or (placed["low"] < 0).any():
        raise RefusedInput("A withheld count is of no unit of the table, or its range is none.", rule="withheld")
    found: Ints = placed.sort("_unit", "_group").select("_unit", "_group", "low", "high").to_numpy().astype(np.int64)
    return found


def _box(cube: Cube, area: int, round_to: int, cells: Ints) -> tuple[Ints, Ints]:
    """The least and most of every count of one area: units × groups."""
    counts = cube.area_counts(area)
    low, high = rounded(counts, round_to) if round_to > 1 else (counts, counts.copy())
    first, last = int(cube.starts[area]), int(cube.starts[area + 1])
    here = cells[np.searchsorted(cells[:, 0], first) : np.searchsorted(cells[:, 0], last)]
    low[here[:, 0] - first, here[:, 1]], high[here[:, 0] - first, here[:, 1]] = here[:, 2], here[:, 3]
    return low, high


class _Area:
    """One area's ends of counts; an end that several indices need is worked out once."""

    def __init__(self, low: Ints, high: Ints, groups: tuple[str, ...], question: Question) -> None:
        self.low, self.high = low, high
        self.groups, self.question = groups, question
        self._tables: dict[tuple[int, int], list[tuple[Ints, Ints]]] = {}
        self._found: dict[tuple[str, int, int], Ends] = {}

    def ends(self, index: str, group: str, against: str) -> Ends | None:
        """The two ends of one figure."""
        if index in ("relative_diversity", "normalised_exposure"):
            used = np.flatnonzero(self.high.sum(axis=0))
            ratios = [self._one("correlation_ratio", int(g), -1) for g in used]
            totals = self.low.sum(axis=0)[used], self.high.sum(axis=0)[used]
            return outer_all.weighted(ratios, *totals, by_spread=index == "relative_diversity")
        if index in BY_AREA:
            return of_all(index, self.low, self.high)
        mine = self.groups.index(group)
        other = self.groups.index(against) if against in self.groups else -1
        if index in ("threshold_share", "units_over"):
            return _past(index, self.low, self.high, mine, mine if other < 0 else other, self.question)
        if index != "exposure":
            return self._one(index, mine, other)
        if other >= 0:
            low, high = self.low, self.high
            rest = [side.sum(axis=1) - side[:, mine] - side[:, other] for side in (low, high)]
            return outer_all.exposure(low[:, mine], high[:, mine], low[:, other], high[:, other], *rest)
        least, most = self._one("isolation", mine, other)
        return 1 - most, 1 - least

    def _one(self, index: str, mine: int, other: int) -> Ends:
        low, high = self.low, self.high
        if other >= 0:
            ends = low[:, other], high[:, other]
        else:
            ends = low.sum(axis=1) - low[:, mine], high.sum(axis=1) - high[:, mine]
        box = (low[:, mine], high[:, mine], *ends)
        if (mine, other) not in self._tables:
            self._tables[mine, other] = _two_tables(*box)
        if (index, mine, other) not in self._found:
            self._found[index, mine, other] = _outer(index, box, self._tables[mine, other])
        return self._found[index, mine, other]


def _past(index: str, low: Ints, high: Ints, mine: int, named: int, question: Question) -> Ends | None:
    """Units surely and possibly past the threshold, and the group's people in them: no table that fits lies outside."""
    others_low = low.sum(axis=1) - low[:, named]
    others_high = high.sum(axis=1) - high[:, named]
    least = low[:, named] / np.maximum(low[:, named] + others_high, 1)
    most = high[:, named] / np.maximum(high[:, named] + others_low, 1)
    if question.under:
        surely, maybe = most < question.limit, least < question.limit
    else:
        surely, maybe = least >= question.limit, most >= question.limit
    # A unit in which there may be nobody is perhaps none to count.
    surely = surely & (low.sum(axis=1) > 0)
    if index == "units_over":
        return float(surely.sum()), float(maybe.sum())
    x_low, x_high = low[:, mine], high[:, mine]
    fewest = x_low[surely].sum(), x_high[~surely].sum()
    largest = x_high[maybe].sum(), x_low[~maybe].sum()
    return (
        float(fewest[0] / max(fewest[0] + fewest[1], 1)),
        float(largest[0] / max(largest[0] + largest[1], 1)),
    )
