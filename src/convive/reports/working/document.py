"""The shape of a working document: sentence, picture, table, what it does not say, how, the data; and its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from convive.core.disclosure import Column, Sheet, plain_sheet
from convive.core.errors import DisclosureError
from convive.reports import marks, paper
from convive.reports.lessons import lesson
from convive.reports.rendering import environment
from convive.reports.tables import table_html
from convive.reports.words import say

# A table of more rows than this is left to the data: nobody reads it on a page.
MOST_ROWS = 400
# And one of more rows than this is not printed: its data lie beside the document.
MOST_ON_PAPER = 60


@dataclass(frozen=True)
class Row:
    """One row of a chart that is a table: what it is about, its picture, its value, and what stands beside."""

    label: str
    picture: Any
    value: str
    sub: str = ""
    more: str = ""
    last: bool = False


@dataclass(frozen=True)
class Block:
    """One picture with its finding as title: rows under their heads, both ends of a ranking, or a drawing."""

    title: str
    read: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    ends: dict[str, Any] | None = None
    drawings: tuple[tuple[str, Markup], ...] = ()
    keys: tuple[tuple[Markup, str], ...] = ()
    said: tuple[str, ...] = ()
    map: Any = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """What a document was worked out from, and where its data lie.

    ``files`` and ``data`` are names of files without folders; ``where`` is what the cloth is woven from.
    """

    files: str
    data: str = ""
    where: str = ""


@dataclass(frozen=True)
class Working:
    """A working document, in the order in which it is read."""

    kind: str
    heading: Markup
    lead: tuple[str, ...]
    blocks: tuple[Block, ...]
    tables: tuple[Sheet, ...]
    care: tuple[str, ...]
    how: tuple[str, ...]
    source: Source
    lessons: tuple[str, ...] = ()
    why: str = ""


def html(document: Working) -> bytes:
    """One file: no script, nothing fetched, fonts inside, made to be printed on A4. It says that it is not published.

    Raises
    ------
    DisclosureError
        When it does not say so.
    """
    return text(document).encode("utf-8")


def pdf(document: Working) -> bytes:
    """The same as a tagged PDF (PDF/UA-1).

    Raises
    ------
    NoPango
        When the text library Pango is missing, with the line that installs it.
    """
    return paper.pdf(text(document))


def text(document: Working) -> str:
    """The document as text. It may name small areas, so it must say on every page that it is not for publication."""
    mark = say("working.mark")
    title = document.heading.striptags()
    made = (
        environment()
        .get_template("working.html")
        .render(
            doc=document,
            title=title,
            mark=mark,
            why=document.why or say("working.why"),
            invented=say("report.invented_head") + "." if document.source.where.startswith("X") else "",
            css=Markup(paper.stylesheet(document.source.where or title, paper.foot(title, mark))),  # nosec B704
            icon="data:image/svg+xml," + quote(marks.favicon()),
            tables=[
                (one.title, table_html(one, css="wide-table"), len(one.rows) > MOST_ON_PAPER) for one in document.tables
            ],
            lessons=[lesson(name) for name in document.lessons],
            link=quote(document.source.data),
        )
    )
    if made.count(mark) < 2:
        raise DisclosureError("A working document must say that it is not for publication.", rule="working")
    return made


def table(id: str, title: str, columns: list[Column], rows: list[tuple[Any, ...]], source: str) -> tuple[Sheet, ...]:
    """A table of a working document; none where it would be longer than :data:`MOST_ROWS`."""
    return (plain_sheet(id, title, columns, rows, source=source),) if 0 < len(rows) <= MOST_ROWS else ()
