"""What lies in a data folder: one JSON file, and the only thing that says which tables count."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convive.core.errors import RefusedInput
from convive.core.provenance import Source

FORMAT = 1


@dataclass(frozen=True)
class StoredTable:
    """One Parquet file: its name (which holds the digest of its bytes) and its number of rows."""

    file: str
    rows: int


@dataclass(frozen=True)
class Entry:
    """One part of one kind as it was imported on one day (ISO). ``rows`` of a source are those that its file gave."""

    kind: str
    part: str
    imported_on: str
    tables: dict[str, StoredTable]
    sources: tuple[Source, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain fields for JSON."""
        return {
            "kind": self.kind,
            "part": self.part,
            "imported_on": self.imported_on,
            "tables": {name: {"file": table.file, "rows": table.rows} for name, table in sorted(self.tables.items())},
            "sources": [source.as_dict() for source in self.sources],
        }


@dataclass(frozen=True)
class Catalogue:
    """All entries of a data folder, sorted by kind and part."""

    entries: tuple[Entry, ...] = ()

    def of(self, kind: str) -> tuple[Entry, ...]:
        """The parts of a kind."""
        return tuple(entry for entry in self.entries if entry.kind == kind)

    def files(self) -> frozenset[str]:
        """Names of all Parquet files that count."""
        return frozenset(table.file for entry in self.entries for table in entry.tables.values())

    def with_entries(self, kind: str, entries: tuple[Entry, ...]) -> Catalogue:
        """A catalogue in which the parts of ``kind`` are these."""
        others = [entry for entry in self.entries if entry.kind != kind]
        return Catalogue(tuple(sorted((*others, *entries), key=_order)))

    def to_json(self) -> str:
        """The bytes of ``catalogue.json``: the same for the same content."""
        whole = {"format": FORMAT, "entries": [entry.as_dict() for entry in self.entries]}
        return json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _order(entry: Entry) -> tuple[str, str, str, str]:
    return entry.kind, entry.part, entry.imported_on, ", ".join(source.digest for source in entry.sources)


def read_catalogue(file: Path) -> Catalogue:
    """The catalogue in a file; empty when there is none.

    Raises
    ------
    RefusedInput
        When the file is broken or written by a later Convive.
    """
    try:
        raw = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return Catalogue()
    except (ValueError, OSError):
        raise _broken(file) from None
    if not isinstance(raw, dict) or not isinstance(raw.get("format"), int):
        raise _broken(file)
    if raw["format"] > FORMAT:
        raise RefusedInput(
            "This data folder was written by a later Convive.", file=str(file), rule="catalogue", hint="Update Convive."
        )
    try:
        return Catalogue(tuple(_entry(given) for given in raw["entries"]))
    except (KeyError, TypeError):
        raise _broken(file) from None


def _entry(given: dict[str, Any]) -> Entry:
    tables = {name: StoredTable(table["file"], table["rows"]) for name, table in given["tables"].items()}
    sources = tuple(Source.from_dict(source) for source in given["sources"])
    return Entry(given["kind"], given["part"], given["imported_on"], tables, sources)


def _broken(file: Path) -> RefusedInput:
    return RefusedInput(
        "The catalogue of this data folder cannot be read.",
        file=str(file),
        rule="catalogue",
        hint="Import the files again into a new folder.",
    )
