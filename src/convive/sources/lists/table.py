"""One list as text under the columns of its shape. Its header is judged before any cell under it is read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from convive.core.errors import RefusedInput, did_you_mean
from convive.sources.files import peek, read_file, refuse_no_table
from convive.sources.headers import DEEPEST, header_lines
from convive.sources.lists.refused import plain_words, refuse_columns
from convive.sources.lists.shapes import Shape
from convive.sources.own_tables import read_columns
from convive.sources.text import head_text
from convive.sources.workbooks import first_rows, is_workbook

if TYPE_CHECKING:
    import polars as pl


# How alike a header must be to a column that is not there, to be taken for a slip.
ALIKE = 0.8


@dataclass(frozen=True)
class Header:
    """The header of a list: its line, its cells as written, and the sheet it stands in."""

    row: int
    cells: tuple[str, ...]
    sheet: str = ""


@dataclass(frozen=True, eq=False)
class Table:
    """A list as text. ``titles`` gives the header as written over each column, ``unused`` those that are not read.

    ``examples`` counts the rows that begin with # and were left out.
    """

    file: str
    frame: pl.DataFrame
    titles: dict[str, str]
    unused: tuple[str, ...]
    examples: int = 0


def column_of(header: str) -> str:
    """A header as a column is named here.

    >>> column_of("Needs childcare"), column_of("x_km"), column_of("maxKm")
    ('needs_childcare', 'x_km', 'max_km')
    """
    return plain_words(header).replace(" ", "_")


def refuse_header(path: Path, shape: Shape | None) -> Header | None:
    """The header of a file, judged: no column of it is one that is refused by name. No cell under it is looked at.

    ``None`` when the file has none. Without a shape the file is no list of the problem, and is judged as the strictest.

    Raises
    ------
    RefusedInput
        For a column that no list may have; for a file that is no table.
    """
    head = peek(path)
    known = _known(shape) if shape is not None else set()
    about = "persons" if shape is None else shape.about
    found: list[Header] = []
    if is_workbook(head):
        for sheet, rows in first_rows(read_file(path).data, path.name, DEEPEST):
            lines = [Header(number, tuple(row), sheet) for number, row in enumerate(rows, 1)]
            best = _best(lines, known, shape)
            if best is not None:
                found.append(best)
                _judge(lines, best, about, f"{path.name}, sheet “{sheet}”", known)
    else:
        refuse_no_table(head, path.name)
        lines = [Header(one.line, one.cells) for one in header_lines(head_text(head))]
        best = _best(lines, known, shape)
        if best is not None:
            found.append(best)
            _judge(lines, best, about, path.name, known)
    return max(found, key=lambda one: _fitting(one, known), default=None)


def _judge(lines: list[Header], best: Header, about: str, file: str, known: set[str]) -> None:
    """The header, and lines above it in which more than one cell is filled: one alone is a title."""
    for line in lines:
        if line is best or (line.row < best.row and sum(map(bool, line.cells)) > 1):
            refuse_columns(line.cells, about, file, line.row, known)


def read_table(path: Path, shape: Shape) -> Table:
    """A list as text: the columns of its shape under their own names, and ``row``.

    Rows whose first column begins with # are the examples of a template and are left out.

    Raises
    ------
    RefusedInput
        For a column that no list may have, one that is missing or stands twice, or a file that is no table.
    """
    import polars as pl

    header = refuse_header(path, shape)
    if header is None:
        raise RefusedInput("The file is empty.", file=path.name, row=1, rule="empty", hint=_make(shape))
    titles = _titles(header, shape, path.name)
    empty = pl.DataFrame(schema={"row": pl.Int64, **dict.fromkeys(titles, pl.String)})
    try:
        text = read_columns(path, list(titles.values()), sheet=header.sheet)
    except RefusedInput as error:
        if error.rule != "no-rows":
            raise
        text = empty.rename(titles)
    frame = text.rename({title: column for column, title in titles.items()})
    frame = frame.with_columns(pl.col(list(titles)).replace("", None))
    first = next(iter(titles))
    example = pl.col(first).fill_null("").str.starts_with("#")
    examples = frame.filter(example).height
    frame = frame.filter(~example)
    if frame.is_empty() and shape.needed:
        raise RefusedInput(
            "There is no row in this list.",
            file=path.name,
            row=header.row,
            rule="no-rows",
            hint="Add one below the header. Rows that begin with # are examples and are left out.",
        )
    used = set(titles.values())
    unused = tuple(cell for cell in header.cells if cell and cell not in used)
    return Table(path.name, frame, titles, unused, examples)


def _known(shape: Shape) -> set[str]:
    return {*shape.columns, *shape.elsewhere.values(), *shape.elsewhere}


def _fitting(header: Header, known: set[str]) -> int:
    return sum(column_of(cell) in known for cell in header.cells)


def _best(lines: list[Header], known: set[str], shape: Shape | None) -> Header | None:
    """The line with most columns that are known; where none is, the first that holds anything."""
    filled = [line for line in lines if any(line.cells)]
    if not filled:
        return None
    best = max(filled, key=lambda line: (_fitting(line, known), len(line.cells) if shape is None else 0, -line.row))
    if _fitting(best, known):
        return best
    top = filled[0].row
    return max((line for line in filled if line.row == top), key=lambda line: len(line.cells))


def _titles(header: Header, shape: Shape, file: str) -> dict[str, str]:
    """Our column → the header as written, in the order of the file."""
    known = _known(shape)
    named = {cell: column_of(cell) for cell in header.cells if cell}
    # "latitude" of a class is that of its venue.
    alias = shape.elsewhere
    named = {
        cell: alias.get(column, column) if column not in shape.columns else column for cell, column in named.items()
    }
    counted = Counter(cell.casefold() for cell in header.cells if cell)
    counted_columns = Counter(named.values())
    for cell, column in named.items():
        if counted[cell.casefold()] > 1 or counted_columns[column] > 1:
            raise RefusedInput(
                f"Two columns have the same name, “{cell}”.",
                file=file,
                row=header.row,
                column=cell,
                rule="header-twice",
                hint="Nobody can tell which of the two is meant.",
            )
    kept = {
        column: cell
        for cell, column in named.items()
        if column in known or any(column.startswith(start) for start in shape.further)
    }
    others = [cell for cell, column in named.items() if column not in kept]
    for name in _missing(kept, shape):
        raise RefusedInput(
            f"The column {name} is missing.",
            file=file,
            row=header.row,
            column=name,
            rule="column",
            hint=did_you_mean(name, [column_of(cell) for cell in others]) or _make(shape),
        )
    for cell in others:
        near = _slip(column_of(cell), sorted(known - set(kept)))
        if near:
            raise RefusedInput(
                f"There is no column “{cell}” in {shape.file}.",
                file=file,
                row=header.row,
                column=cell,
                rule="column",
                hint=f"Did you mean {' or '.join(near)}? A column of another name is left out.",
            )
    return kept


def _slip(written: str, absent: list[str]) -> list[str]:
    """Columns that are not there and that a header may mean: very alike, or the same letters in another order."""
    same = [name for name in absent if sorted(name) == sorted(written)]
    return same or get_close_matches(written, absent, n=2, cutoff=ALIKE)


def _missing(kept: dict[str, str], shape: Shape) -> list[str]:
    missing = [name for name in shape.required if name not in kept]
    if shape.point is None:
        return missing
    by_degrees = [shape.elsewhere["latitude"], shape.elsewhere["longitude"]]
    there = [name for name in (*shape.point, *by_degrees) if name in kept]
    for pair in (list(shape.point), by_degrees):
        one = [name for name in pair if name in kept]
        if len(one) == 1:
            missing.append(next(name for name in pair if name not in kept))
    needed = not shape.schema.columns()[shape.point[0]].nullable
    if needed and not there and shape.elsewhere["postcode"] not in kept:
        missing.append(shape.point[0])
    return missing


def _make(shape: Shape) -> str:
    return f"Its columns are {', '.join(shape.columns)}."
