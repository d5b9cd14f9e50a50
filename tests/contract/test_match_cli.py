"""``convive match`` on every instance: the best known value, every rule, every reason.

The checker below was written from the instances' README alone. It reads the CSV files with the standard library and
shares no line with the engines.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from convive.cli.main import main

INSTANCES = Path(__file__).parents[3] / "shared" / "data" / "matching"
pytestmark = pytest.mark.skipif(not INSTANCES.is_dir(), reason="the instances are not beside the project")
LEVELS = ["PreEntry", "E1", "E2", "E3", "L1", "L2"]
# How much worse than the best known an answer may be where no optimum is proven: 0.2 %, 3 % with nobody left alone.
NEAR, NEAR_NOT_ALONE = 1.002, 1.03


Match = Callable[..., dict[str, Any]]


@pytest.fixture
def match(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Match:
    """The one object that ``convive match … --json`` prints."""

    def run(*words: object) -> dict[str, Any]:
        monkeypatch.setattr(sys, "argv", ["convive", "match", *map(str, words), "--json"])
        capsys.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        printed_text, said = capsys.readouterr()
        assert not code, said
        printed: dict[str, Any] = json.loads(printed_text)
        return printed

    return run


@cache
def rows(name: str, file: str) -> list[dict[str, str]]:
    path = INSTANCES / name / file
    if not path.exists():
        return []
    with gzip.open(path, "rt") if file.endswith(".gz") else path.open() as stream:
        return list(csv.DictReader(stream))


def known(name: str) -> dict[str, Any]:
    best: dict[str, Any] = json.loads((INSTANCES / "best_known.json").read_text())[name]
    return best


@cache
def params(name: str) -> dict[str, Any]:
    given: dict[str, Any] = json.loads((INSTANCES / name / "params.json").read_text())
    return given


def check_shape(found: dict[str, Any]) -> None:
    quality = found["quality"]
    assert set(quality) >= {"value", "bound", "gap", "status", "seconds", "solver", "seed", "input_hash"}
    assert quality["status"] in ("optimal", "gap", "heuristic")
    if quality["status"] == "optimal":
        assert quality["value"] == quality["bound"]
    for one in found["unassigned"]:
        assert set(one) >= {"id", "reason", "would_open"}
        assert isinstance(one["would_open"], list)
    for one in found["relaxed"]:
        assert set(one) >= {"rule", "who", "price", "says"}


# Links.


def way(one: dict[str, str], other: dict[str, str]) -> float:
    return math.hypot(*(float(one[k]) - float(other[k]) for k in ("x_km", "y_km")))


ALONE = ("no_admissible_partner", "no_common_date", "vetoed")


def link_weight(name: str, schools: dict[str, Any], before: set[frozenset[str]], a: Any, b: Any) -> int | None:
    """The weight of a pair of classes by the README; ``None`` when it is not admissible."""
    p = params(name)
    one, other = schools[a["school_id"]], schools[b["school_id"]]
    both = frozenset((a["school_id"], b["school_id"]))
    vetoed = {frozenset((v["school_a"], v["school_b"])) for v in rows(name, "vetoes.csv")}
    years = int(a["year"]), int(b["year"])
    if len(both) == 1 or both in vetoed or (years[0] >= 7) != (years[1] >= 7) or abs(years[0] - years[1]) > 1:
        return None

    def apart(prefix: str) -> float:
        return sum(abs(float(one[k]) - float(other[k])) for k in one if k.startswith(prefix)) / 2

    meals = abs(float(one["fsm"]) - float(other["fsm"]))
    benefit = round(p["w_eth"] * apart("eth_") + p["w_faith"] * apart("faith_") + p["w_fsm"] * meals)
    minutes = round(p["fixed_min"] + p["speed_min_per_km"] * way(one, other))
    base = p["bonus"] + benefit - p["p_year"] * abs(years[0] - years[1])
    base -= p["p_size"] * abs(int(a["size"]) - int(b["size"])) + p["p_min"] * max(0, minutes - p["free_min"])
    if minutes > p["limit_min"] or benefit < p["min_benefit"] or base <= 0:
        return None
    return int(base + (p["prev"] if both in before else 0))


@pytest.mark.parametrize("name", ["p1_small", "p1_town", "p1_quota"])
def test_links(match: Match, name: str) -> None:
    found = match("linking", INSTANCES / name)
    check_shape(found)
    best = known(name)
    schools = {s["school_id"]: s for s in rows(name, "schools.csv")}
    classes = {c["class_id"]: c for c in rows(name, "classes.csv")}
    before = {frozenset((v["school_a"], v["school_b"])) for v in rows(name, "previous_links.csv")}
    edges = {frozenset((e["class_a"], e["class_b"])): int(e["weight"]) for e in rows(name, "edges.csv.gz")}
    linked = Counter(line[end] for line in found["assignments"] for end in ("class_a", "class_b"))
    assert max(linked.values()) == 1
    value = 0
    for line in found["assignments"]:
        weight = link_weight(name, schools, before, classes[line["class_a"]], classes[line["class_b"]])
        assert weight is not None
        assert weight == line["value"] == edges[frozenset((line["class_a"], line["class_b"]))]
        value += weight
    quotas = {q["school_id"]: int(q["max_linked_classes"]) for q in rows(name, "school_quota.csv")}
    by_school = Counter(classes[c]["school_id"] for c in linked)
    assert all(by_school[school] <= most for school, most in quotas.items())
    assert value == found["quality"]["value"] == best["optimum"]
    assert found["quality"]["status"] == "optimal"
    left_out = {one["id"] for one in found["unassigned"]}
    assert left_out == set(classes) - set(linked)
    assert all(one["reason"] for one in found["unassigned"])
    alone = set(classes) - {c for pair in edges for c in pair}
    assert alone == {one["id"] for one in found["unassigned"] if one["reason"] in ALONE}
    assert len(alone) == best["classes_without_any_candidate"]


@pytest.mark.parametrize("name", ["p1_small", "p1_town"])
def test_venues_of_the_fixed_pairs(match: Match, name: str) -> None:
    venue = match("linking", INSTANCES / name)["venue"]
    p = params(name)
    schools = {s["school_id"]: s for s in rows(name, "schools.csv")}
    classes = {c["class_id"]: schools[c["school_id"]] for c in rows(name, "classes.csv")}
    places = {v["venue_id"]: v for v in rows(name, "venues.csv")}
    pairs = {(f["class_a"], f["class_b"]): f["dates"].split("|") for f in rows(name, "fixed_pairs.csv")}
    room = {(r["venue_id"], r["date"]): int(r["links"]) for r in rows(name, "venue_capacity.csv")}
    seen = Counter((line["class_a"], line["class_b"]) for line in venue["assignments"])
    assert set(seen) <= set(pairs)
    assert max(seen.values()) == 1
    cost = 1000 * (len(pairs) - len(seen))
    for line in venue["assignments"]:
        place = places[line["venue_id"]]
        minutes = [
            round(p["fixed_min"] + p["speed_min_per_km"] * way(s, place))
            for s in (classes[line["class_a"]], classes[line["class_b"]])
        ]
        assert max(minutes) <= 60
        assert line["date"] in pairs[line["class_a"], line["class_b"]]
        cost += sum(minutes) + abs(minutes[0] - minutes[1])
    used = Counter((line["venue_id"], line["date"]) for line in venue["assignments"])
    assert all(n <= room[slot] for slot, n in used.items())
    assert cost == venue["value"] == known(name)["venue"]["optimum"]
    assert venue["bound"] == venue["value"]


# Teams.


def check_teams(name: str, found: dict[str, Any], *, alone_allowed: bool) -> float:
    check_shape(found)
    p = params(name)
    people = {r["person_id"]: r for r in rows(name, "participants.csv")}
    team = {line["person_id"]: line["team"] for line in found["assignments"]}
    assert len(found["assignments"]) == len(team) == len(people)
    assert set(team) == set(people)
    sizes = Counter(team.values())
    assert sorted(sizes.values()) == sorted(p["team_sizes"])
    for rule in rows(name, "relations.csv"):
        same = team[rule["person_a"]] == team[rule["person_b"]]
        assert same == (rule["type"] == "together")
    value = 0.0
    for attribute in p["attributes"]:
        pool = Counter(r[attribute] for r in people.values())
        inside: dict[Any, Counter[str]] = defaultdict(Counter)
        for person, row in people.items():
            inside[team[person]][row[attribute]] += 1
        value += sum(
            (inside[t][level] - s * n / len(people)) ** 2 for t, s in sizes.items() for level, n in pool.items()
        )
        if attribute == p["protected_attribute"] and not alone_allowed:
            assert not [(t, level) for t in sizes for level in p["protected_levels"] if inside[t][level] == 1]
    assert value == pytest.approx(found["quality"]["value"], abs=1e-6)
    return value


@pytest.mark.parametrize("name", ["p2_60", "p2_300", "p2_1500"])
def test_teams_with_nobody_left_alone(match: Match, name: str) -> None:
    found = match("teams", INSTANCES / name)
    best = known(name)["relations_no_lone"]
    assert check_teams(name, found, alone_allowed=False) <= best["best_known"] * NEAR_NOT_ALONE + 1e-6
    assert found["quality"]["bound"] is not None
    assert found["lone_rule"]["price"] > 0


@pytest.mark.parametrize("name", ["p2_60", "p2_300", "p2_1500"])
def test_teams_where_one_may_be_alone(match: Match, name: str) -> None:
    found = match("teams", INSTANCES / name, "--allow-lone")
    best = known(name)["relations"]
    assert check_teams(name, found, alone_allowed=True) <= best["best_known"] * NEAR + 1e-3


# English classes.


def broken(learner: dict[str, str], klass: dict[str, str]) -> list[str]:
    """The rules that a learner and a class break, in the README's order."""
    level = LEVELS.index(learner["level"])
    km = math.hypot(
        float(learner["x_km"]) - float(klass["venue_x_km"]), float(learner["y_km"]) - float(klass["venue_y_km"])
    )
    women = klass["women_only"] == "1"
    passes = {
        "level": LEVELS.index(klass["level_min"]) <= level <= LEVELS.index(klass["level_max"]),
        "literacy": learner["literate"] == "1" or klass["takes_non_literate"] == "1",
        "women_only": (learner["women_only"] == "0" or women) and (learner["female"] == "1" or not women),
        "time": klass["slot"] in learner["slots"].split("|"),
        "childcare": learner["needs_childcare"] == "0" or int(klass["creche_places"]) > 0,
        "distance": km <= float(learner["max_km"]),
    }
    return [rule for rule, kept in passes.items() if not kept]


