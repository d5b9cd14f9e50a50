"""Tables: they take sheets alone, say what is withheld in words, and no spreadsheet runs what they hold."""

from __future__ import annotations

import csv
import io

import pytest

from convive.core.disclosure import WITHHELD_WORDS, Column, plain_sheet
from convive.core.errors import DisclosureError
from convive.reports.tables import defuse, select_columns, table_csv, table_html


@pytest.mark.parametrize("write", [table_html, table_csv])
def test_anything_but_a_sheet_is_refused(write):
    with pytest.raises(DisclosureError):
        write([["Canal Side", 3]])


def test_a_withheld_cell_reads_c_with_its_reason_and_carries_no_number(evidence):
    sheet = evidence.sheet("neighbourhoods")
    html = table_html(sheet)
    assert f'[c]<span class="vh"> {WITHHELD_WORDS}</span>' in html
    assert html.count("[c]") == sheet.withheld + 1  # and once in the line below the table
    rows = list(csv.reader(io.StringIO(table_csv(sheet).decode("utf-8"))))
    canal = next(row for row in rows if row[1] == "Canal Side")
    assert "[c]" in canal
    assert not {"3", "7"} & set(canal)
    assert sum(cell == "[c]" for row in rows for cell in row) == sheet.withheld


def test_every_cell_is_labelled_for_the_fold_and_every_header_has_its_scope(evidence):
    sheet = evidence.sheet("people")
    html = table_html(sheet)
    assert html.count('scope="col"') == len(sheet.columns)
    assert html.count('scope="row"') == len(sheet.rows)
    assert html.count("data-l=") == len(sheet.rows) * (len(sheet.columns) - 1)
    assert f"<caption>{sheet.title}</caption>" in html


def test_chosen_columns_keep_what_is_withheld(evidence):
    sheet = evidence.sheet("neighbourhoods")
    narrow = select_columns(sheet, ["ward", "Black_in_100"])
    assert [c.id for c in narrow.columns] == ["ward", "Black_in_100"]
    canal = next(row for row in narrow.rows if row[0].value == "Canal Side")
    assert canal[1].withheld


@pytest.mark.parametrize("words", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_defused(words):
    assert defuse(words) == "'" + words
    sheet = plain_sheet("t", words, [Column("name", words, "label")], [[words]], source="s")
    assert all(row == ["'" + words] for row in csv.reader(io.StringIO(table_csv(sheet).decode("utf-8"))))


def test_a_negative_number_stays_a_number():
    sheet = plain_sheet("t", "T", [Column("v", "Value", "number")], [[-0.019]], source="s")
    assert table_csv(sheet) == b"Value\n-0.019\n"


def test_hostile_names_stay_text():
    sheet = plain_sheet("t", "<i>", [Column("n", "<b>", "label")], [["<script>"]], source="s", note="<u>")
    html = table_html(sheet)
    assert all(tag not in html for tag in ("<script", "<i>", "<b>", "<u>"))
