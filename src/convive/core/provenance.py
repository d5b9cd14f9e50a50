"""Where a figure comes from: publisher, table, file, digest."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
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