def check_places(name: str, found: dict[str, Any]) -> tuple[int, Counter[str]]:
    """Points of the places, and learners by class, after every rule of a place is checked."""
    check_shape(found)
    learners = {r["learner_id"]: r for r in rows(name, "learners.csv")}
    classes = {r["class_id"]: r for r in rows(name, "classes.csv")}
    points, held, with_child = 0, Counter[str](), Counter[str]()
    for line in found["assignments"]:
        learner, klass = learners[line["learner_id"]], classes[line["class_id"]]
        assert broken(learner, klass) == []
        km = math.hypot(
            float(learner["x_km"]) - float(klass["venue_x_km"]), float(learner["y_km"]) - float(klass["venue_y_km"])
        )
        points += 1000 + 10 * int(learner["wait_weeks"]) - round(10 * km)
        held[line["class_id"]] += 1
        with_child[line["class_id"]] += learner["needs_childcare"] == "1"
    placed = [line["learner_id"] for line in found["assignments"]]
    assert len(set(placed)) == len(placed)
    assert all(n <= int(classes[c]["capacity"]) for c, n in held.items())
    assert all(n <= int(classes[c]["creche_places"]) for c, n in with_child.items())
    assert {one["id"] for one in found["unassigned"]} == set(learners) - set(placed)
    return points, held


