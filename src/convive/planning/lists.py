"""What is already here and what people say, as lists that people keep in a spreadsheet: CSV or XLSX in, checked.

Nothing about a person is taken: a column of names, addresses or numbers is refused by its name, and a cell that holds
an e-mail address or a telephone number by what is in it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from convive.core.errors import RefusedInput, did_you_mean
from convive.planning.model import DOMAINS, Asset, Voice
from convive.planning.priorities import starters
from convive.sources.files import read_file, refuse_no_table
from convive.sources.refusals import Refusals

What = Literal["assets", "voices"]
COLUMNS: dict[What, tuple[str, ...]] = {
    "assets": ("name", "what", "where", "offers", "wants"),
    "voices": ("id", "says", "heard", "side", "objective"),
}
NEEDED: dict[What, str] = {"assets": "name", "voices": "says"}
EXAMPLES: dict[What, tuple[str, ...]] = {
    "assets": ("# The Friday kitchen", "Lunch for anybody, since 2009", "Church hall", "A kitchen, 22 seats", "A cook"),
    "voices": (
        "# friday",
        "Nowhere to sit indoors on a Friday.",
        "Library, spring 2027",
        "older residents",
        "communities",
    ),
}
# Headers, in small letters with single spaces, that are about a person. Of voices "name" is one of them too.
PERSONAL = {
    "contact", "contact name", "contact person", "contact details", "person", "first name", "last name", "surname",
    "forename", "full name", "email", "e-mail", "e mail", "email address", "e-mail address", "mail", "phone",
    "phone number", "telephone", "telephone number", "tel", "mobile", "mobile number", "address", "home address",
    "date of birth", "birthday", "age", "nationality", "immigration status", "status",
}  # fmt: skip
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"(?<![\d£])(?:\+44[\s()\d-]{9,}|0\d{2,4}[\s-]?\d{3,4}[\s-]?\d{3,4})(?!\d)")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Heard:
    """Voices, and by voice the objective or the part of the plan that it is about."""

    voices: tuple[Voice, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)


def template(what: What) -> str:
    r"""An empty list as CSV, with an example that is left out when the list is read.

    >>> template("assets").splitlines()[0]
    'name,what,where,offers,wants'
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS[what])
    writer.writerow(EXAMPLES[what])
    return out.getvalue()


def read_assets(path: Path) -> tuple[Asset, ...]:
    """The groups, places and skills in a list.

    Raises
    ------
    RefusedInput
        When the file is no list of this kind, has a column about persons, or holds a row that cannot be used: one
        message names the first, and lists the others.
    """
    rows, refusals = _rows(path, "assets")
    seen: set[str] = set()
    assets = []
    for row, cells in rows:
        name = cells["name"].casefold()
        if name and name in seen:
            refusals.add(row, "name", f"“{cells['name']}” is here twice.", "twice", "Put both into one row.")
        seen.add(name)
        assets.append(Asset(**cells))
    refusals.raise_if_any(len(rows))
    return tuple(assets)


def read_voices(path: Path) -> Heard:
    """What people said, in a list. A voice without an id is numbered.

    Raises
    ------
    RefusedInput
        As :func:`read_assets`; also for an id that is no plain word, and an objective that no draft has.
    """
    rows, refusals = _rows(path, "voices")
    known = [entry["id"] for entry in starters()["objectives"]] + list(DOMAINS)
    voices: dict[str, Voice] = {}
    about: dict[str, str] = {}
    for number, (row, cells) in enumerate(rows, 1):
        objective = cells.pop("objective")
        name = cells["id"] or f"voice-{number}"
        if not _ID.fullmatch(name):
            refusals.add(row, "id", f"“{name}” is no id.", "id", "Use small letters, digits and hyphens: friday-lunch.")
        elif name in voices:
            refusals.add(row, "id", f"The id “{name}” is here twice.", "twice", "Give each voice its own.")
        if objective and objective not in known:
            hint = did_you_mean(objective, known) or f"Leave it empty, or name a part: {', '.join(DOMAINS)}."
            refusals.add(row, "objective", f"No draft has the objective “{objective}”.", "objective", hint)
        voices[name] = Voice(**cells | {"id": name})
        if objective:
            about[name] = objective
    refusals.raise_if_any(len(rows))
    return Heard(tuple(voices.values()), about)


