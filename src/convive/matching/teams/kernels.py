"""The compiled loops of swap annealing: people change places between teams, and only what changes is counted again.

Two people who change places touch the counts of two teams and of the levels in which they differ; everything else
stands still. Blocks of people who belong together move as one, and whoever is in the way of a rule comes back for them.
Two people of one guarded level move together, because one alone may never leave a team of two. Chance is a
counter run through a mixing function (Steele, Lea and Flood, 2014), so that a start gives the same teams whatever else
runs beside it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_EPS = 1e-9


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _mix(z: Any) -> Any:
    z = (z ^ (z >> _S30)) * _MIX_1
    z = (z ^ (z >> _S27)) * _MIX_2
    return z ^ (z >> _S31)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _below(z: Any, n: Any) -> Any:
    """A whole number from 0 up to ``n`` − 1 out of a mixed word."""
    return np.int64(((z >> _HALF) * np.uint64(n)) >> _HALF)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _share(z: Any) -> Any:
    return (np.float64(z >> _S11) + 0.5) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _one(count: Any) -> Any:
    return 1.0 if count == 1 else 0.0


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def swap_price(
    i: Any,
    j: Any,
    a: Any,
    b: Any,
    level: Any,
    weight: Any,
    share: Any,
    guarded: Any,
    counts: Any,
    size: Any,
    alone: Any,
) -> Any:
    """What the sum of squares changes by (and ``alone`` for each guarded level that stands alone) if i and j swap."""
    price = 0.0
    for k in range(level.shape[1]):
        out, into = level[i, k], level[j, k]
        if out != into:
            a_out, a_in, b_out, b_in = counts[a, out], counts[a, into], counts[b, out], counts[b, into]
            price += (2.0 * weight[k]) * (
                (a_in - a_out + b_out - b_in + 2) + (size[a] - size[b]) * (share[out] - share[into])
            )
            if alone > 0.0:
                if guarded[out]:
                    price += alone * (_one(a_out - 1) - _one(a_out) + _one(b_out + 1) - _one(b_out))
                if guarded[into]:
                    price += alone * (_one(a_in + 1) - _one(a_in) + _one(b_in - 1) - _one(b_in))
    return price


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def swap(i: Any, j: Any, level: Any, counts: Any, team: Any, members: Any, slot: Any) -> None:
    """Puts i where j was and j where i was."""
    a, b = team[i], team[j]
    for k in range(level.shape[1]):
        out, into = level[i, k], level[j, k]
        if out != into:
            counts[a, out] -= 1
            counts[a, into] += 1
            counts[b, out] += 1
            counts[b, into] -= 1
    members[a, slot[i]], members[b, slot[j]] = j, i
    slot[i], slot[j] = slot[j], slot[i]
    team[i], team[j] = b, a


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _meets(i: Any, to: Any, apart_from: Any, apart: Any, team: Any) -> Any:
    """Whether somebody from whom i is to be apart is in the team."""
    met = False
    for at in range(apart_from[i], apart_from[i + 1]):
        met = met or team[apart[at]] == to
    return met


@njit(cache=True, nogil=True, error_model="numpy")
def _fill(found: Any, have: Any, wanted: Any, to: Any, start: Any, members: Any, size: Any, block: Any) -> Any:
    """Single people of a team join those found until there are as many as wanted; gives how many there are."""
    for step in range(size[to]):
        if have >= wanted:
            break
        at = start + step
        if at >= size[to]:
            at -= size[to]
        x = members[to, at]
        if block[x] < 0:
            new = True
            for k in range(have):
                new = new and found[k] != x
            if new:
                found[have] = x
                have += 1
    return have


@njit(cache=True, nogil=True, error_model="numpy")
def _unit(x: Any, found: Any, have: Any, block: Any, block_from: Any, in_block: Any) -> Any:
    """Person x and their block join those found; gives how many there are, −1 where there is no room."""
    for k in range(have):
        if found[k] == x:
            return have
    low, high = 0, 1
    if block[x] >= 0:
        low, high = block_from[block[x]], block_from[block[x] + 1]
    if have + high - low > len(found):
        return -1
    for at in range(low, high):
        found[have] = in_block[at] if block[x] >= 0 else x
        have += 1
    return have


@njit(cache=True, nogil=True, error_model="numpy")
def _in_the_way(ours: Any, width: Any, to: Any, theirs: Any, apart_from: Any, apart: Any, team: Any, block: Any,
                block_from: Any, in_block: Any) -> Any:  # fmt: skip
    """Those of a team who are to be apart from ours, with their blocks; −1 where there are too many."""
    have = 0
    for k in range(width):
        for at in range(apart_from[ours[k]], apart_from[ours[k] + 1]):
            if team[apart[at]] == to:
                have = _unit(apart[at], theirs, have, block, block_from, in_block)
                if have < 0:
                    return -1
    return have


@njit(cache=True, nogil=True, error_model="numpy")
def anneal(  # noqa: C901  one fused loop: every call inside it would cost more than the work
    level: Any, weight: Any, share: Any, guarded: Any, alike: Any, alike_from: Any, alike_to: Any, block: Any,
    block_from: Any, in_block: Any, apart_from: Any, apart: Any, reach: Any, km: Any, site: Any, km_left: Any,
    home: Any, moves_left: Any, move_price: Any, team: Any, members: Any, slot: Any, size: Any, counts: Any, steps: Any,
    hot: Any, cold: Any, alone_first: Any, alone_last: Any, key: Any,
) -> Any:  # fmt: skip
    """Runs ``steps`` proposals from hot to cold and leaves the teams where they froze.

    The penalty for standing alone grows with time from ``alone_first`` to ``alone_last``. ``km_left`` is by how much
    everybody's way may still grow together, ``moves_left`` how many people may still leave their ``home`` team and
    ``move_price`` what each of them adds to the score. Gives how many proposals were taken, and what is left of both.
    """
    n, attributes = level.shape
    teams = len(size)
    blocks = len(block_from) - 1
    several_sites, rules, pairs = len(site) > 0, len(apart) > 0, alone_last > 0.0
    homes = len(home) > 0
    widest = 2
    for at in range(blocks):
        widest = max(widest, block_from[at + 1] - block_from[at])
    ours, theirs = np.empty(2 * widest + 2, np.int64), np.empty(2 * widest + 2, np.int64)
    state = _mix(np.uint64(key) * _GOLDEN + _GOLDEN)
    heat, cooling = hot, (cold / hot) ** (1.0 / max(1.0, steps / 256.0))
    alone = alone_first
    taken = 0
    for step in range(steps):
        if step & 255 == 0:
            heat = heat * cooling if step else hot
            alone = alone_first + (alone_last - alone_first) * (step / steps)
        state += _GOLDEN
        word = _mix(state)
        kind = np.int64(word & np.uint64(255))
        i = _below(word, n)
        a = team[i]
        state += _GOLDEN
        word = _mix(state)
        width = 1
        ours[0] = i
        if block[i] >= 0 or (kind < 96 and apart_from[i + 1] > apart_from[i]):
            # Who is bound by a rule goes with their block, and whoever is in the way there comes back.
            b = _below(word, teams)
            if b == a:
                continue
            width = _unit(i, ours, 0, block, block_from, in_block)
            other = _in_the_way(ours, width, b, theirs, apart_from, apart, team, block, block_from, in_block)
            if other == 0 and kind & 1:
                other = _unit(members[b, np.int64(word & _LOW) % size[b]], theirs, 0, block, block_from, in_block)
            if other < 0:
                continue
            start = np.int64((word >> np.uint64(8)) & _LOW)
            if other < width:
                other = _fill(theirs, other, width, b, start % size[b], members, size, block)
            elif width < other:
                width = _fill(ours, width, other, a, start % size[a], members, size, block)
            if other != width:
                continue
        elif pairs and kind < 48 and size[a] > 1:
            # Somebody of the same guarded level comes along, where there is one.
            j = -1
            start = np.int64(word & _LOW) % size[a]
            for shift in range(size[a]):
                at = start + shift
                if at >= size[a]:
                    at -= size[a]
                x = members[a, at]
                if x != i and block[x] < 0:
                    for k in range(attributes):
                        if level[x, k] == level[i, k] and guarded[level[i, k]]:
                            j = x
                    if j >= 0:
                        break
            if j < 0:
                continue
            width = 2
            ours[1] = j
            b = _below(word, teams)
            if b == a:
                continue
            start = np.int64((word >> np.uint64(8)) & _LOW) % size[b]
            if _fill(theirs, 0, 2, b, start, members, size, block) < 2:
                continue
        else:
            if kind < 160:
                # Somebody alike in everything but one attribute: only that attribute's counts are at stake.
                k = (kind & 127) % attributes
                low, high = alike_from[k, i], alike_to[k, i]
                j = alike[k, low + _below(word, high - low)]
            else:
                j = _below(word, n)
            if block[j] >= 0 or team[j] == a:
                continue
            b = team[j]
            theirs[0] = j
        if several_sites and site[a] != site[b]:
            longer, ok = 0.0, True
            for at in range(width):
                x, y = ours[at], theirs[at]
                ok = ok and reach[x, site[b]] and reach[y, site[a]]
                longer += km[x, site[b]] - km[x, site[a]] + km[y, site[a]] - km[y, site[b]]
            if not ok or longer > km_left + _EPS:
                continue
        else:
            longer = 0.0
        left = 0
        if homes:
            for at in range(width):
                x, y = ours[at], theirs[at]
                if home[x] >= 0:
                    left += (home[x] != b) - np.int64(home[x] != a)
                if home[y] >= 0:
                    left += (home[y] != a) - np.int64(home[y] != b)
            if left > moves_left:
                continue
        price = move_price * left
        for at in range(width):
            price += swap_price(ours[at], theirs[at], a, b, level, weight, share, guarded, counts, size, alone)
            if width > 1:
                swap(ours[at], theirs[at], level, counts, team, members, slot)
        if price > _EPS:
            state += _GOLDEN
            kept = price < 14.0 * heat and _share(_mix(state)) < np.exp(-price / heat)
        else:
            kept = True
        if width == 1:
            if not kept:
                continue
            if rules:
                x, y = ours[0], theirs[0]
                team[x], team[y] = b, a
                kept = not (_meets(x, b, apart_from, apart, team) or _meets(y, a, apart_from, apart, team))
                team[x], team[y] = a, b
                if not kept:
                    continue
            swap(ours[0], theirs[0], level, counts, team, members, slot)
        else:
            if kept and rules:
                for at in range(width):
                    kept = kept and not _meets(ours[at], b, apart_from, apart, team)
                    kept = kept and not _meets(theirs[at], a, apart_from, apart, team)
            if not kept:
                for at in range(width - 1, -1, -1):
                    swap(theirs[at], ours[at], level, counts, team, members, slot)
                continue
        taken += 1
        km_left -= longer
        moves_left -= left
    return taken, km_left, moves_left


@njit(cache=True, nogil=True, error_model="numpy")
def elsewhere(
    i: Any, level: Any, weight: Any, share: Any, guarded: Any, counts: Any, size: Any, team: Any, block: Any,
    apart_from: Any, apart: Any, reach: Any, site: Any, never: Any,
) -> Any:  # fmt: skip
    """For each team the least that the score rises by if i changes places with one person there; infinite for none."""
    least = np.full(len(size), np.inf)
    for j in range(len(team)):
        a, b = team[i], team[j]
        if a == b or block[j] >= 0:
            continue
        if len(site) > 0 and not (reach[i, site[b]] and reach[j, site[a]]):
            continue
        price = swap_price(i, j, a, b, level, weight, share, guarded, counts, size, never)
        if price >= least[b]:
            continue
        team[i], team[j] = b, a
        if not (_meets(i, b, apart_from, apart, team) or _meets(j, a, apart_from, apart, team)):
            least[b] = price
        team[i], team[j] = a, b
    return least
