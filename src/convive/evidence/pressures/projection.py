"""Demand and capacity of a service in the coming years: what happens if use stays as it is and the population changes.

A projection is no forecast. It carries its assumptions, and a low and a high path beside the middle one. Demand is
counted for all residents, never by where anybody was born.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from convive.core.errors import RefusedInput

# A service is planned a few years ahead; beyond this a constant rate says nothing.
FARTHEST = 25


@dataclass(frozen=True)
class Growth:
    """Yearly growth of the people a service is for, as a share: 0.01 is one more for every hundred, each year.

    >>> Growth(0.0, 0.005, 0.01).middle
    0.005
    """

    low: float = 0.0
    middle: float = 0.0
    high: float = 0.0

    def __post_init__(self) -> None:
        if not -1 < self.low <= self.middle <= self.high < 1:
            raise RefusedInput(
                f"Growth must run from low to high: {self.low}, {self.middle}, {self.high}.",
                rule="growth",
                hint="A growth of half a per cent a year is 0.005.",
            )

    @classmethod
    def between(cls, before: float, after: float, years: float, *, either_way: float = 0.005) -> Growth:
        """The steady yearly growth that leads from one count to a later one: ``(after / before)^(1/years) − 1``.

        Low and high lie ``either_way`` to both sides.

        >>> round(Growth.between(100, 110, 10).middle, 5)
        0.00958
        """
        if before <= 0 or after <= 0 or years <= 0:
            raise RefusedInput("Growth needs two counts above nought and the years between them.", rule="growth")
        middle = (after / before) ** (1 / years) - 1
        return cls(middle - either_way, middle, middle + either_way)


@dataclass(frozen=True)
class Ahead:
    """One year of a projection. ``unbuilt`` is demand beyond capacity, nought where there is room; ``None`` if unknown.

    ``low``, ``demand`` and ``high`` are demand on the three paths, in the service's own unit.
    """

    year: int
    low: float
    demand: float
    high: float
    capacity: float | None = None

    @property
    def room(self) -> float | None:
        """Capacity less demand on the middle path: below nought where capacity has not been built."""
        return None if self.capacity is None else self.capacity - self.demand

    @property
    def unbuilt(self) -> float | None:
        """Capacity that has not been built: how far demand lies above it, and nought where there is room."""
        return None if self.room is None else max(0.0, -self.room)


@dataclass(frozen=True)
class Projection:
    """A service year by year, with what was assumed. ``full_from`` is the first year whose demand passes capacity."""

    service: str
    years: tuple[Ahead, ...]
    assumptions: tuple[str, ...]
    full_from: int | None = field(default=None)


def project(
    people: Mapping[str, float],
    use: Mapping[str, float] | None = None,
    *,
    start: int,
    years: int,
    growth: Growth | Mapping[str, Growth],
    capacity: float | None = None,
    built: Mapping[int, float] | None = None,
    service: str = "",
) -> Projection:
    """Demand of a service as its population changes: people by age × use rate × growth.

    Parameters
    ----------
    people
        People by band of age in the first year. A service whose demand alone is known has one band.
    use
        Demand for each person of the band in a year; 1 where nothing is given.
    start, years
        The year that ``people`` are counted in, and how many years ahead.
    growth
        Yearly growth of all bands, or band by band.
    capacity
        What the service can do in the first year, in the same unit as the demand.
    built
        Capacity that is added (or, below nought, taken away) in a year, from that year on.

    ``D_t = Σ_a n_a (1 + g_a)^t u_a`` and ``C_t = C_0 + Σ_{s ≤ t} b_s``: the participation-rate method (Smith, Tayman
    and Swanson, A Practitioner's Guide to State and Local Population Projections, 2013). Assumes that every band grows
    at a steady rate, that people use the service as they do now, and that nobody changes band.

    Returns
    -------
    One line a year, the first year included, and the assumptions in words.

    Raises
    ------
    RefusedInput
        When a count or a rate is below nought, a rate has no people, or the years are not from 0 to 25.

    >>> found = project({"all": 1000}, start=2026, years=2, growth=Growth(0, 0.1, 0.2), capacity=1150)
    >>> [(one.year, round(one.demand), round(one.unbuilt)) for one in found.years], found.full_from
    ([(2026, 1000, 0), (2027, 1100, 0), (2028, 1210, 60)], 2028)
    """
    rates = dict.fromkeys(people, 1.0) if use is None else dict(use)
    _check(people, rates, years, capacity)
    steady = {age: growth if isinstance(growth, Growth) else growth.get(age, Growth()) for age in people}
    added = built or {}
    found = []
    for step in range(years + 1):
        low, middle, high = (
            sum(count * rates[age] * (1 + getattr(steady[age], path)) ** step for age, count in people.items())
            for path in ("low", "middle", "high")
        )
        stock = None if capacity is None else capacity + sum(n for year, n in added.items() if year <= start + step)
        found.append(Ahead(start + step, low, middle, high, stock))
    full = next((one.year for one in found if one.unbuilt), None)
    return Projection(service, tuple(found), _assumed(people, use, growth, added, capacity), full)


def _check(people: Mapping[str, float], rates: Mapping[str, float], years: int, capacity: float | None) -> None:
    if not people:
        raise RefusedInput("There is nobody to project: no people and no demand were given.", rule="people")
    if not 0 <= years <= FARTHEST:
        raise RefusedInput(f"{years} years is not from 0 to {FARTHEST}.", rule="years")
    missing = [age for age in people if age not in rates]
    strange = [age for age in rates if age not in people]
    if missing or strange:
        raise RefusedInput(
            f"People and use are not for the same ages: {', '.join([*missing, *strange])}.",
            rule="ages",
            hint="Give a rate of use for every band of age, and people for every rate.",
        )
    if min(*people.values(), *rates.values(), capacity or 0.0) < 0:
        raise RefusedInput("People, use and capacity are never below nought.", rule="not-negative")


def _assumed(
    people: Mapping[str, float],
    use: Mapping[str, float] | None,
    growth: Growth | Mapping[str, Growth],
    built: Mapping[int, float],
    capacity: float | None,
) -> tuple[str, ...]:
    """What a reader has to believe, in words."""
    said = []
    if isinstance(growth, Growth):
        said.append(
            f"The people it is for change by {100 * growth.middle:+.2f} per cent a year "
            f"(low {100 * growth.low:+.2f}, high {100 * growth.high:+.2f})."
        )
    else:
        said.append("Each band of age changes at its own steady rate.")
    said.append("Each age uses the service as it does now." if use else "Demand for each person stays as it is now.")
    if capacity is not None:
        said.append("What is planned is built on time." if built else "Nothing is built and nothing is closed.")
    return tuple(said)


@dataclass(frozen=True)
class Roll:
    """Pupils on roll in one year: by year group on the middle path, and in all on the three."""

    year: int
    groups: tuple[float, ...]
    low: float
    middle: float
    high: float


def roll_forward(
    pupils: Sequence[float], *, start: int, years: int, intake: Growth = Growth(), staying: Sequence[float] = ()
) -> tuple[Roll, ...]:
    """School rolls in the coming years: every year group moves up, and a new one comes in at the bottom.

    Parameters
    ----------
    pupils
        Pupils by year group in the first year, the youngest first.
    start, years
        The year they were counted in, and how many years ahead.
    intake
        How the youngest year group changes from year to year; it stays as it is unless given.
    staying
        The share of each year group that is on roll a year later, one for each but the last: 1 unless given. Above 1,
        pupils join.

    ``P_{k+1}(t+1) = s_k P_k(t)`` and ``P_1(t) = P_1(0) (1 + g)^t``: the cohort-progression method (Smith, Tayman and
    Swanson, 2013). Assumes that every pupil moves up each year and that joiners and leavers stay as they are.

    Returns
    -------
    One roll a year, the first year included.

    Raises
    ------
    RefusedInput
        When a count or a share is below nought, or the numbers of both do not fit.

    >>> [round(one.middle) for one in roll_forward([80, 90, 100], start=2023, years=2)]
    [270, 250, 240]
    """
    rates = list(staying) or [1.0] * (len(pupils) - 1)
    if not pupils or len(rates) != len(pupils) - 1:
        raise RefusedInput(
            f"{len(pupils)} year groups need {max(0, len(pupils) - 1)} shares of pupils who stay, not {len(rates)}.",
            rule="year-groups",
        )
    if min(*pupils, *rates, 0.0) < 0:
        raise RefusedInput("Pupils are never below nought.", rule="not-negative")
    if not 0 <= years <= FARTHEST:
        raise RefusedInput(f"{years} years is not from 0 to {FARTHEST}.", rule="years")
    paths = {path: [list(map(float, pupils))] for path in ("low", "middle", "high")}
    for path, rolls in paths.items():
        for step in range(1, years + 1):
            young = pupils[0] * (1 + getattr(intake, path)) ** step
            rolls.append([young, *(rate * before for rate, before in zip(rates, rolls[-1], strict=False))])
    return tuple(
        Roll(
            start + step,
            tuple(paths["middle"][step]),
            *(sum(paths[path][step]) for path in ("low", "middle", "high")),
        )
        for step in range(years + 1)
    )
