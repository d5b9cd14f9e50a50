"""What an employer hands in, and what a comparison gives: frozen records of plain fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from convive.core.disclosure import is_small
from convive.core.errors import RefusedInput

Scope = Literal["everybody", "grade", "site"]
Verdict = Literal["fewer", "more", "as many", "cannot tell", ""]

# Words under which tables print everybody.
TOTALS = ("total", "all", "everybody", "everyone", "all staff", "all groups", "all people", "persons")
UNDECLARED = ("not declared", "prefer not to say", "unknown")
# The youngest and oldest that a table of working age may reach to; the usual one is 16 to 64.
YOUNGEST, OLDEST = 15, 74
TEMPLATE = """grade,site,group,count
"# One row a grade, site and group. Lines that begin with # are left out: these are examples, of no employer."
# Assistant,Town Hall,Asian,12
# Assistant,Town Hall,White,48
# Assistant,Town Hall,not declared,10
# Manager,Depot,Asian,0
# Manager,Depot,White,15
# Manager,Depot,not declared,11
"""


@dataclass(frozen=True)
class WorkingAge:
    """People of working age where the employer is: group → people, and their ages.

    ``where`` and ``dated`` are printed beside every figure ("Bradford", "March 2011").

    Raises
    ------
    RefusedInput
        Without ages, or with ages of people who do not work: minorities are younger, so staff beside residents of all
        ages is a comparison of ages. Also with fewer than two groups, a count below zero, or a group of 1 to 9.
    """

    counts: Mapping[str, int]
    youngest: int | None
    oldest: int | None
    where: str = ""
    dated: str = ""

    def __post_init__(self) -> None:
        hint = "Give people of working age, such as 16 to 64, and say so."
        if self.youngest is None or self.oldest is None:
            raise RefusedInput(
                "Staff beside residents of all ages is a comparison of ages, and it is not made here.",
                rule="working-age",
                hint=hint,
            )
        if not YOUNGEST <= self.youngest <= self.oldest <= OLDEST:
            raise RefusedInput(
                f"People aged {self.youngest} to {self.oldest} are not those of working age.",
                rule="working-age",
                hint=hint,
            )
        if len(self.counts) < 2 or sum(count > 0 for count in self.counts.values()) < 2:
            raise RefusedInput(
                "Fewer than two groups have people of working age.",
                rule="one-group",
                hint="Name all the groups that make up the population, everybody else as one of them.",
            )
        everyone = sum(self.counts.values())
        for group, count in self.counts.items():
            named = group.strip().casefold() in TOTALS
            if named or (len(self.counts) > 2 and 2 * count == everyone):
                raise RefusedInput(
                    f"“{group}” is the total of the other groups, so everybody would be counted twice.",
                    column="group",
                    rule="total",
                    hint=f"Leave the row of “{group}” out of the people of working age.",
                )
        for group, count in self.counts.items():
            if count < 0:
                raise RefusedInput(f"A count of people is below zero: {group}.", column="count", rule="not-negative")
            if is_small(count):
                raise RefusedInput(
                    f"Fewer than 10 people of working age are {group}.",
                    rule="small",
                    hint="Put small groups together, here and in the table of staff.",
                )

    def share(self, group: str) -> float:
        """The group's share of everybody of working age."""
        return self.counts[group] / sum(self.counts.values())


@dataclass(frozen=True)
class Row:
    """One group among everybody, in a grade, or at a site. All shares are of 1.

    ``count`` people of the group, ``people`` in the row, ``undeclared`` of them. ``share`` is of those who declared.
    ``low`` and ``high`` are what the share of all can be, whatever the undeclared are. ``population`` is the group's
    share of working age, ``chance_low`` to ``chance_high`` where so many people drawn by lot would lie 95 times in
    100. A field is empty where a count of 1 to 9 could be worked out from it; ``reason`` then says so.
    """

    scope: Scope
    name: str
    group: str
    count: int | None
    people: int | None
    undeclared: int | None
    share: float | None
    low: float | None
    high: float | None
    population: float
    chance_low: float | None
    chance_high: float | None
    verdict: Verdict
    reason: str
    method: str = "bounds for the undeclared against a 95 in 100 band by lot"


@dataclass(frozen=True)
class Workforce:
    """The declaration rate first, then every group among everybody, by grade and by site.

    ``people``, ``declared`` and ``rate`` are empty where they would show a count of 1 to 9. ``notes`` say what was
    left out and why.
    """

    people: int | None
    declared: int | None
    rate: float | None
    where: str
    ages: str
    rows: tuple[Row, ...]
    withheld: int
    notes: tuple[str, ...]

    def of(self, scope: Scope, name: str = "") -> tuple[Row, ...]:
        """The rows of everybody, or of one grade or site (of all of them without a name)."""
        return tuple(row for row in self.rows if row.scope == scope and (not name or row.name == name))

    def as_dict(self) -> dict[str, Any]:
        """Plain fields for JSON."""
        return asdict(self)
