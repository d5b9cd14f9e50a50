"""Invented schools: pupils of every neighbourhood shared out among them, in the form of the school census."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from convive.worlds.formats import SAYS, table
from convive.worlds.land import Ring
from convive.worlds.people import FIVE, MINORITIES, Residents, apportion, near

if TYPE_CHECKING:
    from convive.worlds.brackenford import Neighbourhood

PRIMARY, SECONDARY = "State-funded primary", "State-funded secondary"
INDEPENDENT = "Independent school"
YEARS = {PRIMARY: tuple(range(7)), SECONDARY: tuple(range(7, 14))}
# Pupils a school has, and how many in a hundred of each older year there are in the next younger one: rolls fall.
_SIZE = {PRIMARY: 330, SECONDARY: 980}
_YOUNGER = 97
_FIRST_URN = 990_001
_GROUPS = {
    "white British": ("White", 870),
    "Irish": ("White", 5),
    "traveller of Irish heritage": ("White", 2),
    "any other white background": ("White", 118),
    "Gypsy/Roma": ("White", 5),
    "white and black Caribbean": ("Mixed", 300),
    "white and black African": ("Mixed", 160),
    "white and Asian": ("Mixed", 290),
    "any other mixed background": ("Mixed", 250),
    "Indian": ("Asian", 190),
    "Pakistani": ("Asian", 480),
    "Bangladeshi": ("Asian", 190),
    "any other Asian background": ("Asian", 120),
    "Caribbean": ("Black", 260),
    "African": ("Black", 590),
    "any other black background": ("Black", 150),
    "Chinese": ("Asian", 20),
    "any other ethnic group": ("Other", 1000),
}
_KINDS = ("Primary School", "Church of England Primary School", "Community Primary School", "Infant and Junior School")
_YEAR_NAMES: dict[int, str] = {0: "Reception"} | {year: f"Year group {year}" for year in range(1, 14)}
_COLUMNS = (
    "Early 1",
    "Early 2",
    "Nursery 1",
    "Nursery 2",
    *_YEAR_NAMES.values(),
    "Year group 14",
    "Year group Not followed",
)
_HALVES = tuple((time, who) for time in ("Part time", "Full time") for who in ("girls", "boys"))


@dataclass(frozen=True)
class School:
    """One school: where it stands, its pupils by year and by group. ``point`` is in millionths of a degree, or None."""

    urn: int
    name: str
    phase: str
    area: Neighbourhood
    postcode: str
    point: tuple[int, int] | None
    years: dict[int, int]
    groups: dict[str, int]
    unrecorded: int

    @property
    def pupils(self) -> int:
        """Everybody on the roll."""
        return sum(self.years.values())


def invent(areas: Sequence[Neighbourhood], seed: int) -> tuple[School, ...]:
    """Primary schools in every neighbourhood, secondary schools for every four, an independent school here and there.

    A school takes most pupils from its own neighbourhood and some from the one before it in the list; how much it
    leans towards a group is drawn by lot, so that some schools differ from those around them and most do not.
    """
    urns = iter(range(_FIRST_URN, 999_999))
    found: list[School] = []
    for place, area in enumerate(areas):
        rng = Random(f"schools {area.code} {seed}")
        before = areas[place - 1] if place and areas[place - 1].authority == area.authority else area
        around = [_children(area), _children(area), _children(before)]
        everyone = sum(sum(lsoa.residents.values()) for lsoa in area.now)
        spots = _spots(rng, area)
        for number in range(max(1, everyone // 3600)):
            kind = _KINDS[1 + (place + number) % 3] if number else _KINDS[0]
            name = f"{area.ward_name} {kind}"
            found.append(_school(rng, next(urns), name, PRIMARY, area, around, next(spots)))
        if place % 4 == 1:
            found.append(_school(rng, next(urns), f"{area.ward_name} Academy", SECONDARY, area, around, next(spots)))
        if place % 13 == 5:
            found.append(_school(rng, next(urns), f"{area.ward_name} House", INDEPENDENT, area, around, next(spots)))
    return tuple(found)


def census(schools: Sequence[School]) -> bytes:
    """The school census, one row a school: the columns that are used, under the publisher's own headers."""
    header = (
        *("time_period", "geographic_level", "country_name", "urn", "la_name", "new_la_code", "school_name"),
        *("phase_type_grouping", "district_administrative_code", "district_administrative_name"),
        *("ward_code", "ward_name", "school_postcode"),
        *(f"{time} {who} {year}" for time, who in _HALVES for year in _COLUMNS),
        "headcount of pupils",
        *(f"number of pupils classified as {group} ethnic origin" for group in _GROUPS),
        "number of pupils unclassified",
    )
    rows = []
    for school in schools:
        area, counted = school.area, school.phase != INDEPENDENT
        halves = {
            ("Full time", "girls"): {_YEAR_NAMES[year]: n // 2 for year, n in school.years.items()},
            ("Full time", "boys"): {_YEAR_NAMES[year]: n - n // 2 for year, n in school.years.items()},
        }
        rows.append(
            (
                *("202223", "School", SAYS, school.urn, area.authority_name, area.authority, school.name),
                *(school.phase, area.authority, area.authority_name, area.ward, area.ward_name, school.postcode),
                *(halves.get(half, {}).get(year, 0) if counted else "z" for half in _HALVES for year in _COLUMNS),
                school.pupils,
                *(school.groups[group] if counted else "z" for group in _GROUPS),
                school.unrecorded if counted else "z",
            )
        )
    return table([header, *rows])


def postcodes(schools: Sequence[School]) -> bytes:
    """Where the postcodes of schools lie; those without a point stand in no file, as happens."""
    placed = [school for school in schools if school.point is not None]
    rows = [(s.postcode, f"{s.point[1] / 1_000_000:.6f}", f"{s.point[0] / 1_000_000:.6f}") for s in placed if s.point]
    return table([("Postcode", "lat", "long"), *rows])


def register(schools: Sequence[School], authority: str, seed: int) -> bytes:
    """One authority's schools in the national register, with their places: some are full, some are half empty."""
    header = (
        *("URN", "LA (code)", "LA (name)", "EstablishmentName", "TypeOfEstablishment (name)"),
        *("EstablishmentStatus (name)", "PhaseOfEducation (name)", "SchoolCapacity", "CensusDate", "NumberOfPupils"),
        *("Postcode", "DistrictAdministrative (code)", "DistrictAdministrative (name)"),
        *("AdministrativeWard (code)", "AdministrativeWard (name)", "Easting", "Northing"),
    )
    rows = []
    for school in schools:
        area = school.area
        if area.authority != authority or school.phase == INDEPENDENT:
            continue
        rng = Random(f"places {school.urn} {seed}")
        capacity = (school.pupils * near(rng, 106, 18) // 100 + 14) // 15 * 15
        kind, phase = ("Community school", "Primary") if school.phase == PRIMARY else ("Academy converter", "Secondary")
        rows.append(
            (
                *(school.urn, 999, area.authority_name, school.name, kind, "Open", phase, capacity, "19-01-2023"),
                *(school.pupils, school.postcode, area.authority, area.authority_name, area.ward, area.ward_name),
                *("", ""),  # the invented land lies on no national grid: the postcode says where
            )
        )
    return table([header, *rows])


def _children(area: Neighbourhood) -> Residents:
    """Children of school age by five groups: minorities are younger."""
    counts = {group: sum(lsoa.residents[group] for lsoa in area.now) for group in FIVE}
    return {group: people * (210 if group in MINORITIES else 120) // 1000 for group, people in counts.items()}


def _school(
    rng: Random,
    urn: int,
    name: str,
    phase: str,
    area: Neighbourhood,
    around: Sequence[Residents],
    spot: tuple[str, tuple[int, int] | None],
) -> School:
    size = near(rng, _SIZE.get(phase, 240), _SIZE.get(phase, 240) // 4)
    lean = {group: near(rng, 100, 45) if rng.randint(0, 3) == 0 else near(rng, 100, 12) for group in FIVE}
    drawn = {group: sum(children[group] for children in around) * lean[group] for group in FIVE}
    years = YEARS.get(phase, YEARS[PRIMARY])
    weights = [near(rng, 1000, 40) * _YOUNGER ** (years[-1] - year) // 100 ** (years[-1] - year) for year in years]
    if phase == SECONDARY:
        weights[-2:] = [weight // 3 for weight in weights[-2:]]  # most leave after the eleventh year
    by_year = dict(zip(years, apportion(size, weights), strict=True))
    unrecorded = near(rng, 3, 3) - 1
    broad = dict(zip(FIVE, apportion(size - unrecorded, [drawn[group] + 1 for group in FIVE]), strict=True))
    groups: dict[str, int] = {}
    for group in FIVE:
        fine = {label: weight for label, (of, weight) in _GROUPS.items() if of == group}
        shares = apportion(broad[group], [weight * near(rng, 100, 35) for weight in fine.values()])
        groups |= zip(fine, shares, strict=True)
    return School(urn, name, phase, area, spot[0], spot[1], by_year, groups, unrecorded)


def _spots(rng: Random, area: Neighbourhood) -> Iterator[tuple[str, tuple[int, int] | None]]:
    """A postcode for every school, and where it lies: the middle of a small area, where one is drawn."""
    number = int(area.code[3:])
    lsoas = list(area.now)
    rng.shuffle(lsoas)
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    for k in range(200):
        inward = f"{1 + k % 9}{letters[(number // 20 + k) % 20]}{letters[(number + 7 * k) % 20]}"
        ring = lsoas[k % len(lsoas)].outline
        yield f"ZZ{1 + number % 98} {inward}", None if ring is None else _middle(ring, k)


def _middle(ring: Ring, k: int) -> tuple[int, int]:
    """A point near the middle of a ring; a little aside when a second school shares the small area."""
    x = sum(point[0] for point in ring) // len(ring)
    y = sum(point[1] for point in ring) // len(ring)
    return x + 37 * (k % 7), y + 23 * (k % 5)
