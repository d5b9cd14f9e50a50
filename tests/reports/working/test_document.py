"""A working document: one order of reading, its mark on every page, nothing fetched, names that cannot break out."""

from __future__ import annotations

import io
import re

import pytest
from markupsafe import Markup

from convive.core.disclosure import Column
from convive.core.errors import DisclosureError
from convive.reports.charts import dot_row
from convive.reports.working import document as documents
from convive.reports.working.document import MOST_ON_PAPER, MOST_ROWS, Block, Row, Source, Working, html, pdf, table

MARK = "Working document, not for publication"


def made(**changes: object) -> Working:
    row = Row("Bradford 016A", dot_row(40, finding="40"), "40", more="between 30 and 50")
    sheets = table("t", "The table", [Column("name", "Name", "label")], [("Mill",)], "s")
    fields: dict[str, object] = {
        "kind": "How far apart",
        "heading": Markup("A finding: <mark>40</mark>"),
        "lead": ("The lead.",),
        "blocks": (Block("The picture", rows=(row,), heads=("Unit", "0 to 100", "Value", "How sure")),),
        "tables": sheets,
        "care": ("It does not say why.",),
        "how": ("By counting.",),
        "source": Source("counts.csv", "out/s 1.csv", "X08000001"),
        "lessons": ("interval",),
    }
    return Working(**(fields | changes))  # type: ignore[arg-type]


def text(document: Working) -> str:
    return re.sub(r"<style>.*?</style>", "", html(document).decode("utf-8"), flags=re.S)


def test_sentence_picture_table_limits_method_data_in_this_order() -> None:
    page = text(made())
    wanted = ["A finding", "The picture", "The table", "It does not say why.", "By counting.", "out/s 1.csv"]
    places = [page[page.index("<body") :].index(one) for one in wanted]
    assert places == sorted(places)
    assert 'href="out/s%201.csv"' in page


def test_it_is_marked_on_screen_and_on_every_printed_page() -> None:
    whole = html(made()).decode("utf-8")
    assert f"<strong>{MARK}.</strong>" in whole
    assert f'@page{{@top-left{{content:"{MARK}"' in whole


def test_an_invented_place_is_called_one() -> None:
    assert "<strong>Invented place: every figure here is made up.</strong>" in text(made())
    assert "Invented place" not in text(made(source=Source("counts.csv", "", "E08000032")))


def test_without_its_mark_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "environment", lambda: _Bare())
    with pytest.raises(DisclosureError, match="not for publication"):
        html(made())


class _Bare:
    def get_template(self, name: str) -> _Bare:
        return self

    def render(self, **content: object) -> str:
        return "<p>no mark</p>"


def test_nothing_is_fetched_and_no_script_runs() -> None:
    page = html(made()).decode("utf-8")
    assert "<script" not in page
    assert re.findall(r'(?:src|url)\s*[=(]\s*["\']?(?!data:|#|"?data:)([\w/:.-]+)', page) == []
    assert re.findall(r'href="(?!#|data:)([^"]*)"', page) == ["out/s%201.csv"]


def test_names_cannot_break_out() -> None:
    page = text(made(lead=("<script>x</script>",), source=Source('a"b<i>.csv', "<s>.csv")))
    assert "<script>x" not in page
    assert "<i>" not in page
    assert "&lt;s&gt;.csv" in page


def test_a_table_too_long_to_read_is_left_to_the_data_and_a_long_one_is_not_printed() -> None:
    columns = [Column("name", "Name", "label")]
    assert table("t", "T", columns, [("x",)] * (MOST_ROWS + 1), "s") == ()
    assert table("t", "T", columns, [], "s") == ()
    long = text(made(tables=table("t", "Long", columns, [("x",)] * (MOST_ON_PAPER + 1), "s")))
    assert '<details class="fold-in no-print"><summary>Long' in long
    assert '<details class="fold-in "><summary>The table' in text(made())


def test_without_a_file_of_figures_it_says_how_to_get_one() -> None:
    assert "Every figure is written with -o FILE." in text(made(source=Source("counts.csv")))


def test_the_pdf_is_tagged_and_marked_on_every_page() -> None:
    pytest.importorskip("weasyprint", reason="no PDF here: Pango is not installed", exc_type=OSError)
    pypdf = pytest.importorskip("pypdf")
    rows = tuple(Row(f"Unit {i}", dot_row(i, finding=str(i)), str(i)) for i in range(80))
    block = Block("The picture", rows=rows, heads=("Unit", "0 to 100", "Value", "How sure"))
    read = pypdf.PdfReader(io.BytesIO(pdf(made(blocks=(block,)))))
    assert len(read.pages) > 1
    assert all(MARK in page.extract_text() for page in read.pages)
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read.metadata.title == "A finding: 40"
