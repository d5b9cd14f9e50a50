"""Guidance and lessons, written in Markdown by people, as HTML that holds nothing but text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from convive.reports.rendering import finished

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


def html_of(text: str, *, level: int = 2) -> Markup:
    r"""A Markdown text as HTML. Its first heading stands at ``level``, deeper ones below; tags are shown, not run.

    >>> html_of("# Why?\n\nBecause <b>all</b>.", level=3)
    Markup('<h3>Why?</h3>\n<p>Because &lt;b&gt;all&lt;/b&gt;.</p>\n')

    Raises
    ------
    DisclosureError
        When something finer than a neighbourhood stands in it.
    """
    reader = _reader()
    tokens = reader.parse(text)
    headings = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    down = level - min(headings, default=1)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + down, 6)}"
    rendered = reader.renderer.render(tokens, reader.options, {})
    return Markup(finished(str(rendered), what="the text"))  # nosec B704  no tag of the text passes the reader


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # No raw HTML, no pictures from elsewhere; the reader itself refuses links that run a script.
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
