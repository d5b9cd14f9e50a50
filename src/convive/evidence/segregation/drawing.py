"""The compiled loops of intervals: units, or people, drawn again (streams of chance: :mod:`.streams`)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from convive.evidence.segregation.kernels import (
    U,
    of_group,
    past_limit,
    sorting_room,
    table_sums,
    unit_sizes,
    xlogx_of,
)
from convive.evidence.segregation.streams import GOLDEN, below, unit_interval
from convive.evidence.segregation.streams import begin as begin_at
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


@njit(cache=True, nogil=True, error_model="numpy")
def draw_units(  # noqa: C901  one fused loop: every call inside it would cost more than the work
    a: Any, starts: Any, heads: Any, places: Any, counts: Any, against: Any, table: Any, limit: Any, under: Any,
    wanted: Any, full: Any, key: Any, by_group: Any, by_area: Any,
) -> None:  # fmt: skip
    """Sums of one area with its units drawn again with replacement: draws × groups × sums.

    Units with people are drawn, as many as there are. Their order by share does not change from draw to draw, so that
    they are sorted once; a draw is then a weight for each unit and one pass.
    """
    draws, groups = by_group.shape[0], by_group.shape[1]
    all_sizes = unit_sizes(a, starts, heads, places, counts, groups)
    all_other = of_group(a, against, len(all_sizes), heads, places, counts, groups)
    peopled = np.flatnonzero(all_sizes > 0)
    units = len(peopled)
    place = np.zeros(len(all_sizes), np.int64)
    place[peopled] = np.arange(units)
    size, other = all_sizes[peopled], all_other[peopled]
    first = heads[a * groups]
    cells = heads[(a + 1) * groups] - first
    unit, people = np.empty(cells, np.int64), np.empty(cells, np.int64)
    whole = np.empty(cells)
    fixed = np.zeros((cells, 5))
    size_logs, cell_logs = np.empty(units), np.zeros(units)
    for i in range(units):
        size_logs[i] = xlogx_of(size[i], table)
    for g in range(groups):
        if not wanted[g] and not full:
            continue
        begin, end = heads[a * groups + g] - first, heads[a * groups + g + 1] - first
        part = np.empty(end - begin)
        for k in range(begin, end):
            i, x = place[places[first + k]], counts[first + k]
            part[k - begin] = -x / (size[i] if against < 0 or g == against else x + other[i])
        by_share = np.argsort(part)
        for at in range(len(by_share)):
            k = begin + at
            i, x = place[places[first + begin + by_share[at]]], np.int64(counts[first + begin + by_share[at]])
            unit[k], people[k] = i, x
            t = size[i] if against < 0 or g == against else x + other[i]
            whole[k] = t
            fixed[k, 0] = x * x / t
            fixed[k, 1] = xlogx_of(x, table) + xlogx_of(t - x, table) - xlogx_of(t, table)
            fixed[k, 2] = np.sqrt(np.float64(x) * (t - x))
            fixed[k, 3] = x * ((size[i] - x) if against < 0 else other[i]) / size[i]
            named = x if against < 0 or g == against else other[i]
            fixed[k, 4] = past_limit(named, size[i], limit, under)
            cell_logs[i] += xlogx_of(x, table)
    weight = np.empty(units, np.int64)
    for d in range(draws):
        weight[:] = 0
        state = begin_at(key, d)
        for _ in range(units):
            state += GOLDEN
            weight[U(below(state, units))] += 1
        people_drawn, other_drawn = 0, 0
        for i in range(U(units)):
            people_drawn += weight[i] * size[i]
            other_drawn += weight[i] * other[i]
        everyone, of_other = np.float64(people_drawn), np.float64(other_drawn)
        a_cells, a_sizes = 0.0, 0.0
        if full:
            for i in range(U(units)):
                a_cells += weight[i] * cell_logs[i]
                a_sizes += weight[i] * size_logs[i]
        by_area[d, EVERYONE] = everyone
        by_area[d, CELL_LOGS] = a_cells
        by_area[d, SIZE_LOGS] = a_sizes
        by_area[d, 3] = units
        for g in range(groups):
            if not wanted[g]:
                continue
            begin, end = U(heads[a * groups + g] - first), U(heads[a * groups + g + 1] - first)
            mine = 0.0
            for k in range(begin, end):
                mine += weight[U(unit[k])] * people[k]
            population = everyone if against < 0 else mine + of_other
            p = mine / population if population > 0 else 0.0
            above = 0.0
            out = by_group[d, g]
            if full:
                squares, logs, roots, met, inside, over = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
                seen, crossed, rest, lived_in = 0.0, 0.0, population - mine, 0.0
                for k in range(begin, end):
                    w = np.float64(weight[U(unit[k])])
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
                    above += weight[U(unit[k])] * max(0.0, people[k] - whole[k] * p)
            out[PEOPLE], out[POPULATION], out[ABOVE], out[UNITS] = mine, population, above, units


@njit(cache=True, nogil=True, error_model="numpy")
def _poisson(mean: Any, state: Any) -> Any:
    """A Poisson number and the next state: by inversion below 10, by transformed rejection above (Hörmann, 1993)."""
    if mean < 10.0:
        state += GOLDEN
        u = unit_interval(state)
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
        state += GOLDEN
        u = unit_interval(state) - 0.5
        state += GOLDEN
        v = unit_interval(state)
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
    a: Any, starts: Any, heads: Any, places: Any, counts: Any, against: Any, table: Any, limit: Any, under: Any,
    key: Any, by_group: Any, by_area: Any,
) -> None:  # fmt: skip
    """Sums of one area with its people drawn again: every cell a Poisson number with its own count as mean."""
    draws, groups = by_group.shape[0], by_group.shape[1]
    units = starts[a + 1] - starts[a]
    drawn = np.zeros((groups, units), np.int64)
    size = np.empty(units, np.int64)
    x, y, room = np.empty(units), np.empty(units), sorting_room(units)
    for d in range(draws):
        drawn[:] = 0
        size[:] = 0
        state = begin_at(key, d)
        for g in range(groups):
            for k in range(heads[a * groups + g], heads[a * groups + g + 1]):
                many, state = _poisson(np.float64(counts[k]), state)
                drawn[g, places[k]] = many
                size[places[k]] += many
        table_sums(drawn, size, against, table, limit, under, True, True, groups, x, y, room, by_group[d], by_area[d])
