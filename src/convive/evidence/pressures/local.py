"""Services that people here count themselves: demand beside capacity, from the template of local figures."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from convive.core.disclosure import Cell, Column, Sheet, is_small, plain_sheet
from convive.core.periods import day_words
from convive.evidence.figures import credit
from convive.evidence.model import Figure, Line, Topic
from convive.evidence.parts import Inputs, Part

KIND = "counts"
MEASURES = ("demand", "capacity")


@dataclass(frozen=True)
class Service:
    """One service: what its demand and its capacity mean, and who holds them."""

    id: str
    title: str
    counted: str
    demand: str
    capacity: str
    holder: str


@cache
def services() -> tuple[Service, ...]:
    """Every service of the file, in the order in which reports print them.

    >>> [service.id for service in services()]
    ['homes', 'patients', 'english-classes']
    """
    raw: dict[str, Any] = tomllib.loads(files("convive.evidence").joinpath("data", "pressures.toml").read_text("utf-8"))
    return tuple(Service(**entry) for entry in raw["services"])


def told(inputs: Inputs, service: Service, *, need: Line | None = None) -> Part:
    """What people here know of a service; a line that says who holds the figure where they have not brought it.

    ``need`` is a line that stands beside the two, such as the people a class is for.
    """
    rows = _rows(inputs, service)
    if not rows:
        return Part(
            (
                Topic(
                    service.id,
                    "pressures",
                    service.title,
                    service.counted,
                    (),
                    status="cannot say",
                    reason=f"{service.title}: demand and capacity are not in the files that were given. "
                    f"{service.holder}",
                ),
            )
        )
    return _part(inputs, service, rows, need)


def _rows(inputs: Inputs, service: Service) -> list[tuple[date, str, float]]:
    """Figures of the place (or of all its former districts) by day and measure, the earliest first."""
    if not inputs.has(KIND, "observations") or KIND not in inputs.origin:
        return []
    mine = (
        inputs.tables[f"{KIND}.observations"]
        .filter(pl.col("service") == service.id, pl.col("measure").is_in(MEASURES))
        .select("place", "date", "measure", "value")
        .collect()
    )
    own = mine.filter(pl.col("place") == inputs.place.code)
    if own.is_empty() and inputs.place.parts:
        parts = mine.filter(pl.col("place").is_in(inputs.codes)).group_by("date", "measure")
        whole = parts.agg(pl.len().alias("n"), pl.col("value").sum()).filter(pl.col("n") == len(inputs.codes))
        own = whole.select("date", "measure", "value")
    return sorted(own.select("date", "measure", "value").iter_rows())


def _part(inputs: Inputs, service: Service, rows: Sequence[tuple[date, str, float]], need: Line | None) -> Part:
    latest = {measure: (day, value) for day, measure, value in rows}
    newest = max(day for day, _, _ in rows)
    demand, capacity = (_count(latest, measure) for measure in MEASURES)
    lines = [
        Line(measure, f"{words}, {day_words(latest[measure][0])}", count, None)
        for measure, words, count in (("demand", service.demand, demand), ("capacity", service.capacity, capacity))
        if measure in latest
    ]
    both = demand is not None and capacity is not None and len({latest[measure][0] for measure in MEASURES}) == 1
    source = inputs.origin[KIND]
    topic = Topic(
        id=service.id,
        part="pressures",
        title=service.title,
        counted=service.counted,
        kinds=(KIND,),
        dated=newest.isoformat(),
        date_words=day_words(newest),
        total=demand,
        lines=(*lines, *([need] if need else [])),
        value=round(demand / capacity, 6) if both and demand is not None and capacity else None,
        numerator=demand if both else None,
        denominator=capacity if both else None,
        sheet=service.id,
        notes=() if both else (_other(service, latest, newest),),
    )
    figure = Figure(
        words="" if demand is None else f"{demand:,}",
        source=credit(source),
        rows=f"{service.title}, {inputs.place.name} ({inputs.place.code}), {day_words(newest)}",
        formula="As the service counted it, for all residents",
    )
    return Part((topic,), (_sheet(inputs, service, rows),), (), {service.id: figure} if figure.words else {})


def _other(service: Service, latest: dict[str, tuple[date, float]], newest: date) -> str:
    """Which of the two is missing for the newest day, or too small to show, and who holds it."""
    words = {"demand": service.demand, "capacity": service.capacity}
    gone = [words[measure] for measure in MEASURES if measure not in latest or latest[measure][0] != newest]
    if not gone:
        return "One of the two counts fewer than ten and is withheld."
    return f"“{gone[0]}” is not in the files for {day_words(newest)}. {service.holder}"


def _count(latest: dict[str, tuple[date, float]], measure: str) -> int | None:
    """The latest figure as a whole number; ``None`` where there is none or it counts fewer than ten."""
    if measure not in latest or is_small(value := round(latest[measure][1])):
        return None
    return value


def _sheet(inputs: Inputs, service: Service, rows: Sequence[tuple[date, str, float]]) -> Sheet:
    columns = [
        Column("day", "Day", "label"),
        Column("demand", service.demand, "count", service.counted),
        Column("capacity", service.capacity, "count", service.counted),
    ]
    by_day: dict[date, dict[str, int]] = {}
    for day, measure, value in rows:
        by_day.setdefault(day, {})[measure] = round(value)
    source = inputs.origin[KIND]
    made = plain_sheet(
        service.id,
        f"{service.title}: demand and capacity",
        columns,
        [
            (
                day_words(day),
                *(None if (n := found.get(measure)) is None or is_small(n) else n for measure in MEASURES),
            )
            for day, found in sorted(by_day.items())
        ],
        source=f"{source.publisher}, {source.title} ({source.table}), {source.date_words}",
        note="Counted for all residents. [c]: withheld to protect small numbers.",
    )
    return _marked(made, [[found.get(measure) for measure in MEASURES] for _, found in sorted(by_day.items())])


def _marked(made: Sheet, counts: Sequence[Sequence[int | None]]) -> Sheet:
    """The same table, with what is small marked as withheld instead of left empty."""
    rows = tuple(
        (
            row[0],
            *(
                Cell(None, True) if n is not None and is_small(n) else cell
                for cell, n in zip(row[1:], given, strict=True)
            ),
        )
        for row, given in zip(made.rows, counts, strict=True)
    )
    return Sheet(made.id, made.title, made.columns, rows, made.source, made.note)
