"""The compiled loops of exact expectations under random allocation, cell by hypergeometric cell.

:mod:`convive.evidence.segregation.chance` derives them; each distinct size of unit is worked out once for a group.
"""

from __future__ import annotations

from math import lgamma, log
from typing import Any

import numpy as np
from numba import njit

from convive.evidence.segregation.kernels import group_by_group, past_limit, xlogx_of
from convive.evidence.segregation.sums import (
    ABOVE,
    CELL_LOGS,
    EVERYONE,
    INSIDE,
    LOGS,
    MET,
    OVER,
    PEOPLE,
    POPULATION,
    SIZE_LOGS,
    SQUARES,
    UNITS,
)


@njit(cache=True, nogil=True, error_model="numpy")
def expect(  # noqa: C901  one fused loop: every call inside it would cost more than the work
    first: Any, last: Any, starts: Any, rows: Any, columns: Any, counts: Any,
    against: Any, table: Any, with_logs: Any, limit: Any, under: Any, with_limit: Any, by_group: Any, by_area: Any,
) -> None:  # fmt: skip
    """Expected sums under random allocation, group by group; each distinct size of unit is worked out once."""
    groups = by_group.shape[1]
    for a in range(first, last):
        low, high = starts[a], starts[a + 1]
        size, other, heads, unit, people = group_by_group(low, high, rows, columns, counts, against, groups)
        everyone = size.sum()
        of_other = other.sum()
        units = (size > 0).sum()
        times = np.zeros(size.max() + 1, np.int64)
        for n in size:
            times[n] += 1
        sizes = np.flatnonzero(times[1:]) + 1
        size_logs = 0.0
        for n in sizes:
            size_logs += times[n] * xlogx_of(n, table)
        seats = np.zeros(len(sizes))
        if not with_logs and against < 0:
            for at in range(len(sizes)):
                seats[at] = _log_seats(everyone, sizes[at])
        cell_logs = 0.0
        pair_times = np.zeros(size.max() + 1, np.int64) if against >= 0 else times
        for g in range(groups):
            mine = 0
            for k in range(heads[g], heads[g + 1]):
                mine += people[k]
            out = by_group[a, g]
            out[PEOPLE], out[POPULATION], out[UNITS] = mine, everyone, units
            if mine == 0 or g == against:
                out[POPULATION] = everyone if against < 0 else mine + of_other
                continue
            total, here, here_times = everyone, sizes, times
            if against >= 0:
                total = mine + of_other
                pair_times[:] = 0
                shared = other.copy()
                for k in range(heads[g], heads[g + 1]):
                    shared[unit[k]] += people[k]
                for n in shared:
                    pair_times[n] += 1
                here, here_times = np.flatnonzero(pair_times[1:]) + 1, pair_times
                out[POPULATION] = total
                out[UNITS] = here_times[1:].sum()
            squares, spread, own_logs, rest_logs, whole_logs, inside, over = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
            p = mine / total
            for at in range(len(here)):
                n = here[at]
                m = here_times[n]
                squares += m * (p * (1.0 - p) * (total - n) / max(total - 1, 1) + n * p * p)
                if with_logs:
                    one, own, rest = _window(total, mine, n, table)
                    spread += m * one
                    own_logs += m * own
                    rest_logs += m * rest
                    whole_logs += m * xlogx_of(n, table)
                else:
                    spread += m * _mean_deviation(total, mine, n, seats[at] if against < 0 else _log_seats(total, n))
            if with_limit:
                of_named = mine if against < 0 else of_other
                for n in sizes:
                    chance, in_it = _tail(everyone, of_named, n, limit, under)
                    over += times[n] * chance
                    if against < 0:
                        inside += times[n] * in_it
                    else:
                        # Of those who are not of the named group, each is as likely to be of this one.
                        inside += times[n] * (n * chance - in_it) * mine / max(everyone - of_named, 1)
            cell_logs += own_logs
            out[SQUARES] = squares
            out[ABOVE] = spread / 2.0
            out[LOGS] = own_logs + rest_logs - whole_logs
            if against < 0:
                out[MET] = mine - squares
            else:
                out[MET] = mine * (of_other / max(everyone - 1, 1)) * ((everyone - units) / everyone)
            out[INSIDE] = inside
            out[OVER] = over if against < 0 else 0.0
        by_area[a, EVERYONE] = everyone
        by_area[a, CELL_LOGS] = cell_logs
        by_area[a, SIZE_LOGS] = size_logs
        by_area[a, 3] = units


