"""The best links are found and proven, no rule is ever broken, and whoever is left out has a reason that holds."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convive.core.errors import RefusedInput
from convive.core.problems import LinkingProblem, LinkRules
from convive.matching.linking import Linking, pair
from convive.matching.linking.changes import changed
from convive.matching.linking.rules import RULES

INSTANCES = Path(__file__).parents[4] / "shared" / "data" / "matching"
Pair = tuple[str, str]
Judged = dict[Pair, tuple[set[str], int]]
Plainly = Callable[[LinkingProblem], Judged]
Invent = Callable[..., LinkingProblem]


def optimum(problem: LinkingProblem, worth: dict[Pair, int], pins: Sequence[Pair] = ()) -> int:
    """The largest total of links by scipy's mixed-integer solver; −1 when the pins cannot be had."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    if not worth:
        return 0 if not pins else -1
    pairs = list(worth)
    school = dict(problem.classes.select("class_id", "school_id").iter_rows())
    quota = dict(problem.quotas.select("school_id", "max_linked_classes").iter_rows())
    rows, limits = [], []
    for name in school:
        rows.append([name in ends for ends in pairs])
        limits.append(1)
    for place, most in quota.items():
        rows.append([sum(school[end] == place for end in ends) for ends in pairs])
        limits.append(most)
    low = np.array([ends in pins for ends in pairs], dtype=float)
    found = milp(
        -np.array(list(worth.values()), dtype=float),
        constraints=LinearConstraint(np.array(rows, dtype=float), ub=np.array(limits, dtype=float)),
        integrality=np.ones(len(pairs)),
        bounds=Bounds(low, 1),
    )
    return round(-found.fun) if found.status == 0 else -1


def admissible(judged: Judged) -> dict[Pair, int]:
    return {ends: weight for ends, (bad, weight) in judged.items() if not bad}


def check(answer: Linking, judged: Judged) -> None:
    """An answer line by line: every rule, every sum, every class once."""
    problem = answer.problem
    school = dict(problem.classes.select("class_id", "school_id").iter_rows())
    seen: list[str] = []
    total = 0
    for row in answer.assignments.iter_rows(named=True):
        bad, weight = judged[row["class_a"], row["class_b"]]
        assert bad == set()
        assert row["value"] == weight
        assert weight == sum(row[part] for part in ("bonus", "difference", "year", "size", "travel", "continuity"))
        assert (row["school_a"], row["school_b"]) == (school[row["class_a"]], school[row["class_b"]])
        seen += [row["class_a"], row["class_b"]]
        total += weight
    thirds = answer.thirds["class_id"].to_list()
    assert sorted(seen + thirds + answer.unassigned["id"].to_list()) == sorted(school)
    for place, most in problem.quotas.select("school_id", "max_linked_classes").iter_rows():
        assert sum(school[name] == place for name in seen + thirds) <= most
    assert answer.quality.value == total
    assert answer.quality.input_hash == problem.digest


@given(seed=st.integers(0, 10**6))
@settings(max_examples=120, deadline=None)
def test_links_are_the_best_there_are(invent: Invent, plainly: Plainly, seed: int) -> None:
    problem = invent(seed)
    judged = plainly(problem)
    answer = pair(problem)
    check(answer, judged)
    assert answer.quality.status == "optimal"
    assert answer.quality.value == answer.quality.bound == optimum(problem, admissible(judged))


