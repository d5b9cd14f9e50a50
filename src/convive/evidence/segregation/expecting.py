"""The compiled loops of exact expectations under random allocation, cell by hypergeometric cell.

:mod:`convive.evidence.segregation.chance` derives them; each distinct size of unit is worked out once for a group.
"""

from __future__ import annotations

from math import lgamma, log
from typing import Any

import numpy as np
from numba import njit

from convive.evidence.segregation.kernels import group_totals, of_group, past_limit, unit_sizes, xlogx_of
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
    first: Any, last: Any, starts: Any, heads: Any, places: Any, counts: Any,
    against: Any, table: Any, with_logs: Any, limit: Any, under: Any, with_limit: Any, by_group: Any, by_area: Any,
) -> None:  # fmt: skip
    """Expected sums under random allocation, group by group; each distinct size of unit is worked out once."""
    groups = by_group.shape[1]
    for a in range(first, last):
        size = unit_sizes(a, starts, heads, places, counts, groups)
        people = group_totals(a, heads, counts, groups)
        everyone = size.sum()
        units = (size > 0).sum()
        times = np.zeros(size.max() + 1, np.int64)
        for n in size:
            times[n] += 1
        sizes = np.flatnonzero(times[1:]) + 1
        size_logs = 0.0
        for n in sizes:
            size_logs += times[n] * xlogx_of(n, table)
        other = of_group(a, against, len(size), heads, places, counts, groups)
        pair_times, of_other = np.zeros(len(times), np.int64), other.sum()
        cell_logs = 0.0
        for g in range(groups):
            mine = people[g]
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
                for k in range(heads[a * groups + g], heads[a * groups + g + 1]):
                    shared[places[k]] += counts[k]
                for n in shared:
                    pair_times[n] += 1
                here, here_times = np.flatnonzero(pair_times[1:]) + 1, pair_times
                out[POPULATION] = total
                out[UNITS] = here_times[1:].sum()
            own_logs, rest_logs, whole_logs, inside, over = 0.0, 0.0, 0.0, 0.0, 0.0
            p = mine / total
            # Σ [p (1 − p)(N − n)/(N − 1) + n p²] over units with people, whose n add up to N.
            squares = p * (1.0 - p) * total * (out[UNITS] - 1.0) / max(total - 1, 1) + total * p * p
            if with_logs:
                for n in here:
                    m = here_times[n]
                    own_part, rest_part = _window(total, mine, n, table)
                    own_logs += m * own_part
                    rest_logs += m * rest_part
                    whole_logs += m * xlogx_of(n, table)
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
            out[ABOVE] = _mean_deviations(total, mine, here, here_times) / 2.0
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
    """``E[x ln x]`` and ``E[(n − x) ln (n − x)]`` from ratios of probabilities outward from the mode."""
    p = group / everyone
    mean = n * p
    rest = everyone - group - n
    reach = np.int64(np.ceil(8.5 * np.sqrt(mean * (1.0 - p) * (everyone - n) / max(everyone - 1, 1)))) + 20
    mode = np.int64(np.floor((n + 1.0) * (group + 1.0) / (everyone + 2.0)))
    lowest, highest = max(0, n - (everyone - group)), min(n, group)
    mode = min(max(mode, lowest), highest)
    total = 1.0
    own, others = xlogx_of(mode, table), xlogx_of(n - mode, table)
    chance, k = 1.0, mode
    top = min(highest, mode + reach)
    while k < top:
        chance *= (group - k) * np.float64(n - k) / ((k + 1.0) * (rest + k + 1.0))
        k += 1
        total += chance
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
        own += chance * xlogx_of(k, table)
        others += chance * xlogx_of(n - k, table)
        if chance < 1e-18:
            break
    return own / total, others / total


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


# So many steps of a ratio at most between two probabilities worked out in full: each may round off one part in 2⁵¹.
_STEPS = 128
# A step of a ratio takes about a thirtieth of the time of a probability in full.
_FAR = 30


@njit(cache=True, nogil=True, error_model="numpy")
def _chance_of(m: Any, everyone: Any, group: Any, n: Any) -> Any:
    """The chance of ``m`` of a group among ``n`` of everybody; 0 < n < N, 0 < K < N."""
    p = n / everyone
    log = _log_binomial(m, group, p) + _log_binomial(n - m, everyone - group, p)
    return np.exp(log - _log_binomial(n, everyone, p))


@njit(cache=True, nogil=True, error_model="numpy")
def _mean_deviations(everyone: Any, group: Any, sizes: Any, times: Any) -> Any:
    """``Σ E|x − μ|`` over units of rising ``sizes``, each so many times.

    ``E|x − μ| = 2 m (N − K − n + m)/N · P(x = m)`` with ``m = ⌊nK/N⌋ + 1``. From one size to the next P changes by
    ``(n + 1)(N − K − n + m) / ((n + 1 − m)(N − n))``, and where m rises by ``(K − m)(n − m) / ((m + 1)(N − K − n + m +
    1))``: nearly all probabilities come from the one before, and one in full stands at least every 128 steps.
    """
    total, chance, n, m, steps = 0.0, 0.0, np.int64(0), np.int64(0), np.int64(_STEPS)
    if group == everyone:
        return total
    rest = everyone - group
    for size in sizes:
        if size == everyone:
            break
        if steps + size - n > _STEPS or size - n > _FAR:
            n, steps = size, np.int64(0)
            m = n * group // everyone + 1
            chance = _chance_of(m, everyone, group, n)
        steps += size - n
        while n < size:
            up, down = (n + 1.0) * (rest - n + m), (n + 1.0 - m) * (everyone - n)
            n += 1
            if n * group >= m * everyone:
                up *= np.float64(group - m) * (n - m)
                down *= (m + 1.0) * (rest - n + m + 1)
                m += 1
            chance *= up / down
        total += times[size] * (2.0 * m * (rest - n + m) / everyone) * chance
    return total
