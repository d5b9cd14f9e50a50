"""Read playbooks from the package's data, and from text that another place has shared."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from convive.core.errors import RefusedInput, UnknownName, did_you_mean
from convive.playbooks import model, parts
from convive.playbooks.model import Playbook


def all_playbooks() -> tuple[Playbook, ...]:
    """Every playbook of the library, by title.

    Raises
    ------
    RefusedInput
        When one does not hold together: file, place in it, and how to mend it.

    >>> [bool(p.sources) for p in all_playbooks()][:3]
    [True, True, True]
    """
    return tuple(sorted(_library().values(), key=lambda one: one.title))


def playbook(slug: str) -> Playbook:
    """One playbook of the library.

    Raises
    ------
    UnknownName
        When there is none of that name.

    >>> first = all_playbooks()[0]
    >>> playbook(first.slug) is first
    True
    """
    library = _library()
    if slug not in library:
        hint = did_you_mean(slug, library) or "convive playbook list shows all of them."
        raise UnknownName(f"There is no playbook “{slug}”.", rule="playbook", hint=hint)
    return library[slug]


@cache
def _library() -> dict[str, Playbook]:
    found: dict[str, Playbook] = {}
    for folder in _folders(files("convive.playbooks").joinpath("data")):
        toml = folder.joinpath("playbook.toml").read_text("utf-8")
        guidance = folder.joinpath("guidance.md").read_text("utf-8")
        read = read_playbook(toml, guidance, file=f"{folder.name}/playbook.toml")
        if read.slug != folder.name:
            raise RefusedInput(
                f"The slug “{read.slug}” is not the name of its folder, {folder.name}.",
                file=f"{folder.name}/playbook.toml",
                column="slug",
                rule="slug",
            )
        found[read.slug] = read
    return found


def _folders(data: Traversable) -> list[Traversable]:
    return sorted((entry for entry in data.iterdir() if entry.is_dir()), key=lambda entry: entry.name)


def read_folder(folder: Path) -> Playbook:
    """A playbook that lies in a folder of its own, as ``playbook.toml`` and ``guidance.md``.

    Raises
    ------
    RefusedInput
        When a file is missing, is no text in UTF-8, or does not hold together.
    """
    texts: dict[str, str] = {}
    for name in ("playbook.toml", "guidance.md"):
        file = str(folder / name)
        try:
            texts[name] = (folder / name).read_text("utf-8")
        except OSError:
            raise RefusedInput(
                f"{name} is not there, or cannot be read.",
                file=file,
                rule="playbook",
                hint="A playbook is a folder with playbook.toml and guidance.md.",
            ) from None
        except UnicodeDecodeError:
            raise RefusedInput("This is not text in UTF-8.", file=file, rule="encoding") from None
    return read_playbook(texts["playbook.toml"], texts["guidance.md"], file=str(folder / "playbook.toml"))


def read_playbook(toml: str, guidance: str, *, file: str = "playbook.toml") -> Playbook:
    """A playbook from its two texts: the data, and the guidance in Markdown.

    Parameters
    ----------
    toml, guidance
        The texts of ``playbook.toml`` and ``guidance.md``.
    file
        The name that messages use.

    Raises
    ------
    RefusedInput
        When the data is not TOML, misses something, holds an unknown key or does not hold together.

    >>> read_playbook("slugg = 3", "Text")
    Traceback (most recent call last):
    ...
    convive.core.errors.RefusedInput: playbook.toml, row 1, column slugg: The key “slugg” means nothing here. [playbook]
      Did you mean slug?
    """
    try:
        raw = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        says = re.sub(r" \(at .*\)$", "", str(error))
        raise RefusedInput(
            f"This is not TOML: {says}.", file=file, row=int(place[1]) if place else None, rule="toml"
        ) from None
    try:
        return Playbook.model_validate({**raw, "guidance": guidance})
    except ValidationError as error:
        raise _refused(error, toml, file) from None


def _refused(error: ValidationError, toml: str, file: str) -> RefusedInput:
    """The first thing that is wrong, in words; an unknown key first, since a slip of the pen explains a missing one."""
    found = sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    first = found[0]
    where = [str(part) for part in first["loc"]]
    hint = f"There are {len(found) - 1} more findings after this one." if len(found) > 1 else None
    if first["type"] == "extra_forbidden":
        says = f"The key “{where[-1]}” means nothing here."
        hint = did_you_mean(where[-1], _keys()) or "Take it out, or look up the key in another playbook."
    elif first["type"] == "missing":
        says = f"“{where[-1]}” is missing."
    else:
        says = first["msg"].removeprefix("Value error, ")
        says = f"{says[0].upper()}{says[1:]}."
    return RefusedInput(
        says, file=file, row=_line(toml, where), column=".".join(where) or None, rule="playbook", hint=hint
    )


def _line(toml: str, where: list[str]) -> int | None:
    """The line on which a key stands, when the text has it only once."""
    key = next((part for part in reversed(where) if not part.isdigit()), None)
    if key is None:
        return None
    lines = [n for n, line in enumerate(toml.splitlines(), 1) if re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line)]
    return lines[0] if len(lines) == 1 else None


def _keys() -> set[str]:
    """Every key that a playbook can hold."""
    kinds: list[Any] = [kind for room in (model, parts) for kind in vars(room).values() if isinstance(kind, type)]
    return {key for kind in kinds if issubclass(kind, BaseModel) for key in kind.model_fields}