@given(seed=st.integers(0, 10**6), classes=st.integers(8, 16))
@settings(max_examples=80, deadline=None)
def test_each_reason_holds_when_the_problem_is_solved_again(
    invent: Invent, plainly: Plainly, seed: int, classes: int
) -> None:
    problem = invent(seed, classes=classes)
    judged = plainly(problem)
    answer = pair(problem)
    worth = admissible(judged)
    left = answer.unassigned["id"].to_list()
    for row in answer.unassigned.iter_rows(named=True):
        mine = {ends: (bad, weight) for ends, (bad, weight) in judged.items() if row["id"] in ends}
        alone = {rule for bad, _ in mine.values() if len(bad) == 1 for rule in bad}
        assert row["partners"] == sum(not bad for bad, _ in mine.values())
        assert [row["funnel"][rule] for rule in RULES] == [
            sum(not bad & set(RULES[: upto + 1]) for bad, _ in mine.values()) for upto in range(len(RULES))
        ]
        if row["partners"] == 0:
            assert row["would_open"] == [rule for rule in RULES if rule in alone]
            expected = {("dates",): "no_common_date", ("veto",): "vetoed"}
            assert row["reason"] == expected.get(tuple(row["would_open"]), "no_admissible_partner")
        elif row["reason"] == "quota":
            assert row["would_open"] == ["quota"]
            own = problem.classes.filter(pl.col("class_id") == row["id"])["school_id"][0]
            most = pl.col("max_linked_classes") + (pl.col("school_id") == own)
            raised = replace(problem, quotas=problem.quotas.with_columns(max_linked_classes=most))
            gain = optimum(raised, worth) - answer.quality.value
            said = answer.relaxed.filter(pl.col("rule") == "quota", pl.col("who") == own)["price"].to_list()
            assert said == [gain]
            assert gain > 0
        else:
            assert row["reason"] == "full"
            for rule in row["would_open"]:
                more = {
                    ends: weight for ends, (bad, weight) in mine.items() if bad == {rule} and set(ends) <= set(left)
                }
                assert optimum(problem, worth | more) > answer.quality.value
        for option in row["runner_ups"]:
            ends = tuple(sorted((row["id"], option["class_id"])))
            assert option["value"] == worth[ends]  # type: ignore[index]
            forced = optimum(problem, worth, [ends])  # type: ignore[list-item]
            assert forced < 0 or answer.quality.value - forced >= option["at_least"]