def check_reasons(name: str, found: dict[str, Any]) -> None:
    expected = {
        r["learner_id"]: [rule for rule in r["single_rules_that_would_open_a_class"].split("|") if rule]
        for r in rows(name, "expected_no_eligible_class.csv")
    }
    told = {one["id"]: one["would_open"] for one in found["unassigned"] if one["reason"] == "no_eligible_class"}
    assert told == expected
    classes = rows(name, "classes.csv")
    learners = {r["learner_id"]: r for r in rows(name, "learners.csv")}
    for learner, rules in told.items():
        alone = {one[0] for klass in classes if len(one := broken(learners[learner], klass)) == 1}
        assert set(rules) == alone


@pytest.mark.parametrize("name", ["p3_120", "p3_600"])
def test_places_only(match: Match, name: str) -> None:
    found = match("placement", INSTANCES / name, "--places-only")
    points, held = check_places(name, found)
    assert points == found["quality"]["value"] == known(name)["places_only"]["optimum"]
    assert sum(held.values()) == known(name)["places_only"]["placed"]
    check_reasons(name, found)


@pytest.mark.parametrize("name", ["p3_120", "p3_600"])
def test_places_with_opening_and_trainees(match: Match, name: str) -> None:
    found = match("placement", INSTANCES / name)
    points, held = check_places(name, found)
    classes = {r["class_id"]: r for r in rows(name, "classes.csv")}
    trainees = {r["trainee_id"]: r for r in rows(name, "trainees.csv")}
    assert all(n >= int(classes[c]["min_size"]) for c, n in held.items())
    given, taught = Counter[str](), Counter[str]()
    for line in found["sessions"]:
        trainee, klass = trainees[line["trainee_id"]], classes[line["class_id"]]
        assert klass["slot"] in trainee["slots"].split("|")
        assert klass["women_only"] == "0" or trainee["female"] == "1"
        assert line["sessions"] == int(line["sessions"]) > 0
        given[line["trainee_id"]] += line["sessions"]
        taught[line["class_id"]] += line["sessions"]
    assert all(n <= int(trainees[t]["max_sessions"]) for t, n in given.items())
    assert all(taught[c] == int(classes[c]["sessions"]) for c in held)
    short = sum(max(0, int(row["min_sessions"]) - given[t]) for t, row in trainees.items())
    assert points - 300 * short == found["quality"]["value"] == known(name)["full"]["optimum"]
    assert found["quality"]["status"] == "optimal"
    check_reasons(name, found)


