"""A number that never travels alone."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from convive.core.errors import ConviveError

Status = Literal["ok", "small", "not computable"]


@dataclass(frozen=True)
class Estimate:
    """A statistic with what is needed to judge it.

    Parameters
    ----------
    value
        The statistic itself; ``None`` only when ``status`` is "not computable".
    low, high
        Interval for the value, or ``None`` when none was worked out.
    expected
        What random allocation alone would give with the same margins.
    corrected
        ``(value − expected) / (1 − expected)``: what lies beyond chance, on a scale that still ends at 1.
    numerator, denominator
        The counts behind a share.
    units, people
        How many units, and how many people in them, the value rests on.
    method
        Name of the method, as ``convive explain`` knows it.
    status, reason
        "ok", "small" or "not computable", and why when it is not "ok".

    >>> Estimate(value=0.5, expected=0.1, corrected=0.4444, units=3, people=90, method="dissimilarity").status
    'ok'
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    expected: float | None = None
    corrected: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    units: int = 0
    people: int = 0
    method: str = ""
    status: Status = "ok"
    reason: str = ""

    def __post_init__(self) -> None:
        for name in ("value", "low", "high", "expected", "corrected", "numerator", "denominator"):
            number = getattr(self, name)
            if number is not None and not math.isfinite(number):
                raise ConviveError(f"An estimate was given a {name} that is not a number.", rule="finite")
        if (self.value is None) != (self.status == "not computable"):
            raise ConviveError("An estimate has no value exactly when it is not computable.", rule="status")
        if self.status != "ok" and not self.reason:
            raise ConviveError("An estimate that is not ok says why.", rule="reason")

    def rounded(self) -> Estimate:
        """The same with six places after the point: enough to check, too few to solve for a single person.

        >>> Estimate(value=1 / 3, expected=0.1).rounded().value
        0.333333
        """

        def six(number: float | None) -> float | None:
            return None if number is None else round(number, 6)

        return replace(
            self,
            value=six(self.value),
            low=six(self.low),
            high=six(self.high),
            expected=six(self.expected),
            corrected=six(self.corrected),
        )


def not_computable(method: str, reason: str, *, units: int = 0, people: int = 0) -> Estimate:
    """An estimate that says why there is no number."""
    return Estimate(value=None, units=units, people=people, method=method, status="not computable", reason=reason)
