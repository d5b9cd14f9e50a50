"""A pile of downloads, put in order: which file is of which kind, and which kinds to read first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from convive.core.errors import RefusedInput
from convive.sources.files import gather
from convive.sources.kinds import kinds
from convive.sources.reading import kind_of

# The name that stands for "find out yourself" where a kind is asked for.
ANY = "any"
# What lies beside downloads and is no table; it is left out without a word.
_README = "readme"
# So many reasons stand in one message.
_REASONS = 3


@dataclass(frozen=True)
class Pile:
    """Files by kind, in the order of use (lookups first: the others are checked against them), and those of none.

    ``unknown`` are tables of no kind that can be read, ``broken`` says of every other file why it is no table: a web
    page saved as .csv, a PDF, a packed file that is cut off.
    """

    kinds: tuple[tuple[str, tuple[Path, ...]], ...]
    unknown: tuple[Path, ...]
    broken: tuple[RefusedInput, ...] = ()


def sort_out(paths: str | Path | Sequence[str | Path]) -> Pile:
    """Tell every file's kind by its header, never by its name. Reads the first bytes of each and writes nothing.

    Parameters
    ----------
    paths
        Files or folders; a folder means its own files, not those of its subfolders, and not its README.

    Raises
    ------
    RefusedInput
        When a path is not there, or no file is of a kind that can be read.
    """
    given = gather([paths] if isinstance(paths, (str, Path)) else paths)
    given = tuple(one for one in given if one.named or one.path.stem.casefold() != _README)
    found: dict[str, list[Path]] = {}
    unknown: list[Path] = []
    broken: list[RefusedInput] = []
    for one in given:
        try:
            kind = kind_of(one.path)
        except RefusedInput as error:
            broken.append(error)
            continue
        if kind is None:
            unknown.append(one.path)
        else:
            found.setdefault(kind, []).append(one.path)
    if not found:
        raise _nothing([one.path for one in given], broken)
    in_order = sorted((kind for kind in kinds() if kind.id in found), key=lambda kind: (kind.rank, kind.id))
    return Pile(tuple((kind.id, tuple(found[kind.id])) for kind in in_order), tuple(unknown), tuple(broken))


def _nothing(paths: Sequence[Path], broken: Sequence[RefusedInput]) -> RefusedInput:
    """Why nothing can be read: the reason of a file that stands alone, or the first reasons of several."""
    if len(paths) == 1 and broken:
        return broken[0]
    says = "There is nothing to read but a README."
    if len(paths) == 1:
        says = "This file is of no kind that can be read."
    elif paths:
        says = f"None of these {len(paths)} files is of a kind that can be read."
    reasons = [f"{error.file}: {error.says}" for error in broken[:_REASONS]]
    folders = {path.parent for path in paths}
    file = paths[0] if len(paths) == 1 else folders.pop() if len(folders) == 1 else None
    return RefusedInput(
        " ".join([says, *reasons]),
        file=None if file is None else str(file),
        rule="no-kind",
        hint="See the kinds with convive ingest --list, and which to get with convive ingest --wanted.",
    )
