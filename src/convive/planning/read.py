"""Read a plan from ``plan.toml``: every fault said with its place in the file and how to mend it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from convive.core.errors import RefusedInput, did_you_mean
from convive.planning import model
from convive.planning.model import Plan

_LINE = re.compile(r"\(at (?:line (?P<line>\d+), column \d+|end of document)\)")


def read(path: Path) -> Plan:
    """The plan in a file, or in the folder that holds ``plan.toml``.

    Raises
    ------
    RefusedInput
        When there is no such file, it is not TOML, or something in it is not as a plan needs it: file, row where it is
        known, the part of the plan, and how to mend it.
    """
    file = path / "plan.toml" if path.is_dir() else path
    return parse(read_text(file), file=str(file))


def read_text(file: Path) -> str:
    """The text of a plan's file.

    Raises
    ------
    RefusedInput
        When there is no such file or it is not UTF-8.
    """
    try:
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise RefusedInput(
            "There is no plan here.", file=str(file), rule="file", hint="Make one with convive plan draft."
        ) from None
    except UnicodeDecodeError:
        raise RefusedInput(
            "The file is not text in UTF-8.", file=str(file), rule="utf-8", hint="Save it again as UTF-8."
        ) from None


def parse(text: str, *, file: str = "plan.toml") -> Plan:
    r"""The plan in a text.

    Raises
    ------
    RefusedInput
        As :func:`read`.

    >>> parse('[plan]\nplace = "X09000043"')
    Traceback (most recent call last):
    ...
    convive.core.errors.RefusedInput: plan.toml, row 1, column plan.place_name: This is missing. [missing]
    """
    if not text.strip():
        raise RefusedInput("The file is empty.", file=file, rule="empty", hint="Make a plan with convive plan draft.")
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = _LINE.search(str(error))
        row = int(match["line"]) if match and match["line"] else len(text.splitlines())
        says = _LINE.sub("", str(error)).strip()
        raise RefusedInput(
            f"This line cannot be read ({says}).",
            file=file,
            row=row,
            rule="toml",
            hint='Text stands in "quotes", and every quote and bracket is closed.',
        ) from None
    try:
        return Plan.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        raise _fault(text, raw, first["loc"], first["type"], first["msg"], file) from None


def _fault(
    text: str, raw: dict[str, Any], where: tuple[int | str, ...], kind: str, says: str, file: str
) -> RefusedInput:
    path = ".".join(str(part + 1) if isinstance(part, int) else part for part in where)
    hint = None
    if kind == "value_error":
        says = says.removeprefix("Value error, ")
        hint = 'Write the year first, in quotes: "2026-11-22".' if "is not a day" in says else None
    elif kind == "extra_forbidden":
        says = f"“{where[-1]}” is not a part of a plan"
        hint = did_you_mean(str(where[-1]), _fields(where[:-1])) or "Take it out, or write it as a comment (#)."
    elif kind == "missing":
        says = "This is missing"
    elif kind.startswith(("date", "datetime")):
        says, hint = f"“{_value(raw, where)}” is not a day", "Write it without quotes, the year first: 2027-01-11."
    elif kind in ("float_parsing", "float_type", "int_parsing", "int_type"):
        says, hint = f"“{_value(raw, where)}” is not a number", "Write it without quotes: 900 or 0.5."
    elif kind == "string_type":
        says, hint = f"“{_value(raw, where)}” is not text", 'Put it in "quotes".'
    elif kind in ("list_type", "dict_type", "model_type", "bool_type", "bool_parsing"):
        says, hint = (
            "This is not of the kind that stands here",
            "Look at docs/start/first-plan.md, or at a fresh draft.",
        )
    elif kind == "literal_error":
        says = f"“{_value(raw, where)}” is not one of the words that can stand here"
        hint = says_allowed(error_words(where))
    says = says[:1].upper() + says[1:].rstrip(".")
    row = _row(text, where)
    return RefusedInput(f"{says}.", file=file, row=row, column=path, rule=kind.replace("_", "-"), hint=hint)


def says_allowed(words: tuple[str, ...]) -> str | None:
    """The words that can stand somewhere, as a hint.

    >>> says_allowed(("draft", "adopted"))
    'Write one of: draft, adopted.'
    """
    return f"Write one of: {', '.join(words)}." if words else None


def error_words(where: tuple[int | str, ...]) -> tuple[str, ...]:
    """The words a field with a fixed choice allows."""
    from typing import get_args

    field = _model_at(where[:-1]).model_fields.get(str(where[-1]))
    return tuple(str(word) for word in get_args(field.annotation)) if field is not None else ()


def _model_at(where: tuple[int | str, ...]) -> type[BaseModel]:
    parts: dict[str, type[BaseModel]] = {
        "plan": model.Frame,
        "reporting": model.Reporting,
        "assets": model.Asset,
        "voices": model.Voice,
        "priorities": model.Priority,
        "figure": model.Cited,
        "judged": model.Judged,
        "objectives": model.Objective,
        "baseline": model.Baseline,
        "target": model.Target,
        "actions": model.Action,
        "milestones": model.Milestone,
        "money": model.Spending,
        "resources": model.Resource,
        "left_out": model.LeftOut,
        "not_known": model.NotKnown,
        "renewals": model.Renewal,
    }
    names = [part for part in where if isinstance(part, str) and part in parts]
    return parts[names[-1]] if names else Plan


def _fields(where: tuple[int | str, ...]) -> list[str]:
    return list(_model_at(where).model_fields)


def _value(raw: Any, where: tuple[int | str, ...]) -> Any:
    for part in where:
        raw = raw[part]
    return raw


def _row(text: str, where: tuple[int | str, ...]) -> int | None:
    """The line of the file a part of the plan stands on: its key, or else the head of its table."""
    lines = text.splitlines()
    table = str(where[0])
    wanted = where[1] if len(where) > 1 and isinstance(where[1], int) else 0
    head = re.compile(rf"^\s*\[\[?\s*{re.escape(table)}\s*\]\]?")
    heads = [number for number, line in enumerate(lines, 1) if head.match(line)]
    if wanted >= len(heads):
        return None
    start = heads[wanted]
    key = re.compile(rf"^\s*(?:[\w.]+\.)?{re.escape(str(where[-1]))}\s*=")
    for number in range(start + 1, len(lines) + 1):
        line = lines[number - 1]
        if line.lstrip().startswith("[[") or (line.lstrip().startswith("[") and f"[{table}." not in line):
            break
        if key.match(line):
            return number
    return start
