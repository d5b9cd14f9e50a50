"""``convive ingest --wanted``: the files in order of use, which are there, and which would help most next."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convive.sources.wanted import Wanted


def print_wanted(place: str, data: Path | None, today: date, *, as_json: bool) -> None:
    """Prints the list for a place.

    Raises
    ------
    UnknownName
        When the code has not the form of an authority's, or the lookups in the data folder do not know it.
    """
    from convive.sources import DataFolder
    from convive.sources.catalogue import Catalogue
    from convive.sources.wanted import wanted

    folder = None if data is None else DataFolder(data)
    name = place_name(place, folder)
    found = wanted(Catalogue() if folder is None else folder.catalogue, place, today)
    if as_json:
        given = {"place": place, "name": name, "data": None if data is None else str(data), "today": today.isoformat()}
        print(json.dumps({**given, "files": [one.as_dict() for one in found]}, ensure_ascii=False, indent=2))
        return
    there = [one for one in found if one.state != "missing"]
    where = "no data folder was named" if data is None else f"in {data}"
    if data is not None and not data.is_dir():
        where = f"there is no folder {data} yet"
    print(f"Files about {name or place}{f' ({place})' if name else ''}, in the order of use.")
    print(f"{len(there)} of {len(found)} are there ({where}).")
    _print_section("Would help most next", [one for one in found if one.next], data)
    _print_section("Are there", there, data)
    _print_section("May follow", [one for one in found if one.state == "missing" and not one.next], data)


def place_name(place: str, folder: object) -> str:
    """The name of an authority by the lookups in a data folder; empty where there are none.

    Raises
    ------
    UnknownName
        When the code has not the form of an authority's, or the lookups do not know it.
    """
    from convive.core.errors import UnknownName, closest
    from convive.core.geography import is_code, parts_of, refuse_not_covered
    from convive.sources import DataFolder

    hint = "Such a code looks like E08000032. It stands in the lookups, and on every page of the council's figures."
    refuse_not_covered(place)
    places = folder.places() if isinstance(folder, DataFolder) else None
    by_name = {} if places is None else places.codes_by_name()
    if not is_code("lad", place):
        near = " or ".join(f"{by_name[name]} ({name})" for name in closest(place, by_name))
        says = f"“{place}” is not the code of an authority."
        raise UnknownName(says, rule="place", hint=f"Did you mean {near}?" if near else hint)
    if places is None:
        return ""
    names = {code: name for name, code in by_name.items()}
    if place not in names and not parts_of(place) and places.invented == place.startswith("X"):
        raise UnknownName(f"The lookups know no authority {place}.", rule="place", hint=hint)
    return names.get(place, "")


def _print_section(heading: str, found: list[Wanted], data: Path | None) -> None:
    if not found:
        return
    print(f"\n{heading}:")
    for one in found:
        print(f"\n  {one.title}  [{one.kind}]")
        print(f"    {one.table}. {one.publisher}: {one.page}.")
        if one.state == "missing":
            print(f"    Lets the plan say: {'; '.join(one.lets_say)}.")
            print(f"    convive ingest {one.kind} FILE --data {data or 'DIR'}")
        else:
            print(f"    Yours: {one.date_words}, {one.age} old; imported {one.imported_on} from {_few(one.files)}.")
            if one.old:
                print(f"    The plan writes its figures in the past tense. {one.renewed}".rstrip())
        if one.note:
            print(f"    {one.note}")


def _few(files: tuple[str, ...]) -> str:
    return ", ".join(files[:3]) + (f" and {len(files) - 3} more" if len(files) > 3 else "")
