"""Where the figures of a verb go: a table by its file's ending, and the line that says what it is for."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convive.core.errors import ConviveError, RefusedInput, did_you_mean

if TYPE_CHECKING:
    import polars as pl

ENDINGS = (".csv", ".json", ".parquet")
WORKING = "A working table, not for publication: it holds figures of small units and of few people."


def check_ending(out: Path) -> None:
    """Refuses a file name whose ending is no table's, before any work is done.

    Raises
    ------
    RefusedInput
        With the endings that can be written.
    """
    if out.suffix.lower() not in ENDINGS:
        raise RefusedInput(
            f"“{out.suffix or out.name}” is no kind of table that can be written.",
            file=str(out),
            rule="ending",
            hint=did_you_mean(out.suffix, ENDINGS) or f"Name a file that ends in {', '.join(ENDINGS)}.",
        )


def write_table(frame: pl.DataFrame, out: Path) -> None:
    """Writes a table so that a failure leaves the file that was there as it was.

    Raises
    ------
    RefusedInput
        When the ending is no table's or the disk refuses.
    """
    check_ending(out)
    write_bytes({".csv": _csv, ".json": _json, ".parquet": _parquet}[out.suffix.lower()](frame), out)


def write_bytes(data: bytes, out: Path) -> None:
    """Writes a file so that a failure leaves the one that was there as it was.

    Raises
    ------
    RefusedInput
        When the disk refuses.
    """
    unnamed = out.with_name(f".{out.name}.part")
    try:
        out.absolute().parent.mkdir(parents=True, exist_ok=True)
        with unnamed.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        unnamed.replace(out)
    except OSError as error:
        raise RefusedInput(
            f"The file cannot be written: {error.strerror or error}.", file=str(out), rule="disk"
        ) from None


@contextmanager
def of_file(file: Path) -> Iterator[None]:
    """What is refused inside, without a file of its own, is about this one."""
    try:
        yield
    except ConviveError as error:
        error.file = error.file or file.name
        raise


def print_json(what: Any) -> None:
    """Prints one JSON object."""
    print(json.dumps(what, ensure_ascii=False, indent=2, default=str))


def _csv(frame: pl.DataFrame) -> bytes:
    return frame.write_csv().encode("utf-8")


def _json(frame: pl.DataFrame) -> bytes:
    return (json.dumps(frame.to_dicts(), ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _parquet(frame: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.write_parquet(stream, compression="zstd")
    return stream.getvalue()
