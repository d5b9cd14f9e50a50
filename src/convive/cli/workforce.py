"""``convive workforce``: an employer's grades and sites beside the people of working age who live there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convive.cli.options import AsJson, Out, Report, Template

if TYPE_CHECKING:
    from convive.evidence.workforce import WorkingAge
    from convive.evidence.workforce.residents import AtHome

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
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Data folder: people of working age are then taken from it.")
    ] = None,
    place: Annotated[str, typer.Option(metavar="CODE", help="With --data: the authority, as E08000032.")] = "",
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
    _refuse_unclear(file, population, data, place, ages)
    assert file is not None
    from dataclasses import asdict, replace

    import polars as pl

    from convive.cli import reporting
    from convive.cli.output import of_file, print_json, write_table
    from convive.evidence.workforce import compare
    from convive.evidence.workforce.model import UNDECLARED
    from convive.evidence.workforce.residents import as_two
    from convive.reports.words import join, say
    from convive.reports.workforce import of_folder, sentences
    from convive.sources.own_tables import long_table

    reporting.check(out, report)
    home = None if data is None else _at_home(data, place, where, dated)
    working_age = _given(population, ages, where, dated) if home is None else home.working_age
    sites = {} if site == "none" else {"site": site}
    staff = long_table(file, unit=grade, group="group", count="count", labels=sites, examples=True)
    if not sites:
        staff = staff.with_columns(site=pl.lit(""))
    names = [name.strip() for name in undeclared.split(",") if name.strip()] or UNDECLARED
    staff = staff.rename({"unit": "grade"})
    notes: tuple[str, ...] = ()
    with of_file(file):
        if home is not None:
            two = as_two(staff["group"].to_list(), undeclared=names)
            keys = ("grade", "site", "group")
            staff = staff.with_columns(pl.col("group").replace_strict(two, return_dtype=pl.String))
            staff = staff.group_by(keys, maintain_order=True).agg(pl.col("count").sum())
            notes = of_folder(home, two)
        found = compare(staff, working_age, undeclared=names)
    found = replace(found, notes=(*notes, *found.notes))
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

        source = reporting.source(
            join([file.name, str(data) if population is None else population.name]), out, report, where
        )
        written = reporting.write(document(found, source=source), figures, out, report)
    if as_json:
        print_json({"note": say("workforce.note")} | found.as_dict())
        return
    for line in sentences(found):
        print(line)
    for line in filter(None, (f"Every figure is in {out}." if out else "", written, say("workforce.note"))):
        print(line)


def _refuse_unclear(file: Path | None, population: Path | None, data: Path | None, place: str, ages: str) -> None:
    """Refuses a call that names no staff, or not exactly one source of people of working age."""
    if file is None or (population is None) == (data is None):
        missing = "FILE" if file is None else "--population"
        says = "Name the table of staff, and the people of working age: with --population, or with --data and --place."
        raise typer.BadParameter(says, param_hint=missing)
    if data is not None and not place:
        raise typer.BadParameter("Name the authority by its code, as E08000032.", param_hint="--place")
    if data is not None and ages:
        raise typer.BadParameter("The data folder gives people of 16 to 64.", param_hint="--ages")


def _given(population: Path | None, ages: str, where: str, dated: str) -> WorkingAge:
    """The people of working age of a table that somebody named."""
    from convive.cli.output import of_file
    from convive.core.periods import parse_ages
    from convive.evidence.workforce import WorkingAge
    from convive.sources.own_tables import long_table

    assert population is not None
    # The group is what a line of the population is about: it is its unit as well.
    people = long_table(population, unit="group", group="group", count="count")
    youngest, oldest = parse_ages(ages) if ages else (None, None)
    with of_file(population):
        counts = dict(people.select("group", "count").iter_rows())
        return WorkingAge(counts, youngest, oldest, where=where, dated=dated)


def _at_home(data: Path, place: str, where: str, dated: str) -> AtHome:
    """The people of working age of an authority from a data folder."""
    from dataclasses import replace

    from convive.cli.output import of_file
    from convive.evidence.census import authorities_in
    from convive.evidence.place import find_place
    from convive.evidence.workforce.residents import KIND, of_working_age
    from convive.sources.folder import existing
    from convive.sources.kinds import kind

    with of_file(data):
        tables = existing(data).tables()
        found = find_place(place, authorities_in(tables, place))
        home = of_working_age(tables, found, dated=dated or kind(KIND).date_words)
    return replace(home, working_age=replace(home.working_age, where=where)) if where else home
