"""Spreadsheets as text: one sheet, one line a row, so that a line of the text is a row of the sheet.

What a spreadsheet shows and what it holds differ: a formula that was never calculated holds no number, a cell that is
merged over several holds its text once, a macro runs when somebody opens it. Each is read as what it means, or refused.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from convive.core.errors import RefusedInput, UnknownName, did_you_mean

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ZIP = b"PK\x03\x04"
# What a spreadsheet may grow to when it is unpacked, and by how much: real ones stay far below.
LARGEST = 300_000_000
TIGHTEST = 200
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]+)(\d+):([A-Z]+)(\d+)\"")
_SAVE = "Open it, let it calculate, and save it."


@dataclass(frozen=True)
class Sheet:
    """One sheet of a spreadsheet: its name, and its cells as CSV in UTF-8, a line a row."""

    name: str
    data: bytes


def is_workbook(head: bytes) -> bool:
    """Whether a file begins as a spreadsheet in the newer form does (and every other packed file)."""
    return head.startswith(ZIP)


def sheets_of(data: bytes, name: str, wanted: str = "") -> tuple[Sheet, ...]:
    """The sheets of a spreadsheet that hold anything; with ``wanted`` that one alone.

    Raises
    ------
    RefusedInput
        When the file is no spreadsheet of this form, holds macros, grows beyond all reason, or a cell needed a formula
        that was never calculated, or a number that is merged over several cells.
    UnknownName
        When there is no sheet of the name.
    """
    parts = _parts(data, name)
    with _opened(data, name, values=True) as book:
        names = [sheet.title for sheet in book.worksheets]
        if wanted and wanted not in names:
            hint = did_you_mean(wanted, names) or f"The sheets are {', '.join(names)}."
            raise UnknownName(f"There is no sheet “{wanted}”.", file=name, rule="sheet", hint=hint)
        found = [
            Sheet(sheet.title, text)
            for sheet, part in zip(book.worksheets, _paths(parts), strict=False)
            if (not wanted or sheet.title == wanted) and (text := _text(sheet, parts.get(part, b""), data, name))
        ]
    if not found:
        raise RefusedInput("There is nothing in this spreadsheet.", file=name, rule="empty", hint="Download it again.")
    return tuple(found)


def first_rows(data: bytes, name: str, rows: int) -> tuple[tuple[str, list[list[str]]], ...]:
    """The first rows of every sheet, as text: enough to find a header, before any cell under it is looked at.

    Raises
    ------
    RefusedInput
        When the file is no spreadsheet of this form, holds macros, or grows beyond all reason.
    """
    _parts(data, name)
    found = []
    with _opened(data, name, values=True) as book:
        for sheet in book.worksheets:
            try:
                _forget_size(sheet)
                top = list(sheet.iter_rows(max_row=rows, values_only=True))
            except Exception:  # as in _opened
                raise _broken(name) from None
            found.append((sheet.title, [[_words(value) for value in row] for row in top]))
    return tuple(found)


def _parts(data: bytes, name: str) -> dict[str, bytes]:
    """The pieces of the packed file that say how it is built, after looking at their sizes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            infos = {info.filename: info for info in packed.infolist()}
            _refuse_other(infos, packed, name)
            size = sum(info.file_size for info in infos.values())
            if size > LARGEST or size > TIGHTEST * max(len(data), 1_000):
                raise RefusedInput(
                    "The spreadsheet grows beyond all reason when it is unpacked.",
                    file=name,
                    rule="too-large",
                    hint="Save the sheet as CSV.",
                )
            return {
                path: packed.read(path)
                for path in infos
                if path.startswith(("xl/worksheets/", "xl/workbook", "xl/_rels/")) and not path.endswith("/")
            }
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        raise _broken(name) from None


def _refuse_other(infos: dict[str, zipfile.ZipInfo], packed: zipfile.ZipFile, name: str) -> None:
    if any(path.lower().endswith("vbaproject.bin") for path in infos):
        raise RefusedInput(
            "The spreadsheet holds macros, which are programs.",
            file=name,
            rule="macros",
            hint="Save the sheet as .xlsx without macros, or as CSV.",
        )
    if "xl/workbook.xml" in infos:
        return
    if "mimetype" in infos and b"opendocument" in packed.read("mimetype"):
        raise RefusedInput(
            "This is an OpenDocument spreadsheet.", file=name, rule="not-csv", hint="Save it as .xlsx or as CSV."
        )
    raise RefusedInput("This is a zip file.", file=name, rule="not-csv", hint="Take the file out of it.")


