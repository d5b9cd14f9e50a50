"""One error root. A message says what, where and how to mend it, in the words of the person who gets it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class ConviveError(Exception):
    """Something that the person who called can mend.

    ``says`` is what is wrong in one sentence; ``file``, ``row`` (1-based line of the file, header included) and
    ``column`` say where; ``rule`` names the check; ``hint`` says how to mend it.

    >>> print(ConviveError("There are fewer than no people.", file="a.csv", row=3, column="White", rule="not-negative"))
    a.csv, row 3, column White: There are fewer than no people. [not-negative]
    """

    def __init__(
        self,
        says: str,
        *,
        file: str | None = None,
        row: int | None = None,
        column: str | None = None,
        rule: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(says)
        self.says = says
        self.file = file
        self.row = row
        self.column = column
        self.rule = rule
        self.hint = hint

    @property
    def where(self) -> str:
        """File, row and column as one phrase; empty when none is known."""
        parts = [self.file or ""]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        text = f"{self.where}: {self.says}" if self.where else self.says
        if self.rule:
            text += f" [{self.rule}]"
        if self.hint:
            text += f"\n  {self.hint}"
        return text

    def as_dict(self) -> dict[str, str | int | None]:
        """The same fields for ``--json`` and for the API."""
        return {
            "says": self.says,
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "rule": self.rule,
            "hint": self.hint,
        }


class RefusedInput(ConviveError):
    """A file or a table that cannot be used as it is."""


class UnknownName(ConviveError):
    """A place, indicator, playbook, rule or kind that is not there."""


class DisclosureError(ConviveError):
    """Something that must not be published was about to be written."""


class WouldOverwrite(ConviveError):
    """People's own words stand where something was about to be written."""


def closest(asked: str, known: Iterable[str]) -> list[str]:
    """Up to three names that look like ``asked``, the nearest first; one alone when only the case differs.

    >>> closest("bradford", ["Bradford", "Trafford", "Thanet"])
    ['Bradford']
    """
    folded = {name.casefold(): name for name in known}
    wanted = asked.strip().casefold()
    if wanted in folded:
        return [folded[wanted]]
    return [folded[name] for name in get_close_matches(wanted, folded, n=3, cutoff=0.6)]


def did_you_mean(asked: str, known: Iterable[str]) -> str | None:
    """A hint with up to three names that look like ``asked``; ``None`` when nothing does.

    >>> did_you_mean("bradfrod", ["Bradford", "Thanet"])
    'Did you mean Bradford?'
    """
    names = closest(asked, known)
    return f"Did you mean {' or '.join(names)}?" if names else None
