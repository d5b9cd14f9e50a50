"""Links that are wanted whatever else happens: checked, then taken out of the search."""

from __future__ import annotations

import numpy as np
import polars as pl

from convive.core.errors import RefusedInput
from convive.core.problems.linking import FILES, LinkingProblem
from convive.matching.linking.pairs import Pairs, made_of
from convive.matching.linking.roll import Roll, Whole
from convive.matching.linking.rules import SAYS, broken


def pinned(problem: LinkingProblem, roll: Roll) -> Pairs:
    """The pins as pairs with their weights. A pin never breaks a hard rule: who wants it changes the rule.

    Raises
    ------
    RefusedInput
        When a pin breaks a rule, which is named, stays within one school, or asks for a class twice.
    """
    a, b = roll.places(problem.pins["class_a"]), roll.places(problem.pins["class_b"])
    first, second = np.minimum(a, b), np.maximum(a, b)
    _, once = np.unique(first * roll.classes + second, return_index=True)
    first, second, pins = first[once], second[once], problem.pins[once.tolist()]
    made = made_of(roll, first, second)
    school = roll.arrays.school
    for at, row in enumerate(pins.iter_rows(named=True)):
        both = f"“{row['class_a']}” and “{row['class_b']}”"
        if school[first[at]] == school[second[at]]:
            raise _refused(row, f"{both} are classes of one school.", "one-school", "Pin classes of two schools.")
        rules = broken(int(made.mask[at]))
        if rules:
            raise _refused(
                row,
                f"{both} cannot be pinned: {' and '.join(SAYS[rule] for rule in rules)}.",
                rules[0],
                "Change the rule for everybody, or leave the pin out.",
            )
    ends = np.concatenate([first, second])
    names, times = np.unique(ends, return_counts=True)
    if (times > 1).any():
        twice = roll.class_ids[names[times > 1][0]]
        row = pins.filter((pl.col("class_a") == twice) | (pl.col("class_b") == twice)).row(1, named=True)
        raise _refused(row, f"“{twice}” is pinned to two classes.", "twice", "A class has one partner.")
    return Pairs(first, second, made.value)


def quotas_left(problem: LinkingProblem, roll: Roll, pins: Pairs) -> dict[int, int]:
    """How many classes of a school may still be linked beside those that are pinned.

    Raises
    ------
    RefusedInput
        When more classes of a school are pinned than it may link.
    """
    places = roll.school_places(problem.quotas["school_id"])
    taken = np.bincount(roll.arrays.school[np.concatenate([pins.first, pins.second])], minlength=len(roll.school_ids))
    left = {}
    for place, quota in zip(places.tolist(), problem.quotas["max_linked_classes"].to_list(), strict=True):
        left[place] = quota - int(taken[place])
        if left[place] < 0:
            raise RefusedInput(
                f"{taken[place]} classes of “{roll.school_ids[place]}” are pinned, and it may link {quota}.",
                file=FILES["pins"],
                rule="quota",
                hint="Raise the school's quota, or leave a pin out.",
            )
    return left


def free(pairs: Pairs, pins: Pairs) -> Pairs:
    """The pairs of which no class is pinned."""
    if not len(pins):
        return pairs
    ends: Whole = np.concatenate([pins.first, pins.second])
    stays = ~(np.isin(pairs.first, ends) | np.isin(pairs.second, ends))
    return Pairs(pairs.first[stays], pairs.second[stays], pairs.weight[stays])


def _refused(row: dict[str, object], says: str, rule: str, hint: str) -> RefusedInput:
    at = row["row"]
    return RefusedInput(
        says, file=FILES["pins"], row=at if isinstance(at, int) and at else None, column="class_b", rule=rule, hint=hint
    )
