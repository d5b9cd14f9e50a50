"""The compiled loops over what was counted. Imported on first use: loading numba takes longer than most questions.

Every kernel works on a run of areas and holds no lock, so that threads may share a cube; each area's figures are added
up in one fixed order, so that the same bytes come out whatever the number of threads. ``against`` is the position of
the group to compare with, or −1 for everybody else. Cells come group by group (:class:`Cube`), so that a group's sums
stay in registers; places are counted without a sign because a compiler that must think of −1 is slow.

What the kernels give are sums (:mod:`convive.evidence.segregation.sums`), never indices. They are long because few
passes over the cells are what makes them fast.
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

U: Any = np.uint64


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def xlogx_of(x: Any, table: Any) -> Any:
    """``x ln x``, from the table where it reaches."""
    if x < len(table):
        return table[U(x)]
    return x * np.log(x)


@njit(cache=True, nogil=True, error_model="numpy")
def unit_sizes(a: Any, starts: Any, heads: Any, places: Any, counts: Any, groups: Any) -> Any:
    """The people of each unit of an area."""
    size = np.zeros(starts[a + 1] - starts[a], np.int64)
    for k in range(U(heads[a * groups]), U(heads[(a + 1) * groups])):
        size[U(places[k])] += counts[k]
    return size


@njit(cache=True, nogil=True, error_model="numpy")
def of_group(a: Any, g: Any, units: Any, heads: Any, places: Any, counts: Any, groups: Any) -> Any:
    """The people of one group in each unit of an area; nobody for a group of −1."""
    found = np.zeros(units, np.int64)
    if g >= 0:
        for k in range(U(heads[a * groups + g]), U(heads[a * groups + g + 1])):
            found[U(places[k])] = counts[k]
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def group_totals(a: Any, heads: Any, counts: Any, groups: Any) -> Any:
    """The people of each group in an area."""
    people = np.zeros(groups, np.int64)
    for g in range(groups):
        mine = 0
        for k in range(U(heads[a * groups + g]), U(heads[a * groups + g + 1])):
            mine += counts[k]
        people[g] = mine
    return people


@njit(cache=True, nogil=True, error_model="numpy")
def logs_of(begin: Any, end: Any, places: Any, counts: Any, whole: Any, of_whole: Any, table: Any, inside: Any) -> Any:
    """Over cells: ``Σ [f(x) + f(t − x) − f(t)]`` and ``Σ f(x)``; ``of_whole``: f(t); ``inside``: the table reaches."""
    three, own = 0.0, 0.0
    if inside:
        for k in range(U(begin), U(end)):
            i, x = U(places[k]), counts[k]
            fx = table[U(x)]
            own += fx
            three += fx + table[U(whole[i] - x)] - of_whole[i]
        return three, own
    for k in range(U(begin), U(end)):
        i, x = U(places[k]), counts[k]
        fx = xlogx_of(x, table)
        own += fx
        three += fx + xlogx_of(whole[i] - x, table) - of_whole[i]
    return three, own


@njit(cache=True, nogil=True, error_model="numpy")
def sweep(  # noqa: C901  one fused loop: every call inside it would cost more than the work
    first: Any, last: Any, starts: Any, heads: Any, places: Any, counts: Any,
    against: Any, table: Any, roots: Any, by_group: Any, by_area: Any,
) -> None:  # fmt: skip
    """All sums but those that need units in order."""
    groups = by_group.shape[1]
    for a in range(first, last):
        size = unit_sizes(a, starts, heads, places, counts, groups)
        people = group_totals(a, heads, counts, groups)
        units, everyone, most, size_logs, cell_logs = 0, 0, 0, 0.0, 0.0
        each, of_size = np.zeros(len(size)), np.zeros(len(size))
        for i in range(len(size)):
            n = size[i]
            if n > 0:
                units += 1
                everyone += n
                most = max(most, n)
                each[i] = 1.0 / n
                of_size[i] = xlogx_of(n, table)
                size_logs += of_size[i]
        other = of_group(a, against, len(size), heads, places, counts, groups)
        with_other = (other > 0).sum()
        whole, each_whole, of_whole = size, each, of_size
        if against >= 0:
            whole, each_whole, of_whole = other.copy(), each.copy(), of_size.copy()
        for g in range(groups):
            out = by_group[a, g]
            begin, end = U(heads[a * groups + g]), U(heads[a * groups + g + 1])
            out[PEOPLE] = people[g]
            out[POPULATION] = everyone if against < 0 else people[g] + people[against]
            out[UNITS] = units if against < 0 else with_other
            if against >= 0:
                for k in range(begin, end):
                    i = U(places[k])
                    out[UNITS] += other[i] == 0
                    whole[i] = counts[k] + (other[i] if g != against else 0)
                    each_whole[i] = 1.0 / whole[i]
                    of_whole[i] = xlogx_of(whole[i], table)
            share = out[PEOPLE] / out[POPULATION] if people[g] > 0 else 0.0
            squares, above = 0.0, 0.0
            for k in range(begin, end):
                i = U(places[k])
                x, t = np.float64(counts[k]), np.float64(whole[i])
                squares += x * x * each_whole[i]
                above += max(0.0, x - t * share)
            out[SQUARES], out[ABOVE] = squares, above
            out[LOGS], own = logs_of(begin, end, places, counts, whole, of_whole, table, most < len(table))
            cell_logs += own
            met = people[g] - squares
            if against >= 0:
                met = 0.0
                for k in range(begin, end):
                    i = U(places[k])
                    met += np.float64(counts[k]) * other[i] * each[i]
            out[MET] = met
            if roots:
                total = 0.0
                for k in range(begin, end):
                    total += np.sqrt(np.float64(counts[k]) * (whole[U(places[k])] - counts[k]))
                out[ROOTS] = total
        by_area[a, EVERYONE] = everyone
        by_area[a, CELL_LOGS] = cell_logs
        by_area[a, SIZE_LOGS] = size_logs
        by_area[a, 3] = units


@njit(cache=True, nogil=True, error_model="numpy")
def order(
    first: Any, last: Any, starts: Any, heads: Any, places: Any, counts: Any,
    against: Any, limit: Any, under: Any, by_group: Any,
) -> None:  # fmt: skip
    """The Gini sums (units in order of the group's share), and the people and units past a limit."""
    groups = by_group.shape[1]
    for a in range(first, last):
        size = unit_sizes(a, starts, heads, places, counts, groups)
        other = of_group(a, against, len(size), heads, places, counts, groups)
        room = sorting_room(len(size))
        x, y = np.zeros(len(size)), np.zeros(len(size))
        for g in range(groups):
            begin, end = heads[a * groups + g], heads[a * groups + g + 1]
            for k in range(U(begin), U(end)):
                i = U(places[k])
                x[U(k - begin)] = counts[k]
                y[U(k - begin)] = size[i] - counts[k] if against < 0 else (other[i] if g != against else 0)
            out = by_group[a, g]
            out[CURVE] = curve(x, y, end - begin, out[POPULATION] - out[PEOPLE], room)
            inside, over = 0.0, 0.0
            for k in range(U(begin), U(end)):
                i = U(places[k])
                past = past_limit(counts[k] if against < 0 or g == against else other[i], size[i], limit, under)
                inside += counts[k] * past
                over += past
            if under:
                # Units where nobody of the group lives are under any limit.
                over += out[UNITS] - (end - begin)
            out[INSIDE] = inside
            out[OVER] = over if against < 0 else 0.0


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def past_limit(x: Any, n: Any, limit: Any, under: Any) -> Any:
    """1 where a share lies past the limit: at least it, or with ``under`` below it."""
    if under:
        return 1.0 if x < limit * n else 0.0
    return 1.0 if x >= limit * n else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def sorting_room(most: Any) -> Any:
    """Scratch for :func:`curve` over so many units, to be used again."""
    return (
        np.empty(most), np.empty(most, np.int32), np.empty(most, np.int32), np.empty(most, np.uint64),
        np.empty(2 * _DIGIT, np.int32),
    )  # fmt: skip


_DIGIT, _BITS = 256, 8
# Fewer units than this are put in order by moving each to its place.
_FEW = 48


@njit(cache=True, nogil=True, error_model="numpy")
def curve(x: Any, y: Any, many: Any, others: Any, room: Any) -> Any:
    """Twice the area under the curve of (others, group), units in falling order of ``x / (x + y)``.

    ``x`` and ``y`` hold ``many`` units with people of the group; ``others`` is everybody not of it, those in further
    units among them. Every number is whole, so that units of the same share may come in any order.
    """
    share, at, spare, digits, tally = room
    most = 0.0
    for k in range(U(many)):
        share[k] = x[k] / (x[k] + y[k])
        most = max(most, share[k])
        at[k] = k
    if many > _FEW:
        # Two passes over one digit of the share each; what agrees in both is put right below.
        tally[:] = 0
        scale = (_DIGIT * _DIGIT - 1) / most
        for k in range(U(many)):
            d = U(share[k] * scale)
            digits[k] = d
            tally[d & U(_DIGIT - 1)] += 1
            tally[U(_DIGIT) + (d >> U(_BITS))] += 1
        low, high = 0, 0
        for d in range(U(_DIGIT)):
            here = tally[d]
            tally[d] = low
            low += here
            here = tally[d + U(_DIGIT)]
            tally[d + U(_DIGIT)] = high
            high += here
        for k in range(U(many)):
            d = digits[k] & U(_DIGIT - 1)
            spare[U(tally[d])] = k
            tally[d] += 1
        for k in range(U(many)):
            one = U(spare[k])
            d = U(_DIGIT) + (digits[one] >> U(_BITS))
            at[U(tally[d])] = one
            tally[d] += 1
    for k in range(1, many):
        one = at[U(k)]
        own, back = share[U(one)], k
        while back > 0 and share[U(at[U(back - 1)])] > own:
            at[U(back)] = at[U(back - 1)]
            back -= 1
        at[U(back)] = one
    seen, crossed, rest = 0.0, 0.0, others
    for back in range(many):
        k = U(at[U(many - 1 - back)])
        crossed += y[k] * (2.0 * seen + x[k])
        seen += x[k]
        rest -= y[k]
    return crossed + rest * 2.0 * seen


@njit(cache=True, nogil=True, error_model="numpy")
def table_sums(  # noqa: C901  one fused loop: every call inside it would cost more than the work
    dealt: Any, size: Any, against: Any, table: Any, limit: Any, under: Any, in_order: Any, roots: Any,
    wanted: Any, x: Any, y: Any, room: Any, by_group: Any, by_area: Any,
) -> None:  # fmt: skip
    """The sums of one groups × units table, for the first ``wanted`` groups; ``size`` adds each unit's people up."""
    units = dealt.shape[1]
    each, of_size = np.zeros(units), np.zeros(units)
    everyone, peopled, size_logs, cell_logs, most = 0, 0, 0.0, 0.0, 0
    for i in range(U(units)):
        n = size[i]
        if n > 0:
            peopled += 1
            everyone += n
            most = max(most, n)
            each[i] = 1.0 / n
            of_size[i] = xlogx_of(n, table)
            size_logs += of_size[i]
    by_area[EVERYONE], by_area[SIZE_LOGS], by_area[3] = everyone, size_logs, peopled
    other = dealt[max(against, 0)]
    of_other = other.sum()
    for g in range(wanted):
        own, out = dealt[g], by_group[g]
        mine = own.sum()
        population = everyone if against < 0 else mine + of_other
        share = mine / population if mine > 0 else 0.0
        squares, logs, own_logs, above, met, root, inside, over, lived_in = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0
        if against < 0 and most < len(table):
            for i in range(U(units)):
                n, z = size[i], own[i]
                zf, nf = np.float64(z), np.float64(n)
                squares += zf * zf * each[i]
                fz = table[U(z)]
                own_logs += fz
                logs += fz + table[U(n - z)] - of_size[i]
                above += max(0.0, zf - nf * share)
                past = (zf < limit * nf) == under and n > 0
                inside += zf if past else 0.0
                over += 1.0 if past else 0.0
            met, lived_in = mine - squares, peopled
        else:
            for i in range(U(units)):
                n, z, third = size[i], own[i], other[i] if against >= 0 else 0
                if n == 0:
                    continue
                t = n if against < 0 else (z if g == against else z + third)
                lived_in += t > 0
                past = past_limit(z if against < 0 else third, n, limit, under)
                inside += z * past
                over += past if against < 0 else 0.0
                if z > 0:
                    fz = xlogx_of(z, table)
                    own_logs += fz
                    squares += np.float64(z) * z / t
                    logs += fz + xlogx_of(t - z, table) - xlogx_of(t, table)
                    above += max(0.0, z - t * share)
                    met += z * (n - z if against < 0 else third) * each[i]
        cell_logs += own_logs
        if roots:
            for i in range(U(units)):
                rest = size[i] - own[i] if against < 0 else (0 if g == against else other[i])
                root += np.sqrt(np.float64(own[i]) * rest)
        out[PEOPLE], out[POPULATION], out[UNITS] = mine, population, lived_in
        out[SQUARES], out[LOGS], out[ABOVE], out[MET], out[ROOTS] = squares, logs, above, met, root
        out[INSIDE], out[OVER] = inside, over
        if in_order:
            some = 0
            for i in range(U(units)):
                # Only units where somebody of the group lives need an order; the others come last in any.
                x[U(some)] = own[i]
                y[U(some)] = size[i] - own[i] if against < 0 else (0 if g == against else other[i])
                some += own[i] > 0
            out[CURVE] = curve(x, y, some, population - mine, room)
    by_area[CELL_LOGS] = cell_logs
