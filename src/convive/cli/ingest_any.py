"""``convive ingest any``: a folder of downloads in one command, each file told by its header, read in order of use."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from convive.cli.patience import patience
from convive.core.errors import RefusedInput

if TYPE_CHECKING:
    from convive.sources import DataFolder, ImportReport
    from convive.sources.pile import Pile
    from convive.sources.places import KnownPlaces

# So many names of files that nobody can read stand in a line.
_NAMED = 6


@dataclass(frozen=True)
class _Refused:
    """A kind that was refused: all its files, and what is wrong with each that cannot be used."""

    kind: str
    files: tuple[str, ...]
    errors: tuple[RefusedInput, ...]


def ingest_any(
    files: Sequence[Path], folder: DataFolder | None, *, check: bool, imported_on: str, as_json: bool
) -> None:
    """Read every file that is of a kind, kind by kind; one that is refused does not stop the others.

    Exits 1 when a kind was refused, or a file that was named is no table, after everything else is kept. Stopped with
    Ctrl-C, it says first which kinds were kept.
    """
    from convive.sources.pile import sort_out

    pile = sort_out(files)
    reports: list[ImportReport] = []
    refused: list[_Refused] = []
    kept = None if check else folder
    try:
        _read_all(pile, folder, kept, imported_on, reports, refused)
    except KeyboardInterrupt:
        print(_stopped(pile, reports, refused, kept), file=sys.stderr)
        raise
    if as_json:
        print(json.dumps(_as_dict(pile, reports, refused), ensure_ascii=False, indent=2))
    else:
        _print(pile, reports, refused, None if kept is None else kept.path)
    named = {file.name for file in files if file.is_file()}
    if refused or any(error.file in named for error in pile.broken):
        raise typer.Exit(1)


def _read_all(
    pile: Pile,
    folder: DataFolder | None,
    kept: DataFolder | None,
    imported_on: str,
    reports: list[ImportReport],
    refused: list[_Refused],
) -> None:
    """Reads kind after kind, keeps each in ``kept``, and adds to ``reports`` or ``refused``."""
    places = None if folder is None else folder.places()
    for kind, paths in pile.kinds:
        try:
            report = _read(kind, paths, places)
            if kept is not None:
                kept.put(report, imported_on=imported_on)
        except RefusedInput as error:
            more = _more_faults(kind, paths, places, error)
            refused.append(_Refused(kind, tuple(path.name for path in paths), (error, *more)))
            continue
        reports.append(report)
        places = _places(report, places) if kept is None else kept.places()


def _more_faults(
    kind: str, paths: Sequence[Path], places: KnownPlaces | None, first: RefusedInput
) -> list[RefusedInput]:
    """Rows at fault in the other files of a kind that was refused, so that all can be mended at once."""
    found = []
    for path in paths if len(paths) > 1 else ():
        try:
            _read(kind, [path], places)
        except RefusedInput as error:
            if error.row is not None and error.file != first.file:
                found.append(error)
    return found


def _stopped(pile: Pile, reports: Sequence[ImportReport], refused: Sequence[_Refused], kept: DataFolder | None) -> str:
    """Which kinds were kept when a person stopped the import, and which were not read."""
    done = [report.kind for report in reports]
    over = {*done, *(one.kind for one in refused)}
    rest = ", ".join(kind for kind, _ in pile.kinds if kind not in over)
    if kept is None:
        return f"Stopped before {rest}. Nothing was written."
    here = f"Kept in {kept.path}: {', '.join(done)}." if done else "Nothing was kept."
    return f"{here} Not kept: {rest}. The same command reads all of them again."


def _read(kind: str, paths: Sequence[Path], places: KnownPlaces | None) -> ImportReport:
    from convive.sources import read

    with patience(f"Reading {', '.join(path.name for path in paths[:3])}"):
        return read(kind, list(paths), places)


def _places(report: ImportReport, before: KnownPlaces | None) -> KnownPlaces | None:
    """What lookups that were only checked know; what was known before, after a report of another kind."""
    from convive.sources import known_places

    tables = report.tables
    return known_places(tables["lsoa_changes"], tables.get("lsoa_wards")) if "lsoa_changes" in tables else before


def _print(pile: Pile, reports: Sequence[ImportReport], refused: Sequence[_Refused], kept: Path | None) -> None:
    for report in reports:
        print(f"{report.kind}: {report.rows_good:,} good rows from {', '.join(report.files)}")
        for finding in report.findings:
            if finding.severity == "finding":
                print(f"  Finding: {finding.in_words()}")
    for one in refused:
        print(f"{one.kind}: refused, and nothing of this kind was kept: {', '.join(one.files)}.")
        for error in one.errors:
            print(f"  {error}")
    for error in pile.broken:
        print(f"Not read: {error.file}. {error.says}" + (f"\n  {error.hint}" if error.hint else ""))
    for folder in dict.fromkeys(path.parent for path in pile.unknown):
        names = [path.name for path in pile.unknown if path.parent == folder]
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        print(f"Of no kind that can be read, in {folder}: {', '.join(names[:_NAMED])}{more}.")
    print()
    if kept is None:
        print("Nothing was written (--check).")
    elif reports:
        print(f"Kept in {kept}. Next: convive plan draft --place CODE")
    else:
        print("Nothing was kept.")


def _as_dict(pile: Pile, reports: Sequence[ImportReport], refused: Sequence[_Refused]) -> dict[str, Any]:
    return {
        "read": [report.as_dict() for report in reports],
        "refused": [
            {
                "kind": one.kind,
                "files": list(one.files),
                **one.errors[0].as_dict(),
                "others": [error.as_dict() for error in one.errors[1:]],
            }
            for one in refused
        ],
        "broken": [error.as_dict() for error in pile.broken],
        "unknown": [path.name for path in pile.unknown],
    }
