"""Brackenford, an invented borough, and eleven invented authorities to compare it with.

:func:`write` makes the publishers' files as the importers read them: lookups, outlines, the censuses of 2011 and 2021
by small area and by authority, schools with their pupils and places, arrivals, homes and deprivation. The same seed
makes the same bytes on every platform, since people are only shared out in whole numbers. Every code begins with X, and
every file says that it is invented.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

from convive.worlds import everyday, formats, land, schools
from convive.worlds import everyday_formats as papers
from convive.worlds.people import FIVE, Piece, Residents, apportion, before, finer, invent_neighbourhoods, near, split

CODE = "X09000043"
NAME = "Brackenford"
SEED = 2021
PEOPLE_A_LSOA = 1500
PEOPLE_AN_OA = 310


@dataclass(frozen=True)
class Oa:
    """A 2011 output area: its code, and residents by fifteen groups."""

    code: str
    residents: Residents


@dataclass(frozen=True)
class Lsoa11:
    """An LSOA as it was in 2011, with its output areas."""

    code: str
    name: str
    pieces: tuple[int, ...]
    oas: tuple[Oa, ...]


@dataclass(frozen=True)
class Lsoa21:
    """An LSOA as it is since 2021: residents by five groups, and its outline where one is drawn."""

    code: str
    name: str
    pieces: tuple[int, ...]
    residents: Residents
    outline: land.Ring | None


@dataclass(frozen=True)
class Neighbourhood:
    """An MSOA with its ward and its small areas at both dates. ``changes`` are (2011, 2021, U, S, M or X)."""

    code: str
    name: str
    ward: str
    ward_name: str
    authority: str
    authority_name: str
    then: tuple[Lsoa11, ...]
    now: tuple[Lsoa21, ...]
    changes: tuple[tuple[Lsoa11, Lsoa21, str], ...]


def build(seed: int = SEED) -> tuple[Neighbourhood, ...]:
    """Every neighbourhood of Brackenford and of the other authorities: a pure function of the seed.

    >>> [area.name for area in build()[:2]]
    ['Brackenford 001', 'Brackenford 002']
    """
    world = _world()
    codes = _Codes()
    rng = Random(f"{CODE} {seed}")
    now = [dict(area["residents"]) for area in world["neighbourhoods"]]
    then = before(rng, now, sum(map(_all, now)) - world["growth"], world["shares_2011"])
    found: list[Neighbourhood] = []
    for number, area in enumerate(world["neighbourhoods"], 1):
        kind = next((k for k in ("split", "merged", "redrawn") if area["name"] in world[k]), "")
        drawn = _Drawn(CODE, NAME, number, area["name"], kind, area["outline"])
        found.append(_neighbourhood(rng, codes, drawn, now[number - 1], then[number - 1]))
    for other in world["others"]:
        rng = Random(f"{other['code']} {seed}")
        now = invent_neighbourhoods(
            rng, other["neighbourhoods"], other["residents"], other["shares_2021"], other["spread"]
        )
        earlier = other["residents"] * 1000 // (1000 + other["growth"])
        then = before(rng, now, earlier, other["shares_2011"])
        for number, (a, b) in enumerate(zip(now, then, strict=True), 1):
            drawn = _Drawn(other["code"], other["name"], number, f"{other['name']} Ward {number}", "", None)
            found.append(_neighbourhood(rng, codes, drawn, a, b))
    return tuple(found)


def bytes_of(seed: int = SEED) -> dict[str, dict[str, bytes]]:
    """The files by kind and name, as bytes; ``readme`` is no kind and goes beside them.

    >>> len(bytes_of()), next(iter(bytes_of()))
    (19, 'lookups')
    """
    areas = build(seed)
    life = everyday.live(areas, seed)
    taught = schools.invent(areas, seed)
    return {
        "lookups": {
            "invented_lookup_lsoa11_lsoa21_lad22.csv": formats.lsoa_changes(areas),
            "invented_lookup_lsoa21_ward24_lad24.csv": formats.lsoa_wards(areas),
        },
        "boundaries": {f"invented_lsoa21_brackenford_{CODE}.geojson": formats.outlines(areas, CODE)},
        "census-2011-ethnic": {"invented_census2011_ethnic_group_oa.csv": formats.census_2011(areas)},
        "census-ts021": {"invented_census2021_ts021_ethnic_group_lsoa.csv": formats.census_2021(areas)},
        "census-2011-age": {
            "invented_census2011_msoa_all_ethnicities_age_profile.csv": papers.ages_2011(life, white=False),
            "invented_census2011_msoa_white_population_age_profile.csv": papers.ages_2011(life, white=True),
        },
        "census-ts021-lad": {"invented_census2021_ts021_lad_long.csv": papers.authorities_2021(areas, seed)},
        "census-age": {"invented_census2021_age_sex_lad.csv": papers.ages_2021(areas, seed)},
        "census-religion": {"invented_census2021_religion_lsoa.csv": papers.religion(life)},
        "census-tenure": {"invented_census2021_tenure_lsoa.csv": papers.tenure(life)},
        "census-occupancy": {"invented_census2021_occupancy_rating_lsoa.csv": papers.occupancy(life)},
        "census-migration": {"invented_census2021_migrant_indicator_msoa.csv": papers.moves(life)},
        "census-english": {"invented_census2021_ts029_english_msoa.csv": papers.english(life)},
        "imd-2025": {"invented_imd2025_lsoa21.csv": papers.deprivation(life)},
        "asylum-support": {"invented_asylum_support.csv": papers.support(areas, seed)},
        "resettlement": {"invented_asylum_resettlement.csv": papers.resettled(areas, seed)},
        "postcodes": {"invented_postcodes_zz.csv": schools.postcodes(taught)},
        "schools-spc": {"invented_spc_school_level_2022_23.csv": schools.census(taught)},
        "schools-gias": {"invented_gias_brackenford.csv": schools.register(taught, CODE, seed)},
        "readme": {"README.txt": formats.README.encode()},
    }


def write(folder: Path, *, seed: int = SEED) -> dict[str, list[Path]]:
    """Write the files into ``folder``, which is made if it is absent.

    Returns
    -------
    For every kind of ``convive ingest``, the paths to give to it. A file README.txt says what they are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[str, list[Path]] = {}
    for kind, named in bytes_of(seed).items():
        for name, data in named.items():
            (folder / name).write_bytes(data)
            if kind != "readme":
                written.setdefault(kind, []).append(folder / name)
    return written


