"""A share of residents, households or small areas, as an estimate that carries both its counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from convive.core.estimates import Estimate, not_computable


def share_of(counts: Mapping[str, int], groups: Iterable[str], method: str, *, units: int = 0) -> Estimate:
    """The share of a total that falls in some of its categories: ``Σ_g∈G x_g / Σ_g x_g``.

    Parameters
    ----------
    counts
        Category → people (or households, or small areas). Every category of the table, so that the total is whole.
    groups
        The categories in the numerator.
    method
        The indicator it is an estimate of.
    units
        How many areas the counts were added up from.

    Returns
    -------
    The share, from 0 to 1, with numerator and denominator; not computable where nobody was counted.

    Raises
    ------
    KeyError
        When a category of the numerator is not among the counts.

    A census counts everyone, so there is no interval; the publisher moves small counts a little, which changes the
    share of a whole authority by less than can be printed.

    >>> share_of({"main": 80, "well": 12, "not-well": 6, "not-at-all": 2}, ["not-well", "not-at-all"], "m").value
    0.08
    """
    everyone = sum(counts.values())
    part = sum(counts[group] for group in groups)
    if everyone == 0:
        return not_computable(method, "Nobody was counted here.", units=units)
    return Estimate(
        value=part / everyone,
        numerator=float(part),
        denominator=float(everyone),
        units=units,
        people=everyone,
        method=method,
    )


def rate_of(people: int, residents: int, method: str) -> Estimate:
    """People of one kind as a share of all residents: ``x / N``, both whole counts of one place.

    The two may come from two sources and two dates; whoever prints it says so.

    >>> rate_of(30, 10_000, "m").value
    0.003

    Raises
    ------
    ValueError
        When a count is below zero.
    """
    if people < 0 or residents < 0:
        raise ValueError("A count of people is never below zero.")
    if residents == 0:
        return not_computable(method, "No residents were counted here.")
    return Estimate(people / residents, numerator=float(people), denominator=float(residents), method=method)
