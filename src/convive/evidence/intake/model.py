"""What a comparison of schools gives: frozen records of plain fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from convive.core.errors import RefusedInput
from convive.core.estimates import Status

if TYPE_CHECKING:
    import polars as pl

Around = Literal["nearest", "ward", ""]
Side = Literal["less", "more", "within", ""]

# Pupils of state schools are up to 19 years old.
OLDEST_PUPIL = 19


def check_ages(youngest: int | None, oldest: int | None) -> None:
    """Refuses residents of all ages, and of ages that no pupil has.

    Raises
    ------
    RefusedInput
    """
    hint = "Give residents of school age, such as 5 to 15, and say so (--ages); or compare with other pupils alone."
    if youngest is None or oldest is None:
        raise RefusedInput(
            "Pupils beside residents of all ages is a comparison of ages, and it is not made here.",
            rule="age-adjusted",
            hint=hint,
        )
    if not 0 <= youngest <= oldest <= OLDEST_PUPIL:
        raise RefusedInput(
            f"Residents aged {youngest} to {oldest} are not of school age (up to {OLDEST_PUPIL}).",
            rule="age-adjusted",
            hint=hint,
        )


@dataclass(frozen=True, eq=False)
class Residents:
    """People who live in a ward, of school age: never all residents.

    ``counts`` is a long table ``unit`` (ward), ``group``, ``count`` (people aged ``youngest`` to ``oldest``); ``how``
    says where the ages come from and is printed beside every figure. ``by`` is the column of the schools that names
    their ward, or whatever other area ``counts`` is by, and ``of`` what such an area is called.

    Raises
    ------
    RefusedInput
        Without ages, or with ages of people who are no pupils: minorities are younger, so a comparison with residents
        of all ages measures age. In one city it makes 28 % of schools look "less White" and 5 % "more White", and
        beside other pupils 14 % and 20 % are.
    """

    counts: pl.DataFrame
    youngest: int | None
    oldest: int | None
    how: str = ""
    by: str = "ward"
    of: str = "ward"

    def __post_init__(self) -> None:
        check_ages(self.youngest, self.oldest)


@dataclass(frozen=True)
class SchoolMix:
    """One school and one group beside the schools around it.

    ``share`` of the school's pupils, ``around_share`` of the pupils of the schools around, ``difference`` with its
    interval ``low`` to ``high`` (95 in 100), all as shares. ``around`` says which schools those are, ``schools`` how
    many, ``farthest`` the kilometres to the last of them. ``side`` is by the interval ("less" when all of it lies
    below nothing, "within" when it holds nothing), ``by_points`` by the rule of points. The fields of residents are
    age-adjusted, and empty where no such mix was given.
    """

    unit: str
    name: str
    phase: str
    ward: str
    group: str
    numerator: int
    denominator: int
    share: float | None
    around: Around
    schools: int
    farthest: float | None
    around_numerator: int
    around_denominator: int
    around_share: float | None
    difference: float | None
    low: float | None
    high: float | None
    side: Side
    by_points: Side
    residents_share: float | None
    residents_difference: float | None
    residents_low: float | None
    residents_high: float | None
    status: Status
    reason: str
    method: str = "difference of two shares, Newcombe's interval"


@dataclass(frozen=True)
class Intake:
    """Every school of a place and every group, with how many were placed and what was left out.

    ``placed`` schools have a postcode that was found, ``by_ward`` are compared with their ward because theirs was not
    (or because that was asked for), ``alone`` have no school of their phase around. ``left_out`` are schools without a
    mix, with the reason and how many. ``around_units`` names the schools around each school.
    """

    rows: tuple[SchoolMix, ...]
    nearest: int
    points: float
    placed: int
    by_ward: int
    alone: int
    left_out: tuple[tuple[str, int], ...]
    residents: str = ""
    around_units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, group: str) -> tuple[SchoolMix, ...]:
        """The rows of a group that could be worked out.

        Raises
        ------
        RefusedInput
            When no school was compared for that group.
        """
        found = tuple(row for row in self.rows if row.group == group and row.difference is not None)
        if not found:
            raise RefusedInput(f"No school could be compared for “{group}”.", rule="group")
        return found

    def shares(self, group: str, rule: Literal["points", "interval"] = "points") -> tuple[float, float]:
        """The share of schools with fewer, and with more, of a group than the schools around, by either rule."""
        rows = self.of(group)
        sides = [row.by_points if rule == "points" else row.side for row in rows]
        return sides.count("less") / len(rows), sides.count("more") / len(rows)

    def ends(self, group: str, how_many: int = 5) -> tuple[Sequence[SchoolMix], Sequence[SchoolMix]]:
        """The schools with fewest and with most of a group beside the schools around: both ends, always."""
        rows = sorted(self.of(group), key=lambda row: (row.difference or 0.0, row.unit))
        many = min(how_many, len(rows) // 2)
        return rows[:many], rows[::-1][:many]

    def as_dict(self) -> dict[str, Any]:
        """Plain fields for JSON."""
        return asdict(self)
