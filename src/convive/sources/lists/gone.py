"""Who is not there any more: identifiers in a file, one a line or in a column."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from pathlib import Path

from convive.core.errors import RefusedInput, did_you_mean
from convive.sources.files import HEAD, read_file
from convive.sources.headers import header_lines
from convive.sources.lists.refused import refuse_columns
from convive.sources.lists.table import column_of, refuse_header
from convive.sources.text import as_utf8, head_text
from convive.sources.workbooks import is_workbook, sheets_of

# Headers under which identifiers may stand.
HEADERS = ("id", "class_id", "school_id", "person_id", "learner_id", "trainee_id", "mentee", "mentor", "venue_id")


def read_gone(path: str | Path, known: Collection[str]) -> tuple[str, ...]:
    """The identifiers of a file, each once, in its order.

    A file without a header has one identifier a line; lines that begin with # are left out.

    Raises
    ------
    RefusedInput
        When an identifier is not known, the file names nobody, or it has a column that no list may have.
    """
    file = Path(path)
    if not file.is_file():
        near = [p.name for p in file.parent.iterdir()] if file.parent.is_dir() else []
        raise RefusedInput("There is no such file.", file=str(file), rule="no-file", hint=did_you_mean(file.name, near))
    found = [(row, name) for row, name in _lines(file) if name and not name.startswith("#")]
    if not found:
        raise RefusedInput(
            "The file names nobody.", file=file.name, rule="no-rows", hint="Write one identifier in each line."
        )
    for row, name in found:
        if name not in known:
            raise RefusedInput(
                f"“{name}” is in none of the lists.",
                file=file.name,
                row=row,
                rule="known",
                hint=did_you_mean(name, known),
            )
    return tuple(dict.fromkeys(name for _, name in found))


def _lines(file: Path) -> list[tuple[int, str]]:
    """Each line of the file that may name somebody, with its number."""
    refuse_header(file, None)  # of a spreadsheet too, before a cell is read
    raw = read_file(file)
    if is_workbook(raw.data):
        text = sheets_of(raw.data, raw.name)[0].data.decode()
    else:
        text = as_utf8(raw.data, raw.name)[0].decode()
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1)]
    for header in header_lines(head_text(text[:HEAD].encode())):
        names = [column_of(cell) for cell in header.cells]
        place = next((names.index(one) for one in HEADERS if one in names), None)
        if place is not None:
            refuse_columns(header.cells, "persons", file.name, header.line, HEADERS)
            below = [(n, line.split(header.separator)) for n, line in lines if n > header.line and line]
            return [(n, cells[place].strip().strip('"') if place < len(cells) else "") for n, cells in below]
    return [(n, line.strip('",')) for n, line in lines]


def identifiers(problem: object) -> set[str]:
    """Whoever and whatever can drop out of a problem: classes and schools, people, learners, trainees, mentors."""
    found: set[str] = set()
    for field in dataclasses.fields(problem):  # type: ignore[arg-type]  # every problem is a dataclass
        frame = getattr(problem, field.name)
        key = _KEYS.get(field.name)
        if key is not None and key in getattr(frame, "columns", ()):
            found.update(frame[key].to_list())
    return found


_KEYS = {
    "schools": "school_id", "classes": "class_id", "participants": "person_id", "learners": "learner_id",
    "trainees": "trainee_id", "mentees": "mentee", "mentors": "mentor",
}  # fmt: skip
