"""Invented everyday life: homes, languages, moves, ages and deprivation, made from the residents that were invented.

Everything is shared out with whole numbers. What hardship a neighbourhood knows is drawn by lot and not from who lives
there, so that nothing here teaches that one follows from the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from convive.worlds.people import MINORITIES, Residents, apportion, near

if TYPE_CHECKING:
    from convive.worlds.brackenford import Lsoa21, Neighbourhood

TENURE = (
    "Lives rent free",
    "Owned: Owns outright",
    "Owned: Owns with a mortgage or loan",
    "Private rented: Other private rented",
    "Private rented: Private landlord or letting agency",
    "Shared ownership: Shared ownership",
    "Social rented: Other social rented",
    "Social rented: Rents from council or Local Authority",
)
ROOM = (
    "+1 (under-occupied)",
    "+2 or more (under-occupied)",
    "-1 (overcrowded)",
    "-2 or less (overcrowded)",
    "0 (ideal)",
)
RELIGIONS = (
    *("Buddhist", "Christian", "Hindu", "Jewish", "Muslim", "No religion", "Not answered", "Other religion", "Sikh"),
)
DOMAINS = ("IMD", "Income", "Employment", "Education", "Health", "Crime", "Housing_and_Services", "Environment")
AGES_2011 = (
    *("Age 0 to 4", "Age 5 to 7", "Age 8 to 9", "Age 10 to 14", "Age 15", "Age 16 to 17", "Age 18 to 19"),
    *("Age 20 to 24", "Age 25 to 29", "Age 30 to 34", "Age 35 to 39", "Age 40 to 44", "Age 45 to 49", "Age 50 to 54"),
    *("Age 55 to 59", "Age 60 to 64", "Age 65 to 69", "Age 70 to 74", "Age 75 to 79", "Age 80 to 84"),
    "Age 85 and over",
)
# Per thousand of each age, for White residents and for everybody else: minorities are younger nearly everywhere.
_WHITE_AGES = (56, 33, 21, 54, 11, 23, 24, 62, 60, 60, 62, 71, 73, 66, 60, 66, 54, 46, 39, 29, 30)
_OTHER_AGES = (100, 56, 35, 82, 16, 32, 32, 90, 98, 98, 86, 69, 55, 44, 33, 24, 18, 13, 9, 6, 4)
_FINER = {
    "Asian": {
        "Asian, Asian British or Asian Welsh: Bangladeshi": 170,
        "Asian, Asian British or Asian Welsh: Chinese": 40,
        "Asian, Asian British or Asian Welsh: Indian": 240,
        "Asian, Asian British or Asian Welsh: Pakistani": 430,
        "Asian, Asian British or Asian Welsh: Other Asian": 120,
    },
    "Black": {
        "Black, Black British, Black Welsh, Caribbean or African: African": 520,
        "Black, Black British, Black Welsh, Caribbean or African: Caribbean": 350,
        "Black, Black British, Black Welsh, Caribbean or African: Other Black": 130,
    },
    "Mixed": {
        "Mixed or Multiple ethnic groups: Other Mixed or Multiple ethnic groups": 250,
        "Mixed or Multiple ethnic groups: White and Asian": 270,
        "Mixed or Multiple ethnic groups: White and Black African": 150,
        "Mixed or Multiple ethnic groups: White and Black Caribbean": 330,
    },
    "Other": {"Other ethnic group: Any other ethnic group": 600, "Other ethnic group: Arab": 400},
    "White": {
        "White: English, Welsh, Scottish, Northern Irish or British": 880,
        "White: Gypsy or Irish Traveller": 2,
        "White: Irish": 11,
        "White: Other White": 104,
        "White: Roma": 3,
    },
}


@dataclass(frozen=True)
class SmallArea:
    """One LSOA of 2021: its households by tenure and by room, its residents by religion, its place in each domain."""

    lsoa: Lsoa21
    tenure: tuple[int, ...]
    room: tuple[int, ...]
    religion: tuple[int, ...]
    scores: tuple[int, ...]


@dataclass(frozen=True)
class Quarter:
    """One neighbourhood: how well people speak English, where they lived a year before, and ages in 2011.

    ``english``: main language English; not, and speaks it very well, well, not well, not at all (aged 3 and over).
    ``moves``: the same address, a student's, elsewhere in the country, abroad. ``ages`` are by :data:`AGES_2011`.
    """

    area: Neighbourhood
    residents: int
    english: tuple[int, ...]
    moves: tuple[int, ...]
    ages: tuple[int, ...]
    white_ages: tuple[int, ...]


@dataclass(frozen=True)
class Everyday:
    """The whole invented country, by small area and by neighbourhood."""

    small_areas: tuple[SmallArea, ...]
    quarters: tuple[Quarter, ...]


def live(areas: Sequence[Neighbourhood], seed: int) -> Everyday:
    """Everyday life in every neighbourhood: a pure function of the residents and the seed."""
    small: list[SmallArea] = []
    quarters: list[Quarter] = []
    for area in areas:
        rng = Random(f"everyday {area.code} {seed}")
        hardship = near(rng, 50, 42)
        newcomers = near(rng, 12, 11)
        for lsoa in area.now:
            small.append(_small_area(rng, lsoa, near(rng, hardship, 12)))
        quarters.append(_quarter(rng, area, newcomers))
    return Everyday(tuple(small), tuple(quarters))


def nineteen(residents: Residents, rng: Random) -> dict[str, int]:
    """Five groups told apart into the nineteen of the 2021 census, by the publisher's labels."""
    found: dict[str, int] = {}
    for group, parts in _FINER.items():
        weights = [weight * near(rng, 100, 30) for weight in parts.values()]
        found |= zip(parts, apportion(residents[group], weights), strict=True)
    return dict(sorted(found.items()))


