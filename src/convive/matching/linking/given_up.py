"""What was taken as unknown and which wishes were not kept, line by line, with points where they are known."""

from __future__ import annotations

import numpy as np
import polars as pl

from convive.core.problems.linking import LinkingProblem
from convive.matching.answers import RELAXED
from convive.matching.linking.roll import Roll, Whole

Line = tuple[str, str, float | None, str]


def given_up(
    problem: LinkingProblem, roll: Roll, one_more: dict[int, int], mate: Whole, thirds: pl.DataFrame
) -> pl.DataFrame:
    """One line a class, school or pair of schools: ``rule``, ``who``, ``price`` in points, ``says``."""
    lines = [
        *_unknown_classes(roll),
        *_unknown_schools(problem),
        *_vetoes(roll),
        *_quotas(roll, one_more),
        *_previous(roll, mate),
        *(
            ("third_class", row["class_id"], float(row["loss"]), f"Joins “{row['class_a']}” and “{row['class_b']}”.")
            for row in thirds.iter_rows(named=True)
        ),
    ]
    return pl.DataFrame(lines, schema=RELAXED, orient="row")


def _unknown_classes(roll: Roll) -> list[Line]:
    year = float(roll.points.p_year)
    lines: list[Line] = [
        ("year_unknown", who, year, "Its year is not known: it fits any year of its phase, as one year apart.")
        for who in roll.years_unknown
    ]
    return lines + [
        ("size_unknown", who, None, f"Its size is not known; in its place stands {what}.")
        for who, what in roll.sizes_unknown.items()
    ]


def _unknown_schools(problem: LinkingProblem) -> list[Line]:
    """Figures that a school lacks and that therefore give no points."""
    weights = problem.weights
    lines: list[Line] = []
    schools = problem.schools.sort("school_id")
    columns = {"eth_": "ethnicity", "faith_": "faith"}
    kinds = [(columns[prefix], names) for prefix, names in problem.mixes.items()] + [("fsm", ["fsm"])]
    weight = {"ethnicity": weights.w_eth, "faith": weights.w_faith, "fsm": weights.w_fsm}
    for kind in ("ethnicity", "faith"):
        if kind not in {known for known, _ in kinds}:
            lines.append((f"{kind}_unknown", "all schools", None, "There are no figures: its weight is 0."))
    for kind, names in kinds:
        if not weight[kind]:
            continue
        without = schools.filter(pl.all_horizontal(pl.col(names).is_null()))["school_id"].to_list()
        if len(without) == schools.height:
            without = ["all schools"] if without else []
        says = (
            "There are no figures: its weight is 0."
            if without == ["all schools"]
            else ("It has no figure: its pairs get no points for this.")
        )
        lines += [(f"{kind}_unknown", who, None, says) for who in without]
    return lines


def _vetoes(roll: Roll) -> list[Line]:
    if not roll.reasons_missing:
        return []
    many = roll.reasons_missing
    says = "One veto gives no reason." if many == 1 else f"{many:,} vetoes give no reason."
    return [("veto_reason", "vetoes", None, f"{says} Ask for a practical or a safeguarding one.")]


def _quotas(roll: Roll, one_more: dict[int, int]) -> list[Line]:
    return [
        ("quota", roll.school_ids[school], float(points), "One more class of it would add these points at most.")
        for school, points in sorted(one_more.items())
        if points > 0
    ]


def _previous(roll: Roll, mate: Whole) -> list[Line]:
    """Schools that were linked before, have classes now and are not linked."""
    schools, arrays = len(roll.school_ids), roll.arrays
    linked = np.flatnonzero(mate >= 0)
    s, t = arrays.school[linked], arrays.school[mate[linked]]
    now = set((np.minimum(s, t) * schools + np.maximum(s, t)).tolist())
    lines: list[Line] = []
    for key in arrays.previous.tolist():
        a, b = divmod(key, schools)
        here = all(arrays.starts[end] < arrays.starts[end + 1] for end in (a, b))
        if here and key not in now:
            who = f"{roll.school_ids[a]} and {roll.school_ids[b]}"
            lines.append(("previous", who, float(roll.points.prev), "They were linked before and are not now."))
    return lines