def _rows(path: Path, what: What) -> tuple[list[tuple[int, dict[str, str]]], Refusals]:
    """The rows of a list with their line in the file, every column there; what is wrong with single cells is kept."""
    if not path.exists():
        raise RefusedInput(
            "There is no such file.", file=str(path), rule="no-file", hint=f"convive plan template {what} makes one."
        )
    lines = list(_xlsx(path) if path.suffix.casefold() == ".xlsx" else _csv(path))
    header = _header(lines, what, path.name)
    refusals = Refusals(path.name, COLUMNS[what])
    rows = []
    for number, cells in lines[1:]:
        if not any(cells) or cells[0].startswith("#"):
            continue
        given = {name: cell for name, cell in zip(header, cells, strict=False) if name}
        rows.append((number, {column: given.get(column, "") for column in COLUMNS[what]}))
    for number, row in rows:
        _check(number, row, what, refusals)
    if not rows:
        raise RefusedInput(
            "There is no row in this list.",
            file=path.name,
            rule="empty",
            hint="Add one below the example, which begins with # and is left out; or leave the list out.",
        )
    return rows, refusals


def _header(lines: Sequence[tuple[int, list[str]]], what: What, file: str) -> list[str]:
    if not lines:
        raise RefusedInput(
            "The file is empty.", file=file, rule="empty", hint=f"convive plan template {what} makes one."
        )
    number, cells = lines[0]
    header = [" ".join(cell.casefold().replace("_", " ").split()) for cell in cells]
    personal = PERSONAL | ({"name", "names"} if what == "voices" else set())
    for name in header:
        if name in personal:
            raise RefusedInput(
                f"The column “{name}” is about persons, and a plan is published.",
                file=file,
                row=number,
                column=name,
                rule="personal-data",
                hint="Take the column out. A group, a place or a post may be named; a person may not.",
            )
        if name and name not in COLUMNS[what]:
            raise RefusedInput(
                f"A list of {what} has no column “{name}”.",
                file=file,
                row=number,
                column=name,
                rule="column",
                hint=did_you_mean(name, COLUMNS[what]) or f"Its columns are {', '.join(COLUMNS[what])}.",
            )
    if NEEDED[what] not in header:
        raise RefusedInput(
            f"The column “{NEEDED[what]}” is missing.",
            file=file,
            row=number,
            column=NEEDED[what],
            rule="column",
            hint=f"The first row names the columns: {', '.join(COLUMNS[what])}.",
        )
    return header


def _check(number: int, row: Mapping[str, str], what: What, refusals: Refusals) -> None:
    if not row[NEEDED[what]]:
        hint = "Say what it is called." if what == "assets" else "Write down what was said, in people's own words."
        refusals.add(number, NEEDED[what], "This cell is empty.", "empty", hint)
    for column, cell in row.items():
        found = "an e-mail address" if _MAIL.search(cell) else "a telephone number" if _PHONE.search(cell) else ""
        if found:
            hint = "A plan is published: leave out how to reach a person. Name the group or the post."
            refusals.add(number, column, f"This cell holds {found}.", "personal-data", hint)


def _csv(path: Path) -> Iterator[tuple[int, list[str]]]:
    raw = read_file(path)
    refuse_no_table(raw.data[:1024], raw.name)
    try:
        text = raw.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedInput(
            "The file is not text in UTF-8.", file=raw.name, rule="utf-8", hint="Save it again as “CSV UTF-8”."
        ) from None
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    for cells in reader:
        yield begins, [cell.strip() for cell in cells]
        begins = reader.line_num + 1


def _xlsx(path: Path) -> Iterator[tuple[int, list[str]]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError):
        raise RefusedInput(
            "This is not a spreadsheet that can be read.", file=path.name, rule="not-xlsx", hint="Save it as CSV UTF-8."
        ) from None
    try:
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            yield number, ["" if cell is None else str(cell).strip() for cell in cells]
    finally:
        book.close()
