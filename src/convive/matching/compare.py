"""What changed from one answer to another: points, how many have a place, which lines stand, went and came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from convive.matching.answers import Answer


@dataclass(frozen=True)
class Difference:
    """Two answers side by side.

    Parameters
    ----------
    value_before, value_after
        Points of the two answers.
    lines_before, lines_after
        How many pairs or places each gives.
    kept
        How many lines are the same in both.
    gone, new
        The lines that only the first has, and those that only the second has.
    lost, gained
        Who is on the list of those left out only after, and only before.
    """

    value_before: float
    value_after: float
    lines_before: int
    lines_after: int
    kept: int
    gone: pl.DataFrame
    new: pl.DataFrame
    lost: tuple[str, ...]
    gained: tuple[str, ...]

    @property
    def value(self) -> float:
        """Points that the second answer has more than the first."""
        return self.value_after - self.value_before

    @property
    def lines(self) -> int:
        """Lines that the second answer has more than the first."""
        return self.lines_after - self.lines_before

    def as_dict(self) -> dict[str, Any]:
        """The object that ``--json`` prints."""
        return {
            "value_before": self.value_before,
            "value_after": self.value_after,
            "value": self.value,
            "lines_before": self.lines_before,
            "lines_after": self.lines_after,
            "lines": self.lines,
            "kept": self.kept,
            "gone": self.gone.to_dicts(),
            "new": self.new.to_dicts(),
            "lost": list(self.lost),
            "gained": list(self.gained),
        }


def compare(before: Answer, after: Answer, keys: Sequence[str]) -> Difference:
    """Two answers, line by line; ``keys`` are the columns by which a line is the same.

    >>> from convive.matching.answers import Quality, nobody, nothing_relaxed
    >>> def answer(*pairs):
    ...     frame = pl.DataFrame(pairs, schema=["who", "where"], orient="row")
    ...     of = {"bound": None, "status": "heuristic", "seconds": 0, "solver": "", "seed": 0, "input_hash": ""}
    ...     return Answer(frame, nobody(), Quality(value=len(pairs), **of), nothing_relaxed())
    >>> found = compare(answer(("a", "x"), ("b", "y")), answer(("a", "x"), ("b", "z"), ("c", "y")), ["who", "where"])
    >>> found.kept, found.gone.rows(), found.new.rows(), found.lines
    (1, [('b', 'y')], [('b', 'z'), ('c', 'y')], 1)
    """
    one, other = before.assignments, after.assignments
    names = list(keys)
    out_before, out_after = (set(answer.unassigned["id"].to_list()) for answer in (before, after))
    return Difference(
        before.quality.value,
        after.quality.value,
        one.height,
        other.height,
        one.join(other, on=names, how="semi", nulls_equal=True).height,
        one.join(other, on=names, how="anti", nulls_equal=True).sort(names),
        other.join(one, on=names, how="anti", nulls_equal=True).sort(names),
        tuple(sorted(out_after - out_before)),
        tuple(sorted(out_before - out_after)),
    )
