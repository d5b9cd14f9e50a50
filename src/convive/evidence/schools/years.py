"""Pupils by year group: who is in reception now is in year 6 six years on, if every pupil moves up."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from convive.core.disclosure import Cell, Column, Counted, Sheet, plain_sheet, sheet
from convive.core.estimates import Estimate, not_computable
from convive.evidence import figures
from convive.evidence.model import Company, Figure, Line, Standing, Topic
from convive.evidence.parts import Inputs
from convive.evidence.schools.pupils import KIND, Pupils
from convive.evidence.standings import stand

INDICATOR = "falling_rolls"
YEARS = ("R", *(str(year) for year in range(1, 14)))
WORDS = {"R": "Reception"} | {year: f"Year {year}" for year in YEARS[1:]}
PHASES = {"State-funded primary": "primary", "State-funded secondary": "secondary"}
COLUMNS = (("primary", "Primary schools"), ("secondary", "Secondary schools"), ("other", "Special and other schools"))
# Under so many pupils in year 6, a family that moves changes the figure.
SMALL = 100
NO_YEARS = (
    "The file of schools that was read holds no year groups. The Department for Education publishes them in the same "
    "file."
)


def falling_rolls(reception: int, year_6: int) -> Estimate:
    """By how much reception is smaller than year 6: ``1 − R / Y₆``, below nothing where it is larger.

    >>> falling_rolls(90, 100).value.__round__(3), falling_rolls(5, 6).status
    (0.1, 'small')
    """
    if not year_6:
        return not_computable(INDICATOR, "Nobody was counted in year 6.", people=reception)
    few = year_6 < SMALL
    return Estimate(
        value=1 - reception / year_6,
        numerator=float(year_6 - reception),
        denominator=float(year_6),
        people=reception + year_6,
        method=INDICATOR,
        status="small" if few else "ok",
        reason=f"Fewer than {SMALL} pupils were in year 6." if few else "",
    )


@dataclass(frozen=True)
class ByYear:
    """Pupils by year group in the place: the topic, its tables, where the place stands."""

    topic: Topic
    sheets: tuple[Sheet, ...] = ()
    standing: Standing | None = None
    figure: Figure | None = None


def by_year(inputs: Inputs, pupils: Pupils, credit: str, company: Company | None) -> ByYear:
    """Pupils of the place's state-funded schools by year group, reception to year 13."""
    source = inputs.origin[KIND]
    empty = Topic("pupils-by-year", "pressures", "Pupils by year group", "pupils", (KIND,), status="cannot say")
    if not inputs.has(KIND, "years"):
        return ByYear(replace(empty, reason=NO_YEARS))
    counts = (
        inputs.tables[f"{KIND}.years"]
        .with_columns(pl.col("group").cast(pl.String))
        .filter(pl.col("group").is_in(YEARS))
        .join(pupils.schools.lazy().select("unit", "authority", "phase"), on="unit", how="inner")
        .group_by("authority", "phase", "group")
        .agg(pl.col("count").sum())
        .collect()
    )
    mine = counts.filter(pl.col("authority") == pupils.place)
    if not mine["count"].sum():
        return ByYear(replace(empty, reason="The file of schools holds no pupils of this place by year group."))
    table = np.array([_of_year(mine, year) for year in YEARS], dtype=np.int64)
    last = int(np.flatnonzero(table.sum(axis=1))[-1]) + 1
    first = int(np.flatnonzero(table.sum(axis=1))[0])
    years, table = YEARS[first:last], table[first:last]
    published = sheet(
        "pupils-by-year",
        "Pupils by year group",
        [Column("year_group", "Year group", "label")],
        Counted([(WORDS[year],) for year in years], table, list(COLUMNS)),
        source=credit,
        note="State-funded schools.",
        total_labels=("All of these year groups",),
        shares=False,
        everyone=Column("pupils", "All pupils", "count", "pupils"),
    )
    shown = {year: _number(row[1]) for year, row in zip(years, published.rows, strict=False)}
    total = _number(published.rows[-1][1])
    estimates = _by_authority(counts)
    standing = _standing(inputs, pupils.place, estimates, shown)
    topic = Topic(
        "pupils-by-year",
        "pressures",
        "Pupils by year group",
        "pupils of state-funded schools",
        (KIND,),
        dated=source.dated,
        date_words=source.date_words,
        total=total,
        lines=tuple(Line(year, WORDS[year], shown[year], _share(shown[year], total)) for year in years),
        indicator=INDICATOR if standing else "",
        value=standing.value if standing else None,
        numerator=round(standing.estimate.numerator) if standing and standing.estimate.numerator is not None else None,
        denominator=shown.get("6") if standing else None,
        company=company if standing else None,
        sheet="pupils-by-year",
    )
    sheets = (published, *_moving_up(shown, source.dated, credit))
    return ByYear(topic, sheets, standing, _figure(standing, inputs))


