"""The answer: who is in which class, who is not and why, which classes run, and who teaches them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from convive.core.problems.placement import PlacementProblem, PlacementWeights
from convive.matching.answers import Answer
from convive.matching.audit import Audit, audit
from convive.matching.placement.pairs import Conditions, Named

if TYPE_CHECKING:
    from convive.matching.placement.changes import Difference, Repair
    from convive.matching.placement.explaining import Explanation

Objective = Literal["weighted", "lexicographic"]

DROP_IN = "The list decides which class to open next, never who may enter a drop-in class: whoever comes is taught."
ASSIGNMENTS = {
    "learner_id": pl.String,
    "class_id": pl.String,
    "value": pl.Int64,
    "place": pl.Int64,
    "weeks": pl.Int64,
    "km": pl.Int64,
    "distance_km": pl.Float64,
}
SESSIONS = {"trainee_id": pl.String, "class_id": pl.String, "sessions": pl.Int64}


@dataclass(frozen=True)
class Terms:
    """How an answer was asked for, so that it can be asked for again with one thing changed."""

    places_only: bool = False
    objective: Objective = "weighted"
    seed: int = 0
    budget_s: float | None = None
    conditions: Conditions = field(default_factory=Conditions)


@dataclass(frozen=True, eq=False)
class Placement(Answer):
    """Learners in English classes.

    Parameters
    ----------
    assignments
        ``learner_id``, ``class_id``; ``value`` in points and what it is made of: ``place`` and ``weeks``, less
        ``km``; ``distance_km``.
    unassigned
        ``id``, ``reason``, ``would_open``, ``price``, ``last_admitted_weeks``, ``funnel``:
        :mod:`convive.matching.placement.reasons`.
    classes
        ``class_id``; ``opened`` (null for places only), ``why`` not; ``learners`` of ``capacity``, ``with_creche`` of
        ``creche_places``; ``sessions``; ``price``, what one more place would add at most, nobody being needed to make
        up a least size (null where the aims are taken in turn).
    trainees
        ``trainee_id``, ``classes``, ``sessions`` given, ``min_sessions``, ``shortfall``; empty for places only.
    sessions
        ``trainee_id``, ``class_id``, ``sessions``.
    totals
        ``placed``, ``weeks`` waited by those placed, ``km``, ``sessions_missing``, ``points``. The quality's value is
        ``points``, and ``placed`` where the aims are taken in turn.
    """

    classes: pl.DataFrame
    trainees: pl.DataFrame
    sessions: pl.DataFrame
    totals: dict[str, float]
    problem: PlacementProblem = field(repr=False)
    terms: Terms = field(repr=False)

    def as_dict(self) -> dict[str, Any]:
        """The one object of ``--json``."""
        return super().as_dict() | {
            "classes": self.classes.to_dicts(),
            "trainees": self.trainees.to_dicts(),
            "sessions": self.sessions.to_dicts(),
            "totals": self.totals,
            "says": [DROP_IN],
        }

    @cached_property
    def people(self) -> pl.DataFrame:
        """One row a learner, for the audit: ``placed``, ``distance_km``, ``reason``, and what they asked for."""
        asked = ("learner_id", "level", "literate", "female", "women_only", "needs_childcare", "wait_weeks")
        held = self.assignments.select("learner_id", "class_id", "value", "distance_km")
        return (
            self.problem.learners.select(asked)
            .sort("learner_id")
            .join(held, on="learner_id", how="left", maintain_order="left")
            .join(self.unassigned.select("reason", learner_id="id"), on="learner_id", how="left", maintain_order="left")
            .with_columns(placed=pl.col("class_id").is_not_null())
        )

    def explain(self, learner_id: str) -> Explanation:
        """Why this learner is where they are: :func:`convive.matching.placement.explaining.explain`."""
        from convive.matching.placement.explaining import explain

        return explain(self, learner_id)

    def what_if(
        self,
        *,
        without: str | Sequence[str] = (),
        learner: str | None = None,
        change: Mapping[str, Mapping[str, Any]] | None = None,
        extra: pl.DataFrame | None = None,
        pin: Named | None = None,
        forbid: Named | None = None,
        weights: PlacementWeights | None = None,
    ) -> Difference:
        """What one changed thing would give: :func:`convive.matching.placement.changes.what_if`."""
        from convive.matching.placement.changes import what_if

        return what_if(
            self,
            without=without,
            learner=learner,
            change=change,
            extra=extra,
            pin=pin,
            forbid=forbid,
            weights=weights,
        )

    def compare(self, other: Placement) -> Difference:
        """How another answer differs: :func:`convive.matching.placement.changes.compare`."""
        from convive.matching.placement.changes import compare

        return compare(self, other)

    def repair(self, without: Sequence[str], *, keep: int | None = None) -> Repair:
        """A new answer that keeps most places: :func:`convive.matching.placement.changes.repair`."""
        from convive.matching.placement.changes import repair

        return repair(self, without, keep=keep)

    def audit(self, by: str) -> Audit:
        """Who of each group has a place, and how many kilometres they travel: :func:`convive.matching.audit.audit`.

        ``by`` is a column of :attr:`people`, such as ``needs_childcare``, ``literate`` or ``level``. Numbers of one to
        nine people are withheld.

        Raises
        ------
        UnknownName
            When there is no such column.
        RefusedInput
            When the column is a measure.
        """
        return audit(self.people, by=by, travel="distance_km")

    def trade_off(self, most: int = 40) -> pl.DataFrame:
        """What each weight on a missing session gives: :func:`convive.matching.placement.trading.trade_off`."""
        from convive.matching.placement.trading import trade_off

        return trade_off(self.problem, most=most)

    def policy_prices(self) -> pl.DataFrame:
        """What each policy costs: :func:`convive.matching.placement.trading.policy_prices`."""
        from convive.matching.placement.trading import policy_prices

        return policy_prices(self)

    def next_class(self, how_many: int = 3, *, withhold: bool = True) -> pl.DataFrame:
        """Which class to open next: :func:`convive.matching.placement.waiting.next_class`."""
        from convive.matching.placement.waiting import next_class

        return next_class(self, how_many, withhold=withhold)
