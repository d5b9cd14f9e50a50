"""The compiled loops over what was counted. Imported on first use: loading numba takes longer than most questions.

Every kernel works on a run of areas and holds no lock, so that threads may share a cube; each area's figures are added
up in one fixed order, so that the same bytes come out whatever the number of threads. ``against`` is the position of
the group to compare with, or −1 for everybody else.

What the kernels give are sums (:mod:`convive.evidence.segregation.sums`), never indices. They are long because one
pass over the cells is what makes them fast.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from convive.evidence.segregation.sums import (
    ABOVE,
    CELL_LOGS,
    CURVE,
    EVERYONE,
    INSIDE,
    LOGS,
    MET,
    OVER,
    PEOPLE,
    POPULATION,
    ROOTS,
    SIZE_LOGS,
    SQUARES,
    UNITS,
)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def xlogx_of(x: Any, table: Any) -> Any:
    """``x ln x``, from the table where it reaches."""
    if x < len(table):
        return table[x]
    return x * np.log(x)


@njit(cache=True, nogil=True, error_model="numpy")
def sweep(  # noqa: C901  one fused loop: every call inside it would cost more than the work
    first: Any, last: Any, starts: Any, rows: Any, columns: Any, counts: Any,
    against: Any, table: Any, roots: Any, by_group: Any, by_area: Any,
) -> None:  # fmt: skip
    """All sums but those that need units in order, in one pass over the cells after one for the totals."""
    groups = by_group.shape[1]
    widest = 0
    for a in range(first, last):
        widest = max(widest, starts[a + 1] - starts[a])
    size = np.empty(widest, np.int64)
    people = np.empty(groups, np.int64)
    share = np.empty(groups)
    acc = np.empty((groups, 5))
    lived_in = np.empty(groups, np.int64)
    for a in range(first, last):
        low, high = starts[a], starts[a + 1]
        people[:] = 0
        lived_in[:] = 0
        acc[:] = 0.0
        everyone, units = 0, 0
        for i in range(low, high):
            n = 0
            for j in range(rows[i], rows[i + 1]):
                x = counts[j]
                people[columns[j]] += x
                n += x
            size[i - low] = n
            everyone += n
            units += n > 0
        for g in range(groups):
            whole = everyone if against < 0 else people[g] + people[against]
            share[g] = people[g] / whole if whole > 0 else 0.0
        cell_logs, size_logs, with_other = 0.0, 0.0, 0
        for i in range(low, high):
            n = size[i - low]
            if n == 0:
                continue
            each = 1.0 / n
            other = 0
            if against >= 0:
                for j in range(rows[i], rows[i + 1]):
                    if columns[j] == against:
                        other = counts[j]
                with_other += other > 0
            fn = xlogx_of(n, table)
            size_logs += fn
            for j in range(rows[i], rows[i + 1]):
                g, x = columns[j], counts[j]
                t, ft, one = n, fn, each
                met = n - x
                if against >= 0:
                    met = other
                    if g == against:
                        t = x
                    else:
                        t = x + other
                        lived_in[g] += other == 0
                    ft, one = xlogx_of(t, table), 1.0 / t
                fx = xlogx_of(x, table)
                cell_logs += fx
                acc[g, 0] += x * x * one
                acc[g, 1] += fx + xlogx_of(t - x, table) - ft
                acc[g, 2] += max(0.0, x - t * share[g])
                acc[g, 3] += x * met * each
                if roots:
                    acc[g, 4] += np.sqrt(np.float64(x) * (t - x))
        by_area[a, EVERYONE] = everyone
        by_area[a, CELL_LOGS] = cell_logs
        by_area[a, SIZE_LOGS] = size_logs
        by_area[a, 3] = units
        for g in range(groups):
            out = by_group[a, g]
            out[PEOPLE] = people[g]
            out[POPULATION] = everyone if against < 0 else people[g] + people[against]
            out[SQUARES] = acc[g, 0]
            out[LOGS] = acc[g, 1]
            out[ABOVE] = acc[g, 2]
            out[MET] = acc[g, 3]
            out[ROOTS] = acc[g, 4]
            out[UNITS] = units if against < 0 else with_other + lived_in[g]


@njit(cache=True, nogil=True, error_model="numpy")
def order(
    first: Any, last: Any, starts: Any, rows: Any, columns: Any, counts: Any,
    against: Any, limit: Any, under: Any, by_group: Any,
) -> None:  # fmt: skip
    """The Gini sums (units in order of the group's share), and the people and units past a limit."""
    groups = by_group.shape[1]
    for a in range(first, last):
        low, high = starts[a], starts[a + 1]
        size, other, heads, unit, people = group_by_group(low, high, rows, columns, counts, against, groups)
        for g in range(groups):
            begin, end = heads[g], heads[g + 1]
            part = np.empty(end - begin)
            for k in range(begin, end):
                i = unit[k]
                t = size[i] if against < 0 or g == against else people[k] + other[i]
                part[k - begin] = -people[k] / t
            seen, crossed = 0.0, 0.0
            rest = by_group[a, g, POPULATION] - by_group[a, g, PEOPLE]
            for at in np.argsort(part):
                k = begin + at
                i = unit[k]
                t = size[i] if against < 0 or g == against else people[k] + other[i]
                y = t - people[k]
                crossed += y * (2.0 * seen + people[k])
                seen += people[k]
                rest -= y
            by_group[a, g, CURVE] = crossed + rest * 2.0 * seen
            inside, over = 0.0, 0.0
            if against < 0:
                in_any = 0.0
                for k in range(begin, end):
                    past = past_limit(people[k], size[unit[k]], limit, under)
                    inside += people[k] * past
                    in_any += past
                over = in_any
                if under:
                    # Units where nobody of the group lives are under any limit.
                    over += by_group[a, g, UNITS] - (end - begin)
            else:
                for k in range(begin, end):
                    i = unit[k]
                    of_named = people[k] if g == against else other[i]
                    inside += people[k] * past_limit(of_named, size[i], limit, under)
            by_group[a, g, INSIDE] = inside
            by_group[a, g, OVER] = over


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def past_limit(x: Any, n: Any, limit: Any, under: Any) -> Any:
    """1 where a share lies past the limit: at least it, or with ``under`` below it."""
    if under:
        return 1.0 if x < limit * n else 0.0
    return 1.0 if x >= limit * n else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def sizes_and_people(low: Any, high: Any, rows: Any, columns: Any, counts: Any, people: Any) -> Any:
    """The size of each unit of an area; ``people`` becomes the people of each group."""
    size = np.empty(high - low, np.int64)
    people[:] = 0
    for i in range(low, high):
        n = 0
        for j in range(np.uint64(rows[i]), np.uint64(rows[i + 1])):
            people[np.uint64(columns[j])] += counts[j]
            n += counts[j]
        size[i - low] = n
    return size


@njit(cache=True, nogil=True, error_model="numpy")
def group_by_group(low: Any, high: Any, rows: Any, columns: Any, counts: Any, against: Any, groups: Any) -> Any:
    """One area's cells group by group: sizes, people of the group compared with, heads, units, people."""
    size = np.zeros(high - low, np.int64)
    other = np.zeros(high - low, np.int64)
    heads = np.zeros(groups + 1, np.int64)
    for i in range(low, high):
        for j in range(rows[i], rows[i + 1]):
            size[i - low] += counts[j]
            heads[columns[j] + 1] += 1
            if columns[j] == against:
                other[i - low] = counts[j]
    for g in range(groups):
        heads[g + 1] += heads[g]
    at = heads[:-1].copy()
    unit = np.empty(heads[groups], np.int64)
    people = np.empty(heads[groups], np.int64)
    for i in range(low, high):
        for j in range(rows[i], rows[i + 1]):
            g = columns[j]
            unit[at[g]] = i - low
            people[at[g]] = counts[j]
            at[g] += 1
    return size, other, heads, unit, people


@njit(cache=True, nogil=True, error_model="numpy")
def dense_sums(  # noqa: C901  one fused loop: every call inside it would cost more than the work
    dense: Any, against: Any, table: Any, limit: Any, under: Any, in_order: Any, roots: Any, by_group: Any, by_area: Any
) -> None:
    """The sums of one units × groups matrix."""
    units, groups = dense.shape
    people = np.zeros(groups, np.int64)
    size = np.zeros(units, np.int64)
    lived_in = 0
    for i in range(units):
        for g in range(groups):
            people[g] += dense[i, g]
            size[i] += dense[i, g]
        lived_in += size[i] > 0
    everyone = size.sum()
    cell_logs, size_logs = 0.0, 0.0
    for g in range(groups):
        out = by_group[g]
        out[:] = 0.0
        out[PEOPLE] = people[g]
        out[POPULATION] = everyone if against < 0 else people[g] + people[against]
    for i in range(units):
        n = size[i]
        if n == 0:
            continue
        each, fn = 1.0 / n, xlogx_of(n, table)
        size_logs += fn
        for g in range(groups):
            x, out = dense[i, g], by_group[g]
            t = n if against < 0 or g == against else x + dense[i, against]
            out[UNITS] += t > 0
            named = x if against < 0 else dense[i, against]
            past = past_limit(named, n, limit, under)
            out[INSIDE] += x * past
            out[OVER] += past if against < 0 else 0.0
            if x == 0:
                continue
            fx = xlogx_of(x, table)
            cell_logs += fx
            out[SQUARES] += x * x / t
            out[LOGS] += fx + xlogx_of(t - x, table) - (fn if against < 0 else xlogx_of(t, table))
            out[ABOVE] += max(0.0, x - t * (people[g] / out[POPULATION]))
            out[MET] += x * ((n - x) if against < 0 else dense[i, against]) * each
            if roots:
                out[ROOTS] += np.sqrt(np.float64(x) * (t - x))
    by_area[EVERYONE] = everyone
    by_area[CELL_LOGS] = cell_logs
    by_area[SIZE_LOGS] = size_logs
    by_area[3] = lived_in
    if not in_order:
        return
    part = np.empty(units)
    where = np.empty(units, np.int64)
    for g in range(groups):
        # Only units where somebody of the group lives need an order; the others come last in any.
        some = 0
        for i in range(units):
            if dense[i, g] > 0:
                t = size[i] if against < 0 or g == against else dense[i, g] + dense[i, against]
                part[some] = -dense[i, g] / t
                where[some] = i
                some += 1
        seen, crossed = 0.0, 0.0
        rest = by_group[g, POPULATION] - by_group[g, PEOPLE]
        for at in np.argsort(part[:some]):
            i = where[at]
            x = dense[i, g]
            y = (size[i] if against < 0 or g == against else x + dense[i, against]) - x
            crossed += y * (2.0 * seen + x)
            seen += x
            rest -= y
        by_group[g, CURVE] = crossed + rest * 2.0 * seen
