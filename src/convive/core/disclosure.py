"""Small numbers: the one place that every writer passes through.

Publishing again is publishing. Whatever the publisher printed, counts of people from 1 to 9 are withheld here (0 is
shown), and so is every other count from which a withheld one could be worked out. Shares whose numerator is withheld
are withheld too. Nothing finer than a neighbourhood (an MSOA) leaves in published output.

A table of counts becomes a :class:`Sheet` through :func:`sheet`; writers accept sheets and nothing else, and
:func:`gate` reads the finished bytes once more before they reach a disk or a browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from convive.core.errors import DisclosureError
from convive.core.geography import FINER_THAN_NEIGHBOURHOOD

SMALLEST_SHOWN = 10
# In working tables, for whoever decides: they are not published, and four people are still four people.
SMALLEST_WORKING = 5
WITHHELD_MARK = "[c]"
WITHHELD_WORDS = "Withheld to protect small numbers"

Kind = Literal["label", "count", "share", "number", "text"]


@dataclass(frozen=True)
class Cell:
    """One printed value; ``withheld`` cells carry none."""

    value: float | int | str | None
    withheld: bool = False

    def __post_init__(self) -> None:
        if self.withheld and self.value is not None:
            raise DisclosureError("A withheld cell still carries its value.", rule="withheld")


@dataclass(frozen=True)
class Column:
    """A column of a sheet. ``kind`` decides how it is printed and whether small-number rules bind it."""

    id: str
    title: str
    kind: Kind
    unit: str = ""


RESIDENTS = Column("residents", "All residents", "count", "people")


@dataclass(frozen=True)
class Sheet:
    """A table that is safe to publish: made by :func:`sheet` or :func:`plain_sheet`, read by every writer."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str
    note: str = ""

    @property
    def withheld(self) -> int:
        """How many cells are withheld."""
        return sum(cell.withheld for row in self.rows for cell in row)


def is_small(count: float) -> bool:
    """Whether a count of people is too small to print: 1 to 9.

    >>> [is_small(n) for n in (0, 1, 9, 10)]
    [False, True, True, False]
    """
    return 0 < count < SMALLEST_SHOWN


def withhold(counts: NDArray[np.int64], *, smallest: int = SMALLEST_SHOWN) -> NDArray[np.bool_]:
    """Which cells of a table of counts must not be printed, its margins included.

    Parameters
    ----------
    counts
        units × groups, people. Row totals, column totals and the grand total are taken to be printed beside it.
    smallest
        The smallest count that is printed, but for 0: that of what is published, unless the table is a working one.

    Returns
    -------
    (units + 1) × (groups + 1) mask; the last row and the last column are the totals.

    Primary cells are those from 1 to below ``smallest``. Each printed line gives one equation (the cells of a row add
    up to its total, those of a column to its own), so a withheld cell can be worked out exactly when it is a bridge of
    the graph whose vertices are the lines and whose edges are the withheld cells. Cells are added, the smallest first,
    until no withheld cell is a bridge and the withheld cells of every line add up to at least ``smallest`` (otherwise
    their sum alone would show a small number). Zeros are added only where a line has nothing else to withhold.

    >>> withhold(np.array([[3, 50], [40, 60]])).astype(int).tolist()
    [[1, 1, 0], [1, 1, 0], [0, 0, 0]]
    """
    table = np.zeros((counts.shape[0] + 1, counts.shape[1] + 1), dtype=np.int64)
    table[:-1, :-1] = counts
    table[-1, :-1] = counts.sum(axis=0)
    table[:-1, -1] = counts.sum(axis=1)
    table[-1, -1] = counts.sum()
    if (counts < 0).any():
        raise DisclosureError("A count of people is below zero.", rule="not-negative")
    mask = (table > 0) & (table < smallest)
    while True:
        cell = _next_to_withhold(table, mask, smallest)
        if cell is None:
            return mask
        mask[cell] = True


