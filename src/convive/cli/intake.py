"""``convive intake``: each school's mix beside that of the schools around it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convive.cli.options import AsJson, Out, Report
from convive.cli.patience import patience
from convive.core.errors import RefusedInput, UnknownName, did_you_mean

if TYPE_CHECKING:
    import polars as pl

    from convive.core.groups import Classification
    from convive.evidence.intake import Intake, Residents

HELP = (
    "Compare each school's pupils with the pupils of the schools of its phase around it, and, where a table of "
    "residents of school age is given, with those. Never with residents of all ages."
)


class Around(StrEnum):
    """Which schools are around a school."""

    NEAREST = "nearest"
    WARD = "ward"


def intake(
    schools: Annotated[
        Path | None, typer.Argument(metavar="SCHOOLS", help="The publisher's file of schools.", show_default=False)
    ] = None,
    counts: Annotated[
        Path | None, typer.Argument(metavar="COUNTS", help="Residents of school age by ward.", show_default=False)
    ] = None,
    place: Annotated[str, typer.Option(metavar="CODE", help="The authority's code; every school otherwise.")] = "",
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="The data folder, in place of SCHOOLS.")] = None,
    postcodes: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Files or folders of postcodes; may be repeated.")
    ] = None,
    around: Annotated[Around, typer.Option(help="Which schools are around a school.")] = Around.NEAREST,
    nearest: Annotated[int, typer.Option(min=1, help="How many nearest schools.")] = 5,
    points: Annotated[float, typer.Option(min=0.1, help="The rule of points.")] = 15.0,
    classification: Annotated[
        str, typer.Option(metavar="ID", help="Groups to compare: ethnic-5 or ethnic-pupils-18.")
    ] = "ethnic-5",
    show: Annotated[str, typer.Option(metavar="GROUP", help="The group to print.")] = "White",
    ages: Annotated[str, typer.Option(metavar="FROM-TO", help="With COUNTS: the residents' ages, as 5-15.")] = "",
    unit: Annotated[str, typer.Option(metavar="COLUMN", help="With COUNTS: the column of wards.")] = "ward",
    group: Annotated[str, typer.Option(metavar="COLUMN", help="With COUNTS: the column of groups.")] = "group",
    count: Annotated[str, typer.Option(metavar="COLUMN", help="With COUNTS: the column of people.")] = "count",
    out: Out = None,
    report: Report = None,
    as_json: AsJson = False,
) -> None:
    """Compare each school's mix with that of the schools around it."""
    if (schools is None) == (data is None):
        raise typer.BadParameter("Give the file of SCHOOLS, or --data.", param_hint="SCHOOLS")
    from dataclasses import asdict
    from functools import partial

    import polars as pl

    from convive.cli import reporting
    from convive.cli.output import WORKING, print_json, write_table
    from convive.core.groups import classification as groups_by_name
    from convive.evidence.intake import compare
    from convive.reports.intake import sentences
    from convive.reports.words import say
    from convive.sources.kinds import kind

    reporting.check(out, report)
    groups = groups_by_name(classification)
    label = groups[show].label
    residents = None if counts is None else _residents(counts, ages, (unit, group, count), groups)
    with patience("Reading schools and postcodes"):
        table, pupils, where = _tables(schools, data, postcodes or [])
    to = groups_by_name(kind("schools-spc").classification or "").crosswalk(classification)
    pupils = (
        pupils.with_columns(pl.col("group").cast(pl.String).replace_strict(to, return_dtype=pl.String))
        .group_by("unit", "group")
        .agg(pl.col("count").sum())
    )
    _check_place(place, table, schools or data)
    call = partial(
        compare, table, pupils, place=place, postcodes=where, residents=residents, groups=groups.ids, points=points
    )
    with patience("Looking around each school"):
        found = call(around=around.value, neighbours=nearest)
    by_age, without = None, ""
    if residents is None and data is not None and place and (show, classification) == _BY_AGE:
        by_age, without = _of_school_age(data, place, points)
    others = []
    if around is Around.NEAREST and where is not None:
        more = 2 * nearest
        others = [
            (say("intake.beside_nearest", n=more), call(around="nearest", neighbours=more)),
            (say("intake.beside_ward"), call(around="ward", neighbours=nearest)),
        ]
    figures = None
    if out is not None or report is not None:
        schema = dict.fromkeys(_SHARES, pl.Float64)
        figures = pl.DataFrame(_with_residents([asdict(row) for row in found.rows], by_age), schema_overrides=schema)
    if out is not None and figures is not None:
        write_table(figures, out)
    names = table.filter(pl.col("authority") == place)["authority_name"].drop_nulls()
    title = f"{names[0]} ({place})" if place and len(names) else place or say("intake.every_school")
    when = kind("schools-spc").date_words
    written = ""
    if report is not None and figures is not None:
        from convive.reports.working.intake import document

        made = document(
            found,
            others,
            place=title,
            when=when,
            group=show,
            label=label,
            labels={one.id: one.label for one in groups.groups},
            residents=by_age,
            without=without,
            source=reporting.source(kind("schools-spc").title, out, report, place),
        )
        written = reporting.write(made, figures, out, report)
    if as_json:
        beside = {} if by_age is None else {"residents_rows": [asdict(row) for row in by_age.rows]}
        print_json({"note": WORKING, "place": place} | found.as_dict() | beside)
        return
    said = sentences(found, others, place=title, when=when, group=show, label=label, residents=by_age, without=without)
    for line in said:
        print(line)
    if where is None:
        print(say("intake.no_postcodes"))
    for line in filter(None, (f"Every figure is in {out}." if out else "", written, WORKING)):
        print(line)


