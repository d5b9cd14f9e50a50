"""A pile of downloads, put in order: which file is of which kind, and which kinds to read first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from convive.core.errors import RefusedInput
from convive.sources.files import gather
from convive.sources.kinds import kinds
from convive.sources.reading import looks_like

# The name that stands for "find out yourself" where a kind is asked for.
ANY = "any"


@dataclass(frozen=True)
class Pile:
    """Files by kind, in the order of use (lookups first: the others are checked against them), and those of none."""

    kinds: tuple[tuple[str, tuple[Path, ...]], ...]
    unknown: tuple[Path, ...]


def sort_out(paths: str | Path | Sequence[str | Path]) -> Pile:
    """Tell every file's kind by its header, never by its name. Reads the first bytes of each and writes nothing.

    Parameters
    ----------
    paths
        Files or folders; a folder means its own files, not those of its subfolders.

    Raises
    ------
    RefusedInput
        When a path is not there, or no file is of a kind that can be read.
    """
    given = gather([paths] if isinstance(paths, (str, Path)) else paths)
    found: dict[str, list[Path]] = {}
    unknown: list[Path] = []
    for one in given:
        kind = looks_like(one.path)
        if kind is None:
            unknown.append(one.path)
        else:
            found.setdefault(kind, []).append(one.path)
    if not found:
        raise RefusedInput(
            f"None of these {len(given)} files is of a kind that can be read.",
            file=str(given[0].path.parent),
            rule="no-kind",
            hint="See the kinds with convive ingest --list, and which to get with convive ingest --wanted.",
        )
    in_order = sorted((kind for kind in kinds() if kind.id in found), key=lambda kind: (kind.rank, kind.id))
    return Pile(tuple((kind.id, tuple(found[kind.id])) for kind in in_order), tuple(unknown))
