"""An answer as files, and back: report.html to read, assignments.csv, unassigned.csv, relaxed.csv, answer.json."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convive.core.errors import RefusedInput
from convive.matching.asked import Asked

if TYPE_CHECKING:
    import polars as pl

    from convive.matching.answers import Answer
    from convive.matching.engines import Problem

ANSWER = "answer.json"


@dataclass(frozen=True)
class Earlier:
    """An answer that was written before, as it was printed, and how it was asked for."""

    asked: Asked
    whole: dict[str, Any]
    file: str

    @property
    def input_hash(self) -> str:
        """The digest of the problem that it answers."""
        return str(self.whole["quality"]["input_hash"])

    @property
    def gone(self) -> tuple[str, ...]:
        """Who had dropped out of the lists when the answer was mended."""
        mended = self.whole.get("repair", {})
        return (*mended.get("gone_earlier", ()), *mended.get("gone", ()))

    def beside(self, answer: Answer) -> Answer:
        """The same problem's answer with the lines that were written, where others would be found now.

        Raises
        ------
        RefusedInput
            When the lines are not those of such an answer.
        """
        import polars as pl

        from convive.matching.answers import Quality

        known = set(answer.assignments.columns)
        try:
            if any(set(line) != known for line in self.whole["assignments"]):
                raise KeyError
            lines = pl.DataFrame(self.whole["assignments"], schema=answer.assignments.schema, orient="row")
            if lines.equals(answer.assignments):
                return answer
            out = pl.DataFrame(self.whole["unassigned"], schema=answer.unassigned.schema, orient="row")
            given = {key: value for key, value in self.whole["quality"].items() if key != "gap"}
            return replace(answer, assignments=lines, unassigned=out, quality=Quality(**given))
        except (pl.exceptions.PolarsError, TypeError, KeyError):
            raise _unreadable(self.file) from None


def as_object(asked: Asked, answer: Answer) -> dict[str, Any]:
    """The one object that ``--json`` prints and ``answer.json`` holds.

    What it costs that nobody is alone in a team stands under ``lone_rule``.
    """
    whole = {"asked": asked.as_dict()} | answer.as_dict()
    if asked.what == "teams":
        price = whole.pop("price")
        whole["lone_rule"] = None if price is None else {"price": price["of_rule"], **price}
    return whole


def write(
    out: Path,
    asked: Asked,
    problem: Problem,
    answer: Answer,
    whole: dict[str, Any],
    change: dict[str, int] | None = None,
) -> list[str]:
    """Writes an answer so that a failure leaves the folder as it was; gives the names of the files.

    ``report.html`` is the same to read and to print; ``change`` says how many of an earlier answer's lines stay.

    Raises
    ------
    RefusedInput
        When the folder cannot be written to.
    """
    from convive.matching.engines import kept
    from convive.reports import publication
    from convive.reports.match import document, record

    there: Problem = getattr(answer, "problem", problem)
    files = {
        "report.html": document.html(record(there, kept(answer, asked), change=change)),
        "assignments.csv": _csv(_with_venues(answer)),
        "unassigned.csv": _csv(answer.unassigned),
        "relaxed.csv": _csv(answer.relaxed),
        ANSWER: (json.dumps(whole, ensure_ascii=False, indent=1, default=str) + "\n").encode(),
    }
    publication.write(out, files)
    return list(files)


def earlier(folder: Path) -> Earlier | None:
    """The answer that lies in a folder; ``None`` when there is none.

    Raises
    ------
    RefusedInput
        When it cannot be read.
    """
    file = folder / ANSWER
    if not file.is_file():
        return None
    try:
        whole = json.loads(file.read_bytes())
        found = Earlier(Asked.of(whole["asked"], str(file)), whole, str(file))
        if not (isinstance(whole["assignments"], list) and isinstance(whole["unassigned"], list) and found.input_hash):
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError):
        raise _unreadable(str(file)) from None
    return found


def _unreadable(file: str) -> RefusedInput:
    return RefusedInput(
        "The earlier answer cannot be read.",
        file=file,
        rule="answer",
        hint="It may be of another version of Convive. Match again with -o, or name another answer with --answer.",
    )


def _with_venues(answer: Answer) -> pl.DataFrame:
    """The lines, and beside each link where and when it meets."""
    venues = getattr(answer, "venues", None)
    if venues is None:
        return answer.assignments
    return answer.assignments.join(venues.assignments, on=["class_a", "class_b"], how="left", maintain_order="left")


def _csv(frame: pl.DataFrame) -> bytes:
    """As CSV: lists of words with ``|`` between, other nested columns left to ``answer.json``."""
    import polars as pl

    columns = []
    for name, dtype in frame.schema.items():
        if dtype == pl.List(pl.String):
            columns.append(pl.col(name).list.join("|"))
        elif not dtype.is_nested():
            columns.append(pl.col(name))
    return frame.select(columns).write_csv().encode()
