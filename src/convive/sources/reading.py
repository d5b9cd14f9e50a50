"""From paths to a report: which files the kind knows, which it does not, and what is in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from convive.core.errors import RefusedInput
from convive.sources.by_authority import read_by_authority
from convive.sources.counts import read_counts
from convive.sources.deprivation import read_deprivation
from convive.sources.files import HEAD, Given, RawFile, gather, peek, read_file, refuse_no_table
from convive.sources.headers import (
    AnotherTable,
    OtherTable,
    Recognised,
    recognise,
    refuse_another,
    refuse_repeated,
    refuse_unrecognised,
)
from convive.sources.kinds import Kind, kind, kinds
from convive.sources.lookups import read_lookups
from convive.sources.observations import read_observations
from convive.sources.outlines import OutlineFile, is_json, read_outlines, recognise_outlines
from convive.sources.places import KnownPlaces
from convive.sources.postcodes import read_postcodes
from convive.sources.registers import read_registers
from convive.sources.report import ImportFinding, ImportPart, ImportReport, UnreadFile
from convive.sources.schools import read_schools
from convive.sources.text import as_utf8, head_text
from convive.sources.topics import read_topics
from convive.sources.workbooks import is_workbook, sheets_of

_Reader = Callable[
    [Sequence[tuple[RawFile, Recognised]], KnownPlaces | None], tuple[tuple[ImportPart, ...], list[ImportFinding]]
]
_READERS: dict[str, _Reader] = {
    "by-authority": read_by_authority,
    "counts": read_counts,
    "deprivation": read_deprivation,
    "lookups": read_lookups,
    "observations": read_observations,
    "postcodes": read_postcodes,
    "school-register": read_registers,
    "schools": read_schools,
    "topics": read_topics,
}


def read(kind_id: str, paths: str | Path | Sequence[str | Path], places: KnownPlaces | None = None) -> ImportReport:
    """Reads a publisher's files of one kind. Writes nothing.

    Parameters
    ----------
    kind_id
        One of the ids of :func:`convive.sources.kinds`.
    paths
        Files or folders. Of a folder, and of several files, those that the kind knows are read and the rest named.
    places
        What the lookups know (``DataFolder.places()``). Without them codes are checked by their form only, and the
        report says so.

    Raises
    ------
    UnknownName
        When there is no such kind.
    RefusedInput
        When no file is of the kind, or one of them cannot be used: with file, row, column, rule and hint.
    """
    wanted = kind(kind_id)
    given = gather([paths] if isinstance(paths, (str, Path)) else paths)
    found: list[tuple[Path, Recognised | OutlineFile]] = []
    unread: list[UnreadFile] = []
    for one in given:
        try:
            found.append((one.path, _of_kind(wanted, one)))
        except RefusedInput as error:
            if len(given) == 1 or (one.named and error.rule != "another-table"):
                raise
            unread.append(UnreadFile(one.path.name, _why(error)))
    if not found:
        raise RefusedInput(
            f"None of these {len(given)} files is “{wanted.title}”. The first: {unread[0].file}: {unread[0].why}",
            file=str(Path(given[0].path).parent),
            rule="another-table",
            hint=f"Needed: {wanted.table}, as published by {wanted.publisher} ({wanted.page}).",
        )
    found, coarser = _finest(wanted, found)
    unread += coarser
    return _report(wanted, found, places, tuple(sorted(unread, key=lambda file: file.file)))


def looks_like(path: str | Path) -> str | None:
    r"""The id of the kind a file looks like, or ``None``; a broken file looks like nothing.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "some.csv"
    ...     _ = file.write_text("lsoa21_code,ward24_code,ward24_name,ltla24_code,ltla24_name\n")
    ...     looks_like(file)
    'lookups'
    """
    try:
        return kind_of(path)
    except RefusedInput:
        return None


def kind_of(path: str | Path) -> str | None:
    """The id of the kind a file is of by its header; ``None`` for a table of another kind.

    Raises
    ------
    RefusedInput
        When the file is no table: empty, a web page, a PDF, a packed file that is cut off.
    """
    found = _recognise(Path(path))
    return found.kind.id if isinstance(found, (Recognised, OutlineFile)) else None


def _why(error: RefusedInput) -> str:
    return error.title if isinstance(error, AnotherTable) else error.says


def _recognise(path: Path, wanted: Kind | None = None) -> Recognised | OutlineFile | OtherTable | None:
    head = _head(path, wanted)
    refuse_no_table(head, path.name)
    if is_json(head):
        return recognise_outlines(read_file(path).data.removeprefix(b"\xef\xbb\xbf"), path.name, kinds())
    return recognise(head_text(head))


def _head(path: Path, wanted: Kind | None) -> bytes:
    """How a file begins; of a spreadsheet, how the sheet begins that holds the table."""
    head = peek(path)
    return _sheet(read_file(path), wanted)[:HEAD] if is_workbook(head) else head


def _sheet(raw: RawFile, wanted: Kind | None) -> bytes:
    """The sheet of a spreadsheet that holds the table wanted, or any known one, or else the first."""
    sheets = sheets_of(raw.data, raw.name)
    known = [
        (sheet, found) for sheet in sheets if isinstance(found := recognise(head_text(sheet.data[:HEAD])), Recognised)
    ]
    fitting = [sheet for sheet, found in known if wanted is not None and found.kind.id == wanted.id]
    if len(fitting) > 1:
        raise RefusedInput(
            f"{len(fitting)} sheets hold such a table: {', '.join(sheet.name for sheet in fitting)}.",
            file=raw.name,
            rule="sheet",
            hint="Keep one of them in the file, or save each as a file of its own.",
        )
    return (fitting or [sheet for sheet, _ in known] or list(sheets))[0].data


def _of_kind(wanted: Kind, given: Given) -> Recognised | OutlineFile:
    found = _recognise(given.path, wanted)
    if found is None:
        head = _head(given.path, wanted)
        if is_json(head):
            what = "no features with the properties of a known table"
            raise refuse_another(wanted, OtherTable(f"JSON with {what}"), given.path.name)
        raise refuse_unrecognised(wanted, head_text(head), given.path.name)
    if isinstance(found, OutlineFile):
        if found.kind.id != wanted.id:
            raise refuse_another(wanted, found.kind, given.path.name)
        return found
    if isinstance(found, OtherTable) or found.kind.id != wanted.id:
        other = found if isinstance(found, OtherTable) else found.kind
        row = None if isinstance(found, OtherTable) else found.header.line
        raise refuse_another(wanted, other, given.path.name, row)
    return found


def _finest(
    wanted: Kind, found: list[tuple[Path, Recognised | OutlineFile]]
) -> tuple[list[tuple[Path, Recognised | OutlineFile]], list[UnreadFile]]:
    """Of several layouts of one census table the finest: the others hold the same people again."""
    if wanted.shape != "counts":
        return found, []
    there = {one.layout.id for _, one in found}
    finest = next(layout for layout in wanted.layouts if layout.id in there)
    why = f"it holds the same people again; {wanted.title} {finest.title} is finer and was used."
    coarser = [UnreadFile(path.name, why) for path, one in found if one.layout.id != finest.id]
    return [(path, one) for path, one in found if one.layout.id == finest.id], coarser


def _report(
    wanted: Kind,
    found: Sequence[tuple[Path, Recognised | OutlineFile]],
    places: KnownPlaces | None,
    unread: tuple[UnreadFile, ...],
) -> ImportReport:
    findings: list[ImportFinding] = []
    tables: list[tuple[RawFile, Recognised]] = []
    drawn: list[tuple[RawFile, OutlineFile]] = []
    for path, recognised in found:
        raw = read_file(path)
        if is_workbook(raw.data):
            raw = replace(raw, data=_sheet(raw, wanted))
        if isinstance(recognised, OutlineFile):
            drawn.append((raw, recognised))
            continue
        refuse_repeated(recognised, raw.name)
        if recognised.header.rows > 1:
            line = recognised.header.line
            says = f"The header stands in two rows, {line - 1} and {line}, with merged cells: they were read as one."
            findings.append(ImportFinding("note", says, raw.name, line - 1, rule="header-in-two-rows"))
        data, notes = as_utf8(raw.data, raw.name)
        findings += notes
        tables.append((replace(raw, data=data), recognised))
    if wanted.shape == "outlines":
        parts, more = read_outlines(drawn, places)
    else:
        parts, more = _READERS[wanted.shape](tables, places)
    rows = sum(source.rows for part in parts for source in part.sources)
    return ImportReport(wanted.id, wanted.title, parts, (*findings, *more), rows, 0, unread)
