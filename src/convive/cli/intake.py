"""``convive intake``: each school's mix beside that of the schools around it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convive.cli.patience import patience

if TYPE_CHECKING:
    import polars as pl

    from convive.evidence.intake import Residents

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
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write every figure: .csv, .json or .parquet.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare each school's mix with that of the schools around it."""
    if (schools is None) == (data is None):
        raise typer.BadParameter("Give the file of SCHOOLS, or --data.", param_hint="SCHOOLS")
    from dataclasses import asdict
    from functools import partial

    import polars as pl

    from convive.cli.output import WORKING, check_ending, print_json, write_table
    from convive.core.groups import classification as groups_by_name
    from convive.evidence.intake import compare
    from convive.reports.intake import sentences
    from convive.sources.kinds import kind

    if out is not None:
        check_ending(out)
    groups = groups_by_name(classification)
    label = groups[show].label
    residents = None if counts is None else _residents(counts, ages, unit, group, count)
    with patience("Reading schools and postcodes"):
        table, pupils, where = _tables(schools, data, postcodes or [])
    to = groups_by_name(kind("schools-spc").classification or "").crosswalk(classification)
    pupils = (
        pupils.with_columns(pl.col("group").cast(pl.String).replace_strict(to, return_dtype=pl.String))
        .group_by("unit", "group")
        .agg(pl.col("count").sum())
    )
    call = partial(
        compare, table, pupils, place=place, postcodes=where, residents=residents, groups=groups.ids, points=points
    )
    with patience("Looking around each school"):
        found = call(around=around.value, neighbours=nearest)
    if out is not None:
        schema = dict.fromkeys(_SHARES, pl.Float64)
        write_table(pl.DataFrame([asdict(row) for row in found.rows], schema_overrides=schema), out)
    if as_json:
        print_json({"note": WORKING, "place": place} | found.as_dict())
        return
    others = []
    if around is Around.NEAREST and where is not None:
        more = 2 * nearest
        others = [
            (f"beside the {more} nearest", call(around="nearest", neighbours=more)),
            ("beside the other schools of the ward", call(around="ward", neighbours=nearest)),
        ]
    names = table.filter(pl.col("authority") == place)["authority_name"].drop_nulls()
    title = f"{names[0]} ({place})" if place and len(names) else place or "Every school in the file"
    for line in sentences(found, others, place=title, when=kind("schools-spc").date_words, group=show, label=label):
        print(line)
    if where is None:
        print("No postcodes were given, so every school is compared with its ward: --postcodes FILE.")
    print(f"{f'Every figure is in {out}. ' if out else ''}{WORKING}")


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


def _residents(path: Path, ages: str, unit: str, group: str, count: str) -> Residents:
    from convive.core.periods import parse_ages
    from convive.evidence.intake import Residents
    from convive.sources.own_tables import long_table

    frame = long_table(path, unit=unit, group=group, count=count)
    if not ages:
        return Residents(frame, None, None)
    youngest, oldest = parse_ages(ages)
    return Residents(frame, youngest, oldest, f"from {path.name}")
