"""Rows that cannot be used, gathered so that one message names the first, counts the rest and lists up to twenty."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from convive.core.errors import RefusedInput
from convive.sources.report import ImportFinding

if TYPE_CHECKING:
    import polars as pl

LISTED = 20
# From so many rows on a file tells where it is about.
ENOUGH = 10
# Rules that name a place which the lookups do not have.
ELSEWHERE = frozenset({"unknown-code", "unknown-name"})


class RefusedRows(RefusedInput):
    """A file of which one or more rows cannot be used; nothing of it is imported.

    ``refused`` lists up to twenty of the cells at fault in the order of the file, ``rows_refused`` and ``rows_good``
    count rows.
    """

    def __init__(self, refused: tuple[ImportFinding, ...], *, rows_refused: int, rows_good: int) -> None:
        first = refused[0]
        super().__init__(
            first.says, file=first.file, row=first.row, column=first.column, rule=first.rule, hint=first.hint
        )
        self.refused = refused
        self.rows_refused = rows_refused
        self.rows_good = rows_good

    def __str__(self) -> str:
        lines = [super().__str__()]
        others = self.rows_refused - 1
        if others == 1:
            lines.append("  1 other row cannot be used either.")
        elif others > 1:
            lines.append(f"  {others:,} other rows cannot be used either.")
        for cell in self.refused[1:]:
            lines.append(f"    row {cell.row}" + (f", column {cell.column}" if cell.column else "") + f": {cell.says}")
        if self.rows_refused > len({cell.row for cell in self.refused}):
            lines.append("    …")
        lines.append(f"  Good rows: {self.rows_good:,}. Refused rows: {self.rows_refused:,}. Nothing was imported.")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """The fields of every error, with both counts and the cells at fault."""
        return {
            **super().as_dict(),
            "rows_good": self.rows_good,
            "rows_refused": self.rows_refused,
            "refused": [cell.as_dict() for cell in self.refused],
        }


class Refusals:
    """Gathers the refused cells of one file; :meth:`raise_if_any` ends the import.

    When every row of a longer file names a place that the lookups do not have, the file is about somewhere else: that
    is said once, and no row is listed.

    ``order`` are the file's columns from left to right, so that the first cell at fault is the first in the file.
    """

    def __init__(self, file: str, order: tuple[str, ...] = ()) -> None:
        self.file = file
        self._order = {column: place for place, column in enumerate(order)}
        self._cells: list[ImportFinding] = []
        self._rows: set[int] = set()

    def add(self, row: int, column: str | None, says: str, rule: str, hint: str | None = None) -> None:
        """One cell that cannot be used."""
        self._rows.add(row)
        self._cells.append(ImportFinding("refused", says, self.file, row, column, rule, hint))

    def add_all(
        self,
        cells: pl.DataFrame,
        column: str | None,
        describe: Callable[[dict[str, Any]], tuple[str, str, str | None]],
    ) -> None:
        """Every row of ``cells`` (with a column ``row``) is refused; ``describe`` gives says, rule and hint."""
        if cells.is_empty():
            return
        self._rows.update(cells.get_column("row").to_list())
        for record in cells.sort("row").head(LISTED).to_dicts():
            says, rule, hint = describe(record)
            self._cells.append(ImportFinding("refused", says, self.file, record["row"], column, rule, hint))

    @property
    def rows(self) -> frozenset[int]:
        """Lines of the file that were refused so far."""
        return frozenset(self._rows)

    def raise_if_any(self, rows_in_all: int) -> None:
        """Ends the import when a row was refused.

        Raises
        ------
        RefusedRows
            With the first cell at fault, up to twenty listed, and both counts.
        RefusedInput
            When the whole file is about other places than the lookups know.
        """
        if not self._rows:
            return
        if ENOUGH <= rows_in_all <= len(self._rows) and {cell.rule for cell in self._cells} <= ELSEWHERE:
            raise RefusedInput(
                "This file is about other places than the lookups here know.",
                file=self.file,
                rule="other-places",
                hint=(
                    "The lookups say which places there are. Take a file about the same places, or bring in the "
                    "lookups that go with this one into a data folder of its own."
                ),
            )
        last = len(self._order)
        cells = sorted(self._cells, key=lambda cell: (cell.row or 0, self._order.get(cell.column or "", last)))
        refused = len(self._rows)
        raise RefusedRows(tuple(cells[:LISTED]), rows_refused=refused, rows_good=max(rows_in_all - refused, 0))
