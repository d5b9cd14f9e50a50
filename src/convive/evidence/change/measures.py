"""Each measure at both dates, and where one grew while another fell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from convive.core.estimates import Estimate
from convive.evidence.change.model import Disagreement, TwoDates
from convive.evidence.change.split import entropy
from convive.evidence.segregation import measure

if TYPE_CHECKING:
    import polars as pl

# Half a point on a scale from 0 to 100.
CLEAR = 0.005


def two_dates(before: pl.DataFrame, after: pl.DataFrame, groups: Sequence[str]) -> tuple[TwoDates, ...]:
    """M, H, dissimilarity and isolation at both dates, with what chance alone gives."""
    import polars as pl

    found: list[dict[tuple[str, str], Estimate]] = []
    for frame in (before, after):
        there = [group for group in groups if group in set(frame["group"].unique().to_list())]
        indices = ("theil_h_multi", "dissimilarity", "isolation")
        results = measure(frame.select("unit", "group", "count"), indices=indices, groups=there)
        one_date = {(result.index, result.group): result.estimate for result in results}
        # In one order: the last digits of a sum must not hang on how a table was read.
        people = (
            frame.group_by("group")
            .agg(pl.col("count").sum())
            .filter(pl.col("group").is_in(there))
            .sort("group")["count"]
        )
        spread = entropy(people.to_numpy() / people.sum())
        found.append({("mutual_information", ""): _mutual(one_date["theil_h_multi", ""], spread)} | one_date)
    keys = [key for key in found[0] if key in found[1]]
    return tuple(TwoDates(index, group, found[0][index, group], found[1][index, group]) for index, group in keys)


def _mutual(theil: Estimate, spread: float) -> Estimate:
    """M from H: the mix of everybody, and with it E, is the same in every allocation."""
    if theil.value is None:
        return replace(theil, method="mutual_information")
    expected = None if theil.expected is None else theil.expected * spread
    return replace(
        theil,
        value=theil.value * spread,
        expected=expected,
        corrected=None,
        low=None,
        high=None,
        method="mutual_information",
    )


def disagreements(measures: Sequence[TwoDates], shares: dict[str, tuple[float, float]]) -> tuple[Disagreement, ...]:
    """Pairs of measures of which one grew and the other fell, with the reason.

    ``shares`` are the groups' shares of everybody before and after. Compared are M with H and, for each group, how
    unevenly it is spread (dissimilarity) with who its average member's neighbours are (isolation). A change of less
    than :data:`CLEAR` is called neither growth nor fall.
    """
    changes = {(one.index, one.group): one.change for one in measures if one.change is not None}
    found = []
    for first, second, group in (
        ("mutual_information", "theil_h_multi", ""),
        *(("isolation", "dissimilarity", group) for group in shares),
    ):
        a, b = changes.get((first, group), 0.0), changes.get((second, group), 0.0)
        if a * b >= 0 or min(abs(a), abs(b)) < CLEAR:
            continue
        grew, fell = (first, second) if a > 0 else (second, first)
        found.append(Disagreement(grew, fell, group, _reason(shares, group, a)))
    return tuple(found)


def _reason(shares: dict[str, tuple[float, float]], group: str, first: float) -> str:
    """Why M and H, or isolation and dissimilarity, can go different ways; ``first`` is the change of the first."""
    if not group:
        was, now = (entropy(np.array([share[date] for share in shares.values()])) for date in (0, 1))
        more = "more" if now > was else "less"
        return (
            f"The place as a whole became {more} mixed (entropy {was:.3f} to {now:.3f}). Mutual information grows with "
            f"that; H divides by it."
        )
    was, now = shares[group]
    if (now - was) * first > 0:
        return (
            f"The group went from {100 * was:.1f} to {100 * now:.1f} in 100 of everybody, and isolation goes with a "
            f"group's size; dissimilarity does not."
        )
    return (
        "Isolation looks at the units where most of the group lives, dissimilarity at all of them: the change was not "
        "the same in both."
    )
