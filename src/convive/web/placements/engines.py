"""The engines behind one door: lists or a place in, an answer out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from convive.core.problems import LinkingProblem, MentoringProblem
from convive.sources import DataFolder


def problem(kind: str, folder: Path, place: str) -> Any:
    """The problem of uploaded lists; of a place's published schools where no list was brought.

    Raises
    ------
    RefusedInput
        With file, row, column and how to mend it.
    """
    from convive.sources.lists import kind_named, read_folder

    data = DataFolder(settings.CONVIVE_DATA / "data")
    if place:
        _published(data, place, folder)
    return read_folder(folder, kind_named(kind), postcodes=_postcodes(data)).problem


def _published(data: DataFolder, place: str, folder: Path) -> None:
    """Write a place's schools as lists beside what was brought; a list that was brought stays as it is."""
    from convive.sources.lists.published import linking
    from convive.sources.lists.venues import read_venues

    tables = data.tables()
    built = linking(tables, place)
    folder.mkdir(parents=True, exist_ok=True)
    files = built.files()
    for venues in (path for path in folder.iterdir() if path.stem == "venues"):
        own = read_venues(venues, built.middle, tables)
        venues.unlink()
        files |= {f"{name}.csv": frame.drop("row", strict=False).write_csv().encode() for name, frame in own.items()}
    for name, content in files.items():
        if not (folder / name).exists():
            (folder / name).write_bytes(content)


def _postcodes(data: DataFolder) -> pl.LazyFrame | None:
    return data.tables().get("postcodes.postcodes")


def constrained(problem: Any, options: Mapping[str, Any]) -> Any:
    """The problem with what people decided: pairs that may not meet, and pairs that stand.

    Teams and places have no such rule; there a decision stands beside the suggestion instead.
    """
    apart: list[tuple[str, ...]] = [tuple(pair) for pair in options.get("forbid") or []]
    stands: list[tuple[str, ...]] = [
        (one["subject"], one["decided"]) for one in options.get("decided") or [] if one["decided"]
    ]
    if isinstance(problem, LinkingProblem):
        ends = ("class_a", "class_b")
    elif isinstance(problem, MentoringProblem):
        ends = ("mentee", "mentor")
    else:
        return problem
    gone = set(options.get("without") or [])
    pins = [pair for pair in stands if not set(pair) & gone]
    return replace(problem, forbidden=_with(problem.forbidden, apart, ends), pins=_with(problem.pins, pins, ends))


def _with(frame: pl.DataFrame, pairs: list[tuple[str, ...]], ends: tuple[str, str]) -> pl.DataFrame:
    """A frame of pairs with some more, each once."""
    if not pairs:
        return frame
    more = pl.DataFrame(pairs, schema=dict.fromkeys(ends, pl.String), orient="row")
    return (
        pl.concat([frame, more], how="diagonal")
        .with_columns(pl.col("row").fill_null(0))
        .unique(ends, maintain_order=True)
    )


def solve(problem: Any, options: Mapping[str, Any]) -> Any:
    """The answer, by the engine of the problem's kind."""
    raise NotImplementedError
