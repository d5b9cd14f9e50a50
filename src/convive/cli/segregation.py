"""``convive segregation``: every index, every group, every area of a table of counts at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convive.cli.options import AsJson, Out, Report
from convive.core.errors import ConviveError, RefusedInput

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import polars as pl

    from convive.cli.keeping import Beside
    from convive.evidence.segregation import Cube

HELP = (
    "How evenly groups are spread over units: every index, every group, every area at once, with what chance alone "
    "would give. The groups named are the whole population. Writes a working table, not one for publication."
)
_SLOW = 2.0


class NoCluster(ConviveError):
    """A cluster was asked for that cannot be reached."""


def segregation(
    counts: Annotated[Path, typer.Argument(metavar="COUNTS", help="Table of people: CSV, gzip, Parquet or .xlsx.")],
    unit: Annotated[str, typer.Option("--unit", help="Column of the unit: an output area, a school.")] = "unit",
    within: Annotated[str, typer.Option("--within", help="Column of the area; one area without it.")] = "",
    groups: Annotated[
        str, typer.Option("--groups", help="A,B,C: the columns of the groups, or with --group which of them to take.")
    ] = "",
    group: Annotated[str, typer.Option("--group", help="One row a unit and group: column of the group.")] = "",
    count: Annotated[str, typer.Option("--count", help="One row a unit and group: column of the count.")] = "count",
    split: Annotated[
        str, typer.Option("--split", help="Columns that make tables of their own: a setting, a date, a cohort.")
    ] = "",
    sheet: Annotated[str, typer.Option("--sheet", help="The sheet of a spreadsheet, when several would do.")] = "",
    index: Annotated[str, typer.Option("--index", help="Which: dissimilarity,isolation; every one without it.")] = "",
    against: Annotated[
        str, typer.Option("--against", help="Compare with: rest, each, or groups by name, with commas.")
    ] = "rest",
    draws: Annotated[int, typer.Option("--draws", help="Draws for intervals and p-values; 500 is a good number.")] = 0,
    people: Annotated[bool, typer.Option("--people", help="Draw people again for the interval, not units.")] = False,
    seed: Annotated[int, typer.Option("--seed", help="Where chance begins: the same seed, the same bytes.")] = 0,
    dependent: Annotated[
        bool, typer.Option("--dependent", help="q-values that hold under any dependence (Benjamini and Yekutieli).")
    ] = False,
    over: Annotated[float, typer.Option("--over", help="Threshold of threshold_share and units_over, a share.")] = 0.5,
    under: Annotated[float, typer.Option("--under", help="The same, for units with less than this share.")] = 0.0,
    round_to: Annotated[
        int, typer.Option("--round-to", help="Counts were rounded to a multiple of this: gives ends that hold.")
    ] = 0,
    suppressed: Annotated[
        str,
        typer.Option(
            "--suppressed",
            metavar="LEAST-MOST",
            help="What a withheld count (c, *) can be: 1-9 gives ends that hold. Of another mark by name: x=0-40.",
        ),
    ] = "",
    local: Annotated[
        Path | None,
        typer.Option(
            "--local",
            metavar="FILE",
            help="Write quotients, local scores and what each unit adds: .csv, .json, .parquet.",
        ),
    ] = None,
    levels: Annotated[
        str,
        typer.Option("--levels", help="Columns of larger areas, largest first: what lies between them and within."),
    ] = "",
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes; threads of one without it.")] = 1,
    scheduler: Annotated[str, typer.Option("--scheduler", help="Address of a Dask cluster: tcp://….")] = "",
    dated: Annotated[
        str, typer.Option("--dated", metavar="WORDS", help="When they were counted, to print: March 2011.")
    ] = "",
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="Data folder: its outlines give a map.")
    ] = None,
    out: Out = None,
    report: Report = None,
    json_: AsJson = False,
) -> None:
    """Measure how evenly groups are spread."""
    if not groups and not group:
        raise typer.BadParameter("Name the columns of the groups, or with --group the column.", param_hint="--groups")
    from convive.cli import reporting
    from convive.cli.keeping import Beside
    from convive.cli.output import WORKING, check_ending, print_json, write_table
    from convive.evidence.segregation import INDICES, tabulate
    from convive.evidence.segregation.levels import parts
    from convive.evidence.segregation.local import by_unit
    from convive.reports.segregation import (
        FEW,
        above_chance,
        between_within,
        counted,
        leading_index,
        sentences,
        unknown,
        with_parts,
    )
    from convive.reports.words import say

    reporting.check(out, report)
    names = {"unit": unit, "within": within, "group": group, "count": count}
    if local is not None:
        check_ending(local)
    steps = _listed(levels)
    cube, withheld = _read(counts, names, _listed(groups), _listed(split), sheet, suppressed, steps)
    between = parts(cube, steps, withheld=withheld) if steps else None
    outlines, called = _outlines(data, cube) if data is not None and report is not None else ({}, {})
    target = out or report
    kept = Beside(target) if target is not None and draws else None
    with _going_on_later(kept), _workers(workers, scheduler) as executor, _progress(cube.areas.height) as progress:
        found = tabulate(
            cube,
            indices=_listed(index) or INDICES,
            against=_listed(against),
            draws=draws,
            seed=seed,
            people=people,
            threshold=under or over,
            under=under > 0,
            round_to=round_to,
            withheld=withheld,
            dependent=dependent,
            executor=executor,
            progress=progress,
            kept=kept,
        )
    figures = found if between is None else with_parts(found, between)
    if out is not None:
        write_table(figures, out)
    if local is not None:
        write_table(by_unit(cube, withheld), local)
    written, unseen = "", unknown(cube, withheld)
    if report is not None:
        from convive.reports.working.segregation import About, document

        source = reporting.source(counts.name, out, report)
        made = document(found, cube, source=source, about=About(dated, outlines, called, unseen), parts=between)
        written = reporting.write(made, figures, out, report)
    if kept is not None:
        kept.clear()
    said = [
        *sentences(found),
        *above_chance(found, leading_index(found)),
        *([] if between is None else between_within(between)),
    ]
    if json_:
        result: dict[str, Any] = {
            "file": counts.name,
            "people": cube.people,
            "units": cube.units.height,
            "areas": cube.areas.height,
            "groups": list(cube.groups),
            "out": None if out is None else str(out),
            "sentences": said,
            "report": None if report is None else str(report),
            "local": None if local is None else str(local),
            "notes": [say("segregation.neither"), *unseen, WORKING],
        }
        if out is None:
            result["results"] = figures.to_dicts()
        print_json(result)
        return
    unit_by_unit = "" if local is None else say("segregation.local", file=str(local))
    print(counted(cube) + "\n")
    for sentence in said:
        print(f"- {sentence}")
    print(f"\n{say('segregation.neither')} {say('segregation.ends') if cube.areas.height > FEW else ''}".rstrip())
    for line in (*unseen, *filter(None, (f"{figures.height:,} rows in {out}." if out else "", unit_by_unit, written))):
        print(line)
    print(WORKING)


def _listed(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]


def _read(
    file: Path,
    names: dict[str, str],
    groups: list[str],
    splits: list[str],
    sheet: str,
    suppressed: str,
    levels: list[str],
) -> tuple[Cube, pl.DataFrame | None]:
    """The cube, and where somebody said what withheld counts can be, those there are: as the engine wants them."""
    import polars as pl

    from convive.evidence.segregation import from_long, from_wide
    from convive.sources.own_tables import read_columns
    from convive.sources.withheld import ranges, read_withheld

    known = ranges(suppressed) if suppressed else None
    keys = [names["unit"], *([names["within"]] if names["within"] else []), *splits]
    within = names["within"] or None
    long = names["group"]
    counted = [names["count"]] if long else groups
    for level in levels:
        if level in (*keys, long, *counted) or levels.count(level) > 1:
            raise RefusedInput(
                f"“{level}” stands in the table as something else, or is named twice.",
                file=file.name,
                column=level,
                rule="level",
                hint="A level is larger than the unit and lies inside the area of --within.",
            )
    table = read_columns(file, [*keys, *levels, *([long] if long else []), *counted], sheet=sheet)
    table, marks = read_withheld(table, list(dict.fromkeys(counted)), known, file=file.name)
    if long:
        cube = from_long(
            table,
            unit=names["unit"],
            group=long,
            count=names["count"],
            within=within,
            groups=groups,
            levels=levels,
            splits=splits,
            file=file.name,
        )
    else:
        cube = from_wide(
            table, unit=names["unit"], within=within, groups=groups, levels=levels, splits=splits, file=file.name
        )
    if known is None:
        return cube, None
    about = table.select(
        "row",
        pl.col(names["unit"]).cast(pl.String).alias("unit"),
        (pl.lit("") if within is None else pl.col(within).cast(pl.String)).alias("within"),
        *(pl.col(name).cast(pl.String) for name in splits),
        *([pl.col(long).cast(pl.String).alias("group")] if long else []),
    )
    placed = marks.join(about, on="row", maintain_order="left").rename({} if long else {"column": "group"})
    return cube, placed.filter(pl.col("group").is_in(cube.groups))


def _outlines(data: Path, cube: Cube) -> tuple[dict[str, Any], dict[str, str]]:
    """Outlines and names of the units from a data folder that has those of all of them; else that is said, and none."""
    import polars as pl

    from convive.evidence.outlines import merge
    from convive.sources.folder import existing

    tables = existing(data).tables()
    units = cube.units["unit"].to_list()
    known: dict[str, list[bytes]] = {}
    if "boundaries.outlines" in tables:
        mine = tables["boundaries.outlines"].filter(pl.col("unit").is_in(units)).select("unit", "outline").collect()
        known = {unit: [outline] for unit, outline in mine.sort("unit").iter_rows()}
    if len(known) < len(set(units)):
        missing = f"{len(set(units)) - len(known):,} of {len(set(units)):,} units have no outline in {data}"
        print(f"No map: {missing}, and half a map would mislead.", file=sys.stderr)
        return {}, {}
    called: dict[str, str] = {}
    if "lookups.lsoa_changes" in tables:
        lookup = tables["lookups.lsoa_changes"].filter(pl.col("lsoa21").is_in(units))
        called = dict(lookup.select("lsoa21", "lsoa21_name").unique().drop_nulls().collect().iter_rows())
    return dict(merge(known)), called


@contextmanager
def _going_on_later(kept: Beside | None) -> Iterator[None]:
    """Says, when a run with draws is stopped half way, that the same command goes on from there."""
    try:
        yield
    except KeyboardInterrupt:
        if kept is not None and kept.count():
            pieces = f"{kept.count():,} finished piece{'' if kept.count() == 1 else 's'}"
            print(f"Stopped. {pieces} are kept; the same command goes on from there.", file=sys.stderr)
        raise


@contextmanager
def _workers(workers: int, scheduler: str) -> Iterator[Executor | None]:
    from convive.core.parallel import spawned

    if scheduler:
        with _cluster(scheduler) as executor:
            yield executor
    elif workers > 1:
        with spawned(workers) as executor:
            yield executor
    else:
        yield None


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError:
        raise NoCluster(
            "Dask is not installed, so no cluster can be reached.", rule="scheduler", hint="Install convive[scale]."
        ) from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise NoCluster(
            f"No cluster answers at {address}: {error}.",
            rule="scheduler",
            hint="Start one with dask scheduler and dask worker, and give the address it prints; or use --workers.",
        ) from None
    with client:
        yield client.get_executor()


@contextmanager
def _progress(areas: int) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on a terminal once the work takes longer than two seconds; nothing anywhere else."""
    if not sys.stderr.isatty():
        yield None
        return
    from time import monotonic

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    begun = monotonic()
    columns = (TextColumn("Measuring areas"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=areas)

    def move(done: int, _: int) -> None:
        if monotonic() - begun > _SLOW:
            bar.start()
        bar.update(task, completed=done)

    try:
        yield move
    finally:
        bar.stop()
