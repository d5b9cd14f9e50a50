"""A linking problem for a real authority, from what is published about its schools.

One class stands for each year group that is asked for; how big it is follows from the pupils of the year. A school's
mix is that of its published counts, in six groups. Faiths are not published by school and do not count.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from convive.core.errors import RefusedInput
from convive.core.geography import parts_of
from convive.core.groups import classification
from convive.sources.kinds import kind
from convive.sources.lists.points import Middle

# Years in which classes are usually linked: juniors, and the first three of a secondary school.
YEARS = (3, 4, 5, 6, 7, 8, 9)
# The first year of a secondary school; a pair of classes is never of both.
SECONDARY = 7
# A class has up to so many pupils; years with fewer than the least are taught with the next.
LARGEST_CLASS, SMALLEST_CLASS = 30, 10
# A mix is known when it is written down for at least this share of the pupils.
RECORDED = 0.5
PHASES = {
    "State-funded primary": "primary",
    "State-funded secondary": "secondary",
    "State-funded special school": "special",
    "Non-maintained special school": "special",
    "State-funded AP school": "alternative provision",
}
SPECIAL = ("special", "alternative provision")
# The eighteen groups of the school census in six: the five broad ones, White British by itself.
WHITE_BRITISH = "WhiteBrit"
GROUPS = {"White": "white_other", "Mixed": "mixed", "Asian": "asian", "Black": "black", "Other": "other"}
MIX = ("eth_white_british", *(f"eth_{name}" for name in GROUPS.values()))
# Kinds of a data folder that are needed, and the table of each that shows it is there.
KINDS = {"schools-spc": "schools", "postcodes": "postcodes"}
_REGISTERS = ("schools-gias", "school-places")
_NO_AREA = "the data folder has no postcodes that begin with"
_NO_COUNTS = {
    "Independent school": "an independent school: its pupils are not counted by group",
    "State-funded nursery": "a nursery school",
}


@dataclass(frozen=True, eq=False)
class Built:
    """The lists of a linking problem, the middle of its kilometres, and the schools left out with the reason."""

    schools: pl.DataFrame
    classes: pl.DataFrame
    left_out: pl.DataFrame
    middle: Middle
    notes: tuple[str, ...]

    def files(self) -> dict[str, bytes]:
        """The lists as a folder holds them: each as CSV, and the settings that say where the kilometres begin."""
        frames = {"schools": self.schools, "classes": self.classes, "left_out": self.left_out}
        middle = {"latitude": self.middle.latitude, "longitude": self.middle.longitude}
        settings = json.dumps({"w_faith": 0, "origin": middle}, indent=1) + "\n"
        made = {f"{name}.csv": frame.write_csv().encode() for name, frame in frames.items()}
        return made | {"params.json": settings.encode()}


def linking(tables: Mapping[str, pl.LazyFrame], place: str, years: Collection[int] = YEARS) -> Built:
    """The schools and classes of one authority that could be linked.

    Parameters
    ----------
    tables
        Those of a data folder: ``schools-spc`` and ``postcodes``.
    place
        The authority's code.
    years
        Year groups that take part.

    Raises
    ------
    RefusedInput
        When a table is missing, the authority has no school in the file, or none can be placed.
    """
    _refuse_missing(tables)
    codes = [place, *(code for code, _ in parts_of(place))]
    mine = tables["schools-spc.schools"].filter(pl.col("authority").is_in(codes)).collect().sort("unit")
    if mine.is_empty():
        raise RefusedInput(
            f"The file of schools has none in {place}.",
            rule="no-schools",
            hint="It covers England, and some authorities are missing in some copies of it.",
        )
    mine = mine.with_columns(pl.col("phase").replace_strict(PHASES, default=None).alias("kind"))
    mine = mine.join(_mixes(tables, mine), on="unit", how="left").join(_meals(tables, mine), on="unit", how="left")
    mine = mine.join(_points(tables, mine), on="unit", how="left")
    classes = _classes(_heads(tables, mine, years), mine)
    mine = mine.with_columns(pl.col("unit").is_in(classes["school_id"].implode()).alias("has_class"))
    reasons = mine.with_columns(_why_not(tables).alias("reason"))
    left_out = reasons.filter(pl.col("reason").is_not_null()).select(
        pl.col("unit").alias("school_id"), "name", "reason"
    )
    kept = reasons.filter(pl.col("reason").is_null())
    if kept.is_empty():
        raise RefusedInput(
            f"No school of {place} can take part: {left_out.height:,} are left out.",
            rule="no-schools",
            hint=f"The first is {left_out.item(0, 'name')}: {left_out.item(0, 'reason')}.",
        )
    latitude, longitude = kept.select("latitude", "longitude").mean().row(0)
    middle = Middle(round(latitude, 5), round(longitude, 5))
    east, north = middle.km(pl.col("latitude"), pl.col("longitude"))
    schools = kept.select(
        pl.col("unit").alias("school_id"),
        "name",
        pl.col("kind").alias("phase"),
        east.alias("x_km"),
        north.alias("y_km"),
        *MIX,
        "fsm",
        pl.col("kind").is_in(SPECIAL).cast(pl.Int64).alias("special"),
    )
    classes = classes.filter(pl.col("school_id").is_in(schools["school_id"].implode()))
    return Built(schools, classes, left_out, middle, tuple(_notes(schools, left_out)))


def _refuse_missing(tables: Mapping[str, pl.LazyFrame]) -> None:
    """Refuses a data folder without a file that is needed, and says where it comes from."""
    missing = [kind(name) for name, table in KINDS.items() if f"{name}.{table}" not in tables]
    if missing:
        one = missing[0]
        others = "".join(f" Also missing: “{other.title}” ({other.id})." for other in missing[1:])
        raise RefusedInput(
            f"The data folder has no “{one.title}”.{others}",
            rule="no-table",
            hint=f"{one.table}, {one.publisher}: {one.page}. Then: convive ingest {one.id} FILE --data DIR",
        )


def _mixes(tables: Mapping[str, pl.LazyFrame], mine: pl.DataFrame) -> pl.DataFrame:
    """Shares of the six groups among the pupils whose group is written down."""
    broad = classification("ethnic-pupils-18").crosswalk("ethnic-5")
    names = {
        group: "eth_white_british" if group == WHITE_BRITISH else f"eth_{GROUPS[to]}" for group, to in broad.items()
    }
    counts = (
        tables["schools-spc.pupils"]
        .filter(pl.col("unit").is_in(mine["unit"].implode()))
        .with_columns(pl.col("group").cast(pl.String).replace_strict(names).alias("mix"))
        .group_by("unit", "mix")
        .agg(pl.col("count").sum())
        .collect()
        .pivot("mix", index="unit", values="count")
    )
    people = pl.sum_horizontal(MIX)
    return counts.select("unit", people.alias("recorded"), *((pl.col(m) / people).round(4) for m in MIX))


def _meals(tables: Mapping[str, pl.LazyFrame], mine: pl.DataFrame) -> pl.DataFrame:
    meals = tables.get("schools-spc.meals")
    if meals is None:
        return mine.select("unit", pl.lit(None, pl.Float64).alias("fsm"))
    known = meals.filter(pl.col("unit").is_in(mine["unit"].implode())).select("unit", "eligible").collect()
    heads = mine.select("unit", "pupils").join(known, on="unit")
    return heads.filter(pl.col("pupils") > 0).select(
        "unit", (pl.col("eligible") / pl.col("pupils")).round(4).alias("fsm")
    )


def _points(tables: Mapping[str, pl.LazyFrame], mine: pl.DataFrame) -> pl.DataFrame:
    """Where each school stands: as a register of schools says, or else by its postcode."""
    at = ("unit", "latitude", "longitude")
    codes = tables["postcodes.postcodes"].filter(pl.col("postcode").is_in(mine["postcode"].drop_nulls().implode()))
    found = [
        mine.select("unit", "postcode").join(codes.select("postcode", *at[1:]).collect(), on="postcode").select(at)
    ]
    for register in _REGISTERS:
        points = tables.get(f"{register}.points")
        if points is not None:
            found.insert(0, points.filter(pl.col("unit").is_in(mine["unit"].implode())).select(at).collect())
    return pl.concat(found).unique("unit", keep="first", maintain_order=True)


def _heads(tables: Mapping[str, pl.LazyFrame], mine: pl.DataFrame, years: Collection[int]) -> pl.DataFrame:
    """Pupils by school and year, of the years asked for and where there are any."""
    if "schools-spc.years" not in tables:
        raise RefusedInput(
            "The file of schools has no year groups.",
            rule="no-years",
            hint="Bring in a file with pupils by year group: convive ingest schools-spc FILE --data DIR",
        )
    wanted = [str(year) for year in sorted(years)]
    return (
        tables["schools-spc.years"]
        .filter(pl.col("unit").is_in(mine["unit"].implode()), pl.col("group").is_in(wanted), pl.col("count") > 0)
        .select("unit", pl.col("group").cast(pl.Int64).alias("year"), "count")
        .collect()
        .sort("unit", "year")
    )


def _classes(heads: pl.DataFrame, mine: pl.DataFrame) -> pl.DataFrame:
    """One class a year; small years with the next; a special school one class for each phase, its size not known."""
    kinds = dict(mine.select("unit", "kind").iter_rows())
    rows: list[dict[str, Any]] = []
    for (unit, secondary), group in heads.group_by(
        "unit", (pl.col("year") >= SECONDARY).alias("secondary"), maintain_order=True
    ):
        years = dict(group.select("year", "count").iter_rows())
        if kinds[unit] in SPECIAL:
            rows.append(_class(str(unit), min(years), max(years), None))
            continue
        for first, last, pupils in _taught(years, small_alone=bool(secondary)):
            made = -(-pupils // LARGEST_CLASS)
            rows.append(_class(str(unit), first, last, round(pupils / made)))
    schema = {"class_id": pl.String, "school_id": pl.String, "year": pl.Int64, "year_to": pl.Int64, "size": pl.Int64}
    return pl.DataFrame(rows, schema=schema)


def _taught(years: Mapping[int, int], *, small_alone: bool) -> list[tuple[int, int, int]]:
    """First year, last year and pupils of each year that is taught by itself, or with the next where it is small."""
    groups: list[tuple[int, int, int]] = []
    for year, pupils in sorted(years.items()):
        before = groups[-1] if groups else None
        if before is not None and not small_alone and min(before[2], pupils) < SMALLEST_CLASS and before[1] == year - 1:
            groups[-1] = (before[0], year, before[2] + pupils)
        else:
            groups.append((year, year, pupils))
    return groups


def _class(school: str, first: int, last: int, size: int | None) -> dict[str, Any]:
    years = f"{first}" if first == last else f"{first}-{last}"
    return {
        "class_id": f"{school}-Y{years}",
        "school_id": school,
        "year": first,
        "year_to": None if first == last else last,
        "size": size,
    }


def _why_not(tables: Mapping[str, pl.LazyFrame]) -> pl.Expr:
    """Why a school takes no part; null where it does."""
    areas = tables["postcodes.postcodes"].select(pl.col("postcode").str.extract(r"^([A-Z]+)").unique()).collect()
    area = pl.col("postcode").str.extract(r"^([A-Z]+)")
    absent = pl.col("latitude").is_null()
    return (
        pl.when(pl.col("kind").is_null())
        .then(pl.col("phase").replace_strict(_NO_COUNTS, default="a school of another kind"))
        .when(~pl.col("counted"))
        .then(pl.lit("its pupils by group are withheld or missing"))
        .when(pl.col("recorded").fill_null(0) < RECORDED * pl.col("pupils"))
        .then(pl.lit("the group of most of its pupils is not written down"))
        .when(~pl.col("has_class"))
        .then(pl.lit("it has no pupils in these years"))
        .when(absent & pl.col("postcode").is_null())
        .then(pl.lit("it has no postcode"))
        .when(absent & ~area.is_in(areas.to_series().implode()))
        .then(pl.format(f"{_NO_AREA} {{}}", area))
        .when(absent)
        .then(pl.format("its postcode {} is not known", pl.col("postcode")))
        .otherwise(None)
    )


def _notes(schools: pl.DataFrame, left_out: pl.DataFrame) -> list[str]:
    notes = []
    if left_out["reason"].str.starts_with(_NO_AREA).any():
        one = kind("postcodes")
        notes.append(f"Where missing postcodes come from: {one.publisher}, {one.page}.")
    if schools["fsm"].null_count():
        notes.append(
            f"Eligibility for free meals is not known for {schools['fsm'].null_count():,} schools. It is read when the "
            "file of schools is brought in again."
        )
    return notes
