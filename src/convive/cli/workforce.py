"""``convive workforce``: an employer's grades and sites beside the people of working age who live there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from convive.cli.options import AsJson, Out, Report, Template

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
    grade: Annotated[str, typer.Option(metavar="COLUMN", help="The column of grades, or of teams.")] = "grade",
    site: Annotated[
        str, typer.Option(metavar="COLUMN", help="The column of sites; “none” where there is one only.")
    ] = "site",
    undeclared: Annotated[
        str, typer.Option(metavar="A,B", help="Names of those who did not say their group.", show_default=False)
    ] = "",
    template: Template = False,
    out: Out = None,
    report: Report = None,
    as_json: AsJson = False,
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

    from convive.cli import reporting
    from convive.cli.output import of_file, print_json, write_table
    from convive.core.periods import parse_ages
    from convive.evidence.workforce import WorkingAge, compare
    from convive.evidence.workforce.model import UNDECLARED
    from convive.reports.words import join, say
    from convive.reports.workforce import sentences
    from convive.sources.own_tables import long_table

    reporting.check(out, report)
    # The group is what a line of the population is about: it is its unit as well.
    people = long_table(population, unit="group", group="group", count="count")
    youngest, oldest = parse_ages(ages) if ages else (None, None)
    with of_file(population):
        working_age = WorkingAge(
            dict(people.select("group", "count").iter_rows()), youngest, oldest, where=where, dated=dated
        )
    sites = {} if site == "none" else {"site": site}
    staff = long_table(file, unit=grade, group="group", count="count", labels=sites, examples=True)
    if not sites:
        staff = staff.with_columns(site=pl.lit(""))
    names = [name.strip() for name in undeclared.split(",") if name.strip()] or UNDECLARED
    with of_file(file):
        found = compare(staff.rename({"unit": "grade"}), working_age, undeclared=names)
    figures = None
    if out is not None or report is not None:
        numbers: dict[str, Any] = dict.fromkeys(
            ("share", "low", "high", "population", "chance_low", "chance_high"), pl.Float64
        )
        counts = dict.fromkeys(("count", "people", "undeclared"), pl.Int64)
        figures = pl.DataFrame([asdict(row) for row in found.rows], schema_overrides=numbers | counts)
    if out is not None and figures is not None:
        write_table(figures, out)
    written = ""
    if report is not None and figures is not None:
        from convive.reports.working.workforce import document

        source = reporting.source(join([file.name, population.name]), out, report, where)
        written = reporting.write(document(found, source=source), figures, out, report)
    if as_json:
        print_json({"note": say("workforce.note")} | found.as_dict())
        return
    for line in sentences(found):
        print(line)
    for line in filter(None, (f"Every figure is in {out}." if out else "", written, say("workforce.note"))):
        print(line)
