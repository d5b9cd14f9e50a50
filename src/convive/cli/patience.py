"""A sign of life while work takes long."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_SLOW = 2.0


@contextmanager
def patience(doing: str) -> Iterator[None]:
    """A moving line on a terminal while work takes longer than two seconds; nothing anywhere else."""
    if not sys.stderr.isatty():
        yield
        return
    from threading import Timer

    from rich.console import Console

    status = Console(stderr=True).status(f"{doing} …")
    timer = Timer(_SLOW, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        status.stop()
