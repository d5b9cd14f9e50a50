"""The data folder: Parquet files under names that hold their digest, and a catalogue that is replaced in one step."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from convive.core.errors import RefusedInput, UnknownName, did_you_mean
from convive.core.geography import is_code
from convive.core.provenance import Source, merge
from convive.sources.catalogue import Catalogue, Entry, StoredTable, read_catalogue
from convive.sources.lock import only_one
from convive.sources.places import KnownPlaces, known_places
from convive.sources.report import ImportPart, ImportReport

if TYPE_CHECKING:
    import polars as pl

CATALOGUE = "catalogue.json"
TABLES = "tables"
_LOCK = ".importing"
_OS_ERROR = re.compile(r"\(os error (?P<number>\d+)\)")
# Outlines come place by place: those of other areas stay. Lookups come table by table, postcodes by their first
# letters, small areas by topic and level, own figures by service or name: the other parts stay. Of any other kind a
# new import replaces the earlier one whole.
BY_AREA = "boundaries"
BY_PART = ("census-small-area", "counts", "lookups", "postcodes")
# The one table that names every 2021 MSOA: the codes of the others are checked against it.
MSOA_NAMES = "census-migration"


@dataclass(frozen=True)
class Stored:
    """What an import changed: the entries it wrote, and those of an earlier import that it replaced."""

    written: tuple[Entry, ...]
    replaced: tuple[Entry, ...]


class DataFolder:
    """Small-area tables on a disk, written by ``convive ingest`` and scanned lazily by engines.

    The folder need not be there to ask what is in it. Everything is written under new names first; replacing
    ``catalogue.json`` is the one step that makes it count, so whatever fails before leaves the folder as it was.
    """

    def __init__(self, path: str | Path, *, wait: float = 10.0) -> None:
        self.path = Path(path)
        self._wait = wait

    @property
    def catalogue(self) -> Catalogue:
        """What is in the folder now; read anew every time."""
        return read_catalogue(self.path / CATALOGUE)

    def has(self, kind: str, table: str | None = None) -> bool:
        """Whether a kind, or one table of it, has been imported."""
        return any(table is None or table in entry.tables for entry in self.catalogue.of(kind))

    def scan(self, kind: str, table: str) -> pl.LazyFrame:
        """A table, its parts put together, read when it is collected.

        Raises
        ------
        UnknownName
            When the kind has not been imported, or has no such table.
        RefusedInput
            When a file of the folder has gone.
        """
        import polars as pl

        entries = self._entries(kind)
        stored = [entry.tables[table] for entry in entries if table in entry.tables]
        if not stored:
            names = sorted({name for entry in entries for name in entry.tables})
            hint = did_you_mean(table, names) or f"It has {', '.join(names)}."
            raise UnknownName(f"“{kind}” in {self.path} has no table “{table}”.", rule="table", hint=hint)
        files = [self.path / TABLES / one.file for one in stored]
        for file in files:
            if not file.is_file():
                raise RefusedInput(
                    "This file of the data folder has gone.",
                    file=str(file),
                    rule="catalogue",
                    hint=f"Import {kind} again.",
                )
        return pl.concat([pl.scan_parquet(file) for file in files])

    def tables(self) -> dict[str, pl.LazyFrame]:
        """Every table in the folder by name (``census-ts021.counts``), read when it is collected."""
        names = dict.fromkeys((entry.kind, table) for entry in self.catalogue.entries for table in entry.tables)
        return {f"{kind}.{table}": self.scan(kind, table) for kind, table in names}

    def source(self, kind: str) -> Source:
        """Where a kind comes from; of several files one source that names them all.

        ``rows`` are then added up, and ``digest`` is that of the digests in order.
        """
        return merge([source for entry in self._entries(kind) for source in entry.sources])

    def sources(self, place: str = "") -> tuple[Source, ...]:
        """Every source in the folder, sorted by kind and part; with ``place``, without those of other authorities."""
        return tuple(
            source
            for entry in self.catalogue.entries
            if not place or entry.part == place or not is_code("lad", entry.part)
            for source in entry.sources
        )

    def places(self) -> KnownPlaces | None:
        """The codes and names that the lookups in the folder know; ``None`` without lookups."""
        if not self.has("lookups", "lsoa_changes"):
            return None
        wards = self.scan("lookups", "lsoa_wards").collect() if self.has("lookups", "lsoa_wards") else None
        msoas = self.scan(MSOA_NAMES, "units").collect() if self.has(MSOA_NAMES, "units") else None
        return known_places(self.scan("lookups", "lsoa_changes").collect(), wards, msoas)

    def put(self, report: ImportReport, *, imported_on: str) -> Stored:
        """Writes what was read; the day (ISO) comes from the caller, never from the clock.

        Outlines of areas that the report does not bring stay, and so does a lookup that it does not bring. Any other
        kind is replaced whole.

        Raises
        ------
        RefusedInput
            When another import does not end in time, or the disk refuses. The folder is then as it was.
        """
        try:
            with self._made(), only_one(self.path / _LOCK, wait=self._wait):
                return self._put(report, imported_on)
        except OSError as error:
            raise RefusedInput(
                f"The data folder cannot be written: {error.strerror or error}. It is as it was before.",
                file=str(self.path),
                rule="disk",
                hint="Make room on the disk, or choose another folder with --data.",
            ) from error

    def _put(self, report: ImportReport, imported_on: str) -> Stored:
        before = self.catalogue
        self._sweep(before)
        # Twice, because Polars and Python each answer one Ctrl-C: the second may fall into the sweeping of the first.
        with self._swept_if_it_fails(), self._swept_if_it_fails():
            written = tuple(
                Entry(report.kind, part.part, imported_on, self._write_tables(report.kind, part), part.sources)
                for part in report.parts
            )
            kept = self._kept(before, report)
            after = before.with_entries(report.kind, (*kept, *written))
            _write_whole(self.path / CATALOGUE, after.to_json().encode())
        self._sweep(after)
        replaced = tuple(entry for entry in before.of(report.kind) if entry not in kept)
        return Stored(written, replaced)

    @contextmanager
    def _swept_if_it_fails(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._sweep(self.catalogue)
            raise

    def _kept(self, before: Catalogue, report: ImportReport) -> tuple[Entry, ...]:
        """Entries of the same kind that stay, without the areas that the new parts bring."""
        if report.kind == BY_AREA:
            left = (self._without(entry, report) for entry in before.of(report.kind))
            return tuple(entry for entry in left if entry is not None)
        if report.kind in BY_PART:
            new = {part.part for part in report.parts}
            return tuple(entry for entry in before.of(report.kind) if entry.part not in new)
        return ()

    def _without(self, entry: Entry, report: ImportReport) -> Entry | None:
        """The entry without areas that the report brings anew; ``None`` when nothing is left of it."""
        import polars as pl

        tables: dict[str, StoredTable] = {}
        for name, stored in entry.tables.items():
            frame = pl.read_parquet(self.path / TABLES / stored.file)
            left = frame.join(report.tables[name].select("unit"), on="unit", how="anti", maintain_order="left")
            if left.height == frame.height:
                return entry
            if left.height:
                tables[name] = self._write_table(entry.kind, name, left)
        return replace(entry, tables=tables) if tables else None

    def _write_tables(self, kind: str, part: ImportPart) -> dict[str, StoredTable]:
        return {name: self._write_table(kind, name, frame) for name, frame in sorted(part.tables.items())}

    def _write_table(self, kind: str, name: str, frame: pl.DataFrame) -> StoredTable:
        unnamed = self.path / TABLES / f"{kind}-{name}.part"
        with unnamed.open("wb") as stream:
            _write_parquet(frame, stream)
            stream.flush()
            os.fsync(stream.fileno())
        with unnamed.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        file = f"{kind}-{name}-{digest[:20]}.parquet"
        unnamed.replace(self.path / TABLES / file)
        return StoredTable(file, frame.height)

    def _sweep(self, catalogue: Catalogue) -> None:
        """Removes files that no catalogue names: what an import that was cut off left behind, or what was replaced."""
        counts = catalogue.files()
        for file in (self.path / TABLES).iterdir():
            if file.name not in counts and file.suffix in (".parquet", ".part"):
                with suppress(OSError):
                    file.unlink()
        with suppress(OSError):
            (self.path / f"{CATALOGUE}.part").unlink()

    @contextmanager
    def _made(self) -> Iterator[None]:
        """The folder with its parents; those that were made for an import that fails are taken away again."""
        wanted = self.path / TABLES
        new = [path for path in (wanted, *wanted.parents) if not path.exists()]
        wanted.mkdir(parents=True, exist_ok=True)
        try:
            yield
        except BaseException:
            for path in new:
                with suppress(OSError):
                    path.rmdir()
            raise

    def _entries(self, kind: str) -> tuple[Entry, ...]:
        catalogue = self.catalogue
        entries = catalogue.of(kind)
        if not entries:
            known = sorted({entry.kind for entry in catalogue.entries})
            hint = did_you_mean(kind, known) or f"Import it first: convive ingest {kind} FILE --data {self.path}"
            raise UnknownName(f"There is no “{kind}” in the data folder {self.path}.", rule="kind", hint=hint)
        return entries


def existing(path: str | Path) -> DataFolder:
    """The data folder at a path, to read from.

    Raises
    ------
    RefusedInput
        When there is no such folder.
    """
    folder = Path(path)
    if not folder.is_dir():
        near = [p.name for p in folder.parent.iterdir() if p.is_dir()] if folder.parent.is_dir() else []
        fill = f"A data folder is made and filled by convive ingest any FILES --data {folder}."
        raise RefusedInput(
            "There is no such folder.", file=str(folder), rule="no-folder", hint=did_you_mean(folder.name, near) or fill
        )
    return DataFolder(folder)


def _write_parquet(frame: pl.DataFrame, stream: BinaryIO) -> None:
    """Writes a table; a disk that takes no more is an ``OSError``, though Polars tells it as one of its own."""
    import polars as pl

    try:
        frame.write_parquet(stream, compression="zstd", statistics=True)
    except pl.exceptions.ComputeError as error:
        told = _OS_ERROR.search(str(error))
        if told is None:
            raise
        number = int(told["number"])
        raise OSError(number, os.strerror(number)) from error


def _write_whole(file: Path, data: bytes) -> None:
    """Replaces a file in one step: nobody ever reads half of it."""
    unnamed = file.with_name(f"{file.name}.part")
    with unnamed.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    unnamed.replace(file)
    _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    """Makes the renaming itself last over a power cut, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        # Some file systems cannot; by now the import counts, and that is no reason to call it failed.
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
