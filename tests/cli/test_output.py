"""A table is written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from convive.cli.output import check_ending, write_table
from convive.core.errors import RefusedInput

TABLE = pl.DataFrame({"unit": ["é", "b"], "value": [0.5, None]})


@pytest.mark.parametrize("ending", ["csv", "json", "parquet", "CSV"])
def test_a_table_comes_back_as_it_was(tmp_path, ending) -> None:
    out = tmp_path / "new" / f"x.{ending}"
    write_table(TABLE, out)
    back = {
        "csv": pl.read_csv,
        "json": lambda f: pl.DataFrame(json.loads(f.read_text("utf-8"))),
        "parquet": pl.read_parquet,
    }
    assert back[ending.lower()](out).rows() == TABLE.rows()
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_an_ending_that_is_no_tables_is_refused_with_those_that_are() -> None:
    with pytest.raises(RefusedInput) as caught:
        check_ending(Path("x.cvs"))
    assert caught.value.hint == "Did you mean .csv?"


def test_a_place_that_cannot_be_written_leaves_nothing(tmp_path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RefusedInput) as caught:
        write_table(TABLE, tmp_path / "file" / "x.csv")
    assert caught.value.rule == "disk"
    assert (tmp_path / "file").read_text() == "in the way"
