"""The facts of places in English classes: who has one, who has none and why, which class to open next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from convive.core.problems import PlacementProblem
from convive.core.problems.placement import LEVELS
from convive.reports.match.fairness import look
from convive.reports.words import capital, say, say_many


def names(problem: PlacementProblem, answer: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    """Learners by their ids as they are, and the classes."""
    return {who: who for who in problem.learners["learner_id"].to_list()}, problem.classes["class_id"].to_list()


def facts(problem: PlacementProblem, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Places, classes, sessions, and the reasons of those who wait on."""
    placed = Counter(str(row["class_id"]) for row in answer["assignments"])
    waits = {row["learner_id"]: row["wait_weeks"] for row in problem.learners.iter_rows(named=True)}
    left = [
        {
            "id": one["id"],
            "name": one["id"],
            "reason": one["reason"],
            "would_open": list(one.get("would_open") or ()),
            "weeks": waits.get(one["id"]),
        }
        for one in answer["unassigned"]
    ]
    return {
        "learners": problem.learners.height,
        "classes": problem.classes.height,
        "running": len(placed),
        "trainees": problem.trainees.height,
        "by_class": [
            {
                "id": row["class_id"],
                "level": row["level_min"]
                if row["level_min"] == row["level_max"]
                else f"{row['level_min']}–{row['level_max']}",
                "slot": row["slot"],
                "placed": placed.get(row["class_id"], 0),
                "places": row["capacity"],
            }
            for row in problem.classes.iter_rows(named=True)
        ],
        "left": left,
        "reasons": dict(Counter(one["reason"] for one in left)),
        "opens": dict(Counter(rule for one in left for rule in one["would_open"])),
        "next_class": answer.get("next_class") or [],
        "trade_off": answer.get("trade_off") or [],
        "missing": (answer.get("totals") or {}).get("sessions_missing"),
        "fair": _fair(problem, answer),
        "rules": _rules(problem),
        "relaxed": list(answer["relaxed"]),
    }


def _fair(problem: PlacementProblem, answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """By what makes somebody hard to place, and by how long they have waited."""
    rows = {row["learner_id"]: row for row in problem.learners.iter_rows(named=True)}
    placed = {str(one["learner_id"]): one.get("distance_km") for one in answer["assignments"]}

    def yes(column: str) -> dict[str, str]:
        return {who: say("match.fair.group.yes" if row[column] else "match.fair.group.no") for who, row in rows.items()}

    waited = {who: weeks_words(row["wait_weeks"]) for who, row in rows.items()}
    levels = {who: row["level"] or say("match.fair.group.unknown") for who, row in rows.items()}
    return [
        look("childcare", yes("needs_childcare"), placed),
        look("literacy", yes("literate"), placed),
        look("women_only", yes("women_only"), placed),
        look("waiting", dict(sorted(waited.items(), key=lambda one: rows[one[0]]["wait_weeks"])), placed),
        look(
            "level",
            dict(sorted(levels.items(), key=lambda one: LEVELS.index(one[1]) if one[1] in LEVELS else 9)),
            placed,
        ),
    ]


def weeks_words(n: int) -> str:
    """How long somebody has waited, in one of three groups."""
    return say(f"match.fair.group.weeks_{'short' if n <= 12 else 'middle' if n <= 26 else 'long'}")


def _rules(problem: PlacementProblem) -> list[str]:
    said = [say("match.placement.rule.six"), say("match.placement.rule.waiting")]
    if problem.weights.wait_cap is not None:
        said.append(say_many("match.placement.rule.cap", problem.weights.wait_cap))
    if problem.trainees.height:
        said.append(say("match.placement.rule.trainees"))
    said.append(say("match.placement.rule.drop_in"))
    return [capital(one) for one in said]