# What age made of shares can be told for one group of one classification.
_BY_AGE = ("White", "ethnic-5")
_SHARES = (
    "share", "farthest", "around_share", "difference", "low", "high", "residents_share", "residents_difference",
    "residents_low", "residents_high",
)  # fmt: skip


def _tables(
    schools: Path | None, data: Path | None, postcodes: list[Path]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame | None]:
    """Schools, pupils by group, and postcodes, from files or from the data folder."""
    from convive.sources import read
    from convive.sources.folder import existing

    where = read("postcodes", postcodes).tables["postcodes"] if postcodes else None
    if data is not None:
        folder = existing(data)
        if where is None and folder.has("postcodes"):
            where = folder.scan("postcodes", "postcodes").collect()
        return folder.scan("schools-spc", "schools").collect(), folder.scan("schools-spc", "pupils").collect(), where
    assert schools is not None
    tables = read("schools-spc", schools).tables
    return tables["schools"], tables["pupils"], where


def _check_place(place: str, table: pl.DataFrame, file: Path | None) -> None:
    """Refuses a place that no school is in, with the code where its name was given."""
    known = table.select("authority", "authority_name").drop_nulls().unique().sort("authority")
    if not place or place in known["authority"].to_list():
        return
    codes = dict(known.select("authority_name", "authority").iter_rows())
    named = {name: code for name, code in codes.items() if str(name).casefold() == place.casefold()}
    nearly = did_you_mean(place, [*codes.values(), *codes])
    hint = " or ".join(f"{code} ({name})" for name, code in named.items())
    raise UnknownName(
        f"There is no school of the place “{place}”.",
        file=str(file),
        rule="authority",
        hint=f"Did you mean {hint}?" if hint else nearly or "Name the authority by its code, such as E08000032.",
    )


def _of_school_age(data: Path, place: str, points: float) -> tuple[Intake | None, str]:
    """Schools beside residents of school age, from the data folder; or why not."""
    from dataclasses import replace
    from datetime import date

    from convive.core.errors import ConviveError
    from convive.evidence.schools.residents import beside_residents
    from convive.sources.folder import existing

    try:
        found, without = beside_residents(place, existing(data).tables(), today=date.today())
    except ConviveError as error:
        return None, error.says
    return (None if found is None else replace(found, points=points)), without


def _with_residents(rows: list[dict[str, Any]], by_age: Intake | None) -> list[dict[str, Any]]:
    """The rows with the age-adjusted fields of another comparison put in their places."""
    if by_age is None:
        return rows
    fields = ("residents_share", "residents_difference", "residents_low", "residents_high")
    there = {(row.unit, row.group): {name: getattr(row, name) for name in fields} for row in by_age.rows}
    return [row | there.get((row["unit"], row["group"]), {}) for row in rows]


def _residents(path: Path, ages: str, columns: tuple[str, str, str], groups: Classification) -> Residents:
    from convive.core.periods import parse_ages
    from convive.evidence.intake import Residents
    from convive.evidence.intake.model import check_ages
    from convive.sources.own_tables import long_table

    youngest, oldest = parse_ages(ages) if ages else (None, None)
    # Without ages it is refused before anything is read: no table would do.
    check_ages(youngest, oldest)
    unit, group, count = columns
    frame = long_table(path, unit=unit, group=group, count=count)
    for name in frame["group"].unique(maintain_order=True).to_list():
        if name not in groups.ids:
            raise UnknownName(
                f"“{name}” is no group of {groups.title}.",
                file=path.name,
                column=group,
                rule="group",
                hint=did_you_mean(name, groups.ids) or f"The groups are {', '.join(groups.ids)}.",
            )
    if frame["group"].n_unique() < 2:
        raise RefusedInput(
            "Only one group of residents is in the table, and the others are needed to know its share.",
            file=path.name,
            column=group,
            rule="one-group",
            hint=f"Give everybody of school age: {', '.join(groups.ids)}.",
        )
    return Residents(frame, youngest, oldest, f"from {path.name}")
