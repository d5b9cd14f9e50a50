"""How far apart pupils of different groups learn: multi-group H between the schools of a phase, beyond chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from convive.core.disclosure import Column, Sheet, plain_sheet
from convive.core.estimates import Estimate, not_computable
from convive.evidence.model import Standing
from convive.evidence.schools.pupils import GROUPS, KIND, PHASES, Counts, Pupils, matrix
from convive.evidence.segregation import from_wide
from convive.evidence.segregation import measure as engine
from convive.evidence.segregation.indices import pairs_differ
from convive.evidence.standings import stand

INDICATOR = "schools_apart"
# The phase that leads: nearly every child goes to a primary school near home, and more of them can be compared.
LEADING = "State-funded primary"
# With fewer schools or pupils the figure is about those few, and could be solved for pupils that are withheld.
FEWEST_SCHOOLS, FEWEST_PUPILS = 5, 1000
DRAWS = 500
SEED = 20230119


@dataclass(frozen=True)
class Apart:
    """One phase: how far apart pupils learn, and chances that two of them are of different groups.

    ``estimate`` is H with what chance alone gives taken off, its interval, and ``expected``. ``anywhere`` is the chance
    (0 to 1) for two pupils of all the phase's schools, ``same_school`` for two of one school, averaged over pupils.
    """

    phase: str
    estimate: Estimate
    standing: Standing | None
    anywhere: float | None
    same_school: float | None


def schools_apart(schools: pl.DataFrame, *, draws: int = 0, seed: int = SEED) -> dict[str, Estimate]:
    """Multi-group H between the schools of each authority, with what chance alone gives taken off, in one pass.

    Parameters
    ----------
    schools
        One phase: ``unit``, ``authority`` and the five groups, pupils whose group is recorded.
    draws
        How often an authority's schools are drawn again, as many as there are and with putting back, for the interval
        (95 in 100 draws); without draws there is none.
    seed
        Where chance begins.

    ``H = Σ nᵢ(E − Eᵢ) / (N E)``, expected at random exactly, corrected ``(H − expected) / (1 − expected)``
    (:func:`convive.evidence.segregation.indices.theil_h_multi`). Three places after the point: with more, a withheld
    count could be solved for. Assumes that no school's pupils are left out.

    Returns
    -------
    By authority; not computable with fewer than five schools or 1,000 pupils, or with one group.

    >>> mixes = [(180, 0, 0, 0, 20), (20, 0, 0, 0, 180)] * 2 + [(100, 0, 0, 0, 100)]
    >>> rows = [(str(i), "X", *mix) for i, mix in enumerate(mixes)]
    >>> table = pl.DataFrame(rows, schema=["unit", "authority", *GROUPS], orient="row")
    >>> schools_apart(table)["X"].value
    0.423
    """
    frame = schools.filter(pl.col("authority").is_not_null()).select("unit", "authority", *GROUPS)
    if not frame.height:
        return {}
    cube = from_wide(frame, groups=GROUPS, within="authority")
    results = engine(cube, indices=("theil_h_multi",), draws=draws, seed=seed, tested=False)
    return {found.within: _beyond_chance(found.estimate) for found in results}


def _beyond_chance(found: Estimate) -> Estimate:
    units, people, expected = found.units, found.people, found.expected
    if units < FEWEST_SCHOOLS:
        reason = f"Fewer than {FEWEST_SCHOOLS} schools of this phase have pupils by group."
        return not_computable(INDICATOR, reason, units=units, people=people)
    if people < FEWEST_PUPILS:
        reason = f"Fewer than {FEWEST_PUPILS:,} pupils of this phase have a group."
        return not_computable(INDICATOR, reason, units=units, people=people)
    if found.corrected is None or expected is None:
        return not_computable(INDICATOR, found.reason or "Nothing lies beyond chance.", units=units, people=people)

    def corrected(value: float | None) -> float | None:
        return None if value is None else round((value - expected) / (1 - expected), 3)

    return Estimate(
        value=round(found.corrected, 3),
        low=corrected(found.low),
        high=corrected(found.high),
        expected=round(expected, 3),
        units=units,
        people=people,
        method=INDICATOR,
    )


def measure(pupils: Pupils, authorities: Iterable[str], peers: Sequence[str] = ()) -> tuple[Apart, ...]:
    """Each phase of the place, among the authorities of the same file.

    ``authorities`` are all codes of the lookups, ``peers`` those of the authorities most like the place.
    """
    country = sum(code[0] == pupils.place[0] for code in authorities)
    found = []
    for phase in PHASES:
        schools = pupils.schools.filter((pl.col("phase") == phase) & (pl.sum_horizontal(GROUPS) > 0))
        mine = schools.filter(pl.col("authority") == pupils.place)
        if not mine.height:
            continue
        estimates = schools_apart(schools) | schools_apart(mine, draws=DRAWS)
        standing = stand(
            INDICATOR,
            estimates,
            pupils.place,
            authorities=country,
            kinds=(KIND,),
            touches=lambda e: e.people,
            peers=peers,
        )
        found.append(Apart(PHASES[phase], estimates[pupils.place], standing, *_pairs(matrix(mine))))
    return tuple(found)


def _pairs(schools: Counts) -> tuple[float | None, float | None]:
    sizes = schools.sum(axis=1)
    used = schools[sizes > 1]
    if len(used) < FEWEST_SCHOOLS or used.sum() < FEWEST_PUPILS:
        return None, None
    each = np.array([pairs_differ(row) for row in used])
    inside = float((used.sum(axis=1) * each).sum() / used.sum())
    return round(pairs_differ(used.sum(axis=0)), 3), round(inside, 3)


def leading(found: Iterable[Apart]) -> Standing | None:
    """The standing that leads: of primary schools, under the indicator's own name."""
    return next((one.standing for one in found if one.phase == PHASES[LEADING]), None)


def apart_sheet(found: Iterable[Apart], source: str) -> Sheet:
    """One row a phase."""
    columns = [
        Column("phase", "Phase", "label"),
        Column("value", "How far apart, beyond chance", "number", "0 to 1"),
        Column("low", "Interval from", "number", "0 to 1"),
        Column("high", "Interval to", "number", "0 to 1"),
        Column("expected", "Taken off: what chance alone gives", "number", "0 to 1"),
        Column("rank", "Rank, 1 is furthest apart", "number"),
        Column("of", "Authorities that could be compared", "number"),
        Column("median", "Half of them are below", "number", "0 to 1"),
        Column("anywhere", "Two pupils of the phase differ", "number", "in 100 pairs"),
        Column("same_school", "Two pupils of one school differ", "number", "in 100 pairs"),
        Column("units", "Schools", "number"),
        Column("reason", "Why there is no figure", "text"),
    ]
    rows = [
        (
            one.phase,
            one.estimate.value,
            one.estimate.low,
            one.estimate.high,
            one.estimate.expected,
            one.standing.rank if one.standing else None,
            one.standing.of if one.standing else None,
            round(one.standing.median, 3) if one.standing else None,
            _in_100(one.anywhere),
            _in_100(one.same_school),
            one.estimate.units,
            one.estimate.reason,
        )
        for one in found
    ]
    note = "Multi-group H over five broad groups. Interval: schools drawn again 500 times, 95 in 100 draws."
    return plain_sheet("schools-apart", "How far apart pupils learn", columns, rows, source=source, note=note)


def _in_100(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)
