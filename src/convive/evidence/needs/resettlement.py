"""People who came by a resettlement scheme, year by year: by authority only."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from convive.core.disclosure import Column, Counted, is_small, sheet
from convive.core.periods import day_words
from convive.evidence.figures import credit, districts
from convive.evidence.model import Figure, Line, Topic
from convive.evidence.parts import Inputs, Part

KIND = "resettlement"
TITLE = "People who came by a resettlement scheme"
COUNTED = "people who came by a resettlement scheme"
GONE = "How many people came here by a resettlement scheme. The Home Office publishes it every quarter by authority."


def measured(inputs: Inputs) -> Part:
    """Arrivals by scheme over all the years of the file; each row of the file is a quarter's arrivals."""
    if not inputs.has(KIND, "people") or KIND not in inputs.origin:
        return _cannot_say(GONE)
    everywhere = inputs.tables[f"{KIND}.people"].select("authority", "date", "category", "people").collect()
    first, last = everywhere["date"].min(), everywhere["date"].max()
    if not isinstance(first, date) or not isinstance(last, date):
        return _cannot_say(f"The file holds nobody in any quarter. {GONE}")
    mine = everywhere.filter(pl.col("authority").is_in([*inputs.codes, inputs.place.code]))
    if mine.is_empty():
        return _cannot_say(
            f"The file has no row for {inputs.place.name}, which is read as nobody but may be a gap. {GONE}"
        )
    return _part(inputs, mine, f"{first.year} to {last.year}", last)


def _cannot_say(reason: str) -> Part:
    return Part((Topic("resettlement", "needs", TITLE, counted=COUNTED, kinds=(), status="cannot say", reason=reason),))


def _part(inputs: Inputs, mine: pl.DataFrame, span: str, last: date) -> Part:
    source = inputs.origin[KIND]
    schemes = sorted(mine["category"].cast(pl.String).unique().to_list())
    years = sorted(mine["date"].dt.year().unique().to_list())
    counts = np.zeros((len(years), len(schemes)), dtype=np.int64)
    by_cell = mine.group_by(pl.col("date").dt.year().alias("year"), pl.col("category").cast(pl.String)).agg(
        pl.col("people").sum()
    )
    for year, scheme, people in by_cell.iter_rows():
        counts[years.index(year), schemes.index(scheme)] = people
    table = sheet(
        "resettlement",
        f"People who came to {inputs.place.name} by a resettlement scheme, {span}",
        [Column("period", "Year", "label")],
        Counted([[str(year)] for year in years], counts, [(_id(scheme), scheme) for scheme in schemes]),
        source=f"{source.publisher}, {source.title} ({source.table}), {source.date_words}",
        note="[c]: withheld to protect small numbers. By authority only. A year without a row has nobody.",
        total_labels=("All years",),
        shares=False,
        everyone=Column("people", "All people resettled", "count", "people"),
    )
    totals = [cell.value for cell in table.rows[-1][1:]]
    everyone = totals[0] if isinstance(totals[0], int) else None
    return Part(
        (
            Topic(
                id="resettlement",
                part="needs",
                title=TITLE,
                counted=COUNTED,
                kinds=(KIND,),
                dated=last.isoformat(),
                date_words=f"{span}, to {day_words(last)}",
                total=everyone,
                lines=tuple(
                    Line(_id(scheme), scheme, value if isinstance(value, int) else None, None)
                    for scheme, value in zip(schemes, totals[1:], strict=True)
                ),
                sheet="resettlement",
                notes=("Fewer than ten people in all: the number is withheld.",) if is_small(int(counts.sum())) else (),
            ),
        ),
        (table,),
        figures={
            "resettlement": Figure(
                words="fewer than 10"
                if is_small(int(counts.sum()))
                else "withheld"
                if everyone is None
                else f"{everyone:,}",
                source=credit(source),
                rows=f"Every row of {inputs.place.name}{districts(inputs.place)}, {span}",
                formula="Sum of people over quarters and schemes",
            )
        },
    )


def _id(scheme: str) -> str:
    return scheme.lower().replace(" ", "-")
