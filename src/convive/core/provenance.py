"""Where a figure comes from: publisher, table, file, digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any


@dataclass(frozen=True)
class Source:
    """One published table as it was read.

    ``dated`` is the day the figures are about (ISO), ``date_words`` how that date is printed beside every figure
    ("March 2021, in lockdown"). ``digest`` is the SHA-256 of the file's bytes, ``rows`` the number of good rows.
    """

    kind: str
    table: str
    title: str
    publisher: str
    licence: str
    dated: str
    date_words: str
    file: str
    digest: str
    rows: int
    page: str = ""
    invented: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Plain fields for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, given: dict[str, Any]) -> Source:
        """The reverse of :meth:`as_dict`; unknown keys are refused by the constructor."""
        return cls(**{field.name: given[field.name] for field in fields(cls) if field.name in given})


def merge(sources: Sequence[Source]) -> Source:
    """One source for several files of one kind: titles and files are named in turn, rows are added up.

    ``digest`` is then that of the digests in order.
    """
    first = sources[0]
    if len(sources) == 1:
        return first
    return replace(
        first,
        title="; ".join(dict.fromkeys(source.title for source in sources)),
        file=", ".join(dict.fromkeys(source.file for source in sources)),
        digest=hashlib.sha256("".join(source.digest for source in sources).encode()).hexdigest(),
        rows=sum(source.rows for source in sources),
        invented=all(source.invented for source in sources),
    )


def by_kind(sources: Iterable[Source]) -> dict[str, Source]:
    """One source a kind, in alphabetical order of the kinds."""
    found: dict[str, list[Source]] = {}
    for source in sources:
        found.setdefault(source.kind, []).append(source)
    return {kind: merge(found[kind]) for kind in sorted(found)}
