"""The secret key: made on first start, kept in the data folder, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

FILE = "secret.key"


def keep(folder: Path) -> None:
    """Make the key unless there is one. Two processes that start together end with the same key."""
    # The folder also holds people's addresses: what it contains is nobody else's to read.
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # O_EXCL: of two processes that start together one writes, and the other reads what it wrote.
    with suppress(FileExistsError):
        handle = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))


def read(folder: Path) -> str:
    """The key of the folder; without one a key for this process alone: merely loading settings writes nothing."""
    with suppress(FileNotFoundError):
        if kept := (folder / FILE).read_text().strip():
            return kept
    return secrets.token_urlsafe(50)
