"""``convive ingest``: read a publisher's file, say what was understood, keep it in the data folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convive.cli.patience import patience

if TYPE_CHECKING:
    from convive.sources import ImportReport
    from convive.sources.folder import Stored

HELP = (
    "Read a publisher's file and keep it in the data folder. Prints how many rows are good and what stands out. "
    "Use --list to see the kinds of file that can be read, and --wanted --place CODE to see which would help most."
)


def ingest(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="The kind of file; see --list.", show_default=False)] = "",
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="Files, or a folder of them.", show_default=False),
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="The data folder to write to.", show_default=False)
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Read and report; write nothing.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="List the kinds of file that can be read.")] = False,
    wanted: Annotated[
        bool, typer.Option("--wanted", help="List the files that would help a place, in the order of use.")
    ] = False,
    place: Annotated[
        str, typer.Option("--place", metavar="CODE", help="The authority's code, with --wanted.", show_default=False)
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    today: Annotated[
        str, typer.Option("--today", metavar="DAY", help="The day of the import, as 2026-11-22.", show_default="today")
    ] = "",
) -> None:
    """Read a publisher's file and keep it in the data folder."""
    if list_:
        _print_kinds(as_json)
        return
    if wanted:
        _print_wanted(place, data, today, as_json)
        return
    if not kind:
        raise typer.BadParameter("Name a KIND of file, or use --list to see them.", param_hint="KIND")
    if not files:
        raise typer.BadParameter("Name at least one file or folder.", param_hint="FILE")
    if data is None and not check:
        raise typer.BadParameter("Name the data folder, or use --check to write nothing.", param_hint="--data")
    imported_on = _day(today)
    from convive.sources import DataFolder, read
    from convive.sources.kinds import kind as find_kind

    find_kind(kind)
    folder = None if data is None else DataFolder(data)
    with patience(f"Reading {', '.join(file.name for file in files[:3])}"):
        report = read(kind, files, None if folder is None else folder.places())
        stored = None if check or folder is None else folder.put(report, imported_on=imported_on)
    if as_json:
        print(json.dumps(_as_dict(report, stored, data), ensure_ascii=False, indent=2))
    else:
        print(report.in_words())
        print()
        print(_outcome(stored, data))


def _day(today: str) -> str:
    from datetime import date

    from convive.core.periods import parse_day

    return (parse_day(today) if today else date.today()).isoformat()


def _print_wanted(place: str, data: Path | None, today: str, as_json: bool) -> None:
    from datetime import date

    from convive.cli.wanted import print_wanted

    if not place:
        raise typer.BadParameter("Name the authority's code, such as E08000032.", param_hint="--place")
    print_wanted(place, data, date.fromisoformat(_day(today)), as_json=as_json)


def _as_dict(report: ImportReport, stored: Stored | None, data: Path | None) -> dict[str, Any]:
    given = report.as_dict()
    given["written"] = stored is not None
    given["data"] = None if data is None else str(data)
    given["replaced"] = [entry.as_dict() for entry in stored.replaced] if stored else []
    return given


def _outcome(stored: Stored | None, data: Path | None) -> str:
    if stored is None:
        return "Nothing was written (--check)."
    text = f"Kept in {data}."
    if stored.replaced:
        files = dict.fromkeys(source.file for entry in stored.replaced for source in entry.sources)
        day = max(entry.imported_on for entry in stored.replaced)
        text += f" This replaces {', '.join(files)}, imported on {day}."
    return text


def _print_kinds(as_json: bool) -> None:
    from convive.sources.kinds import kinds

    if as_json:
        print(json.dumps([kind.as_dict() for kind in kinds()], ensure_ascii=False, indent=2))
        return
    for kind in kinds():
        print(f"{kind.id}\n  {kind.title}, {kind.date_words}")
        print(f"  From: {kind.publisher}: {kind.page}")
        print("  Lets the plan say:")
        for says in kind.lets_say:
            print(f"    {says}")
