"""Staff by grade and site beside the people of working age."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from convive.core.disclosure import withhold
from convive.core.errors import RefusedInput, UnknownName, did_you_mean
from convive.evidence.shares import Z
from convive.evidence.workforce.model import TOTALS, UNDECLARED, Row, Scope, Verdict, Workforce, WorkingAge

if TYPE_CHECKING:
    import polars as pl

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]


def compare(staff: pl.DataFrame, population: WorkingAge, *, undeclared: Sequence[str] = UNDECLARED) -> Workforce:
    """Every group among everybody, by grade and by site, beside its share of working age.

    Parameters
    ----------
    staff
        Long: ``grade``, ``site``, ``group``, ``count`` (people).
    population
        People of working age by group: the same groups.
    undeclared
        The names under which those stand who did not say; case does not matter.

    With x of n people declared to be of a group and u undeclared, the group's share of all lies between ``x / n`` and
    ``(x + u) / n``, whatever the undeclared are. By lot, n people of a population with share p would lie within
    ``p ± z √(p (1 − p) / n)`` 95 times in 100. "fewer" and "more" are said only where the two ranges do not meet, "as
    many" where the first lies inside the second, and "cannot tell" otherwise.

    Counts of 1 to 9 and whatever would give them away are withheld (:func:`convive.core.disclosure.withhold`), and
    nothing is worked out from a withheld count. Sites are left out where the two tables together would show more.

    Assumptions: everybody stands in one grade, one site and one group. A difference shows neither who applied nor who
    was chosen.

    Raises
    ------
    UnknownName
        For a group of staff that the population does not have.
    RefusedInput
        For a count that is missing or below zero, a row twice, a column of totals, or nobody.

    >>> import polars as pl
    >>> rows = [("Staff", "Mill", "a", 30), ("Staff", "Mill", "b", 150), ("Staff", "Mill", "not declared", 20)]
    >>> staff = pl.DataFrame(rows, schema=["grade", "site", "group", "count"], orient="row")
    >>> found = compare(staff, WorkingAge({"a": 4000, "b": 6000}, 16, 64))
    >>> found.rate, [(row.group, row.low, row.high, row.verdict) for row in found.of("everybody")]
    (0.9, [('a', 0.15, 0.25, 'fewer'), ('b', 0.75, 0.85, 'more')])
    """
    names = tuple(population.counts)
    staff = _checked(staff, names, undeclared)
    grades, by_grade = _table(staff, "grade", names)
    sites, by_site = _table(staff, "site", names)
    hidden = withhold(by_grade)
    rows = _rows("everybody", ("Everybody",), by_grade.sum(axis=0, keepdims=True), hidden[-1:], names, population)
    notes: list[str] = []
    if len(grades) > 1:
        rows += _rows("grade", grades, by_grade, hidden[:-1], names, population)
    if len(sites) > 1:
        hidden_sites = withhold(by_site)
        reason = _together(by_grade, hidden, by_site, hidden_sites) if len(grades) > 1 else ""
        if len(grades) == 1:
            # The only table with a line of totals is then that of sites.
            rows = _rows(
                "everybody", ("Everybody",), by_site.sum(axis=0, keepdims=True), hidden_sites[-1:], names, population
            )
        if reason:
            notes.append(f"Sites are left out: {reason}")
        else:
            rows += _rows("site", sites, by_site, hidden_sites[:-1], names, population)
    everybody = rows[0]
    declared = rate = None
    if everybody.people is not None and everybody.undeclared is not None:
        declared = everybody.people - everybody.undeclared
        rate = declared / everybody.people
    withheld = sum(row.count is None for row in rows)
    if withheld:
        notes.append(
            f"{withheld} of {len(rows)} counts are withheld: they are from 1 to 9 people, or would give such a count "
            f"away."
        )
    ages = f"{population.youngest} to {population.oldest}"
    place = ", ".join(part for part in (population.where, population.dated) if part)
    return Workforce(everybody.people, declared, rate, place, ages, tuple(rows), withheld, tuple(notes))


def _checked(staff: pl.DataFrame, groups: Sequence[str], undeclared: Sequence[str]) -> pl.DataFrame:
    """The table with every name of the undeclared as one, added up."""
    import polars as pl

    if staff["count"].null_count() or (staff["count"] < 0).any():
        raise RefusedInput("A count of people is missing or below zero.", column="count", rule="not-negative")
    keys = ("grade", "site", "group")
    if staff.select(keys).is_duplicated().any():
        raise RefusedInput("A grade, site and group stand here twice.", column="group", rule="once")
    silent = {name.casefold() for name in undeclared}
    found = staff["group"].cast(pl.String).to_list()
    for group in dict.fromkeys(found):
        if group not in groups and group.casefold() not in silent:
            known = [*groups, *undeclared]
            total = group.casefold() in TOTALS
            raise UnknownName(
                f"“{group}” is no group of the people of working age, and not one of the undeclared.",
                column="group",
                rule="group",
                hint=f"“{group}” looks like a line of totals: leave its rows out."
                if total
                else did_you_mean(group, known) or f"The groups are {', '.join(known)}.",
            )
    if not int(staff["count"].sum()):
        raise RefusedInput(
            "Nobody works here by this table.",
            column="count",
            rule="nobody",
            hint="Look whether the right column was read as counts.",
        )
    for column in ("grade", "site"):
        _refuse_total(staff, column)
    plain = pl.when(pl.col("group").str.to_lowercase().is_in(sorted(silent))).then(pl.lit("")).otherwise("group")
    return staff.with_columns(plain.alias("group")).group_by(keys).agg(pl.col("count").sum())


def _refuse_total(staff: pl.DataFrame, column: str) -> None:
    """Refuses a grade or site that is the sum of all the others: everybody would be counted twice."""
    import polars as pl

    sums = dict(staff.group_by(column).agg(pl.col("count").sum()).iter_rows())
    whole = sum(sums.values())
    for name, people in sums.items():
        if len(sums) > 2 and 2 * people == whole and str(name).casefold() in TOTALS:
            raise RefusedInput(
                f"The {column} “{name}” is the total of the others: everybody would be counted twice.",
                column=column,
                rule="totals-row",
                hint=f"Leave the rows of {name} out.",
            )


def _table(staff: pl.DataFrame, by: str, groups: Sequence[str]) -> tuple[tuple[str, ...], Counts]:
    """Rows in alphabetical order × groups and, last, the undeclared; people."""
    names = tuple(sorted({str(name) for name in staff[by].to_list()}))
    at = {name: i for i, name in enumerate(names)}
    column = {group: j for j, group in enumerate((*groups, ""))}
    made = np.zeros((len(names), len(column)), dtype=np.int64)
    for name, group, count in staff.select(by, "group", "count").iter_rows():
        made[at[str(name)], column[group]] += count
    return names, made


def _together(grades: Counts, hidden: Mask, sites: Counts, hidden_sites: Mask) -> str:
    """Why grades and sites must not stand beside each other; empty when they may.

    The two tables have their line of totals in common. Where all totals are open, each is safe by itself; where one
    is hidden, the other table may give it away. A grade that is all of one site would be printed twice, under two
    masks.
    """
    if hidden[-1].any() or hidden_sites[-1].any():
        return "beside the grades they would show a small count. Put small groups together."
    few = [tuple(row) for row in grades.tolist() if any(0 < count < 10 for count in row)]
    if any(tuple(row) in few for row in sites.tolist()):
        return "one of them is one of the grades, and the two tables together would show a small count."
    return ""


def _rows(
    scope: Scope, names: Sequence[str], counts: Counts, hidden: Mask, groups: Sequence[str], population: WorkingAge
) -> list[Row]:
    """One row a name and group; ``hidden`` has the row total as its last column."""
    made = []
    for i, name in enumerate(names):
        people = None if hidden[i, -1] else int(counts[i].sum())
        silent = None if hidden[i, -2] else int(counts[i, -1])
        for j, group in enumerate(groups):
            count = None if hidden[i, j] else int(counts[i, j])
            made.append(_row(scope, name, group, count, people, silent, population.share(group)))
    return made


def _row(
    scope: Scope, name: str, group: str, count: int | None, people: int | None, silent: int | None, by_lot: float
) -> Row:
    """A row worked out from open counts alone, so that nothing withheld can be solved for."""
    share = low = high = chance_low = chance_high = None
    if people:
        reach = Z * math.sqrt(by_lot * (1 - by_lot) / people)
        chance_low, chance_high = max(0.0, by_lot - reach), min(1.0, by_lot + reach)
        if count is not None:
            low = count / people
            if silent is not None:
                high = (count + silent) / people
                share = count / (people - silent) if people > silent else None
    verdict: Verdict = ""
    if low is not None and chance_low is not None and chance_high is not None:
        verdict = _verdict(low, high, chance_low, chance_high)
    if count is None or people is None:
        reason = "Withheld: a count of 1 to 9 people could be worked out."
    elif silent is None:
        reason = "How many did not declare is withheld, so there is no upper bound."
    elif people == silent:
        reason = "Nobody here declared."
    else:
        reason = ""
    return Row(
        scope, name, group, count, people, silent, share, low, high, by_lot, chance_low, chance_high, verdict, reason
    )


def _verdict(low: float, high: float | None, chance_low: float, chance_high: float) -> Verdict:
    if low > chance_high:
        return "more"
    if high is None:
        return ""
    if high < chance_low:
        return "fewer"
    return "as many" if low >= chance_low and high <= chance_high else "cannot tell"
