"""``convive ingest any``: a folder of downloads in one command, each file told by its header, read in order of use."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from convive.cli.patience import patience
from convive.core.errors import RefusedInput

if TYPE_CHECKING:
    from convive.sources import DataFolder, ImportReport
    from convive.sources.pile import Pile
    from convive.sources.places import KnownPlaces


def ingest_any(
    files: Sequence[Path], folder: DataFolder | None, *, check: bool, imported_on: str, as_json: bool
) -> None:
    """Read every file that is of a kind, kind by kind; one that is refused does not stop the others.

    Exits 1 when any was refused, after everything else is kept.
    """
    from convive.sources.pile import sort_out

    pile = sort_out(files)
    reports: list[ImportReport] = []
    refused: list[tuple[str, RefusedInput]] = []
    places = None if folder is None else folder.places()
    for kind, paths in pile.kinds:
        try:
            report = _read(kind, paths, places)
            if folder is not None and not check:
                folder.put(report, imported_on=imported_on)
        except RefusedInput as error:
            refused.append((kind, error))
            continue
        reports.append(report)
        places = _places(report, places) if folder is None or check else folder.places()
    if as_json:
        print(json.dumps(_as_dict(pile, reports, refused), ensure_ascii=False, indent=2))
    else:
        _print(pile, reports, refused, None if check or folder is None else folder.path)
    if refused:
        raise typer.Exit(1)


def _read(kind: str, paths: Sequence[Path], places: KnownPlaces | None) -> ImportReport:
    from convive.sources import read

    with patience(f"Reading {', '.join(path.name for path in paths[:3])}"):
        return read(kind, list(paths), places)


def _places(report: ImportReport, before: KnownPlaces | None) -> KnownPlaces | None:
    """What lookups that were only checked know; what was known before, after a report of another kind."""
    from convive.sources import known_places

    tables = report.tables
    return known_places(tables["lsoa_changes"], tables.get("lsoa_wards")) if "lsoa_changes" in tables else before


def _print(
    pile: Pile, reports: Sequence[ImportReport], refused: Sequence[tuple[str, RefusedInput]], kept: Path | None
) -> None:
    for report in reports:
        print(f"{report.kind}: {report.rows_good:,} good rows from {', '.join(report.files)}")
        for finding in report.findings:
            if finding.severity == "finding":
                print(f"  Finding: {finding.in_words()}")
    for kind, error in refused:
        print(f"{kind}: refused, and nothing of it was kept.\n  {error}")
    if pile.unknown:
        print(f"Of no kind that can be read: {', '.join(path.name for path in pile.unknown)}.")
    print()
    print(
        "Nothing was written (--check)." if kept is None else f"Kept in {kept}. Next: convive plan draft --place CODE"
    )


def _as_dict(
    pile: Pile, reports: Sequence[ImportReport], refused: Sequence[tuple[str, RefusedInput]]
) -> dict[str, Any]:
    return {
        "read": [report.as_dict() for report in reports],
        "refused": [{"kind": kind, **error.as_dict()} for kind, error in refused],
        "unknown": [path.name for path in pile.unknown],
    }
