"""What an import understood, in fields for machines and in plain words for people."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from convive.core.provenance import Source

if TYPE_CHECKING:
    import polars as pl

# Up to so many files are named in one line; each stands in a line of its own below.
LISTED = 3

Severity = Literal["note", "finding", "refused"]


@dataclass(frozen=True)
class ImportFinding:
    """One thing a person should know about a file.

    ``severity``: "note" (how the file was read), "finding" (something in the figures), "refused" (a row that cannot
    be used). ``size`` counts what ``says`` speaks of: people, areas, or authorities.
    """

    severity: Severity
    says: str
    file: str | None = None
    row: int | None = None
    column: str | None = None
    rule: str = ""
    hint: str | None = None
    size: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain fields for JSON."""
        return asdict(self)

    @property
    def where(self) -> str:
        """File, row and column as one phrase; empty when none is known."""
        parts = [self.file, f"row {self.row}" if self.row is not None else None]
        parts.append(f"column {self.column}" if self.column else None)
        return ", ".join(part for part in parts if part)

    def in_words(self) -> str:
        """One line for a person.

        >>> ImportFinding("finding", "Two areas are empty.", file="a.csv", row=3).in_words()
        'a.csv, row 3: Two areas are empty.'
        """
        return f"{self.where}: {self.says}" if self.where else self.says


@dataclass(frozen=True)
class UnreadFile:
    """A file that was given and not used, and why."""

    file: str
    why: str


@dataclass(frozen=True, eq=False)
class ImportPart:
    """What is stored and replaced together: one authority's outlines, one lookup, or a whole census table."""

    part: str
    tables: dict[str, pl.DataFrame]
    sources: tuple[Source, ...]


@dataclass(frozen=True, eq=False)
class ImportReport:
    """What was read from one or more files of one kind.

    ``rows_good`` counts the records that went into ``tables``. ``rows_refused`` is 0 in every report that is handed
    back: one row that cannot be used refuses the import, because a wrong number shown with confidence does more harm
    than a missing one. The error then carries both counts (:class:`convive.sources.refusals.RefusedRows`).
    """

    kind: str
    title: str
    parts: tuple[ImportPart, ...]
    findings: tuple[ImportFinding, ...]
    rows_good: int
    rows_refused: int = 0
    unread: tuple[UnreadFile, ...] = ()

    @cached_property
    def tables(self) -> dict[str, pl.DataFrame]:
        """Every table by its name, the parts put together; each validated by its schema in ``core.tables``."""
        import polars as pl

        names = dict.fromkeys(name for part in self.parts for name in part.tables)
        return {
            name: pl.concat([part.tables[name] for part in self.parts if name in part.tables], rechunk=False)
            for name in names
        }

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of every part, in the order of the parts."""
        return tuple(source for part in self.parts for source in part.sources)

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the files that were used."""
        return tuple(dict.fromkeys(source.file for source in self.sources))

    def as_dict(self) -> dict[str, Any]:
        """Plain fields for ``--json``: counts, sources and findings, never the rows themselves."""
        return {
            "kind": self.kind,
            "title": self.title,
            "rows_good": self.rows_good,
            "rows_refused": self.rows_refused,
            "tables": {name: frame.height for name, frame in self.tables.items()},
            "parts": [part.part for part in self.parts],
            "sources": [source.as_dict() for source in self.sources],
            "findings": [finding.as_dict() for finding in self.findings],
            "unread": [asdict(unread) for unread in self.unread],
        }

    def in_words(self) -> str:
        """The report for a person: counts first, then what was understood, then findings and unread files."""
        lines = [
            f"Good rows: {self.rows_good:,}. Refused rows: {self.rows_refused:,}.",
            f"{self.title}, from {', '.join(self.files) if len(self.files) <= LISTED else f'{len(self.files)} files'}.",
        ]
        for source in self.sources:
            if len(self.sources) > 1:
                title = source.title.removeprefix(f"{self.title}, ")
                lines.append(f"  {source.file}: {title}, {source.rows:,} rows")
        for heading, severity in (("Findings", "finding"), ("How it was read", "note")):
            found = [finding for finding in self.findings if finding.severity == severity]
            if found:
                lines += ["", f"{heading}:"]
                for finding in found:
                    lines.append(f"  {finding.in_words()}")
                    if finding.hint:
                        lines.append(f"    {finding.hint}")
        if self.unread:
            # What Convive has no use for is one line; what it cannot make out is said file by file.
            known = [unread for unread in self.unread if unread.why.endswith("not used yet")]
            lines.append("")
            if known:
                lines.append(f"Also there, and not needed: {', '.join(unread.file for unread in known)}.")
            lines += [f"Not used: {unread.file}. {unread.why}" for unread in self.unread if unread not in known]
        return "\n".join(lines)
