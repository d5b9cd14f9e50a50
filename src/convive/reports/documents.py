"""Documents that leave: the report in one HTML file, the same as a tagged PDF, and the tables as CSV."""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from markupsafe import Markup

from convive.core.errors import ConviveError
from convive.core.groups import classification
from convive.evidence.model import PlaceEvidence
from convive.exchange import csvw
from convive.planning.model import Finding, Plan
from convive.reports import marks
from convive.reports import plan as plan_room
from convive.reports.cloth import cloth_png
from convive.reports.place import our_place
from convive.reports.rendering import finished, render
from convive.reports.tables import table_csv
from convive.reports.words import join, say, say_day

PANGO_MISSING = "No PDF can be made here: the text library Pango is not installed."
PANGO_HINT = (
    "The report in HTML is made for paper: open it in a browser and print it. "
    "For PDFs on Debian or Ubuntu, as root: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


class NoPango(ConviveError):
    """The text library that a PDF needs is not on this machine; everything else can be made."""


# Figures that the evidence names by the year they stand for, beside those that are indicators.
_TITLES = ("residents", "pairs", "resettlement", "asylum", "school-pairs")


def report_html(
    plan: Plan,
    evidence: PlaceEvidence | None,
    findings: Sequence[Finding],
    *,
    title: str = "",
    release: str = "",
) -> bytes:
    """The whole report as one file: no script, nothing fetched, fonts inside, made to be printed on A4.

    Parameters
    ----------
    plan, findings
        The plan and what the linter found in it.
    evidence
        The figures behind it, already protected for publication; without them the report holds the plan alone.
    title
        What the report is called; the plan's own title unless given.
    release
        How the evidence is named in print; "figures of" the day it was written unless given.

    Raises
    ------
    DisclosureError
        When something finer than a neighbourhood would be printed.
    """
    return _report(plan, evidence, findings, title, release).encode("utf-8")


def report_pdf(
    plan: Plan,
    evidence: PlaceEvidence | None,
    findings: Sequence[Finding],
    *,
    title: str = "",
    release: str = "",
) -> bytes:
    """The same report as a tagged PDF (PDF/UA-1), with bookmarks, language, title and described pictures.

    Raises
    ------
    NoPango
        When the text library Pango is missing, with the line that installs it.
    DisclosureError
        When something finer than a neighbourhood would be printed.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError:
        raise NoPango(PANGO_MISSING, rule="pango", hint=PANGO_HINT) from None

    # The renderer names every property it does not know; the stylesheet is for browsers too.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    text = _report(plan, evidence, findings, title, release)
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


def evidence_files(evidence: PlaceEvidence) -> dict[str, bytes]:
    """The tables as CSV: file name ("evidence/neighbourhoods.csv") → bytes, one for each sheet.

    Raises
    ------
    DisclosureError
        When something finer than a neighbourhood stands in a table.
    """
    made: dict[str, bytes] = {}
    for sheet in evidence.sheets:
        name = f"evidence/{sheet.id}.csv"
        made[name] = finished(table_csv(sheet).decode("utf-8"), what=name).encode("utf-8")
    return made


def description(evidence: PlaceEvidence) -> dict[str, bytes]:
    """What every column of those tables means (CSV on the Web): one JSON file that lies beside them.

    Raises
    ------
    DisclosureError
        When something finer than a neighbourhood stands in it.
    """
    title = f"{evidence.place.name} ({evidence.place.code}): published tables"
    made = csvw.metadata(evidence.sheets, evidence.sources, title=title, created=evidence.written)
    name = f"evidence/{csvw.FILE}"
    return {name: finished(made.decode("utf-8"), what=name).encode("utf-8")}


def _report(plan: Plan, evidence: PlaceEvidence | None, findings: Sequence[Finding], title: str, release: str) -> str:
    frame = plan.plan
    title = title or frame.title
    written = say_day(frame.written)
    status = say("report.draft" if frame.status == "draft" else "report.adopted", day=written)
    release = release or say("report.release", day=written)
    invented = frame.place.startswith("X") or (evidence is not None and evidence.place.invented)
    return str(
        render(
            "report.html",
            title=title,
            question=say("report.question"),
            status=status,
            release=release,
            frame=frame,
            invented=invented,
            css=Markup(_stylesheet(frame.place, _foot(title, written, invented))),  # nosec B704
            icon="data:image/svg+xml," + quote(marks.favicon()),
            one_page=render("one-page.html", **plan_room.content(plan, evidence, findings)),
            plan_part=Markup(  # nosec B704
                plan_room.the_plan(plan, evidence, findings, level=1, hero=False, release=release)
            ),
            place=Markup(our_place(evidence, release, level=2)) if evidence else None,  # nosec B704
            sources=evidence.sources if evidence else (),
            figures=_figures(evidence) if evidence else [],
            tables=list(evidence_files(evidence)) if evidence else [],
            boundary_year=frame.boundary_year,
            groups=classification(evidence.classification).title if evidence else "",
        )
    )


def _figures(evidence: PlaceEvidence) -> list[dict[str, str]]:
    """Every figure with its title, in the order of the evidence."""
    from convive.evidence.catalogue import all_indicators

    titles = {indicator.id: indicator.title for indicator in all_indicators()} | {
        name: say(f"report.figure.{name}") for name in _TITLES
    }
    return [
        {
            "title": titles.get(key, key.replace("_", " ").replace("-", ", ").capitalize()),
            "words": figure.words.replace("-", "−", 1) if figure.words.startswith("-") else figure.words,
            "source": _numbered(figure.source, figure.rows, evidence),
            "rows": figure.rows,
            "formula": figure.formula,
            # A count is exact as it is printed.
            "exact": "" if figure.exact == figure.words.replace(",", "") else figure.exact.replace("-", "−"),
        }
        for key, figure in evidence.figures.items()
    ]


def _numbered(source: str, rows: str, evidence: PlaceEvidence) -> str:
    """The sources of a figure by their numbers in the list of files, with their dates.

    A date that the rows say already is not said again, unless there are several sources: then each has its own.

    In its own words where one is not in the list.
    """
    found = [
        (str(i), s.date_words) for i, s in enumerate(evidence.sources, 1) if s.file in source and s.title in source
    ]
    if not found or len(found) != source.count("; file "):
        return source
    if len(found) > 1:
        return say("report.from", numbers=join([say("report.from_dated", n=n, date=dated) for n, dated in found]))
    (n, dated), *_ = found
    return say("report.from", numbers=n) + ("" if dated in rows else say("report.from_dates", dates=dated))


def _foot(title: str, written: str, invented: bool) -> str:
    """The foot of every page but the cover, and the words that mark an invented place at its head."""
    head = (
        f"@top-left{{content:{_quoted(say('report.invented_head'))};font:600 8.8pt {_FACE};"
        "background:#fff3cf;color:#14232a;padding:1mm 3mm;height:6mm;margin-top:6mm;vertical-align:middle}"
        if invented
        else ""
    )
    line = f"font:8.8pt {_FACE};color:#42535b;border-top:.3mm solid #cbd6d9;vertical-align:top;padding-top:1.6mm"
    return (
        f"@page{{{head}@bottom-left{{content:{_quoted(f'{title} · {written}')};width:85%;{line}}}"
        f"@bottom-right{{content:counter(page);width:15%;text-align:right;{line}}}}}"
        "@page cover{@top-left{content:none;background:none}@bottom-left{content:none;border:0}"
        "@bottom-right{content:none;border:0}}"
    )


_ONE_COLUMN = (
    "@media print{.hero-grid,.cols,.cols.b,.four,.gone,.two-lists,.first>li,.still>li,.page-grid,.facts,.domain"
    "{display:block}.pairs{max-width:80mm}.map,.slope{max-width:120mm}}"
)
_FACE = '"Source Sans 3 Variable",sans-serif'


def _quoted(words: str) -> str:
    """Words as a CSS string: nothing in them can end the string or the style element."""
    safe = re.sub(r'[\\"<>\n\r\f]', lambda found: f"\\{ord(found[0]):x} ", words)
    return f'"{safe}"'


def _stylesheet(code: str, foot: str) -> str:
    return f"{_sheets()}:root{{--cloth:url({cloth_png(code)})}}{foot}"


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
