"""What a match says on a terminal: how many, how good, who is left out and why in counts, and what rules cost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from convive.reports.words import say, say_many

if TYPE_CHECKING:
    from convive.sources.lists import Reading
    from convive.sources.lists.published import Built

# So many findings are printed before the rest is counted.
FINDINGS = 12


def made_templates(what: str, out: Path, files: Sequence[str]) -> list[str]:
    """Which lists were made, and what to do with them."""
    return [
        say("matched.templates", folder=out),
        *(f"  {name}" for name in files),
        say("matched.templates_then", what=what, folder=out),
    ]


def read_lists(reading: Reading) -> list[str]:
    """What is in a folder of lists."""
    lines = [say("matched.read", what=say(f"matched.what.{reading.what}"))]
    width = max(map(len, reading.rows))
    lines += [f"  {file.ljust(width)}  {rows:>8,}" for file, rows in reading.rows.items()]
    lines += _findings(reading)
    return [*lines, say("matched.read_then", what=reading.what)]


def built_linking(built: Built, place: str, out: Path, reading: Reading) -> list[str]:
    """Which schools take part, which are left out and why, and what to do next."""
    lines = [
        say(
            "matched.built",
            schools=say_many("noun.school", built.schools.height),
            classes=say_many("noun.class", built.classes.height),
            place=place,
            folder=out,
        )
    ]
    if built.left_out.height:
        lines.append(say_many("matched.built_left_out", built.left_out.height))
        counts = built.left_out["reason"].value_counts().sort(["count", "reason"], descending=[True, False])
        lines += [f"  {count:>4,}  {reason}" for reason, count in counts.iter_rows()]
    lines += built.notes
    lines += _findings(reading)
    return [*lines, say("matched.built_then", folder=out)]


def _findings(reading: Reading) -> list[str]:
    lines = []
    for one in reading.findings[:FINDINGS]:
        lines.append(f"- {one.in_words()}")
        if one.hint:
            lines.append(f"  {one.hint}")
    more = len(reading.findings) - FINDINGS
    return lines + ([say_many("matched.more", more)] if more > 0 else [])
