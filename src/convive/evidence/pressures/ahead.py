"""From a table of figures to projections: which method a service is projected by follows from what is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from convive.core.errors import RefusedInput, did_you_mean
from convive.evidence.pressures.projection import Ahead, Growth, Projection, project, roll_forward

# What a row of the table may hold, and what it means.
MEASURES = {
    "demand": "what is asked of the service in a year",
    "people": "people of an age (ages says which)",
    "use": "what each person of an age asks of the service in a year",
    "pupils": "pupils of a year group (ages says which: R, 1, 2 …)",
    "capacity": "what the service can do in a year",
    "built": "capacity added in the year of the row, from then on",
}
TEMPLATE = """service,measure,ages,date,value
"# One row a figure. Lines that begin with # are left out: these are examples, of no place."
"# measure: demand, capacity, built (capacity added later), people and use (by age), pupils (by year group)."
# homes,demand,,2026-03-31,4200
# homes,capacity,,2026-03-31,900
# homes,built,,2028-03-31,150
# patients,people,0-15,2026-04-01,18000
# patients,people,16-64,2026-04-01,52000
# patients,people,65 and over,2026-04-01,14000
# patients,use,0-15,2026-04-01,4.1
# patients,use,16-64,2026-04-01,4.6
# patients,use,65 and over,2026-04-01,8.9
# patients,capacity,,2026-04-01,440000
# primary places,pupils,R,2026-01-15,880
# primary places,pupils,1,2026-01-15,900
# primary places,pupils,2,2026-01-15,940
# primary places,capacity,,2026-01-15,2900
"""


@dataclass
class _Given:
    """The latest figures of one service, by measure and ages, and the year they are about."""

    figures: dict[str, dict[str, float]] = field(default_factory=dict)
    built: dict[int, float] = field(default_factory=dict)
    years: dict[str, int] = field(default_factory=dict)

    def add(self, measure: str, ages: str, year: int, value: float) -> None:
        """Keep a figure; one of a later year takes the place of all earlier ones of its measure."""
        if year > self.years.get(measure, 0):
            self.years[measure] = year
            self.figures[measure] = {}
        self.figures[measure][ages] = value

    def one(self, measure: str) -> float | None:
        found = self.figures.get(measure)
        return None if not found else sum(found.values())


def ahead(figures: pl.DataFrame, *, years: int, growth: Growth) -> tuple[Projection, ...]:
    """Every service of a table in the coming years.

    Parameters
    ----------
    figures
        ``row``, ``service``, ``measure`` (a key of :data:`MEASURES`), ``ages`` (empty where the figure is for
        everyone), ``year`` (whole) and ``value``. Of several years of a measure the latest counts, with all its ages.
    years, growth
        How many years ahead, and how the people of every service grow.

    A service with pupils by year group is rolled forward (:func:`roll_forward`); one with people and use by age, or
    with demand alone, is projected (:func:`project`).

    Raises
    ------
    RefusedInput
        When a service has no demand, has it in two forms, or names a measure that is not known.

    >>> table = pl.DataFrame({"row": [2, 3], "service": "homes", "measure": ["demand", "capacity"],
    ...                       "ages": "", "year": 2026, "value": [100.0, 80.0]})
    >>> [round(one.unbuilt) for one in ahead(table, years=1, growth=Growth(0, 0.1, 0.2))[0].years]
    [20, 30]
    """
    found = _read(figures)
    return tuple(_one(name, given, years, growth) for name, given in found.items())


def _read(figures: pl.DataFrame) -> Mapping[str, _Given]:
    found: dict[str, _Given] = {}
    for row in figures.sort("service", "year", "row", maintain_order=True).iter_rows(named=True):
        measure = row["measure"]
        if measure not in MEASURES:
            raise RefusedInput(
                f"“{measure}” is no measure of a service.",
                row=row["row"],
                column="measure",
                rule="measure",
                hint=did_you_mean(measure, MEASURES) or f"Known are {', '.join(MEASURES)}.",
            )
        given = found.setdefault(row["service"], _Given())
        if measure == "built":
            given.built[row["year"]] = given.built.get(row["year"], 0.0) + row["value"]
            continue
        given.add(measure, row["ages"], row["year"], row["value"])
    return found


def _one(name: str, given: _Given, years: int, growth: Growth) -> Projection:
    forms = [measure for measure in ("demand", "people", "pupils") if measure in given.figures]
    if len(forms) != 1:
        says = "no demand" if not forms else f"its demand in {len(forms)} forms ({', '.join(forms)})"
        raise RefusedInput(
            f"{name} has {says}.",
            rule="one-demand",
            hint="Give demand alone, or people and use by age, or pupils by year group.",
        )
    if forms[0] == "pupils":
        return _rolled(name, given, years, growth)
    people = given.figures[forms[0]]
    use = given.figures.get("use")
    if forms[0] == "people" and use is None:
        raise RefusedInput(f"{name} has people and no use.", rule="use", hint="Add a row “use” for every age.")
    return project(
        people,
        use if forms[0] == "people" else None,
        start=given.years[forms[0]],
        years=years,
        growth=growth,
        capacity=given.one("capacity"),
        built=given.built,
        service=name,
    )


def _rolled(name: str, given: _Given, years: int, growth: Growth) -> Projection:
    pupils = given.figures["pupils"]
    order = sorted(pupils, key=_age_of_group)
    rolls = roll_forward([pupils[group] for group in order], start=given.years["pupils"], years=years, intake=growth)
    capacity = given.one("capacity")
    found = []
    for roll in rolls:
        added = sum(n for year, n in given.built.items() if year <= roll.year)
        found.append(Ahead(roll.year, roll.low, roll.middle, roll.high, None if capacity is None else capacity + added))
    said = [
        f"The youngest year group changes by {100 * growth.middle:+.2f} per cent a year "
        f"(low {100 * growth.low:+.2f}, high {100 * growth.high:+.2f}).",
        "Every pupil moves up a year; nobody joins later and nobody leaves.",
    ]
    return Projection(name, tuple(found), tuple(said), next((one.year for one in found if one.unbuilt), None))


def _age_of_group(group: str) -> int:
    """Where a year group stands: reception before year 1.

    >>> _age_of_group("R"), _age_of_group("Year 6")
    (0, 6)
    """
    digits = "".join(sign for sign in group if sign.isdigit())
    if not digits and group.strip().casefold() not in ("r", "reception"):
        raise RefusedInput(f"“{group}” is no year group.", column="ages", rule="year-group", hint="Write R, 1, 2 …")
    return int(digits or 0)
