"""``params.json``: weights and rules of one problem, each of them known by name."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from convive.core.errors import RefusedInput, did_you_mean
from convive.sources.lists.shapes import SETTINGS

T = TypeVar("T")
# Settings that any problem may have.
COMMON = ("origin",)


def read_settings(path: Path, known: Iterable[str]) -> dict[str, Any]:
    """The settings of a file by name.

    Raises
    ------
    RefusedInput
        When it is no JSON object, or a setting is not known.
    """
    try:
        given = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        row = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise RefusedInput(
            "The settings cannot be read as JSON.", file=path.name, row=row, rule="json", hint=str(error)
        ) from None
    if not isinstance(given, dict):
        raise RefusedInput("The settings are not an object of JSON.", file=path.name, rule="json")
    checked_settings(given, known, path.name)
    origin = given.get("origin")
    if origin is not None and not (isinstance(origin, dict) and all(_number(origin.get(k)) for k in _DEGREES)):
        raise _refused(
            "origin", "The origin has no latitude and longitude.", '"origin": {"latitude": 53.8, "longitude": -1.8}'
        )
    return given


def checked_settings(
    given: Mapping[str, Any], known: Iterable[str], file: str, *, common: Iterable[str] = COMMON
) -> dict[str, Any]:
    """Settings by name, each of them known.

    Raises
    ------
    RefusedInput
        When a setting is not known, with one that looks like it, or with all of them.
    """
    names = [*known, *common]
    for name in given:
        if name not in names:
            hint = did_you_mean(name, names) or f"The settings are {', '.join(names)}."
            raise RefusedInput(f"There is no setting “{name}”.", file=file, column=name, rule="setting", hint=hint)
    return dict(given)


_DEGREES = ("latitude", "longitude")


def fields_of(*kinds: Any) -> list[str]:
    """The names of the settings that some dataclasses hold."""
    return [field.name for kind in kinds for field in dataclasses.fields(kind)]


def made(kind: type[T], given: Mapping[str, Any]) -> T:
    """A dataclass of settings, those that are not given as they are by default.

    Raises
    ------
    RefusedInput
        When a setting has the wrong kind of value, or is below zero.
    """
    assert dataclasses.is_dataclass(kind)
    default = kind()
    taken: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        if field.name not in given:
            continue
        value, usual = given[field.name], getattr(default, field.name)
        if value is None and "None" in str(field.type):
            taken[field.name] = None
        elif isinstance(usual, bool) or str(field.type) == "bool":
            taken[field.name] = _checked(field.name, value, isinstance(value, bool), "true or false")
        elif isinstance(usual, str):
            choices = [one.strip("'\" ") for one in str(field.type).partition("[")[2].rstrip("]").split(",")]
            taken[field.name] = _checked(field.name, value, value in choices, " or ".join(choices))
        elif "float" in str(field.type):
            taken[field.name] = _checked(field.name, value, _number(value), "a number from 0 on")
        else:
            whole = _number(value) and float(value).is_integer()
            taken[field.name] = int(_checked(field.name, value, whole, "a whole number from 0 on"))
    return kind(**taken)


def _checked(name: str, value: Any, fits: bool, words: str) -> Any:
    if not fits or (isinstance(value, (int, float)) and value < 0):
        raise _refused(name, f"“{value}” cannot be the setting {name}.", f"It is {words}.")
    return value


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _refused(name: str, says: str, hint: str) -> RefusedInput:
    return RefusedInput(says, file=SETTINGS, column=name, rule="setting", hint=hint)
