"""``convive match template``, ``check`` and ``build linking``: the lists of a match before anything is matched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convive.core.errors import WouldOverwrite

if TYPE_CHECKING:
    import polars as pl

    from convive.core.problems.kinds import What
    from convive.sources.lists import Reading

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder with the lists.", show_default=False)]
Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="The data folder with postcodes, for lists that have them.")
]
_YEARS = re.compile(r"(?P<first>\d{1,2})(?:\s*[-–]\s*(?P<last>\d{1,2}))?")


def template(
    what: Annotated[str, typer.Argument(metavar="linking|teams|placement|mentoring", help="What is matched.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="The folder for the lists.")],
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Spreadsheets in place of CSV.")] = False,
) -> None:
    """Lists to fill in, each with an example row that is left out when the list is read."""
    from convive.core.problems.kinds import kind_named
    from convive.reports import publication
    from convive.reports.matched import made_templates
    from convive.sources.lists.templates import templates

    kind = kind_named(what)
    files = templates(kind, xlsx=xlsx)
    _refuse_overwriting(out, files)
    publication.write(out, files)
    for line in made_templates(kind, out, list(files)):
        print(line)


def check(
    folder: Folder,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Read the lists in a folder and say what is in them. Nothing is matched and nothing is written."""
    from convive.cli.output import print_json
    from convive.reports.matched import read_lists

    reading = read(folder, None, data)
    if as_json:
        print_json(reading.as_dict())
        return
    for line in read_lists(reading):
        print(line)


def build_linking(
    place: Annotated[str, typer.Option(metavar="CODE", help="The authority's code, such as E08000032.")],
    data: Annotated[Path, typer.Option(metavar="DIR", help="The data folder that convive ingest filled.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The folder for the lists.")],
    venues: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Venues: name, postcode or degrees, capacity, dates.")
    ] = None,
    year: Annotated[
        list[str] | None,
        typer.Option("--year", metavar="4|3-6", help="A year group, or several; 3 to 9 otherwise.", show_default=False),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Renew lists that are there; vetoes and earlier links stay.")
    ] = False,
    as_json: Json = False,
) -> None:
    """From the published figures of an authority's schools to the lists of a linking year."""
    from convive.cli.output import print_json
    from convive.cli.wanted import place_name
    from convive.reports import publication
    from convive.reports.matched import built_linking
    from convive.sources.folder import existing
    from convive.sources.lists import published
    from convive.sources.lists.templates import header_alone
    from convive.sources.lists.venues import read_venues

    folder = existing(data)
    name = place_name(place, folder)
    tables = folder.tables()
    built = published.linking(tables, place, _years(year) if year else published.YEARS)
    files = built.files()
    own = {} if venues is None else read_venues(venues, built.middle, tables)
    files |= {f"{key}.csv": frame.drop("row", strict=False).write_csv().encode() for key, frame in own.items()}
    for kept in ("vetoes", "previous_links"):
        if not (out / f"{kept}.csv").exists():
            files[f"{kept}.csv"] = header_alone("linking", kept)
    if not replace:
        _refuse_overwriting(out, files, "Add --replace to renew them, or name another folder with -o.")
    publication.write(out, files)
    reading = read(out, "linking", None)
    if as_json:
        result = {
            "place": {"code": place, "name": name},
            "out": str(out),
            "files": sorted(files),
            "schools": built.schools.height,
            "classes": built.classes.height,
            "venues": own["venues"].height if own else 0,
            "left_out": built.left_out.to_dicts(),
            "notes": list(built.notes),
            "input_hash": reading.problem.digest,
        }
        print_json(result)
        return
    for line in built_linking(built, name or place, out, reading):
        print(line)


def read(folder: Path, what: What | None, data: Path | None, instead: Mapping[str, Any] | None = None) -> Reading:
    """The lists of a folder, its postcodes looked up in a data folder where one is named.

    ``instead`` are rules and weights in the place of those of ``params.json``.
    """
    from convive.cli.patience import patience
    from convive.sources.lists import read_folder

    with patience("Reading the lists"):
        return read_folder(folder, what, postcodes=_postcodes(data), instead=instead)


def _postcodes(data: Path | None) -> pl.LazyFrame | None:
    from convive.sources.folder import existing

    return None if data is None else existing(data).scan("postcodes", "postcodes")


def _years(given: list[str]) -> set[int]:
    """Year groups as people write them: "4", "3-6"."""
    years: set[int] = set()
    for written in given:
        for part in written.split(","):
            found = _YEARS.fullmatch(part.strip())
            first = int(found["first"]) if found else -1
            last = int(found["last"] or first) if found else -1
            if found is None or not 1 <= first <= last <= 13:
                raise typer.BadParameter(f"“{part.strip()}” is no year group. Write 4 or 3-6.", param_hint="--year")
            years.update(range(first, last + 1))
    return years


def _refuse_overwriting(out: Path, files: dict[str, bytes], hint: str = "Name another folder with -o.") -> None:
    there = [name for name in files if (out / name).exists()]
    if there:
        raise WouldOverwrite(
            f"There are lists here already: {', '.join(there)}.",
            file=str(out),
            rule="replace",
            hint=hint,
        )
