"""What every document of ours is made on: one style sheet with its fonts inside, the foot of a page, a tagged PDF."""

from __future__ import annotations

import base64
import logging
import re
from functools import cache
from importlib.resources import files

from convive.core.errors import ConviveError
from convive.reports.cloth import cloth_png

PANGO_MISSING = "No PDF can be made here: the text library Pango is not installed."
PANGO_HINT = (
    "The report in HTML is made for paper: open it in a browser and print it. "
    "For PDFs on Debian or Ubuntu, as root: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)
_FACE = '"Source Sans 3 Variable",sans-serif'
_ONE_COLUMN = (
    "@media print{.hero-grid,.cols,.cols.b,.four,.gone,.two-lists,.first>li,.still>li,.page-grid,.facts,.domain"
    "{display:block}.pairs{max-width:80mm}.map,.slope{max-width:120mm}}"
)


class NoPango(ConviveError):
    """The text library that a PDF needs is not on this machine; everything else can be made."""


def pdf(text: str) -> bytes:
    """A finished document as a tagged PDF (PDF/UA-1), with bookmarks, language, title and described pictures.

    Raises
    ------
    NoPango
        When the text library Pango is missing, with the line that installs it.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError:
        raise NoPango(PANGO_MISSING, rule="pango", hint=PANGO_HINT) from None

    # The renderer names every property it does not know; the stylesheet is for browsers too.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    # Everything is embedded, and nothing else may be read: a report never reaches out.
    embedded_only = URLFetcher(allowed_protocols=("data",))
    try:
        made = HTML(string=text, url_fetcher=embedded_only).write_pdf(pdf_variant="pdf/ua-1")
    except AssertionError:
        # WeasyPrint 70 stops at some page breaks inside grids: the same content in one column has none.
        one_column = text.replace("</style>", f"{_ONE_COLUMN}</style>", 1)
        made = HTML(string=one_column, url_fetcher=embedded_only).write_pdf(pdf_variant="pdf/ua-1")
    assert isinstance(made, bytes)
    return made


def foot(line: str, mark: str = "") -> str:
    """The foot of every page but the cover, and the words that mark a document at the head of each page.

    >>> "Not for publication" in foot("Bradford", "Not for publication")
    True
    """
    head = (
        f"@top-left{{content:{_quoted(mark)};font:600 8.8pt {_FACE};"
        "background:#fff3cf;color:#14232a;padding:1mm 3mm;height:6mm;margin-top:6mm;vertical-align:middle}"
        if mark
        else ""
    )
    style = f"font:8.8pt {_FACE};color:#42535b;border-top:.3mm solid #cbd6d9;vertical-align:top;padding-top:1.6mm"
    return (
        f"@page{{{head}@bottom-left{{content:{_quoted(line)};width:85%;{style}}}"
        f"@bottom-right{{content:counter(page);width:15%;text-align:right;{style}}}}}"
        "@page cover{@top-left{content:none;background:none}@bottom-left{content:none;border:0}"
        "@bottom-right{content:none;border:0}}"
    )


def stylesheet(code: str, page: str) -> str:
    """All style sheets in one, the cloth that is woven from a code, and what :func:`foot` gave."""
    return f"{_sheets()}:root{{--cloth:url({cloth_png(code)})}}{page}"


def _quoted(words: str) -> str:
    """Words as a CSS string: nothing in them can end the string or the style element."""
    safe = re.sub(r'[\\"<>\n\r\f]', lambda found: f"\\{ord(found[0]):x} ", words)
    return f'"{safe}"'


@cache
def _sheets() -> str:
    """All style sheets in one, with the fonts inside and without their comments."""
    look = files("convive.reports").joinpath("look")

    def embed(found: re.Match[str]) -> str:
        font = look.joinpath("fonts", found[1]).read_bytes()
        return f"url(data:font/woff2;base64,{base64.b64encode(font).decode('ascii')})"

    names = ("fonts.css", "tokens.css", "convive.css", "print.css")
    css = "".join(look.joinpath(name).read_text("utf-8") for name in names)
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return re.sub(r'url\("fonts/([\w.-]+)"\)', embed, css)
