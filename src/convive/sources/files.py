"""Files as they come: folders, gzip, and the many things that are saved as .csv and are not."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from convive.core.errors import RefusedInput, did_you_mean

# Far above the largest census table of small areas; a gzip file that grows beyond it is broken or meant to harm.
LARGEST = 2_000_000_000
HEAD = 65_536
_GZIP = b"\x1f\x8b"
_NO_TABLE = (
    (b"%PDF", "a PDF", "Look for the same table as CSV on the publisher's page."),
    (b"PAR1", "a Parquet file", "Take the publisher's own CSV."),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet, or one with a password", "Open it and save it as .xlsx or CSV."),
    (b"\xff\xfe", "text in UTF-16", "Save it again as “CSV UTF-8”."),
    (b"\xfe\xff", "text in UTF-16", "Save it again as “CSV UTF-8”."),
)
_HTML = (b"<!doctype", b"<html", b"<head", b"<body", b"<?xml")


@dataclass(frozen=True)
class RawFile:
    """One file: its name, its bytes (unpacked), and the SHA-256 of its bytes as they lie on the disk."""

    name: str
    data: bytes
    digest: str


@dataclass(frozen=True)
class Given:
    """A file to look at: ``named`` when it was given by name, not found in a folder."""

    path: Path
    named: bool


def gather(paths: Iterable[str | Path]) -> tuple[Given, ...]:
    """The files that paths mean. A folder means its own files, not those of its subfolders.

    Raises
    ------
    RefusedInput
        When a path is not there, with the neighbours that look like it; when a folder holds no file.
    """
    found: dict[Path, Given] = {}
    for path in map(Path, paths):
        if path.is_dir():
            own = [p for p in sorted(path.iterdir()) if p.is_file() and not p.name.startswith(".")]
            if not own:
                raise RefusedInput("There is no file in this folder.", file=str(path), rule="no-file")
            for p in own:
                found.setdefault(p, Given(p, named=False))
        elif path.is_file():
            found[path] = Given(path, named=True)
        else:
            near = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
            raise RefusedInput(
                "There is no such file.", file=str(path), rule="no-file", hint=did_you_mean(path.name, near)
            )
    return tuple(found.values())


def peek(path: Path) -> bytes:
    """The first bytes of a file, unpacked; enough to tell which table it is."""
    packed = _bytes_of(path, HEAD)
    if not packed.startswith(_GZIP):
        return packed
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(packed, HEAD)
    except zlib.error:
        raise _broken(path.name) from None


def read_file(path: Path) -> RawFile:
    """A whole file, unpacked when its first bytes say that it is gzip, whatever its name.

    Raises
    ------
    RefusedInput
        When it cannot be read, is a broken or cut-off gzip file, or grows beyond all reason.
    """
    packed = _bytes_of(path, -1)
    digest = hashlib.sha256(packed).hexdigest()
    if not packed.startswith(_GZIP):
        return RawFile(path.name, packed, digest)
    try:
        with gzip.open(path) as stream:
            data = stream.read(LARGEST + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise _broken(path.name) from None
    if len(data) > LARGEST:
        raise RefusedInput("The file is far larger than any table of this kind.", file=path.name, rule="too-large")
    return RawFile(path.name, data, digest)


def refuse_no_table(head: bytes, name: str) -> None:
    """Refuses what is saved under a table's name and is something else.

    Raises
    ------
    RefusedInput
        For an empty file, a web page, a spreadsheet, a PDF, or text in UTF-16.
    """
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise RefusedInput("The file is empty.", file=name, row=1, rule="empty", hint="Download it again.")
    if start[:100].lower().startswith(_HTML):
        raise RefusedInput(
            "This is a web page, not a table.",
            file=name,
            row=1,
            rule="web-page",
            hint="The download probably failed. Open the publisher's page and save the table itself.",
        )
    for magic, what, hint in _NO_TABLE:
        if head.startswith(magic):
            raise RefusedInput(f"This is {what}, not a CSV file.", file=name, rule="not-csv", hint=hint)


def _bytes_of(path: Path, size: int) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(size)
    except OSError as error:
        raise RefusedInput(
            f"The file cannot be read: {error.strerror or error}.", file=path.name, rule="no-file"
        ) from None


def _broken(name: str) -> RefusedInput:
    return RefusedInput(
        "The gzip file is broken or cut off.",
        file=name,
        rule="gzip",
        hint="The download probably stopped half way. Download it again.",
    )
