"""Where what people brought becomes a problem, and an answer becomes what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from convive.core.errors import RefusedInput
from convive.core.problems import LinkingProblem, MentoringProblem
from convive.core.problems.kinds import kind_named
from convive.matching import engines
from convive.matching.answers import Answer
from convive.matching.asked import Asked
from convive.matching.engines import Change, Pair
from convive.sources import DataFolder


def problem(kind: str, folder: Path, place: str) -> Any:
    """The problem of uploaded lists; of a place's published schools where no list was brought.

    Raises
    ------
    RefusedInput
        With file, row, column and how to mend it.
    """
    from convive.sources.lists import read_folder

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


def constrained(problem: Any, change: Change) -> Any:
    """A linking or mentoring problem with pairs that must be and pairs that must not.

    Teams and places take the same as a change of the answer.
    """
    ends = {LinkingProblem: ("class_a", "class_b"), MentoringProblem: ("mentee", "mentor")}.get(type(problem))
    if ends is None or not (change.pin or change.forbid):
        return problem
    return replace(
        problem,
        forbidden=_with(problem.forbidden, change.forbid, ends),
        pins=_with(problem.pins, change.pin, ends),
    )


def settled(problem: Any, asked: Asked, change: Change) -> tuple[Any, Answer, tuple[Pair, ...]]:
    """The problem with what people decided, its answer, and the decided pairs that no rule of the engine allows.

    A person may decide against the rules. Such a pair stands as it was decided: its people are taken out of the
    problem, so that nobody else is matched with them.
    """
    try:
        return (*_answered(problem, asked, change), ())
    except RefusedInput:
        if not change.pin:
            raise
    keeps: list[Pair] = []
    for pair in change.pin:
        try:
            _answered(problem, asked, replace(change, pin=(*keeps, pair)))
        except RefusedInput:
            continue
        keeps.append(pair)
    aside = tuple(pair for pair in change.pin if pair not in keeps)
    there, answer = _answered(problem, asked, replace(change, pin=tuple(keeps)))
    out = sorted({end for pair in aside for end in (pair if asked.what == "linking" else pair[:1])})
    there, answer = engines.without(there, answer, asked, out)
    return there, answer, aside


def _answered(problem: Any, asked: Asked, change: Change) -> tuple[Any, Answer]:
    there = constrained(problem, change)
    answer = engines.solve(there, asked)
    if there is problem and (change.pin or change.forbid):
        answer = engines.changed(there, answer, asked, replace(change, without=()))
    return getattr(answer, "problem", there), answer


def change_of(kind: str, options: Mapping[str, Any]) -> Change:
    """What people decided, as the engines take it. A team is no pair: there a decision stands beside the suggestion."""
    gone = set(options.get("without") or [])
    stands = [(one["subject"], one["decided"]) for one in options.get("decided") or [] if one["decided"]]
    return Change(
        pin=() if kind == "teams" else tuple(pair for pair in stands if not set(pair) & gone),
        forbid=tuple((one, other) for one, other in options.get("forbid") or []),
        without=tuple(sorted(gone)),
    )


def asked(kind: str, options: Mapping[str, Any]) -> Asked:
    """How an answer was asked for: the kind and the switches that were chosen."""
    switches = {field.name: options[field.name] for field in fields(Asked) if field.name in options}
    return Asked(**{"what": kind_named(kind), **switches})


def _with(frame: pl.DataFrame, pairs: Sequence[tuple[str, str]], ends: tuple[str, str]) -> pl.DataFrame:
    """A frame of pairs with some more, each once."""
    if not pairs:
        return frame
    more = pl.DataFrame(pairs, schema=dict.fromkeys(ends, pl.String), orient="row")
    return (
        pl.concat([frame, more], how="diagonal")
        .with_columns(pl.col("row").fill_null(0))
        .unique(ends, maintain_order=True)
    )
