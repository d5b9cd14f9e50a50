"""``convive ingest``: read a publisher's file, say what was understood, keep it in the data folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convive.cli.patience import patience

if TYPE_CHECKING:
    from datetime import date

    from convive.sources import ImportReport
    from convive.sources.folder import Stored
    from convive.sources.own_counts import OwnColumns

HELP = (
    "Read a publisher's file and keep it in the data folder. Prints how many rows are good and what stands out. "
    "With the kind any, every file is told by its header and read in the order of use. "
    "Use --list to see the kinds of file that can be read, and --wanted --place CODE to see which would help most."
)


def ingest(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="The kind of file (see --list), or any: told by the header.")
    ] = "",
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="Files, or a folder of them.", show_default=False),
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="The data folder to write to.", show_default=False)
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Read and report; write nothing.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="List the kinds of file that can be read.")] = False,
    unit: Annotated[
        str, typer.Option("--unit", metavar="COLUMN", help="Of counts: the column of the unit.", show_default=False)
    ] = "",
    groups: Annotated[
        str, typer.Option("--groups", metavar="A,B,C", help="Of counts: the columns of the groups.", show_default=False)
    ] = "",
    group: Annotated[
        str, typer.Option("--group", metavar="COLUMN", help="Of counts, one a row: the group.", show_default=False)
    ] = "",
    count: Annotated[
        str, typer.Option("--count", metavar="COLUMN", help="Of counts, one a row: the count.", show_default=False)
    ] = "",
    name: Annotated[
        str, typer.Option("--name", help="Of counts: keep them beside others by this name.", show_default=False)
    ] = "",
    dated: Annotated[
        str, typer.Option("--dated", metavar="DAY", help="Of counts: the day they are about.", show_default=False)
    ] = "",
    sheet: Annotated[
        str, typer.Option("--sheet", help="Of counts: the sheet of a spreadsheet.", show_default=False)
    ] = "",
    template: Annotated[
        bool, typer.Option("--template", help="Of counts: print a table to fill in with figures of your own.")
    ] = False,
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
    if template:
        _print_template(kind)
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
    from convive.sources.own_counts import read_own
    from convive.sources.pile import ANY

    folder = None if data is None else DataFolder(data)
    if kind == ANY:
        from convive.cli.ingest_any import ingest_any

        ingest_any(files, folder, check=check, imported_on=imported_on, as_json=as_json)
        return
    find_kind(kind)
    columns = _columns(kind, unit, groups, group, count, sheet)
    if columns is None and (name or dated):
        raise typer.BadParameter("It goes with --unit and the columns of groups or counts.", param_hint="--name")
    if columns is not None and len(files) != 1:
        raise typer.BadParameter("Name one file: its columns are those of one table.", param_hint="FILE")
    with patience(f"Reading {', '.join(file.name for file in files[:3])}"):
        places = None if folder is None else folder.places()
        if columns is None:
            report = read(kind, files, places)
        else:
            day = dated or imported_on
            words = "" if dated else f"brought in on {_words(imported_on)}"
            report = read_own(files[0], columns, dated=_date(day), date_words=words, name=name, places=places)
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


def _date(day: str) -> date:
    from convive.core.periods import parse_day

    return parse_day(day)


def _words(day: str) -> str:
    from convive.core.periods import day_words

    return day_words(_date(day))


def _columns(kind: str, unit: str, groups: str, group: str, count: str, sheet: str) -> OwnColumns | None:
    """The columns of a table of counts; ``None`` when none are named, and the file is one of a known form."""
    named = {"--unit": unit, "--groups": groups, "--group": group, "--count": count, "--sheet": sheet}
    if not any(named.values()):
        return None
    from convive.sources.own_counts import KIND, OwnColumns

    if kind != KIND:
        raise typer.BadParameter(f"It goes with the kind {KIND}.", param_hint=next(k for k, v in named.items() if v))
    if not unit:
        raise typer.BadParameter("Name the column of the unit.", param_hint="--unit")
    if bool(groups) == bool(group) or bool(group) != bool(count):
        raise typer.BadParameter(
            "Name the columns of the groups, or with --group and --count those of one count a row.",
            param_hint="--groups",
        )
    listed = tuple(word.strip() for word in groups.split(",") if word.strip())
    return OwnColumns(unit, listed, group, count, sheet)


def _print_template(kind: str) -> None:
    from convive.sources.observations import TEMPLATE
    from convive.sources.own_counts import KIND

    if kind != KIND:
        raise typer.BadParameter(f"It goes with the kind {KIND}.", param_hint="--template")
    print(TEMPLATE, end="")


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
