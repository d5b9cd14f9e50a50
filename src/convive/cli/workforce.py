"""``convive workforce``: an employer's grades and sites beside the people of working age who live there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

HELP = (
    "Compare an employer's people by grade and site with the people of working age. It runs on this machine and sends "
    "nothing; no count of 1 to 9 is shown. --template prints a table to fill in."
)


def workforce(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Staff: grade, site, group, count.", show_default=False)
    ] = None,
    population: Annotated[
        Path | None, typer.Option(metavar="FILE", help="People of working age: group, count.")
    ] = None,
    ages: Annotated[str, typer.Option(metavar="FROM-TO", help="Their ages, as 16-64.")] = "",
    where: Annotated[str, typer.Option(help="Where they live, to print beside the figures.")] = "",
    dated: Annotated[str, typer.Option(help="When they were counted, to print beside the figures.")] = "",
    undeclared: Annotated[
        str, typer.Option(metavar="A,B", help="Names of those who did not say their group.", show_default=False)
    ] = "",
    template: Annotated[bool, typer.Option("--template", help="Print a table to fill in.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write every figure: .csv, .json or .parquet.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare an employer's people with the people of working age."""
    if template:
        from convive.evidence.workforce.model import TEMPLATE

        sys.stdout.write(TEMPLATE)
        return
    if file is None or population is None:
        missing = "FILE" if file is None else "--population"
        raise typer.BadParameter("Name the table of staff and the people of working age.", param_hint=missing)
    from dataclasses import asdict

    import polars as pl

    from convive.cli.output import check_ending, print_json, write_table
    from convive.core.periods import parse_ages
    from convive.evidence.workforce import WorkingAge, compare
    from convive.evidence.workforce.model import UNDECLARED
    from convive.reports.workforce import sentences
    from convive.sources.own_tables import long_table

    if out is not None:
        check_ending(out)
    # The group is what a line of the population is about: it is its unit as well.
    people = long_table(population, unit="group", group="group", count="count")
    youngest, oldest = parse_ages(ages) if ages else (None, None)
    working_age = WorkingAge(
        dict(people.select("group", "count").iter_rows()), youngest, oldest, where=where, dated=dated
    )
    staff = long_table(file, unit="grade", group="group", count="count", labels={"site": "site"}, examples=True)
    names = [name.strip() for name in undeclared.split(",") if name.strip()] or UNDECLARED
    found = compare(staff.rename({"unit": "grade"}), working_age, undeclared=names)
    if out is not None:
        numbers: dict[str, Any] = dict.fromkeys(
            ("share", "low", "high", "population", "chance_low", "chance_high"), pl.Float64
        )
        counts = dict.fromkeys(("count", "people", "undeclared"), pl.Int64)
        write_table(pl.DataFrame([asdict(row) for row in found.rows], schema_overrides=numbers | counts), out)
    if as_json:
        print_json({"note": _NOTE} | found.as_dict())
        return
    for line in sentences(found):
        print(line)
    print(f"{f'Every figure is in {out}. ' if out else ''}{_NOTE}")


_NOTE = "A working table: counts of 1 to 9 are withheld, and it is the employer's to publish or not."
