"""Where a working document goes: its file, its data beside it, and the line that says where both are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from convive.cli.output import check_ending, write_bytes, write_table
from convive.core.errors import RefusedInput, did_you_mean

if TYPE_CHECKING:
    import polars as pl

    from convive.reports.working.document import Source, Working

ENDINGS = (".html", ".pdf")


def check(out: Path | None, report: Path | None) -> None:
    """Refuses names of files whose ending cannot be written, before any work is done.

    Raises
    ------
    RefusedInput
        With the endings that can be.
    """
    if out is not None:
        check_ending(out)
    if report is not None and report.suffix.lower() not in ENDINGS:
        raise RefusedInput(
            f"“{report.suffix or report.name}” is no kind of document that can be written.",
            file=str(report),
            rule="ending",
            hint=did_you_mean(report.suffix, ENDINGS) or f"Name a file that ends in {' or '.join(ENDINGS)}.",
        )


def data_file(out: Path | None, report: Path | None) -> Path | None:
    """Where the figures go: where was asked, else beside the document under its name."""
    return report.with_suffix(".csv") if out is None and report is not None else out


def source(files: str, out: Path | None, report: Path, where: str = "") -> Source:
    """What a document was made of, with the way from it to its data."""
    from convive.reports.working.document import Source

    data = data_file(out, report)
    assert data is not None
    way = os.path.relpath(data.absolute(), report.absolute().parent)
    return Source(files, Path(way).as_posix(), where)


def write(document: Working, figures: pl.DataFrame, out: Path | None, report: Path) -> str:
    """Writes a document and, where they have no file of their own, its figures; gives the line that says so.

    Raises
    ------
    RefusedInput
        When the disk refuses.
    NoPango
        When a PDF is asked for on a machine without the text library.
    """
    from convive.reports.working import document as documents

    made = documents.pdf(document) if report.suffix.lower() == ".pdf" else documents.html(document)
    write_bytes(made, report)
    data = data_file(out, report)
    if out is None and data is not None:
        write_table(figures, data)
    return f"To read: {report}; its figures: {data}."
