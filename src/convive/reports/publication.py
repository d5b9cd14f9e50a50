"""Files that leave: all of them are written and safe on disk before the first takes its place."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

from convive.core.errors import RefusedInput


def write(folder: Path, files: Mapping[str, bytes], *, renewed: Collection[str] = ()) -> tuple[Path, ...]:
    """Write files (name relative to the folder → bytes) so that a failure leaves the folder as it was.

    Everything is first written beside the folder, so a full disk or an interruption comes before anything is touched.
    Sub-folders named in ``renewed`` belong to Convive: what is in them and not among the files goes.

    Raises
    ------
    RefusedInput
        When the folder cannot be written to.
    """
    folder = folder.absolute()
    if folder.exists() and not folder.is_dir():
        raise RefusedInput(
            "This is a file, and a folder is needed.", file=str(folder), rule="folder", hint="Name a folder with -o."
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise RefusedInput(
            f"The folder cannot be written to: {error.strerror}.", file=str(folder), rule="writable"
        ) from None
    try:
        for name, content in files.items():
            path = staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (staging / name).replace(folder / name)
        for name in renewed:
            _keep_only(folder, name, files)
    except OSError as error:
        raise RefusedInput(
            f"Not everything could be written: {error.strerror}.", file=str(folder), rule="disk"
        ) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return tuple(folder / name for name in files)


def _keep_only(folder: Path, name: str, files: Mapping[str, bytes]) -> None:
    for path in sorted((folder / name).glob("*")):
        if path.is_file() and f"{name}/{path.name}" not in files:
            path.unlink()
