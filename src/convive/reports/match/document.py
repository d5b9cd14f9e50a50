"""A proposal as one file to read and to print. It may tell of single people, and says that it is not published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from convive.reports import marks, paper
from convive.reports.match.parts import parts
from convive.reports.rendering import environment
from convive.reports.words import say

# A table of more lines than this is left to the data: nobody reads it on paper.
MOST_ROWS = 400


def html(record: Mapping[str, Any], *, title: str = "", where: str = "") -> bytes:
    """One file: no script, nothing fetched, fonts inside, made to be printed on A4.

    Parameters
    ----------
    record
        What :func:`convive.reports.match.record` kept.
    title
        What the proposal is for; the kind of proposal unless given.
    where
        What the cloth is woven from: the code of a place, or any word.
    """
    return text(record, title=title, where=where).encode("utf-8")


def pdf(record: Mapping[str, Any], *, title: str = "", where: str = "") -> bytes:
    """The same as a tagged PDF (PDF/UA-1).

    Raises
    ------
    NoPango
        When the text library Pango is missing, with the line that installs it.
    """
    return paper.pdf(text(record, title=title, where=where))


def text(record: Mapping[str, Any], *, title: str = "", where: str = "") -> str:
    """The document as text."""
    mark = say("working.mark")
    title = title or say(f"match.document.{record['kind']}")
    fair = parts(record, level=2)
    return (
        environment()
        .get_template("match/document.html")
        .render(
            page=parts(record, above=Markup(say("match.document.proposal"))),  # nosec B704  our own sentence
            fair=fair.fairness,
            title=title,
            mark=mark,
            why=say("match.document.why"),
            long=len(record["answer"]["assignments"]) > MOST_ROWS,
            css=Markup(paper.stylesheet(where or title, paper.foot(title, mark))),  # nosec B704
            icon="data:image/svg+xml," + quote(marks.favicon()),
        )
    )