@given(seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_a_pin_is_kept_and_the_rest_is_the_best_beside_it(invent: Invent, plainly: Plainly, seed: int) -> None:
    problem = invent(seed)
    judged = plainly(problem)
    worth = admissible(judged)
    assume(worth)
    ends = sorted(worth)[seed % len(worth)]
    best = optimum(problem, worth, [ends])
    turned = changed(problem, pin=[ends[::-1], ends])
    if best < 0:
        with pytest.raises(RefusedInput, match="pinned, and it may link"):
            pair(turned)
        return
    answer = pair(turned)
    check(answer, judged)
    assert answer.partner(ends[0]) == ends[1]
    assert answer.quality.value == answer.quality.bound == best
    assert answer.assignments.filter(pl.col("pinned")).select("class_a", "class_b").rows() == [ends]


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_a_pin_that_breaks_a_rule_is_refused_by_its_name(invent: Invent, plainly: Plainly, seed: int) -> None:
    problem = invent(seed)
    broken = {ends: bad for ends, (bad, _) in plainly(problem).items() if bad}
    assume(broken)
    ends = sorted(broken)[seed % len(broken)]
    with pytest.raises(RefusedInput, match="cannot be pinned") as refused:
        pair(changed(problem, pin=[ends]))
    assert refused.value.rule == min(broken[ends], key=RULES.index)


def town(*kinds: str, **settings: object) -> LinkingProblem:
    """One school and one class for each letter, all at one place; classes of one letter are too alike to meet."""
    names = [f"{kind}{at}" for at, kind in enumerate(kinds)]
    mixes = {f"eth_{letter}": [float(kind == letter) for kind in kinds] for letter in sorted(set(kinds))}
    schools = pl.DataFrame({"school_id": names, "x_km": [0.0] * len(names), "y_km": [0.0] * len(names)} | mixes)
    classes = pl.DataFrame({"class_id": names, "school_id": names, "year": [4] * len(names), "size": [30] * len(names)})
    return LinkingProblem(schools, classes, **settings)  # type: ignore[arg-type]


def pairs(*ends: Pair, kind: str = "class") -> pl.DataFrame:
    return pl.DataFrame(ends, schema={f"{kind}_a": pl.String, f"{kind}_b": pl.String}, orient="row")


def test_pins_within_a_school_twice_or_over_a_quota_are_refused() -> None:
    problem = town("a", "b", "c")
    extra = pl.concat([problem.classes, problem.classes.head(1).with_columns(class_id=pl.lit("a9"))])
    with pytest.raises(RefusedInput, match="classes of one school"):
        pair(replace(problem, classes=extra, pins=pairs(("a0", "a9"))))
    with pytest.raises(RefusedInput, match="“a0” is pinned to two classes"):
        pair(replace(problem, pins=pairs(("a0", "b1"), ("c2", "a0"))))
    quotas = pl.DataFrame({"school_id": ["a0"], "max_linked_classes": [0]})
    with pytest.raises(RefusedInput, match="1 classes of “a0” are pinned, and it may link 0"):
        pair(replace(problem, pins=pairs(("a0", "b1")), quotas=quotas))


def test_a_pair_both_pinned_and_forbidden_is_refused() -> None:
    with pytest.raises(RefusedInput, match="not to be linked") as refused:
        pair(town("a", "b", pins=pairs(("a0", "b1")), forbidden=pairs(("b1", "a0"))))
    assert (refused.value.file, refused.value.rule) == ("pins.csv", "forbidden")


def test_nobody_one_class_one_school() -> None:
    for problem in (town(), town("a"), town("a", "a")):
        answer = pair(problem)
        check(answer, {("a0", "a1"): ({"benefit"}, 500)})
        assert answer.quality.value == answer.quality.bound == 0
        assert set(answer.unassigned["reason"]) <= {"no_admissible_partner"}
        assert answer.as_dict()["assignments"] == []


def test_vetoes_that_leave_nobody_are_said() -> None:
    answer = pair(town("a", "b", "c", vetoes=pairs(*itertools.combinations(["a0", "b1", "c2"], 2), kind="school")))
    assert answer.assignments.height == 0
    assert answer.unassigned["reason"].to_list() == ["vetoed"] * 3
    assert answer.unassigned["would_open"].to_list() == [["veto"]] * 3
    assert answer.relaxed.filter(pl.col("rule") == "veto_reason")["says"][0].startswith("3 vetoes give no reason")


def test_classes_without_a_common_day_are_told_so() -> None:
    problem = town("a", "b")
    days = problem.classes.with_columns(dates=pl.Series(["D1|D2", "D3"]))
    answer = pair(replace(problem, classes=days))
    assert answer.unassigned["reason"].to_list() == ["no_common_date"] * 2
    together = pair(replace(problem, classes=days.with_columns(dates=pl.Series(["D1|D2", "D2|D3"]))))
    assert together.assignments.height == 1


def test_the_odd_class_joins_where_least_is_lost() -> None:
    problem = town("a", "b", "c", "d", "e", rules=LinkRules(triads=True))
    answer = pair(problem)
    assert answer.assignments.height == 2
    assert answer.unassigned.height == 0
    third = answer.thirds.row(0, named=True)
    weights = [answer.assignments["value"][0], third["with_a"], third["with_b"]]
    assert third["loss"] == 100 + weights[0] - sum(weights) // 3
    assert answer.relaxed.filter(pl.col("rule") == "third_class").select("who", "price").row(0) == (
        third["class_id"],
        third["loss"],
    )
    assert pair(replace(problem, rules=LinkRules())).unassigned.select("id", "reserve").rows() == [
        (third["class_id"], 1)
    ]
    assert answer.explain(third["class_id"]).joins == (third["class_a"], third["class_b"])


@given(seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_third_classes_fit_both_and_as_many_join_as_can(invent: Invent, plainly: Plainly, seed: int) -> None:
    problem = invent(seed, classes=11, schools=9)
    triads = replace(problem, rules=replace(problem.rules, triads=True))
    judged = plainly(triads)
    worth = admissible(judged)
    answer = pair(triads)
    check(answer, judged)
    assert answer.assignments.equals(pair(problem).assignments)
    days = {row["class_id"]: row["dates"] for row in problem.classes.to_dicts()}
    loss = {}
    left = answer.unassigned["id"].to_list() + answer.thirds["class_id"].to_list()
    for one in left:
        for a, b, value in answer.assignments.select("class_a", "class_b", "value").iter_rows():
            ends = [tuple(sorted((one, other))) for other in (a, b)]
            named = [set(days[name].split("|")) for name in (one, a, b) if days[name]]
            if all(end in worth for end in ends) and (not named or set.intersection(*named)):
                loss[one, (a, b)] = 100 + value - (value + sum(worth[end] for end in ends)) // 3  # type: ignore[index]
    chosen = {row["class_id"]: (row["class_a"], row["class_b"]) for row in answer.thirds.to_dicts()}
    assert [loss[row] for row in chosen.items()] == answer.thirds["loss"].to_list()
    assert len(set(chosen.values())) == len(chosen)
    school = dict(problem.classes.select("class_id", "school_id").iter_rows())
    used = [school[end] for ends in answer.assignments.select("class_a", "class_b").iter_rows() for end in ends]
    room = {s: most - used.count(s) for s, most in problem.quotas.select("school_id", "max_linked_classes").iter_rows()}
    best = (0, 0)
    links = sorted({ends for _, ends in loss})
    for size in range(1, len(left) + 1):
        for some in itertools.combinations(left, size):
            if any(sum(school[one] == s for one in some) > most for s, most in room.items()):
                continue
            for order in itertools.permutations(links, size):
                if all((one, ends) in loss for one, ends in zip(some, order, strict=True)):
                    best = max(best, (size, -sum(loss[one, ends] for one, ends in zip(some, order, strict=True))))
    assert (len(chosen), -int(answer.thirds["loss"].sum())) == best


def test_where_solving_again_would_take_too_long_the_prices_say_the_most(
    invent: Invent, monkeypatch: pytest.MonkeyPatch
) -> None:
    from convive.matching.linking import prepared

    problem = next(p for seed in range(100) if "quota" in pair(p := invent(seed)).relaxed["rule"])
    exact = pair(problem).relaxed.filter(pl.col("rule") == "quota")
    monkeypatch.setattr(prepared, "PAIRS_SOLVED_AGAIN", 0)
    most = pair(problem).relaxed.filter(pl.col("rule") == "quota")
    assert set(exact["who"]) <= set(most["who"])
    both = exact.join(most, on="who")
    assert (both["price"] <= both["price_right"]).all()


def test_the_order_of_rows_changes_nothing(invent: Invent) -> None:
    problem = invent(11, classes=40, schools=18)
    turned = replace(problem, classes=problem.classes.reverse(), schools=problem.schools.reverse())
    one, other = pair(problem), pair(turned, seed=3)
    assert one.assignments.height > 5
    for field in ("assignments", "unassigned", "relaxed"):
        assert getattr(one, field).equals(getattr(other, field))
    assert replace(one.quality, seed=3) == other.quality


def test_what_is_not_known_is_said_line_by_line() -> None:
    problem = town("a", "b", "c", "d")
    gaps = problem.classes.with_columns(
        year=pl.Series([None, 4, 4, 4]),
        size=pl.Series([30, None, 30, 30]),
        school_id=pl.Series(["a0", "b1", "c2", "d3"]),
    )
    schools = problem.schools.with_columns(
        fsm=pl.Series([0.1, None, 0.2, 0.3]),
        **{
            name: pl.when(pl.col("school_id") == "d3").then(None).otherwise(pl.col(name)) for name in ("eth_a", "eth_b")
        },
    )
    schools = schools.with_columns(
        pl.when(pl.col("school_id") == "d3").then(None).otherwise(pl.col(name)).alias(name)
        for name in ("eth_c", "eth_d")
    )
    lines = pair(replace(problem, classes=gaps, schools=schools)).relaxed
    assert set(lines.select("rule", "who").rows()) >= {
        ("year_unknown", "a0"),
        ("size_unknown", "b1"),
        ("fsm_unknown", "b1"),
        ("ethnicity_unknown", "d3"),
        ("faith_unknown", "all schools"),
    }
    assert lines.filter(pl.col("rule") == "year_unknown")["price"].to_list() == [60.0]


def test_a_link_of_last_year_that_is_not_kept_is_said() -> None:
    previous = pairs(("a0", "a1"), ("a0", "b2"), kind="school")
    answer = pair(town("a", "a", "b", previous=previous))
    assert answer.partner("a0") == "b2"
    assert answer.assignments["continuity"].to_list() == [100]
    assert answer.relaxed.filter(pl.col("rule") == "previous")["who"].to_list() == ["a0 and a1"]


@pytest.mark.parametrize("name", ["p1_small", "p1_town", "p1_quota"])
def test_the_published_instances_are_answered_whole(
    instance: Callable[[str], LinkingProblem],
    best_known: Callable[[str], dict[str, dict[str, int]]],
    name: str,
) -> None:
    problem = instance(name)
    fixed = INSTANCES / name / "fixed_pairs.csv"
    if fixed.exists():
        problem = replace(problem, fixed_pairs=pl.read_csv(fixed, infer_schema=False))
    answer = pair(problem)
    edges = pl.read_csv(INSTANCES / name / "edges.csv.gz")
    check(
        answer, {(a, b): (set(), weight) for a, b, weight in edges.select("class_a", "class_b", "weight").iter_rows()}
    )
    known = best_known(name)
    assert answer.quality.value == answer.quality.bound == known["optimum"]
    assert answer.assignments.height == known["links"]
    reached = set(edges["class_a"]) | set(edges["class_b"])
    without = [one for one in problem.classes["class_id"] if one not in reached]
    assert len(without) == known["classes_without_any_candidate"]
    assert answer.unassigned.filter(pl.col("partners") == 0)["id"].to_list() == without
    if "venue" in known:
        stage = answer.as_dict()["venue"]
        assert stage["value"] == stage["bound"] == known["venue"]["optimum"]


def test_fixed_pairs_are_no_answer(instance: Callable[[str], LinkingProblem]) -> None:
    problem = instance("p1_small")
    fixed = pl.read_csv(INSTANCES / "p1_small" / "fixed_pairs.csv", infer_schema=False)
    one, other = pair(problem), pair(replace(problem, fixed_pairs=fixed.head(3)))
    assert one.assignments.equals(other.assignments)


@pytest.mark.slow
def test_a_hundred_thousand_classes_are_answered() -> None:
    schools = 50_000
    at = np.arange(schools)
    frame = pl.DataFrame(
        {
            "school_id": [f"S{i:05}" for i in at],
            "x_km": (at // 4 % 250) * 40.0,
            "y_km": (at // 1000) * 40.0,
            "eth_a": (at % 4) / 4,
            "eth_b": 1 - (at % 4) / 4,
        }
    )
    classes = pl.DataFrame(
        {
            "class_id": [f"C{i:06}" for i in range(2 * schools)],
            "school_id": [f"S{i // 2:05}" for i in range(2 * schools)],
            "year": [4, 9] * schools,
            "size": [30] * 2 * schools,
        }
    )
    answer = pair(LinkingProblem(frame, classes))
    assert answer.assignments.height == schools
    assert answer.quality.value == answer.quality.bound
