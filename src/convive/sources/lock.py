"""One import at a time: a lock that the operating system lets go of when its holder dies, so it is never stale."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from convive.core.errors import RefusedInput

_BETWEEN_TRIES = 0.05


@contextmanager
def only_one(file: Path, *, wait: float) -> Iterator[None]:
    """Holds the lock on ``file`` for as long as the block runs; the file is gone afterwards.

    A lock file that a crashed import left behind locks nothing: what counts is the operating system's own lock.

    Raises
    ------
    RefusedInput
        When another import still holds it after ``wait`` seconds.
    """
    deadline = time.monotonic() + wait
    while True:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        if _take(handle) and _still_there(handle, file):
            break
        os.close(handle)
        if time.monotonic() >= deadline:
            raise RefusedInput(
                "Another import is writing to this data folder.",
                file=str(file.parent),
                rule="busy",
                hint="Wait until it is done, then try again.",
            )
        time.sleep(_BETWEEN_TRIES)
    try:
        yield
    finally:
        # Windows cannot remove an open file; there it stays behind, empty and harmless.
        with suppress(OSError):
            file.unlink()
        os.close(handle)


def _still_there(handle: int, file: Path) -> bool:
    """Whether the file that was locked is the one at the path: its last holder may just have removed it."""
    if sys.platform == "win32":
        return True
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
