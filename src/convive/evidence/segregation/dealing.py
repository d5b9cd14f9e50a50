"""Everybody dealt to units at random, units and groups keeping their sizes: the compiled loops of p-values.

A group of K people takes K of the seats still free, every choice of seats as likely as any other. Where a group is
small its people pick a seat one by one. Where it is large each free seat is first taken with a chance a little below
what is needed, independently of all others, so that the taken seats of a unit are a binomial number; whatever the
number of seats taken in all, every choice of so many is then equally likely, and stays so when the people still
missing pick theirs. When more are taken than there are people (one deal in forty), the group is dealt again. So the
deal is exact, in a few look-ups a unit instead of one a person.

A binomial number of n seats is the sum of those of the digits of n (base 64), each from a table of Walker's aliases:
one random number, one look-up, exact to one part in 2³².
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from convive.evidence.segregation.kernels import U, group_totals, of_group, sorting_room, table_sums, unit_sizes
from convive.evidence.segregation.streams import GOLDEN, begin, below, mix
from convive.evidence.segregation.sums import ABOVE, CURVE, LOGS, PEOPLE, POPULATION, ROOTS, SQUARES, UNITS, WIDTH

_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_BASE, _DIGIT, _SIX = 64, np.uint64(63), np.uint64(6)
# Below so many people more than there are units, picking seats is quicker than making tables.
_MANY = 50


@njit(cache=True, nogil=True, error_model="numpy")
def draw_chance(
    a: Any, starts: Any, heads: Any, places: Any, counts: Any, against: Any, table: Any, limit: Any, under: Any,
    in_order: Any, roots: Any, key: Any, by_group: Any, by_area: Any,
) -> None:  # fmt: skip
    """Sums of one area with everybody dealt to units at random: draws × groups × sums.

    Against one other group only the seats of those two are dealt; who meets whom comes from the deal of everybody.
    """
    draws, groups = by_group.shape[0], by_group.shape[1]
    size = unit_sizes(a, starts, heads, places, counts, groups)
    people = group_totals(a, heads, counts, groups)
    units = len(size)
    x, y, room = np.empty(units), np.empty(units), sorting_room(units)
    plan = plan_of(people, size)
    dealt = np.zeros((groups, units), np.int64)
    for d in range(draws):
        deal(people, size, plan, dealt, begin(key, d))
        table_sums(dealt, size, against, table, limit, under, in_order and against < 0, roots and against < 0,
                   groups, x, y, room, by_group[d], by_area[d])  # fmt: skip
    if against < 0:
        return
    pair = np.zeros(2, np.int64)
    two = np.zeros((2, units), np.int64)
    sums = np.zeros((2, WIDTH))
    unused = np.zeros(4)
    other = of_group(a, against, units, heads, places, counts, groups)
    for g in range(groups):
        if g == against or people[g] == 0 or people[against] == 0:
            continue
        pair[0], pair[1] = people[g], people[against]
        shared = other + of_group(a, g, units, heads, places, counts, groups)
        plan = plan_of(pair, shared)
        for d in range(draws):
            deal(pair, shared, plan, two, begin(key + np.uint64(g + 1), d))
            table_sums(two, shared, -1, table, limit, under, in_order, roots, 1, x, y, room, sums, unused)
            for s in (SQUARES, LOGS, ABOVE, ROOTS, CURVE, PEOPLE, POPULATION, UNITS):
                by_group[d, g, s] = sums[0, s]


@njit(cache=True, nogil=True, error_model="numpy")
def plan_of(people: Any, size: Any) -> Any:
    """What is the same in every deal: the order of groups, where seats lie, and the tables of the large groups."""
    _groups, units = len(people), len(size)
    order = np.argsort(-people, kind="mergesort")
    ends = np.cumsum(size)
    everyone = ends[-1]
    # The unit of every so many-th seat, to find a seat's unit in a step or two.
    shift = 0
    while (4 << shift) * units <= everyone:
        shift += 1
    coarse = np.empty((everyone >> shift) + 1, np.int64)
    i = 0
    for c in range(len(coarse)):
        while i < units - 1 and ends[i] <= c << shift:
            i += 1
        coarse[c] = i
    tabled, where, aliases = _tables(people, order, size)
    return order, ends, coarse, shift, tabled, where, aliases


@njit(cache=True, nogil=True, error_model="numpy")
def _tables(people: Any, order: Any, size: Any) -> Any:
    """Which groups are large enough for tables, where the table of each digit lies, and the tables end to end."""
    groups, units, left, most = len(people), len(size), size.sum(), size.max()
    levels = 1
    while most >> (6 * levels) > 0:
        levels += 1
    # By group and digit (64 to a level): where its table begins, how long it is, and its least number. The first place
    # is the table of no seats.
    where = np.zeros((3, groups, levels * _BASE), np.int64)
    chances, tabled, room = np.zeros(groups), np.zeros(groups, np.bool_), 1
    for at in range(1, groups):
        g = order[at]
        k = people[g]
        # Two standard deviations below what is needed.
        chance = (k - 2.0 * np.sqrt(k * (1.0 - k / left))) / left if left > 0 else 0.0
        left -= k
        if k <= units + _MANY or chance <= 0.0:
            continue
        tabled[g], chances[g] = True, chance
        for level in range(levels):
            for digit in range(1, _digits(most, level)):
                low, high = _reach(digit << (6 * level), chance)
                place = level * _BASE + digit
                where[0, g, place], where[1, g, place], where[2, g, place] = room, high - low + 1, low
                room += high - low + 1
    aliases = np.zeros(room, np.uint64)
    for g in np.flatnonzero(tabled):
        for level in range(levels):
            for digit in range(1, _digits(most, level)):
                place = level * _BASE + digit
                begins, long = where[0, g, place], where[1, g, place]
                _alias_table(digit << (6 * level), chances[g], where[2, g, place], aliases[begins : begins + long])
    return tabled, where, aliases


@njit(cache=True, nogil=True, error_model="numpy")
def _digits(most: Any, level: Any) -> Any:
    """How many digits a level needs, 0 among them."""
    return min(_BASE, (most >> (6 * level)) + 1)


@njit(cache=True, nogil=True, error_model="numpy")
def _reach(n: Any, p: Any) -> Any:
    """The numbers of ``n`` seats that hold all but about 1e-15 of the chance."""
    wide = np.int64(np.ceil(8.5 * np.sqrt(n * p * (1.0 - p)))) + 20
    mode = np.int64(np.floor((n + 1) * p))
    return max(0, mode - wide), min(n, mode + wide)


@njit(cache=True, nogil=True, error_model="numpy")
def _alias_table(n: Any, p: Any, low: Any, out: Any) -> None:
    """Walker's aliases of a binomial number (Vose, 1991): for each column its threshold and whom it gives way to."""
    long = len(out)
    part = np.empty(long)
    mode = min(max(np.int64(np.floor((n + 1) * p)) - low, 0), long - 1)
    odds = p / (1.0 - p)
    part[mode] = 1.0
    for k in range(mode + 1, long):
        part[k] = part[k - 1] * odds * (n - low - k + 1.0) / (low + k)
    for k in range(mode - 1, -1, -1):
        part[k] = part[k + 1] * (low + k + 1.0) / (odds * (n - low - k))
    part *= long / part.sum()
    poor, rich = np.empty(long, np.int64), np.empty(long, np.int64)
    poors, riches = 0, 0
    for k in range(long):
        if part[k] < 1.0:
            poor[poors] = k
            poors += 1
        else:
            rich[riches] = k
            riches += 1
        out[k] = (_LOW << _HALF) | U(k)
    while poors > 0 and riches > 0:
        poors -= 1
        one, giver = poor[poors], rich[riches - 1]
        out[one] = (U(part[one] * 4294967295.0) << _HALF) | U(giver)
        part[giver] -= 1.0 - part[one]
        if part[giver] < 1.0:
            riches -= 1
            poor[poors] = giver
            poors += 1


