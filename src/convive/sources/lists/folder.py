"""A folder of lists as one problem, with what was found in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convive.core.errors import RefusedInput, closest, did_you_mean
from convive.core.problems.kinds import What
from convive.sources.lists import problems
from convive.sources.lists.cells import typed
from convive.sources.lists.points import in_degrees, in_km, middle_of
from convive.sources.lists.settings import checked_settings, read_settings
from convive.sources.lists.shapes import NOT_READ, SETTINGS, Shape, kind_of, shapes
from convive.sources.lists.table import read_table, refuse_header
from convive.sources.refusals import Refusals
from convive.sources.report import ImportFinding

if TYPE_CHECKING:
    import polars as pl

    from convive.core.problems import LinkingProblem, MentoringProblem, PlacementProblem, TeamsProblem

    Problem = LinkingProblem | TeamsProblem | PlacementProblem | MentoringProblem

ENDINGS = (".csv", ".csv.gz", ".xlsx", ".tsv")
# What may lie beside the lists and says nothing new: the earlier answer, and which schools a built folder leaves out.
ANSWER = ("answer.json", "assignments.csv", "unassigned.csv", "relaxed.csv", "venues_assigned.csv")
BESIDE = (*ANSWER, "left_out.csv")


@dataclass(frozen=True, eq=False)
class Reading:
    """A problem as read: the rows of each list by its file, and what a person should know about them."""

    what: What
    problem: Problem
    rows: Mapping[str, int]
    findings: tuple[ImportFinding, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain fields for ``--json``."""
        return {
            "what": self.what,
            "input_hash": self.problem.digest,
            "lists": [{"file": file, "rows": rows} for file, rows in self.rows.items()],
            "findings": [one.as_dict() for one in self.findings],
        }


def read_folder(
    folder: str | Path,
    what: What | None = None,
    *,
    postcodes: pl.LazyFrame | None = None,
    instead: Mapping[str, Any] | None = None,
) -> Reading:
    """The problem whose lists lie in a folder.

    Parameters
    ----------
    folder
        With ``schools.csv``, ``learners.xlsx`` and so on; gzip is unpacked.
    what
        Which problem; told by the lists that are there where it is not given.
    postcodes
        ``postcodes.postcodes`` of a data folder, for lists with postcodes.
    instead
        Rules and weights by name in the place of those of ``params.json``, to see what they would give.

    Raises
    ------
    RefusedInput
        When a list is missing, has a column that is refused by name, or holds a cell that cannot be used.
    """
    path = Path(folder)
    files = _files(path)
    lists, others = _sorted(files)
    what = what or _told(path, lists)
    wanted = shapes(what)
    known = {shape.file for shape in wanted}
    _refuse_unlisted(lists, known)
    settings = _settings(path, what, others)
    if instead:
        settings |= checked_settings(instead, problems.known_settings(what), SETTINGS, common=())
    for shape in wanted:
        if shape.needed and shape.file not in lists:
            near = [file for file in lists if file not in known]
            raise RefusedInput(
                f"The list {shape.file} is missing.",
                file=str(path),
                rule="no-list",
                hint=did_you_mean(shape.file, near) or f"convive match template {what} -o {path} makes one to fill in.",
            )
    findings: list[ImportFinding] = []
    frames, rows = _frames(lists, wanted, settings, postcodes, findings)
    problem, about = problems.build(what, frames, settings)
    findings += about + [_not_used(lists[file], file, known, what) for file in lists if file not in known]
    findings += [ImportFinding("note", "This file is no list, and was not read.", one.name) for one in others]
    return Reading(what, problem, rows, tuple(findings))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        near = [p.name for p in path.parent.iterdir() if p.is_dir()] if path.parent.is_dir() else []
        raise RefusedInput(
            "There is no such folder.", file=str(path), rule="no-folder", hint=did_you_mean(path.name, near)
        )
    return [one for one in sorted(path.iterdir()) if one.is_file() and not one.name.startswith((".", "~$"))]


