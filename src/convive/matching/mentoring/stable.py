"""An answer that no mentee and mentor would rather leave for each other, and the count of those who would.

Mentees propose (Gale and Shapley 1962) to the mentor they fit best with, the lower id first among equals. A mentor
keeps the people who fit best, up to their places, the lower mentee id first among equals. Of all stable answers this is
the one that every mentee likes best. Mentors of an employer with a limit of its own choose together: the best fitting,
up to each mentor's places and the employer's. Such a choice is greedy over a laminar matroid, so that proposals still
end in a stable answer (Fleiner 2003).
"""

from __future__ import annotations

import numpy as np

from convive.matching.mentoring.pairs import Mask, Pairs, Whole


def accept(pairs: Pairs) -> Whole:
    """The pair of every mentee in the stable answer that mentees like best, −1 without one."""
    from convive.matching.mentoring.proposals import propose

    can = pairs.eligible
    fit = _from_zero(pairs.fit[can])
    mentee, mentor = pairs.mentee[can], pairs.mentor[can]
    most = int(fit.max(initial=0))
    # Pairs stand in the order of their mentors: a sort that keeps the order of equals puts the lower id first.
    liked = np.argsort(mentee * (most + 1) + (most - fit), kind="stable")
    starts = np.searchsorted(mentee[liked], np.arange(len(pairs.mentees) + 1)).astype(np.int64)
    rank = -_for_mentors(fit, mentee, len(pairs.mentees))
    held = propose(starts, mentor[liked], rank[liked], pairs.places, pairs.employer, pairs.rooms)
    found = np.full(len(pairs.mentees), -1, np.int64)
    placed = held >= 0
    found[placed] = can[liked[held[placed]]]
    return pairs.chosen(found)


def blocking(pairs: Pairs, chosen: Whole) -> Mask:
    """Which pairs would both rather have each other than what an answer gives them. Pinned people stay.

    A mentee would rather when they are left out or fit better, among equals with the lower mentor id. A mentor would
    when there is room, or when somebody they hold (where the employer alone is full: somebody any of its mentors
    holds) fits less well, among equals the higher mentee id. Who changes mentor within an employer takes no more room.
    """
    mentees, mentors = len(pairs.mentees), len(pairs.mentors)
    fit = _from_zero(pairs.fit)
    for_mentee = fit * mentors + (mentors - 1 - pairs.mentor)
    for_mentor = _for_mentors(fit, pairs.mentee, mentees)
    placed = chosen >= 0
    has = np.full(mentees, -1, np.int64)
    has[placed] = for_mentee[chosen[placed]]
    free = chosen[placed & ~pairs.settled]
    at, by = pairs.mentor[free], pairs.employer[pairs.mentor[free]]
    nobody = np.iinfo(np.int64).max
    last_at, last_by = np.full(mentors, nobody), np.full(len(pairs.room), nobody)
    np.minimum.at(last_at, at, for_mentor[free])
    np.minimum.at(last_by, by[by >= 0], for_mentor[free][by >= 0])
    full = np.bincount(at, minlength=mentors) >= pairs.places
    crowded = np.append(np.bincount(by[by >= 0], minlength=len(pairs.room)) >= pairs.rooms, False)
    last_by = np.append(last_by, -1)
    theirs = pairs.employer[pairs.mentor]
    own = np.full(mentees, -2, np.int64)
    own[placed] = pairs.employer[pairs.mentor[chosen[placed]]]
    moves_within = (theirs >= 0) & (own[pairs.mentee] == theirs)
    # Nobody is held where there is no place at all: the last is then nobody, whom nobody fits better than.
    wanted = np.where(
        full[pairs.mentor],
        for_mentor > last_at[pairs.mentor],
        ~crowded[theirs] | moves_within | (for_mentor > last_by[theirs]),
    )
    may = np.zeros(len(pairs.mentee), np.bool_)
    may[pairs.eligible] = True
    return may & wanted & (for_mentee > has[pairs.mentee])


def _from_zero(fit: Whole) -> Whole:
    """How well each pair fits, from 0 on; where fits lie far apart, by rank."""
    if not len(fit):
        return fit
    least = int(fit.min())
    if int(fit.max()) - least < 2**31:
        return fit - least
    return np.unique(fit, return_inverse=True)[1].astype(np.int64)


def _for_mentors(fit: Whole, mentee: Whole, mentees: int) -> Whole:
    """How a mentor likes each pair, higher before lower: by fit, then the lower mentee first."""
    return fit * mentees + (mentees - 1 - mentee)
