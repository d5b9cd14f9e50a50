"""Who is not there any more: one a line, or a column of a table or a spreadsheet."""

from __future__ import annotations

import io

import openpyxl
import pytest

from convive.core.errors import RefusedInput
from convive.sources.lists.gone import read_gone

KNOWN = ("C1", "C2", "S1")


@pytest.mark.parametrize(
    "text",
    [
        "C1\nS1\n",
        "class_id\nC1\nS1\n",
        "Those who left\nid;since\nC1;May\nS1;June\n",
        "# left\nC1\n\nS1\nC1\n",
        '"C1"\n"S1"',
    ],
)
def test_identifiers_in_every_form(tmp_path, text) -> None:
    file = tmp_path / "gone.csv"
    file.write_text(text)
    assert read_gone(file, KNOWN) == ("C1", "S1")


def test_a_spreadsheet(tmp_path) -> None:
    book = openpyxl.Workbook()
    for row in (["Class ID", "since"], ["C1", "May"], ["S1", ""]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    (tmp_path / "gone.xlsx").write_bytes(stream.getvalue())
    assert read_gone(tmp_path / "gone.xlsx", KNOWN) == ("C1", "S1")


@pytest.mark.parametrize(
    ("text", "rule", "row"),
    [
        ("C1\nC9\n", "known", 2),
        ("id\n", "no-rows", None),
        ("id,nationality\nC1,x\n", "status-column", 1),
        ("", "empty", 1),
    ],
)
def test_what_cannot_be_used(tmp_path, text, rule, row) -> None:
    file = tmp_path / "gone.csv"
    file.write_text(text)
    with pytest.raises(RefusedInput) as caught:
        read_gone(file, KNOWN)
    assert (caught.value.rule, caught.value.row) == (rule, row)


def test_there_is_no_such_file(tmp_path) -> None:
    (tmp_path / "gone.csv").write_text("C1")
    with pytest.raises(RefusedInput) as caught:
        read_gone(tmp_path / "gon.csv", KNOWN)
    assert (caught.value.rule, caught.value.hint) == ("no-file", "Did you mean gone.csv?")