# Mentors.


def check_pairs(name: str, found: dict[str, Any]) -> int:
    check_shape(found)
    edges = {(e["mentee"], e["mentor"]): e for e in rows(name, "edges.csv.gz")}
    pairs = [(line["mentee"], line["mentor"]) for line in found["assignments"]]
    assert set(pairs) <= set(edges)
    assert len({mentee for mentee, _ in pairs}) == len(pairs)
    room = {r["mentor"]: int(r["capacity"]) for r in rows(name, "mentors.csv")}
    assert all(n <= room[mentor] for mentor, n in Counter(mentor for _, mentor in pairs).items())
    mentees = {r["mentee"] for r in rows(name, "mentees.csv")}
    assert {one["id"] for one in found["unassigned"]} == mentees - {mentee for mentee, _ in pairs}
    return sum(int(edges[pair]["weight"]) for pair in pairs)


def test_mentors_by_value(match: Match) -> None:
    found = match("mentoring", INSTANCES / "p4_250")
    best = known("p4_250")
    assert check_pairs("p4_250", found) == found["quality"]["value"] == best["optimum"]
    assert len(found["assignments"]) == best["placed"]
    assert found["stability"]["value_stable"] == best["deferred_acceptance"]
    assert found["stability"]["price"] > 0


def test_mentors_stable(match: Match) -> None:
    found = match("mentoring", INSTANCES / "p4_250", "--stable")
    best = known("p4_250")
    assert check_pairs("p4_250", found) == found["quality"]["value"] == best["deferred_acceptance"]
    assert len(found["assignments"]) == best["deferred_acceptance_placed"]
    # Nobody and nobody would rather have each other: by score, then by name.
    mine = {line["mentee"]: line["mentor"] for line in found["assignments"]}
    theirs: dict[str, list[str]] = defaultdict(list)
    for mentee, mentor in mine.items():
        theirs[mentor].append(mentee)
    score = {(e["mentee"], e["mentor"]): int(e["score"]) for e in rows("p4_250", "edges.csv.gz")}
    room = {r["mentor"]: int(r["capacity"]) for r in rows("p4_250", "mentors.csv")}
    for (mentee, mentor), points in score.items():
        held = mine.get(mentee)
        rather = held is None or (-points, mentor) < (-score[mentee, held], held)
        free = len(theirs[mentor]) < room[mentor]
        worse = any((-points, mentee) < (-score[other, mentor], other) for other in theirs[mentor])
        assert not (rather and (free or worse))


