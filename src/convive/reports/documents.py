"""Documents that leave: the report in one HTML file, the same as a tagged PDF, and the tables as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from markupsafe import Markup

from convive.core.groups import classification
from convive.evidence.model import PlaceEvidence
from convive.exchange import csvw
from convive.planning.model import Finding, Plan
from convive.reports import marks
from convive.reports import plan as plan_room
from convive.reports.paper import foot, pdf, stylesheet
from convive.reports.place import our_place
from convive.reports.rendering import finished, render
from convive.reports.tables import table_csv
from convive.reports.words import join, say, say_day

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
    return pdf(_report(plan, evidence, findings, title, release))


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
            css=Markup(
                stylesheet(frame.place, foot(f"{title} · {written}", say("report.invented_head") if invented else ""))
            ),  # nosec B704
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
