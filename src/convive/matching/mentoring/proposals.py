"""The compiled loop of deferred acceptance. Imported on first use: loading numba takes longer than most questions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def propose(  # noqa: C901  one loop: every call inside it would carry a dozen arrays
    starts: Any, mentor: Any, rank: Any, places: Any, employer: Any, rooms: Any
) -> Any:
    """The proposal each mentee ends with, by position, −1 without one.

    ``mentor`` lists each mentee's proposals, the best liked first, from ``starts`` on; ``rank`` is how the mentor's
    side ranks each, lower before higher, no two alike.
    """
    mentees, mentors, employers = len(starts) - 1, len(places), len(rooms)
    offsets = np.zeros(mentors + 1, np.int64)
    for j in range(mentors):
        offsets[j + 1] = offsets[j] + min(places[j], mentees)
    seats = np.full(offsets[mentors], -1, np.int64)
    load, crowd = np.zeros(mentors, np.int64), np.zeros(employers, np.int64)
    staff, member = np.zeros(employers + 1, np.int64), np.empty(mentors, np.int64)
    for j in range(mentors):
        if employer[j] >= 0:
            staff[employer[j] + 1] += 1
    for p in range(employers):
        staff[p + 1] += staff[p]
    at = staff[:-1].copy()
    for j in range(mentors):
        if employer[j] >= 0:
            member[at[employer[j]]] = j
            at[employer[j]] += 1
    who = np.empty(len(mentor), np.int64)
    for i in range(mentees):
        who[starts[i] : starts[i + 1]] = i
    upcoming = starts[:-1].copy()
    waiting, size = np.arange(mentees)[::-1].copy(), mentees
    held = np.full(mentees, -1, np.int64)
    while size > 0:
        size -= 1
        i = waiting[size]
        while upcoming[i] < starts[i + 1]:
            k = upcoming[i]
            upcoming[i] += 1
            j = mentor[k]
            p = employer[j]
            full = load[j] >= offsets[j + 1] - offsets[j]
            # Whoever ranks last where there is no room: at the mentor, or else anywhere at the employer.
            last, seat = k, -1
            if full:
                for s in range(offsets[j], offsets[j + 1]):
                    if rank[seats[s]] > rank[last]:
                        last, seat = seats[s], s
            elif p >= 0 and crowd[p] >= rooms[p]:
                for m in range(staff[p], staff[p + 1]):
                    for s in range(offsets[member[m]], offsets[member[m] + 1]):
                        if seats[s] >= 0 and rank[seats[s]] > rank[last]:
                            last, seat = seats[s], s
            else:
                last = -1
            if last == k:
                continue
            if last >= 0:
                seats[seat] = -1
                load[mentor[last]] -= 1
                if p >= 0:
                    crowd[p] -= 1
                held[who[last]] = -1
                waiting[size] = who[last]
                size += 1
            for s in range(offsets[j], offsets[j + 1]):
                if seats[s] < 0:
                    seats[s] = k
                    break
            load[j] += 1
            if p >= 0:
                crowd[p] += 1
            held[i] = k
            break
    return held