# The same again, changed and mended.


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (("linking", "p1_small"), ("class_a", "class_b")),
        (("teams", "p2_60"), ("person_id", "team")),
        (("placement", "p3_600"), ("learner_id", "class_id")),
        (("mentoring", "p4_250"), ("mentee", "mentor")),
    ],
)
def test_the_same_seed_gives_the_same_answer(match: Match, words: tuple[str, str], keys: tuple[str, str]) -> None:
    what, name = words
    one, other = (match(what, INSTANCES / name, "--seed", "7") for _ in range(2))
    assert one["quality"]["seed"] == 7
    lines = [[[line[k] for k in keys] for line in found["assignments"]] for found in (one, other)]
    assert lines[0] == lines[1]
    assert one["quality"]["input_hash"] == other["quality"]["input_hash"]


FIRST = {"linking": ("class_a", "class_b"), "placement": ("learner_id", "class_id"), "mentoring": ("mentee", "mentor")}


@pytest.mark.parametrize(("what", "name"), [("linking", "p1_small"), ("placement", "p3_600"), ("mentoring", "p4_250")])
def test_a_forbidden_pair_is_not_made_and_costs_something(match: Match, what: str, name: str) -> None:
    before = match(what, INSTANCES / name)
    a, b = FIRST[what]
    line = before["assignments"][0]
    after = match("what-if", INSTANCES / name, "--forbid", f"{line[a]},{line[b]}")
    assert (line[a], line[b]) not in {(other[a], other[b]) for other in after["assignments"]}
    assert after["difference"]["value_before"] == before["quality"]["value"]
    assert after["difference"]["value_after"] == after["quality"]["value"] <= before["quality"]["value"]
    back = match("what-if", INSTANCES / name, "--pin", f"{line[a]},{line[b]}")
    assert back["quality"]["value"] == before["quality"]["value"]
    assert (line[a], line[b]) in {(other[a], other[b]) for other in back["assignments"]}


@pytest.mark.parametrize(("what", "name"), [("linking", "p1_town"), ("placement", "p3_600"), ("mentoring", "p4_250")])
def test_a_mended_answer_keeps_most_of_what_stands(match: Match, tmp_path: Path, what: str, name: str) -> None:
    """Every twentieth drops out: at least 90 % of the other lines stay, at most 1 % of the value is lost."""
    before = match(what, INSTANCES / name, "-o", tmp_path)
    a, b = FIRST[what]
    gone = [line[a] for line in before["assignments"][::20]]
    (tmp_path / "gone.csv").write_text("\n".join(gone))
    after = match("repair", INSTANCES / name, "--without", tmp_path / "gone.csv", "--answer", tmp_path)
    pairs = {(line[a], line[b]) for line in after["assignments"]}
    assert not {name for pair in pairs for name in pair} & set(gone)
    could = {(line[a], line[b]) for line in before["assignments"] if line[a] not in gone and line[b] not in gone}
    assert len(could & pairs) >= 0.9 * len(could)
    assert (after["repair"]["standing"], after["repair"]["kept"]) == (len(could), len(could & pairs))
    fresh = match("what-if", INSTANCES / name, *(word for one in gone for word in ("--without", one)))
    assert after["quality"]["value"] >= 0.99 * fresh["quality"]["value"]