def _next_to_withhold(table: NDArray[np.int64], mask: NDArray[np.bool_], smallest: int) -> tuple[int, int] | None:
    """The next cell to add, or None when nothing withheld can be worked out."""
    for axis in (0, 1):
        for line in range(table.shape[axis]):
            cells = table[line] if axis == 0 else table[:, line]
            hidden = mask[line] if axis == 0 else mask[:, line]
            if not hidden.any() or (hidden.sum() > 1 and _hidden_sum(cells, hidden) >= smallest):
                continue
            other = _smallest_open(cells, hidden)
            if other is not None:
                return (line, other) if axis == 0 else (other, line)
    for row, column in _bridges(mask):
        for line, axis in ((row, 0), (column, 1)):
            cells = table[line] if axis == 0 else table[:, line]
            hidden = mask[line] if axis == 0 else mask[:, line]
            other = _smallest_open(cells, hidden)
            if other is not None:
                return (line, other) if axis == 0 else (other, line)
    return None


def _hidden_sum(cells: NDArray[np.int64], hidden: NDArray[np.bool_]) -> int:
    """What the open cells of a line give away about its hidden ones: their sum (the total counts negatively)."""
    signs = np.ones(len(cells), dtype=np.int64)
    signs[-1] = -1
    if hidden[-1]:
        return int(cells[:-1][hidden[:-1]].sum() + cells[-1])
    return int(abs((signs * cells)[hidden].sum()))


def _smallest_open(cells: NDArray[np.int64], hidden: NDArray[np.bool_]) -> int | None:
    """The smallest cell of a line that is still open: parts before the total, non-zero before zero."""
    open_ = np.flatnonzero(~hidden)
    if not len(open_):
        return None
    last = len(cells) - 1
    return int(min(open_, key=lambda i: (i == last, cells[i] == 0, cells[i], i)))


