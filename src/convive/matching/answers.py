"""What every engine gives: who goes where, who is left out and why, how good it is, and what was given up for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

from convive.core.errors import ConviveError

Status = Literal["optimal", "gap", "heuristic"]


@dataclass(frozen=True)
class Quality:
    """How good an answer is.

    Parameters
    ----------
    value
        What the answer scores, by the problem's own points.
    bound
        What no answer can be better than; ``None`` only where the status is "heuristic".
    status
        "optimal": proven best. "gap": within ``gap`` of the bound. "heuristic": nothing is proven.
    seconds
        How long it took; no part of what makes two answers equal.
    solver
        Which method, as ``convive explain`` knows it.
    seed
        Where chance began, where it entered.
    input_hash
        The digest of the problem.

    >>> Quality(value=99, bound=100, status="gap", seconds=0.1, solver="teams-annealing", seed=1, input_hash="ab").gap
    0.01
    """

    value: float
    bound: float | None
    status: Status
    seconds: float = field(compare=False)
    solver: str
    seed: int
    input_hash: str

    def __post_init__(self) -> None:
        if (self.bound is None) != (self.status == "heuristic"):
            raise ConviveError("A quality has a bound exactly when something is proven.", rule="bound")
        if self.status == "optimal" and self.gap != 0:
            raise ConviveError("An answer that is optimal meets its bound.", rule="optimal")

    @property
    def gap(self) -> float | None:
        """``|bound − value| / |bound|``: how far from the best, at most. 0 where both are 0."""
        if self.bound is None:
            return None
        if self.bound == self.value:
            return 0.0
        return abs(self.bound - self.value) / max(abs(self.bound), 1e-9)

    def as_dict(self) -> dict[str, Any]:
        """The fields of ``--json``, the gap with them."""
        return {
            "value": self.value,
            "bound": self.bound,
            "gap": self.gap,
            "status": self.status,
            "seconds": round(self.seconds, 3),
            "solver": self.solver,
            "seed": self.seed,
            "input_hash": self.input_hash,
        }


# Columns that each frame of an answer has at least; engines add those of their own.
UNASSIGNED: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.String,
    "reason": pl.String,
    "would_open": pl.List(pl.String),
}
RELAXED: dict[str, type[pl.DataType]] = {"rule": pl.String, "who": pl.String, "price": pl.Float64, "says": pl.String}


@dataclass(frozen=True)
class Answer:
    """An answer to one problem.

    ``assignments`` has one row a pair or a place, with its value and what the value is made of. ``unassigned`` has
    ``id``, ``reason`` (a code such as ``no_eligible_class`` or ``full``) and ``would_open``, the single rules whose
    removal would help. ``relaxed`` names each soft rule that was not kept and each rule whose keeping cost something:
    ``rule``, ``who``, ``price``, ``says``. A hard rule is never broken.
    """

    assignments: pl.DataFrame
    unassigned: pl.DataFrame
    quality: Quality
    relaxed: pl.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """The one object that ``--json`` prints; engines add what is theirs."""
        return {
            "quality": self.quality.as_dict(),
            "assignments": self.assignments.to_dicts(),
            "unassigned": self.unassigned.to_dicts(),
            "relaxed": self.relaxed.to_dicts(),
        }


def nobody() -> pl.DataFrame:
    """An empty table of people left out."""
    return pl.DataFrame(schema=UNASSIGNED)


def nothing_relaxed() -> pl.DataFrame:
    """An empty table of rules given up."""
    return pl.DataFrame(schema=RELAXED)
