"""People of working age by group from the tables of a data folder: White and all others, as the 2011 census has them.

No census table that a folder can hold gives ages by finer groups. The 2011 census gives ages of all residents and of
White residents by neighbourhood, so these two groups are people of 16 to 64 as counted, and not an estimate. Residents
of all ages are never used in their place: groups differ in age.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convive.core.errors import RefusedInput, UnknownName
from convive.core.groups import classification
from convive.evidence.workforce.model import TOTALS, UNDECLARED, WorkingAge

if TYPE_CHECKING:
    import polars as pl

    from convive.core.geography import Place

KIND = "census-2011-age"
WHITE, OTHERS = "White", "All others"
YOUNGEST, OLDEST = 16, 64
_KNOWN = ("ethnic-5", "ethnic-2021-19", "ethnic-2011-18", "ethnic-2011-15", "ethnic-pupils-18")
_REST = ("others", "all others", "all other groups", "everyone else", "everybody else")


@dataclass(frozen=True)
class AtHome:
    """People of working age of a place, in two groups.

    ``before`` and ``after`` are the White share of residents of all ages in 2011 and in 2021 (``None`` where the folder
    does not say): how far the mix has moved since the people of working age were counted.
    """

    working_age: WorkingAge
    before: float
    after: float | None


def of_working_age(tables: Mapping[str, pl.LazyFrame], place: Place, *, dated: str = "") -> AtHome:
    """White residents and all others aged 16 to 64 of a place, counted in 2011.

    Raises
    ------
    RefusedInput
        Where the folder has no ages by group, or not those of every neighbourhood of the place.
    """
    import polars as pl

    from convive.evidence.people.ages import msoas_2011

    codes = tuple(code for code, _ in place.parts) or (place.code,)
    wanted = (f"{KIND}.counts", f"{KIND}.counts_white", f"{KIND}.units")
    units = msoas_2011(tables, codes, place.code) if all(name in tables for name in wanted) else None
    if units is None:
        raise RefusedInput(
            f"The data folder has no people of working age by group for {place.name}.",
            rule="working-age",
            hint=f"Read the census by age first: convive ingest {KIND} FILES --data DIR. Or name a table with "
            "--population. Residents of all ages are not used in its place, since groups differ in age.",
        )
    broad = classification("age-2011").crosswalk("age-broad")
    working = [age for age, of in broad.items() if of == "working"]
    sums = []
    for table in wanted[:2]:
        frame = tables[table].filter(pl.col("unit").is_in(units)).select(pl.col("group").cast(pl.String), "count")
        by_age = dict(frame.group_by("group").agg(pl.col("count").sum()).collect().iter_rows())
        sums.append((sum(by_age.get(age, 0) for age in working), sum(by_age.get(age, 0) for age in broad)))
    (all_working, everyone), (white_working, white) = sums
    counts = {WHITE: white_working, OTHERS: all_working - white_working}
    return AtHome(
        WorkingAge(counts, YOUNGEST, OLDEST, where=place.name, dated=dated),
        white / everyone if everyone else 0.0,
        _white_2021(tables, place, codes),
    )


def _white_2021(tables: Mapping[str, pl.LazyFrame], place: Place, codes: Iterable[str]) -> float | None:
    """The White share of residents of all ages in 2021; ``None`` where no table says it."""
    import polars as pl

    from convive.evidence.authorities import by_authority

    to = classification("ethnic-2021-19").crosswalk("ethnic-5")
    groups = classification("ethnic-5").ids
    if "census-ts021-lad.counts" in tables:
        row = by_authority(tables["census-ts021-lad.counts"], place, groups, to).get(place.code)
        if row is not None and row.sum():
            return float(row[groups.index("White")] / row.sum())
    if "census-ts021.counts" not in tables:
        return None
    lookup = tables["lookups.lsoa_changes"].filter(pl.col("lad22").is_in([*codes, place.code]))
    mine = tables["census-ts021.counts"].join(lookup.select(unit="lsoa21").unique(), on="unit", how="semi")
    of_group = mine.select(pl.col("group").cast(pl.String), "count").group_by("group").agg(pl.col("count").sum())
    found = {group: people for group, people in of_group.collect().iter_rows() if group in groups}
    return found.get("White", 0) / sum(found.values()) if sum(found.values()) else None


def as_two(names: Iterable[str], *, undeclared: Iterable[str] = UNDECLARED) -> dict[str, str]:
    """The group of two that each name of the staff table belongs to; the undeclared and totals keep their names.

    Raises
    ------
    UnknownName
        For a name of which nobody knows which of the two it is.

    >>> as_two(["White British", "Pakistani", "not declared"])
    {'White British': 'White', 'Pakistani': 'All others', 'not declared': 'not declared'}
    """
    silent = {name.casefold() for name in (*undeclared, *TOTALS)}
    found = {}
    for name in dict.fromkeys(names):
        plain = name.strip().casefold()
        if plain in silent:
            found[name] = name
        elif plain in _REST:
            found[name] = OTHERS
        else:
            found[name] = WHITE if _broad(name) == "White" else OTHERS
    return found


def _broad(name: str) -> str:
    plain = " ".join(name.split()).casefold()
    for one in _KNOWN:
        known = classification(one)
        group = known.recognise(name) or next((g for g in known.groups if g.label.casefold() == plain), None)
        if group is not None:
            return known.crosswalk("ethnic-5")[group.id]
    raise UnknownName(
        f"“{name}” is no group that is known, so nobody can say whether to count it as White or as all others.",
        column="group",
        rule="group",
        hint=f"Write it as the census does, or as “{WHITE}” and “{OTHERS}”; --undeclared names those who did not say.",
    )
