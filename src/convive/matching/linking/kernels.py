"""The compiled loops over pairs of schools and classes. Imported on first use: loading numba takes time.

``arrays`` is :class:`convive.matching.linking.roll.Arrays` and ``points`` is its neighbour there. Sums are taken in the
order of the columns and nothing is rounded before ``rint``, half to even, so that the same figures come out everywhere.

A kernel takes its arrays out of the tuple before its loops: reaching into the tuple within a loop counts references
each time, which costs more than the work.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from convive.matching.linking.rules import BENEFIT, DATES, FORBIDDEN, MINUTES, PHASE, RULES, SPECIAL, VETO, WEIGHT, YEAR

N_RULES = len(RULES)


@njit(cache=True, nogil=True)
def holds(keys: Any, a: Any, b: Any, many: Any) -> Any:
    """Whether an unordered pair is in a sorted list of pairs."""
    if len(keys) == 0:
        return False
    key = min(a, b) * many + max(a, b)
    at = np.searchsorted(keys, key)
    return at < len(keys) and keys[at] == key


@njit(cache=True, nogil=True, inline="always")
def apart(shares: Any, known: Any, s: Any, t: Any) -> Any:
    """Half the sum of the absolute differences of two mixes; 0 where one is not known."""
    total = 0.0
    if known[s] and known[t]:
        for k in range(shares.shape[1]):
            total += abs(shares[s, k] - shares[t, k])
    return total / 2.0


@njit(cache=True, nogil=True, inline="always")
def distance(x: Any, y: Any, s: Any, t: Any) -> Any:
    """Kilometres between two schools as the crow flies."""
    dx, dy = x[s] - x[t], y[s] - y[t]
    return np.sqrt(dx * dx + dy * dy)


@njit(cache=True, nogil=True, inline="always")
def minutes_of(points: Any, km: Any) -> Any:
    """Whole minutes for a way, rounded half to even."""
    return np.rint(points.fixed + points.speed * km)


@njit(cache=True, nogil=True, inline="always")
def late_by(points: Any, minutes: Any) -> Any:
    """Minutes of a way beyond those that are free."""
    return max(np.int64(0), np.int64(minutes) - points.free_min)


@njit(cache=True, nogil=True, inline="always")
def meals_apart(fsm: Any, s: Any, t: Any) -> Any:
    """Difference of two shares with free school meals; 0 where one is not known."""
    gap = abs(fsm[s] - fsm[t])
    return 0.0 if np.isnan(gap) else gap


@njit(cache=True, nogil=True, inline="always")
def years_apart(low: Any, high: Any, known: Any, a: Any, b: Any) -> Any:
    """Years between the nearest years of two classes; −1 where one is not known."""
    if not (known[a] and known[b]):
        return np.int64(-1)
    return max(np.int64(0), low[b] - high[a], low[a] - high[b])


@njit(cache=True, nogil=True, inline="always")
def year_points(points: Any, gap: Any) -> Any:
    """What years apart cost; a year that is not known costs as much as one year apart."""
    return points.p_year * (gap if gap >= 0 else 1)


@njit(cache=True, nogil=True, inline="always")
def size_points(size: Any, points: Any, a: Any, b: Any) -> Any:
    """What a difference in size costs; nothing where a size is not known."""
    if size[a] < 0 or size[b] < 0:
        return np.int64(0)
    return points.p_size * abs(size[a] - size[b])


@njit(cache=True, nogil=True, inline="always")
def share_a_day(dates: Any, a: Any, b: Any) -> Any:
    """Whether two classes can travel on one day; a class that names none can on every day."""
    any_a, any_b, both = False, False, False
    for word in range(dates.shape[1]):
        both |= dates[a, word] & dates[b, word] != 0
        any_a |= dates[a, word] != 0
        any_b |= dates[b, word] != 0
    return both or not (any_a and any_b)


@njit(cache=True, nogil=True, inline="always")
def schools_break(vetoed: Any, special: Any, points: Any, s: Any, t: Any, minutes: Any, benefit: Any) -> Any:
    """The rules that two schools break, as bits, whichever their classes."""
    mask = 0
    if minutes > points.limit:
        mask |= 1 << MINUTES
    if benefit < points.min_benefit:
        mask |= 1 << BENEFIT
    if points.special_same and special[s] != special[t]:
        mask |= 1 << SPECIAL
    if len(vetoed) and holds(vetoed, s, t, len(special)):
        mask |= 1 << VETO
    return mask


@njit(cache=True, nogil=True, inline="always")
def classes_break(
    forbidden: Any, phase: Any, dates: Any, points: Any, a: Any, b: Any, gap: Any, base: Any,
) -> Any:  # fmt: skip
    """The rules that two classes break beside those of their schools; ``base`` are their points before continuity."""
    mask = (gap > points.max_year) << YEAR | ((phase[a] & phase[b]) == 0) << PHASE | (base <= 0) << WEIGHT
    if dates.shape[1]:
        mask |= (not share_a_day(dates, a, b)) << DATES
    if len(forbidden):
        mask |= holds(forbidden, a, b, len(phase)) << FORBIDDEN
    return mask


@njit(cache=True, nogil=True)
def longer(array: Any) -> Any:
    """The same array with twice the room."""
    twice = np.empty(2 * len(array), array.dtype)
    twice[: len(array)] = array
    return twice


@njit(cache=True, nogil=True)
def collect(arrays: Any, points: Any, order: Any, reach: Any) -> Any:
    """All admissible pairs of classes: both ends and the weight.

    ``order`` are the schools from west to east: a school is compared with those that follow it within ``reach``
    kilometres, and with no others.
    """
    x, y, starts, members = arrays.x, arrays.y, arrays.starts, arrays.members
    eth, eth_known, faith, faith_known, fsm = (
        arrays.eth, arrays.eth_known, arrays.faith, arrays.faith_known, arrays.fsm,
    )  # fmt: skip
    low, high, known, size = arrays.low, arrays.high, arrays.year_known, arrays.size
    phase, dates, special = arrays.phase, arrays.dates, arrays.special
    vetoed, previous, forbidden = arrays.vetoed, arrays.previous, arrays.forbidden
    room = max(1024, 32 * len(size))
    first, second, weight = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64)
    found = 0
    for i in range(len(order)):
        s = order[i]
        for j in range(i + 1, len(order)):
            t = order[j]
            if x[t] - x[s] > reach:
                break
            if abs(y[t] - y[s]) > reach:
                continue
            minutes = minutes_of(points, distance(x, y, s, t))
            if minutes > points.limit:
                continue
            mixes = points.w_eth * apart(eth, eth_known, s, t) + points.w_faith * apart(faith, faith_known, s, t)
            benefit = np.int64(np.rint(mixes + points.w_fsm * meals_apart(fsm, s, t)))
            if schools_break(vetoed, special, points, s, t, minutes, benefit):
                continue
            fixed = points.bonus + benefit - points.p_min * late_by(points, minutes)
            kept = points.prev if holds(previous, s, t, len(x)) else 0
            for p in range(starts[s], starts[s + 1]):
                for q in range(starts[t], starts[t + 1]):
                    a, b = members[p], members[q]
                    gap = years_apart(low, high, known, a, b)
                    base = fixed - year_points(points, gap) - size_points(size, points, a, b)
                    if classes_break(forbidden, phase, dates, points, a, b, gap, base):
                        continue
                    if found == len(first):
                        first, second, weight = longer(first), longer(second), longer(weight)
                    first[found], second[found], weight[found] = min(a, b), max(a, b), base + kept
                    found += 1
    return first[:found], second[:found], weight[:found]


@njit(cache=True, nogil=True)
def judge(arrays: Any, points: Any, first: Any, second: Any, mask: Any, whole: Any, parts: Any) -> None:
    """What each of some pairs breaks and is made of, admissible or not.

    ``whole`` gets benefit, year, size, travel, continuity (points taken off are negative) and minutes; ``parts`` gets
    the points for ethnicity, faith and free school meals, and kilometres.
    """
    x, y, size, special = arrays.x, arrays.y, arrays.size, arrays.special
    for i in range(len(first)):
        a, b = first[i], second[i]
        s, t = arrays.school[a], arrays.school[b]
        km = distance(x, y, s, t)
        minutes = minutes_of(points, km)
        eth = points.w_eth * apart(arrays.eth, arrays.eth_known, s, t)
        faith = points.w_faith * apart(arrays.faith, arrays.faith_known, s, t)
        fsm = points.w_fsm * meals_apart(arrays.fsm, s, t)
        benefit = np.int64(np.rint(eth + faith + fsm))
        gap = years_apart(arrays.low, arrays.high, arrays.year_known, a, b)
        whole[i, 0] = benefit
        whole[i, 1] = -year_points(points, gap)
        whole[i, 2] = -size_points(size, points, a, b)
        whole[i, 3] = -points.p_min * late_by(points, minutes)
        whole[i, 4] = points.prev if holds(arrays.previous, s, t, len(x)) else 0
        whole[i, 5] = np.int64(minutes)
        parts[i, 0], parts[i, 1], parts[i, 2], parts[i, 3] = eth, faith, fsm, km
        base = points.bonus + whole[i, :4].sum()
        mask[i] = schools_break(arrays.vetoed, special, points, s, t, minutes, benefit) | classes_break(
            arrays.forbidden, arrays.phase, arrays.dates, points, a, b, gap, base
        )


@njit(cache=True, nogil=True)
def schools_beside(arrays: Any, points: Any, s: Any, ours: Any, fixed: Any) -> None:
    """What one school breaks with every other, and what their classes are worth before years and sizes.

    Where it is so far to a school that no mix makes up for it, its mix is not looked at: time and weight are broken.
    """
    # Years and sizes only take points away, unless somebody has turned their points round.
    only_less = points.p_year >= 0 and points.p_size >= 0
    most = points.bonus + np.int64(np.ceil(abs(points.w_eth) + abs(points.w_faith) + abs(points.w_fsm)))
    for t in range(len(fixed)):
        minutes = minutes_of(points, distance(arrays.x, arrays.y, s, t))
        late = points.p_min * late_by(points, minutes)
        benefit, far = np.int64(0), only_less and minutes > points.limit and most <= late
        if not far:
            mixes = points.w_eth * apart(arrays.eth, arrays.eth_known, s, t)
            mixes += points.w_faith * apart(arrays.faith, arrays.faith_known, s, t)
            benefit = np.int64(np.rint(mixes + points.w_fsm * meals_apart(arrays.fsm, s, t)))
        fixed[t] = points.bonus + benefit - late
        ours[t] = schools_break(arrays.vetoed, arrays.special, points, s, t, minutes, benefit)
        ours[t] |= (far or (only_less and fixed[t] <= 0)) << WEIGHT


@njit(cache=True, nogil=True)
def funnels(  # noqa: C901  one fused loop: every call inside it would cost more than the work
    arrays: Any, points: Any, kind: Any, like: Any, asked: Any, wanted: Any, anybody: Any, left: Any, alone: Any,
) -> None:  # fmt: skip
    """For each class asked about: how many partners are left after each rule, and how many one rule alone keeps out.

    ``left[i, 0]`` counts the classes of other schools, ``left[i, r + 1]`` those that also keep the rules up to ``r``.
    ``alone[i, r]`` counts the partners that break rule ``r`` and no other: those that are ``wanted``, or where
    ``anybody[i]`` says so all. ``kind`` parts the classes by their years and phases; ``like`` is a class of each kind.
    Classes of one school should stand together in ``asked``: what two schools break is worked out once for them.
    """
    starts, members, school, size = arrays.starts, arrays.members, arrays.school, arrays.size
    dates, forbidden = arrays.dates, arrays.forbidden
    low, high, known, phase = arrays.low, arrays.high, arrays.year_known, arrays.phase
    schools = len(starts) - 1
    ours, fixed = np.empty(schools, np.int64), np.empty(schools, np.int64)
    bits, years = np.empty(len(like), np.int64), np.empty(len(like), np.int64)
    # How many partners break exactly these rules, those that are wanted apart.
    seen = np.empty((2, 1 << N_RULES), np.int64)
    last = -1
    for i in range(len(asked)):
        a, s = asked[i], school[asked[i]]
        if s != last:
            schools_beside(arrays, points, s, ours, fixed)
            last = s
        for k in range(len(like)):
            gap = years_apart(low, high, known, a, like[k])
            years[k] = year_points(points, gap)
            bits[k] = (gap > points.max_year) << YEAR | ((phase[a] & phase[like[k]]) == 0) << PHASE
        seen[:] = 0
        for t in range(schools):
            if t == s:
                continue
            for q in range(starts[t], starts[t + 1]):
                b = members[q]
                base = fixed[t] - years[kind[b]] - size_points(size, points, a, b)
                mask = ours[t] | bits[kind[b]] | (base <= 0) << WEIGHT
                if dates.shape[1]:
                    mask |= (not share_a_day(dates, a, b)) << DATES
                if len(forbidden):
                    mask |= holds(forbidden, a, b, len(size)) << FORBIDDEN
                seen[wanted[b], mask] += 1
        for mask in range(1 << N_RULES):
            many = seen[0, mask] + seen[1, mask]
            for r in range(N_RULES + 1):
                if many == 0 or mask & ((1 << r) - 1):
                    break
                left[i, r] += many
        for r in range(N_RULES):
            alone[i, r] = seen[1, 1 << r] + (seen[0, 1 << r] if anybody[i] else 0)
