"""Why one learner is where they are, in numbers and in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from convive.core.problems.placement import RULES
from convive.matching.placement.answer import DROP_IN, Placement
from convive.matching.placement.arrays import arrays
from convive.matching.placement.pairs import pairs, position

OPTIONS = {
    "class_id": pl.String,
    "distance_km": pl.Float64,
    "value": pl.Int64,
    "opened": pl.Boolean,
    "why": pl.String,
    "learners": pl.Int64,
    "capacity": pl.Int64,
    "price": pl.Int64,
}


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why one learner is where they are.

    ``options`` has every class that passes all rules, the one worth most first: ``class_id``, ``distance_km``,
    ``value`` and, as in the answer, ``opened``, ``why``, ``learners``, ``capacity``, ``price``. ``funnel`` has the
    classes that each rule left. ``says`` are sentences for the desk.
    """

    learner_id: str
    class_id: str | None
    reason: str | None
    would_open: list[str]
    funnel: dict[str, int]
    options: pl.DataFrame
    says: list[str]

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "learner_id": self.learner_id,
            "class_id": self.class_id,
            "reason": self.reason,
            "would_open": self.would_open,
            "funnel": self.funnel,
            "options": self.options.to_dicts(),
            "says": self.says,
        }


def explain(given: Placement, learner_id: str) -> Explanation:
    """Why this learner is where they are.

    Raises
    ------
    RefusedInput
        When nobody has this identifier, with those that look alike.
    """
    board = arrays(given.problem)
    at = position(board.learners, "learner_id", learner_id)
    who = board.learners.row(at, named=True)
    found = pairs(board, given.terms.conditions)
    mine = found.only(found.learner == at)
    options = (
        pl.DataFrame(
            {
                "class_id": board.classes["class_id"][mine.klass],
                "distance_km": mine.km.round(3),
                "value": mine.worth,
            }
        )
        .join(given.classes, on="class_id", how="left", maintain_order="left")
        .select(list(OPTIONS))
        .sort("value", "class_id", descending=[True, False])
    )
    funnel = dict(zip(RULES, (int(n) for n in found.funnel[at]), strict=True))
    placed = given.assignments.filter(learner_id=learner_id)
    if placed.height:
        row = placed.row(0, named=True)
        says = [
            f"{learner_id} is in {row['class_id']}, {row['distance_km']:.1f} km away, after {who['wait_weeks']} weeks."
        ]
        others = options.filter((pl.col("class_id") != row["class_id"]) & pl.col("opened").ne_missing(False))
        if others.height:
            says.append(f"{others.height} more would suit, {others['class_id'][0]} the best of them.")
        return Explanation(learner_id, row["class_id"], None, [], funnel, options, says)
    row = given.unassigned.filter(id=learner_id).row(0, named=True)
    says = [*_reason(row, who, funnel, board.classes.height), *_help(row), DROP_IN]
    return Explanation(learner_id, None, row["reason"], row["would_open"], funnel, options, says)


def _reason(row: dict[str, Any], who: dict[str, Any], funnel: dict[str, int], classes: int) -> list[str]:
    """The reason as sentences."""
    name = row["id"]
    if row["reason"] == "not_open_to_me":
        return [f"{name} said that a place in a class is not open to them. Why is not asked."]
    if row["reason"] == "no_eligible_class":
        steps = [f"{classes} {'class' if classes == 1 else 'classes'}"]
        steps += [f"{left} after {rule.replace('_', ' ')}" for rule, left in funnel.items()]
        says = [f"No class suits {name}: {', '.join(steps)}."]
        if who["level"] is None:
            says.append("Their level is not known: find it out first.")
        if not (who["slots"] or "").strip():
            says.append("It is not known when they can come: ask them.")
        return says
    held = {
        "forbidden": "Somebody decided against every class that suits {name}.",
        "class_not_opened": "None of the classes that suit {name} runs.",
        "creche_full": "The crèches of the classes that suit {name} are full.",
        "full": "The classes that suit {name} are full.",
        "not_worth": "By the weights the way takes more points than the place brings.",
    }
    says = [held[row["reason"]].format(name=name)]
    if row["last_admitted_weeks"] is not None:
        says.append(f"The shortest wait with which somebody got a place there is {row['last_admitted_weeks']} weeks.")
    if row["price"] is not None:
        says.append(f"One more place there would add {row['price']} points at most.")
    return says


def _help(row: dict[str, Any]) -> list[str]:
    """Which rule alone would help."""
    rules = [rule.replace("_", " ") for rule in row["would_open"]]
    if not rules:
        return []
    named = " or ".join(rules)
    if row["reason"] == "no_eligible_class":
        return [f"Without the rule about {named} alone there would be a class."]
    return [f"Without the rule about {named} alone there would be a free place."]