@njit(cache=True, nogil=True, error_model="numpy")
def deal(people: Any, size: Any, plan: Any, dealt: Any, state: Any) -> Any:
    """One deal: ``dealt`` becomes the people of each group (rows) in each unit."""
    order, ends, coarse, shift, tabled, where, aliases = plan
    groups, units = dealt.shape
    everyone = ends[-1]
    free = dealt[order[0]]
    free[:] = size
    for at in range(1, groups):
        g = order[at]
        row = dealt[g]
        start, long, least = where[0, g], where[1, g], where[2, g]
        seated = people[g] + 1
        while tabled[g] and seated > people[g]:
            seated = 0
            for i in range(U(units)):
                n, taken, level = U(free[i]), 0, U(0)
                while n > U(0):
                    digit = level + (n & _DIGIT)
                    state += GOLDEN
                    z = mix(state)
                    column = ((z >> _HALF) * U(long[digit])) >> _HALF
                    alias = aliases[U(start[digit]) + column]
                    taken += least[digit] + np.int64(column if (z & _LOW) < (alias >> _HALF) else alias & _LOW)
                    n >>= _SIX
                    level += U(_BASE)
                row[i] = taken
                seated += taken
        if tabled[g]:
            for i in range(U(units)):
                free[i] -= row[i]
        else:
            row[:] = 0
            seated = 0
        for _ in range(people[g] - seated):
            while True:
                state += GOLDEN
                seat = below(state, everyone)
                i = U(coarse[U(seat >> shift)])
                while ends[i] <= seat:
                    i += U(1)
                # A unit's first seats are the free ones: which seats they are makes no difference.
                if ends[i] - seat <= free[i]:
                    break
            row[i] += 1
            free[i] -= 1
    return state
