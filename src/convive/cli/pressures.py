"""``convive pressures``: demand and capacity of services as the population grows."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convive.cli.options import AsJson, Out, Template

if TYPE_CHECKING:
    from convive.evidence.pressures import Growth, Projection

HELP = (
    "Project what services are asked for beside what they can do: schools, homes, doctors, English classes. Counted "
    "for all residents. --template prints a table to fill in."
)
# The censuses that growth is taken from, and the years between them.
_CENSUSES = (2011, 2021)


def pressures(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="Figures: service, measure, ages, date, value.", show_default=False),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Data folder: growth is then that of the place.")
    ] = None,
    place: Annotated[str, typer.Option(metavar="CODE", help="The place, as E08000032.")] = "",
    years: Annotated[int, typer.Option(metavar="N", help="Years ahead.")] = 5,
    growth: Annotated[
        float | None, typer.Option(metavar="PERCENT", help="Growth of the people, per cent a year.", show_default=False)
    ] = None,
    either_way: Annotated[
        float, typer.Option(metavar="POINTS", help="How far low and high lie to both sides, per cent a year.")
    ] = 0.5,
    template: Template = False,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Project demand and capacity of services."""
    if template:
        from convive.evidence.pressures.ahead import TEMPLATE

        sys.stdout.write(TEMPLATE)
        return
    if file is None:
        raise typer.BadParameter("Name a table of figures, or ask for one to fill in with --template.")
    from convive.cli.output import WORKING, check_ending, print_json, write_table
    from convive.evidence.pressures import ahead
    from convive.reports.projection import sentences
    from convive.sources.demand import demand_table

    if out is not None:
        check_ending(out)
    figures = demand_table(file, place=place)
    steady, where = _growth(data, place, growth, either_way / 100)
    found = ahead(figures, years=years, growth=steady)
    if out is not None:
        write_table(_frame(found), out)
    if as_json:
        print_json({"note": WORKING, "growth": where, "services": [_as_dict(one) for one in found]})
        return
    for one in found:
        for line in sentences(one):
            print(line)
        print()
    print(f"Growth: {where}")
    print(f"{f'Every year is in {out}. ' if out else ''}{WORKING}")


def _growth(data: Path | None, place: str, given: float | None, either_way: float) -> tuple[Growth, str]:
    """The yearly growth, and where it comes from: said by the caller, or the place's own between two censuses."""
    from convive.evidence.pressures import Growth

    if given is not None:
        middle = given / 100
        return Growth(middle - either_way, middle, middle + either_way), f"{given:+.2f} per cent a year, as given."
    if data is None or not place:
        return Growth(-either_way, 0.0, either_way), "none was given, so the middle path has none."
    from convive.evidence.census import authorities_in, join, matrix
    from convive.evidence.place import find_place
    from convive.sources.folder import existing

    tables = existing(data).tables()
    name = find_place(place, authorities_in(tables, place)).name
    joined = join(tables, place)
    frames = (joined.lsoa11, joined.lsoa21)
    counts = [
        int(matrix(frame, place, joined.groups).sum()) if frame is not None and place in joined.complete[year] else 0
        for frame, year in zip(frames, _CENSUSES, strict=True)
    ]
    if not all(counts):
        none = f"two censuses of {name} are not here, so the middle path has none."
        return Growth(-either_way, 0.0, either_way), none
    steady = Growth.between(counts[0], counts[1], _CENSUSES[1] - _CENSUSES[0], either_way=either_way)
    words = (
        f"{100 * steady.middle:+.2f} per cent a year, as residents of {name} grew from {counts[0]:,} (March 2011) to "
        f"{counts[1]:,} (March 2021, in lockdown)."
    )
    return steady, words


def _as_dict(found: Projection) -> dict[str, Any]:
    return {
        "service": found.service,
        "full_from": found.full_from,
        "assumptions": list(found.assumptions),
        "years": [_year(one) for one in found.years],
    }


def _year(one: Any) -> dict[str, Any]:
    numbers = {"low": one.low, "demand": one.demand, "high": one.high, "capacity": one.capacity, "room": one.room}
    return {"year": one.year} | {key: None if value is None else round(value, 1) for key, value in numbers.items()}


def _frame(found: tuple[Projection, ...]) -> Any:
    import polars as pl

    numbers = dict.fromkeys(("low", "demand", "high", "capacity", "room"), pl.Float64)
    rows = [{"service": one.service} | _year(year) for one in found for year in one.years]
    return pl.DataFrame(rows, schema={"service": pl.String, "year": pl.Int64, **numbers})