def _of_year(mine: pl.DataFrame, year: str) -> list[int]:
    rows = mine.filter(pl.col("group") == year)
    phases = {column: 0 for column, _ in COLUMNS}
    for phase, count in rows.select("phase", "count").iter_rows():
        phases[PHASES.get(phase, "other")] += count
    return list(phases.values())


def _number(cell: Cell) -> int | None:
    return int(cell.value) if isinstance(cell.value, (int, float)) else None


def _share(count: int | None, total: int | None) -> float | None:
    return None if count is None or not total else count / total


def _by_authority(counts: pl.DataFrame) -> dict[str, Estimate]:
    ends = (
        counts.filter(pl.col("authority").is_not_null())
        .group_by("authority")
        .agg(
            pl.col("count").filter(pl.col("group") == "R").sum().alias("R"),
            pl.col("count").filter(pl.col("group") == "6").sum().alias("6"),
        )
    )
    return {str(code): falling_rolls(int(first), int(last)) for code, first, last in ends.iter_rows()}


def _standing(
    inputs: Inputs, place: str, estimates: dict[str, Estimate], shown: dict[str, int | None]
) -> Standing | None:
    """The place among the authorities in the file; ``None`` where reception or year 6 is small."""
    if shown.get("R") is None or not shown.get("6") or estimates[place].status != "ok":
        return None
    country = sum(code[0] == place[0] for code in inputs.joined.authorities)
    judged = {code: estimate for code, estimate in estimates.items() if estimate.status == "ok"}
    return stand(
        INDICATOR,
        judged,
        place,
        authorities=country,
        kinds=(KIND,),
        touches=lambda estimate: round(abs(estimate.numerator or 0)),
        peers=inputs.peers,
    )


def _moving_up(shown: dict[str, int | None], dated: str, credit: str) -> tuple[Sheet, ...]:
    """Who would begin year 7 each September if every pupil moved up and nobody came or left."""
    counted = int(dated[:4])
    rows = []
    for year in reversed(YEARS[:7]):
        if shown.get(year) is None:
            continue
        ahead = 6 - YEARS.index(year)
        rows.append((f"September {counted + ahead}", WORDS[year], shown[year]))
    if len(rows) < 2:
        return ()
    columns = [
        Column("september", "Beginning year 7 in", "label"),
        Column("from", "Counted as", "label"),
        Column("pupils", "Pupils, if every pupil moves up", "count", "pupils"),
    ]
    note = "Nobody is added and nobody taken away: families move, and some pupils change to other schools."
    return (plain_sheet("pupils-moving-up", "Year 7 in the coming years", columns, rows, source=credit, note=note),)


def _figure(standing: Standing | None, inputs: Inputs) -> Figure | None:
    if standing is None:
        return None
    more = "fewer" if standing.value >= 0 else "more"
    return Figure(
        words=f"{abs(100 * standing.value):.0f} {more} for every 100",
        source=figures.credit(inputs.origin[KIND]),
        rows=f"All state-funded schools in {inputs.place.name}; {standing.of} authorities compared",
        formula="1 − R / Y₆",
        exact=f"{standing.value:.6f}",
    )
