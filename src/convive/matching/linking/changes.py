"""A problem with something changed: pairs pinned or forbidden, classes or schools that drop out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from convive.core.errors import RefusedInput, did_you_mean
from convive.core.problems.linking import LinkingProblem, LinkRules, LinkWeights

Pair = tuple[str, str]


def changed(
    problem: LinkingProblem,
    *,
    pin: Sequence[Pair] = (),
    forbid: Sequence[Pair] = (),
    without: Sequence[str] = (),
    rules: LinkRules | None = None,
    weights: LinkWeights | None = None,
) -> LinkingProblem:
    """The problem as it would be. A pair that is pinned or forbidden already stays so, and so do rules and weights.

    Raises
    ------
    RefusedInput
        When a name is not that of a class (or, for ``without``, of a class or a school).
    """
    gone = dropped(problem, without)

    def still(frame: pl.DataFrame, extra: Sequence[Pair] = ()) -> pl.DataFrame:
        more = pl.DataFrame(
            {"class_a": [a for a, _ in extra], "class_b": [b for _, b in extra]},
            schema={"class_a": pl.String, "class_b": pl.String},
        )
        both = pl.concat([frame, more], how="diagonal").with_columns(pl.col("row").fill_null(0))
        ends = pl.concat_list("class_a", "class_b").list.sort()
        both = both.filter(ends.is_first_distinct())
        return both.filter(~pl.col("class_a").is_in(gone), ~pl.col("class_b").is_in(gone))

    return replace(
        problem,
        classes=problem.classes.filter(~pl.col("class_id").is_in(gone)),
        pins=still(problem.pins, pin),
        forbidden=still(problem.forbidden, forbid),
        fixed_pairs=still(problem.fixed_pairs),
        rules=rules or problem.rules,
        weights=weights or problem.weights,
    )


def dropped(problem: LinkingProblem, without: Sequence[str]) -> list[str]:
    """The classes meant by names of classes and of schools, in order.

    Raises
    ------
    RefusedInput
        When a name is neither.
    """
    classes = problem.classes.select("class_id", "school_id")
    known = {*classes["class_id"], *problem.schools["school_id"]}
    for name in without:
        if name not in known:
            raise RefusedInput(
                f"“{name}” is neither a class nor a school.",
                column="without",
                rule="known",
                hint=did_you_mean(name, sorted(known)),
            )
    names = list(without)
    return (
        classes.filter(pl.col("class_id").is_in(names) | pl.col("school_id").is_in(names))["class_id"].sort().to_list()
    )
