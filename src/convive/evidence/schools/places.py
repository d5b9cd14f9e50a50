"""Places in schools and pupils in them, where a file gives both; otherwise who holds the figure."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from convive.core.disclosure import Column, Sheet, is_small, plain_sheet
from convive.core.estimates import Estimate, not_computable
from convive.evidence import figures
from convive.evidence.model import Figure, Line, Topic
from convive.evidence.parts import Inputs
from convive.evidence.schools.placing import place_schools
from convive.evidence.schools.pupils import KIND as SCHOOLS

INDICATOR = "school_places_full"
KINDS = ("school-places", "schools-gias")
# A council plans places in state-funded schools; these set their own.
NOT_PLANNED = ["Independent school", "College"]
# A school with so many pupils to a hundred places has room for a class that moves in; above 100 it holds more than it
# was built for. The bands are Convive's own, the same at both ends.
BANDS = (
    ("over", "More pupils than places"),
    ("full", "95 to 100 pupils for every 100 places"),
    ("room", "75 to 94 pupils for every 100 places"),
    ("empty", "Fewer than 75 pupils for every 100 places"),
)
WHO = (
    "How many places schools have is not in the files that were given. The council’s school place planning team holds "
    "that figure."
)


def school_places_full(pupils: int, places: int) -> Estimate:
    """Pupils for every place: ``Σ pupils / Σ places`` over the schools that give both.

    >>> school_places_full(95, 100).value
    0.95
    """
    if not places:
        return not_computable(INDICATOR, "No places were counted.", people=pupils)
    return Estimate(
        value=pupils / places,
        numerator=float(pupils),
        denominator=float(places),
        people=pupils,
        method=INDICATOR,
    )


@dataclass(frozen=True)
class Places:
    """Room in schools: the topic, the table of schools, the figure's source."""

    topic: Topic
    sheets: tuple[Sheet, ...] = ()
    figure: Figure | None = None


def school_places(inputs: Inputs) -> Places:
    """Pupils for every hundred places in the place's schools, from the first kind of file that has any."""
    empty = Topic("school-places", "pressures", "Places in schools", "schools", (), status="cannot say", reason=WHO)
    for kind in KINDS:
        if not inputs.has(kind, "schools") or not inputs.has(kind, "capacity"):
            continue
        schools = (
            inputs.tables[f"{kind}.schools"]
            .filter(pl.col("authority").is_in(list({*inputs.codes, inputs.place.code})))
            .select("unit", "name", "phase", "postcode")
            .join(_with_pupils(inputs, kind), on="unit", how="inner")
            .filter((pl.col("places") > 0) & (pl.col("pupils") > 0) & ~pl.col("phase").is_in(NOT_PLANNED))
            .sort("phase", "name", "unit")
            .collect()
        )
        if schools.height:
            return _told(inputs, kind, schools)
    return Places(empty)


def _with_pupils(inputs: Inputs, kind: str) -> pl.LazyFrame:
    """Places and pupils of each school; pupils that the file does not give are those of the school census."""
    capacity = inputs.tables[f"{kind}.capacity"].select("unit", "places", "pupils")
    if inputs.has(SCHOOLS, "schools"):
        counted = inputs.tables[f"{SCHOOLS}.schools"].select("unit", counted=pl.col("pupils"))
        capacity = capacity.join(counted, on="unit", how="left").select(
            "unit", "places", pl.coalesce("pupils", "counted").alias("pupils"), census=pl.col("pupils").is_null()
        )
    else:
        capacity = capacity.with_columns(census=pl.lit(False))
    return capacity.drop_nulls(["places", "pupils"])


def _told(inputs: Inputs, kind: str, schools: pl.DataFrame) -> Places:
    kinds = (kind, SCHOOLS) if schools["census"].any() else (kind,)
    used = [inputs.origin[one] for one in kinds]
    credit = "; ".join(f"{one.publisher}, {one.title} ({one.table}), {one.date_words}" for one in used)
    pupils, places = int(schools["pupils"].sum()), int(schools["places"].sum())
    found = school_places_full(pupils, places)
    assert found.value is not None  # every school has a place
    full = schools["pupils"] / schools["places"]
    lines = tuple(Line(band, label, n, n / schools.height) for band, label, n in _bands(full.to_list()))
    stands = place_schools(inputs, schools, schools).neighbourhood
    rows = []
    for unit, name, phase, many, count in schools.select("unit", "name", "phase", "places", "pupils").iter_rows():
        # A school with fewer than ten pupils is named without them.
        told = (None, None) if is_small(count) else (count, round(100 * count / many))
        rows.append((name, phase, many, *told, stands.get(unit, "")))
    columns = [
        Column("school", "School", "label"),
        Column("phase", "Phase", "label"),
        Column("places", "Places", "number", "places"),
        Column("pupils", "Pupils", "count", "pupils"),
        Column("full", "Pupils for every 100 places", "number", "in 100 places"),
        Column("neighbourhood", "Neighbourhood it stands in", "label"),
    ]
    table = plain_sheet("school-places", "Places and pupils, school by school", columns, rows, source=credit)
    topic = Topic(
        "school-places",
        "pressures",
        "Places in schools",
        "state-funded schools",
        kinds,
        dated=min(one.dated for one in used),
        date_words=" and ".join(dict.fromkeys(one.date_words for one in used)),
        total=schools.height,
        lines=lines,
        indicator=INDICATOR,
        value=round(found.value, 6),
        numerator=pupils,
        denominator=places,
        sheet="school-places",
    )
    figure = Figure(
        words=f"{100 * found.value:.0f} pupils for every 100 places",
        source="; ".join(figures.credit(one) for one in used),
        rows=f"{schools.height} state-funded schools in {inputs.place.name} that give both places and pupils",
        formula="Σ pupils / Σ places",
        exact=f"{found.value:.6f}",
    )
    return Places(topic, (table,), figure)


def _bands(full: list[float]) -> list[tuple[str, str, int]]:
    """How many schools lie in each band; exactly as many pupils as places is full, not over.

    >>> [n for _, _, n in _bands([1.2, 1.0, 0.95, 0.8, 0.2])]
    [1, 2, 1, 1]
    """
    over = [share > 1 for share in full]
    near = [0.95 <= share <= 1 for share in full]
    room = [0.75 <= share < 0.95 for share in full]
    empty = [share < 0.75 for share in full]
    return [(band, label, sum(some)) for (band, label), some in zip(BANDS, (over, near, room, empty), strict=True)]
