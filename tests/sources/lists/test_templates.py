"""Templates: every list has one, it passes every check as it is, and its examples are a problem when filled in."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.core.problems.kinds import KINDS
from convive.sources.lists import read_folder
from convive.sources.lists.shapes import shapes
from convive.sources.lists.templates import header_alone, templates

POSTCODES = pl.LazyFrame(
    {
        "postcode": ["BD1 1AA", "BD1 1AB", "BD1 1AC"],
        "latitude": [53.79, 53.81, 53.8],
        "longitude": [-1.75, -1.74, -1.76],
    }
)


def written(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("what", KINDS)
def test_every_list_has_a_template(what) -> None:
    there = {shape.file for shape in shapes(what)} - {"venue_capacity", "fixed_pairs"}
    assert {name.partition(".")[0] for name in templates(what)} == there | {"params"}


@pytest.mark.parametrize("xlsx", [False, True])
@pytest.mark.parametrize("what", KINDS)
def test_examples_are_left_out(tmp_path, what, xlsx) -> None:
    with pytest.raises(RefusedInput) as caught:
        read_folder(written(tmp_path, templates(what, xlsx=xlsx)), postcodes=POSTCODES)
    assert caught.value.rule == "no-rows"


@pytest.mark.parametrize("xlsx", [False, True])
@pytest.mark.parametrize("what", KINDS)
def test_examples_filled_in_are_a_problem(tmp_path, what, xlsx) -> None:
    files = templates(what, xlsx=xlsx)
    for name in [one for one in files if not one.endswith(".json")]:
        if xlsx:
            book = openpyxl.load_workbook(io.BytesIO(files[name]))
            for (cell,) in book.active.iter_rows(min_row=2, max_col=1):
                cell.value = cell.value.removeprefix("# ")
            stream = io.BytesIO()
            book.save(stream)
            files[name] = stream.getvalue()
        else:
            files[name] = files[name].replace(b"\n# ", b"\n")
    if what == "teams":
        relations = "relations.xlsx" if xlsx else "relations.csv"
        del files[relations]  # its third person is in no list
    reading = read_folder(written(tmp_path, files), postcodes=POSTCODES)
    assert len(reading.rows) == len(files) - 1
    assert [f for f in reading.findings if f.rule in ("columns-not-used", "not-read")] == []


def test_a_header_alone() -> None:
    assert header_alone("linking", "previous_links") == b"school_a,school_b\n"
