"""What is kept of a proposal: the answer, what is printed for every id, and the facts that its pages show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convive.core.problems import LinkingProblem, MentoringProblem, PlacementProblem, TeamsProblem
from convive.reports.match import linking, mentoring, placement, teams

Problem = LinkingProblem | TeamsProblem | PlacementProblem | MentoringProblem


def record(problem: Problem, answer: Mapping[str, Any], *, change: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Plain values, fit for JSON: ``kind``, ``answer``, ``names``, ``targets``, ``facts``.

    Parameters
    ----------
    problem
        What was asked.
    answer
        ``as_dict()`` of the engine's answer.
    change
        What became of an earlier answer, where this one was made from it: ``kept``, ``changed``, ``value_before``.
    """
    kind, module = _KINDS[type(problem)]
    facts: dict[str, Any] = module.facts(problem, answer)
    if change:
        facts["change"] = dict(change)
    names, targets = module.names(problem, answer)
    return {"kind": kind, "answer": dict(answer), "names": names, "targets": targets, "facts": facts}


_KINDS: dict[type, tuple[str, Any]] = {
    LinkingProblem: ("linking", linking),
    TeamsProblem: ("teams", teams),
    PlacementProblem: ("placement", placement),
    MentoringProblem: ("mentoring", mentoring),
}
