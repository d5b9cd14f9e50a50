"""``convive segregation``: every index, every group, every area of a table of counts at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convive.core.errors import ConviveError

if TYPE_CHECKING:
    from concurrent.futures import Executor

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
        int, typer.Option("--round-to", help="Counts were rounded to a multiple of this: gives bounds.")
    ] = 0,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes; threads of one without it.")] = 1,
    scheduler: Annotated[str, typer.Option("--scheduler", help="Address of a Dask cluster: tcp://….")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Where to write: .csv, .json or .parquet.", show_default=False)
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure how evenly groups are spread."""
    if not groups and not group:
        raise typer.BadParameter("Name the columns of the groups, or with --group the column.", param_hint="--groups")
    from convive.cli.keeping import Beside
    from convive.cli.output import WORKING, check_ending, print_json, write_table
    from convive.evidence.segregation import INDICES, tabulate
    from convive.reports.segregation import NEITHER, sentences

    if out is not None:
        check_ending(out)

    names = {"unit": unit, "within": within, "group": group, "count": count}
    cube = _read(counts, names, _listed(groups), _listed(split), sheet)
    kept = Beside(out) if out is not None and draws else None
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
            dependent=dependent,
            executor=executor,
            progress=progress,
            kept=kept,
        )
    if out is not None:
        write_table(found, out)
    if kept is not None:
        kept.clear()
    said = sentences(found)
    if json_:
        result: dict[str, Any] = {
            "file": counts.name,
            "people": cube.people,
            "units": cube.units.height,
            "areas": cube.areas.height,
            "groups": list(cube.groups),
            "out": None if out is None else str(out),
            "sentences": said,
            "notes": [NEITHER, WORKING],
        }
        if out is None:
            result["results"] = found.to_dicts()
        print_json(result)
        return
    print(
        f"{cube.people:,} people in {cube.units.height:,} units and {cube.areas.height:,} "
        f"{'area' if cube.areas.height == 1 else 'areas'}, {len(cube.groups)} groups.\n"
    )
    for sentence in said:
        print(f"- {sentence}")
    print(f"\n{NEITHER}")
    if out is not None:
        print(f"{found.height:,} rows in {out}. {WORKING}")


def _listed(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]


def _read(file: Path, names: dict[str, str], groups: list[str], splits: list[str], sheet: str) -> Cube:
    from convive.evidence.segregation import from_long, from_wide
    from convive.sources.own_tables import read_columns

    keys = [names["unit"], *([names["within"]] if names["within"] else []), *splits]
    within = names["within"] or None
    if names["group"]:
        table = read_columns(file, [*keys, names["group"], names["count"]], sheet=sheet)
        return from_long(
            table,
            unit=names["unit"],
            group=names["group"],
            count=names["count"],
            within=within,
            groups=groups,
            splits=splits,
            file=file.name,
        )
    table = read_columns(file, [*keys, *groups], sheet=sheet)
    return from_wide(table, unit=names["unit"], within=within, groups=groups, splits=splits, file=file.name)


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
        raise NoCluster(f"No cluster answers at {address}: {error}.", rule="scheduler") from None
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
