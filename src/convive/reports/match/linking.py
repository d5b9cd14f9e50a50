"""The facts of a linking year: each pair with both mixes, how far, where they meet; who has no partner yet."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from convive.core.problems import LinkingProblem
from convive.reports.match.fairness import look
from convive.reports.words import capital, say, say_many, whole

FIVE = ("Asian", "Black", "Mixed", "Other", "White")
SECONDARY = 7
# Schools with many others within so many kilometres stand in town, with few in the valley or the country.
NEAR = 3.0
TOWN, COUNTRY = 12, 4


def names(problem: LinkingProblem, answer: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    """The printed name of every class, and the classes, which are each other's partners."""
    schools = {row["school_id"]: row["name"] or row["school_id"] for row in problem.schools.iter_rows(named=True)}
    printed = {
        row["class_id"]: say("match.linking.class", school=schools[row["school_id"]], year=year_words(row))
        if row["year"] is not None
        else schools[row["school_id"]]
        for row in problem.classes.iter_rows(named=True)
    }
    seen: dict[str, int] = {}
    for name in printed.values():
        seen[name] = seen.get(name, 0) + 1
    # Two classes of one school and year are told apart by their ids.
    printed = {one: f"{name} ({one})" if seen[name] > 1 else name for one, name in printed.items()}
    return printed, list(printed)


def year_words(row: Mapping[str, Any]) -> str:
    """A class's year as people say it.

    >>> year_words({"year": 4, "year_to": None}), year_words({"year": 0, "year_to": 1})
    ('Year 4', 'Reception and Year 1')
    """
    years = [row["year"]] if row.get("year_to") in (None, row["year"]) else [row["year"], row["year_to"]]
    said = [say("match.linking.reception") if year < 1 else say("match.linking.year", n=year) for year in years]
    return say("list.last", before=said[0], last=said[1]) if len(said) > 1 else said[0]


