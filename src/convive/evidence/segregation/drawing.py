"""The compiled loops of chance: units or people drawn again, and everybody dealt to units at random.

Each stream of chance is a counter run through a mixing function (Steele, Lea and Flood, 2014), so that draw d of an
area is the same numbers whichever worker makes it, and after whatever else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from convive.evidence.segregation.kernels import dense_sums, group_by_group, past_limit, xlogx_of
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
    WIDTH,
)

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _mix(z: Any) -> Any:
    z = (z ^ (z >> _S30)) * _MIX_1
    z = (z ^ (z >> _S27)) * _MIX_2
    return z ^ (z >> _S31)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _below(state: Any, n: Any) -> Any:
    """A whole number from 0 up to ``n`` − 1, each as likely as the next to one part in 2³²⁺."""
    z = _mix(state)
    m = np.uint64(n)
    return np.int64(((z >> _HALF) * m + (((z & _LOW) * m) >> _HALF)) >> _HALF)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _unit_interval(state: Any) -> Any:
    return (np.float64(_mix(state) >> _S11) + 0.5) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True, error_model="numpy")
def _begin(key: Any, draw: Any) -> Any:
    return _mix(_mix(key) ^ (_GOLDEN * np.uint64(draw + 1)))


@njit(cache=True, nogil=True, error_model="numpy")
def draw_units(  # noqa: C901  one fused loop: every call inside it would cost more than the work
    low: Any, high: Any, rows: Any, columns: Any, counts: Any, against: Any, table: Any, limit: Any, under: Any,
    wanted: Any, full: Any, key: Any, by_group: Any, by_area: Any,
) -> None:  # fmt: skip
    """Sums of one area with its units drawn again with replacement: draws × groups × sums.

    Units with people are drawn, as many as there are. Their order by share does not change from draw to draw, so that
    they are sorted once; a draw is then a weight for each unit and one pass.
    """
    draws, groups = by_group.shape[0], by_group.shape[1]
    size, other, heads, unit, people = group_by_group(low, high, rows, columns, counts, against, groups)
    cells = len(unit)
    whole = np.empty(cells)
    fixed = np.zeros((cells, 5))
    for g in range(groups):
        begin, end = heads[g], heads[g + 1]
        part = np.empty(end - begin)
        for k in range(begin, end):
            i = unit[k]
            part[k - begin] = -people[k] / (size[i] if against < 0 or g == against else people[k] + other[i])
        by_share = np.argsort(part)
        units_in_order, people_in_order = unit[begin:end][by_share], people[begin:end][by_share]
        unit[begin:end], people[begin:end] = units_in_order, people_in_order
        for k in range(begin, end):
            i, x = unit[k], people[k]
            t = size[i] if against < 0 or g == against else x + other[i]
            whole[k] = t
            fixed[k, 0] = x * x / t
            fixed[k, 1] = xlogx_of(x, table) + xlogx_of(t - x, table) - xlogx_of(t, table)
            fixed[k, 2] = np.sqrt(np.float64(x) * (t - x))
            fixed[k, 3] = x * ((size[i] - x) if against < 0 else other[i]) / size[i]
            named = x if against < 0 or g == against else other[i]
            fixed[k, 4] = past_limit(named, size[i], limit, under)
    peopled = np.flatnonzero(size > 0)
    units = len(peopled)
    weight = np.zeros(high - low)
    size_logs = np.empty(high - low)
    cell_logs = np.zeros(high - low)
    for i in range(high - low):
        size_logs[i] = xlogx_of(size[i], table)
    for k in range(cells):
        cell_logs[unit[k]] += xlogx_of(people[k], table)
    for d in range(draws):
        weight[:] = 0.0
        state = _begin(key, d)
        for _ in range(units):
            state += _GOLDEN
            weight[peopled[_below(state, units)]] += 1.0
        everyone, a_cells, a_sizes, of_other = 0.0, 0.0, 0.0, 0.0
        for i in peopled:
            everyone += weight[i] * size[i]
            of_other += weight[i] * other[i]
        if full:
            for i in peopled:
                a_cells += weight[i] * cell_logs[i]
                a_sizes += weight[i] * size_logs[i]
        by_area[d, EVERYONE] = everyone
        by_area[d, CELL_LOGS] = a_cells
        by_area[d, SIZE_LOGS] = a_sizes
        by_area[d, 3] = units
        for g in range(groups):
            if not wanted[g]:
                continue
            begin, end = heads[g], heads[g + 1]
            mine = 0.0
            for k in range(begin, end):
                mine += weight[unit[k]] * people[k]
            population = everyone if against < 0 else mine + of_other
            p = mine / population if population > 0 else 0.0
            above = 0.0
            out = by_group[d, g]
            if full:
                squares, logs, roots, met, inside, over = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
                seen, crossed, rest, lived_in = 0.0, 0.0, population - mine, 0.0
                for k in range(begin, end):
                    w = weight[unit[k]]
                    x = w * people[k]
                    t = w * whole[k]
                    above += max(0.0, x - t * p)
                    squares += w * fixed[k, 0]
                    logs += w * fixed[k, 1]
                    roots += w * fixed[k, 2]
                    met += w * fixed[k, 3]
                    inside += x * fixed[k, 4]
                    over += w * fixed[k, 4]
                    y = t - x
                    crossed += y * (2.0 * seen + x)
                    seen += x
                    rest -= y
                    lived_in += w
                out[SQUARES], out[LOGS], out[ROOTS], out[MET] = squares, logs, roots, met
                out[INSIDE] = inside
                out[OVER] = over + (units - lived_in if under else 0.0)
                out[CURVE] = crossed + rest * 2.0 * seen
            else:
                for k in range(begin, end):
                    above += weight[unit[k]] * max(0.0, people[k] - whole[k] * p)
            out[PEOPLE], out[POPULATION], out[ABOVE], out[UNITS] = mine, population, above, units


@njit(cache=True, nogil=True, error_model="numpy")
def _poisson(mean: Any, state: Any) -> Any:
    """A Poisson number and the next state: by inversion below 10, by transformed rejection above (Hörmann, 1993)."""
    if mean < 10.0:
        state += _GOLDEN
        u = _unit_interval(state)
        chance = np.exp(-mean)
        k, total = 0, chance
        while u > total and k < 100:
            k += 1
            chance *= mean / k
            total += chance
        return k, state
    b = 0.931 + 2.53 * np.sqrt(mean)
    a = -0.059 + 0.02483 * b
    inverse = 1.1239 + 1.1328 / (b - 3.4)
    quick = 0.9277 - 3.6224 / (b - 2.0)
    log_mean = np.log(mean)
    while True:
        state += _GOLDEN
        u = _unit_interval(state) - 0.5
        state += _GOLDEN
        v = _unit_interval(state)
        us = 0.5 - abs(u)
        k = np.floor((2.0 * a / us + b) * u + mean + 0.43)
        if us >= 0.07 and v <= quick:
            return np.int64(k), state
        if k < 0.0 or (us < 0.013 and v > us):
            continue
        if np.log(v) + np.log(inverse) - np.log(a / (us * us) + b) <= -mean + k * log_mean - _log_factorial(k):
            return np.int64(k), state


@njit(cache=True, nogil=True, error_model="numpy")
def _log_factorial(k: Any) -> Any:
    if k < 2.0:
        return 0.0
    if k < 12.0:
        product = 1.0
        for i in range(2, np.int64(k) + 1):
            product *= i
        return np.log(product)
    return (k + 0.5) * np.log(k) - k + 0.9189385332046728 + (1.0 / 12.0 - 1.0 / (360.0 * k * k)) / k


@njit(cache=True, nogil=True, error_model="numpy")
def draw_people(
    low: Any, high: Any, rows: Any, columns: Any, counts: Any, against: Any, table: Any, limit: Any, under: Any,
    key: Any, by_group: Any, by_area: Any,
) -> None:  # fmt: skip
    """Sums of one area with its people drawn again: every cell a Poisson number with its own count as mean."""
    draws, groups = by_group.shape[0], by_group.shape[1]
    dense = np.zeros((high - low, groups), np.int64)
    for d in range(draws):
        dense[:] = 0
        state = _begin(key, d)
        for i in range(low, high):
            for j in range(rows[i], rows[i + 1]):
                drawn, state = _poisson(np.float64(counts[j]), state)
                dense[i - low, columns[j]] = drawn
        dense_sums(dense, against, table, limit, under, True, True, by_group[d], by_area[d])


@njit(cache=True, nogil=True, error_model="numpy")
def draw_chance(
    low: Any, high: Any, rows: Any, columns: Any, counts: Any, against: Any, table: Any, limit: Any, under: Any,
    in_order: Any, roots: Any, key: Any, by_group: Any, by_area: Any,
) -> None:  # fmt: skip
    """Sums of one area with everybody dealt to units at random, units and groups keeping their sizes.

    Everybody but the largest group picks a seat that is still free; who is left is of the largest group. Against one
    other group only the seats of those two are dealt; who meets whom comes from the deal of everybody.
    """
    draws, groups = by_group.shape[0], by_group.shape[1]
    units = high - low
    size = np.zeros(units, np.int64)
    people = np.zeros(groups, np.int64)
    own = np.zeros((units, groups), np.int64)
    for i in range(low, high):
        for j in range(rows[i], rows[i + 1]):
            own[i - low, columns[j]] = counts[j]
            size[i - low] += counts[j]
            people[columns[j]] += counts[j]
    dense = np.zeros((units, groups), np.int64)
    taken = np.zeros(size.sum() // 64 + 1, np.uint64)
    ends, coarse = _seats(size)
    for d in range(draws):
        _deal(people, size, ends, coarse, taken, dense, _begin(key, d))
        dense_sums(dense, against, table, limit, under, in_order and against < 0, roots and against < 0,
                   by_group[d], by_area[d])  # fmt: skip
    if against < 0:
        return
    pair = np.zeros(2, np.int64)
    two = np.zeros((units, 2), np.int64)
    sums = np.zeros((2, WIDTH))
    unused = np.zeros(4)
    for g in range(groups):
        if g == against or people[g] == 0 or people[against] == 0:
            continue
        pair[0], pair[1] = people[g], people[against]
        shared = own[:, g] + own[:, against]
        ends, coarse = _seats(shared)
        for d in range(draws):
            _deal(pair, shared, ends, coarse, taken, two, _begin(key + np.uint64(g + 1), d))
            sums[:] = 0.0
            dense_sums(two, -1, table, limit, under, in_order, roots, sums, unused)
            for s in (SQUARES, LOGS, ABOVE, ROOTS, CURVE, PEOPLE, POPULATION, UNITS):
                by_group[d, g, s] = sums[0, s]


@njit(cache=True, nogil=True, error_model="numpy")
def _seats(size: Any) -> Any:
    """Where each unit's seats end, and the unit of every 64th seat, to find a seat's unit in a step or two."""
    ends = np.cumsum(size)
    everyone = ends[-1]
    coarse = np.empty(everyone // 64 + 1, np.int64)
    i = 0
    for c in range(len(coarse)):
        while i < len(ends) - 1 and ends[i] <= c * 64:
            i += 1
        coarse[c] = i
    return ends, coarse


@njit(cache=True, nogil=True, error_model="numpy")
def _deal(people: Any, size: Any, ends: Any, coarse: Any, taken: Any, dense: Any, state: Any) -> Any:
    groups = len(people)
    largest = 0
    everyone = 0
    for g in range(groups):
        everyone += people[g]
        if people[g] > people[largest]:
            largest = g
    dense[:] = 0
    taken[:] = np.uint64(0)
    one, six, mask = np.uint64(1), np.uint64(6), np.uint64(63)
    for i in range(len(size)):
        dense[i, largest] = size[i]
    for g in range(groups):
        if g == largest:
            continue
        for _ in range(people[g]):
            while True:
                state += _GOLDEN
                seat = _below(state, everyone)
                word, bit = np.uint64(seat) >> six, one << (np.uint64(seat) & mask)
                if taken[word] & bit == np.uint64(0):
                    break
            taken[word] |= bit
            i = coarse[word]
            while ends[i] <= seat:
                i += 1
            dense[i, g] += 1
            dense[i, largest] -= 1
    return state
