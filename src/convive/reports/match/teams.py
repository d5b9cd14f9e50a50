"""The facts of mixed teams. Never the mix of one team: only how far any count is from its ideal, over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from convive.core.problems import TeamsProblem
from convive.reports.words import capital, join, say, say_many


def names(problem: TeamsProblem, answer: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    """People by their ids as they are, and the teams."""
    people = problem.participants["person_id"].to_list()
    return {who: who for who in people}, sorted({str(row["team"]) for row in answer["assignments"]})


def facts(problem: TeamsProblem, answer: Mapping[str, Any]) -> dict[str, Any]:
    """How many teams of which sizes, how even, and what the rules cost."""
    sizes = Counter(str(row["team"]) for row in answer["assignments"])
    spread, price = answer.get("spread") or {}, answer.get("price")
    return {
        "people": problem.participants.height,
        "teams": len(sizes),
        "smallest": min(sizes.values(), default=0),
        "largest": max(sizes.values(), default=0),
        "sizes": dict(sorted(sizes.items())),
        "attributes": list(problem.attributes),
        "farthest": spread.get("farthest"),
        "alone": spread.get("alone"),
        "price": dict(price) if price else None,
        "left": [{"id": one["id"], "name": one["id"], "reason": one["reason"]} for one in answer["unassigned"]],
        "rules": _rules(problem),
        "relaxed": list(answer["relaxed"]),
    }


def _rules(problem: TeamsProblem) -> list[str]:
    together = problem.relations.filter(problem.relations["type"] == "together").height
    apart = problem.relations.height - together
    said = [say("match.teams.rule.mix", attributes=join(list(problem.attributes)))]
    if problem.team_sizes:
        low, high = min(problem.team_sizes), max(problem.team_sizes)
    else:
        low, high = problem.smallest, problem.largest
    said.append(
        say("match.teams.rule.size", low=low, high=high) if low != high else say("match.teams.rule.one_size", n=low)
    )
    if together:
        said.append(say_many("match.teams.rule.together", together))
    if apart:
        said.append(say_many("match.teams.rule.apart", apart))
    if problem.target:
        said.append(say("match.teams.rule.target", attributes=join(list(problem.target))))
    return [capital(one) for one in said]
