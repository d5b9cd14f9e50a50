"""Where a place stands among the authorities in the same files: a figure means little without its company."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import polars as pl

from convive.core.estimates import Estimate, not_computable
from convive.evidence.census import Counts, Joined, of_year
from convive.evidence.model import Standing
from convive.evidence.segregation.measure import all_groups
from convive.evidence.separation import beyond_chance

# A neighbourhood where at least this share of people is of one group.
ALIKE = 0.9
# Fewer authorities than this are no company to stand among.
FEWEST = 10


def alike_share(neighbourhoods: Counts, threshold: float = ALIKE) -> Estimate:
    """Share of residents in neighbourhoods where one group is at least ``threshold`` of everyone.

    ``neighbourhoods`` is neighbourhoods × groups, people. ``Σ nᵢ [max_g x_ig ≥ t nᵢ] / N``.

    >>> alike_share(np.array([[95, 5], [50, 50]])).value
    0.5
    """
    sizes = neighbourhoods.sum(axis=1)
    everyone = int(sizes.sum())
    if everyone == 0:
        return not_computable("alike_share", "Nobody was counted here.")
    alike = int(sizes[neighbourhoods.max(axis=1) >= threshold * sizes].sum())
    return Estimate(
        value=alike / everyone,
        numerator=float(alike),
        denominator=float(everyone),
        units=int((sizes > 0).sum()),
        people=everyone,
        method="alike_share",
    )


def mix_change(before: Counts, after: Counts) -> Estimate:
    """Half the summed change of the groups' shares of residents: ``½ Σ |P_g(after) − P_g(before)|``.

    Both are people by group, in the same order.

    >>> mix_change(np.array([80, 20]), np.array([70, 30])).value.__round__(3)
    0.1
    """
    if before.sum() == 0 or after.sum() == 0:
        return not_computable("mix_change", "Nobody was counted here at one of the two dates.")
    change = np.abs(after / after.sum() - before / before.sum()).sum() / 2
    return Estimate(value=float(change), people=int(after.sum()), method="mix_change")


def population_change(before: int, after: int) -> Estimate:
    """Change in all residents as a share of those before: ``after / before − 1``.

    >>> population_change(100, 104).value.__round__(3)
    0.04
    """
    if before == 0:
        return not_computable("population_change", "Nobody was counted here at the earlier date.")
    return Estimate(
        value=after / before - 1,
        numerator=float(after - before),
        denominator=float(before),
        people=after,
        method="population_change",
    )


def separation_change(before: Counts, after: Counts) -> Estimate:
    """Corrected multi-group H after, less corrected H before, on the same units.

    Both are units × groups, people, unit by unit the same land. ``expected`` is the larger of the two expected values
    under random allocation: a change smaller than that counts as no clear change, and ``status`` says "small".

    >>> separation_change(np.array([[90, 10], [10, 90]]), np.array([[60, 40], [40, 60]])).value < 0
    True
    """
    return change_between(all_groups(before), all_groups(after))


def change_between(then: Estimate, now: Estimate) -> Estimate:
    """:func:`separation_change` of two estimates of multi-group H that are there already."""
    if then.corrected is None or now.corrected is None:
        return not_computable("separation_change", then.reason or now.reason or "Units hold one person each.")
    change, noise = now.corrected - then.corrected, max(then.expected or 0.0, now.expected or 0.0)
    unclear = abs(change) <= noise
    return Estimate(
        value=change,
        expected=noise,
        units=now.units,
        people=now.people,
        method="separation_change",
        status="small" if unclear else "ok",
        reason="The change is no larger than what chance alone gives." if unclear else "",
    )


def standings(joined: Joined, code: str, peers: Sequence[str] = ()) -> tuple[Standing, ...]:
    """The place's standing on every indicator that the files allow, among all authorities that can be judged.

    An indicator is left out where the place itself, or fewer than ten authorities, can be judged.
    """
    ranked = (
        stand(
            name,
            values(joined),
            code,
            authorities=len(joined.authorities),
            kinds=kinds,
            touches=touches,
            peers=peers,
        )
        for name, (kinds, values, touches) in _BY_AUTHORITY.items()
    )
    return tuple(standing for standing in ranked if standing is not None)


def stand(
    name: str,
    estimates: Mapping[str, Estimate],
    code: str,
    *,
    authorities: int,
    kinds: tuple[str, ...],
    touches: Callable[[Estimate], int],
    peers: Sequence[str] = (),
) -> Standing | None:
    """Where one authority stands on an indicator, given every authority's estimate by code.

    ``authorities`` is how many there are in all, ``touches`` how many people a place's estimate is about, ``peers`` the
    codes of similar authorities: their middle value is given where at least half of them can be judged. ``None`` where
    the place itself, or fewer than :data:`FEWEST` authorities, can be judged.
    """
    mine = estimates.get(code)
    judged = {lad: e.value for lad, e in estimates.items() if e.value is not None}
    if mine is None or mine.value is None or len(judged) < FEWEST:
        return None
    alike = [judged[peer] for peer in peers if peer in judged]
    enough = bool(alike) and 2 * len(alike) >= len(peers)
    quarters = np.quantile(np.array(sorted(judged.values())), [0.25, 0.5, 0.75])
    return Standing(
        indicator=name,
        value=round(mine.value, 6),
        estimate=mine.rounded(),
        rank=1 + sum(value > mine.value for value in judged.values()),
        of=len(judged),
        below=sum(value < mine.value for value in judged.values()),
        not_compared=authorities - len(judged),
        low_quarter=float(quarters[0]),
        median=float(quarters[1]),
        high_quarter=float(quarters[2]),
        people=touches(mine),
        kinds=kinds,
        similar=round(float(np.median(alike)), 6) if enough else None,
        similar_of=len(alike) if enough else 0,
    )


def _areas(frame: pl.DataFrame, columns: Sequence[str]) -> dict[str, Counts]:
    return {
        str(lad[0]): part.select(columns).to_numpy().astype(np.int64)
        for lad, part in frame.partition_by("lad", as_dict=True, maintain_order=True).items()
    }


def _separation(joined: Joined) -> dict[str, Estimate]:
    estimates = beyond_chance(joined.lsoa21, joined.groups)
    # Places are compared by what lies beyond chance, so that many small areas do not look like much separation.
    return {
        lad: Estimate(e.corrected, expected=e.expected, units=e.units, people=e.people, method=e.method)
        for lad, e in estimates.items()
        if e.corrected is not None and lad in joined.complete[2021]
    }


def _alike(joined: Joined) -> dict[str, Estimate]:
    if joined.lsoa21 is None:
        return {}
    areas = joined.lsoa21.group_by("lad", "neighbourhood").agg(pl.col(joined.groups).sum()).sort("lad", "neighbourhood")
    matrices = _areas(areas, joined.groups)
    return {lad: alike_share(matrices[lad]) for lad in sorted(joined.complete[2021])}


def _separation_change(joined: Joined) -> dict[str, Estimate]:
    """On common units, because it depends on small areas."""
    if joined.common is None:
        return {}
    then, now = (beyond_chance(of_year(joined.common, joined.groups, year), joined.groups) for year in (2011, 2021))
    return {lad: change_between(then[lad], now[lad]) for lad in sorted(then)}


def _two_totals(joined: Joined, change: Callable[[Counts, Counts], Estimate]) -> dict[str, Estimate]:
    """On each authority's own residents, as the publisher counted them: for what needs no small areas."""
    if joined.lsoa11 is None or joined.lsoa21 is None:
        return {}
    then, now = _areas(joined.lsoa11, joined.groups), _areas(joined.lsoa21, joined.groups)
    lads = sorted(joined.complete[2011] & joined.complete[2021])
    return {lad: change(then[lad].sum(axis=0), now[lad].sum(axis=0)) for lad in lads}


def _everyone(estimate: Estimate) -> int:
    return estimate.people


def _numerator(estimate: Estimate) -> int:
    return round(abs(estimate.numerator or 0))


_Values = Callable[[Joined], dict[str, Estimate]]
_BOTH = ("census-2011-ethnic", "census-ts021")
_BY_AUTHORITY: dict[str, tuple[tuple[str, ...], _Values, Callable[[Estimate], int]]] = {
    "theil_h_multi": (("census-ts021",), _separation, _everyone),
    "alike_share": (("census-ts021",), _alike, _numerator),
    "mix_change": (
        _BOTH,
        lambda joined: _two_totals(joined, mix_change),
        _everyone,
    ),
    "population_change": (
        _BOTH,
        lambda joined: _two_totals(joined, lambda a, b: population_change(int(a.sum()), int(b.sum()))),
        _numerator,
    ),
    "separation_change": (_BOTH, _separation_change, _everyone),
}