def _bridges(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Withheld cells that the open ones determine: the bridges of the graph lines × cells."""
    rows = mask.shape[0]
    edges = [(int(r), int(c)) for r, c in np.argwhere(mask)]
    neighbours: dict[int, list[tuple[int, int]]] = {}
    for index, (r, c) in enumerate(edges):
        neighbours.setdefault(r, []).append((rows + c, index))
        neighbours.setdefault(rows + c, []).append((r, index))
    found: list[tuple[int, int]] = []
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    for start in neighbours:
        if start in order:
            continue
        order[start] = low[start] = len(order)
        stack = [(start, -1, iter(neighbours[start]))]
        while stack:
            node, via, rest = stack[-1]
            for other, index in rest:
                if index == via:
                    continue
                if other in order:
                    low[node] = min(low[node], order[other])
                else:
                    order[other] = low[other] = len(order)
                    stack.append((other, index, iter(neighbours[other])))
                    break
            else:
                stack.pop()
                if stack:
                    above = stack[-1][0]
                    low[above] = min(low[above], low[node])
                    if low[node] > order[above]:
                        found.append(edges[via])
    return found


def withhold_linked(
    values: NDArray[np.int64], sums: Sequence[tuple[Sequence[int], int]], hidden: NDArray[np.bool_] | None = None
) -> NDArray[np.bool_]:
    """Which cells of several tables of the same people must not be printed, where some cells are sums of others.

    Parameters
    ----------
    values
        Every cell of every table once, people: parts, sums of parts, totals.
    sums
        (positions of the parts, position of their sum), one for each equation that a reader knows.
    hidden
        Cells withheld already, whatever they hold.

    Primary cells are those of 1 to 9. A withheld cell can be worked out when every solution of the equations gives it
    the same value: when its row in the null space of the equations over the withheld cells is nothing but zeros. Cells
    are added to the equations that give one away, the smallest first, until none can be worked out and the withheld
    cells of every equation add up to at least ten.

    >>> cells = np.array([3, 50, 40, 53, 40])  # two parts and their sum, a third group with its only part
    >>> withhold_linked(cells, [([0, 1], 3), ([2], 4)]).astype(int).tolist()
    [1, 1, 0, 0, 0]
    """
    mask = (values > 0) & (values < SMALLEST_SHOWN)
    if hidden is not None:
        mask |= hidden
    equations = np.zeros((len(sums), len(values)), dtype=np.int64)
    for row, (parts, whole) in enumerate(sums):
        equations[row, list(parts)] = 1
        equations[row, whole] -= 1
    touching = [np.flatnonzero(row) for row in equations]
    while True:
        added = False
        for row, cells in enumerate(touching):
            inside = cells[mask[cells]]
            if not len(inside) or (
                len(inside) > 1 and abs(int((equations[row, inside] * values[inside]).sum())) >= SMALLEST_SHOWN
            ):
                continue
            added |= _add_smallest(values, mask, cells, equations[row])
        if added:
            continue
        for cell in _determined(equations, mask):
            rows = np.flatnonzero(equations[:, cell])
            added |= any(_add_smallest(values, mask, touching[row], equations[row]) for row in rows)
        if not added:
            return mask


def _add_smallest(
    values: NDArray[np.int64], mask: NDArray[np.bool_], cells: NDArray[np.int64], signs: NDArray[np.int64]
) -> bool:
    """Withholds the smallest open cell of an equation, parts before the sum; whether there was one."""
    open_ = cells[~mask[cells]]
    if not len(open_):
        return False
    mask[min(open_, key=lambda i: (signs[i] < 0, values[i] == 0, values[i], i))] = True
    return True


def _determined(equations: NDArray[np.int64], mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The withheld cells that the open ones and the equations give away."""
    cells = np.flatnonzero(mask)
    if not len(cells):
        return cells
    known = equations[:, cells]
    known = known[known.any(axis=1)].astype(np.float64)
    if not len(known):
        return cells[:0]
    _, sizes, directions = np.linalg.svd(known, full_matrices=True)
    rank = int((sizes > 1e-9).sum())
    free = directions[rank:]
    return cells[~(np.abs(free) > 1e-7).any(axis=0)] if len(free) else cells


@dataclass(frozen=True)
class Counted:
    """A table of counts before protection: rows × groups, with the labels that name its rows."""

    labels: Sequence[Sequence[str]]
    counts: NDArray[np.int64]
    groups: Sequence[tuple[str, str]]
    extra: Mapping[str, Sequence[float | None]] = field(default_factory=dict)
    extra_total: Mapping[str, float] = field(default_factory=dict)


def sheet(
    id: str,
    title: str,
    label_columns: Sequence[Column],
    counted: Counted,
    *,
    source: str,
    note: str = "",
    total_labels: Sequence[str] | None = None,
    extra_columns: Sequence[Column] = (),
    shares: bool = True,
    hidden: NDArray[np.bool_] | None = None,
    everyone: Column = RESIDENTS,
) -> Sheet:
    """A published table of people by group: one row a place, with totals, withheld cells and whole-number shares.

    Columns are the labels, ``everyone`` (row totals: residents, unless households or pupils were counted), then for
    each group its count and, with ``shares``, its share in 100; then the extra columns, which must not be counts of
    people. ``total_labels`` adds the line of totals.
    ``hidden`` is for a table whose people stand in another one too: its cells are then withheld exactly as there, with
    the row total last; otherwise :func:`withhold` decides.

    Raises
    ------
    DisclosureError
        When an extra column is a count (it would escape the rules).
    """
    for column in extra_columns:
        if column.kind == "count":
            raise DisclosureError(f"Column {column.id} is a count and must stand among the counts.", rule="counts")
    counts = np.asarray(counted.counts, dtype=np.int64)
    table = np.vstack([counts, counts.sum(axis=0)]) if total_labels is not None else counts
    mask = withhold(counts)[: len(table)] if hidden is None else hidden
    if mask.shape != (table.shape[0], table.shape[1] + 1):
        raise DisclosureError("What is hidden must be said for every row and its total, and for no other.", rule="mask")
    if ((table > 0) & (table < SMALLEST_SHOWN) & ~mask[:, :-1]).any():
        raise DisclosureError("A small count was about to be shown.", rule="small")
    totals = table.sum(axis=1)
    columns = [*label_columns, everyone]
    for group, label in counted.groups:
        columns.append(Column(group, label, "count", everyone.unit))
        if shares:
            columns.append(Column(f"{group}_in_100", f"{label}, in 100", "share", "in 100"))
    columns += extra_columns
    rows: list[tuple[Cell, ...]] = []
    for i in range(len(table)):
        is_total = i == len(counts)
        labels = total_labels if is_total and total_labels is not None else counted.labels[i]
        cells = [Cell(label) for label in labels]
        cells.append(_count(int(totals[i]), bool(mask[i, -1])))
        for j in range(len(counted.groups)):
            few = bool(mask[i, j])
            cells.append(_count(int(table[i, j]), few))
            if shares:
                cells.append(_share(int(table[i, j]), int(totals[i]), few or bool(mask[i, -1])))
        for column in extra_columns:
            cells.append(Cell(counted.extra_total.get(column.id) if is_total else counted.extra[column.id][i]))
        rows.append(tuple(cells))
    return Sheet(id, title, tuple(columns), tuple(rows), source, note)


def _count(value: int, hidden: bool) -> Cell:
    return Cell(None, True) if hidden else Cell(value)


def _share(part: int, whole: int, hidden: bool) -> Cell:
    if hidden:
        return Cell(None, True)
    return Cell(None if whole == 0 else round(100 * part / whole, 1))


def tall_sheet(
    id: str,
    title: str,
    label_columns: Sequence[Column],
    labels: Sequence[Sequence[str]],
    counts: Sequence[int],
    *,
    source: str,
    hidden: Sequence[bool],
    note: str = "",
    unit: str = "people",
    extra_columns: Sequence[Column] = (),
    extra: Sequence[Sequence[float | None]] = (),
) -> Sheet:
    """A published table of one place: one row a group, with its count and its share in 100; the last row is the total.

    ``hidden`` says for every row, the total's too, what :func:`withhold` or :func:`withhold_linked` decided. ``extra``
    are further columns, row by row, which must not be counts.

    Raises
    ------
    DisclosureError
        When a count of 1 to 9 would be shown, a row is missing, or an extra column is a count.

    >>> group = [Column("group", "Group", "label")]
    >>> rows = tall_sheet("t", "T", group, [["a"], ["b"], ["All"]], [30, 10, 40], source="s", hidden=[False] * 3).rows
    >>> [cell.value for cell in rows[0]]
    ['a', 30, 75.0]
    """
    if any(column.kind == "count" for column in extra_columns):
        raise DisclosureError("An extra column of a table of groups must not be a count.", rule="counts")
    if not len(labels) == len(counts) == len(hidden):
        raise DisclosureError("What is hidden must be said for every row, and for no other.", rule="mask")
    if any(is_small(count) and not few for count, few in zip(counts, hidden, strict=True)):
        raise DisclosureError("A small count was about to be shown.", rule="small")
    columns = (*label_columns, Column("count", unit.capitalize(), "count", unit), IN_100, *extra_columns)
    rows = tuple(
        (
            *(Cell(word) for word in words),
            _count(int(count), few),
            _share(int(count), int(counts[-1]), few or hidden[-1]),
            *(Cell(value) for value in (extra[at] if extra else ())),
        )
        for at, (words, count, few) in enumerate(zip(labels, counts, hidden, strict=True))
    )
    return Sheet(id, title, columns, rows, source, note)


IN_100 = Column("in_100", "In 100", "share", "in 100")


def plain_sheet(
    id: str,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[float | int | str | None]],
    *,
    source: str,
    note: str = "",
) -> Sheet:
    """A published table that holds no counts of people, except large ones: a small count in it is refused.

    Raises
    ------
    DisclosureError
        When a cell of a count column is from 1 to 9.
    """
    made: list[tuple[Cell, ...]] = []
    for row in rows:
        for column, value in zip(columns, row, strict=True):
            if column.kind == "count" and isinstance(value, (int, float)) and is_small(value):
                raise DisclosureError(
                    f"Column {column.id} of {id} holds a count of fewer than {SMALLEST_SHOWN} people.", rule="small"
                )
        made.append(tuple(Cell(value) for value in row))
    return Sheet(id, title, tuple(columns), tuple(made), source, note)


def gate(text: str, *, what: str) -> str:
    """The last look before text leaves: nothing finer than a neighbourhood is named in it.

    Raises
    ------
    DisclosureError
        When a code or a name of an output area or LSOA stands in the text.

    >>> gate("Bradford 016 and Baildon", what="report")
    'Bradford 016 and Baildon'
    """
    found = FINER_THAN_NEIGHBOURHOOD.search(text)
    if found:
        raise DisclosureError(
            f"“{found[0]}” in {what} is finer than a neighbourhood, and published output stops there.",
            rule="neighbourhood",
            hint="Use --working for small-area tables; they stay in the folder working/.",
        )
    return text