def plan() -> str:
    """The text of Brackenford's invented plan: the bytes of a ``plan.toml``."""
    return _data("brackenford-plan.toml")


@cache
def _data(name: str) -> str:
    return files("convive.worlds").joinpath("data", name).read_text("utf-8")


def _world() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_data("brackenford.json"))
    return found


def _all(residents: Residents) -> int:
    return sum(residents.values())


class _Codes:
    """Codes in the order in which they are asked for."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def next(self, level: str) -> str:
        self._used[level] = self._used.get(level, 0) + 1
        # LSOAs that are new in 2021 have numbers of their own, as the publisher gives them.
        return f"X{level[:2]}{self._used[level] + (30_000 if level == '01 new' else 0):06d}"


@dataclass(frozen=True)
class _Drawn:
    """What is settled about a neighbourhood before its people are shared out."""

    authority: str
    authority_name: str
    number: int
    ward_name: str
    change: str
    outline: list[list[int]] | None


def _neighbourhood(rng: Random, codes: _Codes, drawn: _Drawn, now: Residents, then: Residents) -> Neighbourhood:
    count = max(1, (_all(now) + PEOPLE_A_LSOA // 2) // PEOPLE_A_LSOA)
    old, new = _pieces(drawn.change, count)
    parts = split(rng, now, finer(rng, then, _world()["within_2011"]), 1 + max(piece for area in new for piece in area))
    name = f"{drawn.authority_name} {drawn.number:03d}"
    letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    before_ = tuple(
        Lsoa11(codes.next("01"), name + next(letters), area, tuple(_oas(rng, codes, [parts[p] for p in area])))
        for area in old
    )
    rings = land.tile(land.to_degrees(drawn.outline), count) if drawn.outline else [None] * count
    after: list[Lsoa21] = []
    for area, ring in zip(new, rings, strict=True):
        same = next((one for one in before_ if one.pieces == area), None)
        code, own = (same.code, same.name) if same else (codes.next("01 new"), name + next(letters))
        residents = {group: sum(parts[p].now[group] for p in area) for group in FIVE}
        after.append(Lsoa21(code, own, area, residents, ring))
    return Neighbourhood(
        codes.next("02"),
        name,
        codes.next("05"),
        drawn.ward_name,
        drawn.authority,
        drawn.authority_name,
        before_,
        tuple(after),
        tuple(_changes(before_, after)),
    )


def _pieces(change: str, count: int) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """The pieces of each LSOA of 2011 and of 2021, of which there are ``count``."""
    same = [(i,) for i in range(count)]
    if change == "split":
        return [(0, 1), *same[2:]], list(same)
    if change == "merged":
        return [*same, (count,)], [(0, count), *same[1:]]
    if change == "redrawn":
        return [(0, 1), (count,), *same[2:]], [(0,), (1, count), *same[2:]]
    return list(same), list(same)


def _changes(then: tuple[Lsoa11, ...], now: list[Lsoa21]) -> Iterator[tuple[Lsoa11, Lsoa21, str]]:
    for old in then:
        shared = [new for new in now if set(old.pieces) & set(new.pieces)]
        for new in shared:
            sources = [one for one in then if set(one.pieces) & set(new.pieces)]
            if old.pieces == new.pieces:
                kind = "U"
            elif len(shared) > 1 and all(set(one.pieces) <= set(old.pieces) for one in shared):
                kind = "S"
            elif len(sources) > 1 and all(set(one.pieces) <= set(new.pieces) for one in sources):
                kind = "M"
            else:
                kind = "X"
            yield old, new, kind


def _oas(rng: Random, codes: _Codes, pieces: list[Piece]) -> Iterator[Oa]:
    """Output areas of one LSOA of 2011; people are shared out group by group, a little unevenly."""
    then = {fine: sum(piece.then[fine] for piece in pieces) for fine in pieces[0].then}
    count = max(2, (_all(then) + PEOPLE_AN_OA // 2) // PEOPLE_AN_OA)
    sizes = [near(rng, 100, 12) for _ in range(count)]
    shares = {fine: apportion(people, [size * near(rng, 100, 40) for size in sizes]) for fine, people in then.items()}
    for i in range(count):
        yield Oa(codes.next("00"), {fine.partition("/")[2]: shares[fine][i] for fine in then})
