"""Bytes → ``core.tables``: one declarative importer per publisher's table, its report, and the data folder."""

from convive.sources.folder import DataFolder
from convive.sources.kinds import Kind, kind, kinds
from convive.sources.places import KnownPlaces, known_places
from convive.sources.reading import looks_like, read
from convive.sources.refusals import RefusedRows
from convive.sources.report import ImportFinding, ImportPart, ImportReport, UnreadFile
from convive.sources.wanted import Wanted, wanted

__all__ = [
    "DataFolder",
    "ImportFinding",
    "ImportPart",
    "ImportReport",
    "Kind",
    "KnownPlaces",
    "RefusedRows",
    "UnreadFile",
    "Wanted",
    "kind",
    "kinds",
    "known_places",
    "looks_like",
    "read",
    "wanted",
]