def _paths(parts: dict[str, bytes]) -> list[str]:
    """Where each sheet lies in the packed file, in the order of the sheets."""
    from openpyxl.xml.functions import fromstring

    relations = fromstring(parts.get("xl/_rels/workbook.xml.rels", b"<r/>"))
    targets = {one.get("Id"): str(one.get("Target", "")) for one in relations}
    sheets = [node for node in fromstring(parts["xl/workbook.xml"]).iter() if node.tag.endswith("}sheet")]
    paths = [targets.get(next((v for k, v in node.attrib.items() if k.endswith("}id")), ""), "") for node in sheets]
    return [path.lstrip("/") if path.startswith("/") else f"xl/{path}" for path in paths if "worksheets" in path]


@contextmanager
def _opened(data: bytes, name: str, *, values: bool) -> Iterator[Workbook]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)
    except Exception:  # whatever is wrong inside, the person can only save it again
        raise _broken(name) from None
    try:
        yield book
    finally:
        book.close()


def _text(sheet: Worksheet, xml: bytes, data: bytes, name: str) -> bytes:
    """The cells of a sheet as CSV; empty when it holds nothing."""
    try:
        _forget_size(sheet)
        rows: list[list[object]] = [list(row) for row in sheet.iter_rows(values_only=True)]
    except Exception:  # as above
        raise _broken(name) from None
    if not any(value is not None for row in rows for value in row):
        return b""
    if b"<f" in xml or b":f>" in xml:
        _refuse_uncalculated(rows, sheet.title, data, name)
    _fill_merged(rows, xml, sheet.title, name)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    width = max(len(row) for row in rows)
    for row in rows:
        # A row of one empty cell would be written as two quotation marks; a row of a list is never narrower.
        writer.writerow([_words(value) for value in row] + [""] * (width - len(row)))
    return stream.getvalue().encode()


def _forget_size(sheet: object) -> None:
    """Programs write a wrong size into a sheet, and what lies outside would be lost: the rows themselves are read."""
    forget = getattr(sheet, "reset_dimensions", None)
    if forget is not None:
        forget()


def _refuse_uncalculated(rows: Sequence[Sequence[object]], sheet: str, data: bytes, name: str) -> None:
    """Refuses a formula beside which no value is stored: programs write such files, and nobody has opened them yet."""
    with _opened(data, name, values=False) as book:
        _forget_size(book[sheet])
        for number, row in enumerate(book[sheet].iter_rows(values_only=True), start=1):
            for place, formula in enumerate(row):
                if not (isinstance(formula, str) and formula.startswith("=")) and type(formula).__name__ not in (
                    "ArrayFormula",
                    "DataTableFormula",
                ):
                    continue
                values = rows[number - 1] if number <= len(rows) else ()
                if place >= len(values) or values[place] is None:
                    raise RefusedInput(
                        f"Cell {_letters(place)}{number} of sheet “{sheet}” holds a formula that was never calculated: "
                        "there is no number in it.",
                        file=name,
                        row=number,
                        rule="formula",
                        hint=_SAVE,
                    )


def _fill_merged(rows: list[list[object]], xml: bytes, sheet: str, name: str) -> None:
    """Text that is merged over several cells stands in each of them; a number would be counted several times."""
    for left, top, right, bottom in _MERGED.findall(xml):
        first, last = int(top) - 1, min(int(bottom), len(rows))
        start, end = _number(left), _number(right)
        if first >= len(rows) or start >= len(rows[first]):
            continue
        value = rows[first][start]
        if value is None:
            continue
        if isinstance(value, (int, float)) and not isinstance(value, bool) and not _is_year(value):
            raise RefusedInput(
                f"Cell {left.decode()}{first + 1} of sheet “{sheet}” is one number merged over several cells.",
                file=name,
                row=first + 1,
                rule="merged",
                hint="Undo the merging, and write in each cell what it counts.",
            )
        for row in rows[first:last]:
            row += [None] * (end + 1 - len(row))
            row[start : end + 1] = [value] * (end + 1 - start)


def _is_year(value: float) -> bool:
    """A merged 2021 stands over columns as a heading; no count of people is merged on purpose."""
    return float(value).is_integer() and 1900 <= value <= 2100


def _words(value: object) -> str:
    """A cell as text: dates as 2026-03-31, whole numbers without a decimal point, line breaks as spaces."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return " ".join(str(value).split())


def _number(letters: bytes) -> int:
    """The place (0-based) of a column: "A" is 0, "AA" is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def _letters(place: int) -> str:
    """The letters of a column by its place (0-based).

    >>> _letters(0), _letters(25), _letters(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _broken(name: str) -> RefusedInput:
    return RefusedInput(
        "The spreadsheet is broken or cut off.",
        file=name,
        rule="workbook",
        hint="Open it and save it again, or as CSV.",
    )
