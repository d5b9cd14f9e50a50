"""The answer to a linking problem, and the questions it can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from convive.core.problems.linking import LinkingProblem, LinkRules, LinkWeights
from convive.matching.answers import Answer
from convive.matching.audit import Audit, audit
from convive.matching.compare import Difference, compare
from convive.matching.linking.best import Best
from convive.matching.linking.venues import Venues

if TYPE_CHECKING:
    from convive.matching.linking.explaining import ClassStory, PairStory
    from convive.matching.linking.repairs import Repair

Pair = tuple[str, str]


@dataclass(frozen=True)
class Linking(Answer):
    """Which class meets which.

    ``assignments`` has one row a link: ``class_a``, ``class_b``, ``school_a``, ``school_b``, ``value`` and what it is
    made of (``bonus``, ``difference``, ``year``, ``size``, ``travel``, ``continuity`` add up to it; ``ethnicity``,
    ``faith`` and ``fsm`` are the parts of ``difference`` before rounding), ``minutes`` and ``km`` between the schools,
    and whether the link was ``pinned``. ``unassigned`` is that of :mod:`convive.matching.linking.left_out`.

    Parameters
    ----------
    thirds
        Classes that join a pair, when the rules allow it: ``class_id``, ``class_a``, ``class_b``, ``loss`` in points,
        ``with_a`` and ``with_b``.
    venues
        Where and when the links meet; ``None`` when no venue is given.
    fixed_venues
        The same for the ``fixed_pairs`` of the problem; ``None`` when there are none.
    problem
        What was asked.
    proof
        The prices that prove the value.
    """

    thirds: pl.DataFrame
    venues: Venues | None
    fixed_venues: Venues | None
    problem: LinkingProblem = field(repr=False)
    proof: Best = field(repr=False)

    def as_dict(self) -> dict[str, Any]:
        """The one object that ``--json`` prints.

        ``venue`` is the venue stage: of the fixed pairs where the problem has some, otherwise of the links.
        """
        stage = self.fixed_venues or self.venues
        whole = super().as_dict() | {"thirds": self.thirds.to_dicts()}
        if stage is not None:
            whole["venue"] = {"of": "fixed_pairs" if self.fixed_venues else "assignments"} | stage.as_dict()
        if self.fixed_venues and self.venues:
            whole["meetings"] = self.venues.as_dict()
        return whole

    def partner(self, class_id: str) -> str | None:
        """The class that a class is linked with."""
        for one, other in (("class_a", "class_b"), ("class_b", "class_a")):
            row = self.assignments.filter(pl.col(one) == class_id)
            if row.height:
                found: str = row[other][0]
                return found
        return None

    def compare(self, other: Linking) -> Difference:
        """What changes from this answer to another."""
        return compare(self, other, ("class_a", "class_b"))

    def what_if(
        self,
        *,
        pin: Sequence[Pair] = (),
        forbid: Sequence[Pair] = (),
        without: Sequence[str] = (),
        rules: LinkRules | None = None,
        weights: LinkWeights | None = None,
    ) -> Difference:
        """What would change if pairs of classes were pinned or forbidden, or classes or whole schools were not there.

        ``rules`` and ``weights`` take the place of the problem's: ``rules=replace(problem.rules, limit_min=60)``. With
        other weights the points of the two answers are not of one kind; the links are what to compare.

        The changed problem is solved from the start, so both values are proven.

        Raises
        ------
        RefusedInput
            When a name is not known or a pin breaks a rule.
        """
        from convive.matching.linking.changes import changed
        from convive.matching.linking.pairing import pair

        problem = changed(self.problem, pin=pin, forbid=forbid, without=without, rules=rules, weights=weights)
        return self.compare(pair(problem, seed=self.quality.seed))

    def explain(self, class_id: str, *, exact: bool = True) -> ClassStory:
        """Why a class is where it is: its funnel, what its pair is worth to the whole, what else it could have.

        With ``exact`` the problem is solved again for each figure; without, the figures are the least that the proof
        promises, at once.

        Raises
        ------
        UnknownName
            When there is no such class.
        """
        from convive.matching.linking.explaining import explain

        return explain(self, class_id, exact=exact)

    def tell(self, class_id: str) -> PairStory:
        """What to say of the pair of a class: to the facilitator, and to schools and parents.

        Raises
        ------
        UnknownName
            When there is no such class, or it has no pair.
        """
        from convive.matching.linking.explaining import tell

        return tell(self, class_id)

    def audit(self, by: str) -> Audit:
        """How many classes of each kind are linked, and how far they are from their partners, in minutes.

        ``by`` is a column of the classes or of their schools, such as ``programme_area``, ``phase`` or ``year``. What
        is counted are classes, not people: small numbers of them are shown.

        Raises
        ------
        UnknownName
            When there is no such column.
        RefusedInput
            When the column is a measure.
        """
        ends = ("class_a", "class_b")
        minutes = pl.concat([self.assignments.select(pl.col(end).alias("class_id"), "minutes") for end in ends])
        linked = pl.concat([minutes, self.thirds.select("class_id", pl.lit(None, pl.Int64).alias("minutes"))])
        people = (
            self.problem.classes.drop("row")
            .join(self.problem.schools.drop("row"), on="school_id", how="left", suffix="_of_school")
            .join(linked.with_columns(placed=pl.lit(True)), on="class_id", how="left")
            .with_columns(pl.col("placed").fill_null(False))
        )
        return audit(people, by=by, travel="minutes", smallest=1)

    def repair(self, *, without: Sequence[str], keep: int | None = None) -> Repair:
        """The best links after classes or whole schools dropped out, with most of the links that stand kept.

        ``keep`` is what a link that stands is worth beyond its points, so that it is broken for a real gain only.

        Raises
        ------
        RefusedInput
            When a name is not known.
        """
        from convive.matching.linking.repairs import KEEP, repair

        return repair(self, without, KEEP if keep is None else keep)
