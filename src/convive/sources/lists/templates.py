"""Lists to fill in: one file each, its header and an example that is left out when the list is read."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any

from convive.core.problems.kinds import What
from convive.sources.lists.shapes import SETTINGS


def templates(what: What, *, xlsx: bool = False) -> dict[str, bytes]:
    r"""Every list of a kind of problem, by the name of its file; the settings with what they are by default.

    >>> templates("mentoring")["mentees.csv"].decode().splitlines()[:2]
    ['mentee,wait_weeks', '# M01,8']
    """
    ending, write = (".xlsx", _workbook) if xlsx else (".csv", _csv)
    made = {f"{name}{ending}": write([one["columns"], *one["rows"]]) for name, one in _lists()[what].items()}
    return made | {SETTINGS: (json.dumps(_defaults(what), indent=1) + "\n").encode()}


def header_alone(what: What, name: str) -> bytes:
    r"""One list as CSV without its example.

    >>> header_alone("linking", "vetoes")
    b'school_a,school_b,reason\n'
    """
    return _csv([_lists()[what][name]["columns"]])


@cache
def _lists() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("convive.sources.lists").joinpath("templates.toml").read_text("utf-8"))


def _defaults(what: What) -> dict[str, Any]:
    from convive.core.problems import LinkRules, LinkWeights, MentorRules, PlacementWeights

    return {
        "linking": asdict(LinkRules()) | asdict(LinkWeights()),
        "teams": {"smallest": 12, "largest": 15},
        "placement": asdict(PlacementWeights()) | {"female_trainees_only": True},
        "mentoring": asdict(MentorRules()),
    }[what]


def _csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _workbook(rows: list[list[str]]) -> bytes:
    """One sheet; cells are text, so that no program makes a date or a number of "2027-03-02" or "007"."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for place, name in enumerate(rows[0], 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = max(12, len(name) + 2)
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
