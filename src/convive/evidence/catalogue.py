"""The indicators as data: definition, formula, source, caveats, and where the code and its tests stand."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

from convive.core.errors import UnknownName, did_you_mean


class Indicator(BaseModel):
    """One declared indicator.

    ``polarity`` says how a higher figure reads: "apart" (people of different groups meet less), "together", "growth",
    "need" (more people need something), or "neutral"; ``printed_as`` how a value is printed. ``needs`` are the kinds
    of file it is worked out from. ``code`` is a dotted path, ``tests`` are files.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    says: str
    unit: str
    printed_as: Literal["share", "per-10000", "scale", "change", "fall", "points", "number"]
    polarity: Literal["apart", "together", "growth", "need", "neutral"]
    numerator: str
    denominator: str
    formula: str
    source: str
    reading: str
    caveats: list[str]
    needs: list[str]
    code: str
    tests: list[str]

    def words(self, value: float, *, places: int = 0) -> str:
        """A value as people read it: "27 in 100", "31 on a scale from 0 to 100", "5 more for every 100".

        >>> indicator("population_change").words(-0.067), indicator("separation_change").words(0.02, places=1)
        ('7 fewer for every 100', 'up 2.0 points on a scale from 0 to 100')
        >>> indicator("units_over").words(219)
        '219'
        """
        if self.printed_as == "number":
            return f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"
        if self.printed_as == "per-10000":
            return f"{10_000 * value:.{places}f} in 10,000"
        number = f"{abs(100 * value):.{places}f}"
        if self.printed_as == "share":
            return f"{number} in 100"
        if self.printed_as == "scale":
            return f"{number} on a scale from 0 to 100"
        if self.printed_as == "fall":
            return f"{number} {'fewer' if value >= 0 else 'more'} for every 100"
        if self.printed_as == "change":
            return f"{number} {'more' if value >= 0 else 'fewer'} for every 100"
        return f"{'up' if value >= 0 else 'down'} {number} points on a scale from 0 to 100"


@cache
def all_indicators() -> tuple[Indicator, ...]:
    """Every indicator, in alphabetical order of its id.

    >>> "dissimilarity" in [indicator.id for indicator in all_indicators()]
    True
    """
    folder = files("convive.evidence").joinpath("data", "indicators")
    found = [
        Indicator.model_validate(tomllib.loads(entry.read_text("utf-8")))
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    ]
    return tuple(sorted(found, key=lambda indicator: indicator.id))


def indicator(id: str) -> Indicator:
    """An indicator by its id.

    Raises
    ------
    UnknownName
        When there is none of that id.

    >>> indicator("theil_h_multi").title
    'How far apart groups live (multi-group H)'
    """
    for found in all_indicators():
        if found.id == id:
            return found
    known = [found.id for found in all_indicators()]
    raise UnknownName(f"There is no indicator “{id}”.", hint=did_you_mean(id, known))
