"""Documents: one file that loads nothing, a PDF that a screen reader can read, tables that hold no small number."""

from __future__ import annotations

import csv
import io
import json
import re
import sys

import pytest
from pypdf import PdfReader

from convive.core.disclosure import Column, plain_sheet
from convive.core.errors import DisclosureError
from convive.reports.documents import _numbered, description, evidence_files, report_html, report_pdf
from convive.reports.paper import NoPango


@pytest.fixture(scope="module")
def text(plan, evidence, findings):
    return report_html(plan, evidence, findings).decode("utf-8")


@pytest.fixture(scope="module")
def pdf(plan, evidence, findings):
    pytest.importorskip("weasyprint", reason="no PDF here: Pango is not installed", exc_type=OSError)
    return PdfReader(io.BytesIO(report_pdf(plan, evidence, findings)))


def test_the_file_holds_no_script_and_loads_nothing(text):
    assert "<script" not in text
    assert not re.search(r"\son\w+=", text)
    outside = re.findall(r'(?:src|href)="([^"#][^"]*)"|url\(([^)]*)\)', text)
    loaded = [a or b for a, b in outside]
    assert loaded
    assert all(url.strip("\"'").startswith(("data:", "#")) for url in loaded)
    assert "@import" not in text


def test_the_file_is_small_enough_to_mail(text):
    assert len(text.encode()) < 1_000_000


def test_the_plan_on_a_page_comes_first(text):
    order = [text.index(f'id="{name}"') for name in ("one-page", "the-plan-in-full", "our-place", "numbers")]
    assert order == sorted(order)


def test_every_link_inside_finds_its_place(text):
    assert {f'id="{name}"' for name in re.findall(r'href="#([^"]+)"', text)} <= set(re.findall(r'id="[^"]+"', text))


def test_a_figure_names_its_files_by_their_numbers(evidence):
    credit = "; ".join(
        f"{s.publisher}, {s.title}, table {s.table}, {s.date_words}; file {s.file}" for s in evidence.sources
    )
    first, second = (s.date_words for s in evidence.sources)
    assert _numbered(credit, "all rows", evidence) == f"From 1 ({first}) and 2 ({second})"
    # A date that the rows say belongs to one of two sources: the other is not read for it.
    assert _numbered(credit, f"all rows on {first}", evidence) == f"From 1 ({first}) and 2 ({second})"
    alone = credit.split("; ")[0] + "; " + credit.split("; ")[1]
    assert _numbered(alone, "all rows", evidence) == f"From 1: {first}"
    assert _numbered(alone, f"all rows, {first}", evidence) == "From 1"
    assert _numbered("Counted by hand", "all rows", evidence) == "Counted by hand"


def test_there_is_one_first_heading_and_every_id_stands_once(text):
    assert len(re.findall(r"<h1", text)) == 1
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_an_invented_place_says_so_on_the_cover_in_the_band_and_on_every_page(text, plan, plan_with, evidence):
    assert text.count("<strong>Invented place.</strong>") == 2
    assert '@top-left{content:"Invented place' in text
    real = plan_with(plan=plan.plan.model_dump() | {"place": "E08000032"})
    assert "Invented place" not in report_html(real, None, ()).decode()


def test_a_title_cannot_end_the_style_sheet(plan, findings):
    hostile = '"}</style><script>alert(1)</script>'
    made = report_html(plan, None, findings, title=hostile).decode()
    assert "<script" not in made
    assert made.count("</style>") == 1


def test_a_small_area_anywhere_is_refused(plan, findings):
    with pytest.raises(DisclosureError):
        report_html(plan, None, findings, title="Plan for E01010568")


def test_the_tables_leave_as_files_one_for_each_sheet(evidence):
    files = evidence_files(evidence)
    assert sorted(files) == ["evidence/neighbourhoods.csv", "evidence/people.csv", "evidence/separation.csv"]
    for name, content in files.items():
        rows = list(csv.reader(io.StringIO(content.decode("utf-8"))))
        assert len({len(row) for row in rows}) == 1, name


def test_one_file_describes_every_table_and_column(evidence):
    group = json.loads(description(evidence)["evidence/csv-metadata.json"])
    described = {table["url"]: [c["titles"] for c in table["tableSchema"]["columns"]] for table in group["tables"]}
    for name, content in evidence_files(evidence).items():
        header = next(csv.reader(io.StringIO(content.decode("utf-8"))))
        assert described.pop(name.removeprefix("evidence/")) == header
    assert described == {}


def test_no_cell_of_any_table_is_a_small_count(evidence):
    for content in evidence_files(evidence).values():
        header, *rows = csv.reader(io.StringIO(content.decode("utf-8")))
        for row in rows:
            for title, cell in zip(header, row, strict=True):
                if title in ("All residents", "Asian", "Black", "Mixed", "Other", "White"):
                    assert cell == "[c]" or not 0 < int(cell) < 10


def test_a_table_that_names_a_small_area_is_refused(evidence_with):
    leak = plain_sheet("leak", "Leak", [Column("name", "Name", "label")], [["Bradford 016A"]], source="s")
    with pytest.raises(DisclosureError):
        evidence_files(evidence_with(sheets=(leak,)))


def test_without_pango_the_error_names_the_line_that_installs_it(plan, evidence, monkeypatch):
    class Missing:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    with pytest.raises(NoPango, match="apt-get install libpango"):
        report_pdf(plan, evidence, ())


def test_where_the_renderer_stops_at_a_page_break_the_report_is_set_in_one_column(plan, evidence, monkeypatch):
    weasyprint = pytest.importorskip("weasyprint", reason="no PDF here: Pango is not installed", exc_type=OSError)
    asked = []

    def write_pdf(self, **options):
        asked.append(options)
        assert len(asked) > 1
        return b"%PDF"

    monkeypatch.setattr(weasyprint.HTML, "write_pdf", write_pdf)
    assert report_pdf(plan, evidence, ()) == b"%PDF"
    assert len(asked) == 2


def walk(node):
    """Every structure element of a PDF."""
    node = node.get_object()
    if isinstance(node, dict):
        yield node
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            if hasattr(kid, "get_object") and isinstance(kid.get_object(), dict):
                yield from walk(kid)


def test_the_pdf_is_tagged_titled_and_in_english(pdf):
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]) == "en-GB"
    assert pdf.metadata.title == "Local Integration Plan for Brackenford"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid" in pdf.trailer["/Root"]["/Metadata"].get_data().decode()
    kinds = {str(e.get("/S")) for e in walk(root["/StructTreeRoot"])}
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/P"} <= kinds


def test_every_picture_in_the_pdf_is_described(pdf):
    figures = [e for e in walk(pdf.trailer["/Root"]["/StructTreeRoot"]) if e.get("/S") == "/Figure"]
    assert len(figures) > 20
    assert all(str(e.get("/Alt", "")) for e in figures)
    said = " ".join(str(e["/Alt"]) for e in figures)
    assert "of 100 pairs differ" in said
    assert "Map of twelve neighbourhoods in Brackenford" in said


def test_the_pdf_holds_the_plan_on_one_page_and_marks_every_page_as_invented(pdf):
    pages = [page.extract_text() for page in pdf.pages]
    assert "How shall we live" in pages[0]
    assert "The plan on a page" in pages[1]
    assert "The plan on a page" not in "".join(pages[2:])
    assert all("Invented place" in page for page in pages)
    assert all(page.strip() for page in pages)
    assert 8 <= len(pages) <= 16


def test_the_pdf_names_no_small_area_and_no_small_count(pdf):
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert not re.search(r"\b[EWX]0[01]\d{6}\b", text)
    assert "[c]" in text
