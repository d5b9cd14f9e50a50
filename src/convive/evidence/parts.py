"""What a part of the evidence is given, and what it gives: one shape, so that parts can be added side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from convive.core.disclosure import Sheet
from convive.core.geography import Place
from convive.core.provenance import Source
from convive.evidence.census import Joined
from convive.evidence.model import Figure, Missing, Standing, Topic
from convive.evidence.neighbourhoods import Areas


@dataclass(frozen=True)
class Inputs:
    """Everything a part may look at. ``origin`` holds one source a kind, ``areas`` the place's neighbourhoods.

    ``peers`` are the codes of the authorities most like the place, for :func:`convive.evidence.standings.stand`.
    """

    place: Place
    joined: Joined
    tables: Mapping[str, pl.LazyFrame]
    origin: Mapping[str, Source]
    areas: Areas | None
    today: date
    peers: tuple[str, ...] = ()

    def has(self, kind: str, table: str = "counts") -> bool:
        """Whether a table has been imported."""
        return f"{kind}.{table}" in self.tables

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that sources may count the place under: its own, or those of the districts it was made of."""
        return tuple(code for code, _ in self.place.parts) or (self.place.code,)


@dataclass(frozen=True)
class Part:
    """What a part adds: topics, published tables, standings, figures, and what it could not look at."""

    topics: tuple[Topic, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    standings: tuple[Standing, ...] = ()
    figures: dict[str, Figure] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()


def together(parts: Iterable[Part]) -> Part:
    """Several parts as one, in their order."""
    found = tuple(parts)
    return Part(
        topics=tuple(topic for part in found for topic in part.topics),
        sheets=tuple(sheet for part in found for sheet in part.sheets),
        standings=tuple(standing for part in found for standing in part.standings),
        figures={key: figure for part in found for key, figure in part.figures.items()},
        missing=tuple(missing for part in found for missing in part.missing),
    )
