"""The tables of everyday life as their publishers write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import TYPE_CHECKING

from convive.worlds.everyday import AGES_2011, DOMAINS, RELIGIONS, ROOM, TENURE, Everyday, SmallArea, nineteen
from convive.worlds.formats import table
from convive.worlds.people import FIVE, apportion

if TYPE_CHECKING:
    from convive.worlds.brackenford import Neighbourhood

ENGLISH = (
    "Main language is English (English or Welsh in Wales)",
    "Main language is not English (English or Welsh in Wales)",
    "Main language is not English (English or Welsh in Wales): Can speak English very well",
    "Main language is not English (English or Welsh in Wales): Can speak English well",
    "Main language is not English (English or Welsh in Wales): Cannot speak English well",
    "Main language is not English (English or Welsh in Wales): Cannot speak English",
    "Proportion who cannot speak English (well)",
)
MOVES = (
    *("all_usual_residents", "address_one_year_ago_is_the_same", "address_one_year_ago_is_student_or_boarding"),
    *("migrant_from_within_uk", "migrant_from_outside_uk"),
    *("prop_migrated_from_within_uk", "prop_migrated_from_outside_uk"),
)
AGE = (
    *("ltla21_code", "total_population", "total_females", "total_males"),
    *("younger_females", "working_age_females", "older_females"),
    *("younger_males", "working_age_males", "older_males"),
)
SUPPORT = (
    *("Date", "Year", "Quarter", "Support Type", "UK Region", "Local Authority", "LAD Code"),
    *("Accommodation Type", "People"),
)
RESETTLED = ("Date", "Year", "Quarter", "UK Region", "LAD Code", "Local Authority", "Resettlement Scheme", "Persons")
QUARTERS = tuple((year, quarter) for year in (2021, 2022) for quarter in (1, 2, 3, 4))
_LAST_DAY = {1: "03-31", 2: "06-30", 3: "09-30", 4: "12-31"}
_REGION = "Invented region"


def tenure(life: Everyday) -> bytes:
    """Households by tenure and 2021 LSOA."""
    return _by_lsoa(life, "total_households", TENURE, lambda area: area.tenure)


def occupancy(life: Everyday) -> bytes:
    """Households by bedrooms more or fewer than they need, and 2021 LSOA."""
    return _by_lsoa(life, "total_households", ROOM, lambda area: area.room)


def religion(life: Everyday) -> bytes:
    """Residents by religion and 2021 LSOA."""
    return _by_lsoa(life, "total_residents", RELIGIONS, lambda area: area.religion)


def english(life: Everyday) -> bytes:
    """Residents aged 3 and over by main language and how well they speak English, by MSOA code."""
    rows = []
    for quarter in life.quarters:
        main, *levels = quarter.english
        little = sum(levels[2:]) / sum(quarter.english)
        rows.append((quarter.area.code, main, sum(levels), *levels, little))
    return table([("msoa21_code", *ENGLISH), *rows])


def moves(life: Everyday) -> bytes:
    """Residents by where they lived a year before, by MSOA."""
    rows = []
    for quarter in life.quarters:
        same, students, within, abroad = quarter.moves
        everyone = sum(quarter.moves)  # children under one had no address a year before
        shares = (within / everyone, abroad / everyone)
        rows.append((quarter.area.code, quarter.area.name, everyone, same, students, within, abroad, *shares))
    return table([("msoa21_code", "msoa21_name", *MOVES), *rows])


def deprivation(life: Everyday) -> bytes:
    """Ranks and tenths of every 2021 LSOA in every domain; rank 1 is the most deprived."""
    ranks: list[dict[str, int]] = []
    for k in range(len(DOMAINS)):
        order = sorted(life.small_areas, key=lambda area: (-area.scores[k], area.lsoa.code))
        ranks.append({area.lsoa.code: place for place, area in enumerate(order, 1)})
    many = len(life.small_areas)
    names = [f"{domain}_{what}" for what in ("decile", "rank", "score") for domain in DOMAINS]
    rows = []
    for area in life.small_areas:
        mine = [rank[area.lsoa.code] for rank in ranks]
        tenths = [(10 * rank + many - 1) // many for rank in mine]
        rows.append(
            (area.lsoa.code, *(f"{n}.0" for n in tenths), *(f"{n}.0" for n in mine), *(s / 100 for s in area.scores))
        )
    return table([("lsoa21_code", *names), *rows])


def ages_2011(life: Everyday, *, white: bool) -> bytes:
    """Ages in 2011 by MSOA: all residents, or White residents alone."""
    header = ("2011 super output area - middle layer", "mnemonic", "All categories: Age", *AGES_2011)
    rows = []
    for quarter in life.quarters:
        ages = quarter.white_ages if white else quarter.ages
        rows.append((quarter.area.name, quarter.area.code, sum(ages), *ages))
    return table([header, *rows])


def authorities_2021(areas: Iterable[Neighbourhood], seed: int) -> bytes:
    """Nineteen groups by authority, one row a group, counts and shares in turn."""
    rows: list[tuple[object, ...]] = []
    for code, (name, residents) in _by_authority(areas).items():
        counts = nineteen(residents, Random(f"nineteen {code} {seed}"))
        everyone = sum(counts.values())
        for label, people in counts.items():
            rows.append((code, name, f"{label} (number)", f"{people}.0"))
            rows.append((code, name, f"{label} (percent)", round(100 * people / everyone, 1)))
    return table([("ltla21_code", "ltla21_name", "ethnic_group", "value"), *rows])


def ages_2021(areas: Iterable[Neighbourhood], seed: int) -> bytes:
    """Three broad ages by sex and authority."""
    rows = []
    for code, (_, residents) in _by_authority(areas).items():
        rng = Random(f"ages {code} {seed}")
        women, men = apportion(sum(residents.values()), [505, 495])
        tilt = rng.randint(-20, 20)
        weights = (205 + tilt, 620, 175 - tilt)
        rows.append((code, women + men, women, men, *apportion(women, weights), *apportion(men, weights)))
    return table([AGE, *rows])


def support(areas: Iterable[Neighbourhood], seed: int) -> bytes:
    """People on asylum support by authority, quarter and where they live."""
    rows: list[tuple[object, ...]] = []
    for code, (name, residents) in _by_authority(areas).items():
        rng = Random(f"support {code} {seed}")
        base = sum(residents.values()) * rng.randint(2, 24) // 10_000
        for k, (year, quarter) in enumerate(QUARTERS):
            homes = base * (100 + 9 * k) // 100
            for kind, people in (("Dispersed Accommodation", homes), ("Subsistence Only", 1 + homes // 30)):
                day = f"{year}-{_LAST_DAY[quarter]}"
                rows.append((day, year, quarter, "Section 95", _REGION, name, code, kind, people))
    return table([SUPPORT, *rows])


def resettled(areas: Iterable[Neighbourhood], seed: int) -> bytes:
    """People resettled so far, by authority, quarter and scheme."""
    rows: list[tuple[object, ...]] = []
    for code, (name, residents) in _by_authority(areas).items():
        rng = Random(f"resettled {code} {seed}")
        people = sum(residents.values()) * rng.randint(1, 9) // 20_000
        for year, quarter in QUARTERS:
            people += rng.randint(0, 4)
            day = f"{year}-{_LAST_DAY[quarter]}"
            rows.append((day, year, quarter, _REGION, code, name, "UK Resettlement Scheme", people))
    return table([RESETTLED, *rows])


def _by_lsoa(life: Everyday, total: str, columns: tuple[str, ...], of: Callable[[SmallArea], tuple[int, ...]]) -> bytes:
    rows = [(area.lsoa.code, sum(of(area)), *of(area)) for area in life.small_areas]
    return table([("lsoa21_code", total, *columns), *rows])


def _by_authority(areas: Iterable[Neighbourhood]) -> Mapping[str, tuple[str, dict[str, int]]]:
    found: dict[str, tuple[str, dict[str, int]]] = {}
    for area in areas:
        _, residents = found.setdefault(area.authority, (area.authority_name, dict.fromkeys(FIVE, 0)))
        for lsoa in area.now:
            for group in FIVE:
                residents[group] += lsoa.residents[group]
    return found