def all_of(counts: Mapping[str, int]) -> int:
    """Everybody in a table of counts."""
    return sum(counts.values())


def _small_area(rng: Random, lsoa: Lsoa21, hardship: int) -> SmallArea:
    everyone = all_of(lsoa.residents)
    homes = everyone * 10 // 24
    ease = 100 - hardship
    tenure = [8, 20 + 3 * ease, 60 + 2 * ease, 12, 90 + hardship, 8, 20 + hardship, 10 + 2 * hardship]
    room = [330, 200 + 2 * ease, 25 + hardship, 4 + hardship // 6, 220 + hardship]
    faith = [5, 470, 20, 4, 20 + 2 * (100 - 100 * lsoa.residents["White"] // max(1, everyone)), 330, 60, 6, 8]
    return SmallArea(
        lsoa,
        tuple(apportion(homes, [weight * near(rng, 100, 25) for weight in tenure])),
        tuple(apportion(homes, [weight * near(rng, 100, 15) for weight in room])),
        tuple(apportion(everyone, [weight * near(rng, 100, 15) for weight in faith])),
        tuple(near(rng, 100 * hardship, 900) for _ in DOMAINS),
    )


def _quarter(rng: Random, area: Neighbourhood, newcomers: int) -> Quarter:
    residents = {group: sum(lsoa.residents[group] for lsoa in area.now) for group in area.now[0].residents}
    everyone = all_of(residents)
    speakers = everyone * 963 // 1000
    minority = sum(residents[group] for group in MINORITIES)
    other = min(speakers // 2, (minority * near(rng, 34, 6) + residents["White"] * near(rng, 5, 2)) // 100)
    levels = apportion(other, [weight * near(rng, 100, 20) for weight in (46, 32, 17, 5)])
    abroad = everyone * newcomers // 1000
    within = everyone * near(rng, 95, 30) // 1000
    students = everyone * near(rng, 4, 3) // 1000
    same = everyone - everyone // 90 - abroad - within - students
    then = {fine: sum(oa.residents[fine] for lsoa in area.then for oa in lsoa.oas) for fine in _fine_of(area)}
    white = sum(then[fine] for fine in ("WhiteBrit", "Irish", "GypsyTraveller", "OtherWhite"))
    whites = apportion(white, [age * near(rng, 100, 8) for age in _WHITE_AGES])
    rest = apportion(all_of(then) - white, [age * near(rng, 100, 8) for age in _OTHER_AGES])
    return Quarter(
        area,
        everyone,
        (speakers - other, *levels),
        (same, students, within, abroad),
        tuple(a + b for a, b in zip(whites, rest, strict=True)),
        tuple(whites),
    )


def _fine_of(area: Neighbourhood) -> tuple[str, ...]:
    return tuple(area.then[0].oas[0].residents)
