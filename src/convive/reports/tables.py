"""Published tables as HTML and as CSV. They take a :class:`~convive.core.disclosure.Sheet` and nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from markupsafe import Markup, escape

from convive.core.disclosure import WITHHELD_MARK, WITHHELD_WORDS, Cell, Column, Sheet
from convive.core.errors import DisclosureError
from convive.reports.words import say

# A spreadsheet runs a cell that begins with one of these as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def select_columns(sheet: Sheet, ids: Sequence[str]) -> Sheet:
    """The same sheet with some of its columns, in their own order; what is withheld stays withheld."""
    keep = [i for i, column in enumerate(sheet.columns) if column.id in ids]
    return Sheet(
        sheet.id,
        sheet.title,
        tuple(sheet.columns[i] for i in keep),
        tuple(tuple(row[i] for i in keep) for row in sheet.rows),
        sheet.source,
        sheet.note,
    )


def cell_words(cell: Cell, column: Column) -> str:
    """A cell as printed on a page.

    >>> residents, year = Column("residents", "All residents", "count"), Column("year", "Year", "number")
    >>> cell_words(Cell(546414), residents), cell_words(Cell(None, True), residents), cell_words(Cell(2021), year)
    ('546,414', '[c]', '2021')
    """
    if cell.withheld:
        return WITHHELD_MARK
    value = cell.value
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value) if column.id == "year" or column.unit == "year" else f"{value:,}"
    if column.kind == "share" or column.unit.startswith("in 100"):
        return f"{value:,.1f}"
    return f"{value:,.0f}" if column.kind == "count" else f"{value:,.3f}"


def table_html(sheet: Sheet, *, caption: str = "", css: str = "", total: bool = False) -> Markup:
    """A table with caption, header scopes and a label for each cell, so that it folds on a phone.

    The first column heads its row. Withheld cells read ``[c]`` and, for screen readers, why; a line under the table
    says it for everybody. ``total`` sets the last row apart.

    Raises
    ------
    DisclosureError
        When given anything but a sheet.
    """
    if not isinstance(sheet, Sheet):
        raise DisclosureError("Only a sheet that has been through the small-number rules can be printed.", rule="sheet")
    numeric, right = {"count", "share", "number"}, ' class="r"'
    # A folded table loses its table roles, so they are stated.
    head = "".join(
        f'<th scope="col" role="columnheader"{right if c.kind in numeric else ""}>{escape(c.title)}</th>'
        for c in sheet.columns
    )
    rows = []
    for i, row in enumerate(sheet.rows):
        cells = []
        for k, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
            words = escape(cell_words(cell, column))
            if cell.withheld:
                words += Markup('<span class="vh"> {}</span>').format(WITHHELD_WORDS)
            elif cell.value is None:
                words += Markup('<span class="vh"> {}</span>').format(say("tables.no_figure"))
            if k == 0:
                cells.append(f'<th scope="row" role="rowheader"><bdi>{words}</bdi></th>')
            else:
                side, body = (right, words) if column.kind in numeric else ("", f"<bdi>{words}</bdi>")
                cells.append(f'<td role="cell" data-l="{escape(column.title)}"{side}>{body}</td>')
        last = ' class="all"' if total and i == len(sheet.rows) - 1 else ""
        rows.append(f'<tr role="row"{last}>{"".join(cells)}</tr>')
    said = WITHHELD_MARK in sheet.note
    legend = f'<p class="small quiet">{WITHHELD_MARK} {WITHHELD_WORDS}.</p>' if sheet.withheld and not said else ""
    note = f'<p class="small quiet">{escape(sheet.note)}</p>' if sheet.note else ""
    return Markup(  # nosec B704
        f'<table class="plain stackable {css}" role="table"><caption>{escape(caption or sheet.title)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{"".join(rows)}</tbody>'
        f"</table>{legend}{note}"
    )


def table_csv(sheet: Sheet) -> bytes:
    r"""The sheet as CSV in UTF-8: one line of headers, plain numbers, ``[c]`` for what is withheld.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.

    >>> from convive.core.disclosure import plain_sheet
    >>> made = plain_sheet("t", "T", [Column("name", "Name", "label")], [["=1+1"]], source="s")
    >>> table_csv(made).decode()
    "Name\n'=1+1\n"

    Raises
    ------
    DisclosureError
        When given anything but a sheet.
    """
    if not isinstance(sheet, Sheet):
        raise DisclosureError("Only a sheet that has been through the small-number rules can be written.", rule="sheet")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([defuse(column.title) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_plain(cell) for cell in row])
    return out.getvalue().encode("utf-8")


def _plain(cell: Cell) -> str:
    if cell.withheld:
        return WITHHELD_MARK
    if cell.value is None:
        return ""
    return defuse(cell.value) if isinstance(cell.value, str) else f"{cell.value}"


def defuse(words: str) -> str:
    """A text that no spreadsheet runs.

    >>> defuse("@SUM(A1)"), defuse("Baildon")
    ("'@SUM(A1)", 'Baildon')
    """
    return "'" + words if words.startswith(FORMULA_STARTS) else words