def _sorted(files: list[Path]) -> tuple[dict[str, Path], list[Path]]:
    """Lists by their name without ending, and files that are none (settings among them)."""
    lists: dict[str, Path] = {}
    others = []
    for file in files:
        name = file.name.casefold()
        if name in BESIDE:
            continue
        ending = next((one for one in ENDINGS if name.endswith(one)), None)
        if ending is None:
            others.append(file)
            continue
        stem = name.removesuffix(ending)
        if stem in lists:
            raise RefusedInput(
                f"The list {stem} is here twice: {lists[stem].name} and {file.name}.",
                file=file.name,
                rule="list-twice",
                hint="Nobody can tell which of the two is meant. Take one away.",
            )
        lists[stem] = file
    return lists, others


def _told(path: Path, lists: Mapping[str, Path]) -> What:
    what = kind_of(set(lists))
    if what is None:
        raise RefusedInput(
            "No list in this folder says what is to be matched.",
            file=str(path),
            rule="no-list",
            hint="School links begin with schools.csv, teams with participants.csv, English classes with "
            "learners.csv, mentors with mentees.csv.",
        )
    return what


def _refuse_unlisted(lists: Mapping[str, Path], known: set[str]) -> None:
    """Files that are no list of the problem are not read; a column that no list may have is refused all the same."""
    for stem, file in lists.items():
        if stem not in known:
            try:
                refuse_header(file, None)
            except RefusedInput as error:
                if error.rule == "status-column":
                    raise


def _settings(path: Path, what: What, others: list[Path]) -> dict[str, Any]:
    for file in others:
        if file.name.casefold() == SETTINGS:
            others.remove(file)
            return read_settings(file, problems.known_settings(what))
    return {}


def _frames(
    lists: Mapping[str, Path],
    wanted: tuple[Shape, ...],
    settings: Mapping[str, Any],
    postcodes: pl.LazyFrame | None,
    findings: list[ImportFinding],
) -> tuple[dict[str, pl.DataFrame], dict[str, int]]:
    """The frames of a problem by its fields. Every header is judged before any list is read."""
    here = [shape for shape in wanted if shape.file in lists]
    for shape in here:
        refuse_header(lists[shape.file], shape)
    frames: dict[str, pl.DataFrame] = {}
    rows: dict[str, int] = {}
    for shape in here:
        table = read_table(lists[shape.file], shape)
        refusals = Refusals(table.file, tuple(table.titles.values()))
        frame = typed(table, shape, refusals)
        if shape.point is not None:
            frame = in_degrees(frame, shape, table, postcodes, refusals)
        refusals.raise_if_any(frame.height)
        frames[shape.field], rows[table.file] = frame, frame.height
        if table.examples:
            says = f"Rows that begin with # are examples and were left out: {table.examples:,}."
            findings.append(ImportFinding("note", says, table.file, rule="examples", size=table.examples))
        if table.unused:
            says = f"Columns that were not read: {', '.join(table.unused)}."
            findings.append(ImportFinding("note", says, table.file, rule="columns-not-used"))
    placed = {shape.file: frames[shape.field] for shape in here if shape.point is not None}
    middle = middle_of(placed, settings.get("origin"), SETTINGS)
    for shape in here:
        if shape.point is not None:
            frames[shape.field] = in_km(frames[shape.field], shape.point, middle)
    return frames, rows


def _not_used(file: Path, stem: str, known: set[str], what: What) -> ImportFinding:
    why = NOT_READ.get(stem)
    if why is not None:
        return ImportFinding("note", f"It was not read: {why}.", file.name, rule="not-read")
    near = closest(stem, known)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"Lists of {what}: {', '.join(sorted(known))}."
    return ImportFinding("note", "No list has this name, and it was not read.", file.name, rule="not-read", hint=hint)