def facts(problem: LinkingProblem, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the pages of a linking year show."""
    schools = {row["school_id"]: row for row in problem.schools.iter_rows(named=True)}
    classes = {row["class_id"]: row for row in problem.classes.iter_rows(named=True)}
    printed, _ = names(problem, answer)
    mixes = {school: five(row) for school, row in schools.items()}
    crowd = _crowding(list(schools.values()))
    venues = {row["venue_id"]: row["name"] or row["venue_id"] for row in problem.venues.iter_rows(named=True)}
    met = {
        frozenset((row["class_a"], row["class_b"])): row
        for row in (answer.get("meetings") or answer.get("venue") or {}).get("assignments", ())
    }
    before = {frozenset(pair) for pair in problem.previous.select("school_a", "school_b").iter_rows()}
    links = []
    for row in answer["assignments"]:
        ends = [_end(classes[row[side]], schools, mixes, printed, crowd) for side in ("class_a", "class_b")]
        meeting = met.get(frozenset((row["class_a"], row["class_b"])))
        links.append(
            {
                "a": ends[0],
                "b": ends[1],
                "across": across(ends[0]["mix"], ends[1]["mix"]),
                "minutes": row.get("minutes"),
                "kept": frozenset((ends[0]["school"], ends[1]["school"])) in before,
                "venue": venues.get(meeting["venue_id"], "") if meeting else "",
                "date": meeting["date"] if meeting else "",
                "worth": {name: row[name] for name in _PARTS if row.get(name) is not None},
            }
        )
    links.sort(key=lambda link: (-(link["across"] or 0), link["a"]["name"]))
    return {
        "links": links,
        "means": _means(links),
        "classes": len(classes),
        "schools": len(schools),
        "left": [
            {"id": one["id"], "name": printed.get(one["id"], one["id"])} | _left(one, printed)
            for one in answer["unassigned"]
        ],
        "fair": _fair(classes, schools, crowd, links),
        "rules": _rules(problem),
        "points": [
            {"x": row["x_km"], "y": row["y_km"], "id": school, "name": row["name"] or school}
            for school, row in schools.items()
        ],
        "venues": [
            {"x": row["x_km"], "y": row["y_km"], "name": row["name"] or row["venue_id"]}
            for row in problem.venues.iter_rows(named=True)
        ],
        "vetoes": problem.vetoes.height,
        "mixes": [name for name in ("eth_", "faith_") if name in problem.mixes],
    }


def _means(links: Sequence[Mapping[str, Any]]) -> dict[str, float | None]:
    """Over all links: the chance to meet across groups in the pair and in the own schools, and the minutes apart."""
    known = [link for link in links if link["across"] is not None]
    ways = [float(link["minutes"]) for link in links if link["minutes"] is not None]
    return {
        "across": _mean([link["across"] for link in known]),
        "own": _mean([(link["a"]["own"] + link["b"]["own"]) / 2 for link in known]),
        "minutes": _mean(ways),
    }


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 6) if values else None


_PARTS = ("bonus", "difference", "year", "size", "travel", "continuity")


def five(school: Mapping[str, Any]) -> list[float] | None:
    """The mix of a school in the five broad groups, from whatever columns ``eth_…`` it has; ``None`` without any.

    >>> five({"eth_white_british": 0.7, "eth_asian": 0.2, "eth_arab": 0.1})
    [0.2, 0.0, 0.0, 0.1, 0.7]
    """
    shares = {name: value for name, value in school.items() if name.startswith("eth_") and value is not None}
    if not shares or sum(shares.values()) == 0:
        return None
    mix = dict.fromkeys(FIVE, 0.0)
    for name, value in shares.items():
        group = next((group for group in FIVE if name[4:].startswith(group.lower())), "Other")
        mix[group] += value
    return [round(mix[group], 4) for group in FIVE]


def across(one: Sequence[float] | None, other: Sequence[float] | None) -> float | None:
    """The chance that one child of each school are of different groups; ``None`` where a mix is not known.

    Formula: 1 − Σ a_g b_g over the five groups. With the same mix twice it is the chance within one school.

    >>> across([0, 0, 0, 0, 1], [1, 0, 0, 0, 0]), across([0.5, 0, 0, 0, 0.5], [0.5, 0, 0, 0, 0.5])
    (1.0, 0.5)
    """
    if one is None or other is None:
        return None
    whole_a, whole_b = sum(one), sum(other)
    return round(1 - sum(a * b for a, b in zip(one, other, strict=True)) / (whole_a * whole_b), 4)


def _end(
    row: Mapping[str, Any],
    schools: Mapping[str, Any],
    mixes: Mapping[str, list[float] | None],
    printed: Mapping[str, str],
    crowd: Mapping[str, int],
) -> dict[str, Any]:
    school = row["school_id"]
    mix = mixes[school]
    return {
        "id": row["class_id"],
        "school": school,
        "name": printed[row["class_id"]],
        "short": schools[school]["name"] or school,
        "year": row["year"],
        "size": row["size"],
        "mix": mix,
        "own": across(mix, mix),
        "x": schools[school]["x_km"],
        "y": schools[school]["y_km"],
        "near": crowd[school],
        "special": bool(schools[school].get("special")),
        "secondary": row["year"] is not None and row["year"] >= SECONDARY,
    }


def _crowding(schools: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many other schools stand within walking distance or a short ride: what "town" and "valley" rest on."""
    made = {}
    for one in schools:
        others = (math.hypot(one["x_km"] - other["x_km"], one["y_km"] - other["y_km"]) for other in schools)
        made[one["school_id"]] = sum(far <= NEAR for far in others) - 1
    return made


def _left(one: Mapping[str, Any], printed: Mapping[str, str]) -> dict[str, Any]:
    options = [
        {"name": printed.get(option["class_id"], option["class_id"]), "price": option["at_least"]}
        for option in one.get("runner_ups") or ()
    ]
    return {"reason": one["reason"], "would_open": list(one.get("would_open") or ()), "options": options}


def setting(near: int) -> str:
    """In “town”, “between” or “out”, by how many schools stand close by.

    >>> setting(20), setting(2)
    ('town', 'out')
    """
    return "town" if near >= TOWN else "out" if near <= COUNTRY else "between"


def _fair(
    classes: Mapping[str, Any], schools: Mapping[str, Any], crowd: Mapping[str, int], links: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """By phase, by whether a school is special, and by whether it stands in town."""
    placed = {end["id"]: link["minutes"] for link in links for end in (link["a"], link["b"])}

    def by(group: Callable[[Mapping[str, Any]], str]) -> dict[str, str]:
        return {one: say(f"match.fair.group.{group(row)}") for one, row in classes.items()}

    looks = {
        "phase": by(lambda row: "secondary" if (row["year"] or 0) >= SECONDARY else "primary"),
        "special": by(lambda row: "special" if schools[row["school_id"]].get("special") else "other"),
        "where": by(lambda row: setting(crowd[row["school_id"]])),
    }
    return [
        look(name, groups, placed, "minutes", people=False)
        for name, groups in looks.items()
        if len(set(groups.values())) > 1
    ]


def _rules(problem: LinkingProblem) -> list[str]:
    rules = problem.rules
    said = [
        say_many("match.linking.rule.years", rules.max_year_difference),
        say("match.linking.rule.minutes", n=rules.limit_min),
        say("match.linking.rule.difference"),
    ]
    if problem.venues.height:
        said.append(say("match.linking.rule.venue", n=whole(rules.venue_limit_min)))
    if problem.previous.height:
        said.append(say_many("match.linking.rule.previous", problem.previous.height))
    if problem.vetoes.height:
        said.append(say_many("match.linking.rule.vetoes", problem.vetoes.height))
    if problem.quotas.height:
        said.append(say_many("match.linking.rule.quotas", problem.quotas.height))
    if problem.pins.height:
        said.append(say_many("match.linking.rule.pins", problem.pins.height))
    if "faith_" not in problem.mixes:
        said.append(say("match.linking.rule.no_faith"))
    return [capital(one) for one in said]