@njit(cache=True, nogil=True, error_model="numpy")
def _window(everyone: Any, group: Any, n: Any, table: Any) -> Any:
    """``E|x − μ|``, ``E[x ln x]``, ``E[(n − x) ln (n − x)]`` from ratios of probabilities outward from the mode."""
    p = group / everyone
    mean = n * p
    rest = everyone - group - n
    reach = np.int64(np.ceil(8.5 * np.sqrt(mean * (1.0 - p) * (everyone - n) / max(everyone - 1, 1)))) + 20
    mode = np.int64(np.floor((n + 1.0) * (group + 1.0) / (everyone + 2.0)))
    lowest, highest = max(0, n - (everyone - group)), min(n, group)
    mode = min(max(mode, lowest), highest)
    total, spread = 1.0, abs(mode - mean)
    own, others = xlogx_of(mode, table), xlogx_of(n - mode, table)
    chance, k = 1.0, mode
    top = min(highest, mode + reach)
    while k < top:
        chance *= (group - k) * np.float64(n - k) / ((k + 1.0) * (rest + k + 1.0))
        k += 1
        total += chance
        spread += chance * abs(k - mean)
        own += chance * xlogx_of(k, table)
        others += chance * xlogx_of(n - k, table)
        if chance < 1e-18:
            break
    chance, k = 1.0, mode
    bottom = max(lowest, mode - reach)
    while k > bottom:
        chance *= k * np.float64(rest + k) / ((group - k + 1.0) * (n - k + 1.0))
        k -= 1
        total += chance
        spread += chance * abs(k - mean)
        own += chance * xlogx_of(k, table)
        others += chance * xlogx_of(n - k, table)
        if chance < 1e-18:
            break
    return spread / total, own / total, others / total


@njit(cache=True, nogil=True, error_model="numpy")
def _tail(everyone: Any, group: Any, n: Any, limit: Any, under: Any) -> Any:
    """The chance that a unit of ``n`` lies past the limit, and the group's expected people in it when it does."""
    if group == 0:
        return past_limit(0, n, limit, under), 0.0
    p = group / everyone
    rest = everyone - group - n
    reach = np.int64(np.ceil(8.5 * np.sqrt(n * p * (1.0 - p) * (everyone - n) / max(everyone - 1, 1)))) + 20
    lowest, highest = max(0, n - (everyone - group)), min(n, group)
    mode = min(max(np.int64(np.floor((n + 1.0) * (group + 1.0) / (everyone + 2.0))), lowest), highest)
    past = past_limit(mode, n, limit, under)
    total, hit, people = 1.0, past, past * mode
    chance, k = 1.0, mode
    while k < min(highest, mode + reach):
        chance *= (group - k) * np.float64(n - k) / ((k + 1.0) * (rest + k + 1.0))
        k += 1
        past = past_limit(k, n, limit, under)
        total += chance
        hit += chance * past
        people += chance * past * k
    chance, k = 1.0, mode
    while k > max(lowest, mode - reach):
        chance *= k * np.float64(rest + k) / ((group - k + 1.0) * (n - k + 1.0))
        k -= 1
        past = past_limit(k, n, limit, under)
        total += chance
        hit += chance * past
        people += chance * past * k
    return hit / total, people / total


# What Stirling's formula leaves out of ln n!, for n up to 15 (Loader, 2000).
_STIRLING_REST = np.array(
    [0.0] + [lgamma(n + 1.0) - ((n + 0.5) * log(n) - n + 0.9189385332046728) for n in range(1, 16)]
)


@njit(cache=True, nogil=True, error_model="numpy")
def _stirling_rest(n: Any) -> Any:
    """What Stirling's formula leaves out of ln n! (Loader, 2000)."""
    if n <= 15:
        return _STIRLING_REST[n]
    s = 1.0 / (np.float64(n) * n)
    return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - s / 1188) * s) * s) * s) / n


@njit(cache=True, nogil=True, error_model="numpy")
def _deviance(x: Any, m: Any) -> Any:
    """``x ln(x/m) + m − x`` without cancellation near ``x = m``."""
    if abs(x - m) < 0.1 * (x + m):
        v = (x - m) / (x + m)
        total = (x - m) * v
        term = 2.0 * x * v
        v2 = v * v
        for j in range(1, 1000):
            term *= v2
            more = total + term / (2 * j + 1)
            if more == total:
                return more
            total = more
    return x * np.log(x / m) + m - x


@njit(cache=True, nogil=True, error_model="numpy")
def _log_binomial(x: Any, n: Any, p: Any) -> Any:
    """Ln of a binomial probability by Loader's saddle point; 0 ≤ x ≤ n, 0 < p < 1."""
    if n == 0:
        return 0.0
    if x == 0:
        return n * np.log1p(-p)
    if x == n:
        return n * np.log(p)
    log = _stirling_rest(n) - _stirling_rest(x) - _stirling_rest(n - x)
    log -= _deviance(np.float64(x), n * p) + _deviance(np.float64(n - x), n * (1.0 - p))
    return log + 0.5 * np.log(n / (6.283185307179586 * x * np.float64(n - x)))


@njit(cache=True, nogil=True, error_model="numpy")
def _log_seats(everyone: Any, n: Any) -> Any:
    """What all groups share: ln of the chance that ``n`` of everybody sit in the unit, each with chance n/N."""
    return _log_binomial(n, everyone, n / everyone) if n < everyone else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def _mean_deviation(everyone: Any, group: Any, n: Any, log_seats: Any) -> Any:
    """``E|x − μ| = 2 m (N − K − n + m)/N · P(x = m)`` with ``m = ⌊nK/N⌋ + 1``, the probability by saddle point."""
    if group == everyone or n == everyone:
        return 0.0
    m = np.int64(np.floor(np.float64(n) * group / everyone)) + 1
    left = everyone - group - n + m
    if m > min(n, group) or left <= 0:
        return 0.0
    p = n / everyone
    chance = np.exp(_log_binomial(m, group, p) + _log_binomial(n - m, everyone - group, p) - log_seats)
    return 2.0 * m * left / everyone * chance
