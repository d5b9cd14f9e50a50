"""Why a class is where it is, and what to say of its pair: figures and facts, no sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from convive.core.errors import UnknownName, did_you_mean
from convive.matching.linking.answer import Linking
from convive.matching.linking.pairs import funnel
from convive.matching.linking.prepared import Prepared, prepared
from convive.matching.linking.rules import RULES

OPTIONS = 3


@dataclass(frozen=True)
class Option:
    """Another partner that a class could have: what the pair is worth, and what the whole would lose by it.

    ``cost`` is exact, or the least that the proof promises; ``None`` when a quota forbids the pair.
    """

    class_id: str
    value: int
    cost: int | None


@dataclass(frozen=True)
class ClassStory:
    """Why a class is where it is.

    Parameters
    ----------
    partner, value
        Its partner and the points of the pair, when it is linked.
    joins
        The pair that it joins as a third class.
    regret
        Points that the whole loses when its pair is forbidden; 0 where another answer is as good. ``None`` for a class
        without a pair, for a pinned pair, and when only what the proof promises was asked for.
    reason, would_open
        Why it is left out, when it is.
    funnel
        ``others``, then each rule with the partners that are left after it.
    bars
        For each rule how many partners its removal alone would open.
    options
        The three partners that would cost the whole least.
    exact
        Whether regret and costs come from solving again.
    """

    class_id: str
    school_id: str
    status: Literal["linked", "pinned", "third", "left_out"]
    partner: str | None
    value: int | None
    joins: tuple[str, str] | None
    regret: int | None
    reason: str | None
    would_open: tuple[str, ...]
    funnel: tuple[tuple[str, int], ...]
    bars: tuple[tuple[str, int], ...]
    options: tuple[Option, ...]
    exact: bool


def explain(answer: Linking, class_id: str, *, exact: bool) -> ClassStory:
    """The story of one class of an answer.

    Raises
    ------
    UnknownName
        When there is no such class.
    """
    ready = prepared(answer.problem)
    known = ready.roll
    if class_id not in known.class_ids:
        raise UnknownName(f"There is no class “{class_id}”.", hint=did_you_mean(class_id, known.class_ids))
    at = known.class_ids.index(class_id)
    left, alone = funnel(known, np.array([at]))
    out = answer.unassigned.filter(pl.col("id") == class_id)
    third = answer.thirds.filter(pl.col("class_id") == class_id)
    status: Literal["linked", "pinned", "third", "left_out"] = "left_out"
    partner, value, regret = answer.partner(class_id), None, None
    if partner is not None:
        row = answer.assignments.filter((pl.col("class_a") == class_id) | (pl.col("class_b") == class_id)).row(
            0, named=True
        )
        status, value = ("pinned" if row["pinned"] else "linked"), row["value"]
        if exact and status == "linked":
            regret = _lost(answer, ready.value_without(at, known.class_ids.index(partner)))
    elif third.height:
        status = "third"
    return ClassStory(
        class_id,
        known.school_ids[known.arrays.school[at]],
        status,
        partner,
        value,
        third.select("class_a", "class_b").row(0) if third.height else None,
        regret,
        out["reason"][0] if out.height else None,
        tuple(out["would_open"][0]) if out.height else (),
        tuple(zip(("others", *RULES), left[0].tolist(), strict=True)),
        tuple(zip(RULES, alone[0].tolist(), strict=True)),
        _options(answer, ready, at, exact),
        exact,
    )


def _lost(answer: Linking, value: int) -> int:
    """Points below the answer; none when the answer itself was not the best."""
    return max(0, int(answer.quality.value) - value)


def _options(answer: Linking, ready: Prepared, at: int, exact: bool) -> tuple[Option, ...]:
    open_, ids = ready.open, ready.roll.class_ids
    own = np.flatnonzero((open_.first == at) | (open_.second == at))
    partner = np.where(open_.first[own] == at, open_.second[own], open_.first[own])
    other = answer.proof.mate[at] != partner
    own, partner = own[other], partner[other]
    costs = answer.proof.at_least(open_.first[own], open_.second[own], open_.weight[own])
    found = []
    for row in np.lexsort((partner, -open_.weight[own], costs))[:OPTIONS].tolist():
        with_, weight, cost = int(partner[row]), int(open_.weight[own[row]]), int(costs[row])
        if exact:
            value = ready.value_with(at, with_, weight)
            found.append(Option(ids[with_], weight, None if value is None else _lost(answer, value)))
        else:
            found.append(Option(ids[with_], weight, cost))
    return tuple(sorted(found, key=lambda option: (option.cost is None, option.cost or 0, option.class_id)))


@dataclass(frozen=True)
class End:
    """One class of a pair, with what may be said of it to anybody: never a mix, never a share."""

    class_id: str
    school_id: str
    school: str | None
    year: int | None
    year_to: int | None
    size: int | None
    minutes_to_venue: int | None
    more: dict[str, Any]


@dataclass(frozen=True)
class ForFacilitator:
    """What a facilitator wants to see of a pair: what its value is made of, the way, and how near a rule is.

    ``room`` says for the rules of time, difference and years how far the pair is from breaking them; ``stand_ins`` what
    was taken where a year or a size is not known.
    """

    parts: tuple[tuple[str, float], ...]
    value: int
    minutes: int
    km: float
    room: tuple[tuple[str, int], ...]
    pinned: bool
    linked_before: bool
    stand_ins: tuple[str, ...]


@dataclass(frozen=True)
class ForSchools:
    """What schools and parents are told: how far apart, how large, what years, where and when, what they share.

    There is no share of any group here and no group's name, and there is no field that could hold one.
    """

    km: float
    minutes: int
    same_year: bool | None
    linked_before: bool
    larger: str | None
    further_to_venue: str | None
    venue_id: str | None
    venue: str | None
    date: str | None


@dataclass(frozen=True)
class PairStory:
    """A pair as facts, for two kinds of reader."""

    a: End
    b: End
    facilitator: ForFacilitator
    schools: ForSchools


# Columns of a school beside its own that may be told: a place, not its people.
TELLABLE = ("setting", "place", "pupils", "phase")


def tell(answer: Linking, class_id: str) -> PairStory:
    """The pair of a class as facts.

    Raises
    ------
    UnknownName
        When there is no such class, or it has no pair.
    """
    pair = answer.assignments.filter((pl.col("class_a") == class_id) | (pl.col("class_b") == class_id))
    if not pair.height:
        known = [*answer.assignments["class_a"], *answer.assignments["class_b"]]
        raise UnknownName(f"There is no pair of a class “{class_id}”.", hint=did_you_mean(class_id, known))
    row = pair.row(0, named=True)
    meeting: dict[str, Any] = {}
    if answer.venues is not None:
        meetings = answer.venues.assignments
        found = meetings.filter(pl.col("class_a") == row["class_a"], pl.col("class_b") == row["class_b"])
        meeting = found.row(0, named=True) if found.height else {}
    ends = {end: _end(answer, row[f"class_{end}"], meeting.get(f"minutes_{end}")) for end in ("a", "b")}
    a, b = ends["a"], ends["b"]
    before = row["continuity"] != 0 or _linked_before(answer, row["school_a"], row["school_b"])
    who = (row["class_a"], row["class_b"])
    stand_ins = answer.relaxed.filter(pl.col("rule").is_in(["year_unknown", "size_unknown"]) & pl.col("who").is_in(who))
    rules = answer.problem.rules
    years = _years_apart(a, b)
    room = [("minutes", rules.limit_min - row["minutes"]), ("benefit", row["difference"] - rules.min_benefit)]
    if years is not None:
        room.append(("year", rules.max_year_difference - years))
    venues = dict(answer.problem.venues.select("venue_id", "name").iter_rows())
    parts = ("bonus", "difference", "ethnicity", "faith", "fsm", "year", "size", "travel", "continuity")
    return PairStory(
        a,
        b,
        ForFacilitator(
            tuple((part, row[part]) for part in parts),
            row["value"],
            row["minutes"],
            row["km"],
            tuple(room),
            row["pinned"],
            before,
            tuple(stand_ins["says"]),
        ),
        ForSchools(
            row["km"],
            row["minutes"],
            None if years is None else years == 0,
            before,
            _more(a, b, a.size, b.size),
            _more(a, b, a.minutes_to_venue, b.minutes_to_venue),
            meeting.get("venue_id"),
            venues.get(meeting.get("venue_id")),
            meeting.get("date"),
        ),
    )


def _end(answer: Linking, class_id: str, minutes: int | None) -> End:
    own = answer.problem.classes.filter(pl.col("class_id") == class_id).row(0, named=True)
    school = answer.problem.schools.filter(pl.col("school_id") == own["school_id"]).row(0, named=True)
    more = {name: school[name] for name in TELLABLE if school.get(name) is not None}
    return End(class_id, own["school_id"], school["name"], own["year"], own["year_to"], own["size"], minutes, more)


def _years_apart(a: End, b: End) -> int | None:
    spans = [[year for year in (end.year, end.year_to) if year is not None] for end in (a, b)]
    if not all(spans):
        return None
    return max(0, min(spans[1]) - max(spans[0]), min(spans[0]) - max(spans[1]))


def _more(a: End, b: End, of_a: int | None, of_b: int | None) -> str | None:
    """The class that has more of something; ``None`` where both have as much or nobody knows."""
    if of_a is None or of_b is None or of_a == of_b:
        return None
    return a.class_id if of_a > of_b else b.class_id


def _linked_before(answer: Linking, school_a: str, school_b: str) -> bool:
    ends = {school_a, school_b}
    return any({a, b} == ends for a, b in answer.problem.previous.select("school_a", "school_b").iter_rows())
