"""A folder beside an output in which a long run keeps what is finished, until the output is whole."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path


class Beside:
    """Finished answers as files, each written whole before it takes its name. The folder is made with the first."""

    def __init__(self, out: Path) -> None:
        self.folder = out.with_name(f".{out.name}.unfinished")

    def get(self, name: str) -> bytes | None:
        """What an earlier run kept under a name, or ``None``."""
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            return None

    def put(self, name: str, answers: bytes) -> None:
        """Keep an answer. A disk that refuses costs the chance to go on later, never the run."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            unnamed = self.folder / f"{name}.part"
            with unnamed.open("wb") as stream:
                stream.write(answers)
                stream.flush()
                os.fsync(stream.fileno())
            unnamed.replace(self.folder / name)

    def count(self) -> int:
        """How many answers are kept."""
        return sum(1 for file in self.folder.glob("*") if not file.suffix) if self.folder.is_dir() else 0

    def clear(self) -> None:
        """Takes the folder away once the output is whole."""
        shutil.rmtree(self.folder, ignore_errors=True)
