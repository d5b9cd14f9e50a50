"""Codes and names that are known, from the lookups: what tells a typing slip from a real place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from convive.core.errors import RefusedInput, did_you_mean
from convive.core.geography import authority_of, successions
from convive.sources.report import ImportFinding

if TYPE_CHECKING:
    import polars as pl

NAMED = 12


@dataclass(frozen=True)
class KnownPlaces:
    """What the lookups know: LSOAs of each census year with their authority, and every spelling of authorities.

    ``lsoas`` maps a boundary year to a frame of ``code``, ``authority`` (its name) and ``authority_code``. ``codes``
    maps the codes of authorities to their names, those of districts that were merged since among them; ``msoas`` the
    codes of 2021 MSOAs to their names, where a table that names them has been imported; ``neighbourhoods`` a boundary
    year to a frame of ``code`` (the name of an MSOA, as LSOAs carry it) and ``authority``.
    """

    lsoas: dict[int, pl.DataFrame]
    authorities: frozenset[str]
    codes: Mapping[str, str] = field(default_factory=dict)
    msoas: Mapping[str, str] = field(default_factory=dict)
    neighbourhoods: Mapping[int, pl.DataFrame] = field(default_factory=dict)

    @property
    def invented(self) -> bool:
        """Whether the lookups themselves hold made-up places (codes beginning with X)."""
        return any(frame.get_column("code").str.starts_with("X").any() for frame in self.lsoas.values())

    def closest_code(self, code: str, year: int) -> str | None:
        """A hint with up to three known codes that differ from this one in a single sign."""
        known = self.lsoas[year].get_column("code").to_list()
        near = [k for k in known if len(k) == len(code) and sum(a != b for a, b in zip(k, code, strict=True)) == 1]
        return f"Did you mean {' or '.join(near[:3])}?" if near else None

    def closest_authority(self, name: str) -> str | None:
        """A hint with authorities whose name looks like this one."""
        return did_you_mean(name, sorted(self.authorities))

    def names_of(self, level: str, year: int) -> Mapping[str, str]:
        """The codes and names that are known of a level: authorities of 2022, of any year, or MSOAs of 2021."""
        if level == "msoa":
            return self.msoas if year == 2021 else {}
        if level != "lad":
            return {}
        if year != 2022:
            return self.codes
        return dict(self.lsoas[2021].select("authority_code", "authority").unique().sort("authority_code").iter_rows())

    def codes_by_name(self) -> dict[str, str]:
        """The code of each authority by its name."""
        both = (lsoas.select("authority", "authority_code") for lsoas in self.lsoas.values())
        return {name: code for pairs in both for name, code in pairs.unique().iter_rows()}

    def missing(self, codes: pl.Series, year: int, name: str, level: str = "lsoa") -> list[ImportFinding]:
        """Which authorities of the lookups are absent from a file, or there in part: findings, never errors.

        Publishers leave places out on purpose, and a file for one place is complete in itself; what must not happen
        is that a sum over the file passes for a national figure. ``codes`` are codes of LSOAs, or names of MSOAs.
        """
        import polars as pl

        known = self.lsoas if level == "lsoa" else self.neighbourhoods
        if year not in known or (codes.str.starts_with("X").all() and not self.invented):
            return []
        there = pl.col("code").is_in(codes.unique().implode())
        counted = (
            known[year].group_by("authority").agg(pl.len().alias("known"), there.sum().alias("there")).sort("authority")
        )
        findings = []
        absent = counted.filter(pl.col("there") == 0).get_column("authority").to_list()
        part = counted.filter((pl.col("there") > 0) & (pl.col("there") < pl.col("known")))
        if absent:
            present = counted.filter(pl.col("there") > 0).get_column("authority").to_list()
            says = f"{absent_words(absent, present)} A sum over the file is no national figure."
            findings.append(ImportFinding("finding", says, name, rule="authorities-absent", size=len(absent)))
        if part.height:
            parts = [
                f"{authority} ({there:,} of {known:,} areas)"
                for authority, known, there in part.select("authority", "known", "there").iter_rows()
            ]
            verb = "authority is" if len(parts) == 1 else "authorities are"
            says = f"{len(parts)} {verb} there only in part: {named(parts)}."
            findings.append(ImportFinding("finding", says, name, rule="authorities-in-part", size=len(parts)))
        return findings


def known_places(
    changes: pl.DataFrame, wards: pl.DataFrame | None = None, msoas: pl.DataFrame | None = None
) -> KnownPlaces:
    """What two lookups know: ``changes`` after ``core.tables.LsoaChanges``, ``wards`` after ``LsoaWards``.

    ``msoas`` are units (code and name) of a table that names the MSOAs of 2021.

    Names of authorities come from both lookups and from the names of LSOAs, which keep those of the census year
    ("Wycombe 001A" was in Wycombe in 2011 and is in Buckinghamshire now).
    """
    import polars as pl

    lsoas = {
        year: changes.select(
            pl.col(code).alias("code"), pl.col("lad22_name").alias("authority"), pl.col("lad22").alias("authority_code")
        ).unique("code", keep="first", maintain_order=True)
        for year, code in ((2011, "lsoa11"), (2021, "lsoa21"))
    }
    names = set(changes.get_column("lad22_name").to_list())
    for column in ("lsoa11_name", "lsoa21_name"):
        names |= _authorities_in(changes.get_column(column).unique().to_list())
    if wards is not None:
        names |= set(wards.get_column("lad24_name").to_list())
    codes = {code: name for one in successions().values() for code, name in (*one.parts, (one.code, one.name))}
    for frame, code in ((changes, "lad22"), (wards, "lad24")):
        if frame is not None:
            codes |= dict(frame.select(code, f"{code}_name").unique().iter_rows())
    if all(code.startswith("X") for code in changes.get_column("lad22").to_list()):
        codes = {code: name for code, name in codes.items() if code.startswith("X")}
    named_msoas = {} if msoas is None else dict(msoas.select("unit", "name").iter_rows())
    neighbourhoods = {
        year: changes.select(
            pl.col(f"{column}_name").str.replace(r"[A-Z]+$", "").alias("code"), pl.col("lad22_name").alias("authority")
        ).unique("code", keep="first", maintain_order=True)
        for year, column in ((2011, "lsoa11"), (2021, "lsoa21"))
    }
    return KnownPlaces(lsoas, frozenset(names), codes, named_msoas, neighbourhoods)


def _authorities_in(lsoa_names: Iterable[str]) -> set[str]:
    found = set()
    for lsoa_name in lsoa_names:
        try:
            found.add(authority_of(lsoa_name))
        except RefusedInput:
            continue
    return found


def absent_words(absent: Sequence[str], present: Sequence[str]) -> str:
    """Which authorities are not in a file; where it holds only a few, which those are.

    >>> absent_words(["Adur"], ["Arun", "Bolton"])
    '1 authority of the lookups is not in this file: Adur.'
    >>> absent_words(["Arun", "Bolton"], ["Adur"])
    'This file holds 1 of the 3 authorities in the lookups: Adur.'
    """
    if len(present) < len(absent) and present:
        both = len(present) + len(absent)
        return f"This file holds {len(present)} of the {both} authorities in the lookups: {named(present)}."
    verb = "authority of the lookups is" if len(absent) == 1 else "authorities of the lookups are"
    return f"{len(absent)} {verb} not in this file: {named(absent)}."


def named(names: Sequence[str]) -> str:
    """Up to a dozen names and how many more.

    >>> named(["Adur", "Arun"])
    'Adur, Arun'
    """
    if len(names) <= NAMED:
        return ", ".join(names)
    return f"{', '.join(names[:NAMED])} and {len(names) - NAMED:,} more"
