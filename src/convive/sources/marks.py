"""What publishers write where no number stands: "c", "x", "z", "<5" and the like, read as what they mean."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FEWER = re.compile(r"(?:<|&lt;|fewer than|less than|under)\s*=?\s*(?P<number>\d+)")


@dataclass(frozen=True)
class Mark:
    """A mark in a cell. ``means`` finishes the sentence "it says that …"; ``withheld``: people may be there."""

    written: str
    means: str
    withheld: bool


def mark_of(cell: str) -> Mark | None:
    """What a mark means; ``None`` when the cell holds none.

    >>> mark_of("[c]").means
    'the publisher withheld it, so that nobody can be recognised'
    >>> mark_of("<5").means, mark_of("12")
    ('fewer than 5 were counted, and the publisher does not say how many', None)
    """
    written = cell.strip()
    plain = written.strip("[]()").strip().casefold()
    fewer = _FEWER.fullmatch(plain)
    if fewer:
        means = f"fewer than {fewer['number']} were counted, and the publisher does not say how many"
        return Mark(written, means, withheld=True)
    found = _marks().get(plain)
    return None if found is None else Mark(written, *found)


@cache
def _marks() -> dict[str, tuple[str, bool]]:
    raw = tomllib.loads(files("convive.sources").joinpath("data", "marks.toml").read_text("utf-8"))
    return {form: (one["means"], one["withheld"]) for one in raw["marks"] for form in one["forms"]}
