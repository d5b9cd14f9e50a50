"""The facts of mentors: how many pairs, what stability costs, who waits on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convive.core.problems import MentoringProblem
from convive.reports.match.fairness import look
from convive.reports.match.placement import weeks_words
from convive.reports.words import say, say_many


def names(problem: MentoringProblem, answer: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    """Mentees by their ids as they are, and the mentors."""
    return {who: who for who in problem.mentees["mentee"].to_list()}, problem.mentors["mentor"].to_list()


def facts(problem: MentoringProblem, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Pairs, places and what each way of matching is worth."""
    weeks = {row["mentee"]: row["wait_weeks"] for row in problem.mentees.iter_rows(named=True)}
    return {
        "mentees": problem.mentees.height,
        "mentors": problem.mentors.height,
        "places": int(problem.mentors["capacity"].sum()),
        "stability": dict(answer.get("stability") or {}),
        "left": [
            {"id": one["id"], "name": one["id"], "reason": one["reason"], "weeks": weeks.get(one["id"])}
            for one in answer["unassigned"]
        ],
        "fair": [
            look(
                "waiting",
                {who: weeks_words(n) for who, n in sorted(weeks.items(), key=lambda one: one[1] or 0) if n is not None},
                {str(one["mentee"]): None for one in answer["assignments"]},
            )
        ],
        "rules": _rules(problem),
        "relaxed": list(answer["relaxed"]),
    }


def _rules(problem: MentoringProblem) -> list[str]:
    said = [say("match.mentoring.rule.listed"), say("match.mentoring.rule.places")]
    if problem.rules.employer_capacity is not None:
        said.append(say_many("match.mentoring.rule.employer", problem.rules.employer_capacity))
    return said
