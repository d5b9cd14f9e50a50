"""What publishers write where no number stands: "c", "x", "z", "<5" and the like, read as what they mean."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FEWER = re.compile(r"(?:<|&lt;|fewer than|less than|under)\s*(?P<number>\d+)")
_UP_TO = re.compile(r"(?:<\s*=|&lt;\s*=|≤|up to|at most)\s*(?P<number>\d+)")


@dataclass(frozen=True)
class Mark:
    """A mark in a cell.

    ``means`` finishes the sentence "it says that …"; ``withheld``: people may be there; ``protects``: they were counted
    and are not shown so that nobody is recognised; ``most``: the most people there can be, where the mark says so.
    """

    written: str
    means: str
    withheld: bool
    protects: bool = False
    most: int | None = None


def mark_of(cell: str) -> Mark | None:
    """What a mark means; ``None`` when the cell holds none.

    >>> mark_of("[c]").means
    'the publisher withheld it, so that nobody can be recognised'
    >>> mark_of("<5").means, mark_of("12")
    ('fewer than 5 were counted, and the publisher does not say how many', None)
    >>> mark_of("<5").most, mark_of("[c]").most
    (4, None)
    """
    written = cell.strip()
    plain = written.strip("[]()").strip().casefold()
    fewer, up_to = _FEWER.fullmatch(plain), _UP_TO.fullmatch(plain)
    if fewer:
        means = f"fewer than {fewer['number']} were counted, and the publisher does not say how many"
        return Mark(written, means, withheld=True, most=max(0, int(fewer["number"]) - 1))
    if up_to:
        means = f"at most {up_to['number']} were counted, and the publisher does not say how many"
        return Mark(written, means, withheld=True, most=int(up_to["number"]))
    found = _marks().get(plain)
    return None if found is None else Mark(written, *found)


@cache
def _marks() -> dict[str, tuple[str, bool, bool]]:
    raw = tomllib.loads(files("convive.sources").joinpath("data", "marks.toml").read_text("utf-8"))
    return {
        form: (one["means"], one["withheld"], one.get("protects", False))
        for one in raw["marks"]
        for form in one["forms"]
    }
